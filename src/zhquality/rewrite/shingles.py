"""Shingles of a text and their hashes, in one pass of numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["fold", "grams"]

Hashes: TypeAlias = "NDArray[np.uint64]"

_PRIME = np.uint64(0x100000001B3)
"""FNV's 64-bit prime: the base of the polynomial over code units."""
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
"""Multipliers of splitmix64's finaliser (Steele, Lea, Flood 2014), which spreads the polynomial over all 64 bits."""


def _folding() -> NDArray[np.uint16]:
    table = np.arange(65536, dtype=np.uint16)
    table[0xFF01:0xFF5F] -= np.uint16(0xFEE0)  # full-width ASCII
    table[ord("A") : ord("Z") + 1] += np.uint16(32)
    table[0xFF21:0xFF3B] = table[ord("A") : ord("Z") + 1]
    return table


_FOLD = _folding()


def fold(text: str) -> NDArray[np.uint16]:
    """UTF-16 code units with full-width ASCII and capitals folded; of a text within the BMP one for each code point."""
    folded: NDArray[np.uint16] = _FOLD[np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)]
    return folded


def grams(units: NDArray[np.uint16], size: int) -> Hashes:
    """64-bit hash of every run of ``size`` code units: ``mix(sum over i of (unit[i] + 1) * PRIME ** (size - 1 - i))``.

    Returns:
        One hash for each start; none when there are fewer units than ``size``.
    """
    count = len(units) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    wide = units.astype(np.uint64) + np.uint64(1)
    total = np.zeros(count, np.uint64)
    for at in range(size):
        total = total * _PRIME + wide[at : at + count]
    total ^= total >> np.uint64(30)
    total *= _MIX[0]
    total ^= total >> np.uint64(27)
    total *= _MIX[1]
    total ^= total >> np.uint64(31)
    return total
