"""``zhquality lexicon``: check dictionaries, and say what is in them."""

from __future__ import annotations

from pathlib import Path

import click

from zhquality.data import lexicon_folder
from zhquality.lexicon.entries import load_folder, validate

__all__ = ["command"]


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
def stats() -> None:
    """How many surfaces and pairs each family has."""
    for name, entries in load_folder(lexicon_folder() / "spun").items():
        pairs = sum(len(entry.canonicals) for entry in entries)
        click.echo(f"{name:10s} {len(entries):6d} surfaces {pairs:6d} pairs")
