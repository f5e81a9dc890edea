"""Pages that a machine translated from another language: the score alone, by the cues of ``data/translated.gate``.

A neural translator leaves no slip that one could point at; its habits show in the page as a whole, in phrases each of which
people write as well. So there is no finding. The cues tell a machine from the people who translate the same things, and
are words of no trade (``benchmarks/fit_translated.py``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import itemgetter

from zhquality.data import data_file
from zhquality.detectors import Detection
from zhquality.document import Document
from zhquality.lexicon.scanner import Hit, Scanner, encode
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["SHORTEST", "Detector"]

SHORTEST = 200
"""Code points that the cues of a shorter page are spread over."""
_LONGEST = 3000
"""Code points looked at: the parts that the weights were fitted on are not longer."""
_EVEN, _SLOPE = 3.5, 3.5
"""Logit that gives one half, and how steeply the score rises there: of 2,000 clean documents it is above 0.1 for 5 and
above 0.5 for 3, most of them translations."""
_STRONG, _DOOR, _LENGTH, _LEAST = 0.9, 39.0, -8.0, 3.0
"""Weight from which a cue counts at the gate, and the gate's intercept, weight of the log of the length, and least sum, for
what is shorter than the parts that were fitted on: it lets in 97 % of the translated pages that score, and
16 % of clean ones, each of which takes 0.1 milliseconds."""


class Detector:
    """Habits of machine translation."""

    scores = ("paraphrased",)
    triggers: frozenset[str] = frozenset()

    def __init__(self, resources: Resources) -> None:  # noqa: ARG002 - every detector is built so
        self._cues = Gate.open(data_file("translated.gate"))
        self._scanner = Scanner(self._cues.weights)
        self._weights = [self._cues.weights[cue] for cue in self._scanner.literals]
        strong = {cue: w for cue, w in self._cues.weights.items() if w > _STRONG}
        self.gate: Gate | None = Gate(strong, _DOOR, _LENGTH, _LEAST)

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - the gate's words are no triggers
        """The page's probability."""
        text = document.text[:_LONGEST]
        seen = set(map(itemgetter(0), self._scanner.raw(encode(text))))
        total = sum(map(self._weights.__getitem__, seen)) / math.sqrt(max(SHORTEST, len(text)) / 100)
        logit = _SLOPE * (self._cues.intercept + total - _EVEN)
        return Detection((), {"paraphrased": 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))})
