"""Putting words back in a page known to be spun: which pair explains each site, jointly.

A choice between {surface stays} and the canonicals of each site, scored by a small network fitted on simulated pages (``fitting.py``).
Sites that overlap exclude each other, so the best set is found by weighted interval scheduling; then everything is
scored again with the chosen words in place, because neighbouring sites change each other's context
(内陆生涯 → 本地生活), and because a spinner is consistent: what explains a surface here explains it there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from zhquality.model.context import agreement
from zhquality.model.evidence import Sites, Vocabulary, around, ratios
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import PageEvidence
from zhquality.model.pooling import log_density
from zhquality.model.statistics import Floats, Ints, Statistics, WordTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Choice", "Decoded", "choices", "counted", "decode", "features", "restored", "schedule", "second_features"]

PASSES = 3
"""Decoding passes; a fourth changed no decision on 450 simulated pages."""
_DOUBT = 4.0
"""Nats of evidence at which a family is as likely as not: the least clean scale of a family."""
_LOWEST_RATE = 2.2
"""Minus the logit of the lowest rate, so that a family at any rate speaks for its members."""
_BOLD, _LEAST = 0.65, 0.52
"""Nats by which a word that is left in weighs more than one that is put back wrongly, and the probability of a change from which
a site is changed. Of the words that tools put into 44 public excerpts .874 are found and .820 restored, .89 of the findings are on such words, and ``h`` has 1.95 findings
elsewhere in 1,000 code points; with .5 .875, .822, .89 and 2.04. Before the families ``k`` and ``t``, with .5 .859 were found and ``h`` had 1.99, ``f`` 1.58 elsewhere, with .43
.866, 2.22 and 2.12, and with .5 and without the nats .850 were found."""
_LONGEST = 8
"""Code points of the longest surfaces but for 7 of 26,000."""
_LOCAL = 40
"""Code points on each side whose decisions a site looks at."""


@dataclass(frozen=True)
class Choice:
    """One site that is to be changed: its span, the candidates best first, and their probabilities."""

    start: int
    end: int
    candidates: tuple[str, ...]
    probabilities: tuple[float, ...]
    changed: float
    pair: int


@dataclass(frozen=True)
class Decoded:
    """Utilities of all rows in nats against keeping the surface, and the chosen row of each chosen site."""

    utility: Floats
    posterior: Floats
    chosen: Ints


def features(page: PageEvidence, statistics: Statistics, steady: Mapping[str, Floats] | None = None) -> Floats:
    """Features of every row, float[K, n].

    Args:
        page: with the ratios of this pass.
        statistics: of the lexicons.
        steady: the page's ``steady_features``, if they are known.
    """
    sites = page.sites
    known = steady if steady is not None else steady_features(page, statistics)
    density = log_density(sites, statistics)
    _, group, counts = np.unique(sites.row_pair, return_inverse=True, return_counts=True)
    same = counts[group]
    others = np.where(same > 1, (np.bincount(group, density)[group] - density) / np.maximum(same - 1, 1), 0.0)
    own, own_certain = known["own"], known["own certain"]
    moving = {
        "x": sites.x / 10,
        "x above": np.maximum(sites.x, 0) / 10,
        "density": density,
        "others": np.clip(others, -4, 4),
        "own x": own * np.clip(sites.x, -20, 20) / 10,
        "own certain density": own_certain * density,
        "agreement": agreement(sites, statistics),
    }
    table = np.empty((len(_ORDER), len(sites.row_pair)))
    for row, name in zip(table, _ORDER, strict=True):
        row[:] = known[name] if name in known else moving[name]
    transposed: Floats = table.T
    return transposed


_ORDER = (
    *("one", "x", "x above", "density", "frequency", "left", "left best", "others", "same", "pooled"),
    *(
        "second",
        "early",
        "late",
        "own",
        "short of best",
        "own rate",
        "own pooled",
        "own x",
        "own certain",
        "certain rate",
    ),
    *("nats", "certain left", "certain left over", "certain absent", "certain surplus", "certain turned", "left over"),
    *("absent", "surplus", "certain pooled", "own certain density", "uncertain", "positive", "best", "logit", "single"),
    *("candidates", "agreement"),
)
"""The order of the features, which the fitted weights follow."""


def steady_features(page: PageEvidence, statistics: Statistics) -> dict[str, Floats]:
    """Features of every row that no pass changes: all but those of the ratios and of the words around."""
    sites = page.sites
    rows, pairs = len(sites.row_pair), sites.row_pair
    different, group, counts = np.unique(pairs, return_inverse=True, return_counts=True)
    rank = statistics.rank[pairs]
    pooled = np.clip(page.row_pooled, -3, 8)
    left = _left_features(page, statistics)
    own = _family_features(page, different, group, statistics)
    positive = np.maximum(page.pooled, 0).sum()
    return {
        "one": np.ones(rows),
        "frequency": sites.frequency,
        **left,
        **own,
        "left best": left["left"] * own["best"],
        "same": np.log(counts).take(group),
        "pooled": pooled,
        "second": (rank == 2).astype(np.float64),
        "early": ((rank >= 3) & (rank < 9)).astype(np.float64),
        "late": (rank >= 9).astype(np.float64),
        "own pooled": own["own"] * pooled,
        **{f"certain {name}": own["own certain"] * values for name, values in left.items()},
        "certain pooled": own["own certain"] * pooled,
        "positive": np.full(rows, positive / (len(page.pooled) + 5)),
        "logit": np.full(rows, np.clip(page.early, -5, 12)),
        "single": (statistics.lengths[statistics.surface[pairs]] == 1).astype(np.float64),
        "candidates": np.log(np.bincount(sites.row_site, minlength=len(sites.word)))[sites.row_site],
    }


def _left_features(page: PageEvidence, statistics: Statistics) -> dict[str, Floats]:
    """How often surface and canonical of every row stand in the page, against what a clean page has."""
    sites = page.sites
    family = int(np.where(statistics.dictionary, page.evidence, -np.inf).argmax())
    canonical, surface = statistics.canonical.take(sites.row_pair), statistics.surface.take(sites.row_pair)
    turned = statistics.surfaces_of(family).take(canonical)
    left, absent, surplus = counted(sites, statistics, surface, canonical)
    return {
        "left": left,
        "left over": np.where(turned, 0.0, left),
        "absent": absent,
        "surplus": surplus,
        "turned": turned,
    }


def counted(sites: Sites, table: WordTable, surface: Ints, canonical: Ints) -> tuple[Floats, Floats, Floats]:
    """What counts of the page say of pairs of words of a table.

    Returns:
        The log of how often each canonical is left; where it is absent, of how often a page of this length has it; and of
        how much oftener the surface is there than in others.
    """
    length = len(sites.units)
    there = np.zeros(len(table.words))
    there[sites.words] = sites.counts
    left = there.take(canonical)
    absent = np.where(left == 0, np.log1p(table.mixed(sites.register, canonical) * length), 0.0)
    surplus = np.log((there.take(surface) + 0.5) / (table.mixed(sites.register, surface) * length + 0.5))
    return np.log1p(left), absent, surplus


def _family_features(page: PageEvidence, different: Ints, group: Ints, statistics: Statistics) -> dict[str, Floats]:
    """What the families that have a row's pair have to say, against the best of all.

    Args:
        page: the page.
        different: the pairs of its rows, each once.
        group: of each row, its pair among them.
        statistics: with the families.
    """
    member = statistics.member_rows.take(different, axis=1)

    def best_of(values: Floats) -> Floats:
        """The greatest value among the families that have the row's pair; 0 for the families that have not."""
        greatest: Floats = np.where(member, values[:, None], 0.0).max(0)
        return greatest.take(group)

    positive = np.maximum(page.pooled, 0).sum()
    strength = np.where(statistics.dictionary, np.maximum(page.evidence, 0) / (positive + 5), 0.0)
    own, best = best_of(strength), strength.max()
    rate = np.log(page.rates / (1 - page.rates))
    certain = np.where(statistics.dictionary, 1 / (1 + np.exp(_DOUBT - np.clip(page.evidence, -20, 40))), 0.0)
    own_certain = best_of(certain)
    return {
        "own": own,
        "short of best": np.where(own < best, best - own, 0.0),
        "own rate": best_of(strength * rate),
        "own certain": own_certain,
        "certain rate": best_of(certain * (rate + _LOWEST_RATE)),
        "nats": best_of(np.where(statistics.dictionary, np.clip(page.evidence, 0, 60), 0.0)) / 10,
        "uncertain": certain.max() * (own_certain < certain.max() / 2),
        "best": np.full(len(own), best),
    }


