"""Count a lexicon's rows into the shipped statistics between two fits: ``python benchmarks/add_family.py NAME CLEAN… --model FILE [--write]``.

NAME is a file of ``lexicons/spun``. Of a family that the statistics have, new rows and the scale are counted; rows that were taken out of the
file stay as pairs of no family until the next fit. CLEAN are the corpora of the fit, FILE is the language model that does not know
every fifth document (``fit_spun.py`` leaves it as ``part.ngrams``). What is measured and what is not: ``zhquality.model.adding``. With pages of up to
3,500 code points it took 54 seconds.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from fit_spun import HELD_OUT, rows

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.entries import load_family
from zhquality.model.adding import add_family, with_rare_words, without_family
from zhquality.model.counting import Sample
from zhquality.model.gate import FamilyGate
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import SHORTEST
from zhquality.model.statistics import Statistics

LONGEST = 20_000
"""Code points of the longest page that is judged as a whole. With pages of up to 3,500, as in the fit, five of 100 collections of exam
texts of 14,000 to 20,000 code points were above one half by the rows of ``w``, with this three."""
PAGES = 6_000
"""Of the 15,900 that the model does not know; not tried with others."""


def pages(paths: Sequence[Path]) -> Iterator[Sample]:
    """A random part of documents that the model does not know, of any length at which pages are judged as a whole."""
    held_out = [sample for number, sample in enumerate(rows(list(paths))) if number % HELD_OUT == 0]
    rng = random.Random(7)
    rng.shuffle(held_out)
    for sample in held_out[:PAGES]:
        size = int(np.exp(rng.uniform(np.log(SHORTEST), np.log(LONGEST))))
        start = rng.randrange(0, max(1, len(sample.text) - size))
        yield Sample(sample.text[start : start + size], sample.genre)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    before = without_family(Statistics.open(data_file("spun.npz")), options.name)
    entries = load_family(lexicon_folder() / "spun" / f"{options.name}.tsv")
    model = NgramModel.open(options.model)
    added = add_family(before, entries, options.name, lambda: rows(options.corpus), list(pages(options.corpus)), model)
    new = len(added.surface) - len(before.surface), len(added.words) - len(before.words)
    print(f"{options.name}: {len(entries)} rows, {new[0]} pairs and {new[1]} words more")
    print("scale by register:", np.round(added.middle[:, -2], 2).tolist(), np.round(added.scale[:, -2], 2).tolist())
    gate = FamilyGate.open(data_file("spun.gate"))
    opened = with_rare_words(gate, added, options.name)
    print(f"words that open the gate: {len(opened.weights) - len(gate.weights)}")
    if options.write:
        added.save(data_file("spun.npz"))
        opened.save(data_file("spun.gate"))


if __name__ == "__main__":
    main()
