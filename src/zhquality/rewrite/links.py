"""Which pages of a corpus share enough to be copies: shingles on disk, candidates counted in rounds, bounded memory."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias, final

import numpy as np

from zhquality.rewrite.fingerprint import Fingerprint
from zhquality.rewrite.index import tagged
from zhquality.rewrite.shingles import Hashes
from zhquality.rewrite.spill import Spill

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LINK", "Links"]

Ints: TypeAlias = "NDArray[np.int64]"
Floats: TypeAlias = "NDArray[np.float64]"

LINK = 0.16
"""Share of one page's nats (see ``index.Match``) that a copy and its source have in common at the least: 0.9 in 100,000
pairs of originals have more, most of them laws with articles in common."""
_NEXT = 8
"""A page that holds a shingle is paired with so many that follow it in the corpus: linear, however many hold it. Of a
cluster of a hundred copies nearly every shingle makes the same pairs; of strangers each makes others."""
_HALF = 0.5
"""Part of LINK from which a pair is looked at exactly: the count of candidates misses pairs further apart than _NEXT."""
_FREQUENT = 16
"""Pages with a shingle from which their number is remembered; below, a shared shingle counts as being on two."""
_RECORDS = 1 << 24
"""Records sorted at a time: about 0.6 GB at the peak, whatever the corpus."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Odd, so that multiplying by it only reorders the hashes; sampled ones lie close together otherwise."""

_PAIR = np.dtype([("key", "<u8"), ("weight", "<f4")])


@final
class Links:
    """Collects fingerprints, then finds the pairs. A context manager: its files are removed at the end.

    Of each page 16 bytes stay in memory; its hashes, about 2.5 KB, are on disk.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="zhquality-")  # noqa: SIM115 - closed by __exit__
        self._starts = array("q", [0])
        self._totals: Floats = np.zeros(0)
        self._frequent: Hashes = np.zeros(0, np.uint64)
        self._counts: Ints = np.zeros(0, np.int64)

    def __enter__(self) -> Links:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, page: Fingerprint) -> None:
        """Add the next page; none may follow once pairs were asked for."""
        hashes = np.sort(tagged(page) * _SPREAD)
        self._file.write(hashes.tobytes())
        self._starts.append(self._starts[-1] + len(hashes))

    def _hashes(self, page: int) -> Hashes:
        self._file.seek(8 * self._starts[page])
        return np.frombuffer(self._file.read(8 * (self._starts[page + 1] - self._starts[page])), np.uint64)

    def _rounds(self) -> Iterator[tuple[Hashes, Ints]]:
        """All (hash, page), sorted by hash and page in each round and by hash from round to round."""
        starts = np.frombuffer(self._starts, np.int64)
        total = int(starts[-1])
        count = max(1, -(-total // _RECORDS))
        width = np.uint64((2**64 - 1) // count + 1) if count > 1 else np.uint64(2**64 - 1)
        for number in range(count):
            hashes: list[Hashes] = []
            places: list[Ints] = []
            self._file.seek(0)
            for at in range(0, total, _RECORDS):
                chunk = np.frombuffer(self._file.read(8 * min(_RECORDS, total - at)), np.uint64)
                inside = np.flatnonzero(chunk // width == number) if count > 1 else np.arange(len(chunk))
                hashes.append(chunk[inside])
                places.append(inside + at)
            if total:
                joined = np.concatenate(hashes)
                order = np.argsort(joined, kind="stable")
                yield joined[order], np.searchsorted(starts, np.concatenate(places)[order], "right") - 1

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Pages (first, second, share) that have at least LINK in common; first < second."""
        with Spill(_PAIR, len(self) ** 2 + 1) as spill:
            totals, frequent, counts = np.zeros(len(self)), [], []
            for hashes, pages in self._rounds():
                _, first, sizes = np.unique(hashes, return_index=True, return_counts=True)
                nats = np.log1p(len(self) / sizes)
                totals += np.bincount(pages, np.repeat(nats, sizes), minlength=len(self))
                often = sizes >= _FREQUENT
                frequent.append(hashes[first[often]])
                counts.append(sizes[often])
                spill.add(_candidates(hashes, pages, np.repeat(nats, sizes), len(self)))
            self._totals = totals
            self._frequent = np.concatenate(frequent) if frequent else np.zeros(0, np.uint64)
            self._counts = np.concatenate(counts) if counts else np.zeros(0, np.int64)
            for records in spill.rounds(_RECORDS):
                keys, begin = np.unique(records["key"], return_index=True)
                weights = np.add.reduceat(records["weight"].astype(np.float64), begin) if len(keys) else np.zeros(0)
                one, other = keys // np.uint64(len(self)), keys % np.uint64(len(self))
                ones, others = one.astype(np.int64), other.astype(np.int64)
                near = weights >= _HALF * LINK * np.minimum(totals[ones], totals[others])
                for a, b in zip(ones[near].tolist(), others[near].tolist(), strict=True):
                    share = self.share(a, b)
                    if share >= LINK:
                        yield a, b, share

    def share(self, a: int, b: int) -> float:
        """Larger share in [0, 1] of one of two pages' nats that both have; only after ``pairs``."""
        both = np.intersect1d(self._hashes(a), self._hashes(b), assume_unique=True)
        smaller = min(self._totals[a], self._totals[b])
        if not len(both) or smaller <= 0:
            return 0.0
        counts = np.full(len(both), 2)
        if len(self._frequent):
            at = np.minimum(np.searchsorted(self._frequent, both), len(self._frequent) - 1)
            counts = np.where(self._frequent[at] == both, self._counts[at], 2)
        return min(1.0, float(np.log1p(len(self) / counts).sum() / smaller))


def _candidates(hashes: Hashes, pages: Ints, nats: Floats, count: int) -> NDArray[np.void]:
    """Pairs of pages that follow each other under one hash, with its nats, those of one pair added up."""
    keys: list[Hashes] = []
    weights: list[Floats] = []
    for step in range(1, _NEXT + 1):
        same = np.flatnonzero(hashes[step:] == hashes[:-step])
        keys.append((pages[same] * count + pages[same + step]).astype(np.uint64))
        weights.append(nats[same])
    joined, weight = np.concatenate(keys), np.concatenate(weights)
    unique, inverse = np.unique(joined, return_inverse=True)
    records = np.empty(len(unique), _PAIR)
    records["key"], records["weight"] = unique, np.bincount(inverse, weight, minlength=len(unique))
    return records
