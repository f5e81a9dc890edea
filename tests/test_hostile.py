"""What a text costs grows with its length only: nothing is looked for in all of it at each of its places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from zhquality import Checker, Config
from zhquality.detectors import gaps, invisible, masks, mojibake
from zhquality.document import Document
from zhquality.findings import Proposal
from zhquality.lexicon.linereader import Reading
from zhquality.ranking import Ranker, Site
from zhquality.resources import Resources

ARTICLE = "城东的老河道清淤完工，岸边种上了新柳，傍晚常有人来散步，孩子们都说这里比从前好看了许多，也干净了许多，老人们也常来这里坐坐。"


class Asked:
    """An expression that counts how often it is asked."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.times = 0

    def __getattr__(self, name: str) -> Any:
        self.times += name != "pattern"
        return getattr(self._pattern, name)


def test_scripts_that_need_directions_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(invisible._SHAPED)
    monkeypatch.setattr(invisible, "_SHAPED", asked)
    runs = "上\u200e下\u200f" * 30
    assert len(list(invisible.find(Document(runs)))) == 60
    assert asked.times == 2 * 60 + 1  # what stands beside each, and the text


def test_a_comment_of_stars_is_looked_for_once_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(masks._COMMENT)
    monkeypatch.setattr(masks, "_COMMENT", asked)
    assert len(list(masks.marks(Document("  好*看" * 30)))) == 30
    assert asked.times == 1


def test_lost_bytes_are_guessed_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rank = Ranker.rank
    asked: list[int] = []

    def noted(self: Ranker, text: str, sites: Sequence[Site]) -> list[tuple[Proposal, ...]]:
        asked.append(len(sites))
        return rank(self, text, sites)

    monkeypatch.setattr(Ranker, "rank", noted)
    page = "安装以后请重新启动这台机器，然后再打开网页检查一遍各项设置。" * 20
    found = list(mojibake.find_gbk(Document(page.encode().decode("gbk", "replace")), Resources(Config())))
    assert {finding.rule for finding in found} == {"OBF006"}
    assert sum(asked) > mojibake._TOGETHER >= max(asked)


def test_headings_of_lists_are_counted_once_a_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    explained, times = Reading.explained.fget, [0]
    assert explained is not None

    def noted(self: Reading) -> bool:
        times[0] += 1
        return bool(explained(self))

    monkeypatch.setattr(Reading, "explained", property(noted))
    checker = Checker(Config(select=("BPL",)))
    counts = []
    for lines in (50, 200):
        times[0] = 0
        checker.check("延伸阅读\n" * lines + ARTICLE * 2)
        counts.append(times[0])
    assert counts[1] < 5 * counts[0]


def test_a_menu_above_a_title_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(gaps._SENTENCE)
    monkeypatch.setattr(gaps, "_SENTENCE", asked)
    checker = Checker(Config(select=("BPL",)))
    counts = []
    for lines in (20, 80):
        asked.times = 0
        checker.check(
            "发布时间：2020-01-01\n" + "首页\n东城区西城区\n" * lines + f"老河道清淤完工，岸边种上了新柳\n{ARTICLE}"
        )
        counts.append(asked.times)
    assert counts[1] < 5 * counts[0]
