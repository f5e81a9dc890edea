"""The documentation: one page a rule, examples that run, a build without warnings."""

import doctest
import importlib.util
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from zhquality.rules import Rule, catalogue

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("README*.md")])
GENERATOR = runpy.run_path(str(ROOT / "docs" / "gen_rules.py"), run_name="gen_rules")


def test_every_rule_has_a_page_and_a_row():
    pages = dict(GENERATOR["pages"]())
    assert pages.keys() == {"rules/index.md", *(f"rules/{code}.md" for code in catalogue())}
    for code, rule in catalogue().items():
        page = pages[f"rules/{code}.md"]
        assert rule.why.strip() in page
        assert rule.why_zh.strip() in page
        assert page.count("```text") == len(rule.matches) + len(rule.rejects)
        assert f"[{code}]({code}.md)" in pages["rules/index.md"]


def test_examples_cannot_break_out_of_their_block():
    rule = Rule("XXX001", "x", "s", "摘", "w", "因", ("```\n# 标题\n```",), ("零\u200b宽", "\ud800"))
    page = GENERATOR["rule_page"](rule)
    assert "````text\n```\n# 标题\n```\n````" in page
    assert "零\\u200b宽" in page
    assert "\\ud800" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples_run(page):
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


def test_the_site_builds_without_warnings(tmp_path):
    missing = [
        name
        for name in ("mkdocs", "material", "mkdocstrings", "mkdocs_gen_files")
        if not importlib.util.find_spec(name)
    ]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path)]
    environment = {**os.environ, "DISABLE_MKDOCS_2_WARNING": "true"}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    for code in catalogue():
        assert (tmp_path / "rules" / code / "index.html").exists()
    assert "apply_edits" in (tmp_path / "api" / "index.html").read_text(encoding="utf-8")
