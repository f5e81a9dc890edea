"""The sites of pages with what the language model says of each, short pages together.

Numpy takes longer to be called a hundred times than to look up what the sites of a sentence ask for: those of 528 sentences, together,
are found in a third of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

import numpy as np

from zhquality.model.context import Context
from zhquality.model.evidence import LEFT, RIGHT, Reading, Sites, Written, frequency_ratios, register_of
from zhquality.model.ngrams import NgramModel, code_units
from zhquality.model.pooling import Rows
from zhquality.model.statistics import Statistics, spans_of

__all__ = ["find_sites"]

_TOGETHER = 1_000
"""Code points from which pages that are laid end to end are enough; not tried with others."""
_BETWEEN = np.concatenate((RIGHT, LEFT))
"""What stands between two pages."""


def find_sites(readings: Sequence[Reading], model: NgramModel, statistics: Statistics) -> list[Sites | None]:
    """Sites of each page; None where no surface occurs. Of a page they are the same in every bit, whatever pages are read with it."""
    pages = [_unread(reading, statistics) for reading in readings]
    there = [sites for sites in pages if sites]
    read = iter([page for group in _groups(there, model) for page in _read_together(group, model, statistics)])
    return [next(read) if sites else None for sites in pages]


def _groups(pages: Sequence[Sites], model: NgramModel) -> Iterator[list[Sites]]:
    """Pages to be laid end to end; a model that sees further than what stands around a page would see the page before."""
    enough = _TOGETHER if model.order <= len(LEFT) + 1 else 0
    group: list[Sites] = []
    length = 0
    for page in pages:
        group.append(page)
        length += len(page.units)
        if length >= enough:
            yield group
            group, length = [], 0
    if group:
        yield group


def _read_together(pages: Sequence[Sites], model: NgramModel, statistics: Statistics) -> list[Sites]:
    """The pages with their ratios."""
    lengths, sizes = (np.array([len(of(page)) for page in pages]) for of in (attrgetter("units"), attrgetter("word")))
    begins = (lengths + len(_BETWEEN)).cumsum() - lengths - len(_BETWEEN)
    rows = Rows.of(pages)
    units = np.concatenate([piece for page in pages for piece in (_BETWEEN, page.units)][1:])
    start = np.concatenate([page.start for page in pages]) + begins.repeat(sizes)
    spans = start, start + statistics.lengths.take(rows.word)
    x = Written.of(units, model).ratios(rows, spans, statistics)
    ends = np.cumsum([len(page.row_pair) for page in pages]).tolist()
    return [replace(page, x=x[low:high]) for page, (low, high) in zip(pages, pairwise((0, *ends)), strict=True)]


def _unread(reading: Reading, statistics: Statistics) -> Sites | None:
    """Sites of a page without their ratios."""
    pairs = statistics.all_pairs
    is_surface = pairs.counts.take(reading.words).nonzero()[0]
    if not len(is_surface):
        return None
    word, start = reading.words.take(is_surface), reading.starts.take(is_surface)
    order = np.lexsort((-statistics.lengths.take(word), start))
    word, start = word.take(order), start.take(order)
    units = code_units(reading.text)
    register = register_of(units, statistics)
    row_site, at = spans_of(pairs.counts.take(word))
    row_pair = pairs.numbers.take(pairs.first.take(word).take(row_site) + at)
    words, counts = np.unique(reading.words, return_counts=True)
    return Sites(
        units=units,
        word=word,
        start=start,
        row_site=row_site,
        row_pair=row_pair,
        x=np.zeros(len(row_pair)),
        frequency=frequency_ratios(register, word, row_site, row_pair, statistics),
        words=words,
        counts=counts.astype(np.int64),
        register=register,
        context=Context.of(reading.words, reading.starts, statistics.lengths),
    )
