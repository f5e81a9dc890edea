"""The n-grams of one order in two bytes each: a fingerprint of eleven bits and the number of a log probability of five.

The highest bits of an n-gram's hash number its bucket, the next eleven are its fingerprint; the entries of a bucket stand
together, by fingerprint. A bucket holds 1.5 to 3 entries, so an absent n-gram is taken for another once in 700 to 1,400
look-ups. Log probabilities are one of 32 that lie where most of an order's are (Lloyd, "Least squares quantization in PCM",
1982; an n-gram weighs as the root of its count), .1 bits from the true ones in the mean. With 32 bits of hash and 8 of
probability the same n-grams took 26.7 MB instead of 14.7: text is foreseen as well (4.991 bits a character, 4.989), and words
are restored as often. One bit more for the probability and one less for the fingerprint costs .1 findings in 1,000 code
points of lightly spun text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PackedNgrams", "fits", "pack"]

_FINGER_BITS, _CODE_BITS = 11, 5
_FINGERS, _CODES = 1 << _FINGER_BITS, 1 << _CODE_BITS
_HASH_BITS = 32
"""Bits of a hash; an order has at most 2 ** 21 buckets."""
_GROUP_BITS = 5
_GROUP = 1 << _GROUP_BITS
"""Buckets that share a base: they hold 96 entries at most in the mean."""
_END = np.uint16(0xFFFF)
"""Stands behind the last entry, above what is ever looked for."""
_STEPS = 3
"""Steps that all look-ups take, which is cheaper than to pick out those that need them: of 14,000 look-ups .38, .27, .27 and
.23 ms with one, two, three and four steps at order 2, .35, .31, .27 and .29 at order 4."""
_GRAIN, _ROUNDS = 0.01, 30
"""Bits of a cell of the histogram that the levels are found on, and rounds, after which they move by less."""

Arrays: TypeAlias = "Mapping[str, NDArray[np.generic]]"


class PackedNgrams(NamedTuple):
    """The n-grams of one order, found many at a time.

    The number of a bucket's first entry is kept in two parts, of which the greater is common to 32 buckets: whole numbers of
    32 bits for all took 9.4 MB for the shipped model instead of 3, which no process shares with another.

    Attributes:
        counts: entries of each bucket, uint8[buckets].
        base: number of the first entry of 32 buckets, int64[buckets / 32].
        inside: entries of the buckets before a bucket among its 32, uint8[buckets].
        entries: ``fingerprint << 5 | level``, by bucket and fingerprint, uint16[n + 1]; the last is no n-gram.
        levels: log2 probabilities, float32[32].
    """

    counts: NDArray[np.uint8]
    base: NDArray[np.intp]
    inside: NDArray[np.unsignedinteger]
    entries: NDArray[np.uint16]
    levels: NDArray[np.float32]

    @classmethod
    def of(cls, arrays: Arrays, order: int) -> PackedNgrams:
        """From the arrays of a file that ``fits``."""
        counts = arrays[f"counts{order}"].astype(np.uint8, copy=False)
        base, inside = _numbered(counts)
        entries = arrays[f"entries{order}"].astype(np.uint16, copy=False)
        return cls(counts, base, inside, entries, arrays[f"levels{order}"].astype(np.float32))

    def find(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.float32]]:
        """Where the entry of each hash is or would be, whether it is there, and the log2 probability of what is there."""
        bits = len(self.counts).bit_length() - 1
        bucket = (hashes >> np.uint64(_HASH_BITS - bits)).view(np.int64)
        finger = (hashes >> np.uint64(_HASH_BITS - bits - _FINGER_BITS)).astype(np.uint16)
        wanted = finger << np.uint16(_CODE_BITS)  # the bits above the fingerprint fall out
        at = self.base.take(bucket >> _GROUP_BITS)
        at += self.inside.take(bucket)
        end = at + self.counts.take(bucket)
        for _ in range(_STEPS):
            at += self.entries.take(at) < wanted
        entry = self.entries.take(at)
        inside = at < end
        behind = ((entry < wanted) & inside).nonzero()[0]
        while len(behind):
            at[behind] += 1
            place = at[behind]
            entry[behind] = self.entries[place]
            inside[behind] = place < end[behind]
            behind = behind[(entry[behind] < wanted[behind]) & inside[behind]]
        there = (entry ^ wanted) < np.uint16(_CODES)  # the fingerprints are the same
        there &= inside
        return at, there, self.levels.take(entry & np.uint16(_CODES - 1))


def _numbered(counts: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.unsignedinteger]]:
    """Base and inside; should 32 buckets hold more than bytes can count, twice the bytes do."""
    for kind in (np.uint8, np.uint16):
        sizes = np.zeros((-(-len(counts) // _GROUP), _GROUP), kind)
        sizes.ravel()[: len(counts)] = counts
        inside = np.zeros_like(sizes)
        for place in range(1, _GROUP):
            np.add(inside[:, place - 1], sizes[:, place - 1], out=inside[:, place])
        ends = np.cumsum(inside[:, -1] + sizes[:, -1].astype(np.intp))
        if ends[-1] == counts.sum(dtype=np.int64):
            break
    return np.concatenate((np.zeros(1, np.intp), ends[:-1])), inside.ravel()


def pack(
    hashes: NDArray[np.uint32], counts: NDArray[np.int64], bits: NDArray[np.float64], order: int
) -> tuple[dict[str, NDArray[np.generic]], NDArray[np.intp]]:
    """The arrays of an order.

    Args:
        hashes: of the n-grams.
        counts: how often each was seen; of n-grams that share bucket and fingerprint the most frequent has them.
        bits: minus the log2 probability of each.
        order: of the n-grams.

    Returns:
        The arrays by name, and the number of the n-gram that each entry is of.
    """
    buckets = min(max(1, (len(hashes) // 3).bit_length()), _HASH_BITS - _FINGER_BITS)
    short = hashes >> np.uint32(_HASH_BITS - buckets - _FINGER_BITS)
    chosen = np.lexsort((-counts, short))
    different = np.ones(len(chosen), np.bool_)
    different[1:] = np.diff(short[chosen]) != 0
    chosen = chosen[different]
    short = short[chosen]
    levels = _levels(bits[chosen], np.sqrt(counts[chosen]))
    code = np.searchsorted((levels[1:] + levels[:-1]) / 2, bits[chosen])
    entries = (short & np.uint32(_FINGERS - 1)) << np.uint32(_CODE_BITS) | code.astype(np.uint32)
    sizes = np.bincount(short >> np.uint32(_FINGER_BITS), minlength=1 << buckets)
    return {
        f"counts{order}": sizes.astype(np.uint8),
        f"entries{order}": np.append(entries, _END).astype(np.uint16),
        f"levels{order}": (-levels).astype(np.float32),
    }, chosen


def fits(arrays: Arrays, order: int) -> bool:
    """Whether the arrays of an order have the types and sizes that look-ups rely on."""
    counts, entries, levels = (arrays[f"{name}{order}"] for name in ("counts", "entries", "levels"))
    if counts.dtype != np.uint8 or entries.dtype != np.uint16 or levels.dtype != np.float32 or len(levels) != _CODES:
        return False
    buckets = len(counts)
    if buckets & (buckets - 1) or not 2 <= buckets <= 1 << _HASH_BITS - _FINGER_BITS or not len(entries):
        return False
    return int(counts.sum(dtype=np.int64)) == len(entries) - 1 and entries[-1] == _END


def _levels(bits: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values, ascending, that values of bits are rounded to with the least squared error, or nearly so."""
    if not len(bits):
        return np.zeros(_CODES)
    cells, place = np.unique(np.rint(bits / _GRAIN), return_inverse=True)
    values, weight = cells * _GRAIN, np.bincount(place, weights)
    levels = np.quantile(bits, (np.arange(_CODES) + 0.5) / _CODES)
    for _ in range(_ROUNDS):
        nearest = np.searchsorted((levels[1:] + levels[:-1]) / 2, values)
        size = np.bincount(nearest, weight, _CODES)
        sums = np.bincount(nearest, weight * values, _CODES)
        levels = np.where(size > 0, sums / np.maximum(size, 1), levels)
    return np.sort(levels)
