"""The furniture patterns ready for use, in one file made from those that people edit.

Reading TOML, finding the literals of expressions and gathering those of all patterns takes 200 ms, reading this
file 3; patterns are made of it when a page needs them. It names the checksum of the files that it was made from: where those
differ, they are read instead, so it is never wrong, only of no use.
``benchmarks/derive_patterns.py`` writes it (``make lexicons``), and a test compares the two.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, overload

from zhquality import lazy
from zhquality.lexicon.patterns import Pattern, read_patterns
from zhquality.lexicon.sieve import Literals, literals_of

__all__ = ["Ready", "derive", "ready"]

_SIEVES: Mapping[str, Callable[[Pattern], bool]] = {
    "all": lambda pattern: pattern.form != "tail" and _counts(pattern),
    "sentence": lambda pattern: pattern.sentence and _counts(pattern),
    "tail": lambda pattern: pattern.form == "tail",
}
"""What is looked for in short lines, in sentences and long lines, and at their ends."""


def _counts(pattern: Pattern) -> bool:
    """Whether a pattern may help to make a line certain: weak expressions, of whole lines, do not add up."""
    return pattern.form != "line" or pattern.strength > 1


class Ready(NamedTuple):
    """Patterns, and the literals of those that each kind of line is looked at for."""

    patterns: Sequence[Pattern]
    literals: Mapping[str, Literals]


class _Stored(Sequence[Pattern]):
    """Patterns of the derived file, each made when it is first asked for; their examples are not stored."""

    def __init__(self, rows: Sequence[bytes]) -> None:
        self._rows = rows
        self._made: dict[int, Pattern] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Pattern: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Pattern]: ...
    def __getitem__(self, at: int | slice) -> Pattern | Sequence[Pattern]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        if at not in self._made:
            self._made[at] = _pattern(json.loads(self._rows[at]))
        return self._made[at]


def ready(folder: Path, derived: Path | None = None) -> Ready:
    """The patterns of a folder, from the derived file if that was made from these.

    Raises:
        DataError: if it was not, and a file of the folder is damaged.
    """
    try:
        head, *rows = derived.read_bytes().splitlines() if derived else [b"{}"]
        stored = json.loads(head)
        if stored["checksum"] == _checksum(folder) and stored["patterns"] == len(rows):
            return Ready(_Stored(rows), {name: _literals(stored["literals"][name]) for name in _SIEVES})
    except (OSError, ValueError, KeyError, TypeError):  # the files that people edit are there all the same
        pass
    patterns = read_patterns(folder)
    return Ready(patterns, {name: literals_of(patterns, wanted) for name, wanted in _SIEVES.items()})


def derive(folder: Path, derived: Path) -> None:
    """Write the derived file: what a page is looked through for, and a pattern a line."""
    made = ready(folder)
    literals = {
        name: {**known._asdict(), "literals": "\n".join(known.literals)} for name, known in made.literals.items()
    }
    head = {"checksum": _checksum(folder), "patterns": len(made.patterns), "literals": literals}
    rows = (json.dumps(row, ensure_ascii=False) for row in (head, *map(_row, made.patterns)))
    derived.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


def _checksum(folder: Path) -> int:
    checksum = 0
    for path in sorted(folder.glob("*.toml")):
        checksum = zlib.crc32(path.read_bytes(), zlib.crc32(path.name.encode(), checksum))
    return checksum


def _literals(stored: Mapping[str, Any]) -> Literals:
    return Literals(**{**stored, "literals": stored["literals"].split("\n")})


def _row(pattern: Pattern) -> Mapping[str, Any]:
    regex = pattern.regex.pattern if pattern.regex else None
    needs = list(map(sorted, pattern.needs))
    changed = {"regex": regex, "literals": sorted(pattern.literals), "needs": needs, "matches": [], "rejects": []}
    return {**pattern._asdict(), **changed}


def _pattern(row: Mapping[str, Any]) -> Pattern:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    regex = None
    if row["regex"] is not None:
        regex = lazy.guarded(row["regex"], lists["literals"], *row["needs"], longest=row["longest"])
    sets = {"literals": frozenset(lists["literals"]), "needs": tuple(map(frozenset, row["needs"]))}
    return Pattern(**{**row, **lists, **sets, "regex": regex})
