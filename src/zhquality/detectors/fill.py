"""What may have stood at a placeholder: words of the filters' lists and common words, ranked by the language model."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from zhquality.findings import Proposal
from zhquality.lexicon.superlatives import FilteredWord, load_superlatives, load_words
from zhquality.resources import Resources

__all__ = ["Fill", "Filler"]

_PARTIAL = 0.05
"""Weight of a filtered word of which only a part is starred (独一无*), against the whole word."""
_COMMON = 0.003
"""Weight of any common word that is on no list."""
_KEPT = 5
"""Proposals kept."""


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
        words = load_superlatives(self._resources.lexicons / "superlatives.tsv")
        return _pieces(words)

    @cached_property
    def _common(self) -> tuple[str, ...]:
        return load_words(self._resources.lexicons / "common_words.tsv")

    def _candidates(self, before: str, after: str) -> dict[str, float]:
        weights = dict.fromkeys(self._common, _COMMON)
        for i in range(len(before) + 1):
            for j in range(len(after) + 1):
                for middle, weight in self._pieces.get((before[i:], after[:j]), {}).items():
                    weights[middle] = max(weight, weights.get(middle, 0.0))
        return weights

    def complete(self, text: str, start: int, end: int, stars: int | None = None) -> Fill:
        """Readings of the placeholder ``text[start:end]``.

        Args:
            text: the text, or the text with other damage already put right.
            start: first code point of the placeholder.
            end: one past its last.
            stars: the number of characters it stands for, when the page's placeholders are known to keep it.
        """
        model = self._resources.model
        reach = model.order - 1
        left, right = text[max(0, start - reach) : start], text[end : end + reach]
        weights = self._candidates(left, right)
        words = list(weights)
        bits = model.score([(left, word, right) for word in words] + [(left, "", right)])
        join = bits.pop()
        logs = [
            math.log2(weights[word]) + value + (0.0 if stars is None or len(word) == stars else _LENGTH)
            for word, value in zip(words, bits, strict=True)
        ]
        top = max(logs)
        shares = [2.0 ** (value - top) for value in logs]
        total = sum(shares)
        order = sorted(range(len(words)), key=lambda i: -shares[i])[:_KEPT]
        return Fill(top + math.log2(total) - join, tuple(Proposal(words[i], shares[i] / total) for i in order))


_LENGTH = -3.0
"""Bits against a word of another length than the placeholders of a page tell."""


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
