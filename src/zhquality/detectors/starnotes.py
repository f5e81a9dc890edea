"""Stars that refer to notes, and those that notes begin with: they hide no word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from zhquality.document import Span
from zhquality.lazy import HAN, pattern

__all__ = ["Notes"]

_FOOTNOTE = pattern(
    r"^[ \t]*[*＊][ \t]*(?:注|说明|备注|声明|免责|以上|仅限|不含|通[讯信]作者)|[带标]有?[“\"]?[*＊][”\"]?(?:号|的|者)|必填"
    r"|[（(][*＊] ?(?:为|是|系|指|表示|代表|示)",
    re.MULTILINE,
)
_LEGEND = pattern(rf"^[ \t\u3000]*(\*{{1,3}})(?={HAN}|[《“])(?![^\n]*\*)", re.MULTILINE)
"""A line that one to three stars begin and that has no others: the note that such stars elsewhere refer to."""
_LEGENDS = pattern(
    rf"^[ \t\u3000]*\*(?={HAN})[^*\n]*[。；;]\s?\*\*(?={HAN})[^*\n]*(?P<three>[。；;]\s?\*\*\*(?={HAN})[^*\n]*)?$",
    re.MULTILINE,
)
"""The notes of one and two stars, and of three, in one line."""
_NOTE_BELOW = pattern(rf"(?:^|[：:“‘「])[ \t\u3000]*(?P<star>\*)(?={HAN}|[《“])(?![^\n]*\*)", re.MULTILINE)
"""The one note of a page, in a line or a clause of its own."""
_REFERS = pattern(r"[、，,；;。．）)\s]|$")
_ENDS = pattern(r"[，,；;。．）)”」]|\s*$", re.MULTILINE)
"""Behind the one star that refers to a note."""
_MEANS = pattern("为|是|系|指|示|表示|代表")
_HAN_ONE = pattern("[\u3400-\u9fff]")
_TWO = 2


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a page.

    Attributes:
        explained: whether the page says what a single star means (notes, required fields).
        legends: how many stars each note begins with, if there are notes of several kinds.
        pair: starts of the only two stars of the page, a reference and its note.
    """

    explained: bool
    legends: frozenset[int]
    pair: frozenset[int]

    @classmethod
    def of(cls, text: str, runs: Sequence[Span]) -> Notes:
        """Those of a text with these runs of stars, masks of personal data apart."""
        return cls(_FOOTNOTE.search(text) is not None, _legends(text), _pair(text, runs))

    def has(self, text: str, start: int, end: int) -> bool:
        """Whether a run of stars refers to a note, or begins one."""
        if start in self.pair:
            return True
        if self.explained and end - start == 1 and _is_note(text, start, end):
            return True
        return end - start in self.legends and _is_reference(text, start, end)


def _legends(text: str) -> frozenset[int]:
    row = _LEGENDS.search(text)
    if row:
        return frozenset({1, 2, 3} if row["three"] else {1, 2})
    sizes = frozenset(len(found[1]) for found in islice(_LEGEND.finditer(text), 100))
    return sizes if len(sizes) > 1 and 1 in sizes else frozenset()


def _pair(text: str, runs: Sequence[Span]) -> frozenset[int]:
    """The two stars of a page that has no others, of which the first ends a clause and the second begins a note."""
    if len(runs) != _TWO or any(end - start > 1 for start, end in runs):
        return frozenset()
    (first, end), (second, _) = runs
    found = _NOTE_BELOW.search(text, text.rfind("\n", 0, second) + 1)
    there = found is not None and found.start("star") == second
    return frozenset({first, second} if there and _ENDS.match(text, end) else ())


def _is_reference(text: str, start: int, end: int) -> bool:
    before = start  # of the blanks in front; looking for the beginning of the line takes as long as the line is
    while before and text[before - 1].isspace() and text[before - 1] != "\n":
        before -= 1
    begins = not before or text[before - 1] in "\n。；;"
    return begins or bool(_REFERS.match(text, end))


def _is_note(text: str, start: int, end: int) -> bool:
    """Whether a star of a page that explains its stars refers to that, or is what it explains: （*为组长）, ，＊为热销."""
    if not _HAN_ONE.match(text, end):
        return True
    return text[start - 1 : start] in tuple("（(，；;\n") and bool(_MEANS.match(text, end))
