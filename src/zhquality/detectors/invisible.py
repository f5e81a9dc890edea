"""OBF001: characters that show nothing, and are not at work where they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from zhquality import lazy
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal

__all__ = ["INVISIBLE", "find"]

INVISIBLE = (
    "\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f"  # controls; not tab, line ends, form feed, or the escape of terminal colours
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
"""Body of a character class: default-ignorable code points (Unicode 15, DerivedCoreProperties) and C0 controls."""

_RUN = lazy.pattern(f"[{INVISIBLE}]+")
_EMOJI = lazy.pattern(
    "[\u2600-\u27bf\u2190-\u21ff\u2300-\u23ff\u25a0-\u25ff\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_SHAPED = lazy.pattern(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf\ua840-\ua8ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
"""Scripts whose joiners, breaks and directions need such characters: Hebrew, Arabic, Indic, Thai, Khmer, Mongolian."""
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINER, _KEYCAP, _SOFT_HYPHEN = "\u200d", "\u20e3", "\xad"


def _is_variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _at_work(text: str, start: int, end: int, has_shaped: Callable[[], bool]) -> bool:
    """Whether the run ``[start, end)`` does something where it stands; ``has_shaped`` says whether the text has such scripts."""
    run = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    if run == _SOFT_HYPHEN and ("\x80" <= before <= "ÿ" or "\x80" <= after <= "ÿ"):
        return True  # a byte of text in the wrong encoding
    if run == "\ufeff":
        return start == 0
    if _SHAPED.match(before) or _SHAPED.match(after):
        return True
    if _EMOJI.match(before) or (_EMOJI.match(after) and _JOINER in run):
        return True
    if _KEYCAP in (before, after):
        return True
    if len(run) == 1 and _is_variation(run):  # shape of a Han character, of a symbol, of a punctuation mark
        return bool(before) and not before.isspace() and unicodedata.category(before)[0] in "LSPN"
    if run == _SOFT_HYPHEN or "\u2061" <= run <= "\u2064":  # hyphenation of Latin words, invisible operators
        return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    if set(run) <= _DIRECTIONS:
        return has_shaped()
    if "\u1160" < after <= "\u11a7":
        return True  # a Hangul vowel by itself
    return "\u1100" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"  # Hangul fillers


def find(document: Document) -> Iterator[Finding]:
    """Every run of invisible characters that does nothing where it stands; the proposal deletes it."""
    text = document.text
    has_shaped = cache(lambda: _SHAPED.search(text) is not None)
    for found in _RUN.finditer(text):
        start, end = found.span()
        if _at_work(text, start, end, has_shaped):
            continue
        names = "U+" + " U+".join(f"{ord(c):04X}" for c in found[0][:3])
        yield Finding(
            "OBF001",
            start,
            end,
            found[0],
            0.99,
            f"invisible characters ({names}) break up the text",
            f"不可见字符（{names}）夹在文字中",
            Applicability.SAFE,
            (Proposal("", 0.99),),
        )
