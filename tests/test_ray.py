"""The real Ray: the same rows as the kernel gives here, to the byte, also when an actor is killed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhquality.corpus.kernel import Annotator

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
ray = pytest.importorskip("ray", reason="ray is not installed")
pytest.importorskip("ray.data", reason="ray[data] is not installed", exc_type=ImportError)

pytestmark = pytest.mark.filterwarnings("ignore")  # Ray's own warnings, about sockets it leaves open among others

ROOT = Path(__file__).resolve().parents[1]
SPUN = (ROOT / "examples" / "spun-news.txt").read_text(encoding="utf-8")


def table(count: int) -> pa.Table:
    texts = [SPUN if i % 9 == 8 else None if i % 9 == 4 else f"第{i}篇：去公\u200b园散步。\x00𠮷" for i in range(count)]
    return pa.table({"id": pa.array(range(count), pa.int64()), "text": pa.array(texts, pa.string())})


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def expected(count: int) -> pa.RecordBatch:
    (whole,) = table(count).to_batches()
    return Annotator(clean=True)(whole)


def stream(data: list[dict[str, Any]], schema: pa.Schema) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(pa.Table.from_pylist(data, schema))
    return bytes(sink.getvalue())


def rows(dataset: Any) -> list[dict[str, Any]]:
    found = [row for block in ray.get(dataset.to_arrow_refs()) for row in block.to_pylist()]
    return sorted(found, key=lambda row: row["id"])


def test_ray_gives_the_bytes_of_the_kernel(cluster: None) -> None:
    from zhquality.corpus.ray import annotate

    parts = [table(40).slice(at, 10) for at in range(0, 40, 10)]
    found = rows(annotate(ray.data.from_arrow(parts), clean=True))
    whole = expected(40)
    assert stream(found, whole.schema) == stream(whole.to_pylist(), whole.schema)
    assert found[8]["zhq_scores"]["spun"] > 0.9


def test_a_killed_actor_is_started_again_without_loss_or_repeats(
    cluster: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first actor to meet row 20 ends itself by SIGKILL; Ray starts another and does the batch again."""
    from zhquality.corpus import ray as adapter

    mark = str(tmp_path / "killed")

    class DeadlyOnce(adapter._Worker):
        def __call__(self, given: Any) -> Any:
            import pathlib
            import signal

            if 20 in given.column("id").to_pylist() and not pathlib.Path(mark).exists():
                pathlib.Path(mark).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return super().__call__(given)

    monkeypatch.setattr(adapter, "_Worker", DeadlyOnce)
    parts = [table(40).slice(at, 10) for at in range(0, 40, 10)]
    found = rows(adapter.annotate(ray.data.from_arrow(parts), clean=True))
    whole = expected(40)
    assert Path(mark).exists()
    assert stream(found, whole.schema) == stream(whole.to_pylist(), whole.schema)
