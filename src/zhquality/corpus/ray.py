"""Ray Data: the kernel over a dataset, through ``map_batches`` with Arrow batches; streaming, no shuffle.

>>> from zhquality.corpus.ray import annotate  # doctest: +SKIP
>>> good = annotate(ray.data.read_parquet("pages/"), workers=8).filter(expr="zhq_quality > 0.6")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhquality.checker import Checker
from zhquality.corpus.kernel import Annotator, arrow

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

__all__ = ["annotate"]

_ROWS = 256
"""Rows of a batch: half a second of work, so that the second of start-up is shared by few and a retry loses little."""


class _Worker:
    """An actor: holds the annotator, which builds its checker at the first batch."""

    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator

    def __call__(self, table: pa.Table) -> pa.Table:
        schema = self._annotator.schema(table.schema)
        batches = [self._annotator(batch) for batch in table.combine_chunks().to_batches()]
        return arrow().Table.from_batches(batches, schema)


def annotate(
    ds: Dataset, text: str = "text", checker: Checker | None = None, *, clean: bool = False, workers: int = 1
) -> Dataset:
    """The dataset with the columns of ``kernel.py``.

    Args:
        ds: rows with a text column; a null text gives nulls.
        text: its name.
        checker: the checker to ask; the default configuration if left out.
        clean: whether to add ``zhq_cleaned``.
        workers: number of actors, each with one CPU; one that dies is started again and its batches are done again.
    """
    from ray.data import ActorPoolStrategy

    return ds.map_batches(
        _Worker,
        fn_constructor_args=(Annotator(checker, text, clean=clean),),
        batch_format="pyarrow",
        batch_size=_ROWS,
        compute=ActorPoolStrategy(size=workers),
        max_restarts=-1,
        max_task_retries=-1,
    )
