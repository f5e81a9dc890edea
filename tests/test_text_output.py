"""Findings as people read them: the place with a caret below it, shortened, in two languages."""

from __future__ import annotations

import pytest

from zhquality.findings import Applicability, Finding, Proposal, Report
from zhquality.output import Result
from zhquality.output.text import finding_lines, statistics_lines


def result(text: str, *surfaces: str, proposals: tuple[str, ...] = ("好",), **scores: float) -> Result:
    findings = tuple(
        Finding(
            "SPN001",
            text.index(surface),
            text.index(surface) + len(surface),
            surface,
            0.876,
            "a message",
            "一条消息",
            Applicability.UNSAFE,
            tuple(Proposal(p, 0.9) for p in proposals),
        )
        for surface in surfaces
    )
    return Result("a.md", text, Report(scores, 0.25, findings))


def shown(given: Result, lang: str = "en", *, color: bool = False) -> list[str]:
    return list(finding_lines(given, lang, color=color))


def test_a_caret_stands_below_the_surface_whatever_the_width_of_what_is_before() -> None:
    assert shown(result("第一行\nab 手艺很好。", "手艺")) == [
        "a.md:2:4 SPN001 手艺 → 好 [0.88] a message",
        "    ab 手艺很好。",
        "       ^^^^",
    ]
    assert shown(result("手e\u0301艺很好", "艺"))[1:] == ["    手e\u0301艺很好", "       ^^"]


def test_a_long_line_is_cut_on_both_sides() -> None:
    _, line, carets = shown(result("一" * 50 + "手艺" + "二" * 50, "手艺"))
    assert line == "    …" + "一" * 30 + "手艺" + "二" * 30
    assert carets == " " * 4 + " " * 61 + "^^^^"
    assert shown(result("一" * 30 + "手艺", "手艺"))[1] == "    " + "一" * 30 + "手艺"


def test_a_surface_over_lines_is_marked_to_the_end_of_its_first() -> None:
    head, line, carets = shown(result("甲手\r\n艺乙", "手\r\n艺"))
    assert head == "a.md:1:2 SPN001 手⏎艺 → 好 [0.88] a message"
    assert (line, carets) == ("    甲手", "      ^^")


def test_long_surfaces_and_proposals_are_shortened() -> None:
    short, long = "字" * 40, "字" * 41
    assert f" {short} → {short} [" in shown(result(short, short, proposals=(short,)))[0]
    assert f" {'字' * 39}… → {'字' * 39}… [" in shown(result(long, long, proposals=(long,)))[0]


def test_nothing_to_put_there_and_nothing_proposed_are_two_things() -> None:
    assert "手艺 → ∅ [" in shown(result("手艺", "手艺", proposals=("",)))[0]
    assert "手艺 [" in shown(result("手艺", "手艺", proposals=()))[0]


def test_what_cannot_be_printed_stands_as_a_sign_of_that_and_blanks_stay() -> None:
    head, line, carets = shown(result("a\tb\u200b手\x1b艺\u3000好", "手\x1b艺"))
    assert "手\ufffd艺" in head
    assert line == "    a b\ufffd手\ufffd艺\u3000好"
    assert carets == " " * 4 + " " * 4 + "^^^^^"


@pytest.mark.parametrize(
    ("lang", "message", "last"),
    [
        ("en", "a message", "a.md: quality 0.25 (spun 0.90, censored 0.50)"),
        ("zh", "一条消息", "a.md: 质量 0.25（伪原创 0.90，打码 0.50）"),
    ],
)
def test_high_scores_are_named_below_the_greatest_first(lang: str, message: str, last: str) -> None:
    lines = shown(result("手艺", "手艺", censored=0.5, repeated=0.49, spun=0.9), lang)
    assert lines[0].endswith(message)
    assert lines[-1] == last
    assert len(lines) == 4
    assert len(shown(result("手艺", "手艺", spun=0.49), lang)) == 3
    assert shown(result("手艺", spun=0.9), lang) == []


def test_colour_adds_signs_alone() -> None:
    given = result("手艺很好", "手艺", spun=0.9)
    colored = "\n".join(shown(given, color=True))
    plain = colored
    for sign in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m"):
        assert sign in colored
        plain = plain.replace(sign, "")
    assert plain == "\n".join(shown(given))


def test_rules_are_counted_the_most_frequent_first() -> None:
    one = Finding("BPL001", 0, 1, "字", 0.9, "", "")
    two = Finding("SPN001", 0, 1, "字", 0.9, "", "")
    results = [Result("a", "字", Report({}, 1.0, found)) for found in ((one, two), (two,), ())]
    assert list(statistics_lines(results)) == ["      2 SPN001", "      1 BPL001"]
