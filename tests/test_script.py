"""Mixed script: stray characters, wrong conversions, mixed terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zhquality.checker import Checker
from zhquality.config import Config
from zhquality.findings import Applicability
from zhquality.lexicon.traditional import traditional_form

CHECKER = Checker(Config(select=("SCR",)))
NEGATIVE = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "negative_scr.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", NEGATIVE, ids=[row["reason"] for row in NEGATIVE])
def test_honest_text_is_left_alone(row: dict[str, str]) -> None:
    assert [(f.rule, f.surface) for f in CHECKER.check(row["text"]).findings] == []
    assert CHECKER.clean(row["text"]) == row["text"]


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("我们認为这个问题已经解决，接下来继续讨论其他事项。", "我们认为这个问题已经解决，接下来继续讨论其他事项。"),
        ("下班以後他们一起去吃饭，谈论这几天发生的事情。", "下班以后他们一起去吃饭，谈论这几天发生的事情。"),
        ("這個問題我們已經討論過了，請大家继續提出意見。", "這個問題我們已經討論過了，請大家繼續提出意見。"),
        ("這位皇後把頭發染成紅色，國王很生氣。", "這位皇后把頭髮染成紅色，國王很生氣。"),
        ("從這裡到車站隻有三公裏，開車很快就到。", "從這裡到車站只有三公里，開車很快就到。"),
        ("他是一位着名的科学家。", "他是一位著名的科学家。"),
        ("你说的是什幺意思，怎幺不早告诉我。", "你说的是什么意思，怎么不早告诉我。"),
        ("門後麵堆著舊報紙，牆的表麵已經發黃。", "門後面堆著舊報紙，牆的表面已經發黃。"),
        (
            "水溫恢複正常之後，機器每隔十分鍾檢查一次，請大傢註意。",
            "水溫恢復正常之後，機器每隔十分鐘檢查一次，請大家注意。",
        ),
        ("除瞭星期天，我們都不衕意上課，特彆累。", "除了星期天，我們都不同意上課，特別累。"),
        (
            "雨停以后，孩子們跑到院子里，沒有人記得回家，最后還是由于天黑才散。",
            "雨停以後，孩子們跑到院子裡，沒有人記得回家，最後還是由於天黑才散。",
        ),
        (
            "這裡有壹個壞掉的水壺，誰也不知道它怎樣裂開，壹定是摔過壹次。",
            "這裡有一個壞掉的水壺，誰也不知道它怎樣裂開，一定是摔過一次。",
        ),
        (
            "门口停着叁辆车，昨天第叁次来的客人住了两夜，走廊里还有叁个箱子。",
            "门口停着三辆车，昨天第三次来的客人住了两夜，走廊里还有三个箱子。",
        ),
    ],
)
def test_damage_is_repaired(damaged: str, repaired: str) -> None:
    assert CHECKER.clean(damaged) == repaired
    assert CHECKER.clean(repaired) == repaired


def test_one_kind_of_word_is_no_habit_of_a_converter() -> None:
    text = "雨停以后，孩子們跑到院子中的樹下，然后又跑回來，沒有人記得回家。"
    assert CHECKER.clean(text) == text


def test_what_is_right_in_some_texts_is_left_to_the_editor() -> None:
    text = "本公司名為長發，依法免征營業稅，並設有老板專用的辦公室，這是大家都知道的事。"
    found = {f.surface: f.applicability for f in CHECKER.check(text).findings}
    assert found == dict.fromkeys(("長發", "免征", "老板"), Applicability.UNSAFE)
    assert CHECKER.clean(text) == text


def test_japanese_is_left_alone() -> None:
    text = "我们先下载这部日本語アクセント辞典，再把它装进软件里，查起来就很方便了。"
    assert CHECKER.clean(text) == text


def test_mixed_terms_are_only_shown() -> None:
    text = "这台电脑的软体和软件都要更新，网路不好，网络设置要改。"
    report = CHECKER.check(text)
    assert [(f.surface, f.applicability) for f in report.findings] == [
        ("软体", Applicability.DISPLAY),
        ("网路", Applicability.DISPLAY),
    ]
    assert CHECKER.clean(text) == text


def test_the_words_around_choose_among_traditional_forms() -> None:
    assert traditional_form("他的头发很长", 3) == ("髮", True)
    assert traditional_form("他们出发了", 3) == ("發", True)
    assert traditional_form("发", 0)[1] is False


def test_empty_and_odd_texts_pass() -> None:
    for text in ("", "\n", "國", "這\ud800們", "x" * 1000):
        assert CHECKER.clean(CHECKER.clean(text)) == CHECKER.clean(text)
