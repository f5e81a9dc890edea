"""Fit the network that has the last word on a page: ``python benchmarks/fit_verdict.py CLEAN… --others JSONL --work FOLDER [--write]``.

After a fit by ``fit_spun.py`` and ``add_family.py``: it learns from clean pages, spun ones, and the same without their dictionary, of texts that nothing
else was fitted on; all other weights stay. CLEAN are the corpora of the fit. FOLDER keeps language models, each of which does not know a fifth of the texts, and the pages as the network
reads them (400 MB), which take most of an hour on two cores; delete the pages when other weights have changed. ``--others`` are texts of other kinds (``text`` in each row): of the shipped
network 6,920 pages of 161 owners of public repositories (blogs, documentation, textbooks, essays, novels, classics, history, talks, laws, news, games, medicine, Taiwan, Hong Kong, texts by
language models). ``--write`` puts ``spun.npz`` into the package's data.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from fit_spun import HELD_OUT, rows

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.entries import load_family
from zhquality.model.fitting_network import PageTables
from zhquality.model.labelled import Workshop, rows_of
from zhquality.model.statistics import Statistics
from zhquality.model.training import Settings, train
from zhquality.model.verdict_rows import VerdictRows, verdict_rows
from zhquality.model.weights import fit_verdict

SIZES = (550_000, 800_000, 1_050_000)
"""N-grams of order 2, 3, 4 of the models."""


class Source(NamedTuple):
    """Texts that pages are made of: of those that the model of a part does not know, from one to another, in a fixed random order, and how often of each."""

    part: int
    first: int
    last: int
    draws: int


SOURCES = (Source(0, 14_000, 16_010, 2), Source(1, 0, 8_000, 1), Source(1, 8_000, 16_000, 1), Source(2, 0, 6_000, 1))
"""Of part 0 the first 14,000 texts are those that all else was fitted on."""
OTHERS = 1
"""The part whose model reads the others; any would do."""


def unknown_to(part: int, corpus: list[Path]) -> list[str]:
    """The texts that are kept from the model of a part, in random order."""
    texts = [sample.text for number, sample in enumerate(rows(corpus)) if number % HELD_OUT == part]
    random.Random(7).shuffle(texts)
    return texts


def trained(part: int, corpus: list[Path], work: Path) -> Path:
    """The model that does not know a part, made if it is not there."""
    model = work / f"part{part}.ngrams"
    if not model.exists():
        known = (sample.text for number, sample in enumerate(rows(corpus)) if number % HELD_OUT != part)
        train(known, model, Settings(len(SIZES) + 1, SIZES))
    return model


def made(path: Path, texts: list[str], workshop: Workshop) -> VerdictRows:
    """The pages of some texts, kept in a file."""
    if not path.exists():
        table = VerdictRows.of(list(workshop.made(verdict_rows, texts)))
        arrays = {name: getattr(table, name) for name in ("spun", "hidden", "fold")}
        tables = {name: getattr(table.tables, name) for name in ("page", "surface", "counts")}
        np.savez(path, **arrays, **tables)
    kept = np.load(path)
    read = PageTables(kept["page"], kept["surface"], kept["counts"])
    return VerdictRows(kept["spun"], kept["hidden"], kept["fold"], read)


def pages(corpus: list[Path], others: Path, work: Path, statistics: Statistics) -> VerdictRows:
    """All pages of the fit."""
    families = {path.stem: rows_of(load_family(path)) for path in sorted((lexicon_folder() / "spun").glob("*.tsv"))}
    parts: list[VerdictRows] = []
    for part, first, last, draws in SOURCES:
        workshop = Workshop(trained(part, corpus, work), statistics, families, 2, draws)
        parts.append(made(work / f"pages-{part}-{first}.npz", unknown_to(part, corpus)[first:last], workshop))
    with others.open(encoding="utf-8") as file:
        strange = [json.loads(line)["text"] for line in file]
    workshop = Workshop(trained(OTHERS, corpus, work), statistics, families, 2, 1)
    return VerdictRows.together([*parts, made(work / "pages-others.npz", strange, workshop)])


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