def second_features(first: Floats, page: PageEvidence, decoded: Decoded, statistics: Statistics) -> Floats:
    """Features of later passes: the first ones, and what the pass before decided elsewhere in the page."""
    sites = page.sites
    posterior = decoded.posterior
    _, group, counts = np.unique(sites.row_pair, return_inverse=True, return_counts=True)
    more = counts[group] > 1
    elsewhere = np.where(
        more, (np.bincount(group, posterior)[group] - posterior) / np.maximum(counts[group] - 1, 1), 0.0
    )
    _, own, number = np.unique(sites.word, return_inverse=True, return_counts=True)
    changed = np.bincount(sites.row_site, posterior, minlength=len(sites.word))
    stays = np.where(number[own] > 1, (np.bincount(own, changed)[own] - changed) / np.maximum(number[own] - 1, 1), 0.0)
    repeated = (number[own] > 1)[sites.row_site]
    family = int(np.where(statistics.dictionary, page.evidence, -np.inf).argmax())
    member = statistics.member[sites.row_pair, family]
    accepted = float(posterior[member].sum() / (member.sum() + 2)) if member.any() else 0.0
    sums = np.concatenate(([0.0], np.cumsum(changed)))
    low = np.searchsorted(sites.start, sites.start - _LOCAL)
    high = np.searchsorted(sites.start, sites.start + _LOCAL, side="right")
    local = ((sums[high] - sums[low] - changed) / np.maximum(high - low - 1, 1))[sites.row_site]
    share = float(changed.sum() / (len(changed) + 5))
    extra = [
        elsewhere,
        more.astype(np.float64) * (elsewhere - 0.5),
        repeated * stays[sites.row_site],
        member * accepted,
        ~member * accepted,
        local,
        np.full(len(posterior), share),
        np.full(len(posterior), np.log(share + 0.01)),
    ]
    table: Floats = np.concatenate([first.T, extra]).T
    return table


