"""Which of some words stood at a hidden place: a small network over the forty characters on each side of it.

The language model looks three characters to each side; this looks further, and knows the words that filters star out and
the most usual others. Eight characters on each side are read in order, the rest as a heap (Bengio et al., "A neural
probabilistic language model", 2003, with context on both sides). Weights are whole numbers of eight bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from zhquality.errors import DataError
from zhquality.model.arrays import FAULTS, read_arrays, write_arrays
from zhquality.model.ngrams import code_units
from zhquality.model.statistics import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FAR", "HEAP", "NEAR", "Cloze", "Weights"]

NEAR, FAR = 8, 40
"""Characters on each side that are read in order, and in all."""
HEAP = 1 / 6
"""What a character further away weighs."""
_HIDDEN, _RARE = 0, 1
"""Numbers of what is hidden as well, and of a character that has none."""
_TABLES = ("characters", "first", "second", "output")
_BIASES = ("first_bias", "second_bias", "output_bias")
_OTHERS = frozenset({"words", "alphabet"})
_STAR = code_units("*")[0]

Weights: TypeAlias = "Mapping[str, NDArray[np.float32]]"


@dataclass(frozen=True)
class Cloze:
    """The network.

    Attributes:
        words: what it knows.
        alphabet: code units that have a number, from 2 on, as ``code_units`` folds them.
        weights: ``characters`` float[V, D], ``first`` float[(2 * NEAR + 2) * D, H], ``second`` float[H, I], ``output``
            float[I, W] and the biases of the last three.
    """

    words: tuple[str, ...]
    alphabet: NDArray[np.uint16]
    weights: Weights

    @classmethod
    def open(cls, path: Path) -> Cloze:
        """Read a file.

        Raises:
            DataError: if it is damaged or of another version.
        """
        try:
            arrays = read_arrays(path)
            words = tuple(bytes(arrays["words"].astype(np.uint8)).decode("utf-8").split("\n"))
            real = {name: array.astype(np.float32) for name, array in arrays.items() if name not in _OTHERS}
            weights = {name: real[name] * real[f"{name}_step"] for name in _TABLES}
            weights |= {name: real[name] for name in _BIASES}
            return cls(words, arrays["alphabet"].astype(np.uint16), weights)
        except FAULTS as error:
            raise DataError(f"{path}: the network is damaged or of another version; reinstall zhquality") from error

    def save(self, path: Path) -> None:
        """Write the file; the same network gives the same bytes."""
        arrays: dict[str, NDArray[np.generic]] = {
            "words": np.frombuffer("\n".join(self.words).encode(), np.uint8),
            "alphabet": self.alphabet,
        }
        for name in _TABLES:
            table = self.weights[name]
            step = np.maximum(np.abs(table).max(0), 1e-9).astype(np.float32) / np.float32(127)
            arrays |= {name: np.rint(table / step).astype(np.int8), f"{name}_step": step}
        write_arrays(path, arrays | {name: self.weights[name].astype(np.float16) for name in _BIASES})

    def log2(self, text: str, start: int, end: int, words: Sequence[str]) -> Floats:
        """Log2 probability that each word stood at ``text[start:end]``, of all it knows; NaN for others."""
        rows = [(i, self._numbers[word]) for i, word in enumerate(words) if word in self._numbers]
        result = np.full(len(words), np.nan)
        if rows:
            logs = self._logs(text, start, end)
            places, numbers = zip(*rows, strict=True)
            result[list(places)] = logs[list(numbers)]
        return result

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def _ids(self) -> NDArray[np.int64]:
        ids = np.full(65536, _RARE)
        ids[self.alphabet] = np.arange(len(self.alphabet)) + 2
        ids[_STAR] = _HIDDEN
        return ids

    def _logs(self, text: str, start: int, end: int) -> Floats:
        """Log2 probability of every word."""
        before = self._ids[code_units(text[max(0, start - FAR) : start])][-FAR:]
        after = self._ids[code_units(text[end : end + FAR])][:FAR]
        around = np.full(2 * FAR, _HIDDEN)
        around[FAR - len(before) : FAR], around[FAR : FAR + len(after)] = before, after
        vectors = self.weights["characters"].take(around, axis=0)
        heaps = (vectors[: FAR - NEAR].sum(0) * HEAP, vectors[FAR + NEAR :].sum(0) * HEAP)
        read = np.concatenate((vectors[FAR - NEAR : FAR + NEAR].ravel(), *heaps))
        first = np.maximum(read @ self.weights["first"] + self.weights["first_bias"], 0)
        second = np.tanh(first @ self.weights["second"] + self.weights["second_bias"])
        logs: Floats = (second @ self.weights["output"] + self.weights["output_bias"]).astype(np.float64)
        logs -= np.logaddexp.reduce(logs)
        logs /= np.log(2)
        return logs
