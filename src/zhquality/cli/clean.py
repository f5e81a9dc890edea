"""``zhquality clean`` and the part of it that ``restore`` shares: write a changed text somewhere."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

from zhquality.checker import Checker
from zhquality.cli.common import choosing, config_of, inputs, say, with_paths
from zhquality.errors import InputError, ZhqualityError
from zhquality.files import Source, write_source
from zhquality.findings import Applicability

__all__ = ["command", "rewrite", "writing"]


def writing(function: Callable[..., int]) -> Callable[..., int]:
    """The options that say where a changed text goes."""
    for option in (
        click.option("--diff", "mode", flag_value="diff", help="Print a unified diff instead. 输出差异。"),
        click.option("--write", "mode", flag_value="write", help="Change the files in place. 写回文件。"),
        click.option("--force-exclude", is_flag=True, hidden=True, help="Accepted for hooks."),
    ):
        function = option(function)
    return function


def _diff(source: Source, text: str) -> Iterator[str]:
    """A unified diff that ``git apply`` takes."""
    name = source.path.as_posix().lstrip("/")
    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def rewrite(paths: tuple[str, ...], mode: str | None, change: Callable[[str], str]) -> int:
    """Change every input and print it, print its diff, or write it back.

    Returns:
        0, or with ``--diff`` and ``--write`` 1 if something changed; 2 if an input failed.
    """
    failed = changed = False
    for source in inputs(paths):
        try:
            if isinstance(source, ZhqualityError):
                raise source
            text = change(source.text)
            if mode == "write" and source.path.name == "<stdin>":
                raise InputError("standard input cannot be written back; leave out --write")
            if mode is None:
                sys.stdout.write(text)
            elif text != source.text:
                changed = True
                if mode == "write":
                    write_source(source, text)
                else:
                    sys.stdout.writelines(_diff(source, text))
        except ZhqualityError as error:
            say(error)
            failed = True
    return 2 if failed else int(changed)


@click.command("clean", short_help="Apply the safe fixes. 应用安全的修正。")
@with_paths
@choosing
@writing
@click.option("--unsafe", is_flag=True, help="Apply uncertain fixes as well. 也应用不确定的修正。")
def command(paths: tuple[str, ...], mode: str | None, unsafe: bool, **options: Any) -> int:  # noqa: ANN401
    """Clean files, folders, or standard input (-) and print the text.

    With --diff or --write, exit code 1 says that something changed.
    """
    names = ("select", "ignore", "min_confidence", "extend_lexicon", "allow")
    checker = Checker(config_of(*(options[name] for name in names)))
    level = Applicability.UNSAFE if unsafe else Applicability.SAFE
    return rewrite(paths, mode, lambda text: checker.clean(text, level))