def schedule(sites: Sites, utility: Floats, vocabulary: Vocabulary, bold: float = 0.0) -> Decoded:
    """Posterior of every row, and the best set of sites that do not overlap (rows of it, by start).

    Args:
        sites: of the page.
        utility: of every row in nats against keeping the surface.
        vocabulary: with the lengths of its words.
        bold: nats that are added to every row when the set is chosen.
    """
    number = len(sites.word)
    weight = np.exp(np.clip(utility, -40, 40))
    posterior = weight / (1 + np.bincount(sites.row_site, weight, minlength=number))[sites.row_site]
    gain_of = utility + bold
    first = np.flatnonzero(np.concatenate(([True], sites.row_site[1:] != sites.row_site[:-1])))
    of_site = np.cumsum(np.concatenate(([False], sites.row_site[1:] != sites.row_site[:-1])))
    best = np.flatnonzero((gain_of == np.maximum.reduceat(gain_of, first)[of_site]) & (gain_of > 0))
    best = best[np.concatenate(([True], of_site[best][1:] != of_site[best][:-1]))[: len(best)]]  # the first of equals
    span_start = sites.start[sites.row_site[best]]
    span_end = span_start + vocabulary.lengths[sites.word[sites.row_site[best]]]
    outer = _outermost(span_start.tolist(), span_end.tolist(), gain_of[best].tolist())
    best, span_start, span_end = best[outer], span_start[outer], span_end[outer]
    by_end = np.argsort(span_end, kind="stable")
    ends = span_end[by_end].tolist()
    totals, takes = [0.0], []
    in_order = zip(span_start[by_end].tolist(), gain_of[best[by_end]].tolist(), strict=True)
    for place, (start, value) in enumerate(in_order):
        before = bisect_right(ends, start, 0, place)
        gain = totals[before] + value
        takes.append((gain > totals[-1], before))
        totals.append(max(gain, totals[-1]))
    chosen, place = [], len(takes)
    while place:
        taken, before = takes[place - 1]
        if taken:
            chosen.append(int(best[by_end[place - 1]]))
        place = before if taken else place - 1
    return Decoded(utility, posterior, np.array(chosen[::-1], np.int64))


def _outermost(starts: Sequence[int], ends: Sequence[int], gains: Sequence[float]) -> list[int]:
    """The spans, by start, the longer first, that lie in no longer one with at least their gain.

    Else two words within 经由过程 add up to more than the whole, and 通过 is restored as 通过进程.
    """

    def is_inner(place: int) -> bool:
        for before in range(place - 1, -1, -1):
            if starts[place] - starts[before] >= _LONGEST:
                return False
            if ends[before] >= ends[place] and gains[before] >= gains[place]:
                return True
        return False

    return [place for place in range(len(starts)) if not is_inner(place)]


