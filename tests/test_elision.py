"""Missing text and deleted superlatives: every frame's own examples, negatives, interviews, odd texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zhquality.checker import Checker
from zhquality.config import Config
from zhquality.data import data_file, lexicon_folder
from zhquality.detectors.remnants import _can_count
from zhquality.errors import DataError
from zhquality.findings import Applicability
from zhquality.lexicon.frames import Frame, derive_frames, load_frames
from zhquality.lexicon.remnants import load_remnants, read_remnant

CHECKER = Checker(Config(select=("ELI", "CEN003")))
FRAMES = load_frames(lexicon_folder() / "elisions.toml")
NEGATIVE = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "negative_eli.jsonl").read_text(encoding="utf-8").splitlines()
]


def found(text: str) -> list[tuple[str, str]]:
    return [(f.rule, f.surface) for f in CHECKER.check(text).findings]


@pytest.mark.parametrize(("rule", "text"), [(f.rule, t) for f in FRAMES for t in f.matches])
def test_frames_match_their_examples(rule: str, text: str) -> None:
    assert rule in [code for code, _ in found(text)]


@pytest.mark.parametrize("text", [t for f in FRAMES for t in f.rejects])
def test_frames_leave_their_counterexamples(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("row", NEGATIVE, ids=[row["reason"] for row in NEGATIVE])
def test_honest_text_is_left_alone(row: dict[str, str]) -> None:
    assert found(row["text"]) == []


def test_deleted_superlatives_are_shown_with_what_may_have_stood_there() -> None:
    (finding,) = CHECKER.check("车间的焊接工艺具有国内外水平，深受好评。").findings
    assert finding.rule == "CEN003"
    assert finding.applicability is Applicability.DISPLAY
    assert finding.confidence < 0.5
    assert "具有国内外先进水平" in [p.text for p in finding.proposals]


ANSWER = "这个问题我们内部也反复讨论过，最后大家觉得还是要从用户的实际需要出发，一步一步把基础打牢，不能只看一时的热闹，也不能被别人的节奏带着走。"


def interview(*speakers: str) -> str:
    lines = [f"{s}：{ANSWER}" if s == "周工" else f"{s}：您怎么看今年的市场变化？" for s in speakers]
    return "\n\n".join(lines)


def test_an_answer_after_the_same_speakers_answer_lacks_its_question() -> None:
    text = interview("记者", "周工", "记者", "周工", "周工", "记者", "周工", "记者", "周工")
    (finding,) = CHECKER.check(text).findings
    assert (finding.rule, finding.surface) == ("ELI001", "周工：")
    assert finding.start == text.index("周工：", text.index("周工：", text.index("周工：") + 1) + 1)
    assert finding.proposals == ()


def test_a_whole_interview_is_left_alone() -> None:
    assert found(interview(*["记者", "周工"] * 5)) == []


def test_an_unlabelled_question_stands_for_the_label() -> None:
    text = interview("记者", "周工", "记者", "周工", "记者", "周工") + f"\n\n那您自己呢？\n\n周工：{ANSWER}"
    assert found(text) == []


def test_chats_are_left_alone() -> None:
    assert (
        found("\n".join(f"{name}：{ANSWER}" for name in ["小林", "小林", "小林", "阿宽", "阿宽", "小林", "小林"])) == []
    )


def test_odd_texts_pass() -> None:
    for text in ("", "一个" * 50_000, "：\n" * 50_000, "\ud800一个线个场", "甲：" * 50_000, "请参见。" * 20_000):
        CHECKER.check(text)


@pytest.mark.parametrize(
    "damage",
    [
        "[[frame]]\nrule = 'ELI001'",
        "frame = 3",
        "[[frame]]\nrule='X'\nanchors=['a']\npattern='(?P<at>a)'\nwhy=''\nmatches=[]\nrejects=[]",
    ],
)
def test_a_damaged_file_names_itself(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "elisions.toml"
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(DataError, match=r"elisions\.toml"):
        load_frames(path)


def plain(frame: Frame) -> object:
    """Without what differs: an expression is no value, and examples are not stored."""
    unless = frame.unless and frame.unless.pattern
    return frame._replace(pattern=frame.pattern.pattern, unless=unless, matches=(), rejects=())  # type: ignore[arg-type]


def test_the_derived_file_is_what_the_files_of_frames_say(tmp_path: Path) -> None:
    paths, derived = (
        [lexicon_folder() / name for name in ("elisions.toml", "paraphrase.toml")],
        data_file("frames.json"),
    )
    for path in paths:
        stored = load_frames(path, derived)
        assert list(map(plain, stored)) == list(map(plain, load_frames(path)))
        assert not any(frame.matches for frame in stored)
    derive_frames(paths, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == derived.read_bytes(), "run make lexicons"


@pytest.mark.parametrize("text", [None, "", "[]", '{"elisions.toml": 1}'])
def test_a_derived_file_of_other_frames_or_a_damaged_one_is_not_believed(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "elisions.toml"
    path.write_bytes((lexicon_folder() / "elisions.toml").read_bytes() + b"# edited\n")
    derived = data_file("frames.json")
    if text is not None:
        derived = tmp_path / "x.json"
        derived.write_text(text, encoding="utf-8")
    assert load_frames(path, derived)[0].matches


@pytest.mark.parametrize(
    ("text", "surface", "first"),
    [
        ("设备运行三年，大限度地减少了停机。", "大限度", "最大限度"),
        ("孩子们先擦桌子，再扫地。后，我把窗户也擦了。", "后", "最后"),
        ("会上大家紧密团结在以同志为核心的领导集体周围。", "以同志", "以习近平同志"),
    ],
)
def test_deleted_words_are_put_back(text: str, surface: str, first: str) -> None:
    (finding,) = CHECKER.check(text).findings
    assert (finding.surface, finding.proposals[0].text) == (surface, first)
    assert finding.applicability is Applicability.DISPLAY


def test_one_sure_place_makes_a_page_be_asked_for_more() -> None:
    weak = "我们还注意到，产品大长度变成了三米。"
    assert found(weak) == []
    assert [surface for _, surface in found(f"新设备投产三年，大限度地减少了停机。{weak}")] == ["大限度", "大长度"]


@pytest.mark.parametrize("text", ["今年上半年利润同比增长%，好于预期。", "这家厂子的注册资本万元，办公面积平方米。"])
def test_numbers_that_are_gone_are_missed(text: str) -> None:
    assert {rule for rule, _ in found(text)} == {"ELI001"}


@pytest.mark.parametrize(
    "text",
    [
        "项目规模超亿元，去年参会人数过万人，全年发电量近亿度。",
        "日前，公司公布了年报，月初又开了年会。",
        'print("增长%s，下降%d" % (a, b))',
        "取余和整除写作：%%，%/%，矩阵乘法写作：%*%。前个星期他还来过。",
        "日本的大化改新以后，大化这个年号用了五年。",
    ],
)
def test_units_and_adjectives_of_their_own_are_left(text: str) -> None:
    assert found(text) == []


def test_remnants_are_rows_and_wrong_ones_are_named(tmp_path: Path) -> None:
    rows = load_remnants(data_file("remnants.tsv"))
    assert all(0 <= read_remnant(row).before < len(text) for text, some in rows.items() for row in some)
    assert list(rows) == sorted(rows)
    with pytest.raises(DataError, match="remnants: not before"):
        read_remnant("2\t最\t9")
    with pytest.raises(DataError, match="cannot read"):
        load_remnants(tmp_path / "none.tsv")


def test_hidden_words_are_not_gone() -> None:
    assert found("水泵的*大流量可达60吨，*大限度地满足了灌溉。") == []


def test_a_likely_place_needs_another() -> None:
    assert found("规矩不同，谁都想从买卖里得到大化的利益。") == []
    both = "规矩不同，谁都想从买卖里得到大化的利益。它也是世界上大的自由软件库。"
    assert [surface for _, surface in found(both)] == ["大化", "界上大的"]


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ("会议将于月", "日召开。", True),
        ("工厂", "日前停工。", False),
        ("本", "月召开会议。", False),
        ("共有", "个房间。", True),
        ("这", "个房间。", False),
        ("投资超", "亿元。", False),
        ("投资", "亿元。", True),
        ("增长", "%。", True),
        ("增长", "%d。", False),
    ],
)
def test_a_number_may_be_missing_before_a_unit_that_has_none(before: str, after: str, counts: bool) -> None:
    assert _can_count(before + after, len(before)) is counts
