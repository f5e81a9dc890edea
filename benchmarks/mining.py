"""How much of a spinner's dictionary ``mine`` finds: ``python benchmarks/mining.py FOLDER`` with simulations (.jsonl.xz).

Every file is one spinner: rows ``{"original", "spun", "gold": [{"surface", "canonical"}]}``. First from pairs of texts,
then from 1, 5, 20 and 100 spun pages alone.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from pathlib import Path

from zhquality import Checker
from zhquality.rewrite.mine import Row, mine
from zhquality.rewrite.propose import propose

PAGES = (1, 5, 20, 100)


def figures(rows: list[Row], gold: Counter[tuple[str, str]], best: bool) -> str:
    """Rows, wrong rows, and the share found of the pairs that were used twice or more."""
    found = {(row.surface, c) for row in rows for c in (row.canonicals[:1] if best else row.canonicals)}
    twice = {pair for pair, count in gold.items() if count > 1}
    return f"{len(found):6d} {sum(p not in gold for p in found):6d} {len(found & twice) / max(1, len(twice)):8.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    files = sorted(parser.parse_args().folder.glob("*.jsonl.xz"))
    if not files:
        parser.error("the folder holds no *.jsonl.xz")
    checker = Checker()
    print("spinner              from          rows  wrong  found of those used twice")
    for path in files:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            documents = [json.loads(line) for line in file]
        name = path.name.split(".")[0]
        gold = Counter((g["surface"], g["canonical"]) for d in documents for g in d["gold"])
        rows = mine((d["original"], d["spun"]) for d in documents)
        print(f"{name:20s} pairs      {figures(rows, gold, best=False)}", flush=True)
        for number in PAGES:
            part = documents[:number]
            gold = Counter((g["surface"], g["canonical"]) for d in part for g in d["gold"])
            rows = propose((d["spun"] for d in part), checker=checker)
            print(f"{name:20s} {number:3d} pages  {figures(rows, gold, best=True)}", flush=True)


if __name__ == "__main__":
    main()
