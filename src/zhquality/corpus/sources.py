"""Rows of a corpus as they lie in files, read with bounded memory; what cannot be read is a rejected row, not an end.

JSONL (``.jsonl``, ``.ndjson``, also ``.gz`` ``.xz`` ``.zst``) gives a row a line, a text file one row, Parquet
record batches.
"""

from __future__ import annotations

import lzma
import os
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

from zhquality.errors import InputError
from zhquality.files import is_file
from zhquality.walking import SUFFIXES, is_folder

__all__ = ["LONGEST_ROW", "Input", "Kind", "Reject", "Row", "find_inputs", "read_lines", "read_whole"]

Kind: TypeAlias = Literal["jsonl", "parquet", "text"]

LONGEST_ROW = 50_000_000
"""Bytes; a longer row is rejected and never held in memory. The longest page of a crawl is a few megabytes."""
_CHUNK = 1 << 20
"""Bytes read at a time."""
_STEP = 1 << 10
"""Packed bytes unpacked at a time: at worst, runs in zstd, they give 32 MB."""
_RATIO = 500
"""Times its size that a file may unpack to: text packs to a third or a tenth, the same page over and over to a
hundredth; gzip reaches 1,030 on zeros."""
_SURELY = 100_000_000
"""Unpacked bytes before the ratio is looked at."""
_MEMORY = 1 << 27
"""Bytes that unpacking may take; ``xz -9`` needs 65 MB, ``zstd --long`` 128 MB."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a corpus."""

    path: str
    kind: Kind
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path, kind: Kind) -> Input:
        """The file as it is now."""
        state = path.stat()
        return cls(str(path), kind, state.st_size, state.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in its file; ``line`` counts from 1, ``done`` is the part of the file's bytes read so far."""

    file: str
    line: int
    data: bytes
    done: int


@dataclass(frozen=True, slots=True)
class Reject:
    """A row, or with line 0 a whole file or what was left of it, that could not be used."""

    file: str
    line: int
    reason: str
    id: str | None = None


def _kind(path: Path) -> Kind | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] and suffixes[-1] in {".gz", ".xz", ".zst"}:
        suffixes.pop()
    last = suffixes[-1] if suffixes else ""
    if last in {".jsonl", ".ndjson"}:
        return "jsonl"
    if path.suffix.lower() == ".parquet":
        return "parquet"
    return "text" if last in SUFFIXES and path.suffix.lower() == last else None


def find_inputs(paths: Iterable[Path]) -> list[Input]:
    """The files named, and those below the folders named, in the order of their names.

    Links to folders are not followed, hidden files and files of other types are left out. A file named twice counts once.
    A folder below one named that cannot be listed is an input as well: reading it gives a Reject with the reason.

    Raises:
        InputError: if a path is not there, is of an unknown type, or nothing is found.
    """
    found: dict[str, Input] = {}
    for path in paths:
        if is_folder(path):
            for source in _below(path):
                found.setdefault(source.path, source)
            continue
        kind = _kind(path)
        if not is_file(path):  # a pipe could not be read again after a crash
            raise InputError(f"{path}: no such file or folder")
        if kind is None:
            raise InputError(f"{path}: unknown type; known are .jsonl .ndjson (.gz .xz .zst), .parquet and text files")
        found.setdefault(str(path), Input.of(path, kind))
    if not found:
        raise InputError("no corpus files there: .jsonl .ndjson (.gz .xz .zst), .parquet, or text files")
    return list(found.values())


def _below(top: Path) -> Iterator[Input]:
    """The files of a folder and of those below it; a folder that cannot be listed stands for what is in it."""
    closed: list[OSError] = []
    for folder, names, files in os.walk(top, onerror=closed.append):  # links to folders are not followed: no loops
        names[:] = sorted(name for name in names if not name.startswith("."))
        for path in (Path(folder) / name for name in sorted(files) if not name.startswith(".")):
            kind = _kind(path)
            source = _looked_at(path, kind) if kind else None
            if source is not None:
                yield source
    yield from (Input(error.filename, "text", 0, 0) for error in closed)


def _looked_at(path: Path, kind: Kind) -> Input | None:
    """The file at a path; None for a link to nothing and what is no file. Where it may not be looked at, reading it says so."""
    try:
        return Input.of(path, kind) if stat.S_ISREG(path.stat().st_mode) else None
    except PermissionError:
        return Input(str(path), kind, 0, 0)
    except OSError:
        return None


