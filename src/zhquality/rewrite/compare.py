"""Compare two texts: is one a rewrite of the other, which one, and which words were swapped."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhquality.checker import Checker
from zhquality.document import must_be_text
from zhquality.model.normal import Normal, normalise
from zhquality.resources import Resources
from zhquality.rewrite.alignment import Partners, Step, align, best_prefix, moved, partners_in, through
from zhquality.rewrite.anchors import Chain, chains
from zhquality.rewrite.comparison import Comparison, Passage, Swap, SwapCount
from zhquality.rewrite.direction import b_rewritten, features
from zhquality.rewrite.swaps import Change, changes, match_family
from zhquality.rewrite.vocabulary import Vocabulary, letters

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Comparer"]

_MARGIN = 60
"""Code points beyond the outermost anchors that are looked at: a passage begins and ends inside a clause."""
_LEAST_SPAN = 6
"""Letters of a span that counts as added or left out; shorter ones are shown as part of the passage."""
_LEAST_SAME, _LEAST_SHARE = 16, 0.5
"""Letters a passage must have in common, and their share of the longer side: unrelated pages share phrases of ten."""
_DECIDED = 0.75
"""Probability from which the rewritten side is named."""


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A passage in normal form."""

    steps: tuple[Step, ...]
    changes: tuple[Change, ...]


