"""Settings from files: nearest ancestor, checked keys and values, and options on top of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from zhquality.cli.settings import find_settings
from zhquality.config import Config
from zhquality.errors import ConfigError

SPUN = Path(__file__).resolve().parents[1] / "examples" / "spun-news.txt"


def check(folder: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "zhquality", "check", "--quiet", *options, str(SPUN)]
    return subprocess.run(command, check=False, capture_output=True, cwd=folder)


def test_every_key(tmp_path: Path) -> None:
    (tmp_path / "zhquality.toml").write_text(
        'select = ["spn", "CEN001"]\nignore = ["SPN003"]\nmin-confidence = 0.5\nallow = ["手艺"]\n'
        'extend-lexicons = ["own.tsv"]\nthresholds = { SPN = 0.8 }\n',
        encoding="utf-8",
    )
    assert find_settings(tmp_path) == Config(
        select=("SPN", "CEN001"),
        ignore=("SPN003",),
        min_confidence=0.5,
        thresholds={"SPN": 0.8},
        allow=("手艺",),
        extend_lexicons=(str(tmp_path / "own.tsv"),),
    )


def test_the_nearest_file_with_settings_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.zhquality]\nselect = ["BPL"]\n', encoding="utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1\n", encoding="utf-8")
    assert find_settings(inner).select == ("BPL",)
    (tmp_path / "a" / "zhquality.toml").write_text('select = ["CEN"]\n', encoding="utf-8")
    assert find_settings(inner).select == ("CEN",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('selct = ["SPN"]', "unknown key selct; did you mean select"),
        ("colour = 1", "unknown key colour; known are"),
        ('select = "SPN"', "select must be a list"),
        ("min-confidence = 2", "min-confidence must be a number from 0 to 1"),
        ("min-confidence = true", "min-confidence must be a number from 0 to 1"),
        ("thresholds = 0.5", "thresholds must be a table"),
        ("select = [", "not TOML"),
    ],
)
def test_wrong_settings_say_what_to_do(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "zhquality.toml").write_text(line, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        find_settings(tmp_path)


def test_the_command_line_reads_them_and_options_win(tmp_path: Path) -> None:
    file = tmp_path / "zhquality.toml"
    file.write_text('select = ["BPL"]\n', encoding="utf-8")
    only = check(tmp_path).stdout
    assert b"BPL001" in only
    assert b"SPN" not in only
    assert b"SPN001" in check(tmp_path, "--select", "SPN").stdout
    file.write_text('selekt = ["BPL"]\n', encoding="utf-8")
    wrong = check(tmp_path)
    assert wrong.returncode == 2
    assert b"did you mean select" in wrong.stderr
