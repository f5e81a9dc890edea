"""Fingerprints, the index, clusters of copies, and the commands dedup and trace."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhquality
from zhquality import Checker, DataError
from zhquality.rewrite.dedup import Page, dedup
from zhquality.rewrite.fingerprint import Fingerprint
from zhquality.rewrite.index import Index
from zhquality.rewrite.shingles import fold, grams
from zhquality.rewrite.spill import Spill
from zhquality.rewrite.trace import trace

TABLE = {
    "技术": "手艺",
    "发展": "生长",
    "国内": "海内",
    "负责": "认真",
    "如果": "若是",
    "监管": "羁系",
    "出现": "泛起",
    "了解": "相识",
    "根据": "凭据",
    "但是": "然则",
    "方法": "要领",
    "服务": "效劳",
}

WORDS = [
    "技术",
    "发展",
    "国内",
    "负责",
    "如果",
    "监管",
    "出现",
    "了解",
    "根据",
    "但是",
    "方法",
    "服务",
    "桥梁",
    "河岸",
    "渔船",
    "灯塔",
    "邮差",
    "麦田",
    "石匠",
    "炊烟",
    "渡口",
    "铁匠",
    "柳树",
    "马车",
    "算盘",
    "木匠",
    "茶馆",
    "雨伞",
    "磨坊",
    "羊群",
    "集市",
    "祠堂",
    "陶罐",
    "蓑衣",
    "驿站",
    "草垛",
]
JOINS = ["在", "了", "把", "与", "从", "对", "向", "给", "又", "再"]


def page(seed: int, sentences: int = 24) -> str:
    """A page of its own: no sense, but words and names in an order that no other page has."""
    rng = random.Random(seed)
    names = [chr(rng.randrange(0x4E00, 0x9000)) + chr(rng.randrange(0x4E00, 0x9000)) for _ in range(30)]
    lines = []
    for _ in range(sentences):
        parts = [rng.choice(WORDS) + rng.choice(JOINS) + rng.choice(names) for _ in range(6)]
        lines.append("，".join(parts) + "。")
    return "\n".join("".join(lines[i : i + 4]) for i in range(0, sentences, 4))


def spun(text: str) -> str:
    for original, surface in TABLE.items():
        text = text.replace(original, surface)
    return text


PAGES = [page(seed) for seed in range(40)]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    return len(np.intersect1d(a, b)) / min(len(a), len(b))


def test_a_spinner_changes_plain_shingles_and_spares_blind_ones() -> None:
    a, b = zhquality.fingerprint(PAGES[0]), zhquality.fingerprint(spun(PAGES[0]))
    assert overlap(a.plain, b.plain) < 0.8
    assert overlap(a.blind, b.blind) > 0.95
    assert a.similarity(b) > 0.95
    assert a.similarity(zhquality.fingerprint(PAGES[1])) < 0.1


def test_script_glosses_width_and_punctuation_do_not_matter() -> None:
    from opencc import OpenCC

    text = "工程師在河岸邊修好了舊燈塔，渡口的郵差送來ABC12號零件，他說明年還要再修。"
    assert text == OpenCC("s2t").convert(OpenCC("t2s").convert(text))
    same = OpenCC("t2s").convert(text).replace("零件", "零(líng)件").replace("ABC12", "ａｂｃ１２").replace("，", " ")
    assert zhquality.fingerprint(text) == zhquality.fingerprint(same)


def test_restored_shingles_on_request() -> None:
    plain, with_restored = zhquality.fingerprint(PAGES[0]), zhquality.fingerprint(PAGES[0], restored=True)
    assert plain.restored is None
    assert with_restored.restored is not None
    assert np.array_equal(with_restored.restored, with_restored.plain)  # nothing to restore
    assert Fingerprint.from_bytes(with_restored.to_bytes()) == with_restored


def test_format_round_trip_and_damage() -> None:
    one = zhquality.fingerprint(PAGES[0])
    data = one.to_bytes()
    assert data[:6] == b"ZHQFP\x01"
    assert Fingerprint.from_bytes(data) == one
    assert hash(Fingerprint.from_bytes(data)) == hash(one)
    for wrong in (b"", data[:-1], data + b"x", b"ZHQFP\x02" + data[6:], data[:30]):
        with pytest.raises(DataError):
            Fingerprint.from_bytes(wrong)


def test_fingerprints_of_other_dictionaries_are_refused() -> None:
    one = zhquality.fingerprint(PAGES[0])
    other = Fingerprint(one.plain, one.blind, None, one.letters, "00000000")
    with pytest.raises(DataError, match="dictionaries"):
        one.similarity(other)


def test_the_hash_is_the_documented_one() -> None:
    units = fold("ａB你")
    assert units.tolist() == [ord("a"), ord("b"), ord("你")]
    total = 0
    for unit in units.tolist():
        total = (total * 0x100000001B3 + unit + 1) % 2**64
    total = (total ^ total >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    total = (total ^ total >> 27) * 0x94D049BB133111EB % 2**64
    assert grams(units, 3).tolist() == [total ^ total >> 31]
    assert grams(units, 4).tolist() == []


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_has_a_fingerprint(text: str) -> None:
    one = zhquality.fingerprint(text)
    assert Fingerprint.from_bytes(one.to_bytes()) == one
    assert 0 <= one.similarity(one) <= 1


def test_the_index_puts_the_source_first() -> None:
    index = Index()
    for text in PAGES:
        index.add(zhquality.fingerprint(text))
    paragraphs = spun(PAGES[7]).split("\n")
    part = "\n".join([paragraphs[4], PAGES[20].split("\n")[0], paragraphs[1], paragraphs[2]])
    best = index.query(zhquality.fingerprint(part), 3)
    assert [match.number for match in best[:2]] == [7, 20]
    assert best[0].weight > 2 * best[1].weight
    only = Index(only=zhquality.fingerprint(part))
    for text in PAGES:
        only.add(zhquality.fingerprint(text))
    assert [match.number for match in only.query(zhquality.fingerprint(part), 2)] == [7, 20]
    assert index.query(zhquality.fingerprint("")) == []
    assert Index().query(zhquality.fingerprint(part)) == []


def test_spill_gives_every_record_in_order_of_keys() -> None:
    kind = np.dtype([("key", "<u8"), ("weight", "<f4")])
    rng = np.random.default_rng(1)
    with Spill(kind, 2**40) as spill:
        keys = rng.integers(0, 2**40, 5000).astype(np.uint64)
        for part in np.array_split(keys, 7):
            records = np.zeros(len(part), kind)
            records["key"] = part
            spill.add(records)
        rounds = list(spill.rounds(300))
    assert len(rounds) > 10
    assert max(map(len, rounds)) <= 300
    assert np.array_equal(np.concatenate(rounds)["key"], np.sort(keys))


def test_links_in_many_rounds_are_those_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhquality.rewrite import links as module

    def found() -> list[tuple[int, int, float]]:
        with module.Links() as links:
            for text in [*PAGES, *map(spun, PAGES[:10])]:
                links.add(zhquality.fingerprint(text))
            return sorted(links.pairs())

    whole = found()
    assert [(a, b) for a, b, _ in whole] == [(n, 40 + n) for n in range(10)]
    monkeypatch.setattr(module, "_RECORDS", 500)
    again = found()
    assert [pair[:2] for pair in again] == [pair[:2] for pair in whole]
    assert [pair[2] for pair in again] == pytest.approx([pair[2] for pair in whole])


def test_copies_join_their_original(checker: Checker) -> None:
    corpus = [spun(PAGES[3]), *PAGES[:10], PAGES[5], spun(PAGES[8]) + "\n" + PAGES[30].split("\n")[0]]
    clusters = dedup(lambda: map(Page, corpus), checker)
    assert clusters.members() == {4: [0], 6: [11], 9: [12]}
    assert clusters.pages == 13
    assert [clusters.keeps(n) for n in (0, 1, 4, 11)] == [False, True, True, False]
    assert clusters.share[0] > 0.5
    assert clusters.share[4] == 1.0


def test_a_page_made_of_two_does_not_join_them(checker: Checker) -> None:
    first, second = PAGES[0], PAGES[1]
    mixed = "\n".join(
        line for pair in zip(spun(first).split("\n"), spun(second).split("\n"), strict=True) for line in pair
    )
    clusters = dedup(lambda: map(Page, [first, mixed, second]), checker)
    assert clusters.keeps(0)
    assert clusters.keeps(2)


def test_many_copies_are_one_cluster(checker: Checker) -> None:
    rng = random.Random(3)

    def lightly(text: str) -> str:
        for original, surface in TABLE.items():
            text = text.replace(original, surface) if rng.random() < 0.5 else text
        return text

    corpus = [*(spun(lightly(PAGES[0])) for _ in range(30)), PAGES[0], *PAGES[1:5]]
    clusters = dedup(lambda: map(Page, corpus), checker)
    assert clusters.members() == {30: list(range(30))}


def test_the_earliest_date_decides_between_equal_pages(checker: Checker) -> None:
    pages = [Page(PAGES[0], "2021-05-01"), Page(PAGES[0], ""), Page(PAGES[0], "2020-01-01")]
    assert dedup(lambda: pages, checker).members() == {2: [0, 1]}


def test_an_empty_corpus_has_no_clusters(checker: Checker) -> None:
    assert dedup(list, checker).members() == {}
    assert dedup(lambda: map(Page, ["", "", "。"]), checker).members() == {}


def test_trace_finds_the_sources_and_nothing_else(checker: Checker) -> None:
    part = "\n".join([*spun(PAGES[7]).split("\n")[1:5], PAGES[20].split("\n")[0]])
    sources = trace(part, lambda: PAGES, checker)
    assert sources[0].number == 7
    assert {source.number for source in sources} <= {7, 20}
    assert sources[0].comparison.coverage_b > 0.6
    assert sources[0].comparison.rewritten == "b"
    assert trace(page(999), lambda: PAGES, checker) == []


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "zhquality", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env={**os.environ, "LANG": "C.UTF-8"})


def test_dedup_command_on_jsonl(tmp_path: Path) -> None:
    corpus = tmp_path / "pages.jsonl.gz"
    rows = [{"body": text, "id": n} for n, text in enumerate([*PAGES[:5], spun(PAGES[2])])]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines[4:4] = ["{broken", '{"body": 3}', '{"body": "\\ud800", "id": "half"}']
    corpus.write_bytes(gzip.compress("\n".join(lines).encode()))
    out = tmp_path / "out"
    done = run("dedup", corpus, "--out", out, "--text-field", "body", "--lang", "en")
    assert (done.returncode, done.stdout.decode()) == (1, "7 pages, 1 cluster, 1 copy.\n")
    (cluster,) = map(json.loads, (out / "clusters.jsonl").read_text(encoding="utf-8").splitlines())
    assert cluster["original"] == f"{corpus}:3"
    assert [copy["row"] for copy in cluster["copies"]] == [f"{corpus}:9"]
    written = [json.loads(line) for line in (out / "data" / "00000.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in written] == [0, 1, 2, 3, "half", 4, 5]
    assert [row["zhq_keep"] for row in written] == [True] * 6 + [False]
    assert written[6]["zhq_original"] == f"{corpus}:3"
    assert written[0]["zhq_original"] is None
    assert {key: written[5][key] for key in rows[4]} == rows[4]
    rejects = [json.loads(line) for line in (out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [reject["line"] for reject in rejects] == [5, 6]
    again = run("dedup", corpus, "--out", out)
    assert again.returncode == 2
    assert "not an empty folder" in again.stderr.decode()


def test_dedup_command_on_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    corpus = tmp_path / "pages.parquet"
    texts = [*PAGES[:3], None, spun(PAGES[1])]
    pq.write_table(pa.table({"text": texts, "id": pa.array(range(5), pa.int32())}), corpus)
    done = run("dedup", corpus, "--out", tmp_path / "out")
    assert done.returncode == 1, done.stderr
    table = pq.read_table(tmp_path / "out" / "data" / "00000.parquet")
    assert table.column("id").to_pylist() == [0, 1, 2, 4]
    assert table.schema.field("id").type == pa.int32()
    assert table.column("zhq_keep").to_pylist() == [True, True, True, False]
    assert table.column("zhq_original").to_pylist() == [None, f"{corpus}:2", None, f"{corpus}:2"]


def test_trace_command(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, text in enumerate(PAGES[:6]):
        (corpus / f"{number}.txt").write_text(text, encoding="utf-8")
    copy = tmp_path / "copy.txt"
    copy.write_text(spun(PAGES[4]), encoding="utf-8")
    done = run("trace", copy, "--against", corpus, "--output-format", "json")
    (found,) = json.loads(done.stdout)
    assert (done.returncode, found["file"], found["rewritten"]) == (1, str(corpus / "4.txt"), "b")
    text = run("trace", copy, "--against", corpus, "--lang", "en").stdout.decode()
    assert text.startswith(f"{corpus / '4.txt'}:1  100%  related 1.00, made from it ")
    copy.write_text(page(999), encoding="utf-8")
    nothing = run("trace", copy, "--against", corpus, "--lang", "en")
    assert (nothing.returncode, nothing.stdout) == (0, b"No source found.\n")
    assert run("trace", copy, "--against", tmp_path / "missing").returncode == 2


def test_public_names() -> None:
    assert {"Comparison", "compare", "fingerprint"} <= set(zhquality.__all__)
    assert zhquality.__all__ == sorted(zhquality.__all__)
    assert all(hasattr(zhquality, name) for name in zhquality.__all__)
