"""Which word stood at each placeholder of a page: one filter made them all, so they are read together.

A log-linear model over what can be said of a reading: how it fits the language model and the words nearby, what kind of
word it is, whether the page's other placeholders hide words of that kind, or this very word, and whether the page has the
word unharmed elsewhere, which a filter would not have left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhquality.lexicon.superlatives import KINDS

__all__ = [
    "COMMON",
    "NAMES",
    "TYPES",
    "Agreement",
    "Part",
    "Reading",
    "choose",
    "features",
    "prepare",
    "share_of_types",
]

Floats = NDArray[np.float64]
Agreement = Callable[[str, int, int, Sequence[str]], Floats]
"""How well words go with those around a place of a text."""

COMMON = "common"
"""Kind of the words that are on no list of filters."""
_KINDS = (*sorted(KINDS), COMMON)
_NUMBER = {kind: number for number, kind in enumerate(_KINDS)}
TYPES = 2 * len(_KINDS)
"""Kinds of words, each whole or starred in part."""

_WEIGHTS = {
    "bits": 0.8,
    "weight": 1.0,
    "agreement": 1.6,
    "part": 0.5,
    "unlike": -1.2,
    "unlike, sizes differ": -3.3,
    "listed left": -0.6,
    "eaten left": -1.1,
    "common left": -0.1,
    "times left": -0.5,
    "type": 0.3,
    "same word": 1.1,
}
"""In bits. That of the weight is fixed: kinds of words and the weights within a kind, fitted as well, follow the lists of the
simulation and lose 2 of 83 stars of written pages. The others are near what benchmarks/fit_stars.py fits (bits .76,
agreement 1.58, type .44, same word .96), but for those of a part (1.51) and of a common word left (1.25), drawn to what does
not lose any of those stars: the simulation knows the words of filters' lists, not how filters choose them."""
_USUAL = np.array(
    (
        0.0458,
        0.0145,
        0.1934,
        0.0441,
        0.0673,
        0.0273,
        0.0388,
        0.0070,
        0.0113,
        0.0043,
        0.1666,
        0.0459,
        0.2077,
        0.0622,
        0.0631,
        0.0004,
    )
)
"""Share of each type among starred-out words, by the same fit."""
NAMES = tuple(_WEIGHTS)
_VECTOR = np.array(tuple(_WEIGHTS.values()))
_PAGE = 2
"""The last features, which depend on the other placeholders."""

_ROUNDS = 1
"""Times the placeholders are read with regard to each other."""
_PSEUDO = 2.0
"""Words of the usual types that a page's own are mixed with; with 8 the loss is .003 nats higher."""
_WORTH = 0.01
"""Probability from which a reading says something about the other placeholders."""
_SEEN = 50_000
"""Characters in which words left unharmed are counted."""


class Part(NamedTuple):
    """What a placeholder may stand for.

    Attributes:
        text: the hidden characters.
        whole: the word they belong to.
        weight: how often a filter stars it, in (0, 1].
        kind: of the word.
    """

    text: str
    whole: str
    weight: float
    kind: str

    @property
    def type(self) -> int:
        """Number of kind and whether it is a part only."""
        return 2 * _NUMBER[self.kind] + (self.text != self.whole)


@dataclass(frozen=True, slots=True)
class Reading:
    """The readings of one placeholder ``[start, end)``.

    Attributes:
        start: first code point.
        end: one past the last.
        parts: each with a different word or hidden part.
        bits: log2 probability of the text with each.
    """

    start: int
    end: int
    parts: tuple[Part, ...]
    bits: Floats

    @property
    def types(self) -> NDArray[np.intp]:
        """Type of each part."""
        return np.fromiter((part.type for part in self.parts), np.intp, len(self.parts))

    def best(self, number: int) -> Reading:
        """With so many parts, by language model and weight."""
        weights = np.log2(np.fromiter((part.weight for part in self.parts), np.float64, len(self.parts)))
        logs = _WEIGHTS["bits"] * self.bits + _WEIGHTS["weight"] * weights
        order = np.argsort(-logs, kind="stable")[:number]
        return replace(self, parts=tuple(self.parts[i] for i in order), bits=self.bits[order])


