"""The record of a scan: which shards are written, so that a run after a crash goes on where the last one ended.

``manifest.jsonl`` holds the settings in its first line, then a line a finished shard, appended and flushed to disk
after the shard's part has been renamed into place, and at last ``{"shards": N}``. A line cut short by a crash is dropped.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, final

from zhquality.corpus.tally import Tally
from zhquality.corpus.work import Outcome
from zhquality.errors import ConfigError, InputError, ZhqualityError
from zhquality.files import cannot_write, replace_file

__all__ = ["Manifest"]


@final
class Manifest:
    """The manifest of one output folder, locked while it is open; a context manager.

    Raises:
        ConfigError: if the folder holds something else, a scan with other settings, or a damaged record.
        InputError: if the folder cannot be written, or another scan is at work in it.
    """

    def __init__(self, folder: Path, header: Mapping[str, Any]) -> None:
        self.path = folder / "manifest.jsonl"
        self.parts = folder / "data"
        self.finished: set[int] = set()
        self.tally = Tally()
        self.done = 0
        self.total: int | None = None
        try:
            if folder.is_dir() and not self.path.exists() and any(folder.iterdir()):
                raise ConfigError(f"{folder}: the folder is not empty and holds no scan; name another with --out")
            self.parts.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a+b", buffering=0)
        except OSError as error:
            raise cannot_write(folder, error) from error
        try:
            _lock(self._file.fileno(), folder)
            self._load(header)
            self._sweep()
        except (OSError, ZhqualityError) as error:
            self._file.close()
            if isinstance(error, ZhqualityError):
                raise
            raise cannot_write(folder, error) from error

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._sweep()
        self._file.close()

    def _sweep(self) -> None:
        """Take away parts that a worker was writing when it ended."""
        for stale in self.parts.glob(".part-*.tmp"):
            stale.unlink()

    def _load(self, header: Mapping[str, Any]) -> None:
        self._file.seek(0)
        lines = self._file.read().split(b"\n")
        whole = sum(len(line) + 1 for line in lines[:-1])
        self._file.truncate(whole)  # what follows the last line end was cut short
        if len(lines) == 1:
            self._append(header)
            return
        try:
            _must_equal(self.path.parent, json.loads(lines[0]), json.loads(json.dumps(header)))
            for line in lines[1:-1]:
                self._take(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(
                f"{self.path}: the record of the scan is damaged; name another folder with --out, or delete this one"
            ) from error

    def _take(self, entry: Mapping[str, Any]) -> None:
        """Count a line of an earlier run."""
        if "shards" in entry:
            self.total = entry["shards"]
        elif self._is_there(entry) and entry["number"] not in self.finished:
            self._count(entry["number"], entry["done"], Tally.of(entry["tally"]))

    def _is_there(self, entry: Mapping[str, Any]) -> bool:
        part = self.parts / entry["part"]
        return not entry["part"] or (part.is_file() and part.stat().st_size == entry["size"])

    def _count(self, number: int, done: int, tally: Tally) -> None:
        self.finished.add(number)
        self.tally.merge(tally)
        self.done = max(self.done, done)

    def _append(self, entry: Mapping[str, Any]) -> None:
        line = memoryview(json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        while line:  # on a full disk a part of it may be written; the next run drops that
            line = line[self._file.write(line) :]
        os.fsync(self._file.fileno())

    def add(self, outcome: Outcome) -> None:
        """Record a finished shard."""
        self._append(outcome.as_object())
        self._count(outcome.number, outcome.done, outcome.tally)

    def finish(self, total: int) -> None:
        """Record that the corpus has this many shards and all are written."""
        if self.total is None:
            self._append({"shards": total})
            self.total = total

    @property
    def complete(self) -> bool:
        """Whether every shard is written."""
        return self.total is not None and self.finished >= set(range(self.total))

    def rejects(self) -> Iterator[Mapping[str, Any]]:
        """The rejects of every finished shard, in the order of the corpus; one shard's at a time is in memory."""
        places: dict[int, int] = {}
        with self.path.open("rb") as file:
            at = len(file.readline())
            for line in file:
                entry = json.loads(line)
                if entry.get("rejects"):
                    places[entry["number"]] = at
                at += len(line)
            for number in sorted(places):
                file.seek(places[number])
                yield from json.loads(file.readline())["rejects"]

    def write_rejects(self) -> Path:
        """Write ``rejects.jsonl`` from the manifest."""
        path = self.path.with_name("rejects.jsonl")
        temporary = path.with_name(".rejects.jsonl.tmp")
        try:
            with temporary.open("w", encoding="utf-8", errors="backslashreplace") as file:
                for reject in self.rejects():
                    row = {name: value for name, value in reject.items() if value is not None}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
            temporary.replace(path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        return path

    def write_summary(self) -> Path:
        """Write ``summary.json``: the counts over all rows."""
        path = self.path.with_name("summary.json")
        replace_file(path, json.dumps(self.tally.as_object(), ensure_ascii=False, indent=1).encode())
        return path


def _must_equal(folder: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    for name in (*new, *old):
        if old.get(name) != new.get(name):
            raise ConfigError(
                f"{folder}: holds a scan with other settings or inputs ({name} differs); "
                "name another folder with --out, or delete this one"
            )


def _lock(handle: int, folder: Path) -> None:
    """Refuse a second scan into the same folder; systems without fcntl go without."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise InputError(f"{folder}: another scan is writing there; wait for it or name another --out") from error
