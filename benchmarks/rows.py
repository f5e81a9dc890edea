"""How often each row of the lexicons is found: ``python benchmarks/rows.py CLEAN… --work FOLDER [--write]``.

Texts that the language model of FOLDER does not know (``fit_spun.py`` trains it, and so does this, if it is missing) are spun by
random dictionaries, as for fitting, and checked with the shipped statistics, and so is the clean part that each page was made of.
Counted are what ``zhquality.lexicon.counts`` says of every pair. ``--write`` puts the pairs seen at least ``LEAST`` times into
``rows.tsv`` of the package's data; the counts by halves stay in FOLDER for ``doubtful.py``. The 14,000 pages that 16,000 texts give take a quarter of an hour of one core.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
from accuracy import right
from fit_spun import HELD_OUT, SIZES, known, rows
from numpy.typing import NDArray

from zhquality import Checker, Config, Report
from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.counts import Pair, RowCounts
from zhquality.lexicon.entries import load_family
from zhquality.model.labelled import OPEN_FAMILIES, rows_of
from zhquality.model.ngrams import NgramModel
from zhquality.model.normal import normalise
from zhquality.model.page import SHORTEST
from zhquality.model.simulate import Swap, random_spinner, spin
from zhquality.model.spun import SpunModel
from zhquality.model.training import Settings, train

PAGES = 16_000
"""Pages at most: all that the corpora give."""
LONGEST = 3500
"""Code points of the longest page, as for fitting."""
SPUN = 0.5
"""Score from which a page is taken for spun."""
HALVES = "halves.pkl"
LEAST = 10
"""Places where a pair was swapped, or proposed, that are needed before anything is said of it."""


@dataclass
class Tally:
    """Counts by pair, and by surface of what authors wrote (``RowCounts``); pages, those taken for spun, code points."""

    swapped: Counter[Pair] = field(default_factory=Counter)
    known: Counter[Pair] = field(default_factory=Counter)
    found: Counter[Pair] = field(default_factory=Counter)
    right: Counter[Pair] = field(default_factory=Counter)
    mistaken: Counter[Pair] = field(default_factory=Counter)
    wrong: Counter[Pair] = field(default_factory=Counter)
    alarms: Counter[Pair] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    taken: int = 0
    size: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})

    def of(self, pair: Pair) -> RowCounts:
        """The counts of one pair."""
        said = {name: getattr(self, name) for name in RowCounts._fields}
        return RowCounts(**{name: said[name][pair[0] if name in {"left", "clean"} else pair] for name in said})


def offline(model: Path) -> Checker:
    """A checker of spun words with a language model of one's own."""
    checker = Checker(Config(select=("SPN",)))
    checker._resources.__dict__["model"] = NgramModel.open(model)  # noqa: SLF001 - taken apart on purpose
    return checker


def pages(texts: Iterable[str]) -> Iterator[tuple[str, str, list[Swap]]]:
    """A clean part of each text, the same part spun, and what was swapped."""
    families = {path.stem: rows_of(load_family(path)) for path in sorted((lexicon_folder() / "spun").glob("*.tsv"))}
    for number, text in enumerate(texts):
        rng = random.Random(number)
        size = int(np.exp(rng.uniform(np.log(SHORTEST), np.log(LONGEST))))
        start = rng.randrange(0, max(1, len(text) - size))
        part = normalise(text[start : start + size]).text
        spun, swaps = spin(part, random_spinner(families, OPEN_FAMILIES, rng), rng)
        normal = normalise(spun)  # a table in another script may change what the page's is taken for
        swaps = [replace(swap, surface=normal.text[swap.start : swap.end]) for swap in swaps]
        if len(swaps) > 1 and normal.origin is None:
            yield part, normal.text, [swap for swap in swaps if swap.surface != swap.canonical]


def held_out(corpus: list[Path]) -> list[str]:
    """The texts that the model of ``fit_spun.py`` does not know, in random order."""
    texts = [row.text for number, row in enumerate(rows(corpus)) if number % HELD_OUT == 0]
    random.Random(7).shuffle(texts)
    return texts


