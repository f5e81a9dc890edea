"""Words that some writers use as a matter of course, read from the files of ``lexicons/varieties``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import ge
from pathlib import Path

from zhquality import lazy
from zhquality.errors import DataError

__all__ = ["MARK", "Variety", "load_varieties", "load_variety"]

MARK = 0
"""Stands for how many times as often a word is used that hardly anybody else uses."""
Variety = Mapping[str, int]
"""Words of one to eight Chinese characters, simplified, with how many times as often these writers use each as others do: 1 if that is
not known, ``MARK`` if hardly anybody else writes it."""
_ROWS = lazy.pattern(rf"(?m)^({lazy.HAN}{{1,8}})\t([1-9][0-9]*|–|mark)$")
_TIMES = {"–": 1, "mark": MARK}


def load_varieties(folder: Path) -> Mapping[str, Variety]:
    """Every list of a folder, by its name.

    Raises:
        DataError: with file:line, as ``load_variety``.
    """
    return {path.stem: load_variety(path) for path in sorted(folder.glob("*.tsv"))}


def load_variety(path: Path) -> Variety:
    """Read a list.

    Raises:
        DataError: with file:line, if a row is not ``word<TAB>times``, is out of order or stands twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot read the word list: {error}") from error
    rows = _ROWS.findall(text)
    words = [word for word, _ in rows]
    lines = text.split("\n")
    if len(rows) != sum(map(_is_row, lines)) or any(map(ge, words, words[1:])):
        raise DataError(f"{path}:{_wrong(lines)}")
    return {word: _TIMES[times] if times in _TIMES else int(times) for word, times in rows}


def _is_row(line: str) -> bool:
    return bool(line) and not line.startswith("#")


def _wrong(lines: Sequence[str]) -> str:
    """The first line that is wrong, by its number, and why."""
    before = ""
    for number, line in enumerate(lines, 1):
        if not _is_row(line):
            continue
        if not _ROWS.fullmatch(line):
            return f"{number}: a row is word<TAB>times, word<TAB>– or word<TAB>mark"
        word = line.partition("\t")[0]
        if word <= before:
            return f"{number}: {word} is out of order or stands twice; sort the rows by word"
        before = word
    raise AssertionError("no line is wrong")
