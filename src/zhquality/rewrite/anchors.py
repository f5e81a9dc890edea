"""Where two texts run in parallel: shared shingles as seeds, chained into passages in any order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from zhquality.rewrite.shingles import fold, grams
from zhquality.rewrite.vocabulary import Vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Chain", "chains"]

Ints: TypeAlias = "NDArray[np.int64]"
Anchor = tuple[int, int]
"""Offsets in both texts of one character that stands in both."""

_BLIND, _PLAIN = 3, 7
"""Code points of a seed of untouched characters (about 15 of the text) and of one of any characters."""
_SHORT, _BLIND_SHORT, _PLAIN_SHORT = 400, 2, 4
"""In texts of so few code points shorter seeds are few enough, and longer ones too few."""
_REPEATS = 4
"""A shingle that occurs more often than this in either text says nothing about where it belongs."""
_GAP = 80
"""Code points between two anchors of one passage at the most: two long clauses."""
_SLACK = 12
"""How much longer than half the shorter gap one side may be; verbose rewriters stretch a clause by half."""
_LEAST = 3
"""Anchors worth aligning; whether they make a passage is then seen."""


@dataclass(slots=True)
class Chain:
    """Anchors that ascend in both texts."""

    anchors: list[Anchor] = field(default_factory=list)


def _seeds(a: NDArray[np.uint16], b: NDArray[np.uint16], size: int) -> Iterator[Anchor]:
    """Starts in both of every shingle that both have, few times."""
    hashes_a, hashes_b = grams(a, size), grams(b, size)
    order = np.argsort(hashes_b, kind="stable")
    ordered = hashes_b[order]
    low, high = np.searchsorted(ordered, hashes_a), np.searchsorted(ordered, hashes_a, "right")
    _, inverse, counts = np.unique(hashes_a, return_inverse=True, return_counts=True)
    wanted = (high > low) & (high - low <= _REPEATS) & (counts[inverse] <= _REPEATS)
    for at in np.flatnonzero(wanted).tolist():
        for other in order[low[at] : high[at]].tolist():
            yield at, other


def _anchors(a: str, b: str, vocabulary: Vocabulary) -> list[Anchor]:
    """Anchors of both kinds, sorted: the characters of blind seeds, and the middle one of plain seeds."""
    units_a, units_b = fold(a), fold(b)
    kept_a, kept_b = vocabulary.untouched(a), vocabulary.untouched(b)
    short = min(len(a), len(b)) <= _SHORT
    blind, plain = (_BLIND_SHORT, _PLAIN_SHORT) if short else (_BLIND, _PLAIN)
    found: set[Anchor] = set()
    places_a, places_b = kept_a.tolist(), kept_b.tolist()
    for at, other in _seeds(units_a[kept_a], units_b[kept_b], blind):
        found.update((places_a[at + k], places_b[other + k]) for k in range(blind))
    middle = plain // 2
    found.update((at + middle, other + middle) for at, other in _seeds(units_a, units_b, plain))
    return sorted(found)


def _chained(anchors: Iterable[Anchor]) -> list[Chain]:
    """Every anchor joins the open chain whose gaps to it differ least, or begins one."""
    done: list[Chain] = []
    live: list[Chain] = []
    for at, other in anchors:
        still = [chain for chain in live if at - chain.anchors[-1][0] <= _GAP]
        if len(still) < len(live):
            done += [chain for chain in live if at - chain.anchors[-1][0] > _GAP]
            live = still
        best, least = None, _GAP + 1
        for chain in live:
            last_a, last_b = chain.anchors[-1]
            gap_a, gap_b = at - last_a, other - last_b
            drift = abs(gap_a - gap_b)
            if gap_a > 0 and 0 < gap_b <= _GAP and drift <= _SLACK + min(gap_a, gap_b) // 2 and drift < least:
                best, least = chain, drift
        if best is None:
            live.append(Chain([(at, other)]))
        else:
            best.anchors.append((at, other))
    return done + live


def chains(a: str, b: str, vocabulary: Vocabulary) -> list[Chain]:
    """Passages that stand in both texts, as chains of anchors that overlap in neither, by their place in ``a``.

    Args:
        a: a text in normal form.
        b: the other.
        vocabulary: of the words that may have been swapped.
    """
    ranked = sorted(_chained(_anchors(a, b, vocabulary)), key=lambda chain: (-len(chain.anchors), chain.anchors[0]))
    taken_a, taken_b = np.zeros(len(a), np.bool_), np.zeros(len(b), np.bool_)
    kept: list[Chain] = []
    for chain in ranked:
        for part in _free(chain, taken_a, taken_b):
            if len(part.anchors) < _LEAST:
                continue
            kept.append(part)
            (start_a, start_b), (end_a, end_b) = part.anchors[0], part.anchors[-1]
            taken_a[start_a : end_a + 1] = True
            taken_b[start_b : end_b + 1] = True
    return sorted(kept, key=lambda chain: chain.anchors[0])


def _free(chain: Chain, taken_a: NDArray[np.bool_], taken_b: NDArray[np.bool_]) -> list[Chain]:
    """The parts of a chain outside what better chains took."""
    parts: dict[tuple[int, int], list[Anchor]] = defaultdict(list)
    (start_a, start_b), (end_a, end_b) = chain.anchors[0], chain.anchors[-1]
    before_a = np.cumsum(taken_a[start_a : end_a + 1])
    before_b = np.cumsum(taken_b[start_b : end_b + 1])
    for at, other in chain.anchors:
        if not taken_a[at] and not taken_b[other]:
            parts[int(before_a[at - start_a]), int(before_b[other - start_b])].append((at, other))
    return [Chain(anchors) for anchors in parts.values()]
