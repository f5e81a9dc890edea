"""Steps of a real datatrove pipeline."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from zhquality import ConfigError

pytest.importorskip("datatrove", reason="datatrove is not installed")
pytest.importorskip("orjson", reason="datatrove writes JSONL through orjson, which is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # datatrove's own warnings

ROOT = Path(__file__).resolve().parents[1]
SPUN = (ROOT / "examples" / "spun-news.txt").read_text(encoding="utf-8")


def test_filter_and_formatter_in_a_pipeline(tmp_path: Path) -> None:
    from datatrove.executor.local import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter

    from zhquality.corpus.datatrove import CleanFormatter, QualityFilter

    rows = [("a", "今天去公\u200b园散步。"), ("b", SPUN), ("c", "老木匠把手艺传给了徒弟。")]
    (tmp_path / "in").mkdir()
    text = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in rows)
    (tmp_path / "in" / "a.jsonl").write_text(text, encoding="utf-8")
    dropped = JsonlWriter(str(tmp_path / "dropped"), compression=None)
    steps = [
        JsonlReader(str(tmp_path / "in")),
        QualityFilter("spun < 0.2 and quality > 0.2", exclusion_writer=dropped),
        CleanFormatter(),
        JsonlWriter(str(tmp_path / "out"), compression=None),
    ]
    LocalPipelineExecutor(steps, logging_dir=str(tmp_path / "log")).run()
    (out,) = (tmp_path / "out").glob("*.jsonl")
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["text"]) for row in found] == [("a", "今天去公园散步。"), ("c", rows[2][1])]
    assert found[1]["metadata"]["zhq_scores"]["spun"] < 0.2
    (gone,) = (tmp_path / "dropped").glob("*.jsonl")
    row = json.loads(gone.read_text(encoding="utf-8"))
    assert (row["id"], row["text"]) == ("b", SPUN)
    scores = row["metadata"]["zhq_scores"]
    assert scores[row["metadata"]["filter_reason"]] == max(scores.values()) > 0.9


def test_a_wrong_expression_is_an_error_at_once_and_steps_travel_small() -> None:
    from zhquality.corpus.datatrove import CleanFormatter, QualityFilter

    with pytest.raises(ConfigError, match="did you mean spun"):
        QualityFilter("spum < 1")
    assert len(pickle.dumps(QualityFilter("spun < 1"))) + len(pickle.dumps(CleanFormatter())) < 5000
