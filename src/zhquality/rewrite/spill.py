"""A table on disk that is read back in order of its keys, a bounded part at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Spill"]

Records: TypeAlias = "NDArray[Any]"

_BUCKETS = 1 << 12
"""Parts of the range of keys that are counted, so that rounds of about equal size can be made."""
_CHUNK = 1 << 20
"""Records read from disk at a time."""


@final
class Spill:
    """Records with a uint64 ``key``, appended in any order; a context manager that removes its file."""

    def __init__(self, dtype: np.dtype[Any], top: int) -> None:
        """Begin an empty table.

        Args:
            dtype: a structured type with a field ``key`` of uint64.
            top: one more than the largest key, at most 2**64.
        """
        self._dtype = dtype
        self._width = max(1, -(-top // _BUCKETS))
        self._counts = np.zeros(_BUCKETS, np.int64)
        self._file = tempfile.TemporaryFile(prefix="zhquality-")  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Spill:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, records: Records) -> None:
        """Append records."""
        self._counts += np.bincount(self._bucket(records), minlength=_BUCKETS)
        self._file.write(records.tobytes())

    def _bucket(self, records: Records) -> NDArray[np.int64]:
        buckets: NDArray[np.int64] = (records["key"] // np.uint64(self._width)).astype(np.int64)
        return buckets

    def rounds(self, limit: int) -> Iterator[Records]:
        """All records, sorted by key in each round and from round to round; records of one key are never parted.

        Args:
            limit: records of a round, unless one 4096th of the range of keys alone holds more.
        """
        rounds_of, held, number = np.zeros(_BUCKETS, np.int64), 0, 0
        for bucket, count in enumerate(self._counts.tolist()):
            if held and held + count > limit:
                number, held = number + 1, 0
            rounds_of[bucket] = number
            held += count
        for current in range(number + 1):
            parts = [chunk[rounds_of[self._bucket(chunk)] == current] for chunk in self._chunks()]
            if parts:
                records = np.concatenate(parts)
                yield records[np.argsort(records["key"], kind="stable")]

    def _chunks(self) -> Iterator[Records]:
        self._file.seek(0)
        while data := self._file.read(_CHUNK * self._dtype.itemsize):
            yield np.frombuffer(data, self._dtype)
