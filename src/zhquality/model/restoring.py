"""A text with chosen words put back, and where everything then stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from zhquality.model.decode import Choice
from zhquality.model.statistics import Ints

__all__ = ["Placed", "origins", "placed", "restore"]


class Placed(NamedTuple):
    """A choice, and where its best candidate stands in the restored text: ``[low, high)``."""

    choice: Choice
    low: int
    high: int


def restore(text: str, choices: Sequence[Choice]) -> str:
    """The text with the best candidate of every choice in place."""
    parts: list[str] = []
    cursor = 0
    for choice in choices:
        parts += [text[cursor : choice.start], choice.candidates[0]]
        cursor = choice.end
    parts.append(text[cursor:])
    return "".join(parts)


def placed(choices: Sequence[Choice]) -> Iterator[Placed]:
    """Every choice with its place in the restored text."""
    shift = 0
    for choice in choices:
        low = choice.start + shift
        shift += len(choice.candidates[0]) - (choice.end - choice.start)
        yield Placed(choice, low, choice.end + shift)


def origins(length: int, choices: Sequence[Choice]) -> Ints:
    """For each code point of the restored text, where it stood in the text of this length; -1 in restored words."""
    kept: list[Ints] = []
    cursor = 0
    for choice in choices:
        kept += [np.arange(cursor, choice.start), np.full(len(choice.candidates[0]), -1)]
        cursor = choice.end
    kept.append(np.arange(cursor, length))
    return np.concatenate(kept).astype(np.int64)
