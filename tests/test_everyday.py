"""What everyday use needs of the command line: ignores written for you, completion, progress, colour, output files."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from sarif_pydantic import Sarif

import zhquality
from zhquality.checker import Checker
from zhquality.cli.ignoring import with_ignores
from zhquality.files import Source

SPUN = (Path(__file__).resolve().parents[1] / "examples" / "spun-news.txt").read_text(encoding="utf-8")
HIDDEN = "县图书馆上个月搬进了新\u200b楼，周末来看书的人很多。"


def run(*arguments: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zhquality", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", env={**os.environ, "LANG": "C.UTF-8", **env}
    )


def on_a_terminal(*arguments: str | Path, cwd: Path, **env: str) -> str:
    """What a person would see: both streams on one pseudo-terminal."""
    reader, writer = pty.openpty()
    command = [sys.executable, "-m", "zhquality", *map(str, arguments)]
    process = subprocess.Popen(
        command, cwd=cwd, stdout=writer, stderr=writer, env={**os.environ, "TERM": "xterm-256color", **env}
    )
    os.close(writer)
    seen = b""
    while True:
        try:
            part = os.read(reader, 65536)
        except OSError:  # the other end is closed
            break
        seen += part
        if not part:
            break
    process.wait()
    os.close(reader)
    return seen.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("a.md", "<!-- zhquality: ignore[OBF001] -->"),
        ("a.html", "<!-- zhquality: ignore[OBF001] -->"),
        ("a.mdx", "{/* zhquality: ignore[OBF001] */}"),
    ],
)
def test_ignores_are_written_in_the_comments_of_the_file(tmp_path: Path, name: str, comment: str) -> None:
    path = tmp_path / name
    path.write_bytes(f"# 标题\r\n\r\n{HIDDEN}  \r\n下一行。".encode())
    assert run("check", "--add-ignore", name, cwd=tmp_path).returncode == 0
    assert path.read_bytes() == f"# 标题\r\n\r\n{HIDDEN} {comment}  \r\n下一行。".encode()
    done = run("check", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    again = path.read_bytes()
    run("check", "--add-ignore", name, cwd=tmp_path)
    assert path.read_bytes() == again


def test_a_file_without_comments_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HIDDEN, encoding="utf-8")
    done = run("check", "--add-ignore", "a.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert "per-file-ignores" in done.stderr
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == HIDDEN


def test_every_finding_of_a_spun_page_can_be_ignored() -> None:
    checker = Checker()
    text, lines = with_ignores(Source(Path("a.md"), SPUN, "utf-8", 0), checker)
    assert lines > 3
    assert checker.check(text).findings == ()  # nor is one of them idle: a line of furniture with a comment is none
    assert [line for line in text.split("\n") if line.startswith(" ")] == []


def test_codes_join_the_ignore_that_is_there() -> None:
    text = f"{HIDDEN} <!-- zhquality: ignore[SPN003] -->\n"
    added, _ = with_ignores(Source(Path("a.md"), text, "utf-8", 0), Checker())
    assert added == f"{HIDDEN} <!-- zhquality: ignore[OBF001, SPN003] -->\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(tmp_path: Path, shell: str) -> None:
    script = run("completion", shell, cwd=tmp_path).stdout
    assert "_ZHQUALITY_COMPLETE" in script
    assert "zhq" in script


def test_bash_completes_commands_options_and_rules(tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(run("completion", "bash", cwd=tmp_path).stdout, encoding="utf-8")
    (tmp_path / "zhquality").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m zhquality "$@"\n', encoding="utf-8")
    (tmp_path / "zhquality").chmod(0o755)

    def completed(*words: str) -> set[str]:
        line = " ".join(f'"{word}"' for word in words)
        code = f". {script}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; "
        code += '$(complete -p zhquality | sed "s/.*-F \\([^ ]*\\).*/\\1/") zhquality; printf "%s\\n" "${COMPREPLY[@]}"'
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", code], capture_output=True, encoding="utf-8", env={**os.environ, "PATH": path}
        )
        return set(done.stdout.split())

    assert completed("zhquality", "com") == {"compare", "completion"}
    assert "--statistics" in completed("zhquality", "check", "--sta")
    assert {"SPN", "SPN001"} <= completed("zhquality", "check", "--select", "sp")
    assert completed("zhquality", "check", "--select", "BPL,SPN00") >= {"BPL,SPN001", "BPL,SPN002"}
    assert "SPN001" in completed("zhquality", "rule", "SP")


def test_a_long_run_shows_progress_on_a_terminal_and_none_in_a_pipe(tmp_path: Path) -> None:
    for number in range(60):  # of clean pages they would be done before progress is shown
        (tmp_path / f"{number}.md").write_text(SPUN, encoding="utf-8")
    seen = on_a_terminal("check", "--no-color", ".", cwd=tmp_path)
    assert re.search(r"\d+/60", seen)
    assert "━" in seen
    assert seen.count("认真人") >= 60  # findings stand above the bar
    quiet = on_a_terminal("check", "--statistics", "--quiet", ".", cwd=tmp_path)
    assert "/60" not in quiet
    piped = run("check", "--statistics", ".", cwd=tmp_path)
    assert "/60" not in piped.stdout + piped.stderr


def test_colour_is_for_terminals_that_want_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SPUN, encoding="utf-8")
    assert "\x1b[" in on_a_terminal("check", "a.md", cwd=tmp_path)
    assert "\x1b[" not in on_a_terminal("check", "--no-color", "a.md", cwd=tmp_path)
    assert "\x1b[" not in on_a_terminal("check", "a.md", cwd=tmp_path, NO_COLOR="1")
    assert "\x1b[" not in run("check", "a.md", cwd=tmp_path).stdout


def test_results_go_to_a_file_or_a_folder(tmp_path: Path) -> None:
    for name in ("甲.md", "乙.md"):
        (tmp_path / name).write_text(SPUN, encoding="utf-8")
    assert run("check", "-o", "out/a.json", "--output-format", "json", "甲.md", cwd=tmp_path).returncode == 1
    assert len(json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))) == 1
    assert "SPN001" in run("check", "甲.md", cwd=tmp_path).stdout
    assert run("check", "-o", "a.txt", "甲.md", cwd=tmp_path).stdout == ""
    assert "SPN001" in (tmp_path / "a.txt").read_text(encoding="utf-8")
    run("check", "--output-format", "html", "--output-dir", "report", "甲.md", "乙.md", cwd=tmp_path)
    assert sorted(path.name for path in (tmp_path / "report" / "pages").iterdir()) == ["1-甲.html", "2-乙.html"]
    assert "%E7%94%B2.html" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    wrong = run("check", "--output-dir", "report", "甲.md", cwd=tmp_path)
    assert wrong.returncode == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("check", "-o", "file/a.json", "--output-format", "json", "甲.md", cwd=tmp_path).returncode == 2


def test_sarif_is_of_version_2_1_0_and_its_regions_are_the_surfaces(tmp_path: Path) -> None:
    text = f"𠮷野家🍜的第一行\n{SPUN}"
    (tmp_path / "a b.md").write_text(text, encoding="utf-8")
    log = json.loads(run("check", "--output-format", "sarif", "a b.md", cwd=tmp_path).stdout)
    Sarif.model_validate(log)
    (sarif_run,) = log["runs"]
    assert sarif_run["columnKind"] == "unicodeCodePoints"
    findings = zhquality.check(text).findings
    lines = text.split("\n")
    for finding, result in zip(findings, sarif_run["results"], strict=True):
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.md"
        start, length = region["charOffset"], region["charLength"]
        assert text[start : start + length] == finding.surface
        assert lines[region["startLine"] - 1][region["startColumn"] - 1 :].startswith(finding.surface.split("\n")[0])
        assert {rule["id"] for rule in sarif_run["tool"]["driver"]["rules"]} >= {result["ruleId"]}


@pytest.mark.parametrize(("mark", "ends"), [("", "\n"), ("", "\r\n"), ("", "\r"), ("", ""), ("\ufeff", "\n")])
def test_diffs_of_every_line_end_apply_with_git(tmp_path: Path, mark: str, ends: str) -> None:
    text = SPUN.rstrip("\n").replace("\n", ends or "\n") + ends
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "子").mkdir()
    names = ["子/甲 a.md", "b.md"]
    for name in names:
        (tmp_path / name).write_bytes((mark + text).encode())
    command = [sys.executable, "-m", "zhquality", "clean", "--diff", *names]
    patch = subprocess.run(command, cwd=tmp_path, capture_output=True).stdout
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    for name in names:
        assert (tmp_path / name).read_bytes() == (mark + zhquality.clean(text)).encode()


def test_a_mistyped_word_gets_a_suggestion(tmp_path: Path) -> None:
    assert "did you mean check" in run("chekc", "a.md", cwd=tmp_path).stderr
    assert "--select" in run("check", "--selct", "SPN", "a.md", cwd=tmp_path).stderr
    (tmp_path / "a.md").write_text("字", encoding="utf-8")
    assert "did you mean SPN001" in run("check", "--select", "SPN0001", "a.md", cwd=tmp_path).stderr


def test_signs_that_end_no_line_for_git_end_none_in_a_diff(tmp_path: Path) -> None:
    text = SPUN.replace("，", "\u2028，", 3).replace("。", "。\x0c", 2)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "a.md").write_bytes(text.encode())
    command = [sys.executable, "-m", "zhquality", "clean", "--diff", "a.md"]
    patch = subprocess.run(command, cwd=tmp_path, capture_output=True).stdout
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    assert (tmp_path / "a.md").read_bytes() == zhquality.clean(text).encode()


@pytest.mark.parametrize("options", [["--diff", "--write"], ["--write", "--diff"]])
def test_who_asks_for_a_diff_gets_no_file_written(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "a.md").write_text(SPUN, encoding="utf-8")
    done = run("clean", *options, "a.md", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("--- a/a.md")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == SPUN


def test_the_summary_counts_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("今天天气很好。\n", encoding="utf-8")
    assert "1 text, nothing found. 2 could not be read." in run("check", "a.md", "b.md", "c.md", cwd=tmp_path).stderr
    assert (
        "检查 1 篇，没有发现问题。另有 1 个无法读取。"
        in run("check", "--lang", "zh", "a.md", "b.md", cwd=tmp_path).stderr
    )


def test_a_family_lists_its_rules(tmp_path: Path) -> None:
    done = run("rule", "spn", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 0
    assert [line[:6] for line in done.stdout.splitlines()] == ["SPN001", "SPN002", "SPN003", "SPN004"]
    assert run("rule", "spn001", cwd=tmp_path).stdout.startswith("SPN001 ")
    assert run("rule", "SPQ", cwd=tmp_path).returncode == 2


def test_what_lexicon_check_and_mine_say_comes_in_chinese_too(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("手艺\t手艺\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("今天天气很好。\n", encoding="utf-8")
    english, chinese = ({"LC_ALL": name} for name in ("C.UTF-8", "zh_CN.UTF-8"))
    done = run("lexicon", "check", ".", cwd=tmp_path, **chinese)
    assert (done.returncode, done.stdout, done.stderr) == (1, "a.tsv:1：手艺与自身成对\n", "1 处有误\n")
    assert run("lexicon", "check", ".", cwd=tmp_path, **english).stderr == "1 problem\n"
    assert run("mine", "a.md", "a.md", cwd=tmp_path, **chinese).stderr == "没有哪个词替换得足够一致\n"
    assert "consistently enough" in run("mine", "a.md", "a.md", cwd=tmp_path, **english).stderr


def test_the_blank_of_chinese_text_is_shown_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"\u3000\u3000{HIDDEN}", encoding="utf-8")
    shown = run("check", "a.md", cwd=tmp_path).stdout.splitlines()[1]
    assert shown.startswith("    \u3000\u3000县图书馆")
    assert shown.count("\ufffd") == 1


@pytest.mark.parametrize("pattern", ["[z-a]", "!"])
def test_a_pattern_of_an_option_is_checked_as_those_of_a_file_are(tmp_path: Path, pattern: str) -> None:
    done = run("check", "--exclude", pattern, ".", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"--exclude: {pattern} must be patterns in the syntax of .gitignore" in done.stderr


def test_a_name_that_is_empty_is_not_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(HIDDEN, encoding="utf-8")
    done = run("clean", "--write", "", cwd=tmp_path)
    assert done.returncode == 2
    assert "no such file or folder" in done.stderr
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == HIDDEN


@pytest.mark.parametrize(
    ("arguments", "closed", "code", "said"),
    [
        (("check", "a.md"), ">&-", 1, "1 finding in 1 text"),
        (("check", "a.md"), "2>&-", 1, "a.md:1:12 OBF001"),
        (("check", "a.md"), ">&- 2>&-", 1, ""),
        (("clean", "--diff", "a.md"), ">&-", 1, ""),
        (("rule", "SPN001"), ">&-", 0, ""),
        (("check", "nothing.md"), "2>&-", 2, ""),
        (("check", "-"), "<&-", 2, "standard input is closed; give a file or a pipe"),
    ],
)
def test_streams_that_are_closed_are_no_defect(
    tmp_path: Path, arguments: tuple[str, ...], closed: str, code: int, said: str
) -> None:
    (tmp_path / "a.md").write_text(HIDDEN, encoding="utf-8")
    line = shlex.join([sys.executable, "-m", "zhquality", *arguments]) + " " + closed
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, encoding="utf-8", env={**os.environ, "LANG": "C.UTF-8"}
    )
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
