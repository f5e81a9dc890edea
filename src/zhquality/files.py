"""Reading and writing text files as they are: encoding, byte-order mark, line ends."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from zhquality.errors import InputError

__all__ = [
    "Source",
    "cannot_read",
    "cannot_write",
    "decode_bytes",
    "is_file",
    "read_source",
    "replace_file",
    "write_new",
    "write_source",
]

_OTHERS = ("gb18030", "big5")
"""Encodings tried strictly, in this order, on files that are not UTF-8."""
_LEAST_HAN = 0.3
"""Share of the characters beyond ASCII that must be Han or full-width for an encoding other than UTF-8 to be believed:
text in another encoding read as GB18030 gives rare characters and symbols."""
_MOST_NUL = 0.2
"""Share of NUL among the bytes of a file above which it is UTF-16, or no text: Latin letters in UTF-16 have one in two, and
cleaning would take them out as invisible characters. Texts that hold a NUL by accident have a handful."""
_WIDE_COMMON = 0.9
"""Share of ASCII, Han and full-width characters from which bytes with control characters are UTF-16 without a mark. Of 7,756
sentences in it 53 (little endian) and 39 (big) of at most 25 code points are read as something else, 525 and 286 without this look; 2,000
documents are all told. None in GB18030 or Big5 is taken for it."""
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1f]")
"""Bytes of no text in GB18030 or Big5; full stop, comma and line end of Chinese in UTF-16 have one."""
_LONGEST_NAME = 40
"""Code points of a file's name kept in the name of its temporary file: file systems allow 255 bytes, and one code point
takes up to 4."""


class Source(NamedTuple):
    """A file's text and how it was written.

    Attributes:
        path: the file.
        text: its text, line ends untouched.
        encoding: name for Python's codecs; ``utf-8-sig`` stands for UTF-8 with a byte-order mark.
        digest: what the bytes hashed to when they were read.
    """

    path: Path
    text: str
    encoding: str
    digest: int


def _chinese(text: str) -> int:
    """Han and full-width characters."""
    return sum("\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" for c in text)


def _plausible(text: str) -> bool:
    beyond = "".join(c for c in text if ord(c) > 0x7F)
    return _chinese(beyond) >= _LEAST_HAN * len(beyond) and not any("\ue000" <= c <= "\uf8ff" for c in beyond)


def _is_wide(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are UTF-16 or UTF-32."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or data.count(0) > _MOST_NUL * len(data):
        return True
    if not _CONTROL.search(data):
        return False
    texts = (data.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be"))
    return any(_chinese(text) + sum(map(str.isascii, text)) >= _WIDE_COMMON * len(text) for text in texts)


def decode_bytes(data: bytes, path: Path) -> tuple[str, str]:
    """Text and encoding of some bytes, decoded strictly.

    Raises:
        InputError: if they decode in none of the encodings; the message names ``path`` and the byte offset.
    """
    try:
        if data.startswith(codecs.BOM_UTF8):
            return data.decode("utf-8-sig"), "utf-8-sig"
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        for encoding in () if _is_wide(data) else _OTHERS:
            with contextlib.suppress(UnicodeDecodeError):
                text = data.decode(encoding)
                if _plausible(text) and text.encode(encoding) == data:
                    return text, encoding
        raise _undecodable(data, error.start, path) from error
    if data.count(0) > _MOST_NUL * len(data):
        raise _undecodable(data, data.index(0), path)
    return text, "utf-8"


def _undecodable(data: bytes, at: int, path: Path) -> InputError:
    byte = f"0x{data[at]:02x}" + (": UTF-16?" if _is_wide(data) else "")
    return InputError(f"{path}: not UTF-8 (byte {at} is {byte}), nor GB18030 or Big5; convert the file to UTF-8 first")


def read_source(path: Path) -> Source:
    """Read a file strictly: UTF-8, with or without a byte-order mark, else GB18030, else Big5.

    Raises:
        InputError: if it cannot be read, or decodes in none of them; the message names the byte offset.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise cannot_read(path, error) from error
    text, encoding = decode_bytes(data, path)
    return Source(path, text, encoding, hash(data))


def write_source(source: Source, text: str) -> None:
    """Replace a file's text in one step; a reader sees the old file or the new one, never a part.

    Permissions are kept and symbolic links followed.

    Raises:
        InputError: if the file changed since it was read, or cannot be written; it is then as it was.
    """
    target = source.path.resolve()
    try:
        data = text.encode(source.encoding)
        mode = stat.S_IMODE(target.stat().st_mode)
        if not os.access(target, os.W_OK):
            raise InputError(f"{source.path}: the file is read-only; nothing was written")
        if hash(target.read_bytes()) != source.digest:
            raise InputError(f"{source.path}: changed while it was being cleaned; run the command again")
        replace_file(target, data, mode)
    except UnicodeEncodeError as error:
        raise InputError(
            f"{source.path}: the result cannot be written as {source.encoding}; convert it to UTF-8"
        ) from error
    except OSError as error:
        raise InputError(f"{source.path}: cannot write: {error.strerror or error}; the file is as it was") from error


def replace_file(path: Path, data: bytes | memoryview, mode: int | None = None) -> int:
    """Write a file in one step; a reader, or a run after a crash, sees all of it or nothing.

    The temporary file beside it is named before it exists, so that Ctrl-C at any moment leaves none behind.

    Args:
        path: the file; it need not exist.
        data: its new content.
        mode: its permissions; None for what new files get.

    Returns:
        Its size in bytes.

    Raises:
        OSError: if it cannot be written; it is then as it was.
    """
    temporary = path.with_name(f".{path.name[:_LONGEST_NAME]}.{os.urandom(4).hex()}.tmp")
    try:
        with open(
            temporary, "xb", opener=lambda name, flags: os.open(name, flags, 0o666 if mode is None else mode)
        ) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return len(data)


def write_new(path: Path, text: str) -> None:
    """Write a file of results as UTF-8; missing folders are made, and lone surrogates written as escapes.

    Raises:
        InputError: if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise cannot_write(path, error) from error


def is_file(path: Path) -> bool:
    """Whether there is a file that can be looked at; asked of a folder without permission, ``Path.is_file`` raises."""
    return os.path.isfile(path)  # noqa: PTH113


def cannot_read(path: Path | str, error: Exception) -> InputError:
    """What is said of a file or folder that is there and cannot be read."""
    return InputError(f"{path}: cannot read: {getattr(error, 'strerror', None) or error}")


def cannot_write(path: Path, error: OSError) -> InputError:
    """What is said of a file or folder that cannot be written."""
    return InputError(f"{path}: cannot write: {error.strerror or error}")
