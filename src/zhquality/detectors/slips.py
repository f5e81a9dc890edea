"""OBF006, third part: GBK text that lost a byte and was read out of step until the next sound character.

Losing one byte of 他们茴香豆吃 pairs every following byte with its wrong neighbour (擒钕愣钩), until another is lost or a
letter follows. Such places are looked for in lines where a star stands beside a character, which is what the lost byte's
partner became, or where the pairs made characters that do not belong there: private-use ones, single wide letters, kana.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from zhquality.document import Document, Line, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import guarded, pattern
from zhquality.ranking import Candidate, Site
from zhquality.resources import Resources

__all__ = ["HINT", "STRANGE", "find", "find_stray"]

HINT = guarded(r"\*(?<!\*\*)(?!\*)(?:(?<=[一-鿿]\*)|(?=[一-鿿]))", "*")
_STRANGE = "\ue000-\ue765Ａ-Ｚａ-ｚァ-ヶ"
STRANGE = pattern(f"[{_STRANGE}]")
"""Characters that text out of step is full of; asked first of the few unusual characters of a text."""
_STRAY = pattern(f"[{_STRANGE}](?<=[一-鿿\ue000-\ue765].)(?=[一-鿿\ue000-\ue765])")
_RUN = pattern("[一-鿿]{3,40}")
_STRAY_RUN = pattern("[一-鿿\ue000-\ue765！-～、-〞〡-〩ぁ-ヶΑ-ωА-яⅠ-ⅹ①-⒛㈠-㈩─-╋“”‘’…—·×÷±]{3,}")
"""Characters of two bytes in GB 18030, which a slip goes on through; letters and digits of one byte end it."""
_SIGHT = 400
"""Code points of a run that are looked at on each side of a stray character: a line may be a whole book."""
_PLAIN = "[一-鿿，。、；：？！（）《》“”‘’…—·]"
_SOUND, _SOUND_RUN = pattern(_PLAIN), pattern(f"{_PLAIN}+")
"""What text in step is made of."""
_PIECE = pattern("x{3,}")
_HOT_BITS = 11.0
"""Mean bits of four characters from which they are worth trying: out of step 13 to 18, prose 4 to 9."""
_WINDOW, _SHORTEST, _LONGEST = 4, 3, 14
_RARE = 0.34
"""Share of characters outside GB 2312's everyday level that a text in step may hold; wrong shifts are mostly such."""
_PROSE_BITS = 9.0
"""Bits a character up to which a text brought into step is believed: it needs 5 to 9."""
_STARRED_BITS = 13.0
"""The same between two stars, which are a sign of their own: a rare word (茴香豆) needs 13, what is still out of step 14 to 18."""
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
        data = text[start:end].encode("gb18030")
        plain = data[1:-1].decode("gbk")
    except UnicodeError:
        return None
    if len(data) != 2 * (end - start) or len(plain) < _SHORTEST or not _SOUND_RUN.fullmatch(plain):
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
    starred = text[best.start - 1 : best.start] == text[best.end : best.end + 1] == "*"
    most = _STARRED_BITS if starred else _PROSE_BITS
    return best if gain >= _GAIN_BITS and -bits <= most * len(best.plain) else None


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


def _in_step(text: str) -> list[str]:
    """For each character of a text the one that its second byte makes with the first of the next; empty where none."""
    codes = [char.encode("gb18030", "replace") for char in text]
    made: list[str] = []
    for one, two in pairwise(codes):
        plain = (one[1:] + two[:1]).decode("gbk", "ignore") if len(one) == len(two) == 2 else ""
        made.append(plain if _SOUND.fullmatch(plain) else "")
    return made


def _gains(run: str, made: Sequence[str], resources: Resources) -> Iterator[tuple[float, Span]]:
    """The stretches of a run that become likelier in step, and by how many bits: the best of each sound piece."""
    import numpy as np

    from zhquality.model.ngrams import code_units

    pieces = [piece.span() for piece in _PIECE.finditer("".join("x" if char else " " for char in made))]
    if not pieces:
        return
    logs = resources.model.log2_each([code_units(run), *(code_units("".join(made[a:b])) for a, b in pieces)])
    written = np.concatenate(([0.0], np.cumsum(logs[0])))
    for (a, b), step in zip(pieces, logs[1:], strict=True):
        # A stretch of made characters [i, j) stands for the characters [i, j + 1) of the run.
        sums = np.concatenate(([0.0], np.cumsum(step)))
        before = sums[:-1] - written[a:b]
        after = sums[1:] - written[a + 2 : b + 2]
        lowest = np.minimum.accumulate(before)
        end = int(np.argmax(after - lowest))
        start = int(np.argmin(before[: end + 1]))
        yield float(after[end] - before[start]), (a + start, a + end + 2)


def find_stray(document: Document, resources: Resources) -> Iterator[Finding]:
    """Stretches out of step that left no star, but characters which are strangers where they stand."""
    text = document.text
    done = -1
    for found in _STRAY.finditer(text):
        if found.start() < done:
            continue
        low = max(done, found.start() - _SIGHT, 0)
        near = (run.span() for run in _STRAY_RUN.finditer(text, low, found.end() + _SIGHT))
        start, end = next((span for span in near if span[0] <= found.start() < span[1]), (0, 0))
        done = max(done, end)
        for gain, (i, j) in _gains(text[start:end], _in_step(text[start:end]), resources):
            shift = _shift(text, start + i, start + j) if gain >= _GAIN_BITS else None
            if shift is None or -resources.model.score([("", shift.plain, "")])[0] > _PROSE_BITS * len(shift.plain):
                continue
            low, high, plain = _repair(text, shift, resources)
            proposals = (Proposal(plain, 0.95),)
            yield Finding("OBF006", low, high, text[low:high], 0.95, *_MESSAGES, Applicability.SAFE, proposals)


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
