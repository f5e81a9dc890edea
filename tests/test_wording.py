"""Words of pages that look rewritten (PAR001, PAR003): what is shown there, and that nothing is shown elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhquality
from zhquality.data import lexicon_folder
from zhquality.errors import DataError
from zhquality.findings import Applicability
from zhquality.lexicon.senses import literal_alone, load_literal, load_senses

REWRITTEN = """随着网上购物的普及，仓库也面临着越来越多的考验。分拣线每小时能处理两万件，真正卡住的是形状不同的东西，
例如拖把等、钓鱼竿等、麻袋里的土豆，机器不认识它们。
"""
SENSES = load_senses(lexicon_folder() / "senses.tsv")
LITERAL = load_literal(lexicon_folder() / "literal.tsv")


def shown(text: str) -> dict[str, str]:
    """Surfaces of a text on a rewritten page, with what is proposed."""
    findings = zhquality.check(REWRITTEN + text).findings
    return {f.surface: f.proposals[0].text for f in findings if f.start >= len(REWRITTEN) and f.proposals}


@pytest.mark.parametrize(
    ("text", "surface", "other"),
    [
        ("这种算法要用很多数据来培训模型，训练一次要三天。", "培训", "训练"),
        ("靴子终于降落了，新规下个月实行。", "降落", "落地"),
        ("手机的记忆只有4GB，开几个程序就卡。", "记忆", "内存"),
        ("市场上的库存价格昨天跌了一成，投资者很失望。", "库存", "股票"),
        ("用户可以在这个站台上开网店。", "站台", "平台"),
        ("人脸识别很准。人脸识别很快。用人脸识别开门。这种人脸认识出了错。", "人脸认识", "人脸识别"),
        ("他们研究神经网络。神经网络很有用。训练神经网络。这种神经的网络不好用。", "神经的网络", "神经网络"),
        ("这家店靠口头的话做生意。", "口头的话", "口碑"),
        ("甚至在大公司的支持下，它也赚不到钱。", "甚至在大公司的支持下", "即使在大公司的支持下"),
    ],
)
def test_words_are_shown_on_rewritten_pages_only(text: str, surface: str, other: str) -> None:
    assert shown(text).get(surface) == other
    assert not zhquality.check(text).findings


@pytest.mark.parametrize(
    "text",
    [
        "新员工要培训三天，然后跟着老师傅干活。",
        "飞机降落了，旅客都站了起来。",
        "他的记忆越来越差，常常忘了关门。",
        "鞋匠的手艺很好，靴子都不漏水。",
        "顾客在柜台前排队，等着付钱。",
        "学校的训练很苦，孩子们都晒黑了。",
        "人脸识别很准。人脸识别很快。用人脸识别开门。他认识这张脸。",
        "大家都来了，张三和李四也来了。",
    ],
)
def test_right_words_are_left_alone_on_rewritten_pages(text: str) -> None:
    assert not shown(text)


def test_words_are_shown_and_never_written() -> None:
    text = REWRITTEN + "这种算法要用很多数据来培训模型，训练一次要三天。"
    found = [f for f in zhquality.check(text).findings if f.surface == "培训"]
    assert [f.applicability for f in found] == [Applicability.DISPLAY]
    assert "培训" in zhquality.restore(text).text


def test_commas_in_a_list_are_shown() -> None:
    found = zhquality.check(REWRITTEN + "在国内腾讯,百度也推出了自己的工具。").findings
    assert "腾讯、百度" in "".join(p.text for f in found for p in f.proposals)


@pytest.mark.parametrize("surface", sorted(LITERAL))
def test_literal_phrases_change_and_are_not_in_each_other(surface: str) -> None:
    assert LITERAL[surface].meant != surface
    assert not any(other in surface for other in LITERAL if other != surface)


def test_phrases_that_nobody_writes_need_no_page() -> None:
    (finding,) = zhquality.check("厂里一把刀切，谁都不满意。").findings
    assert (finding.surface, finding.proposals[0].text) == ("一把刀切", "一刀切")
    assert finding.applicability is Applicability.DISPLAY
    report = zhquality.check("我们用支撑向量机器和遗传计算方法做对比。")
    assert report.scores["paraphrased"] >= 0.5


def test_phrases_are_read_alike_at_a_start() -> None:
    alone = literal_alone(lexicon_folder() / "literal.tsv")
    assert alone == {surface for surface, phrase in LITERAL.items() if phrase.alone}


def test_senses_are_many_and_of_several_words() -> None:
    assert len(SENSES) > 1000
    assert "训练" in SENSES["培训"]


@pytest.mark.parametrize(
    "rows",
    [
        "甲方\t丁方\tword\n乙方\t丙方\tword\n",
        "甲方\t甲方\tword\n",
        "甲方\t乙方|乙方\tword\n",
        "甲方\t乙方\n",
        "甲\t乙方\tword\n",
    ],
)
def test_wrong_senses_are_named_by_line(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "senses.tsv"
    path.write_text("# comment\n" + rows, encoding="utf-8")
    with pytest.raises(DataError, match=r"senses\.tsv:[23]"):
        load_senses(path)


@pytest.mark.parametrize("rows", ["甲方\t丁方\n乙方\t丙方\n", "甲方\n", "甲方\t乙方\tword\n"])
def test_wrong_phrases_are_named_by_line(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "literal.tsv"
    path.write_text("# comment\n" + rows, encoding="utf-8")
    with pytest.raises(DataError, match=r"literal\.tsv:[23]"):
        load_literal(path)


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="培训练模型的人脸识认，,、A1。\n", max_size=60))
def test_spans_hold_on_rewritten_pages(text: str) -> None:
    page = REWRITTEN + text
    for finding in zhquality.check(page).findings:
        assert page[finding.start : finding.end] == finding.surface


@pytest.mark.parametrize("piece", ["培训模型，", "人工智能", "人脸的识别", "腾讯,", "一把刀切"])
def test_hostile_repetition_on_rewritten_pages(piece: str) -> None:
    zhquality.check(REWRITTEN + piece * (100_000 // len(piece)))
