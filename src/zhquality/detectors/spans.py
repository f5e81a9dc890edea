"""Parts of a text: what to take when whole lines go, and what is in sight of a place."""

from __future__ import annotations

from collections.abc import Iterable

from zhquality.document import Document, Span

__all__ = ["in_sight", "line_spans"]


def line_spans(document: Document, taken: Iterable[int]) -> dict[int, Span]:
    """The spans of lines with their line ends.

    Where blank lines stand on both sides of a line, and of the lines above it that go too, those after it go as
    well: what stays is as far apart as it was from what went.

    Args:
        document: the text.
        taken: indices in ``document.lines``.

    Returns:
        For each index its span, in the order of the text; disjoint.
    """
    lines = document.lines
    spans: dict[int, Span] = {}
    open_above = True  # whether the lines above that stay end in a blank one, or there are none
    previous = -1
    for index in sorted(taken):
        if index != previous + 1:
            open_above = not lines[index - 1].text.strip()
        previous = index
        end = lines[index].next
        if open_above:
            while previous + 1 < len(lines) and not lines[previous + 1].text.strip():
                previous += 1
            end = lines[previous].next
        spans[index] = lines[index].start, end
    return spans


def in_sight(text: str, start: int, end: int, reach: int) -> Span:
    """What of its line stands within ``reach`` code points of ``[start, end)``, that included."""
    low = max(text.rfind("\n", max(0, start - reach), start) + 1, start - reach, 0)
    high = text.find("\n", end, end + reach)
    return low, min(len(text), end + reach) if high < 0 else high
