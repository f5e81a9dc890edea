"""Kill ``scan`` or ``clean --write`` at random moments, again and again, and count what was lost or doubled.

    python benchmarks/kills.py scan --kills 200 --folder scratch
    python benchmarks/kills.py clean --kills 200 --folder scratch

Half of the kills take the main process only, half the whole process group; always SIGKILL. Exit code 1 if anything is lost,
doubled or damaged. The texts are generated here.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROWS, SHARD, FILES = 1200, 20, 60


def text(number: int) -> str:
    """A page with a place that ``clean`` mends: an invisible character inside a word."""
    return f"第{number}篇：今天的天气很好，大家去公\u200b园里散步，孩子们在湖边放风筝。\n"


def killed(command: list[str], dice: random.Random, longest: float) -> tuple[bool, float]:
    """Run a command and kill it at a random moment; whether that came before its end, and the seconds it ran."""
    began = time.monotonic()
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(dice.uniform(0.02, longest))
        return False, time.monotonic() - began
    except subprocess.TimeoutExpired:
        if dice.random() < 0.5:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True, time.monotonic() - began


def lines_of(out: Path) -> list[bytes]:
    return [line for part in sorted((out / "data").iterdir()) for line in part.read_bytes().splitlines()]


def scans(folder: Path, kills: int, dice: random.Random) -> dict[str, int]:
    corpus = folder / "corpus.jsonl"
    corpus.write_text("".join(json.dumps({"id": i, "text": text(i)}) + "\n" for i in range(ROWS)), encoding="utf-8")
    options = f"--workers 2 --shard-size {SHARD} -q"
    command = [sys.executable, "-m", "zhquality", "scan", str(corpus), *options.split()]
    began = time.monotonic()
    subprocess.run([*command, "--out", str(folder / "whole")], check=True)
    longest = time.monotonic() - began
    expected = lines_of(folder / "whole")
    assert len(expected) == ROWS
    out = folder / "out"
    counted = ("kills", "kills_amid_parts", "finished", "rows_compared", "lost", "doubled", "different")
    result = dict.fromkeys(counted, 0)
    while result["kills"] < kills or out.exists():
        over, _ = killed([*command, "--out", str(out)], dice, longest if result["kills"] < kills else 600)
        if over:
            result["kills"] += 1
            parts = len(list((out / "data").glob("part-*"))) if out.exists() else 0
            result["kills_amid_parts"] += 0 < parts < ROWS // SHARD
            continue
        found = lines_of(out)
        ids = [json.loads(line)["id"] for line in found]
        result["finished"] += 1
        result["rows_compared"] += len(found)
        result["lost"] += len(set(range(ROWS)) - set(ids))
        result["doubled"] += len(ids) - len(set(ids))
        result["different"] += found != expected
        shutil.rmtree(out)
    return result


def cleans(folder: Path, kills: int, dice: random.Random) -> dict[str, int]:
    pages = folder / "pages"
    command = [sys.executable, "-m", "zhquality", "clean", "--write", str(pages)]

    def fill() -> None:
        shutil.rmtree(pages, ignore_errors=True)
        pages.mkdir()
        for i in range(FILES):
            (pages / f"{i:03}.txt").write_text(text(i) * 20, encoding="utf-8")

    fill()
    began = time.monotonic()
    subprocess.run(command, check=False)
    longest = time.monotonic() - began
    result = {"kills": 0, "kills_amid_files": 0, "files_compared": 0, "old": 0, "new": 0, "damaged": 0, "litter": 0}
    while result["kills"] < kills:
        fill()
        over, _ = killed(command, dice, longest)
        if not over:
            continue
        result["kills"] += 1
        states = {"old": 0, "new": 0, "damaged": 0}
        for i in range(FILES):
            found = (pages / f"{i:03}.txt").read_text(encoding="utf-8")
            old = text(i) * 20
            states["old" if found == old else "new" if found == old.replace("\u200b", "") else "damaged"] += 1
        result["files_compared"] += FILES
        result["kills_amid_files"] += 0 < states["new"] < FILES
        result["litter"] += len(list(pages.iterdir())) - FILES
        for name, count in states.items():
            result[name] += count
    return result


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("what", choices=["scan", "clean"])
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--folder", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    given.folder.mkdir(parents=True)
    result = (scans if given.what == "scan" else cleans)(given.folder, given.kills, random.Random(given.seed))
    print(json.dumps(result))
    sys.exit(any(result.get(name) for name in ("lost", "doubled", "different", "damaged")))


if __name__ == "__main__":
    main()
