"""Fit what judges pages whose dictionary nobody has: ``python benchmarks/fit_scattered.py CLEAN… --work FOLDER [--write]``.

After a fit by ``fit_spun.py`` and ``add_family.py``: a network that judges a page by what its words, families and sites say learns from pages of which
a third of the spun lack their dictionary, of texts that nothing else was fitted on; all other weights stay. CLEAN are the corpora of the fit, FOLDER has its
``part.ngrams``. ``--write`` puts ``spun.npz`` into the package's data.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from fit_spun import HELD_OUT, rows

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.entries import load_family
from zhquality.model.hiding import hide_some
from zhquality.model.labelled import Workshop, rows_of
from zhquality.model.statistics import Statistics
from zhquality.model.weights import fit_scattered

USED, TEXTS, TIMES = 14_000, 2_010, 4
"""Texts of the fit, of 16,011 held-out ones, how many of the others pages are made of, a multiple of the folds, so that the pages of a text stay together,
and how often of each: 16,080 clean pages, and 12,880 spun ones."""
HIDDEN = 0.3
"""Share of the spun pages that lose their dictionary. By the network alone, of pages spun by eight tables that nobody knows for one .69 have a score of one half and
more with .25, .71 with .5, of pages spun by known tables .943 and .927."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    began = time.monotonic()
    held_out = [sample.text for number, sample in enumerate(rows(options.corpus)) if number % HELD_OUT == 0]
    random.Random(7).shuffle(held_out)
    statistics = Statistics.open(data_file("spun.npz"))
    families = {path.stem: rows_of(load_family(path)) for path in sorted((lexicon_folder() / "spun").glob("*.tsv"))}
    workshop = Workshop(options.work / "part.ngrams", statistics, families, 2)
    pages = list(hide_some(list(workshop.pages(held_out[USED : USED + TEXTS] * TIMES)), statistics, HIDDEN))
    spun, hidden = sum(page.spun for page in pages), sum(page.hidden for page in pages)
    print(
        f"{len(pages)} pages, {spun} spun, {hidden} without their dictionary: {time.monotonic() - began:.0f} s",
        flush=True,
    )
    fit_scattered(pages, statistics).save(data_file("spun.npz") if options.write else options.work / "spun.npz")
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
