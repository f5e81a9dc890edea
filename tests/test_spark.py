"""The real Spark with a JVM: the same rows as the kernel gives here, to the byte, also when a worker is killed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhquality import Checker, Config, InputError
from zhquality.corpus.kernel import Annotator

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")

pytestmark = [
    pytest.mark.skipif(
        not (os.environ.get("JAVA_HOME") or shutil.which("java")), reason="Spark needs Java (17 or later)"
    ),
    pytest.mark.filterwarnings("ignore"),  # Spark's own warnings, about the version of pandas among others
]

ROOT = Path(__file__).resolve().parents[1]
SPUN = (ROOT / "examples" / "spun-news.txt").read_text(encoding="utf-8")


def table(count: int) -> pa.Table:
    texts = [SPUN if i % 9 == 8 else None if i % 9 == 4 else f"第{i}篇：去公\u200b园散步。\x00𠮷" for i in range(count)]
    return pa.table({"id": pa.array(range(count), pa.int64()), "text": pa.array(texts, pa.string())})


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    # PYSPARK_PYTHON is read when the JVM starts workers; local[2, 4]: two threads, a task may fail three times
    before = os.environ.get("PYSPARK_PYTHON")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2, 4]")
        .appName("zhquality-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "512m")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "8")
        .config("spark.log.level", "OFF")
        .getOrCreate()
    )
    yield session
    session.stop()
    if before is None:
        del os.environ["PYSPARK_PYTHON"]
    else:
        os.environ["PYSPARK_PYTHON"] = before


def frame(spark: Any, path: Path, count: int) -> Any:
    import pyarrow.parquet as pq

    pq.write_table(table(count), path / "in.parquet", row_group_size=10)
    return spark.read.parquet(str(path / "in.parquet")).repartition(4, "id")


def rows(df: Any) -> list[dict[str, Any]]:
    return sorted((row.asDict(recursive=True) for row in df.collect()), key=lambda row: row["id"])


def stream(data: list[dict[str, Any]], schema: pa.Schema) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(pa.Table.from_pylist(data, schema))
    return bytes(sink.getvalue())


def test_spark_gives_the_bytes_of_the_kernel(spark: Any, tmp_path: Path) -> None:
    from zhquality.corpus.spark import annotate

    (whole,) = table(40).to_batches()
    checker = Checker(Config(ignore=("SPN002",)))
    expected = Annotator(checker, clean=True)(whole)
    found = rows(annotate(frame(spark, tmp_path, 40), checker=checker, clean=True))
    assert stream(found, expected.schema) == stream(expected.to_pylist(), expected.schema)
    assert found[8]["zhq_scores"]["spun"] > 0.9


def test_scores_can_be_asked_for_in_sql(spark: Any, tmp_path: Path) -> None:
    from zhquality.corpus.spark import annotate

    kept = annotate(frame(spark, tmp_path, 18)).where("zhq_scores.spun < 0.2 and zhq_quality > 0.6").select("id")
    assert [row["id"] for row in rows(kept)] == [i for i in range(18) if i % 9 not in (4, 8)]


def test_a_wrong_column_is_an_error_before_the_job(spark: Any, tmp_path: Path) -> None:
    from zhquality.corpus.spark import annotate

    df = frame(spark, tmp_path, 3)
    with pytest.raises(InputError, match="no column 'body'"):
        annotate(df, "body")
    with pytest.raises(InputError, match="holds bigint"):
        annotate(df, "id")


def test_a_killed_python_worker_is_retried_without_loss_or_repeats(spark: Any, tmp_path: Path) -> None:
    """The first worker to meet row 20 ends itself by SIGKILL; Spark does the task again in another one."""
    from zhquality.corpus.spark import annotate

    mark = str(tmp_path / "killed")

    def deadly_once(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pathlib
        import signal

        for batch in batches:
            if 20 in batch.column("id").to_pylist() and not pathlib.Path(mark).exists():
                pathlib.Path(mark).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield batch

    df = annotate(frame(spark, tmp_path, 40))
    df = df.mapInArrow(deadly_once, df.schema)
    found = rows(df)
    (whole,) = table(40).to_batches()
    expected = Annotator()(whole)
    assert Path(mark).exists()
    assert stream(found, expected.schema) == stream(expected.to_pylist(), expected.schema)
