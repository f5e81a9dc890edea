"""The one ranker: candidates from any channel, scored in context by the language model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from zhquality.findings import Proposal

if TYPE_CHECKING:
    from zhquality.model.ngrams import NgramModel

__all__ = ["Candidate", "Ranker", "Site"]

_LN2 = math.log(2)


class Candidate(NamedTuple):
    """A possible reading of a site; ``log_prior`` in nats, relative to the other candidates."""

    text: str
    log_prior: float = 0.0


class Site(NamedTuple):
    """A place ``[start, end)`` of a text with its possible readings (the surface itself only if listed)."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]


class Ranker:
    """Ranks candidates by prior and n-gram likelihood."""

    def __init__(self, model: NgramModel) -> None:
        self._model = model

    def scores(self, text: str, sites: Sequence[Site]) -> list[list[float]]:
        """Log-likelihood in bits of each candidate of each site with its context; comparable within a site only."""
        reach = self._model.order - 1
        windows = [
            (text[max(0, site.start - reach) : site.start], candidate.text, text[site.end : site.end + reach])
            for site in sites
            for candidate in site.candidates
        ]
        flat = iter(self._model.score(windows))
        return [[next(flat) for _ in site.candidates] for site in sites]

    def rank(self, text: str, sites: Sequence[Site]) -> list[tuple[Proposal, ...]]:
        """Candidates of each site, best first, with their posterior probabilities (they add up to one per site).

        Args:
            text: the text the sites are in.
            sites: each with at least one candidate.
        """
        ranked: list[tuple[Proposal, ...]] = []
        for site, bits in zip(sites, self.scores(text, sites), strict=True):
            logs = [c.log_prior + _LN2 * b for c, b in zip(site.candidates, bits, strict=True)]
            top = max(logs)
            weights = [math.exp(value - top) for value in logs]
            total = sum(weights)
            proposals = [Proposal(c.text, w / total) for c, w in zip(site.candidates, weights, strict=True)]
            ranked.append(tuple(sorted(proposals, key=lambda p: -p.confidence)))
        return ranked
