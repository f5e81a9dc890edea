"""How far a page's words speak for a spinner: sites, their log-likelihood ratios, and evidence by family and surface.

The page model is that of the project's design: a surface s standing for a canonical c in some context gives the
log-likelihood ratio x of c against s; f0 is the density of x where s really stands, f1 where s was put in place of c.
A site speaks ``log(1 + r * sum over c (freq(c)/freq(s)) * f1(x)/f0(x))`` for a family used at rate r, the n occurrences
of one surface count ``mean * (1 + ln n)``, and every original left in the page n times takes
``(1 + ln n) * log(1 - r)``. All values are in nats unless they are said to be in bits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from zhquality.model.context import Context
from zhquality.model.finder import WordFinder
from zhquality.model.ngrams import NgramModel, code_units
from zhquality.model.statistics import HAN_FIRST, HAN_LAST, Floats, Ints, Statistics, compact, spans_of

__all__ = [
    "POOL_RATE",
    "RATES",
    "RATIO_LIMIT",
    "SITE_LIMIT",
    "Reading",
    "Sites",
    "Vocabulary",
    "closed_part",
    "family_evidence",
    "find_sites",
    "only",
    "part_of",
    "ratios",
    "surface_evidence",
    "windows",
]

RATES = np.array([0.1, 0.3, 0.6, 0.9, 0.98])
"""Shares of a family's originals that a spinner replaces; the best one is taken for each page."""
SITE_LIMIT = 8.0
_SURFACE_LIMIT, _SURFACE_SLOPE, _CERTAIN_SITE = 6.0, 3.0, 5.0
RATIO_LIMIT = np.log(1e3)
_DENSITY_LIMIT = 6.0
"""No site and no surface may outweigh a page (进程 stands a hundred times in an article on operating systems): limits on
a site's evidence, on a surface's (raised for one whose every site is near certain, as 年夜 for 大), on the frequency ratio, and on the density ratio."""
_TEMPER = 0.05
"""Characters of a page depend on each other: the register's log-likelihood counts for a twentieth. Of 660 held-out
pages 93 % then go to the register of their genre, of pages before 1950 96 %."""
POOL_RATE = 0.6
"""Rate at which single surfaces are pooled: the middle of RATES."""
_REACH = 3
"""Context characters on each side: the order of the shipped model less one."""
_LEFT, _RIGHT = np.full(_REACH, ord("\n"), np.uint16), np.full(_REACH, ord("。"), np.uint16)
"""What stands around a page."""


class Vocabulary(Protocol):
    """Words with rows of canonicals: the lexicons' statistics, or a thesaurus."""

    @property
    def words(self) -> tuple[str, ...]:
        """All words."""

    @property
    def canonical(self) -> NDArray[np.integer[Any]]:
        """Word of each row's canonical."""

    @property
    def lengths(self) -> Ints:
        """Length of each word in code points."""

    @property
    def units(self) -> tuple[NDArray[np.uint16], Ints]:
        """Folded code units of all words end to end, and where each word begins."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and every occurrence of every word in it, overlapping ones too.

    Attributes:
        text: a normal form, without characters beyond the BMP.
        words: word index of each occurrence.
        starts: first code point of each.
    """

    text: str
    words: Ints
    starts: Ints

    @classmethod
    def of(cls, text: str, finder: WordFinder) -> Reading:
        """Every occurrence of some words in a normal form."""
        return cls(text, *finder.find(text))


@dataclass(frozen=True)
class Sites:
    """Where surfaces stand in a page (S sites), and every pair that could explain each (K rows).

    Attributes:
        units: the page in folded code units, one per code point.
        word: word index of each site's surface, int[S].
        start: first code unit of each site, int[S], ascending.
        row_site: site of each row, int[K].
        row_pair: pair of each row, int[K].
        x: log-likelihood ratio in bits of the row's canonical against its surface, float[K].
        frequency: log of freq(canonical) / freq(surface) in this page's registers, float[K].
        words: all words of the statistics that occur, int[N], ascending.
        counts: how often each occurs, int[N].
        register: posterior of the page's registers, float[R].
        around: the units before and after each site that its ratios were worked out with, uint16[S, 6]; None for those of
            the page as it is.
        context: the words of the page; None where a quick look does not ask for them.
        mended: the same with the words that the pass before put back; None before the first.
    """

    units: NDArray[np.uint16]
    word: Ints
    start: Ints
    row_site: Ints
    row_pair: Ints
    x: Floats
    frequency: Floats
    words: Ints
    counts: Ints
    register: Floats
    around: NDArray[np.uint16] | None = None
    context: Context | None = None
    mended: Context | None = None


def around(units: NDArray[np.uint16], spans: tuple[Ints, Ints]) -> NDArray[np.uint16]:
    """The units before and after each span that the ratios look at."""
    start, end = spans
    reach = np.arange(_REACH)
    places = np.concatenate((start[:, None] + reach, end[:, None] + _REACH + reach), 1)
    seen: NDArray[np.uint16] = np.concatenate((_LEFT, units, _RIGHT)).take(places)
    return seen


