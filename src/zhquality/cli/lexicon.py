"""``zhquality lexicon``: check dictionaries, and say what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.entries import validate

__all__ = ["command"]

_OPEN = "open"
"""Pairs of no tool's own dictionary: circulating synonyms."""


@click.group("lexicon", short_help="Check and describe the lexicons. 检查词典。")
def command() -> None:
    """Check and describe the lexicons."""


@command.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
def check(folder: Path | None) -> int:
    """Check every dictionary of a folder (the project's own by default); problems are shown as file:line."""
    problems = validate(folder or lexicon_folder() / "spun")
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{len(problems)} problems" if problems else "no problems", err=True)
    return int(bool(problems))


@command.command("stats")
@click.argument("family", required=False)
def stats(family: str | None) -> None:
    """Measured figures of every family, or of every row of FAMILY.

    Rates are occurrences per million characters of clean text. "Told apart" is the probability that a place where the
    surface was put in looks more like a swap than a place where it is right; 0.5 is chance.
    """
    from zhquality.model.describing import describe
    from zhquality.model.statistics import Statistics

    statistics = Statistics.open(data_file("spun.npz"))
    rows = list(describe(statistics))
    names = [*(name for name in statistics.families if name != "sentinels"), _OPEN]
    if family is not None and family not in names:
        raise click.BadParameter(f"{family}: there is no such family; there are {', '.join(names)}")
    if family is None:
        click.echo("family      pairs  surface/M  canonical/M  told apart")
        for name in names:
            own = [row for row in rows if name in (row.families or (_OPEN,))]
            click.echo(
                f"{name:10s} {len(own):6d} {_mean(row.surface_rate for row in own):10.1f}"
                f" {_mean(row.canonical_rate for row in own):12.1f} {_mean(row.told_apart for row in own):11.3f}"
            )
        return
    click.echo("surface\tcanonical\tsurface/M\tcanonical/M\ttold apart\tpage weight")
    for row in rows:
        if family in (row.families or (_OPEN,)):
            click.echo(
                f"{row.surface}\t{row.canonical}\t{row.surface_rate:.2f}\t{row.canonical_rate:.2f}"
                f"\t{row.told_apart:.3f}\t{row.weight:.2f}"
            )


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / max(1, len(numbers))
