"""What may have stood at a placeholder: words of the filters' lists and common words, ranked by the language model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from zhquality.data import data_file
from zhquality.detectors.choice import COMMON, Fit, Part, Reading, choose
from zhquality.findings import Proposal
from zhquality.lexicon.superlatives import FilteredWord, load_superlatives, load_words
from zhquality.model.cloze import Cloze
from zhquality.model.nearby import Nearby
from zhquality.resources import Resources

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Fill", "Filler", "Gap", "Read"]

_PARTIAL = 0.2
"""Weight of a filtered word of which only a part is starred (独一无*), against the whole word."""
_COMMON = 0.0005
"""Weight of any common word that is on no list."""
_TRUST = 0.8
"""Weight of the language model: its three characters of context on each side leave much unsaid."""
_UNLIKE = 4.0
"""Bits against a word of another length than its placeholder, where a page's placeholders differ in length."""
_UNLIKE_FIXED = 1.5
"""The same where all of them are equally long, and longer than one."""
_RANKED = 150
"""Readings of a placeholder that are told apart by more than the language model."""
_KEPT = 5
"""Proposals kept."""
_WORTH = 0.01
"""Probability from which a reading is proposed."""
_CONTEXTS = 8
"""Contexts whose words are kept, up to .7 MB each: a page writes 是最*的 again and again, and its stars are read once more when its other words have been put back."""


