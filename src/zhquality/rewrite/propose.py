"""A spinner's dictionary proposed from its pages alone, without their originals.

A spinner is consistent: one surface stands for the same original on every page of a site. So the readings that the
decoder gives each place are pooled over the pages and re-weighed by what the pool says of their surface
(expectation-maximisation), until the table stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from zhquality.checker import Checker
from zhquality.findings import Finding
from zhquality.rewrite.mine import Row, rows_of

__all__ = ["LEAST", "propose"]

LEAST = 1.5
"""Expected uses from which a row is proposed: more than one place must speak for it."""
_ROUNDS = 10
"""Rounds of expectation-maximisation; on 100 simulated pages the table stood after six."""
_SMOOTHING = 0.5
"""Expected uses that every reading is given beforehand, so that one page does not decide alone."""

Pair = tuple[str, str]


def propose(texts: Iterable[str], min_count: float = LEAST, checker: Checker | None = None) -> list[Row]:
    """Rows with expected counts, the most frequent first.

    Args:
        texts: pages of one site; what is not spun adds nothing.
        min_count: rows expected to have been used less often are left out.
        checker: a default one if left out.
    """
    checker = checker or Checker()
    places = [
        finding
        for text in texts
        for finding in checker.check(text).findings
        if finding.rule.startswith("SPN") and finding.proposals
    ]
    counts = _pool(places, {})
    for _ in range(_ROUNDS):
        counts = _pool(places, counts)
    return rows_of({pair: round(count, 1) for pair, count in counts.items() if count >= min_count})


def _pool(places: Sequence[Finding], counts: dict[Pair, float]) -> dict[Pair, float]:
    """Expected uses of every pair, given those of the round before."""
    pooled: dict[Pair, float] = defaultdict(float)
    for place in places:
        weights = {
            (place.surface, proposal.text): proposal.confidence
            * (counts.get((place.surface, proposal.text), 0.0) + _SMOOTHING)
            for proposal in place.proposals
        }
        total = sum(weights.values())
        for pair, weight in weights.items():
            pooled[pair] += place.confidence * weight / total
    return pooled
