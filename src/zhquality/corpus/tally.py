"""Counts over many rows that can be added up: what a shard adds to the summary of a scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, final

from zhquality.corpus.kernel import SCORES

__all__ = ["BINS", "Tally"]

BINS = 10
"""Bins of a histogram over [0, 1]; 1 itself is in the last."""


@final
@dataclass(slots=True)
class Tally:
    """Counts of rows.

    Attributes:
        rows: rows checked.
        kept: rows written.
        rejected: rows set aside.
        characters: code points checked.
        bytes: their size in UTF-8.
        histograms: name of a score, or ``quality``, to the number of rows in each of BINS bins.
        rules: rule code to the number of findings.
        reasons: reason of a reject to the number of rows.
    """

    rows: int = 0
    kept: int = 0
    rejected: int = 0
    characters: int = 0
    bytes: int = 0
    histograms: dict[str, list[int]] = field(default_factory=lambda: {n: [0] * BINS for n in ("quality", *SCORES)})
    rules: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, size: int, columns: Mapping[str, Any], *, kept: bool) -> None:
        """Count one row: its text, the size of that in UTF-8, and its new columns."""
        self.rows += 1
        self.kept += kept
        self.characters += len(text)
        self.bytes += size
        for name, value in (("quality", columns["zhq_quality"]), *columns["zhq_scores"].items()):
            self.histograms[name][min(int(value * BINS), BINS - 1)] += 1
        self.rules.update(finding["rule"] for finding in columns["zhq_findings"])

    def reject(self, reason: str) -> None:
        """Count one rejected row; what stands after a colon is the single case."""
        self.rejected += 1
        self.reasons[reason.partition(":")[0]] += 1

    def merge(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name in ("rows", "kept", "rejected", "characters", "bytes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, counts in other.histograms.items():
            self.histograms[name] = [a + b for a, b in zip(self.histograms[name], counts, strict=True)]
        self.rules += other.rules
        self.reasons += other.reasons

    def as_object(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Tally:
        """From plain data."""
        return cls(**{**data, "rules": Counter(data["rules"]), "reasons": Counter(data["reasons"])})
