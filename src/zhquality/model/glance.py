"""A quick look at several pages at once: only words of closed families are weighed, which is enough to see that most are clean.

A page has 44 rows of closed families in the mean, and numpy takes longer to be called a hundred times than for all that is
worked out of them; so the rows of many pages are laid end to end. What is summed up of a page by a routine whose order of
additions depends on how many there are is summed up page by page: a page's logit does not depend, in any bit, on the pages
it is looked at with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp, inf, log, log1p
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from zhquality.model.evidence import LEFT, RATIO_LIMIT, RIGHT, Reading, ratios, register_of
from zhquality.model.ngrams import NgramModel, code_units
from zhquality.model.page import on_clean_scale, surface_columns
from zhquality.model.pooling import Rows, family_evidence, strength, surface_evidence
from zhquality.model.statistics import Floats, Ints, Statistics, compact, spans_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["QUICK_FEATURES", "Glance", "glances", "quick_features"]

QUICK_FEATURES = 12
"""How many features there are."""
_BRIEF, _BRIEF_NATS = 110, 2.0
"""A text of up to so many code points needs so many nats more: of 3,500 clean sentences 11 % are then read wholly instead of 25 %. Of 1,072 sentences of
spun pages with a score of one half and more, and 74 spun by tables that the lexicons did not have, none is lost; of those with .1 and more none of 1,624, and one of 243."""


class Glance(NamedTuple):
    """What a quick look at a page says.

    Attributes:
        logit: that the page was spun; minus infinity without a word of a closed family.
        above: the logit less that of the pages that must not be lost, and less two nats more for a short text: above zero the page should be read wholly, as are
            all but a few in a thousand of those that are then found, and one in ten of clean ones.
    """

    logit: float
    above: float

    @property
    def probability(self) -> float:
        """Probability that the page was spun."""
        return 0.0 if self.logit == -inf else 1 / (1 + exp(min(700.0, -self.logit)))


def glances(readings: Sequence[Reading], model: NgramModel, statistics: Statistics) -> list[Glance]:
    """A quick look at each page."""
    logits = [-inf] * len(readings)
    least = float(statistics.quick_least[0])
    seen = [number for number, reading in enumerate(readings) if len(reading.words)]
    if seen:
        pages = [readings[number] for number in seen]
        rows, registers = _closed_rows(pages, model, statistics)
        lengths = [len(page.text) for page in pages]
        for page, features in quick_features(rows, registers, lengths, statistics):
            logits[seen[page]] = float(features @ statistics.quick[:-1] + statistics.quick[-1])
    brief = [_BRIEF_NATS * (len(reading.text) <= _BRIEF) for reading in readings]
    return [Glance(logit, logit - least - more) for logit, more in zip(logits, brief, strict=True)]


def quick_features(
    rows: Rows, registers: Sequence[Floats], lengths: Sequence[int], statistics: Statistics
) -> Iterator[tuple[int, Floats]]:
    """Features of pages of which only the rows of closed families are known, for each page that has one.

    Args:
        rows: of the pages.
        registers: posterior of each page's registers.
        lengths: of the pages in code points.
        statistics: of the lexicons.
    """
    if not len(rows.row_site):
        return
    odds = strength(rows, statistics)
    page, surfaces, pooled, _ = surface_evidence(rows, odds, statistics)
    evidence, _, different = family_evidence(rows, odds, statistics)
    tables = (statistics.present, rows.words), (statistics.seen, surfaces), (statistics.value, surfaces)
    present, seen, value = (table.take(words) for table, words in tables)
    columns, positive = surface_columns(pooled), np.maximum(pooled, 0)
    words, ends = (0, *rows.word_ends.tolist()), page.searchsorted(np.arange(len(lengths)), "right").tolist()
    for at, (low, high) in enumerate(pairwise((0, *ends))):
        if low == high:
            continue
        register = registers[at]
        scaled = on_clean_scale(evidence[at], register, lengths[at], statistics)
        family = int(scaled.argmax())
        above = min(max(float(scaled[family]), 0.0), 30.0)
        there = float(present[words[at] : words[at + 1]].sum())
        yield (
            at,
            np.array(
                [
                    there,
                    value[low:high] @ columns[low:high] + seen[low:high].sum(),
                    log(lengths[at]),
                    log1p(above),
                    min(above, 2.0),
                    max(min(float(scaled[family]), 0.0), -3.0),
                    log1p(different[at, family]),
                    log1p(positive[low:high].sum()),
                    min(max(there, -10), 10) * log1p(above),
                    *register[3:],
                ]
            ),
        )


def _closed_rows(pages: Sequence[Reading], model: NgramModel, statistics: Statistics) -> tuple[Rows, list[Floats]]:
    """The rows of closed families whose canonical is the more frequent word, one in thirty of all, and the pages' registers."""
    units, begins = _end_to_end(pages)
    registers = [
        register_of(units[begin : begin + len(page.text)], statistics)
        for page, begin in zip(pages, begins.tolist(), strict=True)
    ]
    found = np.arange(len(pages)).repeat([len(page.words) for page in pages])
    words = np.concatenate([page.words for page in pages])
    starts = np.concatenate([page.starts for page in pages]) + begins.take(found)
    pairs = statistics.closed_pairs
    is_surface = pairs.counts.take(words).nonzero()[0]
    order = np.lexsort((-statistics.lengths.take(words.take(is_surface)), starts.take(is_surface)))
    is_surface = is_surface.take(order)
    site_page, word, start = (table.take(is_surface) for table in (found, words, starts))
    row_site, at = spans_of(pairs.counts.take(word))
    row_pair = pairs.numbers.take(pairs.first.take(word).take(row_site) + at)
    canonical = statistics.canonical.take(row_pair)
    frequency = _log_mixed(registers, site_page.take(row_site), canonical, statistics)
    frequency -= _log_mixed(registers, site_page, word, statistics).take(row_site)
    kept = (frequency >= 0).nonzero()[0]
    site, row_site = compact(row_site.take(kept))
    different, counts = np.unique(found * len(statistics.words) + words, return_counts=True)
    word_page, words = np.divmod(different, len(statistics.words))
    rows = Rows(
        page=site_page.take(site),
        word=word.take(site),
        row_site=row_site,
        row_pair=row_pair.take(kept),
        x=np.zeros(len(kept)),
        frequency=np.minimum(frequency.take(kept), RATIO_LIMIT),
        words=words,
        counts=counts,
        word_ends=word_page.searchsorted(np.arange(len(pages)), "right"),
    )
    start = start.take(site)
    spans = start, start + statistics.lengths.take(rows.word)
    return rows._replace(x=ratios(rows, units, spans, model, statistics)), registers


def _end_to_end(pages: Sequence[Reading]) -> tuple[NDArray[np.uint16], Ints]:
    """The code units of pages, each with what stands around a page, and where each begins."""
    sizes = np.array([len(LEFT) + len(page.text) + len(RIGHT) for page in pages])
    pieces = [piece for page in pages for piece in (LEFT, code_units(page.text), RIGHT)]
    return np.concatenate(pieces), np.cumsum(sizes) - sizes + len(LEFT)


def _log_mixed(registers: Sequence[Floats], page: Ints, words: Ints, statistics: Statistics) -> Floats:
    """Natural log of the frequency of words in the registers of their pages, which are ascending."""
    ends = page.searchsorted(np.arange(len(registers)), "right").tolist()
    parts = [
        statistics.mixed(register, words[low:high])
        for register, (low, high) in zip(registers, pairwise((0, *ends)), strict=True)
    ]
    logs: Floats = np.log(np.concatenate(parts))
    return logs
