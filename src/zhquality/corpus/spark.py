"""Spark: the kernel over a DataFrame, through ``mapInArrow``; no shuffle, order inside a partition kept.

>>> from zhquality.corpus.spark import annotate  # doctest: +SKIP
>>> good = annotate(spark.read.parquet("pages/")).where("zhq_scores.spun < 0.2 and zhq_quality > 0.6")  # doctest: +SKIP
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from zhquality.checker import Checker
from zhquality.corpus.kernel import PREFIX, SCORES, Annotator, annotator_of, no_column, no_strings

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructType

__all__ = ["annotate", "schema"]


def schema(columns: StructType, *, clean: bool = False) -> StructType:
    """The columns that come out, from those that go in."""
    from pyspark.sql.types import ArrayType, DoubleType, LongType, StringType, StructField, StructType

    def struct(**fields: DataType) -> StructType:
        return StructType([StructField(name, kind) for name, kind in fields.items()])

    word, number, place = StringType(), DoubleType(), LongType()
    proposals = ArrayType(struct(text=word, confidence=number))
    finding = struct(
        rule=word, start=place, end=place, surface=word, confidence=number, applicability=word, proposals=proposals
    )
    scores = struct(**dict.fromkeys(SCORES, number))
    added = struct(zhq_quality=number, zhq_scores=scores, zhq_findings=ArrayType(finding))
    kept = [field for field in columns.fields if not field.name.startswith(PREFIX)]
    out = StructType([*kept, *added.fields])
    return out.add("zhq_cleaned", word) if clean else out


def annotate(df: DataFrame, text: str = "text", checker: Checker | None = None, *, clean: bool = False) -> DataFrame:
    """The DataFrame with the columns of ``kernel.py``.

    Only the pickled settings travel to the executors; each Python worker builds the checker at its first batch and keeps
    it for the tasks that follow. zhquality must be installed where the executors run.

    Args:
        df: rows with a text column; a null text gives nulls.
        text: its name.
        checker: the checker to ask; the default configuration if left out.
        clean: whether to add ``zhq_cleaned``.

    Raises:
        InputError: if there is no such column, or it does not hold strings.
    """
    kinds = {field.name: field.dataType.simpleString() for field in df.schema.fields}
    if text not in kinds:
        raise no_column(text, kinds)
    if kinds[text] != "string":
        raise no_strings(text, kinds[text])
    pickled = pickle.dumps(Annotator(checker, text, clean=clean))
    return df.mapInArrow(_worker(pickled), schema(df.schema, clean=clean))


def _worker(pickled: bytes) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from map(annotator_of(pickled), batches)

    return run
