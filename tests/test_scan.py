"""Scanning a corpus: every row comes out once, in order, or is rejected with its place."""

from __future__ import annotations

import gzip
import json
import lzma
import random
import subprocess
import sys
from pathlib import Path

import pytest
from scanning import command, rejects_of, rows_of, texts, write_corpus

from zhquality import Checker, ConfigError, InputError
from zhquality.corpus import sources, work
from zhquality.corpus.keep import NAMES, parse
from zhquality.corpus.shards import cut
from zhquality.corpus.sources import Input, Reject, Row, find_inputs, read_lines

pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from zhquality.corpus.scan import Options, scan


def test_every_row_comes_out_once_in_order_with_the_answers_of_check(tmp_path: Path) -> None:
    rows = write_corpus(tmp_path / "a.jsonl", 50)
    tally = scan([tmp_path / "a.jsonl"], tmp_path / "out", Options(shard_size=8, clean=True), workers=2)
    out = rows_of(tmp_path / "out")
    assert [(row["id"], row["text"]) for row in out] == [(row["id"], row["text"]) for row in rows]
    assert (tally.rows, tally.kept, tally.rejected) == (50, 50, 0)
    checker = Checker()
    for row in out[:8]:
        report = checker.check(row["text"])
        assert row["zhq_quality"] == report.quality
        assert {name: row["zhq_scores"][name] for name in report.scores} == dict(report.scores)
        assert [(f["rule"], f["start"], f["end"]) for f in row["zhq_findings"]] == [
            (f.rule, f.start, f.end) for f in report.findings
        ]
        assert row["zhq_cleaned"] == checker.clean(row["text"])
    assert out[6]["zhq_scores"]["spun"] > 0.9


def test_rows_are_written_as_they_were(tmp_path: Path) -> None:
    line = '{"n": 1.10, "big": 123456789012345678901234567890, "e": "\\u4f60", "text": "你好。" }'
    (tmp_path / "a.jsonl").write_text(line + "\r\n", encoding="utf-8")
    scan([tmp_path / "a.jsonl"], tmp_path / "out")
    (part,) = (tmp_path / "out" / "data").iterdir()
    assert part.read_text(encoding="utf-8").startswith(line.removesuffix(" }") + ', "zhq_quality": 1.0')


