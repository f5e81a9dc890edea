"""Look-up in a pruned, quantised character n-gram model with back-off, memory-mapped from one file.

File format (little-endian), version 2:

    bytes 0-7     magic ``ZHNGRAM2``
    bytes 8-11    length of the header in bytes, uint32
    header        JSON: order, corpus figures, and for each array its name, dtype, length and offset
    arrays        each at a multiple of 64 bytes from the start of the file

Arrays: ``ids`` (uint16[65536], UTF-16 code unit to character id, 0 = rare), ``unigram`` (uint8[65536], by code unit),
``backoff1`` (uint8[4096], by id), for each order k from 2 those of ``packed.py``, and, below the highest order,
``backoff<k>`` (uint8), by entry.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from zhquality.errors import DataError
from zhquality.model.packed import PackedNgrams, fits

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "BACKOFF_STEP",
    "BACKOFF_TOP",
    "BEHIND",
    "MAGIC",
    "PROB_STEP",
    "NgramModel",
    "Steps",
    "code_units",
    "hash_step",
    "short_hash",
    "utf16",
]

MAGIC = b"ZHNGRAM2"
PROB_STEP = 0.1
"""Bits per step of a quantised log probability: 256 steps reach 25.5 bits; rounding costs under 0.001 bits a character."""
BACKOFF_STEP, BACKOFF_TOP = 0.06, 2.0
"""Bits per step of a quantised back-off weight, and the value of step 0 (pruning can lift a weight above one)."""

_PROB = (-PROB_STEP * np.arange(256)).astype(np.float32)
_BACKOFF = (BACKOFF_TOP - BACKOFF_STEP * np.arange(256)).astype(np.float32)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""2**64 / golden ratio, the usual multiplicative hash constant (Knuth, TAOCP 3, 6.4)."""

BEHIND = 3
"""Units behind a word put in whose probabilities it changes, in the shipped model of order 4: all that have it before them."""

Window = tuple[str, str, str]
"""Left context, middle, right context: the middle and the right are scored."""


def _folding() -> NDArray[np.uint16]:
    table = np.arange(65536, dtype=np.uint16)
    table[0xFF01:0xFF5F] -= np.uint16(0xFEE0)  # full-width ASCII
    table[ord("0") : ord("9") + 1] = ord("0")
    table[0xFF10:0xFF1A] = ord("0")
    for first, last in (("A", "Z"), ("a", "z"), ("Ａ", "Ｚ"), ("ａ", "ｚ")):
        table[ord(first) : ord(last) + 1] = ord("a")
    table[[0x3000, 0x00A0, 0x09]] = ord(" ")
    return table


_FOLD = _folding()


def utf16(text: str) -> NDArray[np.uint16]:
    """UTF-16 code units as they are."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def code_units(text: str) -> NDArray[np.uint16]:
    """UTF-16 code units, folded: full-width ASCII to ASCII, digits to ``0``, Latin letters to ``a``, blanks to a space."""
    folded: NDArray[np.uint16] = _FOLD[utf16(text)]
    return folded


def hash_step(state: NDArray[np.uint64], ids: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Extend the hashes of n-grams by the id before each; start from zeros with the last id of each n-gram."""
    mixed = state + ids
    mixed += np.uint64(1)
    mixed *= _MULTIPLIER
    mixed ^= mixed >> np.uint64(29)
    return mixed


