"""Reading a page's stars once more in the text with its spun words put back: 海内*进 says less than 国内*进."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from zhquality.detectors import Detector
from zhquality.document import Document
from zhquality.findings import Applicability, Edit, Finding, Proposal, Report, apply_edits

__all__ = ["reread_stars"]

_STARS = "CEN001"


class _Mapping(NamedTuple):
    """Offsets of a restored text in the given one."""

    starts: Sequence[int]
    edits: Sequence[Edit]
    shifts: Sequence[int]

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> _Mapping:
        starts, shifts, shift = [], [], 0
        for edit in edits:
            starts.append(edit.start + shift)
            shift += len(edit.replacement) - (edit.end - edit.start)
            shifts.append(shift)
        return cls(starts, edits, shifts)

    def back(self, offset: int) -> int:
        """Where a place outside every replacement was."""
        at = bisect_right(self.starts, offset) - 1
        return offset - (self.shifts[at] if at >= 0 else 0)


def reread_stars(document: Document, findings: list[Finding], detector: Detector) -> list[Finding]:
    """The findings, with starred-out words completed in the restored text.

    A star right before a replaced word is one finding with the word it qualifies: *团体 ← 第一集团.

    Args:
        document: the given text.
        findings: all findings of the given text.
        detector: the detector of starred-out words.
    """
    stars = {f.start: f for f in findings if f.rule == _STARS}
    edits = Report({}, 1.0, tuple(findings)).edits(Applicability.UNSAFE, ("SPN",))
    if not stars or not edits:
        return findings
    mapping = _Mapping.of(edits)
    by_start = {edit.start: edit for edit in edits}
    better: dict[int, Finding] = {}
    for again in detector.find(Document(apply_edits(document.text, edits)), ()).findings:
        start = mapping.back(again.start)
        old = stars.get(start)
        if again.rule == _STARS and old is not None and old.surface == again.surface:
            new = replace(again, start=start, end=old.end)
            better[start] = _joined(new, by_start.get(old.end))
    return [better.get(f.start, f) if f.rule == _STARS else f for f in findings]


def _joined(finding: Finding, after: Edit | None) -> Finding:
    """A star's finding with the replaced word it qualifies."""
    if after is None:
        return finding
    return replace(
        finding,
        end=after.end,
        surface=finding.surface + after.surface,
        proposals=tuple(Proposal(p.text + after.replacement, p.confidence) for p in finding.proposals),
    )
