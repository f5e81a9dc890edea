"""``zhquality lexicon stats``: measured figures of families and rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from zhquality.cli.lexicon import command
from zhquality.data import data_file
from zhquality.errors import DataError
from zhquality.lexicon.counts import RowCounts, read_counts, total
from zhquality.model.describing import describe
from zhquality.model.statistics import Statistics

COUNTS = read_counts(data_file("rows.tsv"))


def run(*arguments: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(command, ["stats", *arguments])
    return result.exit_code, result.output.splitlines()


def test_every_family_and_the_open_lists_are_listed() -> None:
    code, lines = run()
    assert code == 0
    names = [line.split()[0] for line in lines[1:]]
    assert {"a", "verbose", "open"} <= set(names)
    assert len(names) >= 9
    assert sum(int(line.split()[1]) for line in lines[1:]) >= 20_000


def test_families_are_found_on_spun_pages_and_not_on_clean_ones() -> None:
    _, lines = run()
    figures = {line.split()[0]: [float(cell) for cell in line.split()[5:]] for line in lines[1:]}
    for swapped, known, found, right, wrong, alarms in figures.values():
        assert swapped >= 100
        assert 1 >= known >= found >= right > 0.5
        assert 5 * wrong < right
        assert alarms < 0.001
    assert figures["a"][3] > 0.7


def test_rows_of_a_family_carry_figures() -> None:
    code, lines = run("a")
    assert code == 0
    head, *cells = (line.split("\t") for line in lines)
    rows = {tuple(row[:2]): dict(zip(head[2:], row[2:], strict=True)) for row in cells}
    craft = {name: float(cell) for name, cell in rows["手艺", "技术"].items()}
    assert craft["surface/M"] < craft["canonical/M"]
    assert craft["told apart"] > 0.7
    counts = COUNTS["手艺", "技术"]
    assert craft["swapped"] == counts.swapped > 20
    assert craft["found"] == pytest.approx(counts.found / counts.swapped, abs=1e-4)
    assert craft["right"] == pytest.approx(counts.right / counts.swapped, abs=1e-4)
    assert craft["wrong"] == pytest.approx(counts.wrong / counts.left, abs=1e-4)
    assert craft["alarms"] == 0


def test_rows_seen_too_seldom_have_dashes() -> None:
    _, lines = run("open")
    rows = {tuple(line.split("\t")[:2]): line.split("\t")[6:] for line in lines[1:]}
    unseen = rows.keys() - COUNTS.keys()
    assert unseen and all(set(rows[pair]) == {"–"} for pair in unseen)


def test_an_unknown_family_is_an_error_that_names_the_known_ones() -> None:
    code, lines = run("zz")
    assert code == 2
    assert "verbose" in lines[-1]


def test_context_tells_most_pairs_apart() -> None:
    apart = [row.told_apart for row in describe(Statistics.open(data_file("spun.npz")), {})]
    assert all(0 <= value <= 1 for value in apart)
    assert sorted(apart)[len(apart) // 20] > 0.65


def test_counts_are_of_pairs_of_the_statistics() -> None:
    statistics = Statistics.open(data_file("spun.npz"))
    pairs = {(row.surface, row.canonical) for row in describe(statistics, {})}
    assert list(COUNTS) == sorted(COUNTS)
    assert COUNTS.keys() <= pairs
    for row in COUNTS.values():
        assert row.swapped >= row.known >= row.found >= row.right
        assert row.wrong <= row.left
        assert row.alarms <= row.clean


def test_what_authors_wrote_counts_once_for_all_pairs_of_a_surface() -> None:
    first = RowCounts(9, 8, 7, 6, 5, 40, 3, 20, 1)
    second = RowCounts(1, 1, 1, 1, 1, 40, 1, 20, 0)
    other = RowCounts(1, 1, 1, 0, 0, 2, 0, 1, 0)
    assert total([("手艺", first), ("手艺", second), ("海内", other)]) == RowCounts(11, 10, 9, 7, 6, 42, 4, 21, 1)
    assert total([]) == RowCounts(*[0] * 9)


@pytest.mark.parametrize("row", ["手艺\t技术", "手艺\t技术\t1\t1\t1\t1\t1\t1\t1\t1\tx", "手艺"])
def test_a_wrong_row_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text(f"# counts\n手艺\t技术\t9\t9\t9\t9\t0\t9\t0\t9\t0\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"rows\.tsv:3"):
        read_counts(path)
