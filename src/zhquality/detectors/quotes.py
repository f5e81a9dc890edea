"""PAR002: quotation marks turned around by a paraphrasing machine (”短视频“)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from zhquality import lazy
from zhquality.detectors import Detection
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector", "reversed_pairs"]

_MARKS = lazy.pattern("[“”\n]")
_LONGEST = 60
"""Code points between the marks; a quotation of several lines would not be told from a lost mark."""
_LONGEST_SPEECH = 200
"""Code points of speech between the marks, by judgement; whole lines around it must be turned as well."""
_SPEECH = frozenset("。！？!?…—，,：:；;")
"""Before a closing mark these end a quotation that began in an earlier line; before an opening one they lead in speech."""
_ONE, _SOME, _MANY = 0.05, 0.2, 0.4
"""Scores of a page with one pair, with some, and with three or more that outnumber the right ones. People turn marks
around too: of 2,000 clean documents 6 have one pair and 3 more; of 2,500 fresh Markdown pages 12 have two to four, on 10 of them
fewer than the right ones. No rewritten page of the development set is known by its marks alone, and of 7,600 other public pages those with
three or more were all by authors whose hand turns them, so that marks alone make no page a rewritten one."""
_FEW = 3


class Detector:
    """Pairs that open with a closing mark where no quotation is open."""

    scores = ("paraphrased",)
    triggers: frozenset[str] = frozenset()
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        """Nothing is needed."""

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - it has no triggers
        """Pairs turned around."""
        if not _closed_unopened(document.text):
            return Detection((), {})
        found = tuple(_finding(document.text, start, end) for start, end in reversed_pairs(document.text))
        return Detection(found, {"paraphrased": _score(document.text, len(found))})


def _score(text: str, pairs: int) -> float:
    if pairs < 2:
        return _ONE * pairs
    return _MANY if pairs >= _FEW and text.count("“") < 2 * pairs else _SOME


def _closed_unopened(text: str) -> bool:
    """Whether a mark closes what its line did not open; a page without one is read in a quarter of the time."""
    *before, _ = text.split("”")
    return any(part.rfind("“") <= part.rfind("\n") for part in before)


def reversed_pairs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of quotations that begin with a closing mark and end with an opening one, marks included."""
    turned = cache(lambda: _turned_lines(text))
    begun = -1
    is_open, opened, wrapped = False, -1, False
    for mark in _MARKS.finditer(text):
        at = mark.start()
        if mark[0] == "“":
            if begun >= 0 and (_is_pair(text, begun, at) or (_is_speech(text, begun, at) and begun in turned())):
                yield begun, at + 1
                is_open = False
            else:
                is_open, opened, wrapped = True, at, not is_open
            begun = -1
        elif mark[0] == "”":
            begun = -1 if is_open else at
            is_open = False
        else:  # a quotation may go on in the next line, unless its mark, the last of this one, was to close another
            goes_on = wrapped and text[at + 1 : at + 2] not in ("", "\n", "“", "”")
            begun, is_open = -1, is_open and (goes_on or bool(text[opened + 1 : min(at, opened + _LONGEST)].strip()))


def _is_pair(text: str, start: int, end: int) -> bool:
    """Whether ”…“ holds a quotation: what is between two quotations begins or ends with a mark of speech."""
    inside = text[start + 1 : end]
    if not 1 <= len(inside.strip()) == len(inside) <= _LONGEST or inside[0] in _SPEECH:
        return False
    if not any(map(str.isalnum, inside)):
        return False  # a sign quoted by hand: ”/“
    before = text[start - 1 : start]
    if inside[-1] in "。！？!?" and before in ("", "\n", "。"):
        return True  # a whole sentence of speech, at the start of a sentence
    return before not in _SPEECH - {"，", ","} and _SPEECH.isdisjoint(inside)


def _is_speech(text: str, start: int, end: int) -> bool:
    """Whether ”…“ may hold speech: it is led in by a colon and is a whole sentence."""
    if end - start > _LONGEST_SPEECH + 1:
        return False
    return text[start - 1 : start] in ("：", ":") and text[end - 1] in "。！？!?"


def _turned_lines(text: str) -> frozenset[int]:
    """Offsets of the marks of lines that have every pair turned around, and before which no quotation is left open."""
    found: list[int] = []
    marks: list[re.Match[str]] = []
    before = "”"
    for mark in _MARKS.finditer(text + "\n"):
        if mark[0] != "\n":
            marks.append(mark)
            continue
        signs = "".join(one[0] for one in marks)
        if before == "”" and signs == "”“" * (len(signs) // 2):
            found += [one.start() for one in marks]
        before = signs[-1:] or before
        marks = []
    return frozenset(found)


def _finding(text: str, start: int, end: int) -> Finding:
    turned = "“" + text[start + 1 : end - 1] + "”"
    messages = ("The quotation marks are turned around", "引号方向颠倒")
    return Finding(
        "PAR002", start, end, text[start:end], 0.9, *messages, Applicability.UNSAFE, (Proposal(turned, 0.9),)
    )
