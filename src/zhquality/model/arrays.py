"""Arrays in one uncompressed ``.npz`` file, numpy's own format, mapped instead of read.

Written with their data at multiples of 64 bytes, the arrays are views of the file: only what a page looks at is ever read,
and the processes of a machine share it. ``numpy.load`` reads such files as any other.
"""

from __future__ import annotations

import ast
import io
import math
import mmap
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zhquality.files import replace_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FAULTS", "read_arrays", "write_arrays"]

FAULTS = (OSError, ValueError, KeyError, TypeError, EOFError, OverflowError, SyntaxError, zipfile.BadZipFile)
"""What reading a damaged file may raise."""
_ALIGNMENT = 64
"""Bytes; of a cache line."""
_LOCAL_HEADER = 30
"""Bytes before the name of an entry of a zip file; the last four are the lengths of the name and of what is behind it."""
_VERSION, _MAGIC = b"\x93NUMPY\x01\x00", 10
"""What an array begins with, and the bytes before its header, with the header's length."""
_LONGEST_HEADER = 4096
"""Bytes; headers of plain arrays have 118."""


def write_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write a file in one step, so that whoever has it mapped keeps what it was; the same arrays give the same bytes.

    Compressed, the statistics and the thesaurus were 6 MB instead of 10, and took 50 ms more to read.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, array in sorted(arrays.items()):
            entry = zipfile.ZipInfo(f"{name}.npy")  # no time stamp
            before = archive.start_dir + _LOCAL_HEADER + len(entry.filename)
            entry.extra = _padding(-before % _ALIGNMENT)
            with archive.open(entry, "w") as file:  # numpy's header is as long as a multiple of 64
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
    replace_file(path, made.getbuffer())


def _padding(length: int) -> bytes:
    """An extra field of a zip entry; it has four bytes at the least."""
    length += _ALIGNMENT if length < 4 else 0
    return b"\xff\xff" + (length - 4).to_bytes(2, "little") + bytes(length - 4)


def read_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays of a file by name, read-only.

    Raises:
        OSError, ValueError, …: one of FAULTS, if it is damaged.
    """
    with path.open("rb") as file:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise ValueError("compressed")
    return {entry.filename.removesuffix(".npy"): _array(mapped, entry.header_offset) for entry in entries}


def _array(mapped: mmap.mmap, at: int) -> NDArray[np.generic]:
    """The array of the entry at an offset."""
    start = at + _LOCAL_HEADER
    start += sum(int.from_bytes(mapped[place : place + 2], "little") for place in (start - 4, start - 2))
    length = int.from_bytes(mapped[start + 8 : start + _MAGIC], "little")
    header = ast.literal_eval(mapped[start + _MAGIC : start + _MAGIC + min(length, _LONGEST_HEADER)].decode("latin-1"))
    kind, shape = np.dtype(header["descr"]), header["shape"]
    if mapped[start : start + 8] != _VERSION or header["fortran_order"] or kind.hasobject or min(shape, default=0) < 0:
        raise ValueError("of another kind")
    array: NDArray[np.generic] = np.frombuffer(mapped, kind, math.prod(shape), start + _MAGIC + length).reshape(shape)
    return array if array.flags.aligned else array.copy()
