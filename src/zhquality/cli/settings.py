"""Settings from ``zhquality.toml`` or ``[tool.zhquality]`` in ``pyproject.toml``: the nearest, from a folder upwards."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zhquality.config import Config
from zhquality.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["find_settings", "read_settings"]


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError('a list of strings, such as ["…", "…"]')
    return tuple(value)


def _codes(value: object) -> tuple[str, ...]:
    return tuple(code.upper() for code in _words(value))


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return float(value)


def _thresholds(value: object) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise TypeError("a table of rule prefixes and numbers, such as { SPN = 0.8 }")
    return {str(code).upper(): _probability(least) for code, least in value.items()}


_KEYS: Mapping[str, Callable[[object], Any]] = {
    "select": _codes,
    "ignore": _codes,
    "min-confidence": _probability,
    "thresholds": _thresholds,
    "allow": _words,
    "extend-lexicons": _words,
}


def _table(path: Path) -> Mapping[str, Any] | None:
    """The settings in a file; None if it has none."""
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot read: {error.strerror or error}") from error
    if path.name != "pyproject.toml":
        return whole
    tools = whole.get("tool")
    table = tools.get("zhquality") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: [tool.zhquality] must be a table")
    return table


def find_settings(folder: Path) -> Config:
    """Settings of the nearest file in a folder or above it; the defaults if there is none.

    Raises:
        ConfigError: if that file is wrong.
    """
    for parent in (folder.resolve(), *folder.resolve().parents):
        for name in ("zhquality.toml", "pyproject.toml"):
            path = parent / name
            if path.is_file() and (table := _table(path)) is not None:
                return read_settings(path, table)
    return Config()


def read_settings(path: Path, table: Mapping[str, Any]) -> Config:
    """Settings from a table; dictionaries are named from the folder of the file.

    Raises:
        ConfigError: at an unknown key, with a suggestion, or a value of the wrong kind.
    """
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(_KEYS)}"
            raise ConfigError(f"{path}: unknown key {key}; {hint}")
        try:
            values[key.replace("-", "_")] = _KEYS[key](value)
        except (TypeError, ValueError) as error:
            raise ConfigError(f"{path}: {key} must be {error}") from error
    values["extend_lexicons"] = tuple(str(path.parent / name) for name in values.get("extend_lexicons", ()))
    return Config(**values)
