"""``zhquality lexicon stats``: measured figures of families and rows."""

from __future__ import annotations

from click.testing import CliRunner

from zhquality.cli.lexicon import command
from zhquality.data import data_file
from zhquality.model.describing import describe
from zhquality.model.statistics import Statistics


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, ["stats", *arguments])
    return result.exit_code, result.output


def test_every_family_and_the_open_lists_are_listed() -> None:
    code, output = run()
    assert code == 0
    names = [line.split()[0] for line in output.splitlines()[1:]]
    assert {"a", "verbose", "open"} <= set(names)
    assert len(names) >= 9
    assert sum(int(line.split()[1]) for line in output.splitlines()[1:]) >= 20_000


def test_rows_of_a_family_carry_figures() -> None:
    code, output = run("a")
    assert code == 0
    rows = {tuple(line.split("\t")[:2]): line.split("\t")[2:] for line in output.splitlines()[1:]}
    surface, canonical, apart, _ = map(float, rows["手艺", "技术"])
    assert surface < canonical
    assert apart > 0.7


def test_an_unknown_family_is_an_error_that_names_the_known_ones() -> None:
    code, output = run("zz")
    assert code == 2
    assert "verbose" in output


def test_context_tells_most_pairs_apart() -> None:
    apart = [row.told_apart for row in describe(Statistics.open(data_file("spun.npz")))]
    assert all(0 <= value <= 1 for value in apart)
    assert sorted(apart)[len(apart) // 20] > 0.65
