"""Comparing two texts: relation, direction, table, offsets, and the command."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhquality
from zhquality import Comparison
from zhquality.rewrite.alignment import align, best_prefix
from zhquality.rewrite.direction import b_rewritten, features
from zhquality.rewrite.swaps import Change, match_family

SOURCE = """近年来，我国人工智能技术发展迅速，国内多家企业在大模型领域取得了重要进展。负责人表示，如果没有监管，货币市场就会出现问题。
据了解，该项目由北京的一家公司负责，根据计划，明年将在全国范围内推广。去年冬天，他们在哈尔滨建了第一座试验站，用来观察低温下的电池。
工程师王敏说，每天清晨五点她都要去记录数据，手指冻得握不住笔，但是这些数字后来帮了大忙。"""

TABLE = {
    "技术": "手艺",
    "发展": "生长",
    "国内": "海内",
    "大模型": "大模子",
    "负责人": "认真人",
    "如果": "若是",
    "监管": "羁系",
    "货币": "钱币",
    "出现": "泛起",
    "了解": "相识",
    "根据": "凭据",
    "但是": "然则",
}

OTHER = """镇上的图书馆重新开门那天，孩子们排了很长的队。馆长把旧书架全换成了矮的，又在窗边摆了两排小板凳，阳光正好照在书页上。
有个男孩一口气借了六本，他母亲笑着说，他识字还不多，只是喜欢抱着书走路。傍晚下起小雨，借书的人却越来越多。"""


def spun(text: str) -> str:
    for original, surface in TABLE.items():
        text = text.replace(original, surface)
    return text


COPY = spun(SOURCE)


def plain_pairs(comparison: Comparison) -> set[tuple[str, str]]:
    return {(row.a, row.b) for row in comparison.swaps}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return zhquality.compare(SOURCE, COPY)


def test_a_spun_copy_is_found_and_named(comparison: Comparison) -> None:
    assert comparison.probability > 0.95
    assert comparison.rewritten == "b"
    assert min(comparison.coverage_a, comparison.coverage_b) > 0.97
    assert comparison.only_a == comparison.only_b == ()


def test_the_other_way_round_says_the_same(comparison: Comparison) -> None:
    back = zhquality.compare(COPY, SOURCE)
    assert back.rewritten == "a"
    assert {(row.b, row.a) for row in back.swaps} == plain_pairs(comparison)
    assert back.family == comparison.family
    assert back.probability == pytest.approx(comparison.probability, abs=0.01)


def test_the_table_holds_the_swaps_and_nothing_else(comparison: Comparison) -> None:
    smaller = {
        "负责人": ("负责", "认真"),
        "大模型": ("模型", "模子"),
    }  # rows of the dictionary too, beside an equal character
    expected = {smaller.get(original, (original, surface)) for original, surface in TABLE.items()}
    assert plain_pairs(comparison) == expected
    assert comparison.family in {"a", "a-wide"}
    assert all(row.families for row in comparison.swaps)


def test_offsets_hold_in_both_texts(comparison: Comparison) -> None:
    for passage in comparison.passages:
        for swap in passage.swaps:
            assert SOURCE[swap.start_a : swap.end_a] == swap.a
            assert COPY[swap.start_b : swap.end_b] == swap.b
            assert passage.start_a <= swap.start_a < swap.end_a <= passage.end_a
            assert passage.start_b <= swap.start_b < swap.end_b <= passage.end_b


def test_paragraphs_moved_mixed_with_others_and_left_out() -> None:
    first, _, third = COPY.split("\n")
    filler_one, filler_two = OTHER.split("\n")
    mixed = f"首页 > 新闻 > 正文\n{third}\n{filler_one}\n{first}\n{filler_two}\n扫码关注我们"
    result = zhquality.compare(SOURCE, mixed)
    assert result.probability > 0.9
    assert result.rewritten == "b"
    assert len(result.passages) >= 2
    left_out = "".join(SOURCE[start:end] for start, end in result.only_a)
    assert "哈尔滨建了第一座试验站" in left_out
    assert "工程师王敏" not in left_out
    added = "".join(mixed[start:end] for start, end in result.only_b)
    assert "图书馆重新开门" in added
    assert "扫码关注我们" in added
    assert "海内" not in added


def test_traditional_script_and_glosses() -> None:
    from opencc import OpenCC

    copy = OpenCC("s2t").convert(COPY).replace("電池", "電(diàn)池")
    result = zhquality.compare(SOURCE, copy)
    assert result.rewritten == "b"
    assert result.coverage_a > 0.97
    for passage in result.passages:
        for swap in passage.swaps:
            assert copy[swap.start_b : swap.end_b] == swap.b
    assert ("技术", "手藝") in {(s.a, s.b) for p in result.passages for s in p.swaps}


def test_a_plain_copy_has_no_direction() -> None:
    result = zhquality.compare(SOURCE, SOURCE)
    assert (result.coverage_a, result.coverage_b, result.rewritten, result.b_rewritten) == (1.0, 1.0, None, 0.5)
    assert result.swaps == ()
    assert result.family is None
    assert result.probability > 0.95


def test_unrelated_texts_have_nothing_in_common() -> None:
    result = zhquality.compare(SOURCE, OTHER)
    assert result.probability < 0.05
    assert result.passages == ()
    assert result.rewritten is None


def test_a_shared_quotation_is_no_rewrite() -> None:
    quotation = "他舍不得院子里那些晾了多年的木料"
    result = zhquality.compare(f"{SOURCE}\n他写道：“{quotation}。”", f"{OTHER}\n书上说：“{quotation}。”")
    assert result.probability < 0.5


def test_a_swap_no_dictionary_has_is_cut_at_words() -> None:
    source = "他们在工厂里修理坏掉的机器，每天都要忙到很晚才回家休息，周末也不例外。"
    result = zhquality.compare(source, source.replace("机器", "锅炉"))
    assert plain_pairs(result) == {("机器", "锅炉")}
    assert [s.known for p in result.passages for s in p.swaps] == [False]


def test_another_number_is_no_swap() -> None:
    source = "第五条规定，施工单位应当在动工以前把图纸送到当地的主管部门，由专人负责登记。"
    assert zhquality.compare(source, source.replace("第五条", "第八条")).swaps == ()


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "x" * 50_000, "。" * 50_000, "技术" * 20_000, "😀" * 3000])
def test_any_text_goes_through(text: str) -> None:
    for a, b in ((text, text), (text, SOURCE), (COPY, text)):
        assert 0 <= zhquality.compare(a, b).probability <= 1


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="技术手艺生长发展的，。\n(yì)國国\ud800😀a1", max_size=60), st.text(max_size=40))
def test_offsets_are_right_on_any_text(head: str, tail: str) -> None:
    a, b = head + SOURCE + tail, tail + COPY + head
    result = zhquality.compare(a, b)
    for passage in result.passages:
        assert 0 <= passage.start_a < passage.end_a <= len(a)
        assert 0 <= passage.start_b < passage.end_b <= len(b)
        for swap in passage.swaps:
            assert (a[swap.start_a : swap.end_a], b[swap.start_b : swap.end_b]) == (swap.a, swap.b)
    assert all(0 <= start < end <= len(a) for start, end in result.only_a)


def test_alignment_prefers_a_dictionary_word_to_single_characters() -> None:
    steps = align("整个中国", "整其中国", {"个中": (("其中", 0.8),), "其中": (("个中", 0.8),)}, 2)
    assert [(s.kind, s.start_a, s.end_a) for s in steps] == [("same", 0, 1), ("swap", 1, 3), ("same", 3, 4)]
    assert [s.kind for s in align("整个", "整只", {}, 2)] == ["same", "other"]


def test_what_does_not_fit_is_cut_off() -> None:
    steps = align("天气很好abc", "天气很好xyz", {}, 1)
    assert best_prefix(steps)[-1].end_a == 4


def test_the_smaller_dictionary_that_explains_the_table_is_named() -> None:
    rows = [("small", "large")] * 5 + [("large",)]
    assert match_family(rows, {"small": 20, "large": 10_000})[0] == "small"
    assert match_family([("large",)] * 5 + [("small", "large")], {"small": 20, "large": 10_000})[0] == "large"
    assert match_family([(), (), ("small",)], {"small": 20, "large": 10_000})[0] is None


def test_numpy_waits_until_something_is_compared() -> None:
    code = "import sys, zhquality; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "zhquality", "compare", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, "LANG": "C.UTF-8"})


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    a, b = tmp_path / "原文.txt", tmp_path / "copy.txt"
    a.write_text(SOURCE, encoding="utf-8")
    b.write_bytes(COPY.encode("gb18030"))
    return a, b


def test_command_names_the_rewrite(files: tuple[Path, Path]) -> None:
    done = run(*files, "--lang", "en")
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (1, b"")
    assert out.startswith(f"{files[1]} is a rewrite of {files[0]}.\n")
    assert "技术 → 手艺" in out
    back = run(files[1], files[0], "--lang", "zh").stdout.decode()
    assert back.startswith(f"{files[1]} 是 {files[0]} 的改写稿。\n")
    assert "技术 → 手艺" in back


def test_command_json_has_every_attribute(files: tuple[Path, Path]) -> None:
    done = run(files[0], "-", "--output-format", "json", stdin=COPY.encode())
    found = json.loads(done.stdout)
    assert found["rewritten"] == "b"
    assert found["paths"] == [str(files[0]), "<stdin>"]
    assert set(Comparison.__slots__) <= found.keys()
    assert found["passages"][0]["swaps"][0]["a"] == "技术"


def test_command_exit_codes(files: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(OTHER, encoding="utf-8")
    assert run(files[0], other).returncode == 0
    missing = run(files[0], tmp_path / "missing.txt")
    assert missing.returncode == 2
    assert "missing.txt" in missing.stderr.decode()
    assert run(files[0], tmp_path).returncode == 2
    assert run("-", "-").returncode == 2


class Counted:
    """A model of two characters of context, to which every window is worth its first score."""

    order = 3

    def __init__(self, *scores: float) -> None:
        self.scores = scores
        self.windows: list[tuple[str, str, str]] = []

    def score(self, windows: list[tuple[str, str, str]]) -> list[float]:
        self.windows = windows
        return [self.scores[number % len(self.scores)] for number in range(len(windows))]


class OneRow:
    def families_of(self, canonical: str, surface: str) -> tuple[str, ...]:
        return ("own",) if (canonical, surface) == ("技术", "手艺") else ()


def test_a_swap_is_weighed_between_its_neighbours_in_both_texts() -> None:
    a, b = "这家公司技术领先于人", "那些公司手艺领先同行"
    model = Counted(5.0, 1.0)
    there = [Change(4, 6, 4, 6, known=False)]
    fit, rows, page = features(a, b, there, OneRow(), model, (0.1, 0.9))
    assert model.windows == [("公司", "技术", "领先"), ("公司", "手艺", "领先")] * 2
    assert (fit, rows) == (4.0, 1)
    assert page > 0
    assert features(b, a, there, OneRow(), Counted(5.0, 1.0), (0.5, 0.5)) == (4.0, -1, 0.0)
    assert features(a, b, there, OneRow(), Counted(40.0, 1.0), (0.5, 0.5))[0] == 12.0
    assert features(a, b, there * 9, OneRow(), model, (0.5, 0.5))[0] == pytest.approx(4 * (1 + math.log(9)))
    assert len(model.windows) == 4 * 6


def test_what_says_nothing_names_nobody() -> None:
    assert b_rewritten((0.0, 0.0, 0.0)) == 0.5
    assert b_rewritten((1.0, 1.0, 1.0)) == pytest.approx(1 - b_rewritten((-1.0, -1.0, -1.0)))
    for place in range(3):
        numbers = [0.0, 0.0, 0.0]
        numbers[place] = 4.0
        assert b_rewritten(numbers) > 0.85
