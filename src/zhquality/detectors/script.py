"""Detector of the SCR family: characters of the other script, and words that a converter got wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from zhquality.detectors import Detection
from zhquality.detectors.conversion import SUSPECTS, find_conversions
from zhquality.detectors.unconverted import CAPITALS, find_capitals, find_unconverted
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import pattern
from zhquality.lexicon.opencc import characters, simplify
from zhquality.lexicon.scanner import Hit
from zhquality.lexicon.traditional import traditional_form
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector"]

_BEYOND_BMP = "\U00010000"
"""Above it are variants nobody types; without them a search of a class of 3,000 characters runs 100 times faster."""
_KEPT_APART = "後裡裏麼纔衹祇"
"""Traditional characters that no simplified text has but in names; their simplified forms exist in both scripts."""
_SHARE = 0.08
"""Share of a line's script-bound characters up to which the rarer script is a slip; above, a quotation or a mix."""
_USUAL = 3
"""Characters of its own script that a line must hold to show what the rarer one is a slip from."""
_VARIANTS = "刹虬"
"""Variants that traditional books and dictionaries have too (刹那, 虬龍)."""
_HONG_KONG = "吓咤恒抛毁琼盗祢禀秃腼荆迹麽"
"""Simplified characters that Hong Kong writes in traditional text. Of 10,991 articles 恒 stands in 242 and 恆 in 405, 吓 (which
is a word of Cantonese) in 460, 祢 (God is addressed so) in 25 and 禰 in one; of others the simplified one has less than 8 %,
and from there on they are slips (纳 6 %, 铁 6 %, 义 5 %). 麽 in 216 is no simplified character, but the older form of 麼."""
_NEAR = 6
"""Characters on either side in which a second traditional character, with no simplified one between, shows a name or a
quotation (臺灣大學)."""
_BOUND_BITS = 3.0
"""How much likelier the simplified character is beside its neighbours than anywhere, in bits: in words mostly above 6,
in names (小澤) about 0."""


_SCRIPT_NAME = pattern("[繁正]體|简体")
"""The name of a script, which a switcher of languages writes in that script: 简体中文 | 繁體中文."""
_QUOTED = pattern(
    r"「[^「」\n]{1,20}」|『[^『』\n]{1,20}』|“[^“”\n]{1,20}”|\"[^\"\n]{1,20}\"|\*\*[^*\n]{1,20}\*\*|`[^`\n]{1,20}`"
)
"""A term that is quoted or set off: what a button says, the title of a Japanese book. In a simplified page it is left as it is if it holds
no simplified character (显示「作業管理」)."""
_KANA = pattern("[\u3041-\u3096\u30a1-\u30fa]")
"""Japanese writes 来 and 会, and 納 and 復, side by side."""
_JAPANESE_SHARE = 0.05
"""Share of kana in a text from which its lines without kana, headlines, are Japanese too (.2 and more in Japanese pages)."""


@cache
def _old_forms() -> Mapping[str, str]:
    """Traditional characters that are wrong in simplified text, with their simplified forms.

    Left out: those that simplified text may use too (乾, 於, 瞭), and variants of what both scripts have (昇, 捱).
    """
    back = characters("STCharacters")
    return {
        old: new[0]
        for old, new in characters("TSCharacters").items()
        if max(old, *new) < _BEYOND_BMP
        and old not in new
        and (old in _KEPT_APART or (back.get(new[0], "")[:1] == old and new[0] not in back[new[0]]))
    }


def _in_big5(char: str) -> bool:
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _new_forms() -> frozenset[str]:
    """Simplified characters that are wrong in traditional text; not what Taiwan or Hong Kong write (群, 床, 雇)."""
    written = {form for name in ("TWVariants", "HKVariants") for forms in characters(name).values() for form in forms}
    forms = {new for new, old in characters("STCharacters").items() if new not in old and new < _BEYOND_BMP}
    return frozenset(form for form in forms - written - set(_HONG_KONG + _VARIANTS) if not _in_big5(form))


@cache
def _search(*, traditional: bool) -> re.Pattern[str]:
    return re.compile("[" + "".join(sorted(_new_forms() if traditional else _old_forms())) + "]")


