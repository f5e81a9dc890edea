"""Hostile input: whatever bytes and texts come in, readers and loaders give an answer or one of our own errors.

``ZHQUALITY_FUZZ=3000 pytest tests/test_fuzz.py`` runs that many examples of each; figures are in docs/reliability.md.
``benchmarks/hostile.py`` feeds every regular expression what could slow it down.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import lzma
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zhquality
from zhquality import Checker, Config, ConfigError, DataError, InputError, ZhqualityError
from zhquality.cli.settings import KEYS, find_settings, read_settings
from zhquality.files import decode_bytes
from zhquality.findings import apply_edits
from zhquality.lexicon.entries import load_family, validate
from zhquality.rules import catalogue

EXAMPLES = int(os.environ.get("ZHQUALITY_FUZZ", "60"))
FUZZ = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
CHECKER = Checker()
UNITS = sorted({text for rule in catalogue().values() for text in (*rule.matches, *rule.rejects)})
ANY = st.text(st.characters(exclude_categories=()), max_size=60)
PIECE = st.one_of(
    ANY,
    st.sampled_from(UNITS),
    st.builds(
        lambda text, a, b: text[min(a, b) % 60 : max(a, b) % 60], st.sampled_from(UNITS), st.integers(0), st.integers(0)
    ),
    st.sampled_from(
        ["```", "<!--", "-->", "zhquality: ignore", "zhquality: ignore[", "]", "[](", "http://", "---\n", "\r", "&#x"]
    ),
)
PAGE = st.lists(PIECE, max_size=10).map("".join)
ROW = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"{", b'{"text": "x"}', b"\n", b"\r\n", b"\x00", b"\xef\xbb\xbf", b'{"text": "\\ud800"}', b"[" * 50]
    ),
)
BYTES = st.lists(ROW, max_size=12).map(b"".join)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@FUZZ
@given(PAGE)
def test_check_clean_restore(text: str) -> None:
    report = CHECKER.check(text)
    assert all(text[f.start : f.end] == f.surface for f in report.findings)
    once = CHECKER.clean(text)
    assert CHECKER.clean(once) == once
    restoration = CHECKER.restore(text)
    assert apply_edits(text, restoration.edits) == restoration.text


@pytest.mark.skipif(not hasattr(zhquality, "compare"), reason="compare is not in this version")
@FUZZ
@given(PAGE, PAGE)
def test_compare(a: str, b: str) -> None:
    compare = zhquality.compare  # type: ignore[attr-defined]
    compare(a, b)
    compare(a, a + b)


@FUZZ
@given(BYTES)
def test_files_are_decoded_exactly_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode_bytes(data, Path("x.txt"))
    except InputError:
        return
    assert text.encode(encoding) == data


@FUZZ
@given(BYTES, st.sampled_from(["", ".gz", ".xz", ".zst"]), st.booleans(), st.data())
def test_corpus_readers_never_fail(folder: Path, data: bytes, suffix: str, packed: bool, draw: st.DataObject) -> None:
    from zhquality.corpus.sources import Input, Row, read_lines

    if packed and suffix == ".gz":
        data = gzip.compress(data)
    elif packed and suffix == ".xz":
        data = lzma.compress(data)
    elif packed and suffix == ".zst":
        zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
        data = zstandard.compress(data)
    if packed and suffix and draw.draw(st.booleans()):
        at = draw.draw(st.integers(0, len(data)))
        data = data[:at] + draw.draw(st.binary(max_size=5)) + data[at + draw.draw(st.integers(0, 5)) :]
    path = folder / f"a.jsonl{suffix}"
    path.write_bytes(data)
    rows = list(read_lines(Input.of(path, "jsonl")))
    lines = [row.line for row in rows if row.line]
    assert lines == sorted(lines)
    if not suffix:
        expected = [(n, line.strip()) for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
        assert [(row.line, row.data) for row in rows if isinstance(row, Row)] == expected


@FUZZ
@given(st.lists(ROW.filter(lambda row: b"\n" not in row), max_size=6))
def test_every_row_comes_out_or_is_rejected(folder: Path, lines: list[bytes]) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    import pickle

    from zhquality.corpus.kernel import Annotator
    from zhquality.corpus.shards import cut
    from zhquality.corpus.sources import Input
    from zhquality.corpus.work import Job, process

    path = folder / "rows.jsonl"
    path.write_bytes(b"\n".join(lines))
    wanted = sum(bool(line.strip()) for line in lines)
    rows = written = rejected = 0
    for shard in cut([Input.of(path, "jsonl")], "text", 3):
        outcome = process(Job(str(folder), pickle.dumps(Annotator(CHECKER))), shard)
        rows += outcome.tally.rows
        rejected += len(outcome.rejects)
        out = (folder / outcome.part).read_bytes() if outcome.part else b""
        written += len([json.loads(line) for line in out.split(b"\n") if line])
    assert rows == written
    assert rows + rejected == wanted


TOML = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), ANY, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ANY, inner, max_size=3)),
    max_leaves=6,
)
NAMES = st.sampled_from(sorted(KEYS))


@FUZZ
@given(st.dictionaries(st.one_of(NAMES, ANY), TOML, max_size=4))
def test_settings_are_taken_or_refused_with_the_file_named(table: dict[str, Any]) -> None:
    try:
        settings = read_settings(Path("zhquality.toml"), table)
    except ConfigError as error:
        assert "zhquality.toml" in str(error)
    else:
        assert isinstance(settings.config, Config)
        assert isinstance(settings.excludes(Path("/a/b.md")), bool)
        assert isinstance(settings.ignored_in(Path("/a/b.md")), tuple)


@FUZZ
@given(st.one_of(BYTES, PAGE.map(lambda text: text.encode("utf-8", "replace"))))
def test_settings_files(folder: Path, data: bytes) -> None:
    (folder / "settings").mkdir(exist_ok=True)
    (folder / "settings" / "zhquality.toml").write_bytes(data)
    try:
        find_settings(folder / "settings")
    except ConfigError as error:
        assert "zhquality.toml" in str(error)


CELL = st.one_of(ANY, st.sampled_from(["产物", "产品|制品", "|", "", "#", "\t", "\ufeff", "\x00"]))
LEXICON = st.lists(st.lists(CELL, max_size=4).map("\t".join), max_size=5).map("\n".join)


@FUZZ
@given(st.one_of(BYTES, LEXICON.map(lambda text: text.encode("utf-8", "replace"))))
def test_dictionaries_are_read_or_refused_with_the_line(folder: Path, data: bytes) -> None:
    (folder / "lexicon").mkdir(exist_ok=True)
    path = folder / "lexicon" / "x.tsv"
    path.write_bytes(data)
    try:
        load_family(path)
    except DataError as error:
        assert "x.tsv" in str(error)
        with contextlib.suppress(DataError):  # a file that is not UTF-8 ends it too
            assert validate(path.parent)
    else:
        assert all(entry.surface and entry.canonicals for entry in load_family(path))


@FUZZ
@given(LEXICON, PAGE)
def test_any_readable_dictionary_can_be_used(folder: Path, lexicon: str, text: str) -> None:
    path = folder / "mine.tsv"
    path.write_text(lexicon, encoding="utf-8", errors="replace", newline="")
    try:
        load_family(path)
    except DataError:
        return
    Checker(Config(extend_lexicons=(str(path),))).check(text + lexicon)


@FUZZ
@given(
    st.one_of(
        ANY,
        st.lists(
            st.sampled_from(
                ["spun", "quality", "and", "or", "not", "(", ")", "<", ">", "<=", "==", "0.2", ".5", "1.", "7"]
            ),
            max_size=12,
        ).map(" ".join),
    )
)
def test_expressions(expression: str) -> None:
    from zhquality.corpus.keep import NAMES, parse

    try:
        predicate = parse(expression)
    except ConfigError as error:
        assert str(error).startswith("--keep")
    else:
        assert predicate(dict.fromkeys(NAMES, 0.5)) in {True, False}


@FUZZ
@given(
    st.lists(
        st.one_of(
            PIECE, st.sampled_from(["<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "</pre></script>"])
        ),
        max_size=6,
    ).map("".join)
)
def test_the_html_report_shows_markup_as_text(text: str) -> None:
    from zhquality.output import Result
    from zhquality.output.html import render

    page = render([Result("<b>name</b>", text, CHECKER.check(text), text)], "en")
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "<b>name</b>" not in page


@FUZZ
@given(st.binary(max_size=200), st.integers(0, 600))
def test_model_files(folder: Path, data: bytes, at: int) -> None:
    from zhquality.model.gate import FamilyGate, Gate
    from zhquality.model.ngrams import MAGIC, NgramModel
    from zhquality.model.statistics import Statistics

    for name, reader in (("m", NgramModel.open), ("s", Statistics.open), ("g", Gate.open), ("f", FamilyGate.open)):
        for content in (
            data,
            MAGIC + data,
            MAGIC + len(data).to_bytes(4, "little") + data,
            b"PK\x03\x04" + data[: at % 50],
        ):
            (folder / name).write_bytes(content)
            try:
                reader(folder / name)
            except ZhqualityError as error:
                assert str(folder / name) in str(error)


@pytest.mark.parametrize("unit", UNITS[:: max(1, len(UNITS) // 40)], ids=lambda unit: re.sub(r"\W+", " ", unit)[:20])
def test_a_long_page_of_one_example(unit: str) -> None:
    text = unit * (20_000 // max(1, len(unit)))
    report = CHECKER.check(text)
    assert all(text[f.start : f.end] == f.surface for f in report.findings)
