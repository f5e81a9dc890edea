"""Starred-out words: what a star is, what is proposed, whole pages, negatives, odd texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhquality.checker import Checker
from zhquality.config import Config
from zhquality.data import lexicon_folder
from zhquality.detectors.censored import Detector
from zhquality.detectors.fill import Filler, Gap
from zhquality.detectors.marks import Kind
from zhquality.detectors.masks import marks
from zhquality.document import Document
from zhquality.errors import DataError
from zhquality.findings import Applicability, Finding
from zhquality.lexicon.superlatives import load_superlatives, load_words
from zhquality.resources import Resources

CHECKER = Checker(Config(select=("CEN",)))
FILLER = Filler(Resources(Config()))
DETECTOR = Detector(Resources(Config()))
NEGATIVE = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "negative_cen.jsonl").read_text(encoding="utf-8").splitlines()
]
PAGE = (
    "我厂是省内*早生产铸铁锅的企业，*长的一条生产线用了二十年。铸造工艺达到国内*水平，产量稳居全省*位，欢迎*时间来电。"
)


def starred(text: str) -> list[Finding]:
    return [f for f in CHECKER.check(text).findings if f.rule != "CEN010"]


@pytest.mark.parametrize("row", NEGATIVE, ids=[row["reason"] for row in NEGATIVE])
def test_stars_that_hide_no_word_are_left_alone(row: dict[str, str]) -> None:
    assert [(f.rule, f.surface) for f in starred(row["text"])] == []
    assert CHECKER.restore(row["text"]).text == row["text"]


def test_a_number_plate_is_masked_and_a_chapter_is_no_name() -> None:
    plates = CHECKER.check("民警发现鲁BG22**的驾驶员睡着了，后面苏A***7K的司机按了半天喇叭。").findings
    assert [(f.rule, f.surface) for f in plates] == [("CEN010", "鲁BG22**"), ("CEN010", "苏A***7K")]
    chapters = "在*第 13 章*、*数据来源*和*第 2 章*里讲过，*第 3 章*、*结论*还会再讲，见 *第 6 章*。"
    assert CHECKER.check(chapters).findings == ()


def test_stars_of_one_length_outside_a_form_still_hide_words() -> None:
    text = "本厂是全市****的企业，产品达到****水平，质量****，价格****，深受****客户好评。"
    assert len(starred(text)) == 5


def test_every_star_of_a_censored_page_is_found_and_most_are_read() -> None:
    findings = starred(PAGE)
    assert [f.start for f in findings] == [i for i, c in enumerate(PAGE) if c == "*"]
    assert [f.proposals[0].text for f in findings[:3]] == ["最", "最", "领先"]
    assert {f.rule for f in findings} == {"CEN001"}


def test_a_traditional_page_is_read_like_a_simplified_one_and_completed_in_its_own_characters() -> None:
    page = "我們的技術在全國*先，服務*流，是業內公認的領*品牌，歡迎各位朋友來到我們公司參觀，這是唯*的機會。"
    simple = "我们的技术在全国*先，服务*流，是业内公认的领*品牌，欢迎各位朋友来到我们公司参观，这是唯*的机会。"
    assert [f.proposals[0].text for f in starred(page)][:2] == ["領", "一"]
    assert [f.proposals[0].text for f in starred(simple)][:2] == ["领", "一"]


def test_a_page_without_its_stars_is_clean() -> None:
    assert starred(PAGE.replace("*", "最")) == []


def test_markdown_emphasis_around_a_number_is_no_mask_but_stars_inside_one_are() -> None:
    page = "# 通告\n\n**编号：CVE-2024-38474**\n\n见[说明](https://example.com/a)，请致电 138****1234，联系人李**。"
    findings = [f.surface for f in CHECKER.check(page).findings]
    assert findings == ["138****1234", "李**"]


def test_only_confident_readings_are_written_and_only_when_asked() -> None:
    for finding in starred(PAGE):
        sure = bool(finding.proposals) and finding.proposals[0].confidence >= 0.7
        assert finding.applicability is (Applicability.UNSAFE if sure else Applicability.DISPLAY)
        assert sum(p.confidence for p in finding.proposals) <= 1.0 + 1e-9
    assert CHECKER.clean(PAGE) == PAGE
    assert "省内最早生产" in CHECKER.restore(PAGE).text


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("这项手艺在当地是独一无", "的，慕名而来的人很多。", "二"),
        ("接到报修电话后第", "时间赶到现场处理。", "一"),
        ("考试的分数", "终还是要靠自己。", "最"),
        ("本市规模", "大的农贸市场", "最"),
        ("产品质量达到国", "标准，可以放心使用。", "家"),
    ],
)
def test_parts_of_words_and_common_words_are_read(before: str, after: str, word: str) -> None:
    text = f"{before}*{after}"
    (fill,) = FILLER.complete(text, [Gap(len(before), len(before) + 1)])
    assert word in [p.text for p in fill.proposals[:3]]


def test_a_flat_reading_promises_nothing() -> None:
    (fill,) = FILLER.complete("他说*。", [Gap(2, 3)])
    assert not fill.proposals or fill.proposals[0].confidence < 0.7


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("请致电136****4321预约。", "136****4321"),
        ("证件号320************018X已登记。", "320************018X"),
        ("中奖者：孙**，请来领奖。", "孙**"),
        ("联系人王*霞，负责接待。", "王*霞"),
    ],
)
def test_masked_personal_data_is_only_shown(text: str, surface: str) -> None:
    (finding,) = CHECKER.check(text).findings
    assert (finding.rule, finding.surface, finding.proposals) == ("CEN010", surface, ())
    assert finding.applicability is Applicability.DISPLAY
    assert CHECKER.restore(text).text == text


def test_other_placeholders_are_shown_where_only_a_superlative_fits() -> None:
    findings = starred("车间的设备达到行业××水平，接到电话第□时间上门。")
    assert [(f.rule, f.surface, f.applicability) for f in findings] == [
        ("CEN002", "××", Applicability.DISPLAY),
        ("CEN002", "□", Applicability.DISPLAY),
    ]
    assert findings[1].proposals[0].text == "一"


def kinds(text: str) -> list[Kind]:
    return [mark.kind for mark in marks(Document(text))]


def test_emphasis_is_paired_by_its_shape() -> None:
    assert kinds("我们要*好好*学习。") == [Kind.PAIRED, Kind.PAIRED]
    assert kinds("全县*大的果园，还有*甜的桃。") == [Kind.OPEN, Kind.OPEN]
    assert kinds("于是**打开盖子。倒入热水。**然后等待。") == [Kind.PAIRED, Kind.PAIRED]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这本书给我*的印象。", Kind.LOOSE),
        ("支持**\u3000的服务。", Kind.LOOSE),
        ("木材*三个、铁矿石*8。", Kind.OTHER),
        ("长*宽。", Kind.OTHER),
        ("请按*号键。", Kind.OTHER),
        ("他是*一个到场的朋友。", Kind.OPEN),
        ("*百一十六条 被告人可以申请。", Kind.EDGE),
    ],
)
def test_what_reads_otherwise_waits_for_the_page(text: str, kind: Kind) -> None:
    assert kinds(text)[0] is kind


def test_doubtful_stars_are_found_beside_certain_ones_only() -> None:
    doubtful = "这次展览给我*的感受是热情。"
    assert starred(doubtful) == []
    assert len(starred(PAGE + doubtful)) == PAGE.count("*") + 1
    assert len(starred(PAGE + "箱子按长*宽*高计算体积，木材*三个、钉子*8。")) == PAGE.count("*")


def test_a_page_with_lone_stars_writes_all_its_words_so() -> None:
    text = PAGE + "\n本店*欢迎*老客户带朋友来。"
    assert len(starred(text)) == text.count("*")


def test_code_is_not_looked_at() -> None:
    assert kinds("用`a*大`表示。") == []


@given(st.text(alphabet="*＊最大的，。第一a1 \n|“”\\李、\ud800", max_size=60))
@example("李＊")  # once was said to begin before the text
@settings(max_examples=200, deadline=None)
def test_findings_hold_for_any_text(text: str) -> None:
    findings = sorted(DETECTOR.find(Document(text), ()).findings, key=lambda f: f.start)
    ends = 0
    for finding in findings:
        assert text[finding.start : finding.end] == finding.surface != ""
        assert finding.start >= ends
        assert finding.applicability < Applicability.SAFE
        ends = finding.end


def test_long_odd_texts_pass() -> None:
    for text in ("*" * 200_000, "最*" * 10_000, "李*、" * 20_000, "1*" * 50_000, "＊\n" * 50_000, "\ud800*最"):
        DETECTOR.find(Document(text), ())


@pytest.mark.parametrize(
    "row", ["最\t2\trank", "最\t1", "最\tx\trank", "best\t1\trank", "最\t1\tother", "最\t1\trank\n一\t1\trank"]
)
def test_damaged_rows_name_their_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "words.tsv"
    path.write_text(f"# a comment\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"words\.tsv:[23]"):
        load_superlatives(path)


def test_damaged_common_words_name_their_line(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("好\n好\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"words\.tsv:2"):
        load_words(path)


def test_the_shipped_lists_hold() -> None:
    assert len(load_superlatives(lexicon_folder() / "superlatives.tsv")) > 500
    assert len(load_words(lexicon_folder() / "common_words.tsv")) > 5_000


def best(text: str, *, star: str = "*") -> list[list[str]]:
    gaps = [Gap(i, i + len(star)) for i in range(len(text)) if text.startswith(star, i)]
    return [[proposal.text for proposal in fill.proposals] for fill in FILLER.complete(text, gaps)]


def test_a_word_the_page_kept_was_not_starred_out() -> None:
    place = "这是县里*的水库，修建于五十年前。"
    alone, kept = best(place)[0], best(place + "最大的鱼有三十斤，库区最大水深四十米，最大宽度两千米。" * 2)[0]
    assert "最大" in alone[:3]
    assert "最大" not in kept[:1]


def test_placeholders_of_a_page_are_read_together() -> None:
    text = "第*位老师教数学，第*次考试在三月，第*名有奖，"
    assert best(text + "他是*。")[-1] != best("他是*。")[-1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("镇上去年为此花掉*5万元。", Kind.LOOSE),
        ("得到的木材*20个。", Kind.OTHER),
        ("由他带*全体队员下山。", Kind.LOOSE),
        ("表中带*的为必填项。", Kind.OTHER),
        ("这些做法*合标准。", Kind.OPEN),
        ("他们得到*佳曲线（curve）的形状。", Kind.LOOSE),
        ("*预热（warm-up）之后再跑。", Kind.OTHER),
    ],
)
def test_shapes_that_hide_a_word_only_beside_others(text: str, kind: Kind) -> None:
    assert kinds(text)[0] is kind


def test_emphasis_among_starred_words_stays() -> None:
    assert "**提前一天** 预约" in CHECKER.restore(PAGE + "\n请您**提前一天** 预约，谢谢。").text
    found = starred(PAGE + "\n请您**提前一天** 预约，谢谢。")
    assert len(found) == PAGE.count("*")
