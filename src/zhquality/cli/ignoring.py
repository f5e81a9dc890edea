"""``check --add-ignore``: an inline ignore on every line with findings, in the comments of the file's own syntax."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import click

from zhquality.checker import Checker
from zhquality.cli.common import say
from zhquality.cli.workspace import STDIN, Workspace
from zhquality.document import Document
from zhquality.errors import InputError
from zhquality.files import Source, write_source
from zhquality.ignores import DIRECTIVE, UNUSED

__all__ = ["add_ignores", "with_ignores"]

_COMMENTS: Mapping[str, tuple[str, str]] = {
    ".md": ("<!-- ", " -->"),
    ".markdown": ("<!-- ", " -->"),
    ".html": ("<!-- ", " -->"),
    ".htm": ("<!-- ", " -->"),
    ".mdx": ("{/* ", " */}"),
}
"""How a comment at the end of a line is written, by file type."""
_PASSES = 3
"""A comment can change what a detector makes of its line; lines with findings left are looked at so many times."""


def add_ignores(workspace: Workspace, *, quiet: bool) -> int:
    """Add them to every file.

    Returns:
        0, or 2 if a file could not be read, written, or has no comments.

    Raises:
        InputError: if standard input is among them.
    """
    files = workspace.files()
    if Path(STDIN) in files:
        raise InputError("standard input cannot be written back; leave out --add-ignore")
    failed = False
    for path in files:
        try:
            if isinstance(path, InputError):
                raise path
            source = workspace.read(path)
            text, lines = with_ignores(source, workspace.checker(source.path))
            if lines:
                write_source(source, text)
                if not quiet:
                    click.echo(f"{source.path}: {lines}", err=True)
        except InputError as error:
            say(error)
            failed = True
    return 2 if failed else 0


def with_ignores(source: Source, checker: Checker) -> tuple[str, int]:
    """A file's text with an ignore on every line that has findings, and how many lines that took.

    Raises:
        InputError: if there are findings, but the file type has no comments.
    """
    text, lines = source.text, 0
    for _ in range(_PASSES):
        codes = _needed(text, checker)
        if not codes:
            break
        comment = _COMMENTS.get(source.path.suffix.lower())
        if comment is None:
            raise InputError(
                f"{source.path}: this type of file has no comments to write an ignore in; "
                "name it under per-file-ignores in zhquality.toml"
            )
        text, lines = _written(text, codes, comment), lines + len(codes)
    return text, lines


def _needed(text: str, checker: Checker) -> dict[int, set[str]]:
    """Rule codes to ignore by the index of the line where a finding ends, not counting the blank lines it takes along."""
    document = Document(text)
    codes: dict[int, set[str]] = defaultdict(set)
    for finding in checker.check(text).findings:
        if finding.rule != UNUSED:
            last = finding.start + max(1, len(finding.surface.rstrip())) - 1
            codes[document.line_at(last)].add(finding.rule)
    return codes


def _written(text: str, codes: Mapping[int, set[str]], comment: tuple[str, str]) -> str:
    """The text with a comment at the end of these lines, before blanks that may mean a line break."""
    parts: list[str] = []
    for number, line in enumerate(Document(text).lines):
        body, end = line.text, text[line.end : line.next]
        if number in codes:
            content = body.rstrip(" \t")
            body = _with_codes(content, codes[number], comment) + body[len(content) :]
        parts.append(body + end)
    return "".join(parts)


def _with_codes(line: str, codes: set[str], comment: tuple[str, str]) -> str:
    """A line with these codes in the ignore it has, or in a new one at its end."""
    for old in DIRECTIVE.finditer(line):
        if old["form"] is None and old["codes"] is not None:
            merged = sorted(codes | set(re.findall(r"[A-Z0-9]+", old["codes"].upper())))
            return f"{line[: old.start('codes')]}{', '.join(merged)}{line[old.end('codes') :]}"
    return f"{line} {comment[0]}zhquality: ignore[{', '.join(sorted(codes))}]{comment[1]}"
