"""Remnants of deleted words: what stands on both sides of a place where a filter took a word out, read from ``data/remnants.tsv``.

A row says that the text was counted so often in clean text with the word in it, and hardly ever without. ``benchmarks/fit_remnants.py``
writes them. They only say where the model is asked, so a start reads no more than their texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from zhquality.data import numbered_rows
from zhquality.errors import DataError

__all__ = ["GRADED", "NUMBER", "Remnant", "load_remnants", "read_remnant"]

_TELLING = 100
"""How many times as often a remnant that tells was counted with the word as without it."""
NUMBER = "#"
"""Stands for any number in Arabic figures."""
GRADED = frozenset("大小高低好佳新快早强优终后近初多少短长重为具受美适难容易热忠贵严深浅远轻薄厚简常基典值有能喜爱")
"""First characters of what 最 stands before; without it other adjectives are as good (世界上聪明的人)."""


class Remnant(NamedTuple):
    """What is left around a deleted word.

    Attributes:
        before: code points of the text before the word.
        word: the word, or NUMBER.
        telling: whether the text was hardly ever counted without it.
    """

    before: int
    word: str
    telling: bool


def load_remnants(path: Path) -> Mapping[str, tuple[str, ...]]:
    """For each text the rows about it, to be read by ``read_remnant``; a row is ``text<TAB>before<TAB>word<TAB>count<TAB>without``.

    Raises:
        DataError: if the file cannot be read.
    """
    rows: dict[str, tuple[str, ...]] = {}
    for _, line in numbered_rows(path):
        text, _, row = line.partition("\t")
        rows[text] = (*rows[text], row) if text in rows else (row,)
    return rows


def read_remnant(row: str) -> Remnant:
    """What a row says.

    Raises:
        DataError: if it is no row.
    """
    try:
        before, word, count, without = row.split("\t")
        return Remnant(int(before), word, int(count) >= _TELLING * (int(without) + 0.5))
    except ValueError as error:
        raise DataError(f"remnants: not before<TAB>word<TAB>count<TAB>without: {row!r}") from error
