"""A thesaurus induced from clean text: for every word those that could have stood in its place, most likely first.

Words that share contexts and characters; which of them spinners take for each other is learnt from the lexicons
(``inducing.py`` writes the file). It knows no dictionary, so it speaks where the lexicons have nothing to say.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zhquality.errors import DataError
from zhquality.model.arrays import FAULTS, read_arrays, write_arrays
from zhquality.model.evidence import Reading
from zhquality.model.finder import WordFinder
from zhquality.model.statistics import Floats, Ints, WordTable
from zhquality.model.words import WordList

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Thesaurus"]

_STORED = {
    "count": np.uint8,
    "canonical": np.uint16,
    "prior": np.int8,
    "log_frequency": np.float16,
    "hidden": np.float32,
    "out": np.float32,
}
_PRIOR_STEP = 0.1
"""Priors are stored in tenths of a nat."""


@dataclass(frozen=True, slots=True, eq=False)
class Stepped:
    """Numbers stored as whole steps: what is taken from a million of them is widened, not all.

    Attributes:
        steps: how many each is.
        size: of a step.
    """

    steps: NDArray[np.int8]
    size: float

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, rows: Ints | slice) -> NDArray[np.float32]:
        """Some of the numbers."""
        widened: NDArray[np.float32] = self.steps[rows] * np.float32(self.size)
        return widened


@dataclass(frozen=True, eq=False, repr=False)
class Thesaurus(WordTable):
    """W words, of which some have neighbours: N rows in all. R registers.

    Attributes:
        words: sorted; the first 65,536 may be canonicals.
        count: neighbours of each word, int[W].
        canonical: the neighbours by word, laid end to end, most likely first, uint16[N]: a million rows.
        prior: log odds in nats that a table that has the word as a surface has this canonical for it, float[N].
        log_frequency: natural log of a word's frequency per code point, float[W, R], as stored.
        hidden: hidden layer of the scorer of rows.
        out: its output layer.
    """

    words: WordList
    count: Ints
    canonical: NDArray[np.uint16]
    prior: NDArray[np.float32] | Stepped
    log_frequency: NDArray[np.floating[Any]]
    hidden: Floats
    out: Floats

    @classmethod
    def open(cls, path: Path) -> Thesaurus:
        """Read a file.

        Raises:
            DataError: if it is damaged or of another version.
        """
        try:
            arrays = read_arrays(path)
            return cls(
                words=WordList(arrays["words"].astype(np.uint8).tobytes().decode("utf-8")),
                count=arrays["count"].astype(np.int64),
                canonical=arrays["canonical"].astype(np.uint16, copy=False),
                prior=Stepped(arrays["prior"].astype(np.int8, copy=False), _PRIOR_STEP),
                log_frequency=arrays["log_frequency"].astype(np.float16, copy=False),
                hidden=arrays["hidden"].astype(np.float64),
                out=arrays["out"].astype(np.float64),
            )
        except FAULTS as error:
            raise DataError(f"{path}: the thesaurus is damaged or of another version; reinstall zhquality") from error

    def save(self, path: Path) -> None:
        """Write the file; the same thesaurus gives the same bytes."""
        arrays: dict[str, NDArray[np.generic]] = {"words": np.frombuffer(self.words.text.encode(), np.uint8)}
        for field in fields(self):
            if field.name in _STORED:
                values = getattr(self, field.name)
                if field.name == "prior":
                    values = np.round(values[:] / _PRIOR_STEP).clip(-128, 127)
                arrays[field.name] = values.astype(_STORED[field.name])
        write_arrays(path, arrays)

    @cached_property
    def _finder(self) -> WordFinder:
        return WordFinder(self.words)

    def read(self, text: str) -> Reading:
        """Every occurrence of every word in a normal form, overlapping ones too."""
        return Reading.of(text, self._finder)

    @cached_property
    def first(self) -> Ints:
        """Row of each word's first neighbour, int[W]."""
        starts: Ints = np.cumsum(self.count) - self.count
        return starts
