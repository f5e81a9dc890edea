"""A language model of the user's own, in place of the one that ships."""

from __future__ import annotations

import pickle
import subprocess
from pathlib import Path

import pytest
from faults import command

from zhquality import Checker, Config, DataError
from zhquality.model.training import Settings, train

SPUN = (Path(__file__).resolve().parents[1] / "examples" / "spun-news.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of one page: it knows few words, so it gives other probabilities than the one that ships."""
    path = tmp_path_factory.mktemp("model") / "own.ngrams"
    train([Checker().restore(SPUN).text] * 5, path, Settings(4, (500, 500, 500)))
    return path


def confidences(checker: Checker) -> list[float]:
    return [finding.confidence for finding in checker.check(SPUN).findings]


def test_a_checker_reads_with_the_model_it_is_given(own: Path) -> None:
    checker = Checker(Config(model=str(own)))
    assert confidences(checker) != confidences(Checker())
    assert confidences(pickle.loads(pickle.dumps(checker))) == confidences(checker)


def test_settings_name_the_model_from_their_folder_and_options_go_over_them(own: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SPUN, encoding="utf-8")
    (tmp_path / "own.ngrams").write_bytes(own.read_bytes())
    (tmp_path / "zhquality.toml").write_text('model = "own.ngrams"', encoding="utf-8")

    def found(*arguments: str | Path) -> bytes:
        done = subprocess.run(command("check", "--output-format", "json", *arguments), capture_output=True)
        assert done.returncode == 1, done.stderr
        return done.stdout

    page = tmp_path / "a.txt"
    assert found(page) == found("--model", own, page)
    (tmp_path / "zhquality.toml").write_text('model = "gone.ngrams"', encoding="utf-8")
    assert found("--model", own, page) == found("--model", own, page)
    done = subprocess.run(command("check", page), capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert f"{tmp_path / 'gone.ngrams'}: there is no such model" in done.stderr
    shown = subprocess.run(command("check", "--show-settings", page), capture_output=True, encoding="utf-8").stdout
    assert f'model = "{tmp_path / "gone.ngrams"}"' in shown


def test_what_is_no_model_is_an_error_before_a_page_is_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such model"):
        Checker(Config(model=str(tmp_path / "none"))).check("今天天气很好。")
    (tmp_path / "text").write_text("no model")
    with pytest.raises(DataError, match="not a model of this version"):
        Checker(Config(model=str(tmp_path / "text"))).check(SPUN)
    with pytest.raises(TypeError, match="model takes the path"):
        Config(model=Path("x"))  # type: ignore[arg-type]


def test_a_scan_with_another_model_is_another_scan(own: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    (tmp_path / "a.txt").write_text(SPUN, encoding="utf-8")
    (tmp_path / "model").write_bytes(own.read_bytes())
    arguments = ("scan", tmp_path / "a.txt", "--out", tmp_path / "out", "-q", "--workers", "1")
    assert subprocess.run(command(*arguments, "--model", tmp_path / "model")).returncode == 0
    with (tmp_path / "model").open("ab") as file:
        file.write(b"\0")
    done = subprocess.run(command(*arguments, "--model", tmp_path / "model"), capture_output=True)
    assert done.returncode == 2
    assert b"other settings or inputs (checker differs)" in done.stderr