def prepare(text: str, readings: Sequence[Reading], agreement: Agreement) -> list[Floats]:
    """Features of every reading that do not depend on the other placeholders, float[parts, F] each."""
    sizes = {reading.end - reading.start for reading in readings}
    words = {part.whole for reading in readings for part in reading.parts}
    seen = text[:_SEEN]
    left = {word: seen.count(word) for word in words}
    tables = []
    for reading in readings:
        size = reading.end - reading.start
        rows = np.zeros((len(reading.parts), len(NAMES) - _PAGE))
        at = {name: column for column, name in enumerate(NAMES)}
        rows[:, at["bits"]] = reading.bits - reading.bits.max()
        rows[:, at["agreement"]] = agreement(text, reading.start, reading.end, [part.text for part in reading.parts])
        for row, part in zip(rows, reading.parts, strict=True):
            group = part.kind if part.kind in {COMMON, "eaten"} else "listed"
            row[at["weight"]] = np.log2(part.weight)
            row[at["part"]] = part.text != part.whole
            if size > 1 and len(part.text) != size:
                row[at["unlike, sizes differ" if len(sizes) > 1 else "unlike"]] = 1.0
            if left[part.whole]:
                row[at[f"{group} left"]] = 1.0
                row[at["times left"]] = np.log2(left[part.whole])
        tables.append(rows)
    return tables


def features(readings: Sequence[Reading], shares: Sequence[Floats], usual: Floats = _USUAL) -> list[Floats]:
    """Features of every reading that do: bits for its type, and for the same word, by what the others may hide."""
    of_type = share_of_types(readings, shares)
    whole_page = of_type.sum(0)
    words: dict[str, float] = defaultdict(float)
    likely = [_likely(reading, share) for reading, share in zip(readings, shares, strict=True)]
    for one in likely:
        for word, share in one.items():
            words[word] += share
    tables = []
    for reading, own, one in zip(readings, of_type, likely, strict=True):
        others = whole_page - own
        mixed = (others + _PSEUDO * usual) / (others.sum() + _PSEUDO)
        same = [max(0.0, words.get(part.text, 0.0) - one.get(part.text, 0.0)) for part in reading.parts]
        tables.append(np.stack((np.log2(mixed / usual)[reading.types], np.log2(1 + 2 * np.array(same))), axis=1))
    return tables


def share_of_types(readings: Sequence[Reading], shares: Sequence[Floats]) -> Floats:
    """Share of each type in every placeholder, float[placeholders, TYPES]."""
    return np.array([np.bincount(r.types, share, TYPES) for r, share in zip(readings, shares, strict=True)])


def _likely(reading: Reading, shares: Floats) -> dict[str, float]:
    words: dict[str, float] = defaultdict(float)
    for i in np.flatnonzero(shares > _WORTH):
        words[reading.parts[i].text] += shares[i]
    return words


def choose(text: str, readings: Sequence[Reading], agreement: Agreement) -> list[dict[str, float]]:
    """Probability of each hidden text, for every placeholder of a page."""
    fixed = [table @ _VECTOR[:-_PAGE] for table in prepare(text, readings, agreement)]
    shares = [_posterior(logs) for logs in fixed]
    for _ in range(_ROUNDS):
        pages = features(readings, shares)
        shares = [_posterior(logs + page @ _VECTOR[-_PAGE:]) for logs, page in zip(fixed, pages, strict=True)]
    return [_by_text(reading, share) for reading, share in zip(readings, shares, strict=True)]


def _by_text(reading: Reading, shares: Floats) -> dict[str, float]:
    texts: dict[str, float] = defaultdict(float)
    for part, share in zip(reading.parts, shares.tolist(), strict=True):
        texts[part.text] += share
    return texts


def _posterior(logs: Floats) -> Floats:
    shares: Floats = np.exp2(logs - np.logaddexp2.reduce(logs))
    return shares
