"""The command line in real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SPUN = (ROOT / "examples" / "spun-news.txt").read_text(encoding="utf-8")
CLEAN = (ROOT / "examples" / "clean-craft.txt").read_text(encoding="utf-8")


def run(
    *arguments: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "zhquality", *map(str, arguments)]
    return subprocess.run(
        command, input=stdin, capture_output=True, env={**os.environ, "LANG": "C.UTF-8", **(env or {})}
    )


@pytest.fixture
def spun(tmp_path: Path) -> Path:
    path = tmp_path / "伪原创.txt"
    path.write_text(SPUN, encoding="utf-8")
    return path


def test_version_needs_no_imports() -> None:
    code = "import sys; sys.argv=['zhquality','--version']\nimport zhquality.cli\ntry: zhquality.cli.main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'numpy','click','jieba','pypinyin'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_page_that_stays_outside_the_gates_needs_no_numpy(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("雨后的山路很滑，他们走得很慢。\n", encoding="utf-8")
    code = "import sys; from zhquality import Checker; Checker().check(open(sys.argv[1], encoding='utf-8').read())\n"
    code += "print(sorted({'numpy','jieba','pypinyin','ftfy','rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]"]


def test_a_page_that_is_read_closely_needs_no_part_of_numpy_that_is_slow_to_import() -> None:
    code = "import sys; from zhquality import Checker; report = Checker().check(sys.argv[1])\n"
    code += "print(report.scores['spun'] > 0.5, sorted({'numpy.ma','numpy.typing','numpy.random'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code, SPUN], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["True []"]


def test_a_spun_file_has_findings_and_exit_code_1(spun: Path) -> None:
    done = run("check", "--lang", "en", spun)
    out = done.stdout.decode()
    assert done.returncode == 1
    assert ":7:37 SPN001 示意 → 表示" in out
    place = out.splitlines().index(next(line for line in out.splitlines() if "示意 → 表示" in line))
    assert out.splitlines()[place + 2].strip() == "^" * 4


def test_a_clean_file_is_silent_and_exit_code_0(tmp_path: Path) -> None:
    path = tmp_path / "craft.md"
    path.write_text(CLEAN, encoding="utf-8")
    done = run("check", "--quiet", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_json_offsets_are_code_points(spun: Path) -> None:
    done = run("check", "--output-format", "json", spun)
    (result,) = json.loads(done.stdout)
    assert result["scores"]["spun"] > 0.9
    for finding in result["findings"]:
        assert SPUN[finding["start"] : finding["end"]] == finding["surface"]
        line = SPUN.splitlines()[finding["line"] - 1]
        assert line[finding["column"] - 1 :].startswith(finding["surface"].split("\n")[0])


def test_sarif_counts_code_points(spun: Path) -> None:
    log = json.loads(run("check", "--output-format", "sarif", spun).stdout)
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["columnKind"] == "unicodeCodePoints"
    assert {row["ruleId"] for row in log["runs"][0]["results"]} >= {"SPN001", "BPL001"}


def test_stdin_and_select(spun: Path) -> None:
    done = run("check", "--select", "BPL", "-", stdin=SPUN.encode())
    assert done.returncode == 1
    assert b"SPN" not in done.stdout
    assert b"BPL001" in done.stdout


def test_exit_zero_and_statistics(spun: Path) -> None:
    done = run("check", "--exit-zero", "--statistics", spun)
    assert done.returncode == 0
    assert "SPN001" in done.stdout.decode()


def test_several_files_and_folders(tmp_path: Path, spun: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text(SPUN, encoding="utf-8")
    (folder / "b.png").write_text(SPUN, encoding="utf-8")
    (folder / "skip.md").write_text(SPUN, encoding="utf-8")
    (folder / ".gitignore").write_text("skip.md\n", encoding="utf-8")
    names = {line.split(":")[0] for line in run("check", folder, spun).stdout.decode().splitlines() if line[:1] != " "}
    assert names == {str(folder / "a.md"), str(spun)}


def test_clean_prints_and_writes_only_when_asked(spun: Path) -> None:
    done = run("clean", spun)
    assert done.returncode == 0
    assert "版权声明" not in done.stdout.decode()
    assert spun.read_text(encoding="utf-8") == SPUN
    assert run("clean", "--write", spun).returncode == 1
    assert spun.read_text(encoding="utf-8") == done.stdout.decode()
    assert run("clean", "--write", spun).returncode == 0


def test_diff_applies_with_git(spun: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    command = [sys.executable, "-m", "zhquality", "restore", "--diff", spun.name]
    patch = subprocess.run(command, capture_output=True, cwd=tmp_path).stdout
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    assert spun.read_text(encoding="utf-8") == run("restore", "-", stdin=SPUN.encode()).stdout.decode()


def test_undecodable_bytes_name_the_offset_and_write_nothing(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    data = "手艺".encode() + b"\xff\xfe\xfa" + "产物".encode()
    path.write_bytes(data)
    done = run("clean", "--write", path)
    assert done.returncode == 2
    assert "broken.txt" in done.stderr.decode()
    assert "byte 6" in done.stderr.decode()
    assert path.read_bytes() == data


def test_missing_file_and_empty_file(tmp_path: Path) -> None:
    assert run("check", tmp_path / "nothing.txt").returncode == 2
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    assert run("check", empty).returncode == 0


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path, spun: Path) -> None:
    done = run("check", tmp_path / "nothing.txt", spun)
    assert done.returncode == 2
    assert b"SPN001" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["chek"], ["check", "--selct", "SPN", "x"], ["check", "--select", "XYZ", "x"], ["rule", "SPN999"]]
)
def test_usage_errors_exit_2_and_help(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr


@pytest.mark.parametrize("arguments", [["--min-confidence", "nan"], ["--statistics", "--output-format", "json"]])
def test_options_that_would_say_nothing_are_refused(arguments: list[str], spun: Path) -> None:
    done = run("check", *arguments, spun)
    assert done.returncode == 2
    assert arguments[0].encode() in done.stderr and not done.stdout


def test_rule_explains_in_both_languages() -> None:
    out = run("rule", "CEN001").stdout.decode()
    assert "starred-out-word" in out
    assert "星号" in out


def test_own_dictionary_and_allowed_terms(tmp_path: Path, spun: Path) -> None:
    own = tmp_path / "own.tsv"
    plain = run("check", spun).stdout.decode()
    assert "猛烈 → 激烈" not in plain and "领会 →" in plain
    own.write_text("顺遂\t顺利\n猛烈\t激烈\n信托\t信任\n不停\t不断\n", encoding="utf-8")
    assert "猛烈 → 激烈" in run("check", "--extend-lexicon", own, spun).stdout.decode()
    assert "领会 →" not in run("check", "--allow", "领会到", spun).stdout.decode()
    own.write_text("顺遂\n", encoding="utf-8")
    broken = run("check", "--extend-lexicon", own, spun)
    assert broken.returncode == 2
    assert "own.tsv:1:" in broken.stderr.decode()


def test_lexicon_check_reports_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("# head\n乙\t丙\n甲\t丙\n甲\t甲\n", encoding="utf-8")
    done = run("lexicon", "check", tmp_path)
    assert done.returncode == 1
    assert "x.tsv:4:" in done.stdout.decode()
    assert run("lexicon", "check").returncode == 0


def test_training_is_reproducible_from_the_command_line(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(json.dumps({"text": SPUN[i:] + CLEAN}) + "\n" for i in range(40)), encoding="utf-8")
    for name in ("a", "b"):
        assert run("train", corpus, "-o", tmp_path / name, "--sizes", "500,500,500").returncode == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    corpus.write_text('{"text": "一"}\n{broken\n', encoding="utf-8")
    done = run("train", corpus, "-o", tmp_path / "c")
    assert done.returncode == 2
    assert "corpus.jsonl:2" in done.stderr.decode()


def test_a_closed_pipe_ends_quietly(spun: Path) -> None:
    command = f"{sys.executable} -m zhquality check {spun} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True)
    assert b"Traceback" not in done.stderr


def test_importing_the_package_imports_nothing_until_it_is_asked_for() -> None:
    code = "import sys, zhquality\n"
    code += "print([m for m in sys.modules if m.startswith('zhquality.') and m != 'zhquality.version'])\n"
    code += "print(all(hasattr(zhquality, name) and name in dir(zhquality) for name in zhquality.__all__))\n"
    code += "from zhquality import *\nprint(Checker is zhquality.Checker, hasattr(zhquality, 'nothing'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "True", "True False"]


def test_lexicon_check_takes_one_file_and_wants_some(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_bytes(b"\xef\xbb\xbf" + "产物\t产品\r\n手艺\t技术\r\n".encode())
    assert run("lexicon", "check", own).returncode == 0
    own.write_text("手艺\t技术\n产物\n", encoding="utf-8")
    assert "own.tsv:2:" in run("lexicon", "check", own).stdout.decode()
    (tmp_path / "empty").mkdir()
    done = run("lexicon", "check", tmp_path / "empty")
    assert done.returncode == 2
    assert "no dictionaries" in done.stderr.decode()


def test_reasons_of_rows_come_in_the_language_asked_for(tmp_path: Path, spun: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(b'{broken\n\xff\xfe\n{"text": 5}\n')
    done = run("trace", spun, "--against", tmp_path / "rows.jsonl", "--lang", "zh")
    assert done.returncode == 0
    for line, reason in enumerate(("JSON 有误", "不是 UTF-8", "字段 'text' 不是字符串"), 1):
        assert f"rows.jsonl:{line}：{reason}" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rule", "zzz"), "`zhquality rule` lists them"),
        (("rule", "SPN999"), "did you mean SPN"),
        (("mine", "--corpus", ".", "--min-count", "nan"), "'nan' is not a valid float range"),
        (("scan", ".", "--out", "o", "--sample", "nan"), "'nan' is not a valid float range"),
        (("check", "--add-ignore", "--stdin-filename", "a.md", "-"), "leave out --add-ignore"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_do(arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments, stdin=SPUN.encode())
    assert done.returncode == 2
    assert said in done.stderr.decode()
