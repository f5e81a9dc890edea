"""Obfuscated text: where each rule begins and where it stops."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from zhquality.checker import Checker
from zhquality.config import Config
from zhquality.detectors.conversion import _in_simplified
from zhquality.detectors.evasion import _read
from zhquality.detectors.obfuscation import score
from zhquality.errors import DataError
from zhquality.findings import Applicability, Finding
from zhquality.resources import Resources

CHECKER = Checker(Config(select=("OBF", "SCR")))


def damage(rule: str) -> Finding:
    return Finding(rule, 0, 1, "x", 1.0, "m", "m", Applicability.SAFE)


def test_one_certain_finding_in_a_hundred_code_points_is_one_half() -> None:
    assert score([damage("OBF002")] * 10, 1000) == pytest.approx(0.5)
    assert score([damage("OBF002")] * 3, 10) == pytest.approx(0.5)  # as long as 300 at the least
    assert score([damage("OBF002")] * 20, 1000) == pytest.approx(0.75)
    assert score([damage("OBF001")] * 10, 1000) == score([damage("OBF002")] * 3, 1000)
    assert score([damage("OBF005")] * 10, 1000) == score([damage("OBF002")] * 5, 1000)


@pytest.mark.parametrize(
    "row", ["薇信\t微信", "薇信\t微信\tsure", "\t微信\tcertain", "微信\t微信\tcertain", "薇信\t微信\tright"]
)
def test_each_fault_of_a_row_of_evasion_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "evasion.tsv"
    path.write_text(f"{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(f"{path}:1")):
        _read(path)


@pytest.mark.parametrize("word", ["乱码", "亂碼"])
def test_an_example_of_a_text_on_wrong_encodings_stays(word: str) -> None:
    text = f"把文件的编码弄错，“ä¸­æ–‡”这样的{word}就出来了。"
    assert CHECKER.clean(text) == text
    assert CHECKER.clean(text.replace(word, "东西")) == text.replace(word, "东西").replace("ä¸­æ–‡", "中文")


def test_sayings_with_a_dot_behind_each_character_are_lists() -> None:
    text = "家里人天天忙的是：柴.米.油.盐，衣.食.住.行，酸.甜.苦.辣，谁也说不完。"
    assert CHECKER.clean(text) == text


def test_a_variant_that_is_a_rule_of_conversion_stays() -> None:
    text = "条目里写着-{zh-cn:甲=>zh-tw:乙}-这样的标记。"
    assert CHECKER.clean(text) == text


def test_a_variation_selector_of_a_character_stays() -> None:
    text = "“社\ufe00”是兼容字形，“社”是通用字形。"
    assert CHECKER.clean(text) == text


def test_a_pair_of_confused_words_needs_more_bits_than_a_character_that_no_word_has() -> None:
    model = SimpleNamespace(score=lambda windows: [6.0 * (word in {"什么", "著名"}) for _, word, _ in windows])
    resources = cast(Resources, SimpleNamespace(model=model))
    found = list(_in_simplified("说什幺也要看着名角。", resources))
    assert [finding.surface for finding in found] == ["什幺"]


def test_a_line_of_lost_characters_is_one_finding() -> None:
    (found,) = CHECKER.check("第一行说的是事情的经过。\n\ufffd\ufffd\ufffd\n第二行接着往下说。\n").findings
    assert found.surface == "\n\ufffd\ufffd\ufffd"


def test_the_last_word_of_a_page_of_words_turned_around_comes_back() -> None:
    text = "老⼈不道知门开着，为因屋⾥没有灯。他站来起看了看，在现谁也不在家，只好给省委记书写信，谁也不道知"
    assert CHECKER.clean(text).endswith("谁也不知道")


def test_characters_out_of_step_that_make_no_prose_stay() -> None:
    words = "鸡丙佣厩拈灿盐匡蕊"
    shifted = words.encode("gbk")[1:-1].decode("gbk", "ignore")
    text = f"他在纸上写了*{shifted}*几个字，谁也不认识，大家只好去问老师。"
    assert CHECKER.clean(text) == text
