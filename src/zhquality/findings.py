"""What a check returns: findings with proposals, a report, and edits that can be replayed.

All offsets are code points of the text as it was given; ``text[start:end] == surface`` always holds.
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Applicability", "Edit", "Finding", "Proposal", "Report", "Restoration", "apply_edits", "disjoint"]


class Applicability(enum.IntEnum):
    """Who may write a finding's first proposal into the text."""

    DISPLAY = 0
    """Shown only."""
    UNSAFE = 1
    """Written when asked (``restore``, ``clean --unsafe``)."""
    SAFE = 2
    """Written by ``clean``."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One replacement for a finding's surface.

    Attributes:
        text: what to put there; the empty string deletes the surface.
        confidence: probability in [0, 1] that this is what stood there.
    """

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One damaged place.

    Attributes:
        rule: rule code, such as ``SPN001``.
        start: first code point of the surface.
        end: one past its last code point.
        surface: ``text[start:end]``.
        confidence: probability in [0, 1] that the place is damaged.
        message: one English sentence for a person.
        message_zh: the same in Chinese.
        applicability: who may write the first proposal.
        proposals: best first; empty when the library abstains.
    """

    rule: str
    start: int
    end: int
    surface: str
    confidence: float
    message: str
    message_zh: str
    applicability: Applicability = Applicability.DISPLAY
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement; ``surface`` lets a replay check that the text is the one the edit was made for."""

    start: int
    end: int
    surface: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a check.

    Attributes:
        scores: name of a kind of damage to a number in [0, 1]; ``spun`` is a calibrated probability.
        quality: one number in [0, 1] to threshold on; 1 is undamaged.
        findings: sorted by (start, end, rule).
    """

    scores: Mapping[str, float]
    quality: float
    findings: tuple[Finding, ...]

    def edits(self, level: Applicability, prefixes: tuple[str, ...] = ("",)) -> tuple[Edit, ...]:
        """Non-overlapping edits of the findings at ``level`` or safer whose rule has one of the prefixes.

        Where findings overlap, the more confident one is kept, the longer one among equals.
        """
        wanted = [f for f in self.findings if f.proposals and f.applicability >= level and f.rule.startswith(prefixes)]
        return tuple(Edit(f.start, f.end, f.surface, f.proposals[0].text) for f in disjoint(wanted))


def disjoint(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that do not overlap, by start: the more confident one is kept, the longer one among equals."""
    ordered = sorted(findings, key=lambda f: (-f.confidence, f.start - f.end, f.start, f.rule))
    spans = _SpanSet()
    return sorted((f for f in ordered if spans.add(f.start, f.end)), key=lambda f: f.start)


@dataclass(frozen=True, slots=True)
class Restoration:
    """A restored text, the edits that made it, and the report they came from."""

    text: str
    edits: tuple[Edit, ...]
    report: Report


class _SpanSet:
    """Disjoint half-open spans; adding one that overlaps a kept one, or begins where it does, is refused."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, start)
        if at and (self._starts[at - 1] == start or self._ends[at - 1] > start):
            return False
        if at < len(self._starts) and self._starts[at] < end:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Replay edits made for exactly this text.

    Args:
        text: the text the edits were made for.
        edits: sorted by start, not overlapping.

    Raises:
        ValueError: if an edit overlaps its predecessor or its surface is not in the text at its place.
    """
    out: list[str] = []
    cursor = 0
    for edit in edits:
        if edit.start < cursor or text[edit.start : edit.end] != edit.surface:
            raise ValueError(f"the edit at {edit.start} was made for another text")
        out += [text[cursor : edit.start], edit.replacement]
        cursor = edit.end
    out.append(text[cursor:])
    return "".join(out)