def short_hash(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The 32 bits of a hash that n-grams are found by."""
    short: NDArray[np.uint64] = state * _MULTIPLIER
    short >>= np.uint64(32)
    return short


class _Level(NamedTuple):
    """The n-grams of one order."""

    ngrams: PackedNgrams
    weights: NDArray[np.uint8] | None

    def look_up(
        self, short: NDArray[np.uint64], rare: NDArray[np.bool_], total: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Put the probabilities of the n-grams that are there into ``total``; return all their back-off weights.

        Not of those that end in a rare character: they tell how likely any rare one is there.
        """
        at, found, logs = self.ngrams.find(short)
        np.copyto(total, logs, where=found > rare)
        if self.weights is None:
            return np.zeros(len(short), np.float32)
        at *= found  # the first entry's weight in place of one that may lie behind the last
        return _BACKOFF.take(self.weights.take(at)) * found


def _fit(arrays: dict[str, NDArray[np.generic]], order: int) -> bool:
    """Whether the arrays have the types and sizes that look-ups rely on; a damaged header must not end in an IndexError."""
    kinds = {"ids": np.uint16, "unigram": np.uint8, "backoff1": np.uint8}
    sizes = {"ids": 65536, "unigram": 65536, "backoff1": 4096}
    for k in range(2, order):
        kinds[f"backoff{k}"], sizes[f"backoff{k}"] = np.uint8, len(arrays[f"entries{k}"]) - 1
    right = all(len(arrays[name]) == size and arrays[name].dtype == kinds[name] for name, size in sizes.items())
    right = right and order >= 2 and all(fits(arrays, k) for k in range(2, order + 1))
    return right and int(arrays["ids"].astype(np.int64).max()) < sizes["backoff1"]


def _by_distance(
    sizes: NDArray[np.int64], reach: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The units of words between ``reach`` units before and ``BEHIND`` behind each, end to end: words with the unit behind each first, then the second behind, then the third.

    Returns:
        Where each unit stands, the number of the unit before it, and that of its word; units before words come last of all.
    """
    every, heads = np.arange(len(sizes)), sizes + 1
    ends, after = (sizes + reach + BEHIND).cumsum(), heads.cumsum()
    near = int(after[-1])
    places = np.concatenate((np.arange(near) + (ends - after - 2).repeat(heads), ends - 2, ends - 1))
    before = np.concatenate((np.arange(-1, near - 1), after - 1, every + near))
    before[after - heads] = every + len(places)
    return places, before, np.concatenate((every.repeat(heads), every, every))


class Steps(NamedTuple):
    """What is known of each code unit of a text, by how many of those before it are looked at; of a very short one less.

    Attributes:
        totals: log2 probability given so many before it.
        weights: back-off weight of the unit together with so many before it.
    """

    totals: Sequence[NDArray[np.float32]]
    weights: Sequence[NDArray[np.float32]]


class NgramModel:
    """Probabilities of characters given up to ``order - 1`` characters before them; log base 2 throughout."""

    def __init__(self, arrays: dict[str, NDArray[np.generic]], header: dict[str, object]) -> None:
        self.header = header
        self.order = int(str(header["order"]))
        self._ids = arrays["ids"].astype(np.uint64)
        self._unigram = _PROB[arrays["unigram"].astype(np.intp)]
        self._backoff1 = _BACKOFF[arrays["backoff1"].astype(np.intp)]
        every_id = np.arange(len(self._backoff1), dtype=np.uint64)
        self._states = hash_step(np.zeros(len(every_id), np.uint64), every_id)
        self._orders = range(2, self.order + 1)
        self._arrays = arrays

    @cached_property
    def _levels(self) -> list[_Level]:
        return [
            _Level(
                PackedNgrams.of(self._arrays, k),
                self._arrays[f"backoff{k}"].astype(np.uint8, copy=False) if k < self.order else None,
            )
            for k in self._orders
        ]

    @classmethod
    def open(cls, path: Path) -> NgramModel:
        """Map a model file.

        Raises:
            DataError: if the file is not a model of this version or is cut short.
        """
        try:
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise DataError(f"{path}: cannot open the model: {error}") from error
        if mapped[: len(MAGIC)] != MAGIC:
            raise DataError(f"{path}: not a model of this version; build one with: zhquality train CORPUS -o FILE")
        try:
            length = int.from_bytes(mapped[8:12], "little")
            header = json.loads(mapped[12 : 12 + length])
            arrays = {
                name: np.frombuffer(mapped, np.dtype(kind), count, offset)
                for name, (kind, count, offset) in header["arrays"].items()
            }
            if not _fit(arrays, header["order"]):
                raise ValueError("tables of wrong sizes")  # noqa: TRY301 - told like every other damage
            return cls(arrays, header)
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}: the model file is damaged: {error}") from error

    @property
    def nbytes(self) -> int:
        """Size of the mapped n-gram tables in bytes."""
        return sum(self._arrays[name].nbytes for name in self._arrays if name[-1:] in "23456789")

    def log2(self, units: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Log2 probability of every code unit given those before it in the same array."""
        return self.steps(units).totals[-1]

    def steps(self, units: NDArray[np.uint16]) -> Steps:
        """The same, and all that is found out on the way."""
        totals: list[NDArray[np.float32]] = [self._unigram.take(units)]
        ids = self._ids.take(units)
        rare = ids == 0
        state = self._states.take(ids.view(np.int64))
        weights = [self._backoff1.take(ids.view(np.int64))]
        for depth, level in enumerate(self._levels[: max(0, len(units) - 1)], 1):
            state = hash_step(state[1:], ids[: len(ids) - depth])
            totals.append(totals[-1].copy())
            tail = totals[-1][depth:]
            tail += weights[-1][depth - 1 : -1]
            weights.append(np.zeros(len(ids), np.float32))
            weights[-1][depth:] = level.look_up(short_hash(state), rare[depth:], tail)
        return Steps(totals, weights)

    def log2_each(self, runs: Sequence[NDArray[np.uint16]]) -> list[NDArray[np.float32]]:
        """What ``log2`` says of each of several arrays, in one batch."""
        if not runs:
            return []
        sizes = np.fromiter(map(len, runs), np.intp, len(runs))
        ends = np.cumsum(sizes)
        units = np.concatenate(runs)
        offset = np.arange(len(units)) - np.repeat(ends - sizes, sizes)
        total: NDArray[np.float32] = self._unigram.take(units)
        ids = self._ids.take(units)
        state = self._states.take(ids.view(np.int64))
        backoff = self._backoff1.take(ids.view(np.int64))
        for depth, level in enumerate(self._levels, 1):
            places = np.flatnonzero(offset >= depth)
            state[places] = hash_step(state.take(places), ids.take(places - depth))
            some = total.take(places) + backoff.take(places - 1)
            backoff[places] = level.look_up(short_hash(state.take(places)), ids.take(places) == 0, some)
            total[places] = some
        return np.split(total, ends[:-1])

    def log2_at(self, units: NDArray[np.uint16], places: NDArray[np.int64]) -> NDArray[np.float32]:
        """The same for some code units only, in runs that begin at least ``order - 2`` units after what they depend on.

        The first of each run lends its back-off weights to the next and has no value of its own.
        """
        total: NDArray[np.float32] = self._unigram.take(units.take(places))
        ids = self._ids.take(units)
        rare = ids.take(places) == 0
        state = self._states.take(ids.view(np.int64))
        backoff = self._backoff1.take(ids.view(np.int64).take(places))
        for depth, level in enumerate(self._levels, 1):
            state = hash_step(state[1:], ids[: len(ids) - depth])
            total[1:] += backoff[:-1]
            backoff = level.look_up(short_hash(state.take(places - depth, mode="clip")), rare, total)
        return total

    def runs(self, units: NDArray[np.uint16], ends: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Log2 probability of so many units before each end, all in one batch; at least ``order - 1`` stand before each run."""
        if not sizes.any():
            return np.zeros(len(sizes))
        lengths = sizes + 1  # the unit before a run is looked up for its back-off weights
        after = lengths.cumsum()
        logs = self.log2_at(units, np.arange(after[-1]) + (ends - after).repeat(lengths))
        logs[after - lengths] = 0
        sums = np.concatenate(([0.0], np.cumsum(logs, dtype=np.float64)))
        scores: NDArray[np.float64] = sums[after] - sums[after - lengths]
        return scores

    def put_in(
        self,
        text: NDArray[np.uint16],
        sizes: NDArray[np.int64],
        steps: Steps,
        spans: tuple[NDArray[np.int64], NDArray[np.int64]],
    ) -> NDArray[np.float64]:
        """Log2 probability of words put into a longer text in place of some spans, with ``BEHIND`` units behind each.

        N-grams without a unit of the word are the longer text's own, which leaves two look-ups in three.

        Args:
            text: for each word ``order - 1`` units before it, the word, and ``BEHIND`` units behind it, end to end.
            sizes: units of each word.
            steps: of the longer text.
            spans: first unit of each span in the longer text, and the unit after it, with as many units on each side.
        """
        number, (start, end) = len(sizes), spans
        places, before, word = _by_distance(sizes, self.order - 1)
        near = len(places) - (BEHIND - 1) * number
        every_id = self._ids.take(text)
        ids = every_id.take(places)
        rare, state = ids == 0, self._states.take(ids.view(np.int64))
        total = self._unigram.take(text.take(places))
        own = [steps.totals[min(distance, self.order - 1)].take(end + distance) for distance in range(1, BEHIND)]
        total[near:] = np.concatenate(own)
        weights = np.concatenate((self._backoff1.take(ids.view(np.int64)), steps.weights[0].take(start - 1)))
        for depth, level in enumerate(self._levels, 1):
            count = near + number * min(depth - 1, BEHIND - 1)
            state = hash_step(state, every_id.take(places - depth))
            some = total[:count]
            some += weights.take(before[:count])
            weights[:count] = level.look_up(short_hash(state[:count]), rare[:count], some)
            weights[len(places) :] = steps.weights[depth].take(start - 1)
        scores: NDArray[np.float64] = np.bincount(word, total, number).astype(np.float64, copy=False)
        return scores

    def score(self, windows: Sequence[Window]) -> list[float]:
        """Log2 probability of middle and right context of each window, all in one batch.

        The left context is padded with a line break where it is shorter than ``order - 1``.
        """
        if not windows:
            return []
        reach = self.order - 1
        parts = [left[-reach:].rjust(reach, "\n") + middle + right for left, middle, right in windows]
        text = "".join(parts)
        logs = self.log2(code_units(text))
        widths = np.fromiter(map(len, parts), np.intp, len(parts))
        if len(logs) != len(text):  # characters beyond the BMP are two code units
            widths = np.fromiter((len(p.encode("utf-16-le", "surrogatepass")) // 2 for p in parts), np.intp, len(parts))
        scores: list[float] = self._sums(logs, widths).tolist()
        return scores

    def score_middles(self, left: str, middles: Sequence[str], right: str) -> NDArray[np.float64]:
        """The same for many middles in one context."""
        reach = self.order - 1
        before = left[-reach:].rjust(reach, "\n")
        text = before + (right + before).join(middles) + right
        units = code_units(text)
        if len(units) != len(text):
            return np.array(self.score([(left, middle, right) for middle in middles]))
        sizes = np.fromiter(map(len, middles), np.int64, len(middles)) + len(right)
        return self.runs(units, np.cumsum(sizes + reach), sizes)

    def _sums(self, logs: NDArray[np.float32], widths: NDArray[np.intp]) -> NDArray[np.float64]:
        """Sums over windows of such widths, without the left context of each."""
        ends = np.cumsum(widths)
        sums = np.concatenate(([0.0], np.cumsum(logs, dtype=np.float64)))
        windows: NDArray[np.float64] = sums[ends] - sums[ends - widths + self.order - 1]
        return windows
