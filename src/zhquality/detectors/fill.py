"""What may have stood at a placeholder: words of the filters' lists and common words, ranked by the language model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhquality.findings import Proposal
from zhquality.lexicon.superlatives import FilteredWord, load_superlatives, load_words
from zhquality.resources import Resources

__all__ = ["Fill", "Filler", "Gap"]

# The constants were fitted on 1,593 stars put into the training corpora and 83 of written pages: right first .69 (with
# the language model at full weight and no repetition .62), and the posterior then agrees with the share that is right.
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
_REPEATED = 2.0
"""A word read once with certainty elsewhere on the page counts so many times more: filters star all its occurrences."""
_KEPT = 5
"""Proposals kept."""
_WORTH = 0.01
"""Posterior from which a reading is evidence for the same word elsewhere, and is proposed."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gap:
    """A placeholder ``[start, end)`` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fill:
    """The readings of one placeholder.

    Attributes:
        evidence: how much better the text reads with the best words put in than with the placeholder taken out,
            in bits.
        proposals: best first, with their posterior probabilities.
    """

    evidence: float
    proposals: tuple[Proposal, ...]


class Filler:
    """Completes placeholders of Chinese text."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @cached_property
    def _pieces(self) -> dict[tuple[str, str], dict[str, float]]:
        """For what is left of a word on each side of a placeholder, the parts in between and their weights."""
        return _pieces(load_superlatives(self._resources.lexicons / "superlatives.tsv"))

    @cached_property
    def _common(self) -> tuple[str, ...]:
        return load_words(self._resources.lexicons / "common_words.tsv")

    def complete(self, text: str, gaps: Sequence[Gap], common: bool = True) -> list[Fill]:
        """Readings of a page's placeholders.

        Args:
            text: the text, or the text with other damage already put right.
            gaps: its placeholders, in order.
            common: whether common words are tried too; without them reading takes an eighth of the time.
        """
        lengths = {gap.end - gap.start for gap in gaps}
        unlike = _UNLIKE if len(lengths) > 1 else _UNLIKE_FIXED
        read = [self._read(text, gap, unlike, common) for gap in gaps]
        shares = [_posterior(logs) for _, logs, _ in read]
        page: dict[str, float] = defaultdict(float)
        for (words, _, _), share in zip(read, shares, strict=True):
            for i in np.flatnonzero(share > _WORTH):
                page[words[i]] += share[i]
        return [
            Fill(evidence, _best(words, _posterior(logs + _repeated(words, share, page))))
            for (words, logs, evidence), share in zip(read, shares, strict=True)
        ]

    def _read(self, text: str, gap: Gap, unlike: float, common: bool) -> tuple[list[str], Floats, float]:
        """Candidates, their logarithms to base 2, and the evidence of a gap."""
        model = self._resources.model
        reach = model.order - 1
        left, right = text[max(0, gap.start - reach) : gap.start], text[gap.end : gap.end + reach]
        weights = self._weights(left, right, common)
        words = list(weights)
        bits = np.array(model.score([(left, word, right) for word in words] + [(left, "", right)])) * _TRUST
        logs = bits[:-1] + np.log2(np.fromiter(weights.values(), np.float64, len(words)))
        size = gap.end - gap.start
        if size > 1:
            logs -= np.where(np.fromiter(map(len, words), np.intp, len(words)) == size, 0.0, unlike)
        return words, logs, float(np.logaddexp2.reduce(logs) - bits[-1])

    def _weights(self, before: str, after: str, common: bool) -> dict[str, float]:
        weights = dict.fromkeys(self._common if common else (), _COMMON)
        for i in range(len(before) + 1):
            for j in range(len(after) + 1):
                for middle, weight in self._pieces.get((before[i:], after[:j]), {}).items():
                    weights[middle] = max(weight, weights.get(middle, 0.0))
        return weights


def _posterior(logs: Floats) -> Floats:
    shares: Floats = np.exp2(logs - np.logaddexp2.reduce(logs))
    return shares


def _repeated(words: Sequence[str], share: Floats, page: dict[str, float]) -> Floats:
    """Bits for the words that are read elsewhere on the page."""
    bits = np.zeros(len(words))
    for i, word in enumerate(words):
        elsewhere = page.get(word, 0.0) - (share[i] if share[i] > _WORTH else 0.0)
        if elsewhere > 0:
            bits[i] = np.log2(1.0 + _REPEATED * elsewhere)
    return bits


def _best(words: Sequence[str], share: Floats) -> tuple[Proposal, ...]:
    order = np.argsort(-share, kind="stable")[:_KEPT]
    return tuple(Proposal(words[i], float(share[i])) for i in order if share[i] > _WORTH)


def _pieces(words: Iterable[FilteredWord]) -> dict[tuple[str, str], dict[str, float]]:
    pieces: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for word in words:
        size = len(word.text)
        for i in range(min(3, size - 1) + 1):
            for j in range(max(i + 1, size - 3), size + 1):
                weight = word.weight * (1.0 if j - i == size else _PARTIAL)
                inner = pieces[word.text[:i], word.text[j:]]
                middle = word.text[i:j]
                inner[middle] = max(weight, inner.get(middle, 0.0))
    return dict(pieces)
