"""Readings of characters from pypinyin's table, read without the package around it.

Importing pypinyin reads its phrases too, which takes 45 MB and a sixth of a second; readings of single characters need
neither.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

from zhquality.errors import DataError

__all__ = ["readings"]


@cache
def _table() -> Mapping[int, str]:
    """Readings by code point, with tones, separated by commas.

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
            except (OSError, ValueError, AttributeError) as error:
                raise DataError(f"{spec.origin}: cannot read pypinyin's readings: {error}") from error
            return {code: sys.intern(text) for code, text in table.items()}  # half the memory of the package's own
    raise DataError("pypinyin's readings are missing: pip install pypinyin")


def readings(char: str) -> frozenset[str]:
    """Readings of a character, with tones; none if it is not known.

    Raises:
        DataError: if the table is missing or damaged.
    """
    return frozenset(reading for reading in _table().get(ord(char), "").split(",") if reading)
