"""Settings from ``zhquality.toml`` or ``[tool.zhquality]`` in ``pyproject.toml``: the nearest, from a folder upwards.

``settings.schema.json`` beside the data of the package says the same to editors; a test keeps the two together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zhquality.config import Config
from zhquality.errors import ConfigError
from zhquality.files import is_file
from zhquality.toml import read_toml

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["KEYS", "PATTERNS", "Glob", "Settings", "extended", "find_settings", "load_settings", "read_settings"]


@cache
def _spec(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([pattern])


class Glob(NamedTuple):
    """A pattern in the syntax of .gitignore, for paths below a folder."""

    root: Path
    pattern: str

    def matches(self, path: Path, *, folder: bool = False) -> bool:
        """Whether an absolute path lies below the root and fits the pattern."""
        if not path.is_relative_to(self.root) or path == self.root:
            return False
        return _spec(self.pattern).match_file(path.relative_to(self.root).as_posix() + ("/" if folder else ""))


class Settings(NamedTuple):
    """What a file of settings says.

    Attributes:
        config: of the checker.
        exclude: files and folders not to look at.
        per_file_ignores: rule prefixes not to report in the files that fit.
        file: where the settings stand; None for the defaults.
    """

    config: Config = Config()
    exclude: tuple[Glob, ...] = ()
    per_file_ignores: tuple[tuple[Glob, tuple[str, ...]], ...] = ()
    file: Path | None = None

    def excludes(self, path: Path, *, folder: bool = False) -> bool:
        """Whether a pattern excludes an absolute path, itself or with a folder above it."""
        return any(glob.matches(path, folder=folder) for glob in self.exclude)

    def ignored_in(self, path: Path) -> tuple[str, ...]:
        """Rule prefixes not to report in the file at an absolute path."""
        return tuple(code for glob, codes in self.per_file_ignores if glob.matches(path) for code in codes)


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise TypeError('a list of strings, none of them empty, such as ["…", "…"]')
    return tuple(value)


def _codes(value: object) -> tuple[str, ...]:
    return tuple(code.upper() for code in _words(value))


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return float(value)


def _thresholds(value: object) -> Mapping[str, float]:
    wanted = "a table of rule prefixes and numbers from 0 to 1, such as { SPN = 0.8 }"
    if not isinstance(value, dict):
        raise TypeError(wanted)
    try:
        return {str(code).upper(): _probability(least) for code, least in value.items()}
    except ValueError as error:
        raise ValueError(wanted) from error


def _terms(value: object) -> tuple[str, ...]:
    """Terms as a list, or as a table that gives a reason for each."""
    if isinstance(value, dict):
        if not all(isinstance(reason, str) and reason.strip() for reason in value.values()):
            raise TypeError('a list of terms or a table of terms and reasons, such as { "手艺" = "about carpenters" }')
        return _words(list(value))
    return _words(value)


PATTERNS = 'patterns in the syntax of .gitignore, such as ["drafts/", "*.tmp.md"]'


def _patterns(value: object) -> tuple[str, ...]:
    from zhquality.gitignore import is_pattern

    if not all(map(is_pattern, patterns := _words(value))):
        raise ValueError(PATTERNS)
    return patterns


def _by_file(value: object) -> Mapping[str, tuple[str, ...]]:
    wanted = 'a table of patterns and lists of rule prefixes, such as { "drafts/" = ["BPL"] }'
    if not isinstance(value, dict):
        raise TypeError(wanted)
    patterns = _patterns(list(value))
    try:
        return dict(zip(patterns, map(_codes, value.values()), strict=True))
    except TypeError as error:
        raise TypeError(wanted) from error


def _path(value: object) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise TypeError('the path of another file of settings, such as "../zhquality.toml"')
    return value


def _file(value: object) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise TypeError('the path of a model that zhquality train made, such as "domain.ngrams"')
    return value


KEYS: Mapping[str, Callable[[object], Any]] = {
    "select": _codes,
    "extend-select": _codes,
    "ignore": _codes,
    "extend-ignore": _codes,
    "min-confidence": _probability,
    "thresholds": _thresholds,
    "allow": _terms,
    "allow-files": _words,
    "extend-lexicons": _words,
    "model": _file,
    "exclude": _patterns,
    "per-file-ignores": _by_file,
    "extend": _path,
}
"""Every key with what reads its value."""
_NAME_RULES = ("select", "extend-select", "ignore", "extend-ignore", "thresholds")


def _table(path: Path) -> Mapping[str, Any] | None:
    """The settings in a file; None if it has none."""
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot read: {getattr(error, 'strerror', None) or error}") from error
    if path.name == "pyproject.toml" and b"zhquality" not in data:
        return None
    try:
        whole = read_toml(data.decode("utf-8-sig"))
    except ValueError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    if path.name != "pyproject.toml":
        return whole
    tools = whole.get("tool")
    table = tools.get("zhquality") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: [tool.zhquality] must be a table")
    return table


def find_settings(folder: Path) -> Settings:
    """Settings of the nearest file in a folder or above it; the defaults if there is none.

    Raises:
        ConfigError: if that file is wrong.
    """
    real = Path(os.path.realpath(folder))  # Path.resolve raises where links go in a circle
    for parent in (real, *real.parents):
        for name in ("zhquality.toml", "pyproject.toml"):
            path = parent / name
            if is_file(path) and (table := _table(path)) is not None:
                return read_settings(path, table)
    return Settings()


def load_settings(path: Path) -> Settings:
    """Settings of one file.

    Raises:
        ConfigError: if it is wrong, or has none.
    """
    return _load(path.resolve(), ())


def _load(path: Path, inner: tuple[Path, ...]) -> Settings:
    if path in inner:
        raise ConfigError(f"{inner[-1]}: extend: {' → '.join(map(str, (*inner, path)))} is a loop")
    table = _table(path)
    if table is None:
        raise ConfigError(f"{path}: has no [tool.zhquality]")
    return read_settings(path, table, inner)


def _values(path: Path, table: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            import difflib

            near = difflib.get_close_matches(key, KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(KEYS)}"
            raise ConfigError(f"{path}: unknown key {key}; {hint}")
        try:
            values[key] = KEYS[key](value)
        except (TypeError, ValueError) as error:
            raise ConfigError(f"{path}: {key} must be {error}") from error
    return values


def _check_rules(path: Path, values: Mapping[str, Any]) -> None:
    """Raise ConfigError, with the file, if a key names what no rule begins with."""
    from zhquality.rules import must_be_rules

    named = [code for key in _NAME_RULES for code in values.get(key, ())]
    named += (code for codes in values.get("per-file-ignores", {}).values() for code in codes)
    try:
        must_be_rules(named)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def read_settings(path: Path, table: Mapping[str, Any], inner: tuple[Path, ...] = ()) -> Settings:
    """Settings from the table of a file, over those of the file it extends; paths are named from the folder of the file.

    Raises:
        ConfigError: at an unknown key, with a suggestion, or a value of the wrong kind.
    """
    values, root = _values(path, table), path.parent
    _check_rules(path, values)
    base = _extended(path, values["extend"], inner) if "extend" in values else Settings()
    old = base.config
    config = replace(
        old,
        select=extended(values.get("select", old.select), values.get("extend-select", ())),
        ignore=(*values.get("ignore", old.ignore), *values.get("extend-ignore", ())),
        min_confidence=values.get("min-confidence", old.min_confidence),
        thresholds={**old.thresholds, **values.get("thresholds", {})},
        allow=(*old.allow, *values.get("allow", ()), *_from_files(root, values.get("allow-files", ()))),
        extend_lexicons=(*old.extend_lexicons, *(str(root / name) for name in values.get("extend-lexicons", ()))),
        model=str(root / values["model"]) if "model" in values else old.model,
    )
    by_file = values.get("per-file-ignores", {})
    return Settings(
        config,
        (*base.exclude, *(Glob(root, pattern) for pattern in values.get("exclude", ()))),
        (*base.per_file_ignores, *((Glob(root, pattern), codes) for pattern, codes in by_file.items())),
        path,
    )


def _extended(path: Path, name: str, inner: tuple[Path, ...]) -> Settings:
    """Settings of the file that a file of settings extends, which is named in what is wrong with it."""
    other = Path(os.path.realpath(path.parent / name))
    if not is_file(other):
        raise ConfigError(f"{path}: extend: there is no file {other}")
    return _load(other, (*inner, path))


def extended(select: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Rule prefixes with more of them; the empty prefix keeps "all" when nothing was selected."""
    return (*(select or ("",)), *more) if more else select


def _from_files(root: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Terms of allow-lists: one a line, with its reason behind a tab; # begins a comment line."""
    terms: list[str] = []
    for path in (root / name for name in names):
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"{path}: cannot read the allow-list: {getattr(error, 'strerror', None) or error}"
            ) from error
        for number, line in enumerate(lines, 1):
            term = line.split("\t")[0].strip()
            if term and not term.startswith("#"):
                terms.append(term)
            elif line.strip() and not term:
                raise ConfigError(f"{path}:{number}: a reason without a term")
    return tuple(terms)