class Gap(NamedTuple):
    """A placeholder ``[start, end)`` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Read:
    """The readings of one placeholder by itself, and their evidence (see Fill)."""

    evidence: float
    reading: Reading


@dataclass(frozen=True, slots=True)
class Fill:
    """What stood at one placeholder.

    Attributes:
        evidence: how much better the text reads with the best words put in than with the placeholder taken out,
            in bits.
        proposals: best first, with their posterior probabilities.
    """

    evidence: float
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """What may stand at a placeholder, made ready once: there are 9,000 of them for every one that is read.

    Attributes:
        parts: each with a different word or hidden part.
        weights: log2 of the weight of each.
        place: for each part, which text it has.
        texts: the different texts of the parts, and their numbers.
        sizes: of the texts.
        greatest: log2 of the greatest weight of a part with each text.
    """

    parts: tuple[Part, ...]
    weights: NDArray[np.float64]
    place: NDArray[np.intp]
    texts: dict[str, int]
    sizes: NDArray[np.intp]
    greatest: NDArray[np.float64]

    def and_more(self, parts: Sequence[Part]) -> _Words:
        """The same with further parts, of which there are mostly a few."""
        if not parts:
            return self
        texts = self.texts.copy()
        place = np.fromiter((texts.setdefault(part.text, len(texts)) for part in parts), np.intp, len(parts))
        weights = np.log2(np.fromiter((part.weight for part in parts), np.float64, len(parts)))
        new = len(texts) - len(self.texts)
        greatest = np.concatenate((self.greatest, np.full(new, -np.inf)))
        np.maximum.at(greatest, place, weights)
        sizes = np.fromiter(map(len, islice(texts, len(self.texts), None)), np.intp, new)
        return _Words(
            (*self.parts, *parts),
            np.concatenate((self.weights, weights)),
            np.concatenate((self.place, place)),
            texts,
            np.concatenate((self.sizes, sizes)),
            greatest,
        )


def _words(parts: Sequence[Part]) -> _Words:
    nothing, nowhere = np.zeros(0), np.zeros(0, np.intp)
    return _Words((), nothing, nowhere, {}, nowhere, nothing).and_more(parts)


class Filler:
    """Completes placeholders of Chinese text."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @cached_property
    def _listed(self) -> tuple[FilteredWord, ...]:
        return load_superlatives(self._resources.lexicons / "superlatives.tsv")

    @cached_property
    def _filtered(self) -> _Words:
        return _words([Part(word.text, word.text, word.weight, word.kind) for word in self._listed])

    @cached_property
    def _all(self) -> _Words:
        listed = {word.text for word in self._listed}
        words = load_words(self._resources.lexicons / "common_words.tsv")
        return self._filtered.and_more([Part(word, word, _COMMON, COMMON) for word in words if word not in listed])

    @cached_property
    def _pieces(self) -> dict[tuple[str, str], list[Part]]:
        """For what is left of a word on both sides of a placeholder, the parts in between."""
        return _pieces(self._listed)

    @cached_property
    def agreement(self) -> Fit:
        """How well words go with those around a place."""
        return Nearby.of(self._resources.spun.statistics, self._resources.spun.finder).agreement

    @cached_property
    def cloze(self) -> Fit:
        """Log2 probability of words at a place, NaN if it is not known."""
        return Cloze.open(data_file("cloze.npz")).log2

    def complete(self, text: str, gaps: Sequence[Gap]) -> list[Fill]:
        """What stood at a page's placeholders.

        Args:
            text: the text, or the text with other damage already put right.
            gaps: its placeholders, in order.
        """
        return self.choose(text, self.read(text, gaps))

    def read(self, text: str, gaps: Sequence[Gap], common: bool = True) -> list[Read]:
        """Readings of placeholders, each by itself; without common words it takes an eighth of the time."""
        unlike = _UNLIKE if len({gap.end - gap.start for gap in gaps}) > 1 else _UNLIKE_FIXED
        return [self._read(text, gap, unlike, common) for gap in gaps]

    def choose(self, text: str, read: Sequence[Read]) -> list[Fill]:
        """What stood at a page's placeholders that have been read, with regard to each other and to the page."""
        if not read:
            return []
        chosen = choose(text, [one.reading.best(_RANKED) for one in read], self.agreement, self.cloze)
        return [Fill(one.evidence, _best(shares)) for one, shares in zip(read, chosen, strict=True)]

    @cached_property
    def _between(self) -> Callable[[str, str, bool], tuple[_Words, NDArray[np.float64]]]:
        """What may stand between two contexts, and log2 of the probability of each text there, last that of none."""
        return lru_cache(_CONTEXTS)(self._scored)

    def _scored(self, left: str, right: str, common: bool) -> tuple[_Words, NDArray[np.float64]]:
        words = (self._all if common else self._filtered).and_more(list(self._parts(left, right)))
        return words, self._resources.model.score_middles(left, (*words.texts, ""), right)

    def _read(self, text: str, gap: Gap, unlike: float, common: bool) -> Read:
        reach = self._resources.model.order - 1
        left, right = text[max(0, gap.start - reach) : gap.start], text[gap.end : gap.end + reach]
        words, bits = self._between(left, right, common)
        logs = bits[:-1] * _TRUST + words.greatest
        size = gap.end - gap.start
        if size > 1:
            logs -= np.where(words.sizes == size, 0.0, unlike)
        evidence = float(np.logaddexp2.reduce(logs) - bits[-1] * _TRUST)
        return Read(evidence, Reading(gap.start, gap.end, words.parts, words.weights, bits[words.place]))

    def _parts(self, before: str, after: str) -> Iterator[Part]:
        for i in range(len(before) + 1):
            for j in range(len(after) + 1):
                yield from self._pieces.get((before[i:], after[:j]), ())


def _best(shares: dict[str, float]) -> tuple[Proposal, ...]:
    best = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:_KEPT]
    return tuple(Proposal(word, share) for word, share in best if share > _WORTH)


def _pieces(words: Iterable[FilteredWord]) -> dict[tuple[str, str], list[Part]]:
    pieces: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for word in words:
        size = len(word.text)
        for i in range(min(3, size - 1) + 1):
            for j in range(max(i + 1, size - 3), size + 1):
                if j - i < size:
                    part = Part(word.text[i:j], word.text, word.weight * _PARTIAL, word.kind)
                    pieces[word.text[:i], word.text[j:]].append(part)
    return dict(pieces)