class _Unpacked:
    """A compressed file read by steps of _STEP packed bytes, so that no step can fill the memory."""

    def __init__(self, raw: IO[bytes], new: Callable[[], Any]) -> None:
        self._raw = raw
        self._new = new
        self._stream: Any = None
        self._left = b""

    def read(self, _: int) -> bytes:
        while True:
            packed = self._left or self._raw.read(_STEP)
            self._left = b""
            if self._stream is None:  # a file may hold several streams, with zeros between them
                if not packed:
                    return b""
                packed = packed.lstrip(b"\0")
                if not packed:
                    continue
                self._stream = self._new()
            if not packed:
                raise EOFError("the compressed data ends early")
            data: bytes = self._stream.decompress(packed)
            if self._stream.eof:
                self._left = self._stream.unused_data
                self._stream = None
            if data:
                return data


def _unpacked(path: Path, raw: IO[bytes]) -> IO[bytes] | _Unpacked:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return _Unpacked(raw, lambda: zlib.decompressobj(zlib.MAX_WBITS | 16))
    if suffix == ".xz":
        return _Unpacked(raw, lambda: lzma.LZMADecompressor(memlimit=_MEMORY))
    if suffix == ".zst":
        try:
            import zstandard
        except ImportError as error:
            raise InputError(f"{path}: reading .zst needs zstandard: pip install 'zhquality[arrow]'") from error
        return _Unpacked(raw, lambda: zstandard.ZstdDecompressor(max_window_size=_MEMORY).decompressobj())
    return raw


def _failures() -> tuple[type[Exception], ...]:
    known: tuple[type[Exception], ...] = (OSError, EOFError, lzma.LZMAError, zlib.error)
    try:
        import zstandard
    except ImportError:
        return known
    return (*known, zstandard.ZstdError)


def read_lines(source: Input) -> Iterator[Row | Reject]:
    """The lines of a file, without blank ones; memory is bounded by LONGEST_ROW whatever the file holds.

    Raises:
        InputError: if a library for this compression is not installed.
    """
    path = Path(source.path)
    try:
        raw = path.open("rb")
    except OSError as error:
        yield Reject(source.path, 0, f"cannot read: {error.strerror or error}")
        return
    line = 0
    with raw:
        try:
            for line, data in enumerate(_split(_unpacked(path, raw), raw, source.size), 1):
                if data is None:
                    yield Reject(source.path, line, f"the row is longer than {LONGEST_ROW:,} bytes")
                elif data:
                    yield Row(source.path, line, data, min(raw.tell(), source.size))
            if _changed(source, raw):
                yield Reject(source.path, 0, "the file changed while it was read; scan it again")
        except _failures() as error:
            yield Reject(source.path, line + 1, f"cannot read from here on: {_reason(error)}")


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _changed(source: Input, raw: IO[bytes]) -> bool:
    state = os.fstat(raw.fileno())
    return (state.st_size, state.st_mtime_ns) != (source.size, source.modified)


def _split(file: IO[bytes] | _Unpacked, raw: IO[bytes], packed: int) -> Iterator[bytes | None]:
    """Lines without their ends and surrounding blanks; None for one that is too long."""
    pieces: list[bytes] = []
    length = total = 0
    while chunk := file.read(_CHUNK):
        total += len(chunk)
        if total > _SURELY and total > _RATIO * max(min(raw.tell(), packed), 1):
            raise OSError(f"unpacks to more than {_RATIO} times its size")
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            yield None if length + len(piece) > LONGEST_ROW else b"".join((*pieces, piece)).strip()
            pieces, length = [], 0
        length += len(rest)
        pieces = [*pieces, rest] if length <= LONGEST_ROW else []
    if length:
        yield None if length > LONGEST_ROW else b"".join(pieces).strip()


def read_whole(source: Input) -> Row | Reject:
    """A text file as one row."""
    try:
        with Path(source.path).open("rb") as file:
            data = file.read(LONGEST_ROW + 1)
            if len(data) > LONGEST_ROW:
                return Reject(source.path, 1, f"the file is longer than {LONGEST_ROW:,} bytes")
            if _changed(source, file):
                return Reject(source.path, 0, "the file changed while it was read; scan it again")
    except OSError as error:
        return Reject(source.path, 0, f"cannot read: {_reason(error)}")
    return Row(source.path, 1, data, len(data))
