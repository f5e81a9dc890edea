"""The spinner simulator: its gold undoes it."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from zhquality.model.simulate import Spinner, Swap, random_spinner, spin

PIECES = st.text("甲乙丙丁", min_size=1, max_size=3)


def undo(spun: str, swaps: list[Swap]) -> str:
    for swap in reversed(swaps):
        assert spun[swap.start : swap.end] == swap.surface
        spun = spun[: swap.start] + swap.canonical + spun[swap.end :]
    return spun


@given(st.text("甲乙丙丁戊", max_size=40), st.dictionaries(PIECES, PIECES, max_size=6), st.sampled_from([1.0, 0.5]))
def test_putting_back_every_swap_gives_the_text(text: str, table: dict[str, str], share: float) -> None:
    spun, swaps = spin(text, Spinner("x", table, share), random.Random(1))
    assert undo(spun, swaps) == text


def test_replacement_is_blind_to_words_and_longest_first() -> None:
    table = {"个中": "其中", "模型": "模子", "大模型": "大模子"}
    spun, swaps = spin("整个中国的大模型", Spinner("x", table, 1.0), random.Random(1))
    assert spun == "整其中国的大模子"
    assert [swap.canonical for swap in swaps] == ["个中", "大模型"]


def test_a_thesaurus_draws_anew_at_each_place() -> None:
    spinner = Spinner("x", {"方法": "办法"}, 1.0, {"方法": ["办法", "法子"]})
    spun, swaps = spin("方法" * 40, spinner, random.Random(1))
    assert {swap.surface for swap in swaps} == {"办法", "法子"}
    assert undo(spun, swaps) == "方法" * 40


def test_unknown_tables_draw_from_all_open_families() -> None:
    families = {"one": {"方法": ["办法"]}, "two": {"方法": ["法子"]}}
    tables = [random_spinner(families, ["one", "two"], random.Random(n)) for n in range(60)]
    assert {spinner.table["方法"] for spinner in tables if spinner.table} == {"办法", "法子"}


def test_some_unknown_tables_are_small_and_prefer_words_with_many_replacements() -> None:
    rows = {f"词{chr(0x4E00 + n)}": [f"替{chr(0x4E00 + n)}"] for n in range(3000)} | {
        "问题": list("甲乙丙丁戊己庚辛壬癸") * 9
    }
    tables = [random_spinner({"one": rows}, ["one"], random.Random(n)) for n in range(80)]
    small = [spinner for spinner in tables if 0 < len(spinner.table) < 250]
    assert len(small) > 5
    assert sum("问题" in spinner.table for spinner in small) > len(small) * 0.6
    assert any(spinner.drawn for spinner in small)
