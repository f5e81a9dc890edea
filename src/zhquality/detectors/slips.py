"""OBF006, third part: GBK text that lost a byte and was read out of step until the next sound character.

Losing one byte of 他们茴香豆吃 pairs every following byte with its wrong neighbour (擒钕愣钩), until another is lost.
Such places are looked for in lines where a star stands beside a character, which is what the lost byte's partner became.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zhquality.document import Document, Line, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import pattern
from zhquality.ranking import Candidate, Site
from zhquality.resources import Resources

__all__ = ["HINT", "find"]

HINT = pattern(r"\*(?<!\*\*)(?!\*)(?:(?<=[一-鿿]\*)|(?=[一-鿿]))")
_RUN = pattern("[一-鿿]{3,40}")
_HOT_BITS = 11.0
"""Mean bits of four characters from which they are worth trying: out of step 13 to 18, prose 4 to 9."""
_WINDOW, _SHORTEST, _LONGEST = 4, 3, 14
_RARE = 0.34
"""Share of characters outside GB 2312's everyday level that a text in step may hold; wrong shifts are mostly such."""
_PROSE_BITS = 9.0
"""Bits a character up to which a text brought into step is believed: it needs 5 to 9."""
_GAIN_BITS = 28.0
"""Bits by which a stretch must become likelier: 111 million characters of clean text hold eight slips, which gain 31 to 102,
and no sound text that gains as much."""
_CERTAIN = 0.8
"""Least confidence of a character at either end, half of which was lost, to be put back; else its star stays."""
_MESSAGES = ("bytes were lost here, and the text after them was read out of step", "此处丢失字节，后文错位成乱码")


class _Shift(NamedTuple):
    """A stretch ``[start, end)`` of the text with the text that its bytes make when read one byte later."""

    start: int
    end: int
    plain: str
    first: int
    last: int


def _shift(text: str, start: int, end: int) -> _Shift | None:
    try:
        data = text[start:end].encode("gbk")
        plain = data[1:-1].decode("gbk")
    except UnicodeError:
        return None
    if len(plain) < _SHORTEST or not _RUN.fullmatch(plain):
        return None
    rare = sum(lead >= 0xD8 for lead in data[1:-1:2])
    return _Shift(start, end, plain, data[0], data[-1]) if rare <= _RARE * len(plain) else None


def _hot(text: str, runs: Sequence[Span], resources: Resources) -> Iterator[Span]:
    """Stretches of runs of characters that the language model finds hard to believe."""
    import numpy as np

    from zhquality.model.ngrams import code_units

    logs = resources.model.log2_each([code_units(text[start:end]) for start, end in runs])
    for (start, end), run in zip(runs, logs, strict=True):
        first, *others = (run[i : len(run) - _WINDOW + 1 + i] for i in range(_WINDOW))
        places = np.flatnonzero(-sum(others, first) >= _HOT_BITS * _WINDOW).tolist()
        if places:
            yield start + max(0, places[0] - 1), min(end, start + places[-1] + _WINDOW + 1)


def _best(text: str, low: int, high: int, resources: Resources) -> _Shift | None:
    """The shift within ``[low, high)`` that makes the text most likely, if it is prose."""
    high = min(high, low + _LONGEST)
    spans = [(i, j) for i in range(low, high) for j in range(i + 3, high + 1)]
    shifts = [shift for span in spans if (shift := _shift(text, *span))]
    if not shifts:
        return None
    before = resources.model.score([("", text[s.start : s.end], "") for s in shifts])
    after = resources.model.score([("", s.plain, "") for s in shifts])
    gains = [b - a for a, b in zip(before, after, strict=True)]
    gain, best, bits = max(zip(gains, shifts, after, strict=True), key=lambda row: (row[0], row[1].start))
    return best if gain >= _GAIN_BITS and -bits <= _PROSE_BITS * len(best.plain) else None


def _edge(lead: Sequence[int], trail: Sequence[int], *, starred: bool) -> tuple[Candidate, ...]:
    """The characters with one of these lead and trail bytes; nothing where no star shows that there was one."""
    chars = [bytes((a, b)).decode("gbk", "ignore") for a in lead for b in trail]
    found = [char for char in chars if len(char) == 1]
    return tuple(Candidate(char) for char in (found if starred and found else ["", *found]))


def _repair(text: str, shift: _Shift, resources: Resources) -> tuple[int, int, str]:
    """Span with its stars, and the text brought into step."""
    start = shift.start - (text[shift.start - 1 : shift.start] == "*")
    end = shift.end + (text[shift.end : shift.end + 1] == "*")
    draft = text[:start] + shift.plain + text[end:]
    middle = start + len(shift.plain)
    stars = (text[start : shift.start], text[shift.end : end])
    sites = [
        Site(start, start, _edge(range(0xB0, 0xD8), (shift.first,), starred=bool(stars[0]))),
        Site(middle, middle, _edge((shift.last,), range(0xA1, 0xFF), starred=bool(stars[1]))),
    ]
    best = [proposals[0] for proposals in resources.ranker.rank(draft, sites)]
    edges = [p.text if p.confidence >= _CERTAIN else star for p, star in zip(best, stars, strict=True)]
    return start, end, edges[0] + shift.plain + edges[1]


def _lines(document: Document) -> Iterator[Line]:
    seen = -1
    for found in HINT.finditer(document.text):
        number = document.line_at(found.start())
        if number != seen:
            seen = number
            yield document.lines[number]


def find(document: Document, resources: Resources) -> Iterator[Finding]:
    """Stretches out of step, with the text that their bytes make in step."""
    text = document.text
    runs = [run.span() for line in _lines(document) for run in _RUN.finditer(text, line.start, line.end)]
    for low, high in _hot(text, runs, resources):
        shift = _best(text, low, high, resources)
        if shift is None:
            continue
        start, end, plain = _repair(text, shift, resources)
        surface, proposals = text[start:end], (Proposal(plain, 0.95),)
        yield Finding("OBF006", start, end, surface, 0.95, *_MESSAGES, Applicability.SAFE, proposals)
