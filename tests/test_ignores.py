"""Inline ignores in all their forms."""

from __future__ import annotations

import pytest

import zhquality
from zhquality import Checker, Config
from zhquality.document import Document
from zhquality.ignores import Ignores

LINE = "上一篇：春季展会月底开幕"
BODY = "吴师傅编一只篮子要花一整天，价钱却一直没怎么涨。有人劝他多收几个徒弟，他摇摇头，说手艺急不得。"


def lines_found(text: str) -> set[int]:
    return {text.count("\n", 0, f.start) for f in zhquality.check(text).findings if f.rule == "BPL013"}


def test_without_an_ignore_the_line_is_found() -> None:
    assert lines_found(f"{BODY}\n\n{LINE}\n") == {2}


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n\n<!-- zhquality: ignore-next-line -->\n{LINE}\n",
        f"{BODY}\n\n<!-- zhquality: ignore-next-line[BPL013] -->\n{LINE}\n",
        f"{BODY}\n\n// zhquality: ignore-next-line[spn, bpl]\n{LINE}\n",
        f"# zhquality: ignore-file\n{BODY}\n\n{LINE}\n",
        f"{BODY}\n\n{LINE}\n.. zhquality: ignore-file[BPL]\n",
        f"{BODY}\n\n<!-- zhquality: ignore-start[BPL013] -->\n{LINE}\n<!-- zhquality: ignore-end -->\n",
        f"{BODY}\n\n<!-- zhquality: ignore-start -->\n{LINE}\n",
        f"{BODY}\n\n<!--zhquality: ignore-next-line[BPL013]-->\n{LINE}\n",
        f"{BODY}\n\n<!--zhquality: ignore-next-line-->\n{LINE}\n",
    ],
)
def test_forms_that_cover_the_line(text: str) -> None:
    assert not lines_found(text)
    assert LINE in zhquality.clean(text)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"{BODY}\n\n<!-- zhquality: ignore-next-line[SPN] -->\n{LINE}\n", {3}),
        (f"{BODY}\n\n<!-- zhquality: ignore-everything -->\n{LINE}\n", {3}),
        (f"{BODY}\n\n<!-- zhquality: ignore-next-line[ -->\n{LINE}\n", {3}),
        (f"{BODY}\n\n<!-- zhquality: ignore-next-line- -->\n{LINE}\n", {3}),
        (f"<!-- zhquality: ignore-start -->\n{BODY}\n<!-- zhquality: ignore-end -->\n\n{LINE}\n", {4}),
        (f"{BODY} <!-- zhquality: ignore -->\n\n{LINE}\n", {2}),
    ],
)
def test_forms_that_do_not(text: str, where: set[int]) -> None:
    assert lines_found(text) == where


@pytest.mark.parametrize(
    "comment", ["<!-- zhquality: ignore[BPL001] -->", "{/* zhquality: ignore[BPL] */}", "# zhquality: ignore"]
)
def test_an_ignore_behind_furniture_is_needed_though_the_line_is_no_furniture_with_it(comment: str) -> None:
    text = f"首页 > 手工 > 竹编 > 正文 {comment}\n\n{BODY}\n"
    assert zhquality.check(text).findings == ()
    assert zhquality.clean(text) == text


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("竹编 <!-- zhquality: ignore[BPL] --> 正文", "竹编 正文"),
        ("竹编 /*zhquality: ignore[BPL]*/正文", "竹编正文"),
        ("竹编 # zhquality: ignore[BPL] 不是杂项\n正文", "竹编\n正文"),
        ("竹编zhquality: ignore[BPL]，正文", "竹编，正文"),
        ("竹编 {/* zhquality: ignore[BPL] zhquality: ignore[SPN] */} 正文", "竹编 正文"),
        ("竹编 <!-- zhquality: ignore[BPL]\n--> 正文", "竹编 <!--\n--> 正文"),
    ],
)
def test_a_line_without_the_comment_of_its_ignore(text: str, without: str) -> None:
    assert Ignores(Document(text)).without_idle() == without


def test_a_blank_before_the_codes_does_not_make_them_all() -> None:
    text = f"{BODY}\n\n<!-- zhquality: ignore-next-line [SPN] -->\n{LINE}\n"
    assert lines_found(text) == {3}
    assert not lines_found(text.replace("[SPN]", "[BPL]"))
    assert lines_found(text.replace("[SPN]", "[]")) == {3}


def test_same_line() -> None:
    text = f"{BODY}\n薇信号请加客服，\u200b他摇\u200b摇头。"
    assert {f.rule for f in zhquality.check(text).findings} >= {"OBF001"}
    ignored = {f.rule for f in zhquality.check(text + " <!-- zhquality: ignore[OBF001] -->").findings}
    assert "OBF001" not in ignored


def test_many_ignores_end() -> None:
    text = "zhquality: ignore[SPN] zhquality: ignore-start\n" * 20_000 + BODY
    findings = zhquality.check(text).findings
    assert {f.rule for f in findings} == {"IGN001"}
    assert len(findings) == 40_000


def test_an_ignore_that_nothing_needs_is_reported_code_by_code() -> None:
    text = (
        f"<!-- zhquality: ignore-file[SPN] -->\n{BODY}\n\n<!-- zhquality: ignore-next-line[BPL013, CEN] -->\n{LINE}\n"
    )
    first, second = zhquality.check(text).findings
    assert (first.rule, first.surface) == ("IGN001", "zhquality: ignore-file[SPN]")
    assert "CEN" in second.message
    assert "BPL" not in second.message
    assert zhquality.clean(text) == text


def test_what_is_not_selected_still_needs_its_ignore() -> None:
    text = f"{BODY}\n\n<!-- zhquality: ignore-next-line[BPL013] -->\n{LINE}\n"
    for config in (Config(ignore=("BPL",)), Config(select=("SPN", "IGN")), Config(min_confidence=1.0)):
        assert Checker(config).check(text).findings == ()


@pytest.mark.parametrize(
    "shown",
    [
        "`zhquality: ignore-file`",
        "```html\n<!-- zhquality: ignore-file -->\n```",
        "   ~~~\n# zhquality: ignore-file\n~~~",
    ],
)
def test_an_ignore_shown_as_code_is_none(shown: str) -> None:
    text = f"{shown}\n\n{BODY}\n\n{LINE}\n"
    assert {f.rule for f in zhquality.check(text).findings} == {"BPL013"}
