"""What the tests of scanning share: small corpora, and what a scan made of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SPUN = (ROOT / "examples" / "spun-news.txt").read_text(encoding="utf-8")
CLEAN = (ROOT / "examples" / "clean-craft.txt").read_text(encoding="utf-8")


def texts(count: int) -> Iterator[str]:
    """Short texts, each told apart by its number; every seventh is spun."""
    for i in range(count):
        yield SPUN if i % 7 == 6 else f"第{i}篇：今天的天气很好，大家去公园里散步。"


def write_corpus(path: Path, count: int) -> list[dict[str, Any]]:
    rows = [{"id": i, "text": text} for i, text in enumerate(texts(count))]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return rows


def rows_of(out: Path) -> list[dict[str, Any]]:
    parts = sorted((out / "data").glob("part-*.jsonl"))
    return [json.loads(line) for part in parts for line in part.read_bytes().split(b"\n") if line]


def rejects_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "zhquality", "scan", *map(str, arguments), "--workers", "2", "--lang", "en"]
