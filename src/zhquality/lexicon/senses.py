"""What translators take for what: ``lexicons/senses.tsv``, words, and ``lexicons/literal.tsv``, phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from zhquality import lazy
from zhquality.data import numbered_rows
from zhquality.errors import DataError

__all__ = ["Phrase", "Senses", "literal_alone", "load_literal", "load_senses"]

Senses = Mapping[str, tuple[str, ...]]
"""For a word those that the English word behind it may have meant."""
_PHRASE = lazy.pattern(rf"({lazy.HAN}{{2,12}})\t({lazy.HAN}{{2,12}})(\tpage)?")
_ROW = lazy.pattern(r"([\u4e00-\u9fff]{2,8})\t([\u4e00-\u9fff]{2,8}(?:\|[\u4e00-\u9fff]{2,8})*)\t[a-z][a-z, -]*")


def load_senses(path: Path) -> Senses:
    """Read words with what they may have meant.

    Raises:
        DataError: with file:line, if a row is no row, is out of order, stands twice, or gives a word for itself or twice.
    """
    senses: dict[str, tuple[str, ...]] = {}
    for where, row in _rows(path, _ROW, "surface<TAB>word|word<TAB>english, english"):
        words = tuple(row[2].split("|"))
        if len({row[1], *words}) != len(words) + 1:
            raise DataError(f"{where}: {row[1]} has a word twice or itself")
        senses[row[1]] = words
    return senses


class Phrase(NamedTuple):
    """A phrase translated word by word.

    Attributes:
        meant: what it stands for.
        alone: whether nobody else writes it, so that it needs no page.
    """

    meant: str
    alone: bool


def literal_alone(path: Path) -> frozenset[str]:
    """The phrases that need no page: what is looked for in every text, at a tenth of the time of reading what they mean.

    Raises:
        DataError: if the file cannot be read.
    """
    return frozenset(line.partition("\t")[0] for _, line in numbered_rows(path) if line[-5:] != "\tpage")


def load_literal(path: Path) -> Mapping[str, Phrase]:
    """Read phrases with what each stands for.

    Raises:
        DataError: with file:line, if a row is no row, is out of order or stands twice.
    """
    return {row[1]: Phrase(row[2], row[3] is None) for _, row in _rows(path, _PHRASE, "surface<TAB>phrase[<TAB>page]")}


def _rows(path: Path, form: re.Pattern[str], wanted: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The rows of a file, each with its place, ascending."""
    before = ""
    for number, line in numbered_rows(path):
        row = form.fullmatch(line)
        if not row:
            raise DataError(f"{path}:{number}: not {wanted}")
        if row[1] <= before:
            raise DataError(f"{path}:{number}: {row[1]} is out of order or stands twice")
        before = row[1]
        yield f"{path}:{number}", row
