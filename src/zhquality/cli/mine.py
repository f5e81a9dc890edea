"""``zhquality mine``: print a spinner's dictionary from what it did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from zhquality.cli.common import FloatRange, language, say
from zhquality.errors import InputError
from zhquality.files import read_source
from zhquality.walking import find_files, is_folder

__all__ = ["command"]

_PATH = click.Path(path_type=Path)


@click.command("mine", short_help="Print a spinner's dictionary. 从原文和伪原创中提取词典。")
@click.argument("original", required=False, type=_PATH)
@click.argument("spun", required=False, type=_PATH)
@click.option("--corpus", type=_PATH, help="Spun pages of one site without their originals. 没有原文的一批伪原创网页。")
@click.option("--min-count", type=FloatRange(min=0), default=None, help="Leave out rarer rows. 最少次数。")
def command(original: Path | None, spun: Path | None, corpus: Path | None, min_count: float | None) -> int:
    """Print the dictionary that turned ORIGINAL into SPUN, as rows for a lexicon: surface, canonicals, counts.

    Both are files, or folders with files of the same names. With --corpus the pages of a folder are taken to be spun by
    one tool; rows are then proposed from the words themselves, with expected counts.
    """
    if corpus is not None:
        if original is not None:
            raise click.UsageError("give ORIGINAL and SPUN, or --corpus FOLDER")
        from zhquality.rewrite.propose import LEAST, propose

        texts = [read_source(path).text for path in _found(corpus)]
        if not texts:
            raise InputError(f"{corpus}: no text files in this folder")
        rows = propose(texts, LEAST if min_count is None else min_count)
    else:
        if original is None or spun is None:
            raise click.UsageError("give ORIGINAL and SPUN, or --corpus FOLDER")
        from zhquality.rewrite.mine import mine

        rows = mine(_pairs(original, spun), 1 if min_count is None else min_count)
    for row in rows:
        click.echo(str(row))
    if not rows:
        chinese = language(None) == "zh"
        said = "没有哪个词替换得足够一致" if chinese else "no word was swapped consistently enough to tell"
        click.echo(said, err=True)
    return 0


def _found(path: Path) -> Iterator[Path]:
    """The file, or the text files of a folder.

    Raises:
        InputError: at the first that is not there or cannot be read: half of the pages would give another dictionary.
    """
    for found in find_files([path]):
        if isinstance(found, InputError):
            raise found
        yield found


def _pairs(original: Path, spun: Path) -> Iterator[tuple[str, str]]:
    """The texts of both files, or of the files that stand under the same name in both folders."""
    if is_folder(original) != is_folder(spun):
        raise InputError(f"{original} and {spun}: give two files or two folders")
    if not is_folder(original):
        yield read_source(original).text, read_source(spun).text
        return
    names = {path.relative_to(original) for path in _found(original)}
    others = {path.relative_to(spun) for path in _found(spun)}
    if not names & others:
        raise InputError(f"{original} and {spun}: no files of the same names")
    for name in sorted(names ^ others):
        folder = original if name in names else spun
        say(InputError(f"{folder / name}: has no partner of the same name; left out"))
    for name in sorted(names & others):
        yield read_source(original / name).text, read_source(spun / name).text
