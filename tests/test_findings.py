"""Edits of findings: which of those that overlap are kept, and that a replay asks for the very text."""

from __future__ import annotations

import pytest

from zhquality.findings import Applicability, Edit, Finding, Proposal, Report, apply_edits, disjoint


def finding(start: int, end: int, confidence: float = 0.5, rule: str = "OBF001") -> Finding:
    return Finding(rule, start, end, "字" * (end - start), confidence, "", "", Applicability.SAFE, (Proposal("", 1.0),))


def kept(*findings: Finding) -> list[tuple[int, int]]:
    return [(f.start, f.end) for f in disjoint(findings)]


def test_neighbours_do_not_overlap() -> None:
    assert kept(finding(2, 4, 0.9), finding(0, 2), finding(4, 5)) == [(0, 2), (2, 4), (4, 5)]


@pytest.mark.parametrize("other", [(0, 3), (3, 6), (2, 4), (1, 6)])
def test_the_more_confident_of_two_that_overlap_is_kept(other: tuple[int, int]) -> None:
    assert kept(finding(*other, 0.4), finding(2, 4, 0.6)) == [(2, 4)]
    assert kept(finding(*other, 0.6), finding(2, 4, 0.4)) == [other]


def test_of_equals_the_longer_one_is_kept_then_the_first() -> None:
    assert kept(finding(0, 2), finding(1, 4)) == [(1, 4)]
    assert kept(finding(1, 3), finding(0, 2)) == [(0, 2)]


def test_what_is_put_in_between_two_characters_has_a_place_of_its_own() -> None:
    assert kept(finding(3, 3, 0.6), finding(3, 3, 0.5)) == [(3, 3)]
    assert kept(finding(3, 3, 0.6), finding(3, 5, 0.5)) == [(3, 3)]
    assert kept(finding(3, 5, 0.6), finding(3, 3, 0.5)) == [(3, 5)]
    assert kept(finding(3, 3), finding(4, 4)) == [(3, 3), (4, 4)]
    assert kept(finding(1, 3), finding(3, 3)) == [(1, 3), (3, 3)]


def test_edits_are_of_a_level_or_safer_and_of_rules_asked_for() -> None:
    shown, unsafe, safe = (
        Finding(rule, n, n + 1, "字", 0.9, "", "", level, (Proposal("好", 0.9),))
        for n, (rule, level) in enumerate(zip(("SPN001", "CEN001", "OBF001"), Applicability, strict=True))
    )
    report = Report({}, 1.0, (shown, unsafe, safe, Finding("OBF002", 5, 6, "字", 0.9, "", "", Applicability.SAFE)))
    assert [e.start for e in report.edits(Applicability.SAFE)] == [2]
    assert [e.start for e in report.edits(Applicability.UNSAFE)] == [1, 2]
    assert [e.start for e in report.edits(Applicability.DISPLAY)] == [0, 1, 2]
    assert [e.start for e in report.edits(Applicability.DISPLAY, ("SPN", "OBF"))] == [0, 2]


def test_edits_replay_on_their_text_alone() -> None:
    text = "新手艺好"
    assert apply_edits(text, [Edit(0, 1, "新", ""), Edit(1, 3, "手艺", "技术"), Edit(4, 4, "", "。")]) == "技术好。"
    for wrong in ([Edit(1, 3, "手工", "技术")], [Edit(1, 3, "手艺", "技术"), Edit(2, 4, "艺好", "")]):
        with pytest.raises(ValueError, match="made for another text"):
            apply_edits(text, wrong)