def written(model: SpunModel, text: str, touched: NDArray[np.int64]) -> Iterator[str]:
    """Words of the lexicons that the author wrote, all that no touched code point is in."""
    reading, statistics = model.read(text), model.statistics
    ends = reading.starts + statistics.lengths[reading.words]
    before = np.concatenate(([0], np.cumsum(touched)))
    free = before[ends] == before[reading.starts]
    yield from (statistics.words[word] for word in reading.words[free].tolist())


def count(tally: Tally, model: SpunModel, spun: str, swaps: Sequence[Swap], report: Report) -> None:
    """Add a spun page."""
    touched, taken = np.zeros(len(spun), np.int64), report.scores["spun"] >= SPUN
    place = {}
    for swap in swaps:
        touched[swap.start : swap.end] = 1
        pair = swap.surface, swap.canonical
        place[swap.start, swap.end] = pair
        tally.swapped[pair] += 1
        tally.known[pair] += taken
        tally.found[pair] += any(f.start < swap.end and swap.start < f.end for f in report.findings)
        tally.right[pair] += right(spun, (swap.start, swap.end, swap.canonical), report)
    for finding in report.findings:
        if not finding.proposals:
            continue
        said = finding.surface, finding.proposals[0].text
        truth = place.get((finding.start, finding.end))
        if truth is not None and truth != said:
            tally.mistaken[said] += 1
        elif not touched[finding.start : finding.end].any():
            tally.wrong[said] += 1
    if taken:
        tally.left.update(written(model, spun, touched))
    tally.pages += 1
    tally.taken += taken
    tally.size += len(spun)


def count_clean(tally: Tally, model: SpunModel, part: str, report: Report) -> None:
    """Add a clean page."""
    tally.alarms.update((f.surface, f.proposals[0].text) for f in report.findings if f.proposals)
    tally.clean.update(written(model, part, np.zeros(len(part), np.int64)))


def lines(tally: Tally, model: SpunModel) -> Iterator[str]:
    """The file."""
    alarms = sum(tally.alarms.values())
    yield "# How often each row was found in simulated pages, by benchmarks/rows.py; zhquality/lexicon/counts.py says what is counted."
    yield f"# {tally.pages:,} pages of {tally.size:,} code points, {tally.taken:,} taken for spun; {alarms} findings in their clean originals."
    yield "# " + "\t".join(("surface", "canonical", *RowCounts._fields))
    statistics = model.statistics
    words = statistics.words
    for surface, canonical in zip(statistics.surface.tolist(), statistics.canonical.tolist(), strict=True):
        pair = words[surface], words[canonical]
        row = tally.of(pair)
        if row.swapped >= LEAST or row.mistaken + row.wrong >= LEAST:
            yield "\t".join((*pair, *map(str, row)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    part_model = options.work / "part.ngrams"
    if not part_model.exists():
        options.work.mkdir(parents=True, exist_ok=True)
        train(known(options.corpus), part_model, Settings(len(SIZES) + 1, SIZES))
    checker = offline(part_model)
    model = checker._resources.spun  # noqa: SLF001
    halves = Tally(), Tally()
    for number, (part, spun, swaps) in enumerate(islice(pages(held_out(options.corpus)), options.pages)):
        tally = halves[number % 2]
        count(tally, model, spun, swaps, checker.check(spun))
        count_clean(tally, model, part, checker.check(part))
    (options.work / HALVES).write_bytes(pickle.dumps([vars(half) for half in halves]))
    tally = halves[0] + halves[1]
    path = data_file("spun.npz").with_name("rows.tsv") if options.write else options.work / "rows.tsv"
    path.write_text("".join(f"{line}\n" for line in lines(tally, model)), encoding="utf-8")
    print(f"{tally.pages} pages, {tally.taken} taken for spun; {sum(tally.alarms.values())} alarms: {path}")


if __name__ == "__main__":
    main()
