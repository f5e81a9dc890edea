"""What holds for every text: offsets, replayable edits, idempotent cleaning, nothing changed outside findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zhquality
from zhquality import Applicability, Checker
from zhquality.findings import apply_edits
from zhquality.rules import catalogue

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
LINES = sorted(
    {line for path in EXAMPLES.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    | {line for rule in catalogue().values() for text in rule.matches for line in text.splitlines()}
)
ANY = st.text(st.characters(exclude_categories=()), max_size=200)
PIECES = st.one_of(
    st.sampled_from(LINES),
    st.text(alphabet="的一是手艺产物若是海内*#`<>-!。，\u200b\u00ad\ud800\x00\r\n 最第", max_size=30),
)
PAGES = st.lists(PIECES, max_size=12).flatmap(
    lambda pieces: st.sampled_from(["\n", "\r\n", "\n\n", "", "。"]).map(lambda glue: glue.join(pieces))
)
CHECKER = Checker()
EVERY_TEXT = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def holds(text: str) -> None:
    report = CHECKER.check(text)
    order = [(f.start, f.end) for f in report.findings]
    assert order == sorted(order)
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.surface
        assert 0 <= finding.confidence <= 1
        assert finding.message
        assert finding.message_zh
        assert all(0 <= p.confidence <= 1 and p.text != finding.surface for p in finding.proposals)
    assert 0 <= report.quality <= 1
    assert all(0 <= score <= 1 for score in report.scores.values())


def unchanged_outside(text: str, edits: tuple[zhquality.Edit, ...], result: str) -> None:
    """What lies between the edits stands in the result in the same order, with only the replacements between."""
    cursor = shift = 0
    for edit in edits:
        assert result[cursor + shift : edit.start + shift] == text[cursor : edit.start]
        shift += len(edit.replacement) - (edit.end - edit.start)
        cursor = edit.end
    assert result[cursor + shift :] == text[cursor:]


@EVERY_TEXT
@given(ANY)
def test_any_text_is_checked_without_an_exception(text: str) -> None:
    holds(text)


@EVERY_TEXT
@given(PAGES)
def test_offsets_hold_on_pages(text: str) -> None:
    holds(text)


@EVERY_TEXT
@given(PAGES, st.sampled_from(list(Applicability)))
def test_edits_replay_and_touch_only_findings(text: str, level: Applicability) -> None:
    report = CHECKER.check(text)
    edits = report.edits(level)
    found = {(f.start, f.end) for f in report.findings if f.applicability >= level}
    assert {(edit.start, edit.end) for edit in edits} <= found
    unchanged_outside(text, edits, apply_edits(text, edits))


@EVERY_TEXT
@given(PAGES)
def test_restoring_replays(text: str) -> None:
    restoration = CHECKER.restore(text)
    assert apply_edits(text, restoration.edits) == restoration.text
    unchanged_outside(text, restoration.edits, restoration.text)


@EVERY_TEXT
@given(PAGES)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = CHECKER.clean(text)
    assert CHECKER.clean(once) == once
    if not CHECKER.check(text).edits(Applicability.SAFE):
        assert once == text


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.txt")), ids=lambda p: p.name)
def test_examples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    holds(text)
    once = zhquality.clean(text)
    assert zhquality.clean(once) == once


@pytest.mark.parametrize("text", ["\ud800", "\udfff一", "\x00", "\x00手艺\x00", "\ufeff", "\r", "\u2028", ""])
def test_odd_characters(text: str) -> None:
    holds(text)
    assert zhquality.clean(zhquality.clean(text)) == zhquality.clean(text)


@pytest.mark.parametrize("unit", ["一", "*", " ", "a", "\u200b", "<", "最*", "`", "\n", "手艺"])
def test_long_runs_of_one_thing(unit: str) -> None:
    holds(unit * (100_000 // len(unit)))
