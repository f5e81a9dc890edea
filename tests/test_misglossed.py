"""GBK text whose bytes were paired wrongly where a converter put pinyin glosses."""

from __future__ import annotations

import pytest

from zhquality.checker import Checker
from zhquality.config import Config
from zhquality.lexicon.pinyin import readings

CHECKER = Checker(Config(select=("OBF", "SCR")))
_GLOSSED = "這個(gè)城市的圖書館藏書很豐富,讀者們(men)在這里學(xué)習(xí)、交流、寫作,每個(gè)周末都有講座。"


@pytest.mark.parametrize(
    ("before", "word", "after"), [("他的女兒在學打棒球", "學", "得很快。"), ("這件事他早已", "沒", "有印象了。")]
)
def test_a_gloss_inside_a_character_is_taken_out(before: str, word: str, after: str) -> None:
    data = (before[-1] + word).encode("gbk")
    letters = min(readings(data[1:3].decode("gbk")))
    shown = f"{before}?{letters}){chr(data[3])}{after}"
    assert CHECKER.clean(_GLOSSED + shown).endswith(before + word + after)
    assert CHECKER.clean(shown) == shown


def test_a_gloss_inside_a_character_brings_the_next_into_step_too() -> None:
    before, word, after = "他一直保持著這樣的好", "狀態", ",大家都看得出來。"
    data = (before[-1] + word).encode("gbk")
    letters = min(readings(data[1:3].decode("gbk")))
    shown = f"{before}?{letters}){data[3:5].decode('gbk')}{chr(data[5])}(tài){after}"
    assert CHECKER.clean(_GLOSSED + shown).endswith(before + word + after)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("報名從下周開始?，F(xiàn)場也可以登記。", "報名從下周開始。現場也可以登記。"),
        ("館長說:“歡迎大家來坐坐?！?\n", "館長說:“歡迎大家來坐坐。”\n"),
        ("<b>他說:“歡迎來坐坐?！?/b>", "<b>他說:“歡迎來坐坐。”</b>"),
    ],
)
def test_a_stop_that_lost_a_byte_brings_what_follows_into_step(shown: str, text: str) -> None:
    assert CHECKER.clean(_GLOSSED + shown).endswith(text)
    assert CHECKER.clean(shown) == (text if ">" in shown else shown)  # no author writes ?！?/b>


def test_a_long_run_out_of_step_comes_back() -> None:
    before, text = "正因", "為看日出每天很早就到了校門"
    data = (before[-1] + text).encode("gbk")
    letters = min(readings(data[1:3].decode("gbk")))
    assert data[-1] < 0x80
    shown = f"{before}?{letters}){data[3:-1].decode('gbk')}{chr(data[-1])}前。"
    assert CHECKER.clean(_GLOSSED + shown).endswith(before + text + "前。")


def test_a_wide_blank_behind_a_stop_is_no_hindrance() -> None:
    text = "。　酒店門"
    data = text.encode("gbk")
    shown = f"館長看了很久?{data[1:-1].decode('gbk')}{chr(data[-1])}口很暗。"
    assert CHECKER.clean(_GLOSSED + shown).endswith(f"館長看了很久{text}口很暗。")


def test_what_follows_a_stop_comes_back_up_to_the_first_letter() -> None:
    rest = "《“讀書月”活動安排".encode("gbk")
    shown = f"{_GLOSSED}通知寫在門口?{(bytes([0xA3]) + rest).decode('gbk', 'ignore')}"
    assert CHECKER.clean(shown).endswith("通知寫在門口。《“讀書月”活動安排")


@pytest.mark.parametrize("text", ["他想知道這是真的嗎?！大家都不信。", "你去不去?(說完他就走了)", "為什么?W先生問。"])
def test_question_marks_of_a_glossed_page_stay(text: str) -> None:
    assert CHECKER.clean(_GLOSSED + text).endswith(text)
