"""Dictionaries found in pairs of texts, and proposed from spun pages alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from zhquality.cli.mine import command
from zhquality.rewrite.differences import differences
from zhquality.rewrite.mine import mine, rows_of
from zhquality.rewrite.propose import propose
from zhquality.rewrite.units import Choice, choose_units

SENTENCES = (
    "这家公司去年增加了三条生产线，今年又增加两条。",
    "工人说，增加产量以后，加班反而少了。",
    "我们参加了会议，会上讨论如何提高技术水平。",
    "技术人员认为，问题主要出在管理上。",
    "管理的问题解决了，技术才能发展。",
    "发展要靠技术，也要靠大家一起努力。",
    "大家都觉得效率比去年高，效率高了，收入也会提高。",
    "城里的率先试点已经结束，概率和频率都算过了。",
    "他的看法是，国家的投入应当增加，国家标准也该更新。",
    "几家企业的专家在家里开了视频会议。",
    "通过这次调整，过程变得简单，通过率也上升了。",
)
TABLE = {
    "增加": "增添",
    "技术": "手艺",
    "发展": "生长",
    "管理": "治理",
    "国家": "国度",
    "效率": "效力",
    "通过": "经由过程",
    "大家": "人人",
    "提高": "进步",
    "会议": "集会",
}


def spin(text: str, table: dict[str, str]) -> str:
    """One pass from left to right, the longest key first, as PHP's strtr works."""
    out, at, keys = [], 0, sorted(table, key=len, reverse=True)
    while at < len(text):
        key = next((key for key in keys if text.startswith(key, at)), None)
        out.append(table[key] if key else text[at])
        at += len(key) if key else 1
    return "".join(out)


def pages(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return ["\n".join(chance.sample(SENTENCES, 8)) for _ in range(count)]


def test_the_units_are_words_not_the_characters_that_differ() -> None:
    rows = mine((page, spin(page, TABLE)) for page in pages(6))
    assert {(row.surface, row.canonicals) for row in rows} == {(s, (c,)) for c, s in TABLE.items()}


def test_a_single_character_is_a_unit_where_it_was_swapped_everywhere() -> None:
    table = {"是": "乃是", "大": "年夜"}
    texts = ["这是大事，那是小事，但是大家都说是好事。", "大树是绿的，天是蓝的，他是大夫。", "真大，是最大的。"] * 2
    rows = mine((text, spin(text, table)) for text in texts)
    assert {row.surface: row.canonicals for row in rows} == {"乃是": ("是",), "年夜": ("大",)}


def test_counts_are_the_swaps() -> None:
    page = "\n".join(SENTENCES)
    (row,) = (row for row in mine([(page, spin(page, TABLE))]) if row.surface == "手艺")
    assert row.counts == (page.count("技术"),)


def test_two_originals_of_one_surface_share_a_row_most_frequent_first() -> None:
    rows = rows_of({("手艺", "技术"): 3.0, ("手艺", "技能"): 5.0, ("生长", "发展"): 2.5})
    assert [str(row) for row in rows] == ["手艺\t技能|技术\t5|3", "生长\t发展\t2.5"]


def test_the_same_text_has_no_rows() -> None:
    assert mine([("\n".join(SENTENCES),) * 2]) == []


def test_a_rewritten_sentence_gives_no_rows_of_whole_sentences() -> None:
    a = "第一段保持不变。" + "".join(SENTENCES[:3]) + "最后一段也不变。"
    b = "第一段保持不变。" + "".join(SENTENCES[5:9]) + "最后一段也不变。"
    assert all(len(choice.surface) <= 9 and len(choice.canonical) <= 6 for choice in choose_units([(a, b)]))


def test_long_texts_are_cut_at_anchors_without_losing_swaps() -> None:
    chance = random.Random(3)
    a = "".join(chance.choice(SENTENCES) + str(chance.randrange(10**6)) for _ in range(2500))
    b = spin(a, TABLE)
    blocks = differences(a, b)
    assert len(a) > 50_000
    assert sum(block.end_a - block.start_a for block in blocks) < 3 * sum(a.count(c) for c in TABLE)


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=3))
@settings(deadline=None, max_examples=150)
def test_any_pairs(pairs: list[tuple[str, str]]) -> None:
    for choice in choose_units(pairs):
        assert choice.count > 0
        assert any(choice.canonical in a and choice.surface in b for a, b in pairs)


@given(st.text(alphabet="甲乙丙 ，", max_size=60), st.text(alphabet="甲乙丙 ，", max_size=60))
@settings(deadline=None)
def test_differences_give_the_other_text(a: str, b: str) -> None:
    out, at = [], 0
    for block in differences(a, b):
        out += [a[at : block.start_a], b[block.start_b : block.end_b]]
        at = block.end_a
    assert "".join([*out, a[at:]]) == b


def test_the_command_reads_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for number, page in enumerate(pages(4)):
        (tmp_path / "a" / f"{number}.txt").write_text(page, encoding="utf-8")
        (tmp_path / "b" / f"{number}.txt").write_text(spin(page, TABLE), encoding="utf-8")
    (tmp_path / "a" / "odd.txt").write_text("x", encoding="utf-8")
    folders = CliRunner().invoke(command, [str(tmp_path / "a"), str(tmp_path / "b")])
    assert folders.exit_code == 0
    assert "手艺\t技术\t" in folders.stdout
    assert "odd.txt: has no partner" in folders.stderr
    files = CliRunner().invoke(command, [str(tmp_path / "a" / "0.txt"), str(tmp_path / "b" / "0.txt")])
    assert "\t技术\t" in files.stdout or "技术" not in (tmp_path / "a" / "0.txt").read_text(encoding="utf-8")


def test_rows_are_proposed_from_spun_pages_alone(tmp_path: Path) -> None:
    spun = [spin(page, TABLE) for page in pages(6)]
    rows = propose(spun)
    right = {(surface, canonical) for canonical, surface in TABLE.items()}
    assert {(row.surface, row.canonicals[0]) for row in rows[:8]} <= right
    assert [sum(row.counts) for row in rows] == sorted((sum(row.counts) for row in rows), reverse=True)
    assert propose(pages(6)) == []
    for number, page in enumerate(spun):
        (tmp_path / f"{number}.txt").write_text(page, encoding="utf-8")
    done = CliRunner().invoke(command, ["--corpus", str(tmp_path)])
    assert done.exit_code == 0
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [row.surface for row in rows]


@pytest.mark.parametrize("arguments", [[], ["a.txt"], ["a.txt", "b.txt", "--corpus", "c"]])
def test_wrong_arguments_are_explained(arguments: list[str]) -> None:
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 2
    assert "ORIGINAL and SPUN" in done.stderr


def test_rows_seen_often_enough_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Choice("加", "添", 1), Choice("技术", "手艺", 2)]
    monkeypatch.setattr("zhquality.rewrite.mine.choose_units", lambda _: found)
    assert [row.surface for row in mine([])] == ["手艺", "添"]
    assert [row.surface for row in mine([], min_count=2)] == ["手艺"]
