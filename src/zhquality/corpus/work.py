"""What a worker does with one shard: parse, annotate, filter, and put the part in its place in one step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhquality.corpus.keep import parse
from zhquality.corpus.kernel import PREFIX, Annotator, annotator_of, arrow
from zhquality.corpus.rows import read_fields, read_text, text_of
from zhquality.corpus.shards import Shard
from zhquality.corpus.sources import LONGEST_ROW, Reject, Row
from zhquality.corpus.tally import Tally
from zhquality.errors import InputError, ZhqualityError
from zhquality.files import replace_file

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Job", "Outcome", "process"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with every shard; picklable.

    Attributes:
        folder: where parts are written; empty to write none.
        annotator: the pickled annotator.
        id_field: name of a field every row must have; empty if none.
        keep: the expression of rows to write; empty for all.
    """

    folder: str
    annotator: bytes
    id_field: str = ""
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a shard; ``part`` is the name of the file, empty if it had no rows."""

    number: int
    part: str
    size: int
    done: int
    tally: Tally
    rejects: tuple[Reject, ...]

    def as_object(self) -> dict[str, Any]:
        """As plain data for JSON."""
        data = {name: getattr(self, name) for name in ("number", "part", "size", "done")}
        return {**data, "tally": self.tally.as_object(), "rejects": [asdict(reject) for reject in self.rejects]}


@dataclass(slots=True)
class _Rows:
    """Rows that could be parsed: where they stand, their JSON without the closing brace, and their text."""

    rows: list[Row] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def process(job: Job, shard: Shard) -> Outcome:
    """Check a shard and write its part.

    Raises:
        InputError: if the part cannot be written.
        DataError: if a lexicon or model is damaged.
    """
    rejects = list(shard.rejects)
    annotator = annotator_of(job.annotator)
    tally = Tally()
    data: bytes | pa.Table
    if shard.kind == "parquet" and shard.table:
        data = _process_table(job, shard, annotator, tally, rejects)
        suffix = "parquet"
    else:
        data = _process_lines(job, shard, annotator, tally, rejects)
        suffix = "jsonl"
    rejects.sort(key=lambda reject: reject.line)
    for reject in rejects:
        tally.reject(reject.reason)
    part = f"part-{shard.number:06}.{suffix}" if shard.rows else ""
    size = _write(Path(job.folder) / part, data) if part and job.folder else 0
    return Outcome(shard.number, part, size, shard.done, tally, tuple(rejects))


def _write(path: Path, data: bytes | pa.Table) -> int:
    try:
        if isinstance(data, bytes):
            return replace_file(path, data)
        import pyarrow.parquet as pq

        sink = arrow().BufferOutputStream()
        pq.write_table(data, sink, compression="zstd")
        return replace_file(path, sink.getvalue())
    except OSError as error:
        raise InputError(
            f"{path}: cannot write: {error.strerror or error}; what is finished is kept, run the same command again"
        ) from error


def _process_lines(job: Job, shard: Shard, annotator: Annotator, tally: Tally, rejects: list[Reject]) -> bytes:
    parsed = _Rows()
    for row in shard.rows:
        _parse(row, shard.kind == "text", annotator.text, job.id_field, parsed, rejects)
    batch = arrow().RecordBatch.from_pydict({annotator.text: parsed.texts}, _text_schema(annotator.text))
    columns, failed = _annotate(annotator, batch, parsed.rows, rejects)
    keep = parse(job.keep) if job.keep else None
    out: list[bytes] = []
    good = (i for i in range(len(parsed.rows)) if i not in failed)
    for i, added in zip(good, columns.select(_added(columns)).to_pylist(), strict=True):
        kept = keep is None or keep(_values(parsed.texts[i], added))
        tally.add(parsed.texts[i], len(parsed.texts[i].encode()), added, kept=kept)
        if kept:
            out += [parsed.heads[i], b", ", json.dumps(added, ensure_ascii=False).encode()[1:], b"\n"]
    return b"".join(out)


def _text_schema(name: str) -> pa.Schema:
    return arrow().schema([(name, arrow().large_string())])


def _added(batch: pa.RecordBatch) -> list[str]:
    return [name for name in batch.schema.names if name.startswith(PREFIX)]


def _values(text: str, added: dict[str, Any]) -> dict[str, float]:
    """The values of the names an expression may use."""
    own = {"quality": added["zhq_quality"], "findings": len(added["zhq_findings"]), "length": len(text)}
    return {**added["zhq_scores"], **own}


def _parse(row: Row, plain: bool, text_field: str, id_field: str, out: _Rows, rejects: list[Reject]) -> None:
    name: str | None = None
    try:
        if plain:
            text = read_text(row)
            line = json.dumps({id_field or "id": row.file, text_field: text}, ensure_ascii=False)
            head = line.encode("utf-8", "backslashreplace")[:-1]  # of a name that is no UTF-8: \udcff, as JSON has it
        else:
            line, fields = read_fields(row)
            name = _id_of(fields, id_field)
            text = text_of(fields, text_field)
            head = _head(line, fields)
        text.encode()
    except UnicodeEncodeError as error:
        rejects.append(Reject(row.file, row.line, f"half of a surrogate pair: at character {error.start}", name))
    except InputError as error:
        rejects.append(Reject(row.file, row.line, str(error), name))
    else:
        out.rows.append(row)
        out.heads.append(head)
        out.texts.append(text)


def _id_of(fields: dict[str, Any], id_field: str) -> str | None:
    if not id_field:
        return None
    if not isinstance(fields.get(id_field), (str, int)):
        raise InputError(f"no field {id_field!r} with a string or a whole number")
    return str(fields[id_field])


def _head(line: str, fields: dict[str, Any]) -> bytes:
    """The row as it was written, without its closing brace, so that not a digit of it changes."""
    if any(name.startswith(PREFIX) for name in fields):
        line = json.dumps({name: value for name, value in fields.items() if not name.startswith(PREFIX)})
    return line.strip().removesuffix("}").rstrip().encode()


def _annotate(
    annotator: Annotator, batch: pa.RecordBatch, rows: Sequence[Row], rejects: list[Reject]
) -> tuple[pa.RecordBatch, set[int]]:
    """The annotated batch without the rows that fail, and the places of those; a failure is a defect of a detector."""
    try:
        return annotator(batch), set()
    except ZhqualityError:
        raise
    except Exception:  # noqa: BLE001 - found again row by row
        failed: set[int] = set()
        for i in range(batch.num_rows):
            try:
                annotator(batch.slice(i, 1))
            except Exception as error:  # noqa: BLE001 - the row is set aside with the reason
                failed.add(i)
                rejects.append(Reject(rows[i].file, rows[i].line, f"the check failed: {type(error).__name__} {error}"))
        return annotator(_without(batch, failed)), failed


def _without(batch: pa.RecordBatch, places: Iterable[int]) -> pa.RecordBatch:
    gone = set(places)
    return batch.filter(arrow().array([i not in gone for i in range(batch.num_rows)], arrow().bool_()))


def _process_table(job: Job, shard: Shard, annotator: Annotator, tally: Tally, rejects: list[Reject]) -> pa.Table:
    batch = shard.batch()
    bad: set[int] = set()
    for i, row in enumerate(shard.rows):
        reason = _wrong(batch, i, annotator.text, job.id_field)
        if reason:
            bad.add(i)
            rejects.append(Reject(row.file, row.line, reason))
    rows = [row for i, row in enumerate(shard.rows) if i not in bad]
    batch, _ = _annotate(annotator, _without(batch, bad), rows, rejects)
    keep = parse(job.keep) if job.keep else None
    kept: list[bool] = []
    texts = batch.column(annotator.text).to_pylist()
    for text, added in zip(texts, batch.select(_added(batch)).to_pylist(), strict=True):
        kept.append(keep is None or keep(_values(text, added)))
        tally.add(text, len(text.encode()), added, kept=kept[-1])
    return arrow().Table.from_batches([batch.filter(arrow().array(kept, arrow().bool_()))], batch.schema)


def _wrong(batch: pa.RecordBatch, at: int, text_field: str, id_field: str) -> str:
    """What is wrong with a row of a table; empty if nothing."""
    try:
        text = batch.column(text_field)[at]
        if not text.is_valid:
            return f"field {text_field!r} is null"
        if text.as_buffer().size > LONGEST_ROW:
            return f"the row is longer than {LONGEST_ROW:,} bytes"
        text.as_py()  # says where it is no UTF-8
        if id_field and not (id_field in batch.schema.names and batch.column(id_field)[at].is_valid):
            return f"no field {id_field!r}"
    except UnicodeDecodeError as error:
        return f"not UTF-8: at byte {error.start} of the text"
    return ""
