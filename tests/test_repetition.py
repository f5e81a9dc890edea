"""Repeated paragraphs and sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhquality import Applicability, Checker
from zhquality.detectors.repetition import _SENTENCES, _repeats_sentences

CHECKER = Checker()
NEGATIVES = [
    json.loads(row) for row in (Path(__file__).parent / "data" / "negative_dup.jsonl").read_text("utf-8").splitlines()
]
LEAD = "入夏以来，城东的老河道经过清淤，水面比往年宽了许多，岸边也种上了新柳，傍晚常有人来散步。"
BODY = "住在河边的老人还记得，三十年前这里能行船，后来淤泥越积越厚，桥洞只剩下半人高，孩子们都不敢靠近。"


def dup(text: str) -> list[tuple[str, str]]:
    return [(f.rule, f.surface.strip()) for f in CHECKER.check(text).findings if f.rule.startswith("DUP")]


def test_lead_repeated_behind_a_label() -> None:
    text = f"导语：{LEAD}\n{BODY}\n{LEAD}\n"
    assert dup(text) == [("DUP001", LEAD)]
    assert 0.2 < CHECKER.check(text).scores["repeated"] < 0.5


def test_near_repeat() -> None:
    long = LEAD + BODY
    near = long.replace("都不敢靠近", "不敢靠近")
    assert dup(f"{long}\n工程队用了四个月。\n{near}") == [("DUP001", near)]


def test_repeats_are_never_removed_unasked() -> None:
    text = f"{LEAD}\n\n{BODY}\n\n{LEAD}\n\n{BODY[:20]}"
    assert CHECKER.clean(text) == text
    assert CHECKER.clean(text, Applicability.UNSAFE) == f"{LEAD}\n\n{BODY}\n\n{BODY[:20]}"


def test_sentence_within_another_paragraph() -> None:
    assert dup(f"{BODY}村口有一棵老树。\n{LEAD}村里人都讲“好。”{BODY}") == [("DUP002", BODY)]


def test_stutter() -> None:
    assert dup("桥面已经恢复通行了，大家都很高兴。桥面已经恢复通行了，大家都很高兴。") == [
        ("DUP002", "桥面已经恢复通行了，大家都很高兴。")
    ]


@pytest.mark.parametrize("case", NEGATIVES, ids=[case["reason"] for case in NEGATIVES])
def test_negative(case: dict[str, str]) -> None:
    assert dup(case["text"]) == []


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([LEAD, BODY, LEAD + BODY, "", "好。", "好。好。", "\ud800"]), max_size=8),
    st.sampled_from(["\n", "\r\n", ""]),
)
def test_offsets(lines: list[str], end: str) -> None:
    text = end.join(lines)
    for f in CHECKER.check(text).findings:
        assert text[f.start : f.end] == f.surface


@pytest.mark.parametrize("unit", ["大", "。", LEAD, LEAD + "\n", BODY[:20] + "\n"])
def test_hostile_repetition(unit: str) -> None:
    CHECKER.check(unit * (1_000_000 // len(unit)))


@given(
    st.lists(
        st.sampled_from(
            ["一二三四五六七八九十", "甲乙丙丁戊己庚辛壬", "。", "！", "?", "”", "\u3000", "\x1c", "\n", "\r"]
        ),
        max_size=12,
    )
)
def test_sentences_are_told_apart_as_by_the_expression(parts: list[str]) -> None:
    found = _SENTENCES.findall("".join(parts))
    assert _repeats_sentences("".join(parts)) == (len(found) != len(set(found)))


LONG = "受理申请的部门应当自收到材料之日起十五日内进行审核，并把审核意见报送上一级主管部门备案存查"


@pytest.mark.parametrize(
    "line",
    [
        f"（三）{LONG}；",
        f"(6){LONG}。",
        f"- **审核** - {LONG}。",
        f"12. {LONG}。",
        f"> {LONG}。",
        f"### {LONG}",
        f"| 一 | {LONG}。 |",
        f"审核记录表（{LONG}）：",
        "-" * 48,
    ],
)
def test_what_repeats_by_design(line: str) -> None:
    text = f"先说第一种情形。\n\n{line}\n\n再说第二种情形。\n\n{line}\n\n到此为止。"
    assert not [f for f in CHECKER.check(text).findings if f.rule.startswith("DUP")]


def test_provisions_repeat_one_another() -> None:
    laws = [f"第{n}条 有前款情形的，按照本办法的规定处理。{LONG}。" for n in ("一", "二", "三", "四")]
    assert not [f for f in CHECKER.check("\n\n".join(laws)).findings if f.rule.startswith("DUP")]
    assert [f.rule for f in CHECKER.check(f"{LONG}。\n\n中间。\n\n{LONG}。").findings] == ["DUP001"]


@pytest.mark.parametrize(("size", "rules"), [(40, ["DUP001"]), (39, [])])
def test_a_repeated_paragraph_has_forty_code_points(size: int, rules: list[str]) -> None:
    paragraph = "河道清淤完工以后岸边种上了新柳傍晚常有人来散步孩子们都说这里比从前好看了许多也干净"[: size - 1] + "了"
    assert len(paragraph) == size
    text = f"{paragraph}\n中间的这一段说的是别的事情，与前后都没有什么关系。\n{paragraph}\n"
    assert [finding.rule for finding in CHECKER.check(text).findings] == rules


@pytest.mark.parametrize(("size", "rules"), [(40, ["DUP002"]), (39, [])])
def test_a_repeated_sentence_has_forty_code_points(size: int, rules: list[str]) -> None:
    sentence = "河道清淤完工以后岸边种上了新柳傍晚常有人来散步孩子们都说这里比从前好看了许多也干净"[: size - 1] + "了"
    text = f"春天到了。{sentence}。\n夏天也快要来了，大家都很高兴。{sentence}。\n"
    assert [finding.rule for finding in CHECKER.check(text).findings] == rules
