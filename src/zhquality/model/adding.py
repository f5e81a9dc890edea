"""Adding a family to the shipped statistics between two fits: everything about it is measured, no weight is fitted anew.

``extending.py`` gives a user's rows what an average pair has. Here the new words are counted, the new pairs get densities of
their own, and the family the scale of its evidence in clean pages, as in a fit (``fitting.py``), and how it grows with their length. The weights of pages, sites
and the gate stay as they are; new words have no weight of their own and no context vector, and new pairs are no sentinels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from zhquality.lexicon.entries import Entry
from zhquality.lexicon.scanner import Scanner
from zhquality.model.counting import Sample, contexts_of, count_words, densities
from zhquality.model.extending import extend
from zhquality.model.gate import FamilyGate
from zhquality.model.ngrams import NgramModel
from zhquality.model.normal import normalise
from zhquality.model.page import SCALED
from zhquality.model.spun import SpunModel
from zhquality.model.statistics import Floats, Ints, Statistics
from zhquality.model.weights import clean_tails

__all__ = ["add_family", "growth_of", "with_rare_words", "without_family"]

_CAUTION = 2.7
"""By how much the tail of a family in clean pages is taken to be longer than it was seen: the weights of pages do not know the family.
Without it the rows of ``w`` alone put 3 of 100 collections of exam texts above one half, with 2 none. Since the
scales grow with the length: with 2 .77 of 150 pages of 250 code points with nine swaps by ``r`` have a score of one half and more, with this .70, but of ``a-light`` two
pages of 150 fewer are above all but one clean page in 1,000, with this one."""
_PARTS, _FEWEST, _FEWEST_PARTS = 6, 10, 3
"""Parts of the clean pages by length that tell how a family's evidence grows with it, the fewest pages in a part that are above its point, and the fewest
parts; not tried with others."""
_RARE, _OPENS = 3e-7, 4.0
"""Frequency of a surface by code point, in the register that has it most, up to which it opens the gate, and what it adds there: as much as
a word of a user's own dictionary; not tried with others."""


def add_family(
    statistics: Statistics,
    entries: Sequence[Entry],
    name: str,
    corpus: Callable[[], Iterable[Sample]],
    held_out: Sequence[Sample],
    model: NgramModel,
) -> Statistics:
    """Statistics with one more family, the last before the sentinels.

    Args:
        statistics: the shipped ones, without the family.
        entries: its rows.
        name: of the family.
        corpus: all clean documents, for frequencies.
        held_out: clean pages that the model does not know, for densities and the family's scale.
        model: trained without them.
    """
    added = extend(statistics, entries, name)
    added = _with_frequencies(added, set(added.words) - set(statistics.words), corpus())
    added = _with_densities(added, _pairs(added) - _pairs(statistics), held_out, model)
    return _with_scale(added, held_out, model)


def _pairs(statistics: Statistics) -> set[tuple[str, str]]:
    pairs = zip(statistics.surface.tolist(), statistics.canonical.tolist(), strict=True)
    return {(statistics.words[s], statistics.words[c]) for s, c in pairs}


def _with_frequencies(statistics: Statistics, new: set[str], corpus: Iterable[Sample]) -> Statistics:
    scanner = Scanner(new)
    counts, _, size = count_words(corpus, scanner)
    index = {word: number for number, word in enumerate(statistics.words)}
    rows: Ints = np.array([index[word] for word in scanner.literals], np.int64)
    frequency = statistics.log_frequency.astype(np.float64)
    frequency[rows] = np.log((counts + 0.3) / size.clip(1))
    return replace(statistics, log_frequency=frequency)


def _with_densities(
    statistics: Statistics, new: set[tuple[str, str]], held_out: Sequence[Sample], model: NgramModel
) -> Statistics:
    if not new:
        return statistics
    pairs = tuple(sorted(new))
    words = tuple(sorted({word for pair in pairs for word in pair}))
    measured = densities(words, pairs, contexts_of(held_out, Scanner(words)), model)
    place = {pair: number for number, pair in enumerate(pairs)}
    density = statistics.density.astype(np.float64)
    rows = zip(statistics.surface.tolist(), statistics.canonical.tolist(), strict=True)
    for row, (surface, canonical) in enumerate(rows):
        number = place.get((statistics.words[surface], statistics.words[canonical]))
        if number is not None:
            density[row] = measured[number]
    return replace(statistics, density=density)


def _with_scale(statistics: Statistics, held_out: Sequence[Sample], model: NgramModel) -> Statistics:
    """The family's scale in clean pages; those of the others stay."""
    spun = SpunModel(model, statistics)
    pages = (spun.page(spun.read(normalise(sample.text).text)) for sample in held_out)
    seen = [(page.evidence, page.sites.register, len(page.sites.units)) for page in pages if page]
    evidence: Floats = np.array([its for its, _, _ in seen])
    lengths: Floats = np.array([length for _, _, length in seen]) / SCALED
    growth = statistics.growth.astype(np.float64)
    growth[-2] = growth_of(evidence[:, -2], lengths)
    grown = lengths[:, None] ** growth
    tails = clean_tails(evidence / grown, np.array([register for _, register, _ in seen]), statistics)
    middle, scale = statistics.middle.astype(np.float64), statistics.scale.astype(np.float64)
    middle[:, -2], scale[:, -2] = tails.middle[:, -2], _CAUTION * tails.scale[:, -2]
    return replace(statistics, middle=middle, scale=scale, growth=growth)


def growth_of(evidence: Floats, lengths: Floats) -> float:
    """Power of the length with which the evidence of clean pages grows above its 95 % point, or above zero: a line through logs.

    What ordinary words say of a large family adds up with the length: that of ``r`` in clean pages of 250 code points is above 4
    nats in one of twenty, in those of 3,000 above 19. While its scale was that of pages of all lengths, 30 nats in 250 code points counted as 14
    do now: of 150 such pages with nine swaps by ``r`` .70 have a score of one half and more, .60 had, of 6,604 clean ones none.

    Args:
        evidence: of one family in clean pages, in nats.
        lengths: of the pages, in any unit.
    """
    points = []
    for part in np.array_split(np.argsort(lengths), _PARTS):
        above = evidence[part][evidence[part] > max(np.percentile(evidence[part], 95), 0.0)]
        if len(above) >= _FEWEST:
            points.append((lengths[part].mean(), above.mean()))
    if len(points) < _FEWEST_PARTS:
        return 0.0
    logs = np.log(points)
    return min(max(float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0]), 0.0), 1.0)


def without_family(statistics: Statistics, name: str) -> Statistics:
    """Statistics without a family's column; its pairs and words stay."""
    kept = np.array([family != name for family in statistics.families])
    return replace(
        statistics,
        families=tuple(family for family in statistics.families if family != name),
        member=statistics.member[:, kept],
        middle=statistics.middle[:, kept],
        scale=statistics.scale[:, kept],
        growth=statistics.growth[kept],
    )


def with_rare_words(gate: FamilyGate, statistics: Statistics, name: str) -> FamilyGate:
    """A gate that opens for the surfaces of an added family that hardly a clean page has, so that few more clean pages pass."""
    surfaces = np.unique(statistics.surface[statistics.member[:, statistics.families.index(name)]])
    often = np.exp(statistics.log_frequency[surfaces].astype(np.float64)).max(1)
    rare = [statistics.words[number] for number in surfaces[often <= _RARE].tolist()]
    weights = {**dict.fromkeys(rare, _OPENS), **gate.words.weights}
    return gate._replace(words=gate.words._replace(weights=weights))
