"""Which lines are running text: everything else of a page may be furniture."""

from __future__ import annotations

from zhquality.lazy import pattern
from zhquality.lexicon.linereader import Reading

__all__ = ["PROSE_END", "is_cut", "is_paragraph", "is_prose", "is_whole"]

PROSE_END = pattern(r"[。!?…;:][”\"』」)\]]{0,2}$")
_SENTENCE = pattern(r"[。!?;]")
_LONG_PROSE = 60
"""A line this long with sentence punctuation is prose wherever it stands: headlines have at most 50 code points."""
_TWO_CLAUSES = 30
"""A line this long with two commas is prose: a headline has one."""
_COUNTED = pattern(r"[(\[]\d{1,6}/\d{1,6}[)\]]$|\((?!(?:19|20)\d\d\))\d{3,7}\)$")
"""How often the link was followed, and answered: a headline's end, whatever its commas."""
_CUT = ("...", "…")
"""What a teaser is cut off with."""
_STOP = pattern(r"[。;][”\"』」)\]]{0,2}$")
"""Headlines end in ? and ! too, hardly ever in a full stop."""
_ENDS, _SENTENCES = pattern(r"[!?](?=[^!?…。,])"), 2
"""Ends of sentences inside a line of what people tell each other (!), and how many make a paragraph: headlines have one."""
_SHORT_PROSE = 12
"""A shorter line with a full stop can still be a caption or a list item, so it parts no stretches."""


def is_prose(norm: str, reading: Reading) -> bool:
    """Whether a normalised line is a sentence or more of running text."""
    if reading.certain or _COUNTED.search(norm):
        return False
    if len(norm) >= _LONG_PROSE and (_SENTENCE.search(norm) or norm.endswith(":") or norm.count(",") > 2):
        return True
    if norm.count(",") >= 2 and len(norm) >= _TWO_CLAUSES:
        return True
    return len(norm) >= _SHORT_PROSE and bool(_STOP.search(norm))


def is_paragraph(norm: str) -> bool:
    """Whether a line of prose has a full stop, at its end if it is short; a long one may end its sentences otherwise."""
    if _STOP.search(norm):
        return True
    return len(norm) >= _LONG_PROSE and ("。" in norm or len(_ENDS.findall(norm)) >= _SENTENCES)


def is_whole(norm: str) -> bool:
    """Whether a long line is a paragraph rather than a teaser, which is cut off within a sentence."""
    return len(norm) >= _LONG_PROSE and not norm.endswith(_CUT) and PROSE_END.search(norm) is not None


def is_cut(norm: str) -> bool:
    """Whether a line breaks off as teasers do."""
    return norm.endswith(_CUT)
