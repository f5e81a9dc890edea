"""Dictionaries of spun terms: reading them, and the checks every shipped one must pass.

Format: UTF-8 text, with a byte-order mark or without, one entry a line, ``surface⇥canonical|canonical⇥note``, best canonical first; the note is optional;
lines that begin with ``#`` are comments. One file a dictionary family.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from zhquality.errors import DataError

__all__ = ["Entry", "Problem", "load_family", "load_folder", "validate"]


class Entry(NamedTuple):
    """One row: what a spinner writes, and what may have stood there, best first.

    Attributes:
        surface: the word put in.
        canonicals: the words it may stand for.
        note: free text for the reader of the file.
        line: number of the row in its file, from 1.
    """

    surface: str
    canonicals: tuple[str, ...]
    note: str = ""
    line: int = 0


class Problem(NamedTuple):
    """Something wrong in a lexicon, by file and line."""

    path: Path
    line: int
    message: str
    message_zh: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 at byte {error.start}; save the lexicon as UTF-8") from error
    except OSError as error:
        raise DataError(f"{path}: cannot read the lexicon: {error.strerror}") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip("\r").split("\t")


def _problems_of(fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with one row by itself."""
    if len(fields) not in (2, 3):
        yield (
            "a row is surface, tab, canonicals, optional tab and note",
            "每行格式：替换词、制表符、原词、可选的制表符和注释",
        )
        return
    surface, canonicals = fields[0], fields[1].split("|")
    if not surface or surface != surface.strip() or not surface.isprintable():
        yield "the surface is empty, or has blanks or control characters", "替换词为空，或含空白、控制字符"
    if any(not c or c != c.strip() or not c.isprintable() for c in canonicals):
        yield "a canonical is empty, or has blanks or control characters", "原词为空，或含空白、控制字符"
    if surface in canonicals:
        yield f"{surface} stands for itself", f"{surface}与自身成对"
    if len(set(canonicals)) < len(canonicals):
        yield "a canonical is there twice", "同一原词出现两次"


def load_family(path: Path) -> tuple[Entry, ...]:
    """Read one dictionary, the project's or a user's.

    Raises:
        DataError: at the first wrong row, as file:line.
    """
    entries = []
    for number, fields in _rows(path):
        for message, _ in _problems_of(fields):
            raise DataError(f"{path}:{number}: {message}")
        entries.append(Entry(fields[0], tuple(fields[1].split("|")), fields[2] if len(fields) > 2 else "", number))
    return tuple(entries)


def load_folder(folder: Path) -> Mapping[str, tuple[Entry, ...]]:
    """All dictionaries of a folder by family name.

    Raises:
        DataError: at the first wrong row, as file:line.
    """
    return {path.stem: load_family(path) for path in sorted(folder.glob("*.tsv"))}


def validate(place: Path) -> list[Problem]:
    """Every problem of one dictionary, or of all in a folder: rows, order, duplicates.

    Raises:
        DataError: if there is no dictionary, or one cannot be read.
    """
    problems: list[Problem] = []
    paths = sorted(place.glob("*.tsv")) if place.is_dir() else [place]
    if not paths:
        raise DataError(f"{place}: no dictionaries (.tsv) in this folder")
    for path in paths:
        entries: list[Entry] = []
        for number, fields in _rows(path):
            wrong = list(_problems_of(fields))
            problems += [Problem(path, number, english, chinese) for english, chinese in wrong]
            if not wrong:
                entries.append(Entry(fields[0], tuple(fields[1].split("|")), "", number))
        problems += _order_problems(path, entries)
    return problems


def _order_problems(path: Path, entries: Sequence[Entry]) -> Iterator[Problem]:
    for before, after in pairwise(entries):
        if before.surface == after.surface:
            yield Problem(path, after.line, f"{after.surface} is there twice", f"{after.surface}出现两次")
        elif before.surface > after.surface:
            yield Problem(path, after.line, f"{after.surface} is out of order", f"{after.surface}未按顺序排列")
