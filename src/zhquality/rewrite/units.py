"""Choosing the units of a spinner: the smallest dictionary that explains every difference (minimum description length).

An alignment shows the characters that differ, 添 for 加; the spinner swapped 增添 for 增加. The right dictionary is the one
that takes the fewest bits to write down together with what the spinner did: a row costs its words, and every place where
a canonical stood and was left alone costs what a surprise costs. 加 → 添 leaves most 加 alone; 增加了 → 增添了 needs
another row for 增加的. The search alternates between explaining all places with the current costs and counting again
(hard EM), then drops rows whose places the others explain more cheaply.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.util import find_spec
from math import log2
from pathlib import Path
from statistics import median

from ahocorasick_rs import AhoCorasick, MatchKind

from zhquality.rewrite.differences import differences
from zhquality.rewrite.lattice import LONGEST, UNEXPLAINED, UNEXPLAINED_BITS, Lattice, Unit, best_path, lattices, pruned

__all__ = ["Choice", "choose_units"]

_ROW = 4.0
"""Bits of a row besides its words."""
_SINGLE_CANONICAL, _SINGLE_SURFACE = 25.0, 15.0
"""Further bits of a side that is no word of two characters or more: 0.2 % of the canonicals and 0.6 % of the surfaces in
the project's lexicons have one character, but half of all candidates."""
_CHARACTER = 15.0
"""Bits of a character that is no word by itself."""
_SLACK = 80.0
"""Bits by which a way through a place may at first be dearer than the best and still come to be chosen: two rows."""
_OWN_RATE = 20.0
"""Bits of a row that is used more or less often than the others, as single characters are where whole words are swapped."""
_THOROUGH, _ROWS_FOR_RATES = 0.98, 5
"""Limits of the usual rate, and rows it takes to know it."""
_ROUNDS = 4
"""Rounds of explaining and counting; a fifth changed nothing on nine simulated dictionaries."""
_PASSES = 4
"""Passes of dropping rows; most drop nothing after the second."""


@dataclass(slots=True)
class _Page:
    """A pair of texts: its original, the places where they differ, and how often each unit is used."""

    original: str
    same: str
    places: list[Lattice]
    paths: list[list[int]] = field(default_factory=list)
    used: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Tally:
    """What is counted for a unit.

    Attributes:
        used: places it explains.
        kept: places where its canonical stands on the same pages and was left alone.
        pages: pages that use it.
        all_pages: pages that hold its canonical.
    """

    used: int
    kept: int
    pages: int
    all_pages: int

    def bits(self, rates: _Rates) -> float:
        """Bits to say which pages use the unit, and where."""
        pages = min(self.pages, self.all_pages)
        return _choice_bits(self.used, self.kept, rates.places) + _choice_bits(
            pages, self.all_pages - pages, rates.pages
        )


@dataclass(frozen=True, slots=True)
class _Rates:
    """How thorough the spinner is: the usual share of the places, and of the pages, where a row is used; None: not known."""

    places: float | None = None
    pages: float | None = None

    @classmethod
    def of(cls, tallies: Iterable[_Tally]) -> _Rates:
        """The medians over rows; of rows seen once nothing can be said."""
        often = [tally for tally in tallies if tally.used > 1]
        if len(often) < _ROWS_FOR_RATES:
            return cls()
        places = median(tally.used / (tally.used + tally.kept) for tally in often)
        pages = median(min(tally.pages, tally.all_pages) / tally.all_pages for tally in often)
        return cls(*(min(max(rate, 1 - _THOROUGH), _THOROUGH) for rate in (places, pages)))


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit of the dictionary that was found, and how many places it explains."""

    canonical: str
    surface: str
    count: int


def choose_units(pairs: Iterable[tuple[str, str]]) -> list[Choice]:
    """The units that explain what was swapped, in any order.

    Args:
        pairs: originals and spun texts.
    """
    numbers: dict[Unit, int] = {}
    pages = [_page(a, b, numbers) for a, b in pairs]
    search = _Search(pages, list(numbers))
    search.prune()
    for _ in range(_ROUNDS):
        search.explain()
    for _ in range(_PASSES):
        if not search.drop():
            break
    used = search.total()
    return [Choice(*search.units[number], count) for number, count in used.items()]


def _page(a: str, b: str, numbers: dict[Unit, int]) -> _Page:
    blocks = differences(a, b)
    ends = [0, *(block.end_a for block in blocks)]
    starts = [*(block.start_a for block in blocks), len(a)]
    same = "\n".join(a[end:start] for end, start in zip(ends, starts, strict=True))
    return _Page(a, same, list(lattices(a, b, blocks, numbers)))


def _choice_bits(some: int, others: int, rate: float | None) -> float:
    """Bits to say which of all places are meant, at the spinner's usual rate or at one of the row's own."""
    own = _entropy(some, some + others)
    if rate is None:
        return own
    return min(-some * log2(rate) - others * log2(1 - rate), own + _OWN_RATE)


def _entropy(some: int, all_: int) -> float:
    """Bits to say which ``some`` of ``all_`` places are meant."""
    if not 0 < some < all_:
        return 0.0
    share = some / all_
    return -all_ * (share * log2(share) + (1 - share) * log2(1 - share))


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, float]:
    """Bits of every word of jieba's dictionary (read as a file: importing jieba takes twice as long)."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    lines = (Path(spec.origin).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    counts = {word: int(count) for word, count, *_ in map(str.split, lines)}
    total = log2(sum(counts.values()))
    return {word: total - log2(max(1, count)) for word, count in counts.items()}


