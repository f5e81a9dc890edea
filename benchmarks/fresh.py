"""What the library says of pages nobody chose: ``python benchmarks/fresh.py NAME=FOLDER… [--pages N]``.

FOLDER is a git directory (bare or not) or a folder with Markdown or plain text, such as clones of public documentation and
blogs; of each, a fixed random part is read. Printed are the pages with a score of one half and more, the findings by
family, and the pages in which ``clean`` would write. Every finding is to be looked at (``--show``): some pages are damaged.
"""

from __future__ import annotations

import argparse
import random
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from zhquality import Checker
from zhquality.findings import Applicability

SCORES = ("spun", "verbose", "paraphrased", "censored")
FAMILIES = ("SPN", "CEN", "PAR", "DUP", "SCR", "OBF", "BPL")
LEAST_HAN, MOST = 150, 40_000
"""Chinese characters of a page at the least, and code points at the most."""


def texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files, sorted by name."""
    git = ["git", "--git-dir", str(folder / ".git" if (folder / ".git").exists() else folder)]
    listed = subprocess.run([*git, "ls-tree", "-r", "-z", "HEAD"], capture_output=True, check=False)
    if listed.returncode:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in {".md", ".txt"}):
            yield str(path.relative_to(folder)), path.read_bytes()
        return
    rows = (row.split("\t", 1) for row in listed.stdout.decode("utf-8", "replace").split("\0") if row)
    for name, data in sorted((name, data.split()[2]) for data, name in rows if name.lower().endswith((".md", ".txt"))):
        yield name, subprocess.run([*git, "cat-file", "blob", data], capture_output=True, check=False).stdout


def pages(folder: Path, number: int) -> Iterator[tuple[str, str]]:
    """Some pages of Chinese text."""
    every = list(texts(folder))
    random.Random(11).shuffle(every)
    for name, data in every[:number]:
        text = data.decode("utf-8", "replace")
        if len(text) <= MOST and sum("\u4e00" <= char <= "\u9fff" for char in text) >= LEAST_HAN:
            yield name, text


def row(checker: Checker, name: str, some: Iterator[tuple[str, str]], show: frozenset[str]) -> str:
    """One row of the table."""
    counts: Counter[str] = Counter()
    for path, text in some:
        report = checker.check(text)
        counts["pages"] += 1
        counts.update(score for score in SCORES if report.scores[score] >= 0.5)
        counts.update(finding.rule[:3] for finding in report.findings)
        counts["written"] += any(finding.applicability is Applicability.SAFE for finding in report.findings)
        for finding in report.findings:
            if finding.rule[:3] in show:
                print(f"{path}:{finding.start}: {finding.rule} {finding.surface!r}")
    return "| " + " | ".join([name, *(str(counts[key]) for key in ("pages", *SCORES, *FAMILIES, "written"))]) + " |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--pages", type=int, default=200, help="of each folder")
    parser.add_argument("--show", nargs="*", default=[], choices=FAMILIES)
    options = parser.parse_args()
    checker = Checker()
    columns = ("", "pages", *SCORES, *FAMILIES, "written")
    print("| " + " | ".join(columns) + " |\n|---|" + "---:|" * (len(columns) - 1))
    for entry in options.folders:
        name, _, folder = entry.partition("=")
        print(row(checker, name, pages(Path(folder), options.pages), frozenset(options.show)), flush=True)


if __name__ == "__main__":
    main()
