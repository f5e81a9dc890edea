"""Pages as lexicons see them that lack the pairs they were spun with: what a dictionary nobody has looks like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from zhquality.model.evidence import Sites, only
from zhquality.model.labelled import LabelledPage
from zhquality.model.statistics import Ints, Statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["hidden_by_chance", "hidden_pairs", "hide", "hide_some"]

_SHARE = 0.2
"""Share of the spun pages whose dictionary is hidden. In a fit with .45 and one with .75, against the shipped one with .2 (which had not the pages of
``COUNTED_FAMILIES`` either), of pages spun by nine tables that were left out .44 and .52 have a score of one half and more (.39), at one false alarm in
1,000 .57 and .57 are found (.55), and of a table's own pages up to two and four in 100 fewer; but of 3,269 clean pages of hard kinds 9 have such a score
with .45 (5), and with .75 two of 2,177 plain ones (none)."""
_SCATTERED, _SCATTERED_LOST = 0.5, 0.4
"""Share of the hidden families whose pairs other lexicons have, scattered, and the greatest share of those used that none has: of the rows of
four small tables .6 to .8 are in other tables, of their uses .9 to .97 in some lexicon."""


def hide_some(pages: Iterable[LabelledPage], statistics: Statistics, share: float = _SHARE) -> Iterator[LabelledPage]:
    """The pages, some of the spun ones without their dictionary.

    Of a page spun by a family all pairs of the family are hidden, or most pairs are known and only the family is not; of one
    spun by an unknown table, a random share of the pairs that were used.

    Args:
        pages: labelled ones.
        statistics: with all pairs.
        share: of the spun pages that lose their dictionary.
    """
    rng = np.random.default_rng(11)
    for page in pages:
        without = hidden_by_chance(page, statistics, rng) if page.spun and rng.random() < share else page
        if without is not None:
            yield without


def hidden_by_chance(page: LabelledPage, statistics: Statistics, rng: np.random.Generator) -> LabelledPage | None:
    """A spun page without its dictionary, by one of the ways that ``hide_some`` names; None if nothing is left of it."""
    if page.family in statistics.families and rng.random() < _SCATTERED:
        lost = _used_pairs(page, statistics, rng, _SCATTERED_LOST * rng.random())
        return hide(page, lost, statistics, _kin(page.family, statistics))
    return hide(page, hidden_pairs(page, statistics, rng), statistics)


def _kin(family: str, statistics: Statistics) -> tuple[int, ...]:
    """Numbers of a family and those that are a part of it: a and a-wide."""
    name = family.split("-", maxsplit=1)[0]
    return tuple(number for number, other in enumerate(statistics.families) if other.split("-")[0] == name)


def hidden_pairs(page: LabelledPage, statistics: Statistics, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which pairs a lexicon lacks that has not the page's dictionary, bool[P]."""
    if page.family in statistics.families:
        return statistics.member[:, statistics.families.index(page.family)]
    return _used_pairs(page, statistics, rng, rng.random())


def _used_pairs(
    page: LabelledPage, statistics: Statistics, rng: np.random.Generator, share: float
) -> NDArray[np.bool_]:
    """About this share of the pairs that were used in a page, bool[P]."""
    chosen = np.zeros(len(statistics.surface), np.bool_)
    used = np.unique(page.evidence.sites.row_pair[page.rows_right])
    chosen[used[rng.random(len(used)) < share]] = True
    return chosen


def hide(
    page: LabelledPage, hidden: NDArray[np.bool_], statistics: Statistics, unknown: tuple[int, ...] = ()
) -> LabelledPage | None:
    """A page without some pairs, and without the words that only they have; None if nothing is left of it.

    Args:
        page: a spun one.
        hidden: the pairs, bool[P].
        statistics: with all pairs.
        unknown: families that are not known to be one tool's either.
    """
    sites = page.evidence.sites
    rows = np.flatnonzero(~hidden[sites.row_pair])
    if not len(rows):
        return None
    right = np.zeros(len(sites.row_pair), np.bool_)
    right[page.rows_right] = True
    part = replace(page.evidence, sites=_part(sites, rows, _known(hidden, statistics)))
    found = replace(page, evidence=part, rows_right=np.flatnonzero(right[rows]), hidden=True, unknown=unknown)
    return replace(found, evidence=found.weighed(statistics))


def _known(hidden: NDArray[np.bool_], statistics: Statistics) -> NDArray[np.bool_]:
    """Which words some pair has that is not hidden."""
    known = np.zeros(len(statistics.words), np.bool_)
    known[statistics.surface[~hidden]] = True
    known[statistics.canonical[~hidden]] = True
    return known


def _part(sites: Sites, rows: Ints, known: NDArray[np.bool_]) -> Sites:
    there = known[sites.words]
    context = None if sites.context is None else sites.context.only(known)
    return replace(only(sites, rows), words=sites.words[there], counts=sites.counts[there], context=context)