@lru_cache(maxsize=1 << 16)
def _word_bits(text: str) -> tuple[float, bool]:
    """Bits of a string as the cheapest sequence of words, and whether one of these is a single character."""
    words = _vocabulary()
    best = [(0.0, True)]
    for end in range(1, len(text) + 1):
        bits, _ = best[-1]
        ways = [(bits + min(_CHARACTER, words.get(text[end - 1], _CHARACTER)), True)]
        ways += [
            (best[start][0] + words[text[start:end]], start > 0 and best[start][1])
            for start in range(max(0, end - 5), end - 1)
            if text[start:end] in words
        ]
        best.append(min(ways))
    return best[-1]


def _row_bits(canonical: str, surface: str) -> float:
    (before, single_before), (after, single_after) = _word_bits(canonical), _word_bits(surface)
    return _ROW + before + after + _SINGLE_CANONICAL * single_before + _SINGLE_SURFACE * single_after


class _Search:
    """The current dictionary and what it costs."""

    def __init__(self, pages: Sequence[_Page], units: list[Unit]) -> None:
        self.units = units
        self._pages = pages
        self._rates = _Rates()
        self._at_first = self._count_candidates()
        self._tallies = dict(enumerate(self._at_first))
        self._row_bits = [_row_bits(*unit) for unit in units]
        self._costs = [self._new_bits(number) for number in range(len(units))]
        self._active: Sequence[int] = range(len(units))

    def prune(self) -> None:
        """Forget the units that have no hope of being chosen, nine in ten."""
        for page in self._pages:
            page.places = [pruned(place, self._costs, _SLACK) for place in page.places]
        steps = {step for page in self._pages for place in page.places for edges in place for _, step in edges}
        self._active = sorted(step for step in steps if step >= 0)

    def _new_bits(self, number: int) -> float:
        """Bits a place of a unit would cost if it explained all the places it could."""
        tally = self._at_first[number]
        return (self._row_bits[number] + tally.bits(self._rates)) / tally.used

    def total(self) -> Counter[int]:
        """How many places each unit explains."""
        used: Counter[int] = Counter()
        for page in self._pages:
            used.update(page.used)
        return used

    def _count_candidates(self) -> list[_Tally]:
        """Tallies as if every unit explained all the places it could."""
        used, kept, pages = ([0] * len(self.units) for _ in range(3))
        wanted = {canonical for canonical, _ in self.units}
        all_pages: Counter[str] = Counter()
        for page in self._pages:
            possible = Counter(step for place in page.places for edges in place for _, step in edges if step >= 0)
            here = {self.units[number][0] for number in possible}
            left = Counter(gram for gram in _grams(page.same) if gram in here)
            all_pages.update(set(_grams(page.original)) & wanted)
            for number, count in possible.items():
                used[number] += count
                kept[number] += _left_alone(self.units[number], left, count)
                pages[number] += 1
        return [
            _Tally(its_used, its_kept, its_pages, all_pages[unit[0]])
            for its_used, its_kept, its_pages, unit in zip(used, kept, pages, self.units, strict=True)
        ]

    def explain(self) -> None:
        """Explain every place at the current costs, then count and price again."""
        for page in self._pages:
            page.paths = [best_path(place, self._costs) for place in page.places]
            page.used = Counter(number for path in page.paths for number in path if number != UNEXPLAINED)
        self._count()
        self._rates = _Rates.of(self._tallies.values())
        for number in self._active:
            first = self._at_first[number]
            tally = self._tallies.get(number) or _Tally(1, first.kept, 1, first.all_pages)
            self._costs[number] = (self._row_bits[number] + tally.bits(self._rates)) / tally.used

    def _count(self) -> None:
        """Tallies of the units in use. A canonical inside a longer one was not left alone: spinners take the longest."""
        used = self.total()
        canonicals = sorted({self.units[number][0] for number in used})
        automaton = AhoCorasick(canonicals, matchkind=MatchKind.LeftmostLongest)
        kept: Counter[int] = Counter()
        pages: Counter[int] = Counter()
        for page in self._pages:
            there = Counter(canonicals[index] for index, _, _ in automaton.find_matches_as_indexes(page.same))
            for number, count in page.used.items():
                kept[number] += _left_alone(self.units[number], there, count)
                pages[number] += 1
        self._tallies = {
            number: _Tally(count, kept[number], pages[number], self._at_first[number].all_pages)
            for number, count in used.items()
        }

    def drop(self) -> int:
        """Drop rows, rare ones first, whose places the other rows explain in fewer bits; says how many."""
        where: dict[int, list[tuple[_Page, int]]] = defaultdict(list)
        for page in self._pages:
            for place, path in enumerate(page.paths):
                for number in set(path) - {UNEXPLAINED}:
                    where[number].append((page, place))
        costs = dict.fromkeys(self._active, 0.0)
        for number in self._active:
            tally = self._tallies.get(number)  # a further use of a row that is there costs only itself
            costs[number] = log2(1 + tally.kept / tally.used) if tally else self._new_bits(number)
        dropped = 0
        for number in sorted(self._tallies, key=lambda number: self._tallies[number].used):
            dropped += self._drop_one(number, where, costs)
        self._count()
        return dropped

    def _drop_one(self, number: int, where: dict[int, list[tuple[_Page, int]]], costs: dict[int, float]) -> bool:
        gone = self._tallies.get(number)
        if gone is None:
            return False
        own, costs[number] = costs[number], float("inf")
        paths = [(page, place, best_path(page.places[place], costs)) for page, place in where[number]]
        change: Counter[int] = Counter()
        joined: dict[int, set[int]] = defaultdict(set)
        for page, place, path in paths:
            change.update(path)
            change.subtract(page.paths[place])
            for other in path:
                if not page.used[other]:
                    joined[other].add(id(page))
        unexplained = change.pop(UNEXPLAINED, 0) * UNEXPLAINED_BITS
        after = {
            other: self._after(other, step, len(joined[other]), gone)
            for other, step in change.items()
            if step and other != number
        }
        before = self._bits(number, gone) + sum(
            self._bits(other, self._tallies[other]) for other in after if other in self._tallies
        )
        if change[number] != -gone.used or sum(self._bits(o, t) for o, t in after.items()) + unexplained >= before:
            costs[number] = own
            return False
        for page, place, path in paths:
            page.used.subtract(page.paths[place])
            page.used.update(path)
            page.used += Counter()
            del page.used[UNEXPLAINED]
            page.paths[place] = path
            for other in set(path):
                where[other].append((page, place))
        del self._tallies[number]
        self._tallies.update(after)
        for other, tally in after.items():
            if tally.used <= 0:
                del self._tallies[other]
            else:
                costs[other] = log2(1 + tally.kept / tally.used)
        return True

    def _after(self, number: int, step: int, pages: int, gone: _Tally) -> _Tally:
        """A row's tally when it takes over places of a row that goes; where that one was left alone, so is this one."""
        tally = self._tallies.get(number)
        if tally is None:
            new = self._at_first[number]
            return replace(new, used=step, pages=max(1, pages))
        kept = tally.kept + round(gone.kept * max(0, step) / gone.used)
        return replace(tally, used=tally.used + step, kept=kept, pages=tally.pages + pages)

    def _bits(self, number: int, tally: _Tally) -> float:
        return self._row_bits[number] + tally.bits(self._rates) if tally.used > 0 else 0.0


def _left_alone(unit: Unit, same: Counter[str], used: int) -> int:
    """How often a canonical was left alone, if it stands so often in what both texts share; 大 stands there in 较大 too."""
    canonical, surface = unit
    shared = used if surface.startswith(canonical) or surface.endswith(canonical) else 0
    return max(0, same[canonical] - shared)


def _grams(text: str) -> Iterator[str]:
    for size in range(1, LONGEST + 1):
        for at in range(len(text) - size + 1):
            yield text[at : at + size]
