"""An index of fingerprints: which pages share shingles with a page, rare shingles counting for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from zhquality.rewrite.fingerprint import Fingerprint
from zhquality.rewrite.shingles import Hashes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Index", "Match", "tagged"]

Ints: TypeAlias = "NDArray[np.int64]"

_KIND = (np.uint64(0x5555555555555555), np.uint64(0), np.uint64(0x3333333333333333))
"""Mixed into the hashes of each kind, so that all kinds share one table."""


@dataclass(frozen=True, slots=True)
class Match:
    """A page that shares shingles with another.

    Attributes:
        number: of the page, in the order in which pages were added.
        weight: nats of shared shingles: each counts the logarithm of how rare it is.
        share: larger share in [0, 1] of one of the pages' nats that this is.
    """

    number: int
    weight: float
    share: float


def tagged(page: Fingerprint) -> Hashes:
    """Hashes of all kinds in one array, ascending."""
    kinds = [page.plain ^ _KIND[0], page.blind]
    if page.restored is not None:
        kinds.append(page.restored ^ _KIND[2])
    return np.sort(np.concatenate(kinds))


class Index:
    """Pages by shingle."""

    def __init__(self, only: Fingerprint | None = None) -> None:
        """Begin an empty index.

        Args:
            only: keep no other shingles than those of this page: then the index can answer for this page alone, and
                takes little memory.
        """
        self._only = None if only is None else tagged(only)
        self._parts: list[Hashes] = []
        self._sizes: list[int] = []

    def add(self, page: Fingerprint) -> int:
        """Add a page and return its number."""
        hashes = tagged(page)
        self._sizes.append(len(hashes))
        self._parts.append(hashes if self._only is None else np.intersect1d(hashes, self._only, assume_unique=True))
        self.__dict__.pop("_table", None)
        return len(self._sizes) - 1

    def __len__(self) -> int:
        return len(self._sizes)

    @cached_property
    def _table(self) -> tuple[Hashes, Ints]:
        """Shingles in ascending order, and the pages that hold them."""
        hashes = np.concatenate(self._parts) if self._parts else np.zeros(0, np.uint64)
        owners = np.repeat(np.arange(len(self._parts)), [len(part) for part in self._parts])
        order = np.argsort(hashes, kind="stable")
        return hashes[order], owners[order]

    def query(self, page: Fingerprint, limit: int = 10) -> list[Match]:
        """Pages that share the most with a page, best first."""
        hashes, owners = self._table
        wanted = tagged(page)
        low, high = np.searchsorted(hashes, wanted), np.searchsorted(hashes, wanted, "right")
        found = high - low
        nats = np.log1p(len(self) / np.maximum(found, 1))
        spread = np.repeat(nats, found)
        at = np.repeat(low - np.cumsum(found) + found, found) + np.arange(int(found.sum()))
        weights = np.bincount(owners[at], spread, minlength=len(self)).astype(np.float64)
        return self._best(weights, float(nats.sum()), limit)

    def _best(self, weights: NDArray[np.float64], total: float, limit: int) -> list[Match]:
        best: Sequence[int] = np.argsort(-weights, kind="stable")[:limit].tolist()
        typical = np.log1p(len(self))
        return [
            Match(n, float(weights[n]), min(1.0, float(weights[n]) / max(1e-9, min(total, typical * self._sizes[n]))))
            for n in best
            if weights[n] > 0
        ]
