"""Pages that a machine translated: the score alone."""

from __future__ import annotations

import pytest

import zhquality
from zhquality.data import data_file
from zhquality.detectors.translated import SHORTEST
from zhquality.model.gate import Gate

GATE = Gate.open(data_file("translated.gate"))
HABITS = "。".join(sorted(GATE.weights, key=GATE.weights.__getitem__)[-60:])

TRANSLATED = """这就是为什么您的团队需要谈论有意义的解决方案。此外，即使是一名首席执行官，也会谈到市场上的定价，这使得他们的粉丝感到兴奋。
然而，我们将试图清楚地解释一个主要的原因，尤其是背后的黑客。也就是说，提供商将把每月的支付集成到一个帐户中，并有助于他们的客户进行交互。
您可以提交一份帖子，在市场上获得更多关于特定数据的想法，这是一个伟大的机会。"""

PLAIN = """老吴三年前来仓库当管理员。旺季快到的时候，货会多很多，不是人手不够，是地方不够。为了不积压，他凭多年的经验
调整了流程，只用两周，效率就高了不少。"""


def test_habits_of_translators_make_a_score_and_no_finding() -> None:
    report = zhquality.check(TRANSLATED)
    assert report.scores["paraphrased"] > 0.9
    assert not report.findings
    assert zhquality.check(PLAIN).scores["paraphrased"] < 0.001


@pytest.mark.parametrize("word", ["您的", "您可以", "谢谢您"])
def test_politeness_is_no_habit(word: str) -> None:
    assert word not in GATE.weights
    assert zhquality.check(f"{word}订单已经发货。" * 40).scores["paraphrased"] < 0.1


@pytest.mark.parametrize("text", ["", "你好。", "一名教师。"])
def test_a_few_words_have_no_score(text: str) -> None:
    assert zhquality.check(text).scores["paraphrased"] == 0.0


def test_the_end_of_a_long_page_is_not_looked_at() -> None:
    assert zhquality.check(HABITS).scores["paraphrased"] > 0.9
    assert zhquality.check(PLAIN * 60 + HABITS).scores["paraphrased"] < 0.1


def test_the_cues_are_few_and_chinese() -> None:
    assert len(GATE.weights) <= 1000
    assert all(2 <= len(cue) <= 5 and cue.isalpha() for cue in GATE.weights)
    assert GATE.intercept < -1
    assert SHORTEST > 0
