"""Character variants from OpenCC's data, read straight from the files of opencc-python-reimplemented.

The package's own converter walks a text in Python at about 2 MB/s; ``str.translate`` and one compiled search do the
same for single characters at the pace of the interpreter's C code, and keep every offset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from zhquality import lazy
from zhquality.errors import DataError

__all__ = ["characters", "phrases", "simplify", "variants"]

_BMP = 0x10000

_PARTICLE = lazy.pattern("(?<![专卓原合名土大巨拙撰新旧显昭编译论遗])著(?![书于人作力名录有权法称者译述])")
"""In traditional text 著 is also the particle 着 (看著, 著手); OpenCC keeps it. The characters beside it
here are those of 著 = to write or to be seen in OpenCC's STPhrases."""


def _folder() -> Path:
    """The dictionaries of the installed package, found without importing it.

    Raises:
        DataError: if the package is not installed.
    """
    spec = find_spec("opencc")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "dictionary"
        if folder.is_dir():
            return folder
    raise DataError("OpenCC's data is missing: pip install opencc-python-reimplemented")


def _read(name: str, between: str) -> dict[str, str]:
    """Rows of one file, ``key⇥value value…``, the usual value first, with something else between the values."""
    path = _folder() / f"{name}.txt"
    try:
        text = path.read_text(encoding="utf-8").replace(" ", between)
        return dict(row.split("\t") for row in text.splitlines() if row)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot read OpenCC's data: {error}") from error


@cache
def characters(name: str) -> Mapping[str, str]:
    """Single characters and their counterparts, the usual one first.

    Args:
        name: file name without ``.txt``: ``STCharacters``, ``TSCharacters``, ``TWVariants`` or ``HKVariants``, which have no others.

    Raises:
        DataError: if the file is missing or damaged.
    """
    return _read(name, "")


@cache
def phrases(name: str) -> Mapping[str, tuple[str, ...]]:
    """Words and their counterparts, the usual one first.

    Args:
        name: file name without ``.txt``: ``STPhrases`` (1 MB), ``TSPhrases``, ``TWPhrases`` …

    Raises:
        DataError: if the file is missing or damaged.
    """
    return {key: tuple(values.split(" ")) for key, values in _read(name, " ").items()}


@cache
def _table() -> Mapping[int, str]:
    """Traditional to simplified, code point to character.

    Simplified forms beyond the BMP (1,120 of 4,113, such as 𫍝) are left out: nobody types them, and no model
    knows them.
    """
    pairs = ((key, values[0]) for key, values in characters("TSCharacters").items())
    return {ord(key): value for key, value in pairs if key != value and ord(value) < _BMP}


@cache
def _exceptions() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Words that are not simplified character by character (乾隆, 瞭解), and what they become, at the same length."""
    words = {
        word: values[0]
        for word, values in phrases("TSPhrases").items()
        if len(word) == len(values[0]) and word.translate(_table()) != values[0]
    }
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return lazy.pattern("|".join(map(re.escape, ordered))), words


@cache
def variants() -> frozenset[str]:
    """Characters of which a text that ``simplify`` changes holds at least one.

    Raises:
        DataError: if OpenCC's data is not installed.
    """
    table = _table()
    single = {chr(code) for code in table}
    words = ((a, b) for a, b in _exceptions()[1].items() if single.isdisjoint(a))
    return frozenset(single | {next(x for x, y in zip(a, b, strict=True) if x != y) for a, b in words})


def simplify(text: str) -> str:
    """Traditional characters put into their simplified form; every other character stays.

    Args:
        text: any str.

    Returns:
        A text of the same length, so that offsets hold for both.

    Raises:
        DataError: if OpenCC's data is not installed.
    """
    if variants().isdisjoint(text):
        return text
    pattern, words = _exceptions()
    simplified = text.translate(_table())
    if simplified == text and not pattern.search(text):
        return text
    parts: list[str] = []
    cursor = 0
    for found in pattern.finditer(text):
        parts += [simplified[cursor : found.start()], words[found[0]]]
        cursor = found.end()
    parts.append(simplified[cursor:])
    return _PARTICLE.sub("着", "".join(parts))
