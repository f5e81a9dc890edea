"""The rule catalogue: every code with its name, reason and examples, read from ``lexicons/rules/*.toml``."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from zhquality.data import lexicon_folder
from zhquality.errors import ConfigError, DataError
from zhquality.toml import read_toml

__all__ = ["Rule", "catalogue", "must_be_rules", "rule"]


_HALF = 0.5
"""Likeness of two codes of one family that have no digit in common."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    Attributes:
        code: such as ``SPN001``.
        name: short kebab-case name.
        summary: one English sentence: what it finds.
        summary_zh: the same in Chinese.
        why: why it matters and what keeps it from false alarms.
        why_zh: the same in Chinese.
        matches: texts the rule must flag.
        rejects: texts the rule must leave alone.
    """

    code: str
    name: str
    summary: str
    summary_zh: str
    why: str
    why_zh: str
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


def _read(path: Path) -> dict[str, Rule]:
    try:
        tables: Mapping[str, Mapping[str, Any]] = read_toml(path.read_text(encoding="utf-8"))
        return {
            code: Rule(
                code,
                table["name"],
                table["summary"],
                table["summary_zh"],
                table["why"],
                table["why_zh"],
                tuple(table["matches"]),
                tuple(table["rejects"]),
            )
            for code, table in tables.items()
        }
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: not a rule file: {error}") from error


@cache
def catalogue() -> Mapping[str, Rule]:
    """All rules by code, sorted.

    Raises:
        DataError: if a rule file is damaged.
    """
    rules: dict[str, Rule] = {}
    for path in sorted((lexicon_folder() / "rules").glob("*.toml")):
        rules.update(_read(path))
    return dict(sorted(rules.items()))


def rule(code: str) -> Rule:
    """One rule.

    Raises:
        ConfigError: if there is no such rule; the message names the nearest code.
    """
    found = catalogue().get(code.upper())
    if found is None:
        raise ConfigError(f"there is no rule {code}; {_hint(code, catalogue(), _HALF)}")
    return found


def _hint(code: str, known: Collection[str], likeness: float = 0.6) -> str:
    """What may have been meant by a code or prefix that is none."""
    near = difflib.get_close_matches(code.upper(), known, 1, likeness)
    return f"did you mean {near[0]}?" if near else "`zhquality rule` lists them"


def must_be_rules(prefixes: Collection[str]) -> None:
    """Raise ConfigError if no rule begins with one of these."""
    if not prefixes:
        return
    known = [*dict.fromkeys(code[:3] for code in catalogue()), *catalogue()]
    for prefix in prefixes:
        if not any(code.startswith(prefix) for code in known):
            raise ConfigError(f"no rule begins with {prefix}; {_hint(prefix, known)}")
