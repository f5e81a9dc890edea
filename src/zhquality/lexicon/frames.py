"""Frames: patterns around literals, read from ``lexicons/elisions.toml`` and ``lexicons/paraphrase.toml``.

Their expressions are compiled at first use, and all of them in the tests. Reading TOML, and importing its reader, takes a tenth of the
first check of a clean page; so ``data/frames.json`` holds what the two files say, without the examples, by the checksum of each: where
that differs, the file itself is read. ``make lexicons`` writes it, and a test compares the two.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zhquality import lazy
from zhquality.errors import DataError
from zhquality.toml import read_toml

__all__ = ["Frame", "derive_frames", "load_frames"]

_RULE = re.compile("[A-Z]{3}[0-9]{3}")


class Frame(NamedTuple):
    """A pattern that shows damage.

    Attributes:
        rule: code of the rule it speaks for.
        anchors: literals of which every match holds at least one.
        pattern: searched in the line around an anchor; group ``at`` is the span to report, group ``gap`` the empty
            place where a word is missing.
        fills: what may have stood in the gap; empty when nobody can know.
        weight: what a match says for its kind of page, in nats.
        alone: whether a match is reported whatever the page looks like.
        unless: a page that has this somewhere has no damage of this kind; None if every page may.
        mend: what to put for what in the surface, as for ``re.sub``; None where nobody can know.
        why: what is wrong.
        matches: texts the pattern must match; none in what comes from the derived file.
        rejects: texts it must not match; likewise.
    """

    rule: str
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]
    fills: tuple[str, ...]
    weight: float
    alone: bool
    unless: re.Pattern[str] | None
    mend: tuple[str, str] | None
    why: str
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


def _mend(table: Mapping[str, Any]) -> tuple[str, str] | None:
    if "mend" not in table:
        return None
    wrong, right = table["mend"]
    return wrong, right


def _frame(table: Mapping[str, Any], where: str) -> Frame:
    try:
        groups = {name for name in ("at", "gap") if f"(?P<{name}>" in table["pattern"]}
        frame = Frame(
            table["rule"],
            tuple(table["anchors"]),
            lazy.pattern(table["pattern"]),
            tuple(table.get("fills", ())),
            float(table.get("weight", 0.0)),
            bool(table.get("alone", False)),
            lazy.pattern(table["unless"]) if "unless" in table else None,
            _mend(table),
            table["why"],
            tuple(table["matches"]),
            tuple(table["rejects"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{where}: not a frame: {error}") from error
    if not _RULE.fullmatch(frame.rule) or "at" not in groups or not frame.anchors:
        raise DataError(f"{where}: a frame needs the code of a rule, anchors, and a group named at")
    if bool(frame.fills) != ("gap" in groups):
        raise DataError(f"{where}: fills and the group named gap belong together")
    return frame


def load_frames(path: Path, derived: Path | None = None) -> tuple[Frame, ...]:
    """Read a file of frames, or what the derived file has of it if that was made from this one.

    Raises:
        DataError: naming the file and the frame, if it is damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot read the frames: {error}") from error
    tables = _stored(path.name, data, derived) if derived else None
    if tables is None:
        tables = _tables(path, data)
    return tuple(_frame(table, f"{path}: frame {number}") for number, table in enumerate(tables, 1))


def derive_frames(paths: Sequence[Path], derived: Path) -> None:
    """Write the derived file."""
    made = {
        path.name: {
            "checksum": zlib.crc32(path.read_bytes()),
            "frames": [{**table, "matches": [], "rejects": []} for table in _tables(path, path.read_bytes())],
        }
        for path in paths
    }
    derived.write_text(json.dumps(made, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _tables(path: Path, data: bytes) -> Sequence[Mapping[str, Any]]:
    try:
        tables = read_toml(data.decode("utf-8"))["frame"]
    except (ValueError, KeyError) as error:
        raise DataError(f"{path}: cannot read the frames: {error}") from error
    if not isinstance(tables, list):
        raise DataError(f"{path}: the frames are tables: [[frame]]")
    return tables


def _stored(name: str, data: bytes, derived: Path) -> Sequence[Mapping[str, Any]] | None:
    try:
        stored = json.loads(derived.read_bytes())[name]
        frames: list[Mapping[str, Any]] = stored["frames"]
        return frames if stored["checksum"] == zlib.crc32(data) else None
    except (OSError, ValueError, KeyError, TypeError):  # the file that people edit is there all the same
        return None
