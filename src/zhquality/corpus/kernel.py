"""The one kernel that the local pool, Spark and Ray all call: an Arrow record batch in, the same rows with columns added out.

The columns, in this order (``SCORES`` names the fields of the struct):

=============== ======================================================================================================
zhq_quality     float64; 1 is undamaged
zhq_scores      struct of float64, one field a kind of damage
zhq_findings    list of struct<rule, start, end, surface, confidence, applicability, proposals: list<struct<text, confidence>>>
zhq_cleaned     the text with the safe fixes applied, in the type of the text column; only if asked for
=============== ======================================================================================================

Offsets are code points of the text. A null text gives nulls. Columns of an earlier run are replaced. Messages are left out: they
follow from the rule (``zhquality rule CODE``) and would double the size of the output.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zhquality.checker import Checker
from zhquality.errors import InputError
from zhquality.findings import Applicability, Finding, Report

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PREFIX", "SCORES", "Annotator", "annotator_of", "arrow", "no_column", "no_strings"]

SCORES = ("boilerplate", "censored", "obfuscated", "paraphrased", "repeated", "spun", "verbose")
"""The fields of ``zhq_scores``: fixed, so that every batch of every worker has the same schema."""
PREFIX = "zhq_"
"""What the names of the added columns begin with."""


def arrow() -> Any:  # noqa: ANN401 - a module
    """The pyarrow module.

    Raises:
        InputError: if it is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise InputError("corpora are read through pyarrow: pip install 'zhquality[arrow]'") from error
    return pa


def no_column(name: str, columns: Iterable[str]) -> InputError:
    """What is said where no column has the name of the text's, or several have."""
    return InputError(
        f"no column {name!r}; the columns are {', '.join(columns)}; name the one with the text (scan: --text-field)"
    )


def no_strings(name: str, kind: str) -> InputError:
    """What is said where the column of the text is of another kind."""
    return InputError(f"column {name!r} holds {kind}, not strings")


class Annotator:
    """Adds the columns to record batches. Picklable; the checker builds its parts at the first batch, in the worker.

    Args:
        checker: the checker to ask; the default configuration if left out.
        text: name of the column of the text.
        clean: whether to add ``zhq_cleaned``.
    """

    def __init__(self, checker: Checker | None = None, text: str = "text", *, clean: bool = False) -> None:
        self.checker = checker or Checker()
        self.text = text
        self.clean = clean

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """The schema of the batches that come out, from the schema of those that go in.

        Raises:
            InputError: if there is no column of the text, or it does not hold strings.
        """
        text = self._text_type(schema)
        kept = [schema.field(i) for i in range(len(schema.names)) if not schema.names[i].startswith(PREFIX)]
        return arrow().schema([*kept, *self._fields(text)], metadata=schema.metadata)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with the columns added; the same number of rows in the same order.

        Raises:
            InputError: if there is no column of the text, or it does not hold strings.
        """
        schema = self.schema(batch.schema)
        texts = batch.column(self.text).to_pylist()
        checked = self.checker.check_many(text for text in texts if text is not None)
        reports = [None if text is None else next(checked) for text in texts]
        kept = [batch.column(i) for i in range(batch.num_columns) if not batch.schema.names[i].startswith(PREFIX)]
        added = self._columns(texts, reports, self._text_type(batch.schema))
        return arrow().RecordBatch.from_arrays([*kept, *added], schema=schema)

    def _text_type(self, schema: pa.Schema) -> pa.DataType:
        types = arrow().types
        at = schema.get_all_field_indices(self.text)
        if len(at) != 1:
            raise no_column(self.text, schema.names)
        kind = schema.field(at[0]).type
        if types.is_dictionary(kind):  # as pandas writes categories: strings still
            kind = kind.value_type
        if not (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)):
            raise no_strings(self.text, str(kind))
        return kind

    def _fields(self, text: pa.DataType) -> list[pa.Field]:
        pa = arrow()
        proposal = pa.struct([("text", pa.string()), ("confidence", pa.float64())])
        finding = pa.struct(
            [
                ("rule", pa.string()),
                ("start", pa.int64()),
                ("end", pa.int64()),
                ("surface", pa.string()),
                ("confidence", pa.float64()),
                ("applicability", pa.string()),
                ("proposals", pa.list_(proposal)),
            ]
        )
        fields = [
            pa.field("zhq_quality", pa.float64()),
            pa.field("zhq_scores", pa.struct([(name, pa.float64()) for name in SCORES])),
            pa.field("zhq_findings", pa.list_(finding)),
        ]
        return [*fields, pa.field("zhq_cleaned", text)] if self.clean else fields

    def _columns(
        self, texts: Sequence[str | None], reports: Sequence[Report | None], text: pa.DataType
    ) -> list[pa.Array]:
        columns: list[list[Any]] = [
            [report and report.quality for report in reports],
            [report and {name: report.scores.get(name, 0.0) for name in SCORES} for report in reports],
            [report and [_finding(finding) for finding in report.findings] for report in reports],
        ]
        if self.clean:
            columns.append([self._cleaned(text, report) for text, report in zip(texts, reports, strict=True)])
        fields = self._fields(text)
        return [arrow().array(column, type=field.type) for column, field in zip(columns, fields, strict=True)]

    def _cleaned(self, text: str | None, report: Report | None) -> str | None:
        if text is None or report is None or not report.edits(Applicability.SAFE):
            return text
        return self.checker.clean(text)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "start": finding.start,
        "end": finding.end,
        "surface": finding.surface,
        "confidence": finding.confidence,
        "applicability": finding.applicability.name.lower(),
        "proposals": [{"text": p.text, "confidence": p.confidence} for p in finding.proposals],
    }


@lru_cache(maxsize=2)
def annotator_of(pickled: bytes) -> Annotator:
    """The annotator of a worker process, kept from one task to the next: loading lexicons takes about a second."""
    annotator: Annotator = pickle.loads(pickled)  # noqa: S301 - made by this process's own parent
    return annotator
