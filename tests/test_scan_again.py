"""Scans that are ended and go on: nothing is done twice, nothing lost, whatever is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from scanning import command, rejects_of, rows_of, write_corpus

from zhquality import Checker, ConfigError, InputError
from zhquality.corpus.shards import cut
from zhquality.corpus.sources import find_inputs
from zhquality.document import Document

pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from zhquality.corpus.scan import Options, scan


def test_a_finished_scan_is_not_done_again(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", 20)
    scan([tmp_path / "a.jsonl"], tmp_path / "out", Options(shard_size=5))
    before = {part.name: part.stat().st_mtime_ns for part in (tmp_path / "out" / "data").iterdir()}
    tally = scan([tmp_path / "a.jsonl"], tmp_path / "out", Options(shard_size=5))
    assert tally.rows == 20
    assert before == {part.name: part.stat().st_mtime_ns for part in (tmp_path / "out" / "data").iterdir()}


def test_only_missing_or_damaged_parts_are_done_again(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", 20)
    scan([tmp_path / "a.jsonl"], tmp_path / "out", Options(shard_size=5))
    whole = rows_of(tmp_path / "out")
    data = tmp_path / "out" / "data"
    before = (data / "part-000003.jsonl").stat().st_mtime_ns
    (data / "part-000001.jsonl").unlink()
    (data / "part-000002.jsonl").write_text("")
    (data / ".part-000001.jsonl.77.tmp").write_text("litter of a crash")
    tally = scan([tmp_path / "a.jsonl"], tmp_path / "out", Options(shard_size=5))
    assert rows_of(tmp_path / "out") == whole
    assert tally.rows == 20
    assert (data / "part-000003.jsonl").stat().st_mtime_ns == before
    assert len(list(data.iterdir())) == 4


def test_other_settings_or_foreign_folders_are_refused(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", 5)
    scan([tmp_path / "a.jsonl"], tmp_path / "out")
    with pytest.raises(ConfigError, match="shard_size differs"):
        scan([tmp_path / "a.jsonl"], tmp_path / "out", Options(shard_size=2))
    write_corpus(tmp_path / "a.jsonl", 6)
    with pytest.raises(ConfigError, match="inputs differs"):
        scan([tmp_path / "a.jsonl"], tmp_path / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    with pytest.raises(ConfigError, match="not empty"):
        scan([tmp_path / "a.jsonl"], tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "damage", [b"\0" * 20, b"[]", b'{"number": 0}', b'{"number": 0, "part": "", "done": 1, "tally": []}']
)
def test_a_damaged_record_is_an_error_that_names_it(tmp_path: Path, damage: bytes) -> None:
    from zhquality.corpus.manifest import Manifest

    header = {"text_field": "text"}
    (tmp_path / "data").mkdir()
    (tmp_path / "manifest.jsonl").write_bytes(json.dumps(header).encode() + b"\n" + damage + b"\n")
    with pytest.raises(ConfigError, match=r"manifest\.jsonl: the record of the scan is damaged"):
        Manifest(tmp_path, header)


def test_two_scans_into_one_folder(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", 5)
    from zhquality.corpus.manifest import Manifest

    with Manifest(tmp_path / "out", {}), pytest.raises(InputError, match="another scan"):
        Manifest(tmp_path / "out", {})


def parts_in(out: Path) -> int:
    return len(list((out / "data").glob("part-*")))


def expected_rows(path: Path, out: Path) -> list[dict[str, Any]]:
    scan([path], out, Options(shard_size=10))
    return rows_of(out)


def test_a_scan_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """``benchmarks/kills.py`` does this hundreds of times; its figures are in docs/reliability.md."""
    path = tmp_path / "a.jsonl"
    write_corpus(path, 150)
    expected = expected_rows(path, tmp_path / "whole")
    dice = random.Random(5)
    arguments = command(path, "--out", tmp_path / "out", "--shard-size", "10", "--quiet")
    kills = 0
    for delay in (0.0, 0.02, 0.0, 0.1, 0.05, 0.2):
        parts = parts_in(tmp_path / "out")
        process = subprocess.Popen(arguments, start_new_session=True)
        while process.poll() is None and parts_in(tmp_path / "out") == parts:
            time.sleep(0.002)  # kills are placed by progress: machines differ in pace
        time.sleep(dice.uniform(0, delay))
        if process.poll() is not None:
            break
        process.kill() if dice.random() < 0.5 else os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
    done = subprocess.run(arguments)
    assert done.returncode == 0
    assert kills > 0
    assert rows_of(tmp_path / "out") == expected
    assert len(list((tmp_path / "out" / "data").iterdir())) == 15


def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_corpus(path, 3000)
    process = subprocess.Popen(command(path, "--out", tmp_path / "out", "--quiet", "--shard-size", "10"))
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        process.wait()
        pytest.skip("no /proc here to find the workers in")
    workers = wait_for_parts(tmp_path / "out", process, children)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(workers) >= 2
    assert not any(alive(pid) for pid in workers)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for_parts(out: Path, process: subprocess.Popen[bytes], children: Path) -> list[int]:
    deadline = time.monotonic() + 60
    while not list((out / "data").glob("part-*")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return [int(pid) for pid in children.read_text().split()]


def test_a_killed_worker_is_replaced_and_its_shard_done_again(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = write_corpus(path, 400)
    process = subprocess.Popen(command(path, "--out", tmp_path / "out", "--quiet", "--shard-size", "10"))
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        process.wait()
        pytest.skip("no /proc here to find the workers in")
    os.kill(wait_for_parts(tmp_path / "out", process, children)[-1], signal.SIGKILL)
    assert process.wait() == 0
    assert [row["id"] for row in rows_of(tmp_path / "out")] == [row["id"] for row in rows]


def test_a_row_that_kills_workers_is_found_and_set_aside(tmp_path: Path) -> None:
    """A text with 毒 in it ends the process that checks it; ``sitecustomize`` puts that into the workers."""
    path = tmp_path / "a.jsonl"
    bodies = ["毒药" if i in (3, 17) else f"第{i}篇。" for i in range(24)]
    path.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(bodies)), encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import os\nfrom zhquality.checker import Checker\nreal = Checker._report\n"
        "def report(self, document, found):\n    if '毒' in document.text: os._exit(9)\n"
        "    return real(self, document, found)\nChecker._report = report\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        command(path, "--out", tmp_path / "out", "--quiet", "--shard-size", "12"),
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
    )
    assert done.returncode == 1
    assert [row["id"] for row in rows_of(tmp_path / "out")] == [i for i in range(24) if i not in (3, 17)]
    assert [(r["line"], r["reason"][:13]) for r in rejects_of(tmp_path / "out")] == [
        (4, "a worker died"),
        (18, "a worker died"),
    ]


def test_a_row_that_fails_the_check_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pickle

    from zhquality.corpus import work
    from zhquality.corpus.kernel import Annotator

    write_corpus(tmp_path / "a.jsonl", 5)
    (shard,) = cut(find_inputs([tmp_path / "a.jsonl"]), "text", 10)
    real = Checker._report

    def report(self: Checker, document: Document, found: Any) -> Any:
        if "第2篇" in document.text:
            raise KeyError("a defect")
        return real(self, document, found)

    monkeypatch.setattr(Checker, "_report", report)
    outcome = work.process(work.Job(str(tmp_path), pickle.dumps(Annotator())), shard)
    assert [(r.line, r.reason) for r in outcome.rejects] == [(3, "the check failed: KeyError 'a defect'")]
    assert outcome.tally.rows == 4
    assert [json.loads(line)["id"] for line in (tmp_path / outcome.part).read_text().splitlines()] == [0, 1, 3, 4]


def heed_ctrl_c() -> None:
    """A shell that starts the tests in the background has them, and all that they start, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_at_once_and_the_scan_goes_on_later(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = write_corpus(path, 400)
    arguments = command(path, "--out", tmp_path / "out", "--quiet", "--shard-size", "10")
    process = subprocess.Popen(arguments, start_new_session=True, stderr=subprocess.PIPE, preexec_fn=heed_ctrl_c)  # noqa: PLW1509 - no threads
    deadline = time.monotonic() + 60
    while not list((tmp_path / "out" / "data").glob("part-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    finished = len(list((tmp_path / "out" / "data").glob("part-*")))
    assert 0 < finished < 40
    assert subprocess.run(arguments).returncode == 0
    assert [row["id"] for row in rows_of(tmp_path / "out")] == [row["id"] for row in rows]


def test_the_summary_names_counts(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", 14)
    done = subprocess.run(command(tmp_path / "a.jsonl", "--out", tmp_path / "out"), capture_output=True, text=True)
    assert done.returncode == 0
    assert "14 rows checked, 14 written, 0 rejected" in done.stdout
    assert "SPN001" in done.stdout
    assert "0.9-1.0         12" in done.stdout
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["rows"] == 14
    assert summary["histograms"]["spun"][9] == 2
