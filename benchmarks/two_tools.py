"""What is left of pages that two tools worked on: ``python benchmarks/two_tools.py DATA [--pages N] [--write]``.

Clean pages of DATA are spun by one table of ``lexicons/spun`` and then by another, and restored, once as the library does
it and once with what the last tool did undone only. *Repaired* is the share of the edit distance to the original that
restoring takes away. With ``--write`` the table goes to ``docs/accuracy.md``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from accuracy import DOCS
from rapidfuzz.distance import Levenshtein

from zhquality import Checker
from zhquality.data import lexicon_folder
from zhquality.lexicon.entries import load_family
from zhquality.model.labelled import rows_of
from zhquality.model.simulate import Spinner, spin

BEGIN, END = "<!-- begin two tools -->", "<!-- end two tools -->"
TOOLS = (("a",), ("h",), ("b", "a"), ("verbose", "a"), ("g", "a"), ("a", "h"), ("h", "b"), ("b", "d"))
"""Tables in the order they were used; single ones show that a second reading costs them nothing."""


def clean_pages(data: Path, number: int) -> Iterator[str]:
    """Every fortieth page of the development corpus."""
    with lzma.open(data / "corpus/clean-dev.jsonl.xz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    yield from texts[::40][:number]


def spinner(name: str) -> Spinner:
    """A whole table, each word by its usual replacement."""
    rows = rows_of(load_family(lexicon_folder() / "spun" / f"{name}.tsv"))
    return Spinner(name, {original: surfaces[0] for original, surfaces in rows.items()}, 1.0)


def repaired(checker: Checker, pages: list[tuple[str, str]]) -> float:
    """Share of the edit distance that restoring takes away.

    Args:
        checker: whose ``restore`` is asked.
        pages: originals and their spun copies.
    """
    before = sum(Levenshtein.distance(original, text) for original, text in pages)
    after = sum(Levenshtein.distance(original, checker.restore(text).text) for original, text in pages)
    return 1 - after / max(1, before)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    originals = list(clean_pages(options.data, options.pages))
    lines = ["| tables | repaired | by one reading |", "|---|---:|---:|"]
    checker = Checker()
    for names in TOOLS:
        pages = [(original, original) for original in originals]
        for tool in map(spinner, names):
            pages = [(original, spin(text, tool, random.Random(0))[0]) for original, text in pages]
        with patch("zhquality.detectors.spun._TOOLS", 1):
            once = repaired(checker, pages)
        lines.append(f"| {', then '.join(names)} | {repaired(checker, pages):.3f} | {once:.3f} |")
        print(lines[-1], flush=True)
    if options.write:
        page = (DOCS / "accuracy.md").read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        table = "\n".join(lines)
        after = rest.split(END)[1]
        (DOCS / "accuracy.md").write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
