"""How far a page's stretched function words speak for a verbose rewriter (降重体).

Rewriters have dialects: one writes 乃是, 身为 and 之际, another 去进行, 支持着 and 相关的操作. The pages that the weights are fitted on are
stretched in thousands of dialects, each with a part of the rules, so that no cue is needed. A cue's weight is the log of
how many times more frequent it is in such pages than in the register of clean text that uses it most, so that 乃是 counts
little where prose before 1950 is known to be full of it. A page is weighed by the sum over its different cues, by that sum
per hundred characters, and by how many strong cues it has. Pure Python: the gate holds the weights, and few pages pass it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate

__all__ = ["PAGE", "STRONG", "features", "longest", "verbose_probability"]

STRONG = 1.5
"""Weight in nats from which a cue is strong."""
SHORTEST = 100
"""Code points of the shortest part that the weights were fitted on; a shorter one counts as that long."""
PAGE = (0.381, -0.306, -0.205, 2.347, 0.05, -9.855)
"""Weights of ``features`` and the intercept, printed by benchmarks/fit_cues.py. Of 54,320 clean documents that were neither counted
nor stretched for the fit ten are above .1 and none above one half; fitted on simulated dialects alone, the weights put 25 of
27 pages that were really rewritten above one half."""


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits that do not overlap, leftmost and longest first."""
    kept: list[Hit] = []
    end = -1
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= end:
            kept.append(hit)
            end = hit.end
    return kept


def features(cues: Sequence[str], length: int, gate: Gate) -> tuple[float, ...]:
    """Features of a page.

    Args:
        cues: every occurrence of a cue, longest only.
        length: of the page in code points.
        gate: with the cues' weights.
    """
    counts = Counter(cues)
    total = sum(gate.weights[cue] * (1 + math.log(count)) for cue, count in counts.items())
    strong = sum(gate.weights[cue] > STRONG for cue in counts)
    length = max(SHORTEST, length)
    hundreds = length / 100
    return (total, hundreds, math.log(length), total / (hundreds + 1), math.log1p(strong))


def verbose_probability(cues: Sequence[str], length: int, gate: Gate) -> float:
    """Probability that a verbose rewriter made the page; 0 without a strong cue."""
    if all(gate.weights[cue] <= STRONG for cue in cues):
        return 0.0
    logit = sum(w * f for w, f in zip(PAGE, (*features(cues, length, gate), 1.0), strict=True))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
