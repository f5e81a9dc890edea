"""The edges of a page: what stands right below its title and at its end, of which no pattern is sure by itself."""

from __future__ import annotations

from zhquality.lazy import pattern
from zhquality.lexicon.patterns import normalise

__all__ = ["EDGE", "FIGURES", "has_edges"]

_FIELD = r"[^\s\d。!?,:;、《》“”()|·]{2,10}"
_DAY = r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
FIGURES = pattern(
    rf"{_DAY}(?:\s{{1,4}}[|·•]?\s?{_FIELD})?|(?:{_FIELD}\s{{2,8}}){{1,3}}{_DAY}(?:\s{{2,8}}(?:\d{{1,7}}|{_FIELD})){{1,3}}"
)
"""A day in figures, by itself, with a word behind it, or in a row of words and counts that wide blanks part."""
_HOME = pattern(r"[^\s。!?,:;、]{2,8}首页")
_HOMES, _CENTURIES = ("首页", "首頁"), ("19", "20")
_ROW = 80
"""Code points of a row with a day."""
EDGE = 4
"""Lines of a page's head in which a lone day in figures says when it appeared."""
_HEAD_POINTS, _LAST_POINTS = 240, 24
"""Code points of a text that are looked at for its edges."""


def has_edges(text: str) -> bool:
    """Whether the edges of a text look like furniture that no pattern is sure of by itself: a day, a way back."""
    last = text[-_LAST_POINTS:].rstrip()
    if last.endswith(_HOMES) and _HOME.fullmatch(normalise(last.rpartition("\n")[2]).strip()):
        return True
    head = [line.strip() for line in text[:_HEAD_POINTS].split("\n") if line.strip()][1:EDGE]
    short = (line for line in head if len(line) <= _ROW and any(map(line.__contains__, _CENTURIES)))
    return any(FIGURES.fullmatch(normalise(line)) for line in short)