def _register(units: NDArray[np.uint16], statistics: Statistics) -> Floats:
    han = units - np.uint16(HAN_FIRST)  # wraps around, so that one comparison sees both ends
    logs = statistics.han_rows.take(han[han <= HAN_LAST - HAN_FIRST], axis=1).sum(1) * _TEMPER
    weights = np.exp(logs - logs.max())
    posterior: Floats = weights / weights.sum()
    return posterior


def windows(
    model: NgramModel,
    vocabulary: Vocabulary,
    units: NDArray[np.uint16],
    spans: tuple[Ints, Ints],
    words: Ints,
) -> Floats:
    """Log-likelihood in bits of each word put at each span, with three characters after it, given three before it."""
    flat, begins = vocabulary.units
    start, end = spans
    buffer = np.concatenate((flat, _LEFT, units, _RIGHT))
    sizes = vocabulary.lengths[words]
    # Each window is three pieces of the buffer, end to end: what is before, the word, what is behind.
    pieces, source = np.full((len(words), 3), _REACH), np.empty((len(words), 3), np.int64)
    pieces[:, 1] = sizes
    source[:, 0] = start
    source[:, 0] += len(flat)
    source[:, 1] = begins[words]
    source[:, 2] = end
    source[:, 2] += len(flat) + _REACH
    ends = pieces.ravel().cumsum()
    shift = source.ravel() - ends + pieces.ravel()
    every = np.arange(ends[-1])
    text = buffer.take(every + shift.repeat(pieces.ravel()))
    # Scored are the word and what is behind; the unit before the word is looked up for its back-off weights.
    runs = sizes + _REACH + 1
    run_ends = runs.cumsum()
    places = every[: run_ends[-1]] + (ends[2::3] - run_ends).repeat(runs)
    logs = model.log2_at(text, places)
    logs[run_ends - runs] = 0
    sums = np.concatenate(([0.0], np.cumsum(logs, dtype=np.float64)))
    scores: Floats = sums[run_ends] - sums[run_ends - runs]
    return scores


def find_sites(reading: Reading, model: NgramModel, statistics: Statistics, closed: bool = False) -> Sites | None:
    """Sites of a page.

    Args:
        reading: the page.
        model: the language model.
        statistics: the words and pairs.
        closed: only what ``closed_part`` keeps: enough to see that most pages are clean.

    Returns:
        The sites, or None if no surface occurs.
    """
    pairs = statistics.closed_pairs if closed else statistics.all_pairs
    of_word = pairs.counts[reading.words]
    is_surface = np.flatnonzero(of_word)
    if not len(is_surface):
        return None
    word, start = reading.words[is_surface], reading.starts[is_surface]
    order = np.lexsort((-statistics.lengths[word], start))
    word, start = word[order], start[order]
    units = code_units(reading.text)
    register = _register(units, statistics)
    row_site, at = spans_of(pairs.counts[word])
    row_pair = pairs.numbers[pairs.first[word][row_site] + at]
    words, counts = np.unique(reading.words, return_counts=True)
    sites = Sites(
        units=units,
        word=word,
        start=start,
        row_site=row_site,
        row_pair=row_pair,
        x=np.zeros(len(row_pair)),
        frequency=_frequency(register, word, row_site, row_pair, statistics),
        words=words,
        counts=counts.astype(np.int64),
        register=register,
        context=None if closed else Context.of(reading.words, reading.starts, statistics.lengths),
    )
    part = closed_part(sites, statistics) if closed else sites
    if part is None:
        return None
    end = part.start + statistics.lengths[part.word]
    return replace(part, x=ratios(part, units, (part.start, end), model, statistics))


def closed_part(sites: Sites, statistics: Statistics) -> Sites | None:
    """The rows of closed families whose canonical is the more frequent word: one in thirty of all."""
    rows = np.flatnonzero(statistics.closed[sites.row_pair] & (sites.frequency >= 0))
    if not len(rows):
        return None
    return only(sites, rows)


def only(sites: Sites, rows: Ints) -> Sites:
    """Some rows, ascending, and their sites."""
    kept, row_site = compact(sites.row_site[rows])
    return replace(
        sites,
        word=sites.word[kept],
        start=sites.start[kept],
        row_site=row_site,
        row_pair=sites.row_pair[rows],
        x=sites.x[rows],
        frequency=sites.frequency[rows],
    )


def part_of(sites: Sites, part: Reading, start: int, statistics: Statistics) -> Sites | None:
    """The sites of a part of a page, with the part's own register and the ratios as they are in the page.

    Args:
        sites: of the page.
        part: the reading of the part.
        start: its first code point in the page.
        statistics: the words and pairs.
    """
    end = start + len(part.text)
    inside = (sites.start >= start) & (sites.start + statistics.lengths[sites.word] <= end)
    rows = np.flatnonzero(inside[sites.row_site])
    if not len(rows):
        return None
    units = sites.units[start:end]
    register = _register(units, statistics)
    kept = only(sites, rows)
    words, counts = np.unique(part.words, return_counts=True)
    return replace(
        kept,
        units=units,
        start=kept.start - start,
        frequency=_frequency(register, kept.word, kept.row_site, kept.row_pair, statistics),
        words=words,
        counts=counts.astype(np.int64),
        register=register,
        context=None if sites.context is None else sites.context.part(start, end),
    )


