"""``zhquality lexicon``: check dictionaries, and say what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from zhquality.cli.common import language
from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.counts import RowCounts, read_counts, total
from zhquality.lexicon.entries import validate

__all__ = ["command"]

_OPEN = "open"
"""Pairs of no tool's own dictionary: circulating synonyms."""
_COUNTED = ("swapped", "known", "found", "right", "wrong", "alarms")
"""Figures of simulated pages."""
_SELDOM = "–"
"""Where there are too few places for a figure."""


@click.group("lexicon", short_help="Check and describe the lexicons. 检查词典。")
def command() -> None:
    """Check and describe the lexicons."""


@command.command("check")
@click.argument("place", required=False, metavar="[FILE|FOLDER]", type=click.Path(path_type=Path, exists=True))
def check(place: Path | None) -> int:
    """Check a dictionary, or all of a folder (the project's own by default); problems are shown as file:line.

    Exit code 0: no problem; 1: problems; 2: there is no dictionary, or one cannot be read.
    """
    problems = validate(place or lexicon_folder() / "spun")
    chinese = language(None) == "zh"
    for problem in problems:
        click.echo(f"{problem.path}:{problem.line}：{problem.message_zh}" if chinese else str(problem))
    if chinese:
        click.echo(f"{len(problems)} 处有误" if problems else "没有发现问题", err=True)
    else:
        count = "1 problem" if len(problems) == 1 else f"{len(problems) or 'no'} problems"
        click.echo(count, err=True)
    return int(bool(problems))


@command.command("stats")
@click.argument("family", required=False)
def stats(family: str | None) -> None:
    """Measured figures of every family, or of every row of FAMILY.

    Rates are occurrences per million characters of clean text. "Told apart" is the probability that a place where the
    surface was put in looks more like a swap than a place where it is right; 0.5 is chance. The others are of simulated
    pages. Of the places where a surface was put in ("swapped"), "known" is the share on pages taken for spun, "found" the
    share with a finding, "right" the share restored first. Of the places where authors wrote the surface, "wrong" is the
    share taken for a swap on pages taken for spun, "alarms" the same on clean pages. A dash stands for what was seen too
    seldom.
    """
    from zhquality.model.describing import describe
    from zhquality.model.statistics import Statistics

    statistics = Statistics.open(data_file("spun.npz"))
    rows = list(describe(statistics, read_counts(data_file("rows.tsv"))))
    names = [*(name for name in statistics.families if name != "sentinels"), _OPEN]
    if family is not None and family not in names:
        raise click.BadParameter(f"{family}: there is no such family; there are {', '.join(names)}")
    if family is None:
        click.echo(f"family      pairs  surface/M  canonical/M  told apart  {_aligned(_COUNTED)}")
        for name in names:
            own = [row for row in rows if name in (row.families or (_OPEN,))]
            counts = total((row.surface, row.counts) for row in own if row.counts)
            click.echo(
                f"{name:10s} {len(own):6d} {_mean(row.surface_rate for row in own):10.1f}"
                f" {_mean(row.canonical_rate for row in own):12.1f} {_mean(row.told_apart for row in own):11.3f}"
                f"  {_aligned(_counted(counts))}"
            )
        return
    click.echo("\t".join(("surface", "canonical", "surface/M", "canonical/M", "told apart", "page weight", *_COUNTED)))
    for row in rows:
        if family in (row.families or (_OPEN,)):
            measured = (
                f"{row.surface_rate:.2f}",
                f"{row.canonical_rate:.2f}",
                f"{row.told_apart:.3f}",
                f"{row.weight:.2f}",
            )
            click.echo("\t".join((row.surface, row.canonical, *measured, *_counted(row.counts))))


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / max(1, len(numbers))


def _counted(counts: RowCounts | None) -> tuple[str, ...]:
    """The figures of simulated pages, by the names of ``_COUNTED``."""
    if counts is None:
        return (_SELDOM,) * len(_COUNTED)
    of_swapped = (_share(part, counts.swapped) for part in (counts.known, counts.found, counts.right))
    return str(counts.swapped), *of_swapped, _share(counts.wrong, counts.left), _share(counts.alarms, counts.clean)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else _SELDOM


def _aligned(cells: Iterable[str]) -> str:
    return " ".join(f"{cell:>7s}" for cell in cells)
