"""Whether text that was read back from wrong bytes is prose, as the language model says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhquality.model.ngrams import NgramModel

__all__ = ["PROSE_BITS", "bits_each", "is_prose"]

PROSE_BITS = 10.0
"""Bits a character up to which a text that came back is believed: prose needs 4 to 9, wrongly joined bytes 12."""


def bits_each(model: NgramModel, texts: Sequence[str]) -> list[float]:
    """Bits a character that the language model needs for each text."""
    scores = model.score([("", text, "") for text in texts])
    return [-score / max(1, len(text)) for score, text in zip(scores, texts, strict=True)]


def is_prose(model: NgramModel, text: str) -> bool:
    """Whether a text is likely enough to be believed."""
    return bits_each(model, [text])[0] <= PROSE_BITS
