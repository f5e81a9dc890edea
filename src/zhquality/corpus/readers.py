"""Texts of a corpus: plain files, and JSONL with a text field, compressed or not."""

from __future__ import annotations

import gzip
import io
import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from zhquality.errors import InputError
from zhquality.files import cannot_read

__all__ = ["read_texts"]


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    if path.suffix == ".zst":
        try:
            import zstandard
        except ImportError as error:
            raise InputError(f"{path}: reading .zst needs zstandard: pip install 'zhquality[train]'") from error
        return io.TextIOWrapper(cast("IO[bytes]", zstandard.open(path, "rb")), encoding="utf-8")
    return path.open(encoding="utf-8")


def _is_jsonl(path: Path) -> bool:
    return any(suffix in {".jsonl", ".ndjson"} for suffix in path.suffixes[-2:])


def read_texts(paths: Iterable[Path], field: str = "text") -> Iterator[str]:
    """Every text in order.

    Args:
        paths: plain text files (one document each), or JSONL files (one document a line).
        field: name of the text in a JSONL row.

    Raises:
        InputError: at the first unreadable file or broken row, as file:line.
    """
    for path in paths:
        try:
            with _open(path) as file:
                yield from _rows(path, file, field) if _is_jsonl(path) else [file.read()]
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: not UTF-8 near byte {error.start}; convert the file first") from error
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise cannot_read(path, error) from error


def _rows(path: Path, file: Iterable[str], field: str) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{path}:{number}: not JSON: {error}") from error
        text = row.get(field) if isinstance(row, dict) else None
        if not isinstance(text, str):
            raise InputError(f"{path}:{number}: no text in field {field!r}; name the field with --text-field")
        yield text
