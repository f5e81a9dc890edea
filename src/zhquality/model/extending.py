"""Adding a user's dictionaries to the fitted statistics: their rows take the densities of an average pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from zhquality.lexicon.entries import Entry
from zhquality.lexicon.opencc import simplify
from zhquality.model.normal import forms
from zhquality.model.statistics import Floats, Ints, Statistics
from zhquality.model.words import WordList

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["extend"]

_Pair = tuple[str, str]
"""Surface and canonical."""
_UNSEEN = -17.0
"""Log frequency of a word the corpus of the fit did not count: 0.3 occurrences in 8 million characters."""


def _numbers(statistics: Statistics) -> dict[_Pair, int]:
    """The pairs of the fitted families by their number."""
    words, pairs = statistics.words, zip(statistics.surface.tolist(), statistics.canonical.tolist(), strict=True)
    return {(words[surface], words[canonical]): number for number, (surface, canonical) in enumerate(pairs)}


def _ranks(entries: Sequence[Entry]) -> dict[_Pair, int]:
    """The pairs of a dictionary, in simplified characters, with the rank of the canonical among its surface's, from 1."""
    ranks: dict[_Pair, int] = {}
    for entry in entries:
        for rank, canonical in enumerate(entry.canonicals, 1):
            for pair in product(forms(entry.surface), [simplify(canonical)]):
                if pair[0] != pair[1]:
                    ranks.setdefault(pair, rank)
    return ranks


def _member(fitted: NDArray[np.bool_], known: Sequence[int], new: int) -> NDArray[np.bool_]:
    """The families of every pair, with a family before the last that has these known pairs and so many new ones."""
    own = np.zeros(len(fitted) + new, np.bool_)
    own[known] = True
    own[len(fitted) :] = True
    wide = np.concatenate((fitted, np.zeros((new, fitted.shape[1]), np.bool_)))
    return np.insert(wide, fitted.shape[1] - 1, own, 1)


def extend(statistics: Statistics, entries: Sequence[Entry], name: str) -> Statistics:
    """Statistics with one more family.

    Args:
        statistics: the fitted ones.
        entries: rows of the user's dictionary; pairs that are known keep their densities.
        name: of the new family.
    """
    known, ranks = _numbers(statistics), _ranks(entries)
    new = [pair for pair in ranks if pair not in known]
    words = WordList.of(sorted({*statistics.words, *(word for pair in new for word in pair)}))
    index = {word: number for number, word in enumerate(words)}
    place_of: Ints = np.array([index[word] for word in statistics.words], np.int64)
    surface = np.concatenate((place_of[statistics.surface], [index[s] for s, _ in new])).astype(np.int64)
    originals = np.concatenate((place_of[statistics.canonical], [index[c] for _, c in new])).astype(np.int64)
    order = np.lexsort((originals, surface))  # by surface, then canonical, as the fitted pairs are
    before = statistics.member.shape[1] - 1  # the sentinels stay last
    member = _member(statistics.member, [known[pair] for pair in ranks if pair in known], len(new))
    known_density = statistics.density.astype(np.float64)
    density = np.concatenate((known_density, np.tile(known_density.mean(0), (len(new), 1))))
    rank: Ints = np.concatenate((statistics.rank, [ranks[pair] for pair in new])).astype(np.int64)

    def spread(values: Floats, fill: float) -> Floats:
        wide = np.full((len(words), *values.shape[1:]), fill)
        wide[place_of] = values
        return wide

    vectors = np.zeros((len(words), statistics.vectors.shape[1]), np.int8)
    vectors[place_of] = statistics.vectors

    def one_more(values: Floats) -> Floats:
        return np.concatenate((values[:, :before], values[:, :before].mean(1, keepdims=True), values[:, before:]), 1)

    return replace(
        statistics,
        words=words,
        families=(*statistics.families[:-1], name, statistics.families[-1]),
        surface=surface[order],
        canonical=originals[order],
        rank=rank[order],
        member=member[order],
        density=density[order],
        log_frequency=spread(statistics.log_frequency.astype(np.float64), _UNSEEN),
        middle=one_more(statistics.middle),
        scale=one_more(statistics.scale),
        growth=np.insert(statistics.growth, before, 0.0),
        value=spread(statistics.value, 0.0),
        seen=spread(statistics.seen, 0.0),
        present=spread(statistics.present, 0.0),
        vectors=vectors,
    )
