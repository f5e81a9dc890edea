"""Fit the network that has the last word on a page: ``python benchmarks/fit_verdict.py CLEAN… --others JSONL --work FOLDER [--write]``.

After a fit by ``fit_spun.py`` and ``add_family.py``: it learns from pages of which a third of the spun lack their dictionary, of texts that nothing
else was fitted on; all other weights stay. CLEAN are the corpora of the fit, FOLDER has its ``part.ngrams`` and gets ``other.ngrams``, which knows what the
first does not. ``--others`` are texts of other kinds (``text`` in each row): of the shipped network 6,816 pages of some 150 public
repositories of documentation, blogs, novels, classics, scripture, philosophy and textbooks. ``--write`` puts ``spun.npz`` into the package's data.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from fit_spun import HELD_OUT, rows

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.entries import load_family
from zhquality.model.hiding import hide_some
from zhquality.model.labelled import LabelledPage, Workshop, rows_of
from zhquality.model.statistics import Statistics
from zhquality.model.training import Settings, train
from zhquality.model.weights import fit_verdict

SIZES = (550_000, 800_000, 1_050_000)
"""N-grams of order 2, 3, 4, as in ``part.ngrams``."""
USED, TEXTS, TIMES = 14_000, 2_010, 4
"""Texts of the fit, of 16,011 that ``part.ngrams`` does not know, how many of the others pages are made of, and how often of each. Here and below the number
is a multiple of the folds, so that the pages of a text stay together."""
OTHER_TEXTS = 12_000
"""Of 16,011 that ``other.ngrams`` does not know."""
HIDDEN = 0.3
"""Share of the spun pages that lose their dictionary. By the network alone, of pages spun by eight tables that nobody knows for one .69 have a score of one half and
more with .25, .71 with .5, of pages spun by known tables .943 and .927; with the network of before, on 28,900 pages."""


def unknown_to(part: int, corpus: list[Path]) -> list[str]:
    """The texts that are kept from the model of a part, in random order."""
    texts = [sample.text for number, sample in enumerate(rows(corpus)) if number % HELD_OUT == part]
    random.Random(7).shuffle(texts)
    return texts


def pages(corpus: list[Path], others: Path, work: Path, statistics: Statistics) -> Iterator[LabelledPage]:
    """Clean pages and spun ones."""
    families = {path.stem: rows_of(load_family(path)) for path in sorted((lexicon_folder() / "spun").glob("*.tsv"))}
    part, other = (Workshop(work / name, statistics, families, 2) for name in ("part.ngrams", "other.ngrams"))
    if not other.model.exists():
        known = (sample.text for number, sample in enumerate(rows(corpus)) if number % HELD_OUT != 1)
        train(known, other.model, Settings(len(SIZES) + 1, SIZES))
    with others.open(encoding="utf-8") as file:
        strange = [json.loads(line)["text"] for line in file]
    made = (
        part.pages(unknown_to(0, corpus)[USED : USED + TEXTS] * TIMES),
        other.pages(unknown_to(1, corpus)[:OTHER_TEXTS]),
        part.pages(strange[: len(strange) // 3 * 3]),
    )
    return hide_some(chain.from_iterable(made), statistics, HIDDEN)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--others", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    began = time.monotonic()
    statistics = Statistics.open(data_file("spun.npz"))
    fitted = fit_verdict(pages(options.corpus, options.others, options.work, statistics), statistics)
    fitted.save(data_file("spun.npz") if options.write else options.work / "spun.npz")
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