class Detector:
    """Mixed script (SCR001, SCR002)."""

    scores: tuple[str, ...] = ()
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self.triggers = SUSPECTS.union(_old_forms(), CAPITALS)

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - triggers only wake it
        """Stray characters of the other script and wrongly converted words."""
        if len(_KANA.findall(document.text)) > _JAPANESE_SHARE * len(document.text):
            return Detection((), {})
        # A text without any traditional character need not be asked for its script.
        old = _search(traditional=False).search(document.text) is not None
        traditional = old and document.traditional
        strays = self._strays(document, traditional=traditional) if old else ()
        conversions = find_conversions(document, self._resources, traditional=traditional)
        left = find_unconverted(document) if traditional else ()
        return Detection((*strays, *conversions, *left, *find_capitals(document.text)), {})

    def _strays(self, document: Document, *, traditional: bool) -> Iterator[Finding]:
        text = document.text
        named = {place for found in _SCRIPT_NAME.finditer(text) for place in range(*found.span())}
        places = [found.start() for found in _search(traditional=traditional).finditer(text)]
        places = [place for place in places if place not in named]
        quoted = _terms(text) if places and not traditional else frozenset()
        alone = [place for place in places if traditional or (place not in quoted and _alone(text, place))]
        lines = {
            line: _slip(document.lines[line].text, traditional=traditional)
            for line in set(map(document.line_at, alone))
        }
        slips = [place for place in alone if lines[document.line_at(place)]]
        if not slips:
            return
        plain = simplify(text)
        for place, bits in zip(slips, self._bound(plain, slips), strict=True):
            if bits >= _BOUND_BITS and (traditional or _everyday(text[place], plain[place])):
                yield _stray(text, plain, place, traditional=traditional)

    def _bound(self, plain: str, places: Sequence[int]) -> list[float]:
        """Bits by which each character and its neighbours are likelier together than apart."""
        model = self._resources.model
        windows = [(plain[max(0, at - 2) : at], plain[at], plain[at + 1 : at + 2].strip("\n")) for at in places]
        together = model.score(windows)
        one = model.score([("", middle, "") for _, middle, _ in windows])
        two = model.score([("", right, "") for _, _, right in windows])
        return [a - b - c for a, b, c in zip(together, one, two, strict=True)]


def _terms(text: str) -> frozenset[int]:
    """Places in quoted terms without a simplified character."""
    new = _search(traditional=True)
    return frozenset(at for found in _QUOTED.finditer(text) if not new.search(found[0]) for at in range(*found.span()))


def _everyday(char: str, meant: str) -> bool:
    """Whether the simplified form is one of GB 2312's 3,755 everyday characters; others are mostly in names."""
    try:
        return char != meant and meant.encode("gb2312") < b"\xd8"
    except UnicodeEncodeError:
        return False


def _alone(text: str, place: int) -> bool:
    """Whether simplified characters part a traditional one from the next on either side, and no @ names a user."""
    old, new = _search(traditional=False), _search(traditional=True)
    before, after = text[max(0, place - _NEAR) : place], text[place + 1 : place + 1 + _NEAR]
    last = max((found.end() for found in old.finditer(before)), default=None)
    first = old.search(after)
    return (
        (last is None or new.search(before, last) is not None)
        and (first is None or new.search(after, 0, first.start()) is not None)
        and "@" not in before
    )


def _slip(line: str, *, traditional: bool) -> bool:
    """Whether the other script is rare in a line, which is none of Japanese."""
    if _KANA.search(line):
        return False
    old = len(_search(traditional=False).findall(line))
    new = len(_search(traditional=True).findall(line))
    rare, usual = (new, old) if traditional else (old, new)
    return usual >= _USUAL and rare <= max(1, _SHARE * usual)


def _stray(text: str, plain: str, place: int, *, traditional: bool) -> Finding:
    char = text[place]
    if traditional:
        meant, certain = traditional_form(plain, place)
        messages = (f"the simplified character {char} stands in traditional text", f"繁体文本中混入简体字“{char}”")
    else:
        meant, certain = plain[place], True
        messages = (f"the traditional character {char} stands in simplified text", f"简体文本中混入繁体字“{char}”")
    sure = 0.95 if certain else 0.7
    level = Applicability.SAFE if certain else Applicability.UNSAFE
    return Finding("SCR001", place, place + 1, char, sure, *messages, level, (Proposal(meant, sure),))
