"""Paths that cannot be looked at, and names that are no text: an error that says so, and the other files all the same."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import command, without_privilege

SPUN = (Path(__file__).resolve().parents[1] / "examples" / "spun-news.txt").read_text(encoding="utf-8")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(without_privilege(command(*arguments)), capture_output=True, encoding="utf-8")
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be read, beside one that may; both hold a spun page."""
    for name in ("closed", "open"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(SPUN, encoding="utf-8")
    (tmp_path / "closed").chmod(0)
    yield tmp_path / "closed"
    (tmp_path / "closed").chmod(stat.S_IRWXU)


def test_a_folder_that_may_not_be_read_is_an_error_and_the_others_follow(closed: Path) -> None:
    done = run("check", "-q", "--statistics", closed.parent)
    assert done.returncode == 2
    assert done.stderr.count(f"{closed}: cannot read: Permission denied") == 1
    assert "SPN001" in done.stdout


@pytest.mark.parametrize("name", ["closed", "closed/a.txt"])
def test_a_path_that_may_not_be_looked_at_is_an_error(closed: Path, name: str) -> None:
    path = closed.parent / name
    for arguments in (("check", path), ("clean", "--write", path), ("mine", path, path), ("mine", "--corpus", path)):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert re.search(rf"{path}: cannot read: Permission denied|{path}' is not readable", done.stderr), arguments


def test_a_scan_sets_a_folder_that_may_not_be_read_aside(closed: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    done = run("scan", closed.parent, "--out", closed.parent / "out", "-q", "--workers", "1")
    assert done.returncode == 1
    reject = json.loads((closed.parent / "out" / "rejects.jsonl").read_text(encoding="utf-8"))
    assert reject == {"file": str(closed), "line": 0, "reason": "cannot read: Permission denied"}
    assert len((closed.parent / "out" / "data" / "part-000000.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_an_ignore_file_that_may_not_be_read_keeps_its_folder_untouched(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SPUN, encoding="utf-8")
    (tmp_path / ".gitignore").touch(mode=0)
    done = run("clean", "--write", tmp_path)
    assert done.returncode == 2
    assert ".gitignore: cannot read: Permission denied" in done.stderr
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == SPUN


@pytest.mark.parametrize("name", ["长" * 300, "a/" * 3000, "circle", "circle/a.txt"], ids=lambda name: name[:8])
def test_a_path_no_system_can_follow_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "circle").symlink_to("circle")
    path = tmp_path / name
    for arguments in (("check",), ("check", "--force-exclude"), ("scan", "--out", tmp_path / "out")):
        done = run(*arguments, path)
        assert done.returncode == 2, arguments
        assert "cannot read: " in done.stderr, arguments


@pytest.mark.skipif(sys.platform == "darwin", reason="names there are UTF-8")
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "github", "junit", "rdjson", "html"])
def test_a_name_that_is_no_utf_8_is_shown_in_every_format(tmp_path: Path, form: str) -> None:
    name = os.fsdecode(b"n\xff.md")
    (tmp_path / name).write_text(SPUN, encoding="utf-8")
    done = run("check", "--output-format", form, tmp_path / name)
    assert done.returncode == 1
    if form == "sarif":
        place = json.loads(done.stdout)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].endswith("/n%FF.md")


@pytest.mark.skipif(sys.platform == "darwin", reason="names there are UTF-8")
def test_files_of_a_corpus_with_names_that_are_no_utf_8(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    (tmp_path / "c").mkdir()
    for name, data in ((b"a\xff.md", SPUN.encode()), (b"b.md", SPUN.encode()), (b"c\xfe.md", b"\xff\xff")):
        (tmp_path / "c" / os.fsdecode(name)).write_bytes(data)
    for name, options in (("scan", ("-q", "--workers", "1")), ("dedup", ())):
        out = tmp_path / name
        assert run(name, tmp_path / "c", "--out", out, *options).returncode == 1
        (reject,) = map(json.loads, (out / "rejects.jsonl").read_text(encoding="utf-8").splitlines())
        assert os.fsencode(reject["file"]).endswith(b"c\xfe.md")
        parts = sorted((out / "data").iterdir())
        rows = [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
        names = [os.fsencode(row["id" if name == "scan" else "path"]) for row in rows]
        assert [name.rpartition(b"/")[2] for name in names] == [b"a\xff.md", b"b.md"]
    cluster = json.loads((tmp_path / "dedup" / "clusters.jsonl").read_text(encoding="utf-8"))
    assert cluster["original"].endswith("a\\udcff.md:1")


def test_a_defect_of_the_program_is_no_finding(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    broken = "import zhquality.cli.check as c; c._summary = None; import zhquality.cli as cli; cli.main()"
    done = subprocess.run([sys.executable, "-c", broken, "check", str(tmp_path / "a.txt")], capture_output=True)
    assert b"TypeError" in done.stderr
    assert done.returncode == 2


def test_a_model_is_not_trained_for_nowhere(tmp_path: Path) -> None:
    (tmp_path / "corpus.txt").write_text(SPUN, encoding="utf-8")
    for place in (tmp_path, tmp_path / "none" / "model"):
        done = run("train", tmp_path / "corpus.txt", "-o", place)
        assert done.returncode == 2
        assert f"{place}: name a file in a folder that is there" in done.stderr


def test_a_full_disk_while_training_names_the_model(tmp_path: Path) -> None:
    import resource

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    (tmp_path / "corpus.txt").write_text(SPUN * 3, encoding="utf-8")
    arguments = command("train", tmp_path / "corpus.txt", "-o", tmp_path / "model")
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", preexec_fn=small)
    assert done.returncode == 2
    assert f"{tmp_path / 'model'}: cannot write: File too large" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.txt"]
