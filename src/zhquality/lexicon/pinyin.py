"""Readings of characters from pypinyin's table, read without the package around it.

Importing pypinyin reads its phrases too, which takes 45 MB and a sixth of a second; readings of single characters need
neither.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

from zhquality.errors import DataError

__all__ = ["readings"]


@cache
def _table() -> tuple[array[int], tuple[str, ...]]:
    """For each code point the number of its readings, and the readings by number, with tones, separated by commas.

    Two bytes a character take .4 MB; the package's dictionary of 42,000 takes 4.

    Raises:
        DataError: if the package is not installed, or has no such table.
    """
    package = find_spec("pypinyin")
    for place in (package.submodule_search_locations or ()) if package else ():
        spec = spec_from_file_location("pypinyin.pinyin_dict", Path(place) / "pinyin_dict.py")
        if spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            try:
                spec.loader.exec_module(module)
                table: Mapping[int, str] = module.pinyin_dict
                numbers = array("H", bytes(2 * (max(table) + 1)))
            except (OSError, ValueError, AttributeError) as error:
                raise DataError(f"{spec.origin}: cannot read pypinyin's readings: {error}") from error
            different = {"": 0}
            for code, text in table.items():
                numbers[code] = different.setdefault(text, len(different))
            return numbers, tuple(different)
    raise DataError("pypinyin's readings are missing: pip install pypinyin")


def readings(char: str) -> frozenset[str]:
    """Readings of a character, with tones; none if it is not known.

    Raises:
        DataError: if the table is missing or damaged.
    """
    numbers, different = _table()
    code = ord(char)
    return frozenset(filter(None, different[numbers[code]].split(","))) if code < len(numbers) else frozenset()
