"""How well a word goes with the words around a place, by the context vectors of the spun lexicons' words.

The words near a place are read off a window by longest match, so that the rest of the page is not scanned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhquality.model.statistics import Floats, Statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Nearby"]

_WINDOW = 60
"""Characters on each side in which words are sought."""
_WORDS = 4
"""Words on each side. For stars 4 give .720 of the right words among three, 10 the same, 20 .722, none .713."""
_LONGEST = 6
"""Characters of the longest word sought; one in a thousand is longer."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """Words with their vectors.

    Attributes:
        numbers: row of each word of two characters and more that has a vector.
        vectors: in whole numbers, int8[W, D].
        steps: size of a step in each dimension, float[D].
    """

    numbers: dict[str, int]
    vectors: NDArray[np.int8]
    steps: Floats

    @classmethod
    def of(cls, statistics: Statistics) -> Nearby:
        """The words of the statistics."""
        known = np.flatnonzero(statistics.has_vector).tolist()
        numbers = {statistics.words[i]: i for i in known if len(statistics.words[i]) > 1}
        return cls(numbers, statistics.vectors, statistics.steps)

    def agreement(self, text: str, start: int, end: int, words: Sequence[str]) -> Floats:
        """Mean product of each word's vector with those around ``text[start:end]``; 0 for words without one."""
        result = np.zeros(len(words))
        before = list(self._read(text[max(0, start - _WINDOW) : start]))[-_WORDS:]
        around = before + list(self._read(text[end : end + _WINDOW]))[:_WORDS]
        rows = [(i, self.numbers[word]) for i, word in enumerate(words) if word in self.numbers]
        if around and rows:
            mean = self.vectors[around].mean(0) * self.steps**2
            places, numbers = zip(*rows, strict=True)
            result[list(places)] = self.vectors[list(numbers)] @ mean
        return result

    def _read(self, text: str) -> Iterator[int]:
        """Numbers of the words of a text, longest match from the left."""
        at = 0
        while at < len(text) - 1:
            for end in range(min(at + _LONGEST, len(text)), at + 1, -1):
                number = self.numbers.get(text[at:end])
                if number is not None:
                    yield number
                    at = end
                    break
            else:
                at += 1
