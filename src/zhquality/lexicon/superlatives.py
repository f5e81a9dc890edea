"""The words that filters star out, read from ``lexicons/superlatives.tsv``, and common words."""

from __future__ import annotations

from itertools import pairwise, starmap
from operator import lt
from pathlib import Path
from typing import NamedTuple

from zhquality import lazy
from zhquality.data import numbered_rows
from zhquality.errors import DataError

__all__ = ["KINDS", "FilteredWord", "load_superlatives", "load_words"]

KINDS = frozenset({"superlative", "rank", "official", "absolute", "promotion", "praise", "eaten"})
"""Kinds of filtered words; ``eaten`` are ordinary words that filters take along."""

_WORD = lazy.pattern(rf"{lazy.HAN}{{1,8}}")
_WORDS = lazy.pattern(rf"(?:{lazy.HAN}{{1,8}}\n)*")


class FilteredWord(NamedTuple):
    """One word of the list.

    Attributes:
        text: one to eight Chinese characters, simplified.
        weight: how often a filter stars it, in (0, 1].
        kind: one of KINDS.
    """

    text: str
    weight: float
    kind: str


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    return [(number, row.split("\t")) for number, row in numbered_rows(path)]


def _word(text: str, before: str, where: str) -> str:
    if not _WORD.fullmatch(text):
        raise DataError(f"{where}: not a word of one to eight Chinese characters: {text!r}")
    if text <= before:
        raise DataError(f"{where}: {text} is out of order or stands twice; sort the rows by word")
    return text


def load_superlatives(path: Path) -> tuple[FilteredWord, ...]:
    """Read the list of filtered words.

    Raises:
        DataError: with file:line, if a row is not ``word<TAB>weight<TAB>kind``, is out of order or stands twice.
    """
    words: list[FilteredWord] = []
    before = ""
    for number, fields in _rows(path):
        where = f"{path}:{number}"
        if len(fields) != 3:
            raise DataError(f"{where}: a row is word<TAB>weight<TAB>kind")
        before = _word(fields[0], before, where)
        try:
            weight = float(fields[1])
        except ValueError as error:
            raise DataError(f"{where}: the weight is not a number: {fields[1]!r}") from error
        if not 0 < weight <= 1:
            raise DataError(f"{where}: the weight must be above 0 and at most 1")
        if fields[2] not in KINDS:
            raise DataError(f"{where}: the kind must be one of {', '.join(sorted(KINDS))}")
        words.append(FilteredWord(before, weight, fields[2]))
    return tuple(words)


def load_words(path: Path) -> tuple[str, ...]:
    """Read a list of common words, one a row, sorted.

    Raises:
        DataError: with file:line, if a row is not one word, is out of order or stands twice.
    """
    rows = _rows(path)
    words = [fields[0] for _, fields in rows]
    if (
        _WORDS.fullmatch("".join(f"{word}\n" for word in words))
        and all(starmap(lt, pairwise(words)))
        and all(len(fields) == 1 for _, fields in rows)
    ):
        return tuple(words)
    before = ""
    for number, fields in rows:  # to name the one that is wrong; by itself this takes three times as long
        where = f"{path}:{number}"
        if len(fields) != 1:
            raise DataError(f"{where}: a row is one word")
        before = _word(fields[0], before, where)
    return tuple(words)
