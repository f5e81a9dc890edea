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


def stars_emphasise(text: str) -> bool:
    """Whether runs of several stars are emphasis, paired or not.

    Converters leave pairs that run over lines, stand back to back or hold blanks (``**点****击关注**``): in 2,700 public
    Markdown files 546 of them were read as starred-out words.
    """
    if _LABEL.search(text) or len(list(islice(_WHOLE.finditer(text), 2))) == 2:
        return True
    return len(list(islice(_STRUCTURE.finditer(text), 2))) == 2 and bool(_STRONG.search(text))
