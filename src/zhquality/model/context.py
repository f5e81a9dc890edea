"""What a place is about: how well a word goes with the words around it, further away than the language model looks.

Every word of the lexicons has a vector (``vectors.py``) such that the product of two is about how much more often than by
chance they stand near each other, in nats. The canonical of a row agrees better with its place than the surface by
the difference of their mean products with the ten words before and the ten after it. On held-out simulated pages the
loss of the decoder's last passes falls by 4 % and, where .85 of the words are restored, the wrong findings by 15 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhquality.model.statistics import Floats, Ints, Statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from zhquality.model.evidence import Sites

__all__ = ["Context", "agreement"]

_WORDS = 10
"""Words on each side. With 6 the loss is .1804 nats, with 10 .1801, with 20 .1804, without vectors .1872."""
_BLOCK = 4_096
"""Sites whose products are worked out together, so that memory does not grow with the page."""


@dataclass(frozen=True, slots=True)
class Context:
    """The words of a page that have a vector, none inside another, by start.

    Attributes:
        words: their numbers.
        starts: first code point of each in the page.
        ends: code point after each.
    """

    words: Ints
    starts: Ints
    ends: Ints

    @classmethod
    def of(cls, words: Ints, starts: Ints, lengths: Ints) -> Context:
        """Of all occurrences of words: those of two code points and more that are inside no other.

        Args:
            words: in any order.
            starts: first code point of each.
            lengths: of all words.
        """
        long = np.flatnonzero(lengths[words] > 1)
        words, starts = words[long], starts[long]
        ends = starts + lengths[words]
        order = np.lexsort((-ends, starts))
        words, starts, ends = words[order], starts[order], ends[order]
        furthest = np.maximum.accumulate(ends)
        outside = np.flatnonzero(np.concatenate(([True], ends[1:] > furthest[:-1]))[: len(ends)])
        return cls(words[outside], starts[outside], ends[outside])

    def only(self, known: NDArray[np.bool_]) -> Context:
        """Without the words that are not known, bool[W]."""
        kept = np.flatnonzero(known[self.words])
        return Context(self.words[kept], self.starts[kept], self.ends[kept])

    def part(self, start: int, end: int) -> Context:
        """The words that are wholly between two places, from the first."""
        low, high = np.searchsorted(self.starts, start), np.searchsorted(self.ends, end, side="right")
        inside = slice(int(low), int(high))
        return Context(self.words[inside], self.starts[inside] - start, self.ends[inside] - start)

    def with_words(self, words: Ints, starts: Ints, ends: Ints) -> Context:
        """With words in place of what stands at some spans, which do not overlap and are in order."""
        overlaps = np.searchsorted(starts, self.ends) > np.searchsorted(ends, self.starts, side="right")
        kept = np.flatnonzero(~overlaps)
        order = np.argsort(np.concatenate((self.starts[kept], starts)), kind="stable")
        return Context(
            np.concatenate((self.words[kept], words))[order],
            np.concatenate((self.starts[kept], starts))[order],
            np.concatenate((self.ends[kept], ends))[order],
        )


def agreement(sites: Sites, statistics: Statistics) -> Floats:
    """How much better each row's canonical agrees with its place than the surface, in nats, float[K]; 0 if not known."""
    result = np.zeros(len(sites.row_site))
    context = sites.context if sites.mended is None else sites.mended
    if context is None or not len(context.words):
        return result
    start, end = sites.start, sites.start + statistics.lengths[sites.word]
    before, behind = np.searchsorted(context.ends, start, side="right"), np.searchsorted(context.starts, end)
    first, last = np.maximum(before - _WORDS, 0), np.minimum(behind + _WORDS, len(context.words))
    canonical = statistics.canonical[sites.row_pair]
    number = np.maximum(before - first + last - behind, 1)[:, None]
    for low in range(0, len(start), _BLOCK):
        block = slice(low, low + _BLOCK)
        base = int(first[block].min())
        vectors = statistics.vectors.take(context.words[base : int(last[block].max())], axis=0)
        sums = np.concatenate((np.zeros((1, vectors.shape[1]), np.int64), np.cumsum(vectors, 0, dtype=np.int64)))
        around = sums[before[block] - base] - sums[first[block] - base]
        around += sums[last[block] - base] - sums[behind[block] - base]
        mean = (around * (statistics.steps**2 / number[block])).astype(np.float32)
        rows = slice(*np.searchsorted(sites.row_site, (low, low + _BLOCK)).tolist())
        of_site = sites.row_site[rows] - low
        own = _products(mean, statistics.vectors.take(sites.word[block], axis=0))
        result[rows] = _products(mean[of_site], statistics.vectors.take(canonical[rows], axis=0)) - own[of_site]
    known = statistics.has_vector
    result[~(known[canonical] & known[sites.word][sites.row_site])] = 0
    return result


def _products(some: NDArray[np.float32], others: NDArray[np.int8]) -> NDArray[np.float32]:
    """Product of each row of one table with the same row of the other."""
    products: NDArray[np.float32] = np.einsum("ij,ij->i", some, others.astype(np.float32))
    return products
