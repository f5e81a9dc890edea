"""The furniture patterns ready for use, in one file made from those that people edit.

Reading TOML and finding the literals of expressions takes 10 ms of a start, reading this file 2. It names the checksum of the
files that it was made from: where those differ, they are read instead, so it is never wrong, only of no use.
``benchmarks/derive_patterns.py`` writes it (``make lexicons``), and a test compares the two.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhquality import lazy
from zhquality.lexicon.patterns import Pattern, read_patterns

__all__ = ["derive", "ready_patterns"]


def ready_patterns(folder: Path, derived: Path) -> tuple[Pattern, ...]:
    """The patterns of a folder, from the derived file if that was made from these.

    Raises:
        DataError: if it was not, and a file of the folder is damaged.
    """
    try:
        stored = json.loads(derived.read_bytes())
        if stored["checksum"] == _checksum(folder):
            return tuple(map(_pattern, stored["patterns"]))
    except (OSError, ValueError, KeyError, TypeError):  # the files that people edit are there all the same
        pass
    return read_patterns(folder)


def derive(folder: Path, derived: Path) -> None:
    """Write the derived file, a pattern a line."""
    rows = ",\n".join(json.dumps(_row(pattern), ensure_ascii=False) for pattern in read_patterns(folder))
    derived.write_text(f'{{"checksum": {_checksum(folder)}, "patterns": [\n{rows}\n]}}\n', encoding="utf-8")


def _checksum(folder: Path) -> int:
    checksum = 0
    for path in sorted(folder.glob("*.toml")):
        checksum = zlib.crc32(path.read_bytes(), zlib.crc32(path.name.encode(), checksum))
    return checksum


def _row(pattern: Pattern) -> Mapping[str, Any]:
    regex = pattern.regex.pattern if pattern.regex else None
    needs = list(map(sorted, pattern.needs))
    return {**pattern._asdict(), "regex": regex, "literals": sorted(pattern.literals), "needs": needs}


def _pattern(row: Mapping[str, Any]) -> Pattern:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    regex = None if row["regex"] is None else lazy.guarded(row["regex"], lists["literals"])
    sets = {"literals": frozenset(lists["literals"]), "needs": tuple(map(frozenset, row["needs"]))}
    return Pattern(**{**row, **lists, **sets, "regex": regex})
