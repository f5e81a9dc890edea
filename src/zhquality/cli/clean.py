"""``zhquality clean`` and the part of it that ``restore`` shares: write a changed text somewhere."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from zhquality.checker import Checker
from zhquality.cli.common import Chosen, Wanted, choosing, language, naming, say, speaking
from zhquality.cli.progress import Bar
from zhquality.cli.workspace import STDIN, Workspace
from zhquality.errors import InputError
from zhquality.files import Source, write_source
from zhquality.findings import Applicability

__all__ = ["command", "rewrite", "writing"]


def writing(function: Callable[..., int]) -> Callable[..., int]:
    """The options that say where a changed text goes."""
    for option in (
        click.option("--diff", "mode", flag_value="diff", help="Print a unified diff instead. 输出差异。"),
        click.option("--write", "mode", flag_value="write", help="Change the files in place. 写回文件。"),
        click.option(
            "--quiet", "-q", is_flag=True, help="No progress, no names of changed files. 不显示进度和文件名。"
        ),
        speaking,
    ):
        function = option(function)
    return function


def _diff(source: Source, text: str) -> Iterator[str]:
    """A unified diff that ``git apply`` takes."""
    name = source.path.as_posix().lstrip("/")
    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def rewrite(
    workspace: Workspace, mode: str | None, change: Callable[[Checker, str], str], *, quiet: bool, lang: str | None
) -> int:
    """Change every text and print it, print its diff, or write it back.

    Returns:
        0, or with ``--diff`` and ``--write`` 1 if something changed; 2 if an input failed.
    """
    failed = changed = False
    said = "已修改" if language(lang) == "zh" else "changed"
    files = workspace.files()
    with Bar(quiet=quiet or mode != "write") as bar:
        for number, path in enumerate(files):
            bar.show(number, len(files), f"{number}/{len(files)}")
            try:
                if isinstance(path, InputError):
                    raise path
                source = workspace.read(path)
                text = change(workspace.checker(source.path), source.text)
                if mode is None:
                    sys.stdout.write(text)
                elif text != source.text:
                    changed = True
                    _put(path, source, text, mode)
                    if mode == "write" and not quiet:
                        click.echo(f"{source.path}: {said}", err=True)
            except InputError as error:
                say(error)
                failed = True
    return 2 if failed else int(changed)


def _put(path: Path, source: Source, text: str, mode: str) -> None:
    """Print the diff of a changed text, or write the text back."""
    if mode == "diff":
        sys.stdout.writelines(_diff(source, text))
    elif str(path) == STDIN:
        raise InputError("standard input cannot be written back; leave out --write")
    else:
        write_source(source, text)


@click.command("clean", short_help="Apply the safe fixes. 应用安全的修正。")
@naming
@choosing
@writing
@click.option("--unsafe", is_flag=True, help="Apply uncertain fixes as well. 也应用不确定的修正。")
def command(wanted: Wanted, chosen: Chosen, mode: str | None, unsafe: bool, **options: Any) -> int:  # noqa: ANN401
    """Clean files, folders, or standard input (-) and print the text.

    With --diff or --write, exit code 1 says that something changed.
    """
    level = Applicability.UNSAFE if unsafe else Applicability.SAFE
    return rewrite(Workspace(wanted, chosen), mode, lambda checker, text: checker.clean(text, level), **options)
