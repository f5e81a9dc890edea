"""The pattern files: every pattern's own examples, the derived literals, and what damaged files say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhquality.data import data_file, lexicon_folder
from zhquality.errors import DataError
from zhquality.lexicon.derived import derive, ready
from zhquality.lexicon.furniture import Furniture
from zhquality.lexicon.literals import required_literals
from zhquality.lexicon.patterns import Pattern, normalise, read_patterns

FURNITURE = Furniture.read(lexicon_folder() / "boilerplate")
CASES = [
    (p, line, wanted)
    for p in FURNITURE.patterns
    for wanted, lines in ((True, p.matches), (False, p.rejects))
    for line in lines
]


def flags(pattern: Pattern, line: str) -> bool:
    norm = normalise(line).strip()
    if pattern.form == "tail":
        return FURNITURE.reader.tail(norm) is not None
    return FURNITURE.reader.read(norm).certain


@pytest.mark.parametrize(
    ("pattern", "line", "wanted"), CASES, ids=[f"{p.name}-{w}-{line[:24]}" for p, line, w in CASES]
)
def test_example(pattern: Pattern, line: str, wanted: bool) -> None:
    assert flags(pattern, line) is wanted


@pytest.mark.parametrize("pattern", FURNITURE.patterns, ids=lambda p: p.name)
def test_pattern_shows_what_it_rejects(pattern: Pattern) -> None:
    assert pattern.rejects
    assert pattern.matches or pattern.strength == 1


def plain(pattern: Pattern) -> Pattern:
    """Without what differs: an expression is no value, and examples are not stored."""
    return pattern._replace(regex=pattern.regex and pattern.regex.pattern, matches=(), rejects=())


def test_the_derived_file_is_what_the_pattern_files_say(tmp_path: Path) -> None:
    folder, derived = lexicon_folder() / "boilerplate", data_file("furniture.jsonl")
    assert json.loads(derived.read_text(encoding="utf-8").partition("\n")[0])["patterns"] == len(FURNITURE.patterns)
    made, read = ready(folder, derived), ready(folder)
    assert list(map(plain, made.patterns)) == list(map(plain, FURNITURE.patterns))
    for name, known in read.literals.items():
        stored = made.literals[name]._replace(facts=list(map(tuple, made.literals[name].facts)))
        assert stored == known
        assert list(known.literals) == sorted({*known.literals} - {""})
    derive(folder, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == derived.read_bytes(), "run make lexicons"


def test_a_derived_file_of_other_patterns_or_a_damaged_one_is_not_believed(tmp_path: Path) -> None:
    whole = data_file("furniture.jsonl").read_text(encoding="utf-8")
    for name in ("login.toml", "tags.toml"):
        (tmp_path / name).write_bytes((lexicon_folder() / "boilerplate" / name).read_bytes())
    wanted = list(map(plain, read_patterns(tmp_path)))
    for text in (whole, whole[:1000], "", "[]", '{"checksum": 1}'):
        (tmp_path / "x.json").write_text(text, encoding="utf-8")
        assert list(map(plain, ready(tmp_path, tmp_path / "x.json").patterns)) == wanted
    assert list(map(plain, ready(tmp_path, tmp_path / "missing").patterns)) == wanted


@pytest.mark.parametrize("line", [line for _, line, wanted in CASES if wanted])
def test_prefilter_lets_every_match_through(line: str) -> None:
    padded = (
        line
        if len(line) > 40
        else "他们说今年的收成比去年好得多,大家都很高兴,晚上还要在院子里摆酒请客,一直闹到天亮才肯散去。" + line
    )
    assert FURNITURE.possible(line) or FURNITURE.possible(padded)
    assert FURNITURE.possible(f"雨停了。\r\n{line}\r\n天晴了。") or FURNITURE.possible(padded)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("abc", {"abc"}),
        ("a?bc", {"bc"}),
        ("(?:责编|编辑):.*", {"责编", "编辑"}),
        ("x*", set()),
        ("(?:foo)?(?:bar){1,2}", {"bar"}),
        ("[甲乙]丙丁", {"丙丁"}),
        ("[甲乙]", {"甲", "乙"}),
        ("[^甲]", set()),
        ("(?:甲|.)", set()),
        (r"\((?:记者|通讯员|据)[^()]{1,9}\)", {"(记者", "(通讯员", "(据"}),
    ],
)
def test_required_literals(pattern: str, literals: set[str]) -> None:
    assert required_literals(pattern) == literals


@settings(max_examples=40)  # making one takes up to a second
@given(st.data())
def test_no_match_without_a_literal(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from([p for p in FURNITURE.patterns if p.regex and p.literals]))
    assert pattern.regex
    text = data.draw(st.from_regex(re.compile(pattern.regex.pattern), fullmatch=True))
    assert any(literal in text for literal in pattern.literals)
    assert pattern.may_match(text)


WORDS = sorted(word for p in FURNITURE.patterns for word in p.words if len(word) > 1)


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text("一的:| 12", max_size=4)), max_size=12))
def test_no_certain_line_is_passed_over(parts: list[str]) -> None:
    line = normalise("".join(parts)).strip()
    if FURNITURE.reader.read(line).certain and any(word in line for word in WORDS):
        assert FURNITURE.possible(line)


@given(st.text())
def test_normalise_keeps_length(text: str) -> None:
    assert len(normalise(text)) == len(text)


HEADER = 'rule = "BPL002"\nmessage = "m"\nmessage_zh = "m"\n[[pattern]]\nname = "n"\nmatches = []\nrejects = ["x"]\n'


TWICE = """form = "words"
strength = 2
words = ["甲"]
[[pattern]]
name = "o"
form = "words"
strength = 1
words = ["甲"]
matches = []
rejects = ["x"]
"""


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('form = "wrds"\nstrength = 2\nwords = ["a"]\n', "form must be one of"),
        ('form = "words"\nstrength = 3\nwords = ["a"]\n', "strength 1 or 2"),
        ('form = "words"\nstrength = 2\nregex = "a"\n', "takes words"),
        ('form = "line"\nstrength = 2\nregex = "("\n', "unterminated"),
        ('form = "words"\nstrength = 2\nwords = ["a"]\nwrods = ["b"]\n', "unknown key 'wrods'"),
        (TWICE, "already in bad.toml: n"),
        ("form = ", "not a pattern file"),
    ],
)
def test_damaged_file_is_named(tmp_path, body: str, complaint: str) -> None:
    (tmp_path / "bad.toml").write_text(HEADER + body, encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(complaint)) as caught:
        read_patterns(tmp_path)
    assert "bad.toml" in str(caught.value)
