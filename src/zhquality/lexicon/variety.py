"""Words that some writers use as a matter of course, read from the files of ``lexicons/varieties``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from zhquality import lazy
from zhquality.errors import DataError

__all__ = ["VarietyWord", "load_varieties", "load_variety"]

_ROW = lazy.pattern(r"(?P<word>[\u4e00-\u9fff]{1,8})\t(?:(?P<times>[1-9][0-9]*)|–|(?P<mark>mark))")


class VarietyWord(NamedTuple):
    """One word of a list.

    Attributes:
        text: one to eight Chinese characters, simplified.
        times: how many times as often these writers use it as others; 1 if that is not known.
        mark: whether hardly anybody else writes it.
    """

    text: str
    times: int
    mark: bool


def load_varieties(folder: Path) -> Mapping[str, tuple[VarietyWord, ...]]:
    """Every list of a folder, by its name.

    Raises:
        DataError: with file:line, as ``load_variety``.
    """
    return {path.stem: load_variety(path) for path in sorted(folder.glob("*.tsv"))}


def load_variety(path: Path) -> tuple[VarietyWord, ...]:
    """Read a list.

    Raises:
        DataError: with file:line, if a row is not ``word<TAB>times``, is out of order or stands twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot read the word list: {error}") from error
    words: list[VarietyWord] = []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        row = _ROW.fullmatch(line)
        if not row:
            raise DataError(f"{path}:{number}: a row is word<TAB>times, word<TAB>– or word<TAB>mark")
        if words and row["word"] <= words[-1].text:
            raise DataError(f"{path}:{number}: {row['word']} is out of order or stands twice; sort the rows by word")
        words.append(VarietyWord(row["word"], int(row["times"] or 1), bool(row["mark"])))
    return tuple(words)
