"""What fitting learnt about the lexicons: one file of arrays (``arrays.py``), mapped once per checker.

In the file ``words`` is UTF-8 text, one word a line, sorted; every other array is described at its attribute. Large tables
stay as they are stored, and what is taken from them is widened; sums are of doubles. Fitting (``fitting.py``) writes the
file, nothing else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from zhquality.errors import DataError
from zhquality.model.arrays import FAULTS, read_arrays, write_arrays
from zhquality.model.ngrams import code_units
from zhquality.model.words import WordList

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "HAN_FIRST",
    "HAN_LAST",
    "REGISTERS",
    "Scorer",
    "Statistics",
    "WordTable",
    "compact",
    "product",
    "spans_of",
]

Floats: TypeAlias = "NDArray[np.float64]"
Ints: TypeAlias = "NDArray[np.int64]"

REGISTERS = ("technology", "news", "general", "law", "literature", "spoken")
"""Kinds of text with word frequencies of their own. ``literature`` is prose before 1950, where 若是 and 照样 are plain
words; ``spoken`` is fiction, dialogue, reviews and comments."""

HAN_FIRST, HAN_LAST = 0x4E00, 0x9FFF


def spans_of(sizes: Ints) -> tuple[Ints, Ints]:
    """Row number and position inside the row of every element of rows with these sizes, laid end to end."""
    rows = np.arange(len(sizes)).repeat(sizes)
    return rows, np.arange(len(rows)) - (sizes.cumsum() - sizes).repeat(sizes)


def compact(numbers: Ints) -> tuple[Ints, Ints]:
    """The different numbers, ascending, and the place of each number among them.

    As ``numpy.unique``, in less than half the time for numbers below 400, and hardly less at 24,000: 2.7 and 5.7 against
    6.7 us; at 300,000 it would take four times as long.
    """
    seen = np.zeros(int(numbers.max()) + 1 if len(numbers) else 0, np.bool_)
    seen[numbers] = True
    there = seen.nonzero()[0]
    place = np.empty(len(seen), np.int64)
    place[there] = np.arange(len(there))
    return there, place.take(numbers)


_VECTOR_WORK, _MATRIX_WORK = 9_216, 262_144
"""Multiplications up to which OpenBLAS, which numpy comes with, uses one thread for a vector and for a matrix."""


def product(table: Floats, weights: Floats) -> Floats:
    """``table @ weights`` in pieces that are multiplied on one thread.

    For tables as small as a page's, waking the other cores and waiting for them costs more than the work: the check of a
    clean page took 2.3 ms of all cores instead of 1.3, and two workers were little faster than one.
    """
    width = max(1, table.shape[1])
    columns = weights.shape[1] if weights.ndim > 1 else 1
    step = max(1, min(_VECTOR_WORK // width, _MATRIX_WORK // (width * max(1, columns))))
    result = np.empty((len(table), *weights.shape[1:]))
    for low in range(0, len(table), step):
        np.matmul(table[low : low + step], weights, out=result[low : low + step])
    return result


class PairsOfWord(NamedTuple):
    """Pairs by their surface: word ``w`` has ``numbers[first[w] : first[w] + counts[w]]``."""

    numbers: Ints
    first: Ints
    counts: Ints

    @classmethod
    def of(cls, numbers: Ints, surfaces: Ints, words: int) -> PairsOfWord:
        """Group some pairs, ascending, by their surfaces."""
        counts = np.bincount(surfaces, minlength=words)
        return cls(numbers, np.cumsum(counts) - counts, counts)


class Scorer(NamedTuple):
    """One hidden layer of rectified units beside the features themselves.

    Attributes:
        hidden: weights and biases (last row) of the units, float[n + 1, H].
        out: weights of the n features, then of the H units, then the bias, float[n + H + 1].
    """

    hidden: Floats
    out: Floats

    def __call__(self, table: Floats) -> Floats:
        """Utility in nats of every row of features."""
        units = np.maximum(product(table, self.hidden[:-1]) + self.hidden[-1], 0)
        width = table.shape[1]
        utility: Floats = product(table, self.out[:width]) + product(units, self.out[width:-1]) + self.out[-1]
        return utility


class WordTable:
    """Words with their frequencies: what the statistics of the lexicons and a thesaurus have in common.

    Attributes:
        words: sorted.
        log_frequency: natural log of a word's frequency per code point, float[W, R], as stored.
    """

    words: WordList
    log_frequency: NDArray[np.floating[Any]]

    @property
    def lengths(self) -> Ints:
        """Length of each word in code points."""
        return self.words.lengths

    @cached_property
    def units(self) -> tuple[NDArray[np.uint16], Ints]:
        """Folded code units of all words end to end, and where each word begins."""
        return code_units(self.words.text.replace("\n", "")), np.cumsum(self.lengths) - self.lengths

    def mixed(self, register: Floats, words: Ints) -> Floats:
        """Frequency per code point of words in a mixture of registers."""
        return product(np.exp(self.log_frequency.take(words, axis=0).astype(np.float64)), register)


@dataclass(frozen=True, eq=False, repr=False)
class Statistics(WordTable):
    """Words, pairs and everything estimated for them. W words, P pairs, F families, R registers.

    Attributes:
        words: all surfaces and canonicals, sorted.
        families: names of the dictionary families; ``sentinels`` is last and is not a dictionary.
        surface: word index of each pair's surface, int[P], ascending.
        canonical: word index of each pair's canonical, int[P].
        rank: place of the canonical in its row, from 1, int[P].
        member: whether a pair is in a family, bool[P, F].
        log_frequency: natural log of a word's frequency per code point, float[W, R], as stored.
        han: natural log of the probability of a Han character, float[HAN_LAST - HAN_FIRST + 1, R], as stored.
        density: mean and deviation in bits of the log-likelihood ratio of canonical against surface where the surface
            really stands, then where it was put in, float[P, 4], as stored.
        middle: 95 % point of the evidence of clean pages, in nats, float[R, F].
        scale: mean excess of clean pages above it, in nats: their tail falls off by e with each, float[R, F].
        growth: power of the length of a page, in thousands of code points, with which both grow, float[F].
        value: weight of a surface's pooled evidence in the page's logit, float[W].
        seen: weight of a surface being there at all, float[W].
        present: weight of any word being there, float[W].
        page: weights of the page's general features, then the intercept.
        early: weights of the early logit's features, then the intercept.
        verdict_first: first layer of the networks that have the last word on a page, as in ``PageNetwork``.
        verdict_second: their second layer.
        verdict_hidden: their hidden layer.
        verdict_out: their output layer.
        quick: weights of the quick look's features, then the intercept.
        quick_least: its logit above which a page is looked at wholly, float[1].
        first_hidden: hidden layer of the scorer of the first decoding pass.
        first_out: its output layer.
        second_hidden: hidden layer of the scorer of later passes.
        second_out: its output layer.
        vectors: context vector of every word in whole numbers, zeros if it has none, int8[W, D].
        steps: what one is in each of its dimensions, float[D].
    """

    words: WordList
    families: tuple[str, ...]
    surface: Ints
    canonical: Ints
    rank: Ints
    member: NDArray[np.bool_]
    log_frequency: NDArray[np.floating[Any]]
    han: NDArray[np.floating[Any]]
    density: NDArray[np.floating[Any]]
    middle: Floats
    scale: Floats
    growth: Floats
    value: Floats
    seen: Floats
    present: Floats
    page: Floats
    early: Floats
    verdict_first: Floats
    verdict_second: Floats
    verdict_hidden: Floats
    verdict_out: Floats
    quick: Floats
    quick_least: Floats
    first_hidden: Floats
    first_out: Floats
    second_hidden: Floats
    second_out: Floats
    vectors: NDArray[np.int8]
    steps: Floats

    @classmethod
    def open(cls, path: Path) -> Statistics:
        """Read a file.

        Raises:
            DataError: if it is damaged or of another version.
        """
        try:
            return cls.of(read_arrays(path))
        except FAULTS as error:
            raise DataError(f"{path}: the statistics are damaged or of another version; reinstall zhquality") from error

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Statistics:
        """Build from the arrays of a file."""
        text = {name: arrays[name].astype(np.uint8).tobytes().decode("utf-8") for name in ("words", "families")}
        columns: dict[str, Any] = {name: arrays[name].astype(np.int64) for name in ("surface", "canonical", "rank")}
        columns |= {
            name: arrays[name].astype(np.float64)
            for name in (
                *("middle", "scale", "growth", "value", "seen", "present"),
                *(
                    "page",
                    "early",
                    "verdict_first",
                    "verdict_second",
                    "verdict_hidden",
                    "verdict_out",
                    "quick",
                    "quick_least",
                    "first_hidden",
                    "first_out",
                    "second_hidden",
                    "second_out",
                    "steps",
                ),
            )
        }
        return cls(
            words=WordList(text["words"]),
            families=tuple(text["families"].split("\n")),
            member=arrays["member"].astype(np.bool_, copy=False),
            log_frequency=arrays["log_frequency"].astype(np.float16, copy=False),
            han=arrays["han"].astype(np.float16, copy=False),
            density=arrays["density"].astype(np.float16, copy=False),
            vectors=arrays["vectors"].astype(np.int8, copy=False),
            **columns,
        )

    def save(self, path: Path) -> None:
        """Write the file; the same statistics give the same bytes."""
        small = {
            "log_frequency": np.float16,
            "han": np.float16,
            "density": np.float16,
            "surface": np.int32,
            "canonical": np.int32,
            "rank": np.uint8,
            "vectors": np.int8,
        }
        arrays: dict[str, NDArray[np.generic]] = {
            "words": np.frombuffer(self.words.text.encode(), np.uint8),
            "families": np.frombuffer("\n".join(self.families).encode(), np.uint8),
            "member": self.member,
        }
        for name in self.__dataclass_fields__:
            if name not in arrays:
                arrays[name] = getattr(self, name).astype(small.get(name, np.float32))
        write_arrays(path, arrays)

    @cached_property
    def has_vector(self) -> NDArray[np.bool_]:
        """Which words have a vector, bool[W]."""
        table: NDArray[np.bool_] = np.any(self.vectors, axis=1)
        return table

    @property
    def first(self) -> Scorer:
        """Scorer of the first decoding pass."""
        return Scorer(self.first_hidden, self.first_out)

    @property
    def second(self) -> Scorer:
        """Scorer of later passes."""
        return Scorer(self.second_hidden, self.second_out)

    @cached_property
    def all_pairs(self) -> PairsOfWord:
        """All pairs by their surface."""
        return PairsOfWord.of(np.arange(len(self.surface)), self.surface, len(self.words))

    @cached_property
    def closed(self) -> NDArray[np.bool_]:
        """Which pairs are in a family at all, bool[P]; the others belong to the open lists only."""
        table: NDArray[np.bool_] = np.any(self.member, axis=1)
        return table

    @cached_property
    def closed_pairs(self) -> PairsOfWord:
        """Such pairs by their surface."""
        numbers = np.flatnonzero(self.closed)
        return PairsOfWord.of(numbers, self.surface[numbers], len(self.words))

    def log_mixed(self, register: Floats, words: Ints) -> Floats:
        """Its natural log."""
        logs: Floats = np.log(self.mixed(register, words))
        return logs

    @cached_property
    def member_rows(self) -> NDArray[np.bool_]:
        """``member`` by family, to compare the families of many pairs."""
        return np.ascontiguousarray(self.member.T)

    def surfaces_of(self, family: int) -> NDArray[np.bool_]:
        """Whether a word is a surface of a family, bool[W]; kept, for all pairs have to be looked at."""
        if family not in self._surfaces:
            table = np.zeros(len(self.words), np.bool_)
            table[self.surface[self.member[:, family]]] = True
            self._surfaces[family] = table
        return self._surfaces[family]

    @cached_property
    def _surfaces(self) -> dict[int, NDArray[np.bool_]]:
        return {}

    def log_overall(self, words: Ints) -> Floats:
        """Natural log of the frequency per code point of words, mean of the registers."""
        logs: Floats = np.log(np.exp(self.log_frequency[words].astype(np.float64)).mean(1))
        return logs

    @cached_property
    def han_rows(self) -> Floats:
        """``han`` by register, for sums over a text: a fifth of the time that summing by character takes."""
        return np.ascontiguousarray(self.han.T.astype(np.float64))

    @cached_property
    def log_han(self) -> NDArray[np.floating[Any]]:
        """Natural log of the probability of a Han character in the register that uses it most."""
        logs: NDArray[np.floating[Any]] = self.han.max(1)
        return logs

    @cached_property
    def original(self) -> NDArray[np.bool_]:
        """Whether a word is a canonical of a family and not also a surface of it, bool[W, F].

        Half of all pairs run in both directions: 可以 left in a page that has 能够 for 可以 may stand for 能够 itself.
        """
        table = np.zeros((len(self.words), len(self.families)), np.bool_)
        for family in range(len(self.families)):
            table[self.canonical[self.member[:, family]], family] = True
            table[self.surface[self.member[:, family]], family] = False
        return table

    @cached_property
    def dictionary(self) -> NDArray[np.bool_]:
        """Which families are one spinner's table, bool[F]: all but the sentinels."""
        return np.array([name != "sentinels" for name in self.families])
