"""Words that Taiwanese writers use as a matter of course, read from ``lexicons/taiwan.tsv``."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from zhquality import lazy
from zhquality.errors import DataError

__all__ = ["TaiwanWord", "load_taiwan"]

_ROW = lazy.pattern(r"(?P<word>[\u4e00-\u9fff]{1,8})\t(?:(?P<times>[1-9][0-9]*)|–|(?P<mark>mark))")


class TaiwanWord(NamedTuple):
    """One word of the list.

    Attributes:
        text: one to eight Chinese characters, simplified.
        times: how many times as often it is written in Taiwan as on the mainland; 1 if that is not known.
        mark: whether hardly anybody else writes it.
    """

    text: str
    times: int
    mark: bool


def load_taiwan(path: Path) -> tuple[TaiwanWord, ...]:
    """Read the list.

    Raises:
        DataError: with file:line, if a row is not ``word<TAB>times``, is out of order or stands twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot read the word list: {error}") from error
    words: list[TaiwanWord] = []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        row = _ROW.fullmatch(line)
        if not row:
            raise DataError(f"{path}:{number}: a row is word<TAB>times, word<TAB>– or word<TAB>mark")
        if words and row["word"] <= words[-1].text:
            raise DataError(f"{path}:{number}: {row['word']} is out of order or stands twice; sort the rows by word")
        words.append(TaiwanWord(row["word"], int(row["times"] or 1), bool(row["mark"])))
    return tuple(words)
