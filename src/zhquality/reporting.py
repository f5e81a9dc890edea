"""Which of the findings of a text are worth reporting, and which of them ``clean`` may write: what no detector knows by itself."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from zhquality.document import Document
from zhquality.findings import Applicability, Finding, disjoint

__all__ = ["RESTORED", "as_markup_allows", "may_touch", "once", "outside_furniture"]

RESTORED = ("SPN", "CEN")
"""Families whose words ``restore`` puts back."""

_WHOLE_LINES = ("BPL", "DUP")
"""Families that take whole lines."""
_LICENCE = "BPL007"
"""Copyright lines: in the file that a project is told by, its author wrote them under a heading of their own."""
_BLANKS = 3
"""Lines above a finding that are looked at for a heading: a blank one or two stand between; not tried with others."""


def as_markup_allows(document: Document, findings: list[Finding]) -> list[Finding]:
    """Whole lines of HTML are shown only: without 返回首页</a> a link stays open, and the menu of a page is its author's.

    Scripts, comments and attributes are no lines of the page at all. A licence that has a heading of Markdown to itself is shown only as well.
    """
    out: list[Finding] = []
    taken = {document.line_at(finding.start) for finding in findings if finding.rule.startswith(_WHOLE_LINES)}
    for finding in findings:
        heading = _heading_above(document, finding) if finding.rule == _LICENCE else None
        if heading is not None and heading not in taken:
            out.append(replace(finding, applicability=Applicability.DISPLAY))
        elif not finding.rule.startswith(_WHOLE_LINES) or (
            not document.is_html and not document.cuts_tag(finding.start, finding.end)
        ):
            out.append(finding)
        elif not document.is_protected_whole(finding.start, finding.end):
            out.append(replace(finding, applicability=Applicability.DISPLAY))
    return out


def _heading_above(document: Document, finding: Finding) -> int | None:
    """Number of the line above a finding, blank ones left out, if it is a heading of Markdown."""
    number = document.line_at(finding.start) - 1
    for above in range(number, max(-1, number - _BLANKS), -1):
        line = document.lines[above].text
        if line.strip():
            return above if line.startswith("#") and line.lstrip("#").startswith((" ", "\t")) else None
    return None


def may_touch(document: Document, finding: Finding) -> bool:
    """Protected ranges are not edited; a line taken whole may hold an address, and its detector spares code itself."""
    return finding.rule.startswith(_WHOLE_LINES) or not document.is_protected(finding.start, finding.end)


def once(findings: list[Finding]) -> list[Finding]:
    """One finding a place among spun words: 乃是 is in a spinner's table and a cue of verbose rewriting."""
    spun = disjoint(f for f in findings if f.rule.startswith("SPN"))
    return [*spun, *(f for f in findings if not f.rule.startswith("SPN"))]


def outside_furniture(findings: list[Finding]) -> list[Finding]:
    """Words of a line that goes as a whole are not worth a finding each: 浏览次数 in a row of metadata."""
    lines = sorted(
        (f.start, f.end) for f in findings if f.rule.startswith("BPL") and f.applicability is Applicability.SAFE
    )
    starts = [start for start, _ in lines]

    def inside(finding: Finding) -> bool:
        at = bisect_right(starts, finding.start) - 1
        return at >= 0 and finding.end <= lines[at][1] and finding.rule.startswith(RESTORED)

    return [finding for finding in findings if not inside(finding)]
