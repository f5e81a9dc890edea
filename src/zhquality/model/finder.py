"""Every occurrence of many words in a text, by the hashes of its substrings, many at a time.

An automaton over the 50,000 words of the thesaurus takes 80 ms to build, and 0.27 ms for a page; this takes 7 ms, and
0.15 ms. A long text is read at 3.4 to 5 times the automaton's pace, short comments at a third of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from zhquality.model.keys import SortedKeys
from zhquality.model.ngrams import hash_step, utf16
from zhquality.model.statistics import Ints
from zhquality.model.words import WordList

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WordFinder"]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""As in ``ngrams.py``; it makes the high bits of a state depend on all of its bits."""
_SPARE_BITS = 2
"""Four buckets a word: most substrings are no word, and meet an empty one. With eight, 64 pages take as long, and building twice as long (10 ms, 5)."""
_PREFIX_BITS = 20
"""Bits of a table of what words begin with: 2 % are set for the thesaurus, so one substring in 50 is followed for nothing."""


class WordFinder:
    """Words by the hashes of their UTF-16 code units. Two strings share a hash of 64 bits once in 10**19."""

    def __init__(self, words: Sequence[str]) -> None:
        """Hash the words.

        Args:
            words: different and not empty, without line feeds and characters beyond the BMP.
        """
        self._begins = np.zeros(1 << _PREFIX_BITS, np.bool_)
        hashes = np.zeros(0, np.uint64)
        if words:
            for hashes, longer in _hashed(words):
                self._begins[_slots(hashes[longer])] = True
        self._words = np.argsort(hashes).astype(np.int32)
        self._keys = SortedKeys(hashes[self._words], len(words).bit_length() + _SPARE_BITS) if words else None

    def numbers(self, words: Sequence[str]) -> Ints:
        """The number of each word, as those given to build this, or -1."""
        numbers: Ints = np.full(len(words), -1, np.int64)
        if words and self._keys is not None:
            *_, (hashes, _) = _hashed(words)
            place, known = self._keys.find(hashes)
            numbers[known] = self._words[place[known]]
        return numbers

    def find_each(self, texts: Sequence[str]) -> list[tuple[Ints, Ints]]:
        """What ``find`` says of each text, in one pass: no word holds a line feed."""
        if len(texts) <= 1:
            return list(map(self.find, texts))
        words, starts = self.find("\n".join(texts))
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        begins = np.cumsum(sizes + 1) - sizes - 1
        text = np.searchsorted(begins, starts, "right") - 1
        order = np.argsort(text, kind="stable")
        words, starts = words[order], (starts - begins[text])[order]
        ends = np.cumsum(np.bincount(text, minlength=len(texts))).tolist()
        return [(words[low:high], starts[low:high]) for low, high in pairwise((0, *ends))]

    def find(self, text: str) -> tuple[Ints, Ints]:
        """Numbers of the words found, overlapping ones too, and the first code unit of each; by length, then by start."""
        if self._keys is None:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        units = utf16(text).astype(np.uint64)
        found: list[Ints] = []
        starts: list[Ints] = []
        at, state, size = np.arange(len(units)), np.zeros(len(units), np.uint64), 0
        while len(at):
            state = hash_step(state, units.take(at + size))
            size += 1
            hashes = state * _MULTIPLIER
            place, known = self._keys.find(hashes)
            there = np.flatnonzero(known)
            found.append(self._words.take(place.take(there)).astype(np.int64))
            starts.append(at.take(there))
            open_ = np.flatnonzero(self._begins.take(_slots(hashes)) & (at < len(units) - size))
            at, state = at.take(open_), state.take(open_)
        return np.concatenate(found or [at]), np.concatenate(starts or [at])


def _hashed(words: Sequence[str]) -> Iterator[tuple[NDArray[np.uint64], Ints]]:
    """Hashes of the beginnings of words, one code unit longer each time, and the numbers of the words that are longer."""
    listed = words if isinstance(words, WordList) else WordList.of(words)
    lengths, units = listed.lengths, listed.units.astype(np.uint64)
    begins = np.cumsum(lengths) - lengths
    state, longer, size = np.zeros(len(words), np.uint64), np.arange(len(words)), 0
    while len(longer):
        state[longer] = hash_step(state[longer], units[begins[longer] + size])
        size += 1
        longer = longer[lengths[longer] > size]
        yield state * _MULTIPLIER, longer


def _slots(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    slots: NDArray[np.int64] = (hashes >> np.uint64(64 - _PREFIX_BITS)).view(np.int64)
    return slots