def restored(page: PageEvidence, decoded: Decoded, model: NgramModel, statistics: Statistics) -> PageEvidence:
    """The page's ratios with the chosen words put in everywhere else."""
    sites = page.sites
    lengths = statistics.lengths
    chosen_site = sites.row_site[decoded.chosen]
    starts = sites.start[chosen_site]
    ends = starts + lengths[sites.word[chosen_site]]
    words = statistics.canonical[sites.row_pair[decoded.chosen]]
    shift = np.cumsum(np.concatenate(([0], lengths[words] - (ends - starts))))
    span_start, span_end = sites.start, sites.start + lengths[sites.word]
    # A site that overlaps a chosen other one keeps its ratio: there is no restored text to see it in.
    over_low, over_high = np.searchsorted(ends, span_start, side="right"), np.searchsorted(starts, span_end)
    is_chosen = np.zeros(len(sites.word), np.bool_)
    is_chosen[chosen_site] = True
    free = over_high - over_low == is_chosen
    new_start, new_end = span_start + shift[over_low], span_end + shift[over_high]
    units = _with_words(sites.units, statistics, starts, ends, words)
    seen = sites.around if sites.around is not None else around(sites.units, (span_start, span_end))
    kept = np.flatnonzero(free)
    beside = around(units, (new_start[kept], new_end[kept]))
    # Most sites have no chosen one near them, and hardly any changes its mind in the last pass.
    moved = (beside != seen[kept]).any(1)
    kept, beside = kept[moved], beside[moved]
    mended = None if sites.context is None else sites.context.with_words(words, starts, ends)
    if not len(kept):
        return replace(page, sites=replace(sites, mended=mended))
    fresh = np.zeros(len(sites.word), np.bool_)
    fresh[kept] = True
    rows = fresh[sites.row_site]
    renumber = np.cumsum(fresh) - 1
    view = replace(
        sites,
        word=sites.word[kept],
        row_site=renumber[sites.row_site[rows]],
        row_pair=sites.row_pair[rows],
    )
    x, now = sites.x.copy(), seen.copy()
    x[rows] = ratios(view, units, (new_start[kept], new_end[kept]), model, statistics)
    now[kept] = beside
    return replace(page, sites=replace(sites, x=x, around=now, mended=mended))


def _with_words(
    units: NDArray[np.uint16], statistics: Statistics, starts: Ints, ends: Ints, words: Ints
) -> NDArray[np.uint16]:
    """The units of a page with words put in for spans that do not overlap, in their order."""
    flat, begins = statistics.units
    parts, cursor = [], 0
    for start, end, word in zip(starts.tolist(), ends.tolist(), words.tolist(), strict=True):
        parts += [units[cursor:start], flat[begins[word] : begins[word] + statistics.lengths[word]]]
        cursor = end
    parts.append(units[cursor:])
    return np.concatenate(parts)


def decode(page: PageEvidence, model: NgramModel, statistics: Statistics) -> list[Choice]:
    """Sites to change, by start, each with up to three candidates."""
    steady = steady_features(page, statistics)
    known = page.utility
    utility = known if known is not None else statistics.first(features(page, statistics, steady))
    decoded = schedule(page.sites, utility, statistics)
    for number in range(2, PASSES + 1):
        page = restored(page, decoded, model, statistics)
        table = second_features(features(page, statistics, steady), page, decoded, statistics)
        decoded = schedule(page.sites, statistics.second(table), statistics, _BOLD if number == PASSES else 0.0)
    return list(choices(page.sites, decoded, statistics))


def choices(sites: Sites, decoded: Decoded, vocabulary: Vocabulary, least: float = _LEAST) -> Iterator[Choice]:
    """The chosen sites that are to be changed: with at least this probability."""
    of_chosen = sites.row_site[decoded.chosen]
    lows = np.searchsorted(sites.row_site, of_chosen).tolist()
    highs = np.searchsorted(sites.row_site, of_chosen, side="right").tolist()
    starts, lengths = sites.start[of_chosen].tolist(), vocabulary.lengths[sites.word[of_chosen]].tolist()
    for row, low, high, start, length in zip(decoded.chosen.tolist(), lows, highs, starts, lengths, strict=True):
        posterior = decoded.posterior[low:high].tolist()
        changed = sum(posterior)
        if changed < least:
            continue
        utility = decoded.utility[low:high].tolist()
        ranked = sorted(range(high - low), key=utility.__getitem__, reverse=True)[:3]
        words = vocabulary.canonical[sites.row_pair[low:high]].tolist()
        yield Choice(
            start,
            start + length,
            tuple(vocabulary.words[words[place]] for place in ranked),
            tuple(posterior[place] for place in ranked),
            changed,
            int(sites.row_pair[row]),
        )
