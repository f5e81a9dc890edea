"""How many times as often some writers use a word: ``python benchmarks/varieties.py NAME FOLDER… [--least TIMES] [--known]``.

NAME is a list of ``lexicons/varieties``, FOLDER are folders or git directories of texts in it, as for ``fresh.py``. Each word of the spun lexicons is counted in
their normal form, without code, and set against the register of the training corpora that likes it best. Printed are rows
for the list: with ``--known`` those of its words, else surfaces that it lacks. Of those of manuals most belong to their subject,
not to Taiwan, and a person chooses.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from fresh import pages

from zhquality.config import Config
from zhquality.data import lexicon_folder
from zhquality.lexicon.variety import load_variety
from zhquality.model.finder import WordFinder
from zhquality.model.normal import normalise
from zhquality.protected import protected_ranges
from zhquality.resources import Resources

SEEN, FOLDERS = 8, 3
"""Occurrences, and folders with one, that a word needs before anything is said of it."""
ALL = 1_000_000


def prose(text: str) -> str:
    """A text without its protected ranges."""
    parts, cursor = [], 0
    for start, end in protected_ranges(text):
        parts.append(text[cursor:start])
        cursor = end
    return "".join([*parts, text[cursor:]])


def normal_forms(folder: Path) -> Iterator[str]:
    for _, text in pages(folder, ALL):
        yield normalise(prose(text)).text


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--least", type=float, default=2.5)
    parser.add_argument("--known", action="store_true")
    options = parser.parse_args()
    statistics = Resources(Config()).spun.statistics
    finder, number = WordFinder(statistics.words), len(statistics.words)
    counts, folders, size = np.zeros(number, np.int64), np.zeros(number, np.int64), 0
    for folder in options.folders:
        own = np.zeros(number, np.int64)
        for text in normal_forms(folder):
            own += np.bincount(finder.find(text)[0], minlength=number)
            size += sum("\u4e00" <= char <= "\u9fff" for char in text)
        counts += own
        folders += own > 0
    times = np.exp(np.log((counts + 0.3) / size) - statistics.log_frequency.max(1))
    path = lexicon_folder() / "varieties" / f"{options.name}.tsv"
    listed = set(load_variety(path)) if path.exists() else set()
    surface = np.isin(np.arange(number), statistics.surface)
    new = surface & (times >= options.least) & (counts >= SEEN) & (folders >= FOLDERS)
    print(f"# {size:,} Chinese characters")
    for place in np.argsort(-times).tolist():
        word = statistics.words[place]
        if (word in listed) if options.known else (new[place] and word not in listed):
            print(f"{word}\t{max(1, round(float(times[place])))}")


if __name__ == "__main__":
    main()
