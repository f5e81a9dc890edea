"""A long scan: rate, and memory of all its processes over time, as figures and as a plot.

    python benchmarks/scan_memory.py pages.jsonl.xz --megabytes 2000 --folder scratch --plot docs/memory-of-a-scan.svg

The corpus is made by repeating the pages; each repeat changes a tenth of them with one of the shipped dictionaries, at
random rates, so that the costly part of the checker has its share of work.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import regex

from zhquality.data import lexicon_folder
from zhquality.lexicon.entries import load_folder

SPUN_SHARE = 0.1
EVERY = 5.0
"""Seconds between two looks at the memory."""


def spinners() -> list[tuple[regex.Pattern[str], dict[str, str]]]:
    out = []
    for entries in load_folder(lexicon_folder() / "spun").values():
        table = {canonical: entry.surface for entry in entries for canonical in entry.canonicals[:1]}
        words = sorted(table, key=len, reverse=True)
        out.append((regex.compile("|".join(map(regex.escape, words))), table))
    return out


def pages(path: Path, megabytes: float) -> Iterator[bytes]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    dice = random.Random(1)
    tables = spinners()
    written = number = 0
    while written < megabytes * 1e6:
        text = texts[number % len(texts)]
        if dice.random() < SPUN_SHARE:
            pattern, table = dice.choice(tables)
            rate = dice.random()
            text = pattern.sub(lambda m, t=table, r=rate: t[m[0]] if dice.random() < r else m[0], text)
        line = json.dumps({"id": number, "text": text}, ensure_ascii=False).encode() + b"\n"
        written += len(line)
        number += 1
        yield line


def resident(pid: int) -> int:
    """Resident bytes of a process and all below it; pages they share are counted once for each."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return own * 1024 + sum(resident(int(child)) for child in children)


def plot(path: Path, samples: list[tuple[float, int]], title: str) -> None:
    width, height, left, low = 720, 260, 60, 220
    end, top = max(t for t, _ in samples) or 1, max(b for _, b in samples) * 1.25
    points = " ".join(
        f"{left + t / end * (width - left - 20):.1f},{low - b / top * (low - 30):.1f}" for t, b in samples
    )
    ticks = "".join(
        f'<text x="{left - 8}" y="{low - i / 4 * (low - 30) + 4:.0f}" text-anchor="end">{top * i / 4 / 1e6:.0f}</text>'
        f'<line x1="{left}" x2="{width - 20}" y1="{low - i / 4 * (low - 30):.0f}" y2="{low - i / 4 * (low - 30):.0f}" stroke="#ccc"/>'
        for i in range(5)
    )
    minutes = "".join(
        f'<text x="{left + i / 4 * (width - left - 20):.0f}" y="{low + 18}" text-anchor="middle">{end * i / 240:.0f}</text>'
        for i in range(5)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
        f'<rect width="{width}" height="{height}" fill="#fff"/><text x="{left}" y="16">{title}</text>{ticks}{minutes}'
        f'<text x="{width / 2}" y="{height - 6}" text-anchor="middle">minutes</text>'
        f'<polyline points="{points}" fill="none" stroke="#0969da" stroke-width="2"/></svg>\n'
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pages", type=Path)
    arguments.add_argument("--megabytes", type=float, default=100)
    arguments.add_argument("--workers", default="2")
    arguments.add_argument("--folder", type=Path, required=True)
    arguments.add_argument("--plot", type=Path)
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    corpus = given.folder / "corpus.jsonl"
    if not corpus.exists():
        with corpus.open("wb") as file:
            file.writelines(pages(given.pages, given.megabytes))
    command = [sys.executable, "-m", "zhquality", "scan", str(corpus), "--out", str(given.folder / "out")]
    began = time.monotonic()
    process = subprocess.Popen([*command, "--workers", given.workers])
    samples = []
    while process.poll() is None:
        samples.append((time.monotonic() - began, resident(process.pid)))
        time.sleep(EVERY)
    spent = time.monotonic() - began
    tally = json.loads((given.folder / "out" / "summary.json").read_text(encoding="utf-8"))
    settled = samples[len(samples) // 10 :]
    result = {
        "exit": process.returncode,
        "seconds": round(spent),
        "rows": tally["rows"],
        "text_MB": round(tally["bytes"] / 1e6),
        "MB_per_s": round(tally["bytes"] / 1e6 / spent, 3),
        "resident_MB_after_a_tenth": round(settled[0][1] / 1e6),
        "resident_MB_highest": round(max(b for _, b in samples) / 1e6),
        "resident_MB_last_tenth": round(max(b for _, b in samples[-max(1, len(samples) // 10) :]) / 1e6),
    }
    print(json.dumps(result))
    (given.folder / "memory.json").write_text(json.dumps({**result, "samples": samples}))
    if given.plot:
        title = f"Resident memory of a scan of {tally['bytes'] / 1e9:.2f} GB, {given.workers} workers, in MB"
        plot(given.plot, samples, title)


if __name__ == "__main__":
    main()