class Comparer:
    """Compares texts; holds the dictionaries and the model. Build one and use it for many pairs."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._resources = Resources(checker.config)
        self.vocabulary = Vocabulary.of(checker.config)
        self._priced: dict[str | None, Partners] = {}

    def compare(self, a: str, b: str) -> Comparison:
        """Whether one of two texts is a rewrite of the other; never raises on any str.

        Args:
            a: a text.
            b: another one.
        """
        must_be_text(a)
        must_be_text(b)
        normal_a, normal_b = normalise(a), normalise(b)
        passages = self._aligned(normal_a.text, normal_b.text)
        found = [change for passage in passages for change in passage.changes]
        later = self._direction((a, b), normal_a.text, normal_b.text, found)
        rewritten = "b" if later >= _DECIDED else "a" if later <= 1 - _DECIDED else None
        kinds = Counter((normal_a.text[c.start_a : c.end_a], normal_b.text[c.start_b : c.end_b]) for c in found)
        table, family, families = self._table(kinds, rewritten)
        both_a = _marked(
            len(normal_a.text), ((s.start_a, s.end_a) for p in passages for s in p.steps if s.kind != "other")
        )
        both_b = _marked(
            len(normal_b.text), ((s.start_b, s.end_b) for p in passages for s in p.steps if s.kind != "other")
        )
        in_a, in_b = letters(normal_a.text), letters(normal_b.text)
        shared = int(min(both_a[in_a].sum(), both_b[in_b].sum()))
        coverage_a, coverage_b = _share(both_a, in_a), _share(both_b, in_b)
        return Comparison(
            probability=_probability(shared, max(coverage_a, coverage_b)),
            rewritten=rewritten,
            b_rewritten=later,
            coverage_a=coverage_a,
            coverage_b=coverage_b,
            passages=tuple(_passage(p, a, b, normal_a, normal_b) for p in passages),
            swaps=table,
            family=family,
            families=families,
            only_a=_only(normal_a, both_a, in_a),
            only_b=_only(normal_b, both_b, in_b),
        )

    def _partners(self, family: str | None) -> Partners:
        if family not in self._priced:
            self._priced[family] = partners_in(self.vocabulary, family)
        return self._priced[family]

    def _aligned(self, a: str, b: str) -> list[_Aligned]:
        """Passages; once the swaps tell which dictionary was used, aligned again with its own entries preferred."""
        found = chains(a, b, self.vocabulary)
        passages = self._passages(a, b, found, None)
        kinds = {(a[c.start_a : c.end_a], b[c.start_b : c.end_b]) for p in passages for c in p.changes}
        sizes = self.vocabulary.sizes
        both = [(*self.vocabulary.families_of(*pair), *self.vocabulary.families_of(*pair[::-1])) for pair in kinds]
        family, _ = match_family(both, sizes)
        return passages if family is None else self._passages(a, b, found, family)

    def _passages(self, a: str, b: str, found: Sequence[Chain], family: str | None) -> list[_Aligned]:
        passages = []
        free_a, free_b = _limits(found, len(a), 0), _limits(found, len(b), 1)
        for chain, low_high_a, low_high_b in zip(found, free_a, free_b, strict=True):
            steps = self._steps(a, b, chain, (low_high_a, low_high_b), self._partners(family))
            if _holds(a, b, steps):
                passages.append(_Aligned(tuple(steps), tuple(changes(a, b, steps))))
        return passages

    def _steps(
        self, a: str, b: str, chain: Chain, free: tuple[tuple[int, int], tuple[int, int]], partners: Partners
    ) -> list[Step]:
        """Steps of a passage with what fits before its first anchor and after its last."""
        (free_a, free_b), longest = free, self.vocabulary.longest
        (first_a, first_b), (last_a, last_b) = chain.anchors[0], chain.anchors[-1]
        low_a, low_b = max(free_a[0], first_a - _MARGIN), max(free_b[0], first_b - _MARGIN)
        before = moved(align(a[low_a:first_a], b[low_b:first_b], partners, longest), low_a, low_b)
        high_a, high_b = min(free_a[1], last_a + 1 + _MARGIN), min(free_b[1], last_b + 1 + _MARGIN)
        after = moved(align(a[last_a + 1 : high_a], b[last_b + 1 : high_b], partners, longest), last_a + 1, last_b + 1)
        return [
            *best_prefix(before[::-1])[::-1],
            *through(a, b, chain.anchors, partners, longest),
            *best_prefix(after),
        ]

    def _direction(self, texts: tuple[str, str], a: str, b: str, found: Sequence[Change]) -> float:
        if not found:
            return 0.5
        return b_rewritten(self.evidence(texts, a, b, found))

    def evidence(self, texts: tuple[str, str], a: str, b: str, found: Sequence[Change]) -> tuple[float, float, float]:
        """What speaks for ``b`` being the rewritten one; see ``direction.features``."""
        spun = tuple(self._checker.check(text).scores["spun"] for text in texts)
        return features(a, b, found, self.vocabulary, self._resources.model, (spun[0], spun[1]))

    def _table(
        self, kinds: Counter[tuple[str, str]], rewritten: str | None
    ) -> tuple[tuple[SwapCount, ...], str | None, dict[str, float]]:
        def families_of(a: str, b: str) -> tuple[str, ...]:
            forward = self.vocabulary.families_of(a, b) if rewritten != "a" else ()
            backward = self.vocabulary.families_of(b, a) if rewritten != "b" else ()
            return (*forward, *(name for name in backward if name not in forward))

        rows = tuple(
            SwapCount(a, b, count, families_of(a, b))
            for (a, b), count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
        )
        family, families = match_family([row.families for row in rows], self.vocabulary.sizes)
        return rows, family, families


def _holds(a: str, b: str, steps: Sequence[Step]) -> bool:
    """Whether enough of a passage is the same, or swapped."""
    same = sum(map(str.isalnum, "".join(a[s.start_a : s.end_a] for s in steps if s.kind != "other")))
    whole_a = sum(map(str.isalnum, a[steps[0].start_a : steps[-1].end_a]))
    whole_b = sum(map(str.isalnum, b[steps[0].start_b : steps[-1].end_b]))
    return same >= max(_LEAST_SAME, _LEAST_SHARE * max(whole_a, whole_b))


def _probability(shared: int, coverage: float) -> float:
    """That two texts are related, from the letters they share and the larger share of a text that these make."""
    if not shared:
        return 0.0
    logit = 2.0 * math.log(shared / 60) + 2.0 * math.log(coverage / 0.1)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _limits(found: Sequence[Chain], length: int, side: int) -> list[tuple[int, int]]:
    """For each passage what is free around it in one of the texts: half of what lies between it and its neighbours."""
    order = sorted(range(len(found)), key=lambda number: found[number].anchors[0][side])
    limits = [(0, length)] * len(found)
    edges = [(found[n].anchors[0][side], found[n].anchors[-1][side] + 1) for n in order]
    for place, number in enumerate(order):
        low = (edges[place - 1][1] + edges[place][0]) // 2 if place else 0
        high = (edges[place][1] + edges[place + 1][0]) // 2 if place + 1 < len(order) else length
        limits[number] = (low, high)
    return limits


def _marked(length: int, spans: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    marks = np.zeros(length, np.bool_)
    for start, end in spans:
        marks[start:end] = True
    return marks


def _share(marks: NDArray[np.bool_], letters: NDArray[np.int64]) -> float:
    return float(marks[letters].mean()) if len(letters) else 0.0


def _only(normal: Normal, both: NDArray[np.bool_], places: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Spans of letters, with what stands between them, that the other text has not."""
    alone = places[~both[places]]
    if not len(alone):
        return ()
    rank = np.searchsorted(places, alone)  # neighbours among the letters, punctuation aside
    cuts = np.flatnonzero(np.diff(rank) > 1) + 1
    runs = np.split(alone, cuts)
    return tuple(normal.span(int(run[0]), int(run[-1]) + 1) for run in runs if len(run) >= _LEAST_SPAN)


def _passage(passage: _Aligned, a: str, b: str, normal_a: Normal, normal_b: Normal) -> Passage:
    first, last = passage.steps[0], passage.steps[-1]
    start_a, end_a = normal_a.span(first.start_a, last.end_a)
    start_b, end_b = normal_b.span(first.start_b, last.end_b)
    swaps = []
    for change in passage.changes:
        low_a, high_a = normal_a.span(change.start_a, change.end_a)
        low_b, high_b = normal_b.span(change.start_b, change.end_b)
        swaps.append(Swap(low_a, high_a, low_b, high_b, a[low_a:high_a], b[low_b:high_b], change.known))
    same = sum(
        normal_a.text[at].isalnum() for s in passage.steps if s.kind != "other" for at in range(s.start_a, s.end_a)
    )
    return Passage(start_a, end_a, start_b, end_b, same, tuple(swaps))
