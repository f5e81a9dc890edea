"""Where the words of a page stand that a spinner may have put there, and what the language model says of each place.

A surface s standing for a canonical c in some context gives the log-likelihood ratio x of c against s. ``pooling.py`` makes
evidence of them. All values are in nats unless they are said to be in bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from zhquality.model.context import Context
from zhquality.model.finder import WordFinder
from zhquality.model.ngrams import NgramModel, Steps
from zhquality.model.statistics import HAN_FIRST, HAN_LAST, Floats, Ints, Statistics, compact

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "LEFT",
    "RATIO_LIMIT",
    "RIGHT",
    "Alternatives",
    "Reading",
    "Sites",
    "Vocabulary",
    "Written",
    "closed_part",
    "frequency_ratios",
    "only",
    "part_of",
    "ratios",
    "register_of",
    "windows",
]

RATIO_LIMIT = np.log(1e3)
"""Limit on the frequency ratio, as those in ``pooling.py``."""
_TEMPER = 0.05
"""Characters of a page depend on each other: the register's log-likelihood counts for a twentieth. Of 660 held-out
pages 93 % then go to the register of their genre, of pages before 1950 96 %."""
_REACH = 3
"""Context characters on each side: the order of the shipped model less one."""
LEFT, RIGHT = np.full(_REACH, ord("\n"), np.uint16), np.full(_REACH, ord("。"), np.uint16)
"""What stands around a page."""


class Vocabulary(Protocol):
    """Words with rows of canonicals: the lexicons' statistics, or a thesaurus."""

    @property
    def words(self) -> Sequence[str]:
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
    seen: NDArray[np.uint16] = np.concatenate((LEFT, units, RIGHT)).take(places)
    return seen


def register_of(units: NDArray[np.uint16], statistics: Statistics) -> Floats:
    """Posterior of the registers of a page."""
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
    if not len(words):
        return np.zeros(0)
    text, sizes = _laid_out(vocabulary, np.concatenate((LEFT, units, RIGHT)), spans, words, _REACH)
    return model.runs(text, (sizes + 2 * _REACH).cumsum(), sizes + _REACH)


def _laid_out(
    vocabulary: Vocabulary, text: NDArray[np.uint16], spans: tuple[Ints, Ints], words: Ints, before: int
) -> tuple[NDArray[np.uint16], Ints]:
    """Each word between the units before and behind its span, end to end, and the size of each word.

    Args:
        vocabulary: of the words.
        text: a page between what stands around it.
        spans: in the page.
        words: one for each span.
        before: how many units to take before a span; behind it are three.
    """
    flat, begins = vocabulary.units
    start, end = spans
    sizes = vocabulary.lengths.take(words)
    # Each window is three pieces, end to end: what is before, the word, what is behind.
    pieces, source = np.full((len(words), 3), _REACH), np.empty((len(words), 3), np.int64)
    pieces[:, 0] = before
    pieces[:, 1] = sizes
    source[:, 0] = start
    source[:, 0] += _REACH - before
    source[:, 1] = begins.take(words)
    source[:, 2] = end
    source[:, 2] += _REACH
    lengths = pieces.ravel()
    ends = lengths.cumsum()
    places = np.arange(ends[-1]) + (source.ravel() - ends + lengths).repeat(lengths)
    behind = sizes.cumsum()
    of_words = np.arange(behind[-1]) + (ends[1::3] - behind).repeat(sizes)
    laid = text.take(places, mode="clip")
    laid[of_words] = flat.take(places.take(of_words))
    return laid, sizes


class Written(NamedTuple):
    """A page as it is written, which many words are tried in.

    Attributes:
        text: the page between what stands around it.
        steps: what the language model says of it.
        model: the language model.
    """

    text: NDArray[np.uint16]
    steps: Steps
    model: NgramModel

    @classmethod
    def of(cls, units: NDArray[np.uint16], model: NgramModel) -> Written:
        """Read a page in folded code units."""
        text = np.concatenate((LEFT, units, RIGHT))
        return cls(text, model.steps(text), model)

    def score(self, spans: tuple[Ints, Ints]) -> Floats:
        """What ``windows`` says of the words that stand at some spans."""
        start, end = spans
        sums = np.concatenate(([0.0], self.steps.totals[-1].cumsum(dtype=np.float64)))
        scores: Floats = sums.take(end + 2 * _REACH) - sums.take(start + _REACH)
        return scores

    def ratios(self, sites: Alternatives, spans: tuple[Ints, Ints], vocabulary: Vocabulary) -> Floats:
        """What ``ratios`` says of the page's own sites, at least one: where they are many, half the look-ups are left."""
        start, end = (offsets.take(sites.row_site) for offsets in spans)
        words = vocabulary.canonical.take(sites.row_pair).astype(np.int64, copy=False)
        text, sizes = _laid_out(vocabulary, self.text, (start, end), words, self.model.order - 1)
        tried = self.model.put_in(text, sizes, self.steps, (start + _REACH, end + _REACH))
        difference: Floats = tried - self.score(spans).take(sites.row_site)
        return difference


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
    register = register_of(units, statistics)
    kept = only(sites, rows)
    words, counts = np.unique(part.words, return_counts=True)
    return replace(
        kept,
        units=units,
        start=kept.start - start,
        frequency=frequency_ratios(register, kept.word, kept.row_site, kept.row_pair, statistics),
        words=words,
        counts=counts.astype(np.int64),
        register=register,
        context=None if sites.context is None else sites.context.part(start, end),
    )


def frequency_ratios(register: Floats, word: Ints, row_site: Ints, row_pair: Ints, statistics: Statistics) -> Floats:
    """Log of freq(canonical) / freq(surface) of every row in a mixture of registers, limited."""
    logs = statistics.log_mixed(register, statistics.canonical[row_pair])
    logs -= statistics.log_mixed(register, word)[row_site]
    limited: Floats = np.clip(logs, -RATIO_LIMIT, RATIO_LIMIT)
    return limited


class Alternatives(Protocol):
    """Sites, and the pairs that could explain each: ``Sites``, or the ``Rows`` of several pages."""

    @property
    def word(self) -> Ints:
        """Word index of each site's surface."""

    @property
    def row_site(self) -> Ints:
        """Site of each row."""

    @property
    def row_pair(self) -> Ints:
        """Pair of each row."""


def ratios(
    sites: Alternatives,
    units: NDArray[np.uint16],
    spans: tuple[Ints, Ints],
    model: NgramModel,
    statistics: Statistics,
) -> Floats:
    """Log-likelihood ratios of every row, in bits, with the sites at these spans of these units (the page, or the page as restored)."""
    rows, number = sites.row_site, len(sites.word)
    start, end = (np.concatenate((offsets, offsets.take(rows))) for offsets in spans)
    words = np.concatenate((sites.word, statistics.canonical.take(sites.row_pair)))
    scores = windows(model, statistics, units, (start, end), words)
    difference: Floats = scores[number:] - scores.take(rows)
    return difference
