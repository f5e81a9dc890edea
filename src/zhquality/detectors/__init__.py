"""One detector a family of damage. Detectors know nothing of each other; the checker runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from zhquality.document import Document
from zhquality.findings import Finding
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import FamilyGate, Gate

__all__ = ["BatchDetector", "Detection", "Detector"]


class Detection(NamedTuple):
    """What a detector found in one document: findings in any order, and its scores in [0, 1]."""

    findings: tuple[Finding, ...]
    scores: Mapping[str, float]


class Detector(Protocol):
    """The interface of every detector.

    Attributes:
        scores: names of the scores it sets; they are 0.0 where it is not called.
        triggers: literals for the one scan; ``find`` is called only for documents that hold at least one of them.
            Empty: always called, so ``find`` must run at the scanner's pace on clean text.
        gate: if there is one, it alone decides from the words of a document whether ``find`` is called.
    """

    @property
    def scores(self) -> tuple[str, ...]: ...  # noqa: D102 - above

    @property
    def triggers(self) -> frozenset[str]: ...  # noqa: D102

    @property
    def gate(self) -> Gate | FamilyGate | None: ...  # noqa: D102

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:
        """Findings and scores of one document.

        Args:
            document: the text.
            hits: every occurrence of every own trigger, overlapping ones too, sorted by start.
        """
        ...


@runtime_checkable
class BatchDetector(Detector, Protocol):
    """One that is cheaper for several documents at once; it has no use for hits."""

    def find_each(self, documents: Sequence[Document]) -> Sequence[Detection]:
        """What ``find`` says of each document."""
        ...
