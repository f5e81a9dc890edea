"""What people read: findings with a caret below their place, shortened, and the summary of a scan, in two languages."""

from __future__ import annotations

import json

import pytest

from zhquality.corpus.tally import Tally
from zhquality.findings import Applicability, Finding, Proposal, Report
from zhquality.output import Result
from zhquality.output.tally import lines as summary
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


def counted() -> Tally:
    tally = Tally(rows=40, kept=30, rejected=3, characters=5000, bytes=1_250_000)
    tally.histograms["quality"] = [0, 0, 0, 0, 0, 10, 0, 0, 0, 30]
    tally.histograms["spun"] = [30, 0, 0, 0, 1, 2, 0, 0, 3, 4]
    tally.rules.update({"SPN001": 12_345, "BPL001": 7} | {f"OBF{n:03}": 1 for n in range(9)})
    tally.reasons.update({"not UTF-8": 2, "broken JSON": 1})
    return tally


def test_the_summary_of_a_scan_counts_scores_rules_and_reasons() -> None:
    lines = list(summary(counted(), "en"))
    assert lines[0] == "40 rows checked, 30 written, 3 rejected, 1.2 MB"
    assert next(line for line in lines if line.startswith("spun")) == "spun                 9    22.50%       4"
    assert not any(line.startswith("quality ") for line in lines)
    bars = lines[lines.index("quality") + 1 :][:10]
    assert bars[5] == "0.5-0.6         10 " + "█" * 13
    assert bars[9] == "0.9-1.0         30 " + "█" * 40
    assert bars[0] == "0.0-0.1          0"
    rules = next(line for line in lines if line.startswith("SPN001"))
    assert rules.startswith("SPN001 12,345  BPL001 7  OBF000 1")
    assert len(rules.split("  ")) == 10
    assert lines[-2:] == ["       2 not UTF-8", "       1 broken JSON"]


def test_the_summary_of_an_empty_scan_has_no_rules_and_comes_in_chinese() -> None:
    lines = list(summary(Tally(), "zh"))
    assert lines[0] == "检查 0 行，写出 0 行，拒收 0 行，0.0 MB"
    assert lines[-1] == "0.9-1.0          0"
    assert any(line.startswith("spun") and line.split() == ["spun", "0", "0.00%", "0"] for line in lines)


def test_a_tally_is_the_sum_of_its_parts() -> None:
    one = Tally()
    columns = {
        "zhq_quality": 1.0,
        "zhq_scores": {"spun": 0.5, "censored": 0.09},
        "zhq_findings": [{"rule": "SPN001"}, {"rule": "SPN001"}],
    }
    one.add("手艺", 6, columns, kept=True)
    one.add("手艺很好", 12, columns, kept=False)
    one.reject("not UTF-8: at byte 3 of the row")
    assert (one.rows, one.kept, one.rejected, one.characters, one.bytes) == (2, 1, 1, 6, 18)
    assert one.histograms["quality"][-1] == one.histograms["spun"][5] == one.histograms["censored"][0] == 2
    assert one.reasons == {"not UTF-8": 1}
    both = Tally.of(json.loads(json.dumps(one.as_object())))
    assert both == one
    both.merge(one)
    assert (both.rows, both.kept, both.rejected, both.characters, both.bytes) == (4, 2, 2, 12, 36)
    assert both.histograms["spun"] == [0, 0, 0, 0, 0, 4, 0, 0, 0, 0]
    assert (both.rules, both.reasons) == ({"SPN001": 8}, {"not UTF-8": 2})
