"""How far a page's words speak for a spinner: sites, their log-likelihood ratios, and evidence by family and surface.

The page model is that of the project's design: a surface s standing for a canonical c in some context gives the
log-likelihood ratio x of c against s; f0 is the density of x where s really stands, f1 where s was put in place of c.
A site speaks ``log(1 + r * sum over c (freq(c)/freq(s)) * f1(x)/f0(x))`` for a family used at rate r, the n occurrences
of one surface count ``mean * (1 + ln n)``, and every original left in the page n times takes
``(1 + ln n) * log(1 - r)``. All values are in nats unless they are said to be in bits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhquality.model.ngrams import NgramModel, code_units
from zhquality.model.statistics import HAN_FIRST, HAN_LAST, Floats, Ints, Statistics, spans_of

__all__ = ["RATES", "Reading", "Sites", "closed_part", "family_evidence", "find_sites", "ratios", "surface_evidence"]

RATES = np.array([0.1, 0.3, 0.6, 0.9, 0.98])
"""Shares of a family's originals that a spinner replaces; the best one is taken for each page."""
_SITE_LIMIT = 8.0
_SURFACE_LIMIT, _SURFACE_SLOPE, _CERTAIN_SITE = 6.0, 3.0, 5.0
_RATIO_LIMIT = np.log(1e3)
_DENSITY_LIMIT = 6.0
"""No site and no surface may outweigh a page (进程 stands a hundred times in an article on operating systems): limits on
a site's evidence, on a surface's (raised for one whose every site is near certain, as 年夜 for 大), on the frequency ratio, and on the density ratio."""
_TEMPER = 0.05
"""Characters of a page depend on each other: the register's log-likelihood counts for a twentieth. Of 660 held-out
pages 93 % then go to the register of their genre, of pages before 1950 96 %."""
_POOL_RATE = 0.6
"""Rate at which single surfaces are pooled: the middle of RATES."""
_REACH = 3
"""Context characters on each side: the order of the shipped model less one."""


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


def _register(units: NDArray[np.uint16], statistics: Statistics) -> Floats:
    han = units[(units >= HAN_FIRST) & (units <= HAN_LAST)].astype(np.intp) - HAN_FIRST
    logs = statistics.han[han].sum(0) * _TEMPER
    weights = np.exp(logs - logs.max())
    posterior: Floats = weights / weights.sum()
    return posterior


def windows(
    model: NgramModel,
    statistics: Statistics,
    units: NDArray[np.uint16],
    spans: tuple[Ints, Ints],
    words: Ints,
) -> Floats:
    """Log-likelihood in bits of each word put at each span, with three characters after it, given three before it."""
    flat, begins = statistics.units
    start, end = spans
    padded = np.concatenate((np.full(_REACH, 10, np.uint16), units, np.full(_REACH, 0x3002, np.uint16)))
    sizes = statistics.lengths[words]
    row, at = spans_of(sizes + 2 * _REACH)
    before = at < _REACH
    source = np.where(before, start[row] + at, end[row] + at - sizes[row])
    text = padded[source]
    inside = ~before & (at < _REACH + sizes[row])
    text[inside] = flat[begins[words][row[inside]] + at[inside] - _REACH]
    logs = np.concatenate(([0.0], np.cumsum(model.log2(text), dtype=np.float64)))
    ends = np.cumsum(sizes + 2 * _REACH)
    scores: Floats = logs[ends] - logs[ends - sizes - _REACH]
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
    pairs_from = statistics.pairs_from
    is_surface = (statistics.closed_surface if closed else statistics.is_surface)[reading.words]
    word, start = reading.words[is_surface], reading.starts[is_surface]
    if not len(word):
        return None
    order = np.lexsort((-statistics.lengths[word], start))
    word, start = word[order], start[order]
    units = code_units(reading.text)
    register = _register(units, statistics)
    row_site, at = spans_of(pairs_from[word + 1] - pairs_from[word])
    row_pair = pairs_from[word][row_site] + at
    frequency = statistics.log_mixed(register, statistics.canonical[row_pair])
    frequency -= statistics.log_mixed(register, word)[row_site]
    words, counts = np.unique(reading.words, return_counts=True)
    sites = Sites(
        units=units,
        word=word,
        start=start,
        row_site=row_site,
        row_pair=row_pair,
        x=np.zeros(len(row_pair)),
        frequency=np.clip(frequency, -_RATIO_LIMIT, _RATIO_LIMIT),
        words=words,
        counts=counts.astype(np.int64),
        register=register,
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
    kept, row_site = np.unique(sites.row_site[rows], return_inverse=True)
    return replace(
        sites,
        word=sites.word[kept],
        start=sites.start[kept],
        row_site=row_site,
        row_pair=sites.row_pair[rows],
        x=sites.x[rows],
        frequency=sites.frequency[rows],
    )


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
    place, entry = np.unique(family * number + sites.row_site[row], return_inverse=True)
    at_site = np.bincount(entry, strength[row])
    speaks = np.minimum(np.log1p(RATES[:, None] * at_site[None, :]), _SITE_LIMIT)
    word_family, group, counts = np.unique(
        place // number * len(statistics.words) + sites.word[place % number], return_inverse=True, return_counts=True
    )
    owner = word_family // len(statistics.words)
    mean = np.stack([np.bincount(group, site, len(owner)) for site in speaks]) / counts
    limit = _SURFACE_LIMIT + _SURFACE_SLOPE * np.maximum(mean - _CERTAIN_SITE, 0)
    pooled = mean * (1 + np.log(counts))
    limited = np.minimum(pooled, limit)
    total = np.stack([np.bincount(owner, surface, families) for surface in limited])
    left = (1 + np.log(sites.counts)) @ statistics.original[sites.words]
    total = total + left * np.log(1 - RATES)[:, None]
    best = total.argmax(0)
    there = np.bincount(owner, minlength=families) > 0
    evidence = np.where(there, np.maximum(total[best, np.arange(families)], -60.0), -60.0)
    different = np.bincount(owner[pooled[best[owner], np.arange(len(owner))] > 1], minlength=families)
    return evidence, np.where(there, RATES[best], RATES[0]), different.astype(np.float64)


def surface_evidence(sites: Sites, statistics: Statistics) -> tuple[Ints, Floats, Floats]:
    """Pooled evidence in nats of each surface by its best pair, and of every row's pair.

    Returns:
        Surfaces (word indices), their evidence, and for every row the evidence of its pair.
    """
    strength = np.exp(sites.frequency + log_density(sites, statistics))
    speaks = np.minimum(np.log1p(_POOL_RATE * strength), _SITE_LIMIT)
    pairs, group, counts = np.unique(sites.row_pair, return_inverse=True, return_counts=True)
    there = np.zeros(len(statistics.words))
    there[sites.words] = 1 + np.log(sites.counts)
    pooled = np.bincount(group, speaks) / counts * (1 + np.log(counts))
    pooled += there[statistics.canonical[pairs]] * np.log(1 - _POOL_RATE)
    surfaces = statistics.surface[pairs]
    first = np.flatnonzero(np.concatenate(([True], surfaces[1:] != surfaces[:-1])))
    return surfaces[first], np.maximum.reduceat(pooled, first), pooled[group]
