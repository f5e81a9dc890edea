"""Findings for GitHub, build servers and reviewdog."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhquality
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal, Report
from zhquality.output import Result, github, junit, places, rdjson, sarif
from zhquality.output import json as as_json
from zhquality.output.places import placed
from zhquality.rules import catalogue

TEXT = "第一行没有问题。\n县图书馆搬进了新\u200b楼，周末来看书的人很多。\n"
RESULT = Result("文章,a:b.md", TEXT, zhquality.check(TEXT))
CLEAN = Result("clean.md", "今天天气很好。", zhquality.check("今天天气很好。"))
RENDERERS: list[Callable[[Sequence[Result], str], str]] = [github.render, junit.render, rdjson.render]


def test_places_count_from_one() -> None:
    ((_, place),) = placed(RESULT)
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 9, 2, 10)
    assert (place.byte_column, place.end_byte_column) == (25, 28)


def shown(text: str, spans: Sequence[tuple[int, int]]) -> Result:
    """A result with findings at these places."""
    findings = tuple(Finding("OBF001", start, end, text[start:end], 0.9, "", "") for start, end in sorted(spans))
    return Result("a.md", text, Report({}, 1.0, findings))


@given(st.text("一a😀\r\n\ud800", min_size=1, max_size=30), st.lists(st.tuples(st.integers(0, 29), st.integers(0, 8))))
def test_places_are_those_of_lines_columns_and_bytes(text: str, drawn: list[tuple[int, int]]) -> None:
    spans = [(start, min(start + size, len(text))) for start, size in drawn if start < len(text)]
    lines = Document(text).lines
    for finding, place in placed(shown(text, spans)):
        begin, end = lines[place.line - 1].start, lines[place.end_line - 1].start
        assert (begin + place.column - 1, end + place.end_column - 1) == (finding.start, finding.end)
        assert begin <= finding.start < lines[place.line - 1].next
        assert end <= max(finding.start, finding.end - 1) < lines[place.end_line - 1].next
        assert place.byte_column - 1 == len(text[begin : finding.start].encode("utf-8", "surrogatepass"))
        assert place.end_byte_column - 1 == len(text[end : finding.end].encode("utf-8", "surrogatepass"))


def test_a_long_line_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "新\u200b楼" * 500
    measured: list[int] = []
    monkeypatch.setattr(places, "_bytes", lambda part: measured.append(len(part)) or len(part.encode()))
    last = list(placed(shown(text, [(at, at + 1) for at in range(1, len(text), 3)])))[-1][1]
    assert (last.byte_column, last.end_byte_column) == (len(text.encode()) - 5, len(text.encode()) - 2)
    assert sum(measured) <= 2 * len(text)


def test_github_escapes_names_and_counts_code_points() -> None:
    (line,) = github.render([RESULT, CLEAN], "en").splitlines()
    assert line.startswith("::warning file=文章%2Ca%3Ab.md,line=2,col=9,endLine=2,endColumn=10,title=OBF001::")
    told = Finding("OBF001", 0, 1, "字", 0.9, "a: b, 50%\nc", "")
    (line,) = github.render([Result("a.md", "字", Report({}, 1.0, (told,)))], "en").splitlines()
    assert line.endswith("::a: b, 50%25%0Ac")


def test_junit_has_a_suite_a_text_and_a_failure_a_finding() -> None:
    root = ET.fromstring(junit.render([RESULT, CLEAN], "zh"))
    suites = list(root)
    assert [suite.get("failures") for suite in suites] == ["1", "0"]
    assert [suite.get("tests") for suite in suites] == ["1", "1"]
    assert [[case.get("name") for case in suite] for suite in suites] == [["OBF001 2:9"], ["clean.md"]]
    assert root.get("failures") == "1"
    failure = suites[0].find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "OBF001"


def test_rdjson_columns_are_bytes_and_fixes_are_suggestions() -> None:
    (diagnostic,) = json.loads(rdjson.render([RESULT], "en"))["diagnostics"]
    assert diagnostic["location"]["range"] == {
        "start": {"line": 2, "column": 25},
        "end": {"line": 2, "column": 28},
    }
    assert diagnostic["code"] == {"value": "OBF001"}
    assert diagnostic["suggestions"][0]["text"] == ""
    levels = [replace(found, applicability=level) for found in RESULT.report.findings for level in Applicability]
    shown = json.loads(rdjson.render([Result("a", TEXT, Report({}, 1.0, tuple(levels)))], "en"))["diagnostics"]
    assert [row["severity"] for row in shown] == ["INFO", "WARNING", "WARNING"]


def test_json_rounds_and_counts_from_one() -> None:
    finding = Finding("SPN001", 2, 3, "字", 0.98765, "m", "信", Applicability.UNSAFE, (Proposal("词", 0.12345),))
    report = Report({"spun": 0.98765, "censored": 0.0}, 0.12345, (finding,))
    (row,) = json.loads(as_json.render([Result("a.md", "一\n字", report)]))
    assert (row["quality"], row["scores"]) == (0.1235, {"censored": 0.0, "spun": 0.9877})
    assert row["findings"] == [
        {
            "rule": "SPN001",
            "line": 2,
            "column": 1,
            "start": 2,
            "end": 3,
            "surface": "字",
            "confidence": 0.9877,
            "applicability": "unsafe",
            "message": "m",
            "message_zh": "信",
            "proposals": [{"text": "词", "confidence": 0.1235}],
        }
    ]


def test_sarif_has_fixes_where_something_is_proposed() -> None:
    finding = Finding("SPN001", 0, 1, "字", 0.98765, "m", "信", Applicability.UNSAFE, (Proposal("词", 0.9),))
    findings = (finding, replace(finding, proposals=(), applicability=Applicability.DISPLAY))
    (run,) = json.loads(sarif.render([Result("a.md", "字", Report({}, 1.0, findings))], "zh", "1"))["runs"]
    first, second = run["results"]
    assert (first["level"], first["rank"], first["message"]["text"]) == ("warning", 98.8, "信")
    (fix,) = first["fixes"]
    assert fix["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "词"
    assert second["level"] == "note"
    assert "fixes" not in second


@pytest.mark.parametrize(("lang", "summary", "why"), [("zh", "summary_zh", "why_zh"), ("en", "summary", "why")])
def test_sarif_explains_every_rule_in_the_language_asked_for(lang: str, summary: str, why: str) -> None:
    (run,) = json.loads(sarif.render([CLEAN], lang, "1"))["runs"]
    told = {
        r["id"]: (r["shortDescription"]["text"], r["fullDescription"]["text"]) for r in run["tool"]["driver"]["rules"]
    }
    assert told == {code: (getattr(r, summary), getattr(r, why).strip()) for code, r in catalogue().items()}


@pytest.mark.parametrize("render", RENDERERS)
@given(text=st.text(max_size=60))
def test_any_text_can_be_shown(render: Callable[[Sequence[Result], str], str], text: str) -> None:
    text += "新\u200b楼\x00\ud800"
    shown = render([Result("a\x01.md", text, zhquality.check(text))], "zh")
    if render is junit.render:
        ET.fromstring(shown.encode())
    elif render is rdjson.render:
        json.loads(shown)
