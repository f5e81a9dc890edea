"""Clean pages and the same pages spun by random dictionaries, with their evidence: what the weights are fitted on."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from zhquality.lexicon.entries import Entry
from zhquality.lexicon.opencc import simplify
from zhquality.model.ngrams import NgramModel
from zhquality.model.normal import forms, normalise
from zhquality.model.page import SHORTEST, PageEvidence, weigh, without_families
from zhquality.model.simulate import Rows, Swap, random_spinner, spin
from zhquality.model.sites import find_sites
from zhquality.model.spun import SpunModel
from zhquality.model.statistics import Ints, Statistics

__all__ = [
    "COUNTED_FAMILIES",
    "DRAWS",
    "OPEN_FAMILIES",
    "Job",
    "LabelledPage",
    "Presence",
    "Simulator",
    "Workshop",
    "rows_of",
]

T = TypeVar("T")

OPEN_FAMILIES = ("general", "general2")
"""Families too large to be one tool's table; random parts of them stand for dictionaries nobody has seen."""
COUNTED_FAMILIES = ("p", "w", "x", "r", "s", "t", "k", "y", "v", "l", "j", "n", "u", "o", "z")
"""Families that no weight is fitted on: their pages stand for dictionaries nobody has, and ``adding.py`` counts them in after the fit.
In a fit that had ``n``, ``p`` and ``w`` among its families, fewer pages spun by a table that was left out were found, at one false alarm in 100, than by the shipped
one, which is older than they are: .46 and .56 for ``b``, .52 and .65 for ``d``, .32 and .43 for ``g``. The two fits differ in their pages as well."""
DRAWS = 2
"""Parts drawn from each text. With two, page recall on the development simulations rises by about one point for
three of nine tables, and falls for none."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """One simulated or clean page with its evidence.

    Attributes:
        spun: whether it was.
        family: whose table, or part of it, spun it; ``unknown`` or ``thesaurus`` for a part of the open ones, empty for a clean page.
        fold: number of the text it was made of.
        evidence: of all pairs.
        rows_right: rows of the true pair of each spun site.
        hidden: whether its dictionary was taken out (``hiding.py``).
        unknown: numbers of the families that are not known to be one tool's.
    """

    spun: bool
    family: str
    fold: int
    evidence: PageEvidence
    rows_right: Ints
    hidden: bool = False
    unknown: tuple[int, ...] = ()

    def weighed(self, statistics: Statistics) -> PageEvidence:
        """Its evidence by other weights."""
        page = weigh(self.evidence.sites, statistics)
        return without_families(page, self.unknown, statistics) if self.unknown else page


@dataclass(frozen=True, slots=True)
class Job:
    """A text to make pages of, and its number, which decides how."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Which words occur in a simulated or clean page: all that the gate knows."""

    spun: bool
    fold: int
    words: Ints
    length: int


class Simulator:
    """Makes pages in a worker process.

    Attributes:
        spun_model: model and statistics.
        families: dictionaries by name.
        draws: parts drawn from each text.
    """

    def __init__(self, model: Path, statistics: Statistics, families: Mapping[str, Rows], draws: int) -> None:
        self.spun_model = SpunModel(NgramModel.open(model), statistics)
        self.families, self.draws = families, draws

    def pages(self, job: Job) -> list[LabelledPage]:
        """Clean parts of a text, and the same spun, with their evidence."""
        pages = []
        rng = random.Random(job.number)  # noqa: S311 - not for secrets
        for family, page_text, page_swaps in [page for _ in range(self.draws) for page in self._spun(job.text, rng)]:
            page = self._evidence(page_text)
            if page is not None:
                truth = {(s.start, s.end, s.canonical) for s in page_swaps}
                pages.append(LabelledPage(bool(family), family, job.number, page, self._right(page, truth)))
        return pages

    def _evidence(self, text: str) -> PageEvidence | None:
        model = self.spun_model
        sites = find_sites([model.read(text)], model.model, model.statistics)[0]
        return None if sites is None else weigh(sites, model.statistics)

    def presences(self, job: Job) -> list[Presence]:
        """Several parts of a text, clean and spun, without evidence."""
        rng = random.Random(-1 - job.number)  # noqa: S311
        made = [page for _ in range(self.draws) for page in self._spun(job.text, rng)]
        return [
            Presence(bool(family), job.number, np.unique(self.spun_model.read(text).words), len(text))
            for family, text, _ in made
        ]

    def _spun(self, text: str, rng: random.Random) -> Iterator[tuple[str, str, list[Swap]]]:
        """A clean part, and the same part spun: the family, the text, and what was swapped."""
        size = int(np.exp(rng.uniform(np.log(SHORTEST), np.log(3500))))
        start = rng.randrange(0, max(1, len(text) - size))
        part = normalise(text[start : start + size]).text
        yield "", part, []
        spinner = random_spinner(self.families, [f for f in OPEN_FAMILIES if f in self.families], rng)
        spun, swaps = spin(part, spinner, rng)
        if len(swaps) > 1:
            normal = normalise(spun)  # a table in another script may change what the page's is taken for
            if normal.origin is None:
                yield spinner.name, normal.text, swaps

    def _right(self, page: PageEvidence, truth: set[tuple[int, int, str]]) -> Ints:
        statistics, sites = self.spun_model.statistics, page.sites
        start = sites.start[sites.row_site]
        end = start + statistics.lengths[sites.word[sites.row_site]]
        words = statistics.canonical[sites.row_pair]
        right = [
            row
            for row, key in enumerate(zip(start.tolist(), end.tolist(), words.tolist(), strict=True))
            if (key[0], key[1], statistics.words[key[2]]) in truth
        ]
        return np.array(right, np.int64)


_simulator: list[Simulator] = []


def _start(model: Path, statistics: Statistics, families: Mapping[str, Rows], draws: int) -> None:
    _simulator[:] = [Simulator(model, statistics, families, draws)]


def _in_worker(make: Callable[[Simulator, Job], list[T]], job: Job) -> list[T]:
    return make(_simulator[0], job)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where pages are made: from a model and statistics, in worker processes, always the same from the same texts."""

    model: Path
    statistics: Statistics
    families: Mapping[str, Rows]
    workers: int
    draws: int = DRAWS

    def pages(self, texts: Sequence[str]) -> Iterator[LabelledPage]:
        """Two pages of each text, a clean part of it and the same part spun."""
        return self.made(Simulator.pages, texts)

    def presences(self, texts: Sequence[str]) -> Iterator[Presence]:
        """The words of more pages, at a twentieth of the cost."""
        return self.made(Simulator.presences, texts)

    def made(self, make: Callable[[Simulator, Job], list[T]], texts: Sequence[str]) -> Iterator[T]:
        """What a function of a module makes of each text, in the order of the texts."""
        start = (self.model, self.statistics, self.families, self.draws)
        with ProcessPoolExecutor(self.workers, initializer=_start, initargs=start) as pool:
            for some in pool.map(partial(_in_worker, make), [Job(*job) for job in enumerate(texts)], chunksize=40):
                yield from some


def rows_of(entries: Sequence[Entry]) -> Rows:
    """Rows of a dictionary as a spinner reads them: original to surfaces, the usual one first."""
    table: dict[str, list[str]] = defaultdict(list)
    places: dict[tuple[str, str], int] = {}
    for entry in entries:
        for place, canonical in enumerate(entry.canonicals):
            surface = forms(entry.surface)[-1]
            table[simplify(canonical)].append(surface)
            places[simplify(canonical), surface] = place
    return {original: sorted(surfaces, key=lambda s: places[original, s]) for original, surfaces in table.items()}
