"""Rows of a corpus one at a time, with their text, and the same rows written again with columns added."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from zhquality.corpus.kernel import arrow
from zhquality.corpus.rows import read_fields, read_text, text_of
from zhquality.corpus.sources import Input, Reject, Row, read_lines, read_whole
from zhquality.errors import InputError
from zhquality.files import cannot_write

__all__ = ["CorpusPage", "read_pages", "write_rejects", "write_rows"]

_BATCH = 1024
"""Rows of Parquet read at a time: about 3 MB of text."""


@dataclass(frozen=True, slots=True)
class CorpusPage:
    """One row: where it stands, its text, its date as text (empty if there is none), and all its fields."""

    file: str
    line: int
    text: str
    date: str
    fields: Mapping[str, Any]

    @property
    def place(self) -> str:
        """``file:line``; bytes of a name that is no UTF-8 are written as escapes."""
        return f"{self.file}:{self.line}".encode("utf-8", "backslashreplace").decode()


def read_pages(inputs: Sequence[Input], text_field: str, date_field: str = "") -> Iterator[CorpusPage | Reject]:
    """Every row in order, the same ones at every call; one that cannot be used is a Reject in its place.

    Args:
        inputs: files, see ``find_inputs``.
        text_field: name of the text in JSONL and Parquet.
        date_field: name of a date; empty for none.

    Raises:
        InputError: if a library for a kind of file is missing.
    """
    for source in inputs:
        if source.kind == "parquet":
            yield from _parquet(source, text_field, date_field)
        elif source.kind == "jsonl":
            for row in read_lines(source):
                yield row if isinstance(row, Reject) else _json(row, text_field, date_field)
        else:
            whole = read_whole(source)
            yield whole if isinstance(whole, Reject) else _text(whole, text_field)


def _page(file: str, line: int, fields: Mapping[str, Any], text_field: str, date_field: str) -> CorpusPage | Reject:
    try:
        text = text_of(fields, text_field)
    except InputError as error:
        return Reject(file, line, str(error))
    date = fields.get(date_field) if date_field else None
    return CorpusPage(file, line, text, "" if date is None else str(date), fields)


def _json(row: Row, text_field: str, date_field: str) -> CorpusPage | Reject:
    try:
        _, fields = read_fields(row)
    except InputError as error:
        return Reject(row.file, row.line, str(error))
    return _page(row.file, row.line, fields, text_field, date_field)


def _text(row: Row, text_field: str) -> CorpusPage | Reject:
    try:
        text = read_text(row)
    except InputError as error:
        return Reject(row.file, row.line, str(error))
    return CorpusPage(row.file, row.line, text, "", {"path": row.file, text_field: text})


def _batches(source: Input) -> Iterator[Any]:
    arrow()
    import pyarrow.parquet as pq

    with Path(source.path).open("rb") as raw, pq.ParquetFile(raw) as file:
        yield from file.iter_batches(_BATCH, use_threads=False)


def _readable(source: Input, text_field: str) -> Iterator[Any]:
    """The batches that could be read; what could not be is among the rejects."""
    with contextlib.suppress(OSError, arrow().ArrowException):
        for batch in _batches(source):
            if text_field in batch.schema.names:
                yield batch


def _parquet(source: Input, text_field: str, date_field: str) -> Iterator[CorpusPage | Reject]:
    line = 0
    try:
        for batch in _batches(source):
            for fields in batch.to_pylist():
                line += 1
                yield _page(source.path, line, fields, text_field, date_field)
    except (OSError, arrow().ArrowException) as error:
        yield Reject(source.path, line + 1, f"cannot read from here on: {' '.join(str(error).split())}")


class _Added(NamedTuple):
    """Columns to add; see ``write_rows``."""

    text_field: str
    columns: Sequence[tuple[str, str]]
    values: Callable[[int], Sequence[Any]]

    def to(self, batch: Any, number: int) -> Any:  # noqa: ANN401 - pyarrow has no types
        """A table of the rows of a batch, the first of which has this number."""
        pa = arrow()
        rows = [self.values(number + i) for i in range(batch.num_rows)]
        kept = [name for name in batch.schema.names if name not in dict(self.columns)]
        arrays = [batch.column(name) for name in kept]
        arrays += [pa.array([r[i] for r in rows], type=pa.type_for_alias(t)) for i, (_, t) in enumerate(self.columns)]
        return pa.Table.from_arrays(arrays, names=[*kept, *(name for name, _ in self.columns)])


def write_rows(
    inputs: Sequence[Input],
    folder: Path,
    text_field: str,
    columns: Sequence[tuple[str, str]],
    values: Callable[[int], Sequence[Any]],
) -> None:
    """Write every row that can be used with columns added: Parquet as Parquet, all else as JSONL, one file an input.

    Args:
        inputs: files, as they were read.
        folder: to write into.
        text_field: name of the text.
        columns: name and Arrow type of each column to add; columns of these names are replaced.
        values: the values of those columns, by the row's number among the rows that can be used.

    Raises:
        InputError: if the folder cannot be written.
    """
    number, added = 0, _Added(text_field, columns, values)
    try:
        folder.mkdir(parents=True)
        for place, source in enumerate(inputs):
            stem = folder / f"{place:05}"
            write = _write_parquet if source.kind == "parquet" else _write_jsonl
            number = write(source, stem, added, number)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _line(fields: Mapping[str, Any]) -> str:
    """A row of JSONL; halves of surrogate pairs, which UTF-8 has no bytes for, stay the escapes they were."""
    line = json.dumps(fields, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(fields)
    return line + "\n"


def _write_jsonl(source: Input, stem: Path, added: _Added, number: int) -> int:
    names = [name for name, _ in added.columns]
    with stem.with_suffix(".jsonl").open("w", encoding="utf-8") as file:
        for page in read_pages([source], added.text_field):
            if isinstance(page, CorpusPage):
                file.write(_line({**page.fields, **dict(zip(names, added.values(number), strict=True))}))
                number += 1
    return number


def _write_parquet(source: Input, stem: Path, added: _Added, number: int) -> int:
    import pyarrow.parquet as pq

    writer = None
    try:
        for batch in _readable(source, added.text_field):
            usable = [i for i, text in enumerate(batch.column(added.text_field).to_pylist()) if isinstance(text, str)]
            table = added.to(batch.take(arrow().array(usable, arrow().int64())), number)
            number += len(usable)
            writer = writer or pq.ParquetWriter(stem.with_suffix(".parquet"), table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
    return number


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """One JSON object a line: file, line, reason."""
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        for reject in rejects:
            file.write(
                json.dumps({k: v for k, v in asdict(reject).items() if v is not None}, ensure_ascii=False) + "\n"
            )
