"""Settings from files: nearest ancestor, checked keys and values, and options on top of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli
from jsonschema import Draft202012Validator

import zhquality
from zhquality.checker import Checker
from zhquality.cli.settings import KEYS, find_settings, load_settings
from zhquality.config import Config
from zhquality.data import data_file
from zhquality.errors import ConfigError

SPUN = Path(__file__).resolve().parents[1] / "examples" / "spun-news.txt"


def run(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "zhquality", *arguments]
    return subprocess.run(command, check=False, capture_output=True, cwd=folder, input=stdin)


def check(folder: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    (folder / "spun.txt").write_bytes(SPUN.read_bytes())
    return run(folder, "check", "--quiet", *options, "spun.txt")


def test_every_key(tmp_path: Path) -> None:
    (tmp_path / "zhquality.toml").write_text(
        'select = ["spn", "CEN001"]\nignore = ["SPN003"]\nmin-confidence = 0.5\nallow = ["手艺"]\n'
        'extend-lexicons = ["own.tsv"]\nthresholds = { SPN = 0.8 }\n',
        encoding="utf-8",
    )
    assert find_settings(tmp_path).config == Config(
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
    assert find_settings(inner).config.select == ("BPL",)
    (tmp_path / "a" / "zhquality.toml").write_text('select = ["CEN"]\n', encoding="utf-8")
    assert find_settings(inner).config.select == ("CEN",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('selct = ["SPN"]', "unknown key selct; did you mean select"),
        ("colour = 1", "unknown key colour; known are"),
        ('select = "SPN"', "select must be a list"),
        ("min-confidence = 2", "min-confidence must be a number from 0 to 1"),
        ("min-confidence = true", "min-confidence must be a number from 0 to 1"),
        ('select = [""]', "select must be a list of strings, none of them empty"),
        ("thresholds = 0.5", "thresholds must be a table"),
        ("thresholds = { SPN = 8 }", "thresholds must be a table of rule prefixes and numbers from 0 to 1"),
        ('allow = { "手艺" = "" }', "allow must be a list of terms or a table of terms and reasons"),
        ('per-file-ignores = ["BPL"]', "per-file-ignores must be a table"),
        ('per-file-ignores = { "a/" = "BPL" }', "per-file-ignores must be a table of patterns and lists"),
        ("extend = 1", "extend must be the path"),
        ('exclude = ["!"]', "exclude must be patterns in the syntax of .gitignore"),
        ('per-file-ignores = { "!" = ["BPL"] }', "per-file-ignores must be patterns"),
        ('extend = "\\u0000"', "extend must be the path"),
        ('allow-files = ["\\u0000"]', "cannot read the allow-list"),
        ('extend = "zhquality.toml"', "is a loop"),
        ('extend = "nowhere.toml"', r"zhquality\.toml: extend: there is no file .*nowhere\.toml"),
        ('allow-files = ["nowhere.tsv"]', "nowhere.tsv: cannot read the allow-list"),
        ("select = [", "not TOML"),
        ('exclude = ["[z-a]"]', "exclude must be patterns in the syntax of .gitignore"),
        ('allow-files = ["nowhere.tsv"]', r"the allow-list: No such file"),
        ('select = ["SPM"]', r"zhquality\.toml: no rule begins with SPM; did you mean SPN"),
        ("thresholds = { SPM = 0.5 }", r"zhquality\.toml: no rule begins with SPM"),
        ('per-file-ignores = { "a/" = ["SPM"] }', r"zhquality\.toml: no rule begins with SPM"),
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


def test_a_file_extends_another(tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("# people\n认真人\ta name\n\n", encoding="utf-8")
    (tmp_path / "zhquality.toml").write_text(
        'select = ["SPN"]\nallow-files = ["names.tsv"]\nexclude = ["old/"]\nthresholds = { SPN = 0.8, CEN = 0.7 }\n',
        encoding="utf-8",
    )
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "zhquality.toml").write_text(
        'extend = "../zhquality.toml"\nextend-select = ["CEN"]\nallow = { "手艺" = "about carpenters" }\n'
        "thresholds = { CEN = 0.9 }\n",
        encoding="utf-8",
    )
    settings = find_settings(inner)
    assert settings.config.select == ("SPN", "CEN")
    assert settings.config.allow == ("认真人", "手艺")
    assert settings.config.thresholds == {"SPN": 0.8, "CEN": 0.9}
    assert settings.excludes(tmp_path / "old" / "a.md")
    assert not settings.excludes(inner / "a.md")


def test_more_rules_on_top_of_all_are_still_all(tmp_path: Path) -> None:
    (tmp_path / "zhquality.toml").write_text('ignore = ["CEN"]\n', encoding="utf-8")
    out = check(tmp_path, "--extend-select", "CEN001").stdout
    assert b"SPN001" in out
    assert b"CEN001" in out


def test_every_file_has_the_settings_nearest_to_it(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.md").write_bytes(SPUN.read_bytes())
    (inner / "zhquality.toml").write_text('select = ["BPL"]\n', encoding="utf-8")
    out = check(tmp_path, "inner").stdout.decode()
    assert any(line.startswith("spun.txt") and "SPN001" in line for line in out.splitlines())
    assert not any(line.startswith("inner") and "SPN001" in line for line in out.splitlines())
    assert "inner/a.md" in out


def test_excluded_files_are_read_only_when_named_and_never_with_force(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_bytes(SPUN.read_bytes())
    (tmp_path / "zhquality.toml").write_text('exclude = ["old/"]\n', encoding="utf-8")
    assert b"old/a.md" not in run(tmp_path, "check", ".").stdout
    assert b"new/a.md" in run(tmp_path, "check", ".").stdout
    assert b"old/a.md" in run(tmp_path, "check", "old/a.md").stdout
    for name in ("old/a.md", "./old/a.md", str(tmp_path / "old" / "a.md")):
        forced = run(tmp_path, "check", "--quiet", "--force-exclude", name)
        assert (forced.returncode, forced.stdout, forced.stderr) == (0, b"", b"")
    assert b"new/a.md" not in run(tmp_path, "check", "--exclude", "new", ".").stdout
    piped = run(tmp_path, "check", "--force-exclude", "--stdin-filename", "old/a.md", "-", stdin=SPUN.read_bytes())
    assert piped.returncode == 0


def test_rules_are_ignored_in_files_by_pattern_even_when_selected(tmp_path: Path) -> None:
    (tmp_path / "zhquality.toml").write_text(
        'select = ["SPN001", "BPL"]\nper-file-ignores = { "spun.*" = ["SPN"] }\n', encoding="utf-8"
    )
    out = check(tmp_path).stdout
    assert b"SPN001" not in out
    assert b"BPL001" in out
    (tmp_path / "other.txt").write_bytes(SPUN.read_bytes())
    assert b"SPN001" in run(tmp_path, "check", "other.txt").stdout
    renamed = run(tmp_path, "check", "--stdin-filename", "spun.md", "-", stdin=SPUN.read_bytes())
    assert b"SPN001" not in renamed.stdout


def test_settings_in_force_are_shown_as_a_file_that_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "zhquality.toml").write_text(
        'select = ["SPN"]\nallow = ["手艺"]\nper-file-ignores = { "a b/" = ["BPL"] }\nthresholds = { SPN = 0.8 }\n',
        encoding="utf-8",
    )
    shown = check(tmp_path, "--show-settings", "--min-confidence", "0.3").stdout.decode()
    assert str(tmp_path / "zhquality.toml") in shown
    again = tmp_path / "again"
    again.mkdir()
    (again / "zhquality.toml").write_text(shown, encoding="utf-8")
    settings = find_settings(again)
    assert settings.config == Config(select=("SPN",), min_confidence=0.3, allow=("手艺",), thresholds={"SPN": 0.8})
    assert settings.ignored_in(again / "a b" / "c.md") == ("BPL",)


def test_a_file_of_settings_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "zhquality.toml").write_text('select = ["SPN"]\n', encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text('select = ["BPL"]\n', encoding="utf-8")
    assert b"SPN" not in check(tmp_path, "--config", str(other)).stdout
    missing = check(tmp_path, "--config", "nowhere.toml")
    assert missing.returncode == 2


def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(data_file("settings.schema.json").read_text(encoding="utf-8"))
    return loaded


def test_the_schema_has_every_key_and_no_other() -> None:
    assert schema()["properties"].keys() == KEYS.keys()
    assert schema()["additionalProperties"] is False
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "line",
    [
        'select = ["SPN"]',
        "min-confidence = 0.5",
        'allow = ["手艺"]',
        'allow = { "手艺" = "about carpenters" }',
        "thresholds = { SPN = 0.8 }",
        'per-file-ignores = { "drafts/" = ["BPL"] }',
        'selct = ["SPN"]',
        'select = "SPN"',
        'select = [""]',
        "min-confidence = 2",
        'allow = { "手艺" = "" }',
        "thresholds = { SPN = 8 }",
        'per-file-ignores = { "drafts/" = "BPL" }',
        "extend = 1",
        'model = "domain.ngrams"',
        'model = ""',
        'exclude = "old/"',
    ],
)
def test_the_schema_and_the_reader_agree(tmp_path: Path, line: str) -> None:
    (tmp_path / "zhquality.toml").write_text(line, encoding="utf-8")
    try:
        find_settings(tmp_path)
        read = True
    except ConfigError:
        read = False
    assert Draft202012Validator(schema()).is_valid(tomli.loads(line)) == read


@pytest.mark.parametrize("name", ["select", "ignore", "allow", "extend_lexicons"])
def test_a_string_where_several_are_asked_for_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} takes several strings"):
        Config(**{name: "SPN"})
    assert getattr(Config(**{name: ["SPN"]}), name) == ("SPN",)


@pytest.mark.parametrize("wrong", [{"select": ("SPM",)}, {"ignore": ("spn",)}, {"thresholds": {"SPN9": 0.5}}])
def test_a_checker_says_that_no_rule_begins_so(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"no rule begins with .*did you mean SPN"):
        Checker(Config(**wrong))


@pytest.mark.parametrize("wrong", [None, 3, b"\xe4", ["a"]])
def test_what_is_no_text_is_named(wrong: Any) -> None:
    checker = Checker()
    for call in (
        checker.check,
        checker.clean,
        checker.restore,
        lambda text: list(checker.check_many([text])),
        lambda text: list(checker.check_many([text], workers=2)),
        lambda text: zhquality.compare("一", text),
        zhquality.fingerprint,
        lambda text: checker.learn_site([text]),
    ):
        with pytest.raises(TypeError, match=f"a text must be a str, not {type(wrong).__name__}"):
            call(wrong)
    with pytest.raises(TypeError, match="texts are several"):
        list(checker.check_many("一篇文章"))
    with pytest.raises(TypeError, match="texts are several"):
        checker.learn_site("一篇文章")


@pytest.mark.parametrize(
    "settings", [{"min_confidence": 1.5}, {"min_confidence": float("nan")}, {"thresholds": {"SPN": -0.1}}]
)
def test_a_probability_that_no_finding_has_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        Config(**settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"select": None}, "select takes several strings"),
        ({"allow": 3}, "allow takes several strings"),
        ({"min_confidence": "0.5"}, "min_confidence takes a number, not '0.5'"),
        ({"min_confidence": None}, "min_confidence takes a number"),
        ({"thresholds": {"SPN": "0.5"}}, "SPN takes a number, not '0.5'"),
        ({"thresholds": [("SPN", 0.5)]}, "thresholds takes a table"),
    ],
)
def test_a_value_of_another_kind_is_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Config(**settings)


def test_a_file_that_extends_a_link_to_itself_is_named(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    (tmp_path / "zhquality.toml").write_text('extend = "loop.toml"', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"zhquality\.toml: extend: there is no file .*loop\.toml"):
        find_settings(tmp_path)


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, True),
        ({"select": ("SPN",)}, True),
        ({"select": ("CEN",)}, False),
        ({"ignore": ("SPN",)}, False),
        ({"ignore": ("CEN",)}, True),
        ({"select": ("SPN001",), "ignore": ("SPN",)}, True),
        ({"select": ("SPN",), "ignore": ("SPN001",)}, False),
        ({"select": ("SPN",), "ignore": ("SPN",)}, False),
        ({"select": ("", "CEN"), "ignore": ("SPN",)}, False),
        ({"min_confidence": 0.6}, True),
        ({"min_confidence": 0.7}, False),
        ({"min_confidence": 0.7, "thresholds": {"SPN": 0.6}}, True),
        ({"thresholds": {"SPN": 0.6, "SPN001": 0.7}}, False),
        ({"thresholds": {"SPN001": 0.6, "SPN": 0.7, "CEN": 0.9}}, True),
    ],
)
def test_the_longest_prefix_decides_and_of_two_alike_the_one_that_ignores(
    settings: dict[str, Any], wanted: bool
) -> None:
    assert Config(**settings).wants("SPN001", 0.6) is wanted


def test_a_project_without_settings_of_its_own_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "zhquality.toml").write_text('select = ["BPL"]', encoding="utf-8")
    for content in ("[project]\nname = 'zhquality'\n", "tool = 'zhquality'\n", "[tool.other]\n"):
        (inner / "pyproject.toml").write_text(content, encoding="utf-8")
        assert find_settings(inner).config.select == ("BPL",)
        with pytest.raises(ConfigError, match=r"pyproject\.toml: has no \[tool\.zhquality\]"):
            load_settings(inner / "pyproject.toml")
    (inner / "pyproject.toml").write_text("[tool]\nzhquality = 3\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="must be a table"):
        find_settings(inner)


def test_a_wrong_line_of_an_allow_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("# 名字\n手艺\t讲木匠\n\n\t没有词\n", encoding="utf-8")
    (tmp_path / "zhquality.toml").write_text('allow-files = ["names.tsv"]', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"names\.tsv:4: a reason without a term"):
        find_settings(tmp_path)
    (tmp_path / "names.tsv").write_text("\ufeff# 名字\n手艺\t讲木匠\n\n领先\n", encoding="utf-8")
    assert find_settings(tmp_path).config.allow == ("手艺", "领先")


@pytest.mark.parametrize(
    ("allow", "found"),
    [
        ((), [4, 11]),
        (("气", "今天的天"), [4, 11]),
        (("天\u200b气",), [11]),
        (("天\u200b",), [11]),
        (("今天的天\u200b气，山上的", "云\u200b彩"), []),
        (("云\u200b彩很白。此后还有许多字",), [4, 11]),
    ],
)
def test_what_stands_inside_a_term_that_is_allowed_is_right(allow: tuple[str, ...], found: list[int]) -> None:
    text = "今天的天\u200b气，山上的云\u200b彩很白。"
    assert [f.start for f in Checker(Config(allow=allow)).check(text).findings] == found
