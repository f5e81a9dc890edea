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
from zhquality.lazy import pattern

__all__ = ["command", "rewrite", "writing"]

_LINES = pattern(r"[^\n]*\n|[^\n]+")
"""Lines as git has them: a lone carriage return, a form feed or U+2028 ends none."""


def writing(function: Callable[..., int]) -> Callable[..., int]:
    """The options that say where a changed text goes."""
    for option in (
        click.option("--diff", is_flag=True, help="Print a unified diff and write nothing. 只输出差异，不写文件。"),
        click.option("--write", is_flag=True, help="Change the files in place. 写回文件。"),
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
    mark = "\ufeff" if source.encoding == "utf-8-sig" else ""  # it is a part of the file's first line
    before, after = _LINES.findall(mark + source.text), _LINES.findall(mark + text)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def rewrite(
    workspace: Workspace,
    change: Callable[[Checker, str], str],
    *,
    diff: bool,
    write: bool,
    quiet: bool,
    lang: str | None,
) -> int:
    """Change every text and print it, print its diff, or write it back; asked for a diff, it writes nothing.

    Returns:
        0, or with ``--diff`` and ``--write`` 1 if something changed; 2 if an input failed.
    """
    failed = changed = False
    said = "已修改" if language(lang) == "zh" else "changed"
    files = workspace.files()
    with Bar(quiet=quiet or diff or not write) as bar:
        for number, path in enumerate(files):
            bar.show(number, len(files), f"{number}/{len(files)}")
            try:
                if isinstance(path, InputError):
                    raise path
                source = workspace.read(path)
                text = change(workspace.checker(source.path), source.text)
                if not diff and not write:
                    sys.stdout.write(text)
                elif text != source.text:
                    changed = True
                    if diff:
                        sys.stdout.writelines(_diff(source, text))
                        continue
                    _write(path, source, text)
                    if not quiet:
                        click.echo(f"{source.path}: {said}", err=True)
            except InputError as error:
                say(error)
                failed = True
    return 2 if failed else int(changed)


def _write(path: Path, source: Source, text: str) -> None:
    if str(path) == STDIN:
        raise InputError("standard input cannot be written back; leave out --write")
    write_source(source, text)


@click.command("clean", short_help="Apply the safe fixes. 应用安全的修正。")
@naming
@choosing
@writing
@click.option("--unsafe", is_flag=True, help="Apply uncertain fixes as well. 也应用不确定的修正。")
def command(wanted: Wanted, chosen: Chosen, unsafe: bool, **options: Any) -> int:  # noqa: ANN401
    """Clean files, folders, or standard input (-) and print the text.

    With --diff or --write, exit code 1 says that something changed.
    """
    level = Applicability.UNSAFE if unsafe else Applicability.SAFE
    return rewrite(Workspace(wanted, chosen), lambda checker, text: checker.clean(text, level), **options)
