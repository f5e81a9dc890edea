"""Cutting a corpus into shards: the same inputs and settings always give the same shards, which is what resuming rests on."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhquality.corpus.kernel import arrow
from zhquality.corpus.sources import Input, Kind, Reject, Row, read_lines, read_whole

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Shard", "cut"]

_BYTES = 16_000_000
"""A shard is cut here even if it has not enough rows: it bounds the memory of a worker. Two thousand long pages."""

Chosen = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Shard:
    """Rows that one worker checks and writes at once.

    Attributes:
        number: its place in the corpus, from 0.
        kind: what its rows are.
        rows: its rows; of Parquet only where they stand.
        table: for Parquet, the rows as an Arrow stream.
        rejects: what could not be read on the way to these rows.
        done: bytes of the corpus, as it lies on disk, read up to the end of the shard.
    """

    number: int
    kind: Kind
    rows: tuple[Row, ...] = ()
    table: bytes = b""
    rejects: tuple[Reject, ...] = ()
    done: int = 0

    def pick(self, places: Sequence[int], rejects: tuple[Reject, ...] = ()) -> Shard:
        """The same shard with only the rows at these places, and with more rejects."""
        table = self.table
        if table:
            table = _stream(self.batch().take(arrow().array(places, arrow().int64())))
        return replace(self, rows=tuple(self.rows[i] for i in places), table=table, rejects=self.rejects + rejects)

    def batch(self) -> pa.RecordBatch:
        """The rows of a Parquet shard."""
        with arrow().ipc.open_stream(self.table) as reader:
            return reader.read_next_batch()


def _stream(batch: pa.RecordBatch) -> bytes:
    """A batch as bytes; unlike a pickle it leaves out what the batch is a slice of."""
    sink = arrow().BufferOutputStream()
    with arrow().ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


@dataclass(slots=True)
class _Cutter:
    """Collects rows and rejects until they are a shard."""

    size: int
    number: int = 0
    kind: Kind = "jsonl"
    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    weight: int = 0
    done: int = 0

    def add(self, row: Row | Reject) -> None:
        if isinstance(row, Reject):
            self.rejects.append(row)
            self.weight += len(row.reason)
        else:
            self.rows.append(replace(row, done=0))
            self.weight += len(row.data)

    @property
    def full(self) -> bool:
        return len(self.rows) + len(self.rejects) >= self.size or self.weight >= _BYTES

    def cut(self, table: bytes = b"") -> Shard:
        shard = Shard(self.number, self.kind, tuple(self.rows), table, tuple(self.rejects), self.done)
        self.number += 1
        self.rows, self.rejects, self.weight = [], [], 0
        return shard


def cut(inputs: Sequence[Input], text: str, size: int, sample: float = 1.0) -> Iterator[Shard]:
    """The shards of a corpus in order.

    Args:
        inputs: its files.
        text: name of the column of the text in Parquet.
        size: rows of a shard; a shard of long rows has fewer.
        sample: share of the rows to take, chosen by where they stand, so that it is always the same rows.

    Raises:
        InputError: if a library is missing.
    """
    cutter = _Cutter(size)
    before = 0
    for number, source in enumerate(inputs):
        if source.kind != cutter.kind or source.kind == "parquet":
            if cutter.rows:
                yield cutter.cut()
            cutter.kind = source.kind

        def chosen(line: int, file: int = number) -> bool:
            return sample >= 1 or zlib.crc32(b"%d:%d" % (file, line)) < sample * 2**32

        shards = (
            _parquet(source, cutter, text, chosen, sample)
            if source.kind == "parquet"
            else _lines(source, cutter, chosen, before)
        )
        yield from shards
        before += source.size
        cutter.done = before
    if cutter.rows or cutter.rejects:
        yield cutter.cut()


def _lines(source: Input, cutter: _Cutter, chosen: Callable[[int], bool], before: int) -> Iterator[Shard]:
    rows: Iterable[Row | Reject] = read_lines(source) if source.kind == "jsonl" else [read_whole(source)]
    for row in rows:
        if isinstance(row, Row):
            if not chosen(row.line):
                continue
            cutter.done = before + row.done
        cutter.add(row)
        if cutter.full:
            yield cutter.cut()


def _parquet(
    source: Input, cutter: _Cutter, text: str, chosen: Callable[[int], bool], sample: float
) -> Iterator[Shard]:
    from zhquality.corpus.kernel import Annotator
    from zhquality.errors import InputError

    pa = arrow()
    import pyarrow.parquet as pq

    line = 0
    start = cutter.done
    try:
        with Path(source.path).open("rb") as raw, pq.ParquetFile(raw) as file:
            Annotator(text=text).schema(file.schema_arrow)  # says what is wrong with the column of the text
            for batch in file.iter_batches(_batch_rows(file.metadata, cutter.size, sample), use_threads=False):
                places = [i for i in range(batch.num_rows) if chosen(line + i + 1)]
                for i in places:
                    cutter.add(Row(source.path, line + i + 1, b"", 0))
                line += batch.num_rows
                cutter.done = start + source.size * line // max(1, file.metadata.num_rows)
                if places:
                    whole = len(places) == batch.num_rows
                    yield cutter.cut(_stream(batch if whole else batch.take(pa.array(places, pa.int64()))))
            if Input.of(Path(source.path), "parquet") != source:
                cutter.add(Reject(source.path, 0, "the file changed while it was read; scan it again"))
    except InputError as error:
        cutter.add(Reject(source.path, 0, str(error)))
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        cutter.add(Reject(source.path, line + 1 if line else 0, f"cannot read from here on: {reason}"))


def _batch_rows(metadata: Any, size: int, sample: float) -> int:  # noqa: ANN401 - pyarrow has no types
    """Rows to read at a time: a shard's worth, but not more than _BYTES by the file's own account."""
    total = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    by_size = _BYTES * metadata.num_rows // total if total else size
    return int(max(1, min(size / sample, by_size)))
