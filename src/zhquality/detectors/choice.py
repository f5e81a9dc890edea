"""Which word stood at each placeholder of a page: one filter made them all, so they are read together.

A log-linear model over what can be said of a reading: how it fits the language model, the network that knows the words of
filters, and the words nearby, what kind of word it is, whether the page's other placeholders hide words of that kind, or this very word, and whether the page has the
word unharmed elsewhere, which a filter would not have left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from zhquality.lexicon.superlatives import KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "COMMON",
    "NAMES",
    "TYPES",
    "Fit",
    "Part",
    "Reading",
    "choose",
    "features",
    "prepare",
    "share_of_types",
]

Floats: TypeAlias = "NDArray[np.float64]"
Fit = Callable[[str, int, int, Sequence[str]], Floats]
"""How well words fit a place of a text."""

COMMON = "common"
"""Kind of the words that are on no list of filters."""
_KINDS = (*sorted(KINDS), COMMON)
_NUMBER = {kind: number for number, kind in enumerate(_KINDS)}
_CORE = 0.6
"""Weight from which every filter's list has a word: lists of that core alone are common."""
_TIERS = 4
TYPES = _TIERS * len(_KINDS)
"""Kinds of words, each starred in part, a single character, of the core, or another. Without the last three told apart .784
of words are right among three with ten filters whose lists are none of ours; with them, .791."""

_WEIGHTS = {
    "bits": 0.65,
    "weight": 1.0,
    "agreement": 1.25,
    "cloze": 0.15,
    "not in cloze": -1.1,
    "part": 1.23,
    "unlike": -0.55,
    "unlike, sizes differ": -2.97,
    "listed left": -0.96,
    "eaten left": -1.06,
    "common left": 0.82,
    "times left": -0.24,
    "type": 0.25,
    "same word": 1.1,
}
"""In bits, as benchmarks/fit_stars.py fits them to 11,000 stars of 1,500 pages that neither the language model nor the network has
seen, but for three. That of the weight is 1: kinds of words and the weights within a kind, fitted as well, follow the lists of
the simulation. Those of the network (.30 by the fit) and of the same word (.69) are drawn to what loses none of 83 stars of
written pages, whose filters star 最 more than all else; on pages made with ten other filters .788 of the words are right among
three, with the fit alone .791, without the network .780."""
_USUAL = np.array(
    (
        (0.0155, 0.0027, 0.0033, 0.0426),
        (0.0422, 0.0963, 0.0007, 0.0629),
        (0.0263, 0.0007, 0.0028, 0.0558),
        (0.0075, 0.0126, 0.0014, 0.0234),
        (0.0043, 0.0040, 0.0007, 0.0108),
        (0.0566, 0.0341, 0.0724, 0.0691),
        (0.0503, 0.1412, 0.0241, 0.0800),
        (0.0007, 0.0225, 0.0007, 0.0318),
    )
).ravel()
"""Share of each type among starred-out words, by the same fit; one row a kind."""
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
        """Number of kind and tier."""
        return _TIERS * _NUMBER[self.kind] + self._tier

    @property
    def _tier(self) -> int:
        if self.text != self.whole:
            return 0
        if len(self.whole) == 1:
            return 1
        return 2 if self.weight >= _CORE else 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The readings of one placeholder ``[start, end)``.

    Attributes:
        start: first code point.
        end: one past the last.
        parts: each with a different word or hidden part.
        weights: log2 of the weight of each.
        bits: log2 probability of the text with each.
    """

    start: int
    end: int
    parts: tuple[Part, ...]
    weights: Floats
    bits: Floats

    @property
    def types(self) -> NDArray[np.intp]:
        """Type of each part."""
        return np.fromiter((part.type for part in self.parts), np.intp, len(self.parts))

    def best(self, number: int) -> Reading:
        """With so many parts, by language model and weight."""
        logs = _WEIGHTS["bits"] * self.bits + _WEIGHTS["weight"] * self.weights
        order = np.argsort(-logs, kind="stable")[:number]
        parts = tuple(self.parts[i] for i in order)
        return replace(self, parts=parts, weights=self.weights[order], bits=self.bits[order])


def prepare(text: str, readings: Sequence[Reading], agreement: Fit, cloze: Fit) -> list[Floats]:
    """Features of every reading that do not depend on the other placeholders, float[parts, F] each.

    Args:
        text: of the page.
        readings: of its placeholders.
        agreement: how well words go with those around a place.
        cloze: log2 probability of words at a place, NaN if it is not known.
    """
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
        rows[:, at["weight"]] = reading.weights
        place = text, reading.start, reading.end, [part.text for part in reading.parts]
        rows[:, at["agreement"]] = agreement(*place)
        foretold = cloze(*place)
        rows[:, at["cloze"]] = np.nan_to_num(foretold)
        rows[:, at["not in cloze"]] = np.isnan(foretold)
        for row, part in zip(rows, reading.parts, strict=True):
            group = part.kind if part.kind in {COMMON, "eaten"} else "listed"
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


def choose(text: str, readings: Sequence[Reading], agreement: Fit, cloze: Fit) -> list[dict[str, float]]:
    """Probability of each hidden text, for every placeholder of a page; arguments as of ``prepare``."""
    fixed = [table @ _VECTOR[:-_PAGE] for table in prepare(text, readings, agreement, cloze)]
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
