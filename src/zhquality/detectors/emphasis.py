"""Whether the stars of a page are the emphasis of Markdown, whole or broken on its way here."""

from __future__ import annotations

import re
from itertools import islice

from zhquality.lazy import pattern

__all__ = ["stars_emphasise"]

_STRUCTURE = pattern(r"^#{1,6}[ \t]+\S|\]\((?:https?:|[/.#])|^[ ]{0,3}(?:`{3}|~{3})", re.MULTILINE)
"""A heading, a link or image, a fence: what pages hold that were written in Markdown or turned into it. Two are asked for, by
judgement: a link alone makes no page Markdown, and no starred page of the development set has two and several stars together."""
_STRONG = pattern(r"(?<!\*)\*\*(?![\s*])[^*\n]{0,200}[^\s*]\*\*(?!\*)")
_LABEL = pattern(
    r"^[ \t]*(?:[-*+] |[0-9]{1,2}[.、] ?)?\*\*[^*\n]{1,20}(?:[：:]\*\*|\*\*[：:])"
    r"|\*\*(?![\s*])[^*\n]{6,}(?:\n[^*\n]+){0,3}[。！？!?…]\*\*(?=[ \t]*$|[”」』\"）)])",
    re.MULTILINE,
)
"""A label that begins a line (**编者按：**), or a sentence within stars of which its line or quotation is the end, as no word is."""
_WHOLE = pattern(r"^[ \t]*\*\*(?![\s*])[^*\n]+\*\*[ \t]*$", re.MULTILINE)
"""A line within stars; where a page has two, they are no words at its ends."""


_TWO_STARS = pattern(r"(?<!\*)\*\*(?!\*)")
_EDGE = pattern(r"[\s，。、；：！？,.;:!?“”‘’\"'（）()《》「」…—|>~～]")
_INNER = pattern(r"(?<!\*)\*\*(?![\s*])[^\s*，。；！？]{2,12}\*\*(?!\*)")
_RUNS = 3
"""Runs from which all of them may be emphasis by where they stand."""


def _at_edges(text: str) -> bool:
    """Whether every run of two stars stands at an edge of a clause or closes what one at such an edge opened.

    A starred-out word has Chinese characters on both sides most of the time.
    """
    closing = {found.end() - 2 for found in _INNER.finditer(text) if _edge(text, found.start() - 1)}
    runs = [found.start() for found in islice(_TWO_STARS.finditer(text), 1_000)]
    free = sum(start not in closing and not (_edge(text, start - 1) or _edge(text, start + 2)) for start in runs)
    return len(runs) >= _RUNS and bool(closing) and not free


def _edge(text: str, place: int) -> bool:
    return not 0 <= place < len(text) or _EDGE.match(text, place) is not None


def stars_emphasise(text: str) -> bool:
    """Whether runs of several stars are emphasis, paired or not.

    Converters leave pairs that run over lines, stand back to back or hold blanks (``**点****击关注**``): in 2,700 public
    Markdown files 546 of them were read as starred-out words.
    """
    if _LABEL.search(text) or len(list(islice(_WHOLE.finditer(text), 2))) == 2:
        return True
    if _at_edges(text):
        return True
    return len(list(islice(_STRUCTURE.finditer(text), 2))) == 2 and bool(_STRONG.search(text))