def _frequency(register: Floats, word: Ints, row_site: Ints, row_pair: Ints, statistics: Statistics) -> Floats:
    """Log of freq(canonical) / freq(surface) of every row in a mixture of registers, limited."""
    logs = statistics.log_mixed(register, statistics.canonical[row_pair])
    logs -= statistics.log_mixed(register, word)[row_site]
    limited: Floats = np.clip(logs, -RATIO_LIMIT, RATIO_LIMIT)
    return limited


def ratios(
    sites: Sites,
    units: NDArray[np.uint16],
    spans: tuple[Ints, Ints],
    model: NgramModel,
    statistics: Statistics,
) -> Floats:
    """Log-likelihood ratios of every row, in bits, with the sites at these spans of these units (the page, or the page as restored)."""
    rows, number = sites.row_site, len(sites.word)
    start, end = (np.concatenate((offsets, offsets[rows])) for offsets in spans)
    words = np.concatenate((sites.word, statistics.canonical[sites.row_pair]))
    scores = windows(model, statistics, units, (start, end), words)
    difference: Floats = scores[number:] - scores[rows]
    return difference


def log_density(sites: Sites, statistics: Statistics) -> Floats:
    """Log of f1(x) / f0(x) of every row, limited to 6 nats each way."""
    mean0, dev0, mean1, dev1 = statistics.density[sites.row_pair].T
    ratio = (((sites.x - mean0) / dev0) ** 2 - ((sites.x - mean1) / dev1) ** 2) / 2 + np.log(dev0 / dev1)
    limited: Floats = np.clip(ratio, -_DENSITY_LIMIT, _DENSITY_LIMIT)
    return limited


def family_evidence(sites: Sites, statistics: Statistics) -> tuple[Floats, Floats, Floats]:
    """Evidence in nats for each family at its best rate, that rate, and how many different surfaces speak for it."""
    families, number = len(statistics.families), len(sites.word)
    row, family = np.nonzero(statistics.member[sites.row_pair])
    strength = np.exp(sites.frequency + log_density(sites, statistics))
    place, entry = compact(family * number + sites.row_site[row])
    at_site = np.bincount(entry, strength[row])
    speaks = np.minimum(np.log1p(RATES[:, None] * at_site), SITE_LIMIT)
    different_words, own = np.unique(sites.word, return_inverse=True)
    word_family, group = compact(place // number * len(different_words) + own[place % number])
    counts = np.bincount(group)
    owner = word_family // len(different_words)
    mean = _sums(group, speaks, len(owner)) / counts
    limit = _SURFACE_LIMIT + _SURFACE_SLOPE * np.maximum(mean - _CERTAIN_SITE, 0)
    pooled = mean * (1 + np.log(counts))
    total = _sums(owner, np.minimum(pooled, limit), families)
    left = (1 + np.log(sites.counts)) @ statistics.original.take(sites.words, axis=0)
    total += left * np.log(1 - RATES)[:, None]
    best = total.argmax(0)
    there = np.bincount(owner, minlength=families) > 0
    evidence = np.where(there, np.maximum(total[best, np.arange(families)], -60.0), -60.0)
    different = np.bincount(owner[pooled[best[owner], np.arange(len(owner))] > 1], minlength=families)
    return evidence, np.where(there, RATES[best], RATES[0]), different.astype(np.float64)


def _sums(group: Ints, values: Floats, number: int) -> Floats:
    """Sums of the columns of each group, for every row."""
    rows = len(values)
    places = (group + number * np.arange(rows)[:, None]).ravel()
    return np.bincount(places, values.ravel(), rows * number).astype(np.float64).reshape(rows, number)


def surface_evidence(sites: Sites, statistics: Statistics) -> tuple[Ints, Floats, Floats]:
    """Pooled evidence in nats of each surface by its best pair, and of every row's pair.

    Returns:
        Surfaces (word indices), their evidence, and for every row the evidence of its pair.
    """
    strength = np.exp(sites.frequency + log_density(sites, statistics))
    speaks = np.minimum(np.log1p(POOL_RATE * strength), SITE_LIMIT)
    pairs, group, counts = np.unique(sites.row_pair, return_inverse=True, return_counts=True)
    there = np.zeros(len(statistics.words))
    there[sites.words] = 1 + np.log(sites.counts)
    pooled = np.bincount(group, speaks) / counts * (1 + np.log(counts))
    pooled += there[statistics.canonical[pairs]] * np.log(1 - POOL_RATE)
    surfaces = statistics.surface[pairs]
    first = np.flatnonzero(np.concatenate(([True], surfaces[1:] != surfaces[:-1])))
    return surfaces[first], np.maximum.reduceat(pooled, first), pooled[group]
