"""Every message has a Chinese form, and nothing it tells is lost there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from messages import messages

from zhquality.cli.translating import translated
from zhquality.data import data_file

GENERIC = re.compile(r"(\{\d\}|--\w+|[:\s^])+")
"""Messages that only say where another stands."""


def test_every_message_of_the_source_has_a_chinese_form() -> None:
    missing = []
    for template, file in messages().items():
        if GENERIC.fullmatch(template):
            continue
        values = [f"value{number}" for number in range(9)]
        shown = translated(template.format(*values), "zh")
        told = all(value in shown for number, value in enumerate(values) if f"{{{number}}}" in template)
        if not re.search(r"[\u4e00-\u9fff]", shown) or not told:
            missing.append((file, template, shown))
    assert missing == []


def test_rows_are_sorted_unique_and_keep_their_places() -> None:
    rows = [line.split("\t") for line in data_file("messages.zh.tsv").read_text(encoding="utf-8").splitlines()]
    assert rows == sorted(rows)
    assert len({row[0] for row in rows}) == len(rows)
    for english, chinese in rows:
        assert set(re.findall(r"\{\d\}", english)) == set(re.findall(r"\{\d\}", chinese)), english


def test_places_are_translated_too() -> None:
    text = "a.toml: unknown key selct; did you mean select?"
    assert translated(text, "zh") == "a.toml：未知的键 selct；是不是 select？"
    assert translated(text, "en") == text
    assert translated("own.tsv:3: a canonical is there twice", "zh") == "own.tsv:3：同一原词出现两次"
    assert translated("something else", "zh") == "something else"
    shown = "--keep: unknown name spum; did you mean spun?\n  spum < 1\n  ^"
    assert translated(shown, "zh") == "--keep：未知的名字 spum；是不是 spun？\n  spum < 1\n  ^"


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["check", "nothing.md"], "no such file", "没有这个文件"),
        (["check", "--select", "SPM", "."], "did you mean SPN", "是不是 SPN"),
        (["chekc"], "did you mean check", "是不是 check"),
        (["check", "--selct", "x"], "No such option", "没有选项"),
        (["check"], "give files", "请给出文件"),
        (["check", "--min-confidence", "2", "."], "not in the range", "不在"),
        (["clean", "--write", "bad.txt"], "not UTF-8 (byte 6", "第 6 字节"),
        (["scan", "nothing.jsonl", "--out", "o"], "no such file", "没有这个文件"),
        (["rule", "SPN099"], "did you mean SPN", "是不是 SPN"),
    ],
)
def test_errors_come_in_the_language_asked_for(
    tmp_path: Path, arguments: list[str], english: str, chinese: str
) -> None:
    (tmp_path / "bad.txt").write_bytes("手艺".encode() + b"\xff\xfe\xfa")

    def said(*more: str, **env: str) -> str:
        command = [sys.executable, "-m", "zhquality", *arguments, *more]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", **env}
        done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, env=environment)
        assert done.returncode == 2
        return done.stderr

    assert english in said()
    assert chinese in said(LC_ALL="zh_CN.UTF-8")
    if arguments != ["chekc"]:
        assert chinese in said("--lang", "zh")
        assert english in said("--lang", "en", LC_ALL="zh_CN.UTF-8")
