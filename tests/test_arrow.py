"""The Arrow kernel: its schema, its rows, and that every engine and every way of batching gives the same bytes."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhquality import Checker, Config, InputError
from zhquality.corpus.kernel import SCORES, Annotator

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

ROOT = Path(__file__).resolve().parents[1]
SPUN = (ROOT / "examples" / "spun-news.txt").read_text(encoding="utf-8")
TEXTS = ["今天的天气很好。", SPUN, None, "", "零\x00字节", "𠮷野家🍚", "去公\u200b园"]
FINDING = pa.struct(
    [
        ("rule", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("surface", pa.string()),
        ("confidence", pa.float64()),
        ("applicability", pa.string()),
        ("proposals", pa.list_(pa.struct([("text", pa.string()), ("confidence", pa.float64())]))),
    ]
)
ADDED = pa.schema(
    [
        ("zhq_quality", pa.float64()),
        ("zhq_scores", pa.struct([(name, pa.float64()) for name in SCORES])),
        ("zhq_findings", pa.list_(FINDING)),
    ]
)


def batch(texts: list[str | None], kind: pa.DataType | None = None) -> pa.RecordBatch:
    columns = {"id": pa.array(range(len(texts)), pa.int64()), "text": pa.array(texts, kind or pa.string())}
    return pa.RecordBatch.from_pydict(columns)


def test_the_schema_is_as_documented() -> None:
    out = Annotator()(batch(TEXTS))
    assert out.schema.equals(pa.schema([("id", pa.int64()), ("text", pa.string()), *ADDED]))
    assert out.schema.equals(Annotator().schema(batch([]).schema))
    assert Annotator()(batch([])).schema.equals(out.schema)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_cleaned_text_has_the_type_of_the_text(kind: pa.DataType) -> None:
    out = Annotator(clean=True)(batch(TEXTS, kind))
    assert out.schema.field("zhq_cleaned").type == kind
    assert out.column("zhq_cleaned").to_pylist() == [None if t is None else Checker().clean(t) for t in TEXTS]
    assert out.column("zhq_cleaned").to_pylist()[6] == "去公园"


def test_categories_of_strings_are_strings() -> None:
    out = Annotator(clean=True)(batch(TEXTS, pa.dictionary(pa.int32(), pa.string())))
    assert out.schema.field("zhq_cleaned").type == pa.string()
    assert out.column("zhq_cleaned").to_pylist()[6] == "去公园"


def test_rows_are_the_answers_of_check() -> None:
    checker = Checker()
    for row in Annotator()(batch(TEXTS)).to_pylist():
        if row["text"] is None:
            assert (row["zhq_quality"], row["zhq_scores"], row["zhq_findings"]) == (None, None, None)
            continue
        report = checker.check(row["text"])
        assert row["zhq_quality"] == report.quality
        assert {name: row["zhq_scores"][name] for name in report.scores} == report.scores
        for found, finding in zip(row["zhq_findings"], report.findings, strict=True):
            assert row["text"][found["start"] : found["end"]] == found["surface"] == finding.surface
            assert (found["rule"], found["confidence"]) == (finding.rule, finding.confidence)
            assert found["applicability"] == finding.applicability.name.lower()
            assert [(p["text"], p["confidence"]) for p in found["proposals"]] == [
                (p.text, p.confidence) for p in finding.proposals
            ]


def test_every_score_of_a_report_has_its_field() -> None:
    assert set(Checker().check(SPUN).scores) <= set(SCORES)


def test_the_local_pool_gives_the_bytes_of_the_kernel(tmp_path: Path) -> None:
    """test_spark.py and test_ray.py hold their engines to the same."""
    import pyarrow.parquet as pq

    from zhquality.corpus.scan import Options, scan

    given = batch([t for t in TEXTS if t is not None] * 3)
    pq.write_table(pa.Table.from_batches([given]), tmp_path / "a.parquet")
    scan([tmp_path / "a.parquet"], tmp_path / "out", Options(shard_size=5, clean=True), workers=2)
    parts = [pq.read_table(part) for part in sorted((tmp_path / "out" / "data").iterdir())]
    assert len(parts) == 4
    expected = Annotator(clean=True)(given)
    found = pa.concat_tables(parts).cast(expected.schema)  # Parquet has its own names for the items of lists
    assert stream(found) == stream(pa.Table.from_batches([expected]))


def stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return bytes(sink.getvalue())


def test_columns_of_an_earlier_run_are_replaced() -> None:
    once = Annotator()(batch(TEXTS))
    assert Annotator()(once).equals(once)
    stale = once.set_column(2, "zhq_quality", pa.array([0.5] * len(TEXTS)))
    assert Annotator()(stale).equals(once)


def test_metadata_and_other_columns_stay() -> None:
    given = pa.RecordBatch.from_pydict({"m": [{"a": [1, None]}], "text": ["好"]}).replace_schema_metadata({"k": "v"})
    out = Annotator()(given)
    assert out.schema.metadata == {b"k": b"v"}
    assert out.column("m").equals(given.column("m"))


def test_columns_that_cannot_be_the_text() -> None:
    with pytest.raises(InputError, match="no column 'body'; the columns are id, text"):
        Annotator(text="body")(batch([]))
    with pytest.raises(InputError, match="holds int64, not strings"):
        Annotator(text="id")(batch([]))


def test_an_annotator_travels_small_and_answers_the_same() -> None:
    annotator = Annotator(Checker(Config(ignore=("SPN002",))), clean=True)
    before = annotator(batch(TEXTS))
    pickled = pickle.dumps(annotator)
    assert len(pickled) < 2000  # settings only, no lexicon and no model
    assert pickle.loads(pickled)(batch(TEXTS)).equals(before)
    assert not any(f["rule"] == "SPN002" for f in before.column("zhq_findings").to_pylist()[1])


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.one_of(st.none(), st.sampled_from([t for t in TEXTS if t]), st.text(max_size=40)), max_size=8),
    st.data(),
)
def test_how_rows_are_batched_makes_no_difference(texts: list[str | None], data: st.DataObject) -> None:
    whole = batch(texts)
    annotator = ANNOTATOR
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts)), max_size=3)))
    parts = [whole.slice(a, b - a) for a, b in zip([0, *cuts], [*cuts, len(texts)], strict=True)]
    expected = pa.Table.from_batches([annotator(whole)]).to_pylist()
    assert pa.Table.from_batches([annotator(part) for part in parts]).to_pylist() == expected


ANNOTATOR = Annotator()
