"""Machine paraphrase (PAR) and verbose rewriting (SPN003): cues, pages, and what must be left alone."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhquality
from zhquality.data import data_file, lexicon_folder
from zhquality.detectors.quotes import _closed_unopened, reversed_pairs
from zhquality.detectors.verbose import read_cues
from zhquality.errors import DataError
from zhquality.lexicon.frames import Frame, load_frames
from zhquality.model.cues import PAGE, features, verbose_probability
from zhquality.model.gate import Gate

FRAMES = load_frames(lexicon_folder() / "paraphrase.toml")
NEGATIVE = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "negative_par.jsonl").read_text(encoding="utf-8").splitlines()
]

REWRITTEN = """随着电子商务的快速发展，物流行业也面临越来越多的挑战。分拣线每小时能处理两万件，真正卡住的是形状不同的东西，
例如拖把等、钓鱼竿等、麻袋里的土豆，机器不认识它们。这在当下似乎已经成为了一种趋势。"""

VERBOSE = """身为仓库的管理人员，老吴乃是在三年之前来到这里的。在旺季来临之际，货物的数量便会呈现出极为明显的上涨态势，
并非是人手不够，而是讲场地存有不足的情形。为了能够避免积压这种情况的发生，他已然凭借着多年的经验对流程加以调整，
仅仅只用了两周的时间，效率便有了颇为可观的提高。"""

OTHER_DIALECT = """这款软件能够去支持着多种格式的文件，用户不用手动地去进行设置。要是文件出现了损坏的状况，那么就会自动地进行修复，
并且还会把修复的结果给保存下来。相较于旧的版本来讲，它在处理的过程当中能够使得内存的占用得以降低。
里头存在着的历史记录，可以去列表里头来进行查看，也能够对其开展相关的操作。"""

PLAIN = """老吴三年前来仓库当管理员。旺季快到的时候，货会多很多，不是人手不够，是地方不够。为了不积压，他凭多年的经验
调整了流程，只用两周，效率就高了不少。"""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.rule}-{frame.anchors[0]}")
def test_patterns_match_and_reject_their_examples(frame: Frame) -> None:
    for text in frame.matches:
        assert frame.pattern.search(text), text
        assert any(anchor in text for anchor in frame.anchors), text
    for text in frame.rejects:
        assert not frame.pattern.search(text), text
    assert frame.unless is None or re.compile(frame.unless.pattern)
    assert frame.mend is None or re.compile(frame.mend[0])


@pytest.mark.parametrize("frame", [f for f in FRAMES if f.mend], ids=lambda frame: f"{frame.rule}-{frame.anchors[0]}")
def test_mending_changes_the_surface(frame: Frame) -> None:
    assert frame.mend
    for text in frame.matches:
        match = frame.pattern.search(text)
        assert match
        surface = match["at"]
        assert re.sub(*frame.mend, surface) != surface


def test_a_rewritten_page_is_found_with_its_places() -> None:
    report = zhquality.check(REWRITTEN)
    assert report.scores["paraphrased"] > 0.9
    found = {finding.surface for finding in report.findings}
    assert "钓鱼竿等" in found
    assert any(surface.startswith("随着电子商务") for surface in found)


def test_your_is_no_cue_where_the_page_speaks_to_its_reader() -> None:
    strange = REWRITTEN + "公司要拿出你的路线图。"
    assert "你的路线图" in {finding.surface for finding in zhquality.check(strange).findings}
    assert "你的路线图" not in {finding.surface for finding in zhquality.check(strange + "你看。").findings}


def test_one_finding_of_a_rule_a_place() -> None:
    found = zhquality.check(REWRITTEN + "像甲公司，乙公司，丙公司之类，都想做新的生意。").findings
    assert all(a.end <= b.start or a.rule != b.rule for a, b in pairwise(found))


def test_one_filler_sentence_is_no_rewriting() -> None:
    report = zhquality.check("随着电子商务的快速发展，物流行业也面临越来越多的挑战。仓库去年搬到了城北，离高速公路近。")
    assert report.scores["paraphrased"] < 0.1
    assert not report.findings


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("而在这其中，”短视频“无疑最受欢迎，”直播“也不差。", ["”短视频“", "”直播“"]),
        ("你先走吧。”他说：“我等一会儿。”", []),
        ("教练说：”他去年伤了腿，今年才回来。“队员都笑了。", ["”他去年伤了腿，今年才回来。“"]),
        ("“你先走。\n我不走，”他说：”你也别走。“", []),
        ("他说：”“，没有下文。", []),
        ("“甲”和“乙”都不对。", []),
        ("打开“**编辑**  \n”页面并点击“**保存**  \n”按钮", []),
        ("他写道：“河水涨了，\n桥塌了。”又说：“路也断了。\n”", []),
        ("第一行没有合上“\n”第二行“第三行", ["”第二行“"]),
        ("屏幕是27”的，比24”的大。", []),
    ],
)
def test_quotes_turned_around(text: str, surfaces: list[str]) -> None:
    assert [f.surface for f in zhquality.check(text).findings if f.rule == "PAR002"] == surfaces


@given(st.text("“”甲。：\n", max_size=30))
def test_no_turned_pair_is_passed_over(text: str) -> None:
    if list(reversed_pairs(text)):
        assert _closed_unopened(text)


def test_verbose_pages_are_found_and_their_plain_forms_proposed() -> None:
    report = zhquality.check(VERBOSE)
    assert report.scores["verbose"] > 0.9
    assert report.scores["spun"] >= report.scores["verbose"]
    proposals = {f.surface: [p.text for p in f.proposals] for f in report.findings if f.rule == "SPN003"}
    assert proposals["乃是"][0] == "是"
    assert "仅仅只" in proposals
    assert zhquality.check(PLAIN).scores["verbose"] < 0.01
    assert not zhquality.check(PLAIN).findings


def test_no_single_cue_is_needed() -> None:
    report = zhquality.check(OTHER_DIALECT)
    assert report.scores["verbose"] > 0.9
    proposals = {f.surface: [p.text for p in f.proposals] for f in report.findings if f.rule == "SPN003"}
    assert proposals["来进行"] == ["进行"]
    assert not proposals.keys() & {"乃是", "身为", "之际", "予以", "极为"}


def test_one_finding_a_place() -> None:
    findings = [f for f in zhquality.check(VERBOSE).findings if f.rule.startswith("SPN")]
    assert all(a.end <= b.start for a, b in pairwise(findings))


@pytest.mark.parametrize("row", NEGATIVE, ids=lambda row: row["reason"])
def test_leave_alone(row: dict[str, str]) -> None:
    report = zhquality.check(row["text"])
    assert [f for f in report.findings if f.rule.startswith(("PAR", "SPN"))] == []
    assert report.scores["paraphrased"] < 0.1
    assert report.scores["verbose"] < 0.5


def test_features_say_what_the_weights_expect() -> None:
    gate = Gate.open(data_file("verbose.gate"))
    assert len(features(["乃是", "乃是", "之际"], 300, gate)) == len(PAGE) - 1
    assert verbose_probability([], 300, gate) == 0.0
    assert verbose_probability(["乃是", "之际", "身为", "里头"], 100, gate) > verbose_probability(["乃是"], 100, gate)


def test_every_weighed_cue_is_in_the_lexicon() -> None:
    cues = read_cues(lexicon_folder() / "verbose" / "cues.tsv")
    assert Gate.open(data_file("verbose.gate")).weights.keys() <= cues.keys()


@pytest.mark.parametrize("rows", ["乙\n甲\t丙\n甲\t丁\n", "甲\t甲\n", "甲\t乙||丙\n", "甲\t乙\t丙\n"])
def test_wrong_cues_are_named_by_line(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "cues.tsv"
    path.write_text("# comment\n" + rows, encoding="utf-8")
    with pytest.raises(DataError, match=r"cues\.tsv:[234]"):
        read_cues(path)


@given(st.text(alphabet="等、，。”“随着的发展还你\n", max_size=80))
def test_spans_hold_for_any_text(text: str) -> None:
    for finding in zhquality.check(text).findings:
        assert text[finding.start : finding.end] == finding.surface


@pytest.mark.parametrize(
    "piece",
    [
        "等、",
        "等等",
        "”一“",
        "随着的发展，",
        "乃是身为之际",
        "从最初的到再到",
        "，等等，",
        "你的",
        "对一，来说，",
        "不管，或者",
    ],
)
def test_hostile_repetition(piece: str) -> None:
    zhquality.check(piece * (200_000 // len(piece)))