def test_scanning_its_own_output_replaces_the_columns(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", 3)
    scan([tmp_path / "a.jsonl"], tmp_path / "one")
    scan([tmp_path / "one" / "data"], tmp_path / "two")
    assert rows_of(tmp_path / "one") == rows_of(tmp_path / "two")


BROKEN = [
    (b'{"id": 1, "text": "' + "好的".encode() + b'"}', ""),
    (b'{"id": 2, "text": ', "broken JSON"),
    (b'{"id": 3}', "no field 'text'"),
    (b'{"id": 4, "text": 5}', "not a string: int"),
    (b'{"id": 5, "text": null}', "not a string: NoneType"),
    (b'{"id": 6, "text": "\xff\xfe"}', "not UTF-8"),
    (b'{"id": 7, "text": "\\ud800"}', "half of a surrogate pair"),
    (b"[1, 2]", "not a JSON object"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"id": 10, "text": "x", "n": ' + b"9" * 5000 + b"}", "integer string conversion"),
    (b'{"text": "' + "没有编号".encode() + b'"}', "no field 'id'"),
    (b"\x00\x00", "broken JSON"),
    (b'{"id": 13, "text": "\\u0000' + "零".encode() + b'"}', ""),
    (b'{"id": 14, "text": ""}', ""),
]


def test_what_cannot_be_read_is_rejected_with_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b"\n\n".join(line for line, _ in BROKEN))  # blank lines between
    done = subprocess.run(
        command(path, "--out", tmp_path / "out", "--shard-size", "4", "--id-field", "id"), capture_output=True
    )
    assert done.returncode == 1, done.stderr
    expected = [(1 + 2 * i, reason) for i, (_, reason) in enumerate(BROKEN) if reason]
    rejects = rejects_of(tmp_path / "out")
    assert [(r["file"], r["line"]) for r in rejects] == [(str(path), line) for line, _ in expected]
    for reject, (_, reason) in zip(rejects, expected, strict=True):
        assert reason in reject["reason"]
    assert [row["id"] for row in rows_of(tmp_path / "out")] == [1, 13, 14]
    assert [r.get("id") for r in rejects][:3] == [None, "3", "4"]


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz", ".zst"])
def test_compressed_input_and_what_is_cut_short(tmp_path: Path, suffix: str) -> None:
    rng = random.Random(3)
    rows = [json.dumps({"id": i, "text": f"{rng.random()}"}) for i in range(2000)]
    data = "\n".join(rows).encode()
    packed = data
    if suffix == ".gz":
        packed = gzip.compress(data[:20_000]) + gzip.compress(data[20_000:])
    elif suffix == ".xz":
        packed = lzma.compress(data[:20_000]) + b"\0" * 4 + lzma.compress(data[20_000:])
    elif suffix == ".zst":
        zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
        compress = zstandard.ZstdCompressor(write_checksum=True).compress
        packed = compress(data[:20_000]) + compress(data[20_000:])
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(packed)
    lines = list(read_lines(Input.of(path, "jsonl")))
    assert [row.data.decode() for row in lines if isinstance(row, Row)] == rows
    if suffix:
        path.write_bytes(packed[: len(packed) * 2 // 3])
        *good, last = read_lines(Input.of(path, "jsonl"))
        assert isinstance(last, Reject)
        assert "ends early" in last.reason
        assert [row.data.decode() for row in good if isinstance(row, Row)] == rows[: len(good)]
        assert len(good) > 400
        path.write_bytes(packed[:100] + b"?" * 200 + packed[300:])
        assert any(isinstance(row, Reject) for row in read_lines(Input.of(path, "jsonl")))


def test_an_overlong_row_is_rejected_and_the_next_one_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LONGEST_ROW", 3_000_000)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"a" * 3_000_000 + b"\n" + b"b" * 3_000_001 + b"\nc\n" + b"d" * 9_000_000)
    rows = list(read_lines(Input.of(path, "jsonl")))
    assert [(row.line, isinstance(row, Row)) for row in rows] == [(1, True), (2, False), (3, True), (4, False)]


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_a_compression_bomb_is_refused_in_bounded_memory(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    zeros = b"\0" * 1_000_000
    if suffix == ".gz":
        with gzip.open(path, "wb") as file:
            file.writelines([zeros] * 400)
    elif suffix == ".xz":
        with lzma.open(path, "wb", preset=0) as file:
            file.writelines([zeros] * 400)
    else:
        zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
        with zstandard.open(path, "wb") as file:
            for _ in range(400):
                file.write(zeros)
    code = (
        "import sys, resource\nfrom pathlib import Path\nfrom zhquality.corpus.sources import Input, read_lines\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "rows = list(read_lines(Input.of(Path(sys.argv[1]), 'jsonl')))\n"
        "print([row.reason for row in rows], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    reasons, _, grown = done.stdout.rpartition(" ")
    assert "more than 500 times its size" in reasons, done.stderr
    assert int(grown) < 200_000  # KB; the file unpacks to 400,000


def test_folders_of_everything_in_the_order_of_names(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.txt").write_text("不要")
    (folder / "a.txt").write_bytes("第一篇。".encode("gb18030") * 5)
    (folder / "b.jsonl").write_text('{"id": "b1", "text": "第二篇。"}\n', encoding="utf-8")
    (folder / "sub" / "c.md").write_text("第三篇。", encoding="utf-8")
    (folder / "sub" / "d.bin").write_bytes(b"\0")
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "e.txt").write_bytes(b"\xff\xfe\xff")
    tally = scan([folder, folder / "a.txt"], tmp_path / "out")
    assert [row["text"] for row in rows_of(tmp_path / "out")] == ["第一篇。" * 5, "第二篇。", "第三篇。"]
    assert [row["id"] for row in rows_of(tmp_path / "out")] == [
        str(folder / "a.txt"),
        "b1",
        str(folder / "sub" / "c.md"),
    ]
    assert tally.rejected == 1
    assert rejects_of(tmp_path / "out")[0]["file"] == str(folder / "e.txt")


def test_inputs_that_are_not_there_or_of_no_known_type(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        find_inputs([tmp_path / "missing"])
    (tmp_path / "x.bin").write_bytes(b"")
    with pytest.raises(InputError, match="unknown type"):
        find_inputs([tmp_path / "x.bin"])
    with pytest.raises(InputError, match="no corpus files"):
        find_inputs([tmp_path])


def test_parquet_keeps_columns_and_types(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    bodies: list[str | None] = list(texts(30))
    bodies[4] = None
    table = pa.table(
        {
            "id": pa.array(range(30), pa.int32()),
            "body": pa.array(bodies, pa.large_string()),
            "tags": [["一", "二"]] * 30,
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=11)
    (tmp_path / "b.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-50])
    pq.write_table(pa.table({"body": [1, 2]}), tmp_path / "c.parquet")
    paths = [tmp_path / name for name in ("a.parquet", "b.parquet", "c.parquet")]
    tally = scan(paths, tmp_path / "out", Options("body", "id", shard_size=7, clean=True))
    out = pa.concat_tables([pq.read_table(part) for part in sorted((tmp_path / "out" / "data").iterdir())])
    assert out.schema.names == ["id", "body", "tags", "zhq_quality", "zhq_scores", "zhq_findings", "zhq_cleaned"]
    good = table.filter(pa.array([i != 4 for i in range(30)]))
    assert out.select(["id", "body", "tags"]).equals(good)
    assert out.column("zhq_scores").to_pylist()[5]["spun"] > 0.9  # row 6, as row 4 is gone
    reasons = [(Path(r["file"]).name, r["line"], r["reason"]) for r in rejects_of(tmp_path / "out")]
    assert reasons[0] == ("a.parquet", 5, "field 'body' is null")
    assert [(name, line) for name, line, _ in reasons[1:]] == [("b.parquet", 0), ("c.parquet", 0)]
    assert "not strings" in reasons[2][2]
    assert tally.rejected == 3


def test_a_row_of_parquet_is_measured_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa

    monkeypatch.setattr(work, "LONGEST_ROW", 10)
    batch = pa.RecordBatch.from_pydict({"text": ["今天天", "今天天气"]})
    assert work._wrong(batch, 0, "text", "") == ""
    assert work._wrong(batch, 1, "text", "") == "the row is longer than 10 bytes"


def test_parquet_text_that_is_not_utf_8_is_rejected_alone(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    raw = pa.array(["好".encode(), b"\xff\xff", "的".encode()], pa.binary())
    broken = pa.StringArray.from_buffers(3, *raw.buffers()[1:])
    pq.write_table(pa.table({"text": broken}), tmp_path / "a.parquet")
    scan([tmp_path / "a.parquet"], tmp_path / "out")
    (part,) = (tmp_path / "out" / "data").iterdir()
    assert pq.read_table(part).column("text").to_pylist() == ["好", "的"]
    assert [(r["line"], r["reason"][:9]) for r in rejects_of(tmp_path / "out")] == [(2, "not UTF-8")]


def test_keep_filters_rows_and_counts_them(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", 21)
    tally = scan([tmp_path / "a.jsonl"], tmp_path / "out", Options(keep="spun < 0.2 and length > 0", shard_size=5))
    assert [row["id"] for row in rows_of(tmp_path / "out")] == [i for i in range(21) if i % 7 != 6]
    assert (tally.rows, tally.kept, tally.rejected) == (21, 18, 0)
    assert sum(tally.histograms["spun"]) == 21


def test_a_sample_is_the_same_rows_whatever_the_shards(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a.jsonl", 400)
    inputs = find_inputs([tmp_path / "a.jsonl"])
    chosen = [[row.line for shard in cut(inputs, "text", size, 0.25) for row in shard.rows] for size in (7, 100)]
    assert chosen[0] == chosen[1]
    assert 60 < len(chosen[0]) < 140


VALUES = dict.fromkeys(NAMES, 0.0) | {"spun": 0.3, "quality": 0.7, "findings": 4, "length": 100}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("spun < 0.3", False),
        ("spun <= .3", True),
        ("0.2 < spun", True),
        ("spun < 0.2 or quality > 0.6 and findings == 5", False),
        ("(spun < 0.2 or quality > 0.6) and findings != 5", True),
        ("not spun < 0.2 and not (quality < 0.5)", True),
        ("not not length >= 100", True),
    ],
)
def test_expressions(expression: str, expected: bool) -> None:
    assert parse(expression)(VALUES) is expected


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("spum < 0.2", "did you mean spun"),
        ("spun", "expected one of"),
        ("spun < ", "expected a score or a number"),
        ("spun < 0.2 quality > 1", "expected the end"),
        ("(spun < 0.2", r"expected \)"),
        ("spun < 0.2; import os", "expected a score, a number"),
        ("__import__('os').system('x') < 1", "unknown name"),
        ("not " * 200 + "spun < 1", "levels deep"),
        ("(" * 900, "levels deep"),
        ("spun < 1 or " * 500 + "spun < 1", "longer than"),
        ("", "expected a score"),
        ("and < or", "unknown name and"),
    ],
)
def test_wrong_expressions_are_errors(expression: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        parse(expression)
