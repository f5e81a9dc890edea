"""Spinning clean text with random dictionaries, for fitting and for tests.

A spinner is plain string replacement, leftmost and longest first, blind to word boundaries (PHP's ``strtr``).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["THESAURUS", "Spinner", "Swap", "random_spinner", "spin"]

Rows = Mapping[str, Sequence[str]]
"""Original to its replacements, the usual one first."""

THESAURUS = "thesaurus"
"""Name of an unknown table that draws its replacements anew at each place."""
_THESAURUS = 0.2
"""Share of the unknown tables that are thesauri: several replacements for a word, one drawn anew at each place, and most places
left alone. One in five, as in the shipped fit: the rest are lists, of which more circulate."""
_SINGLES = 0.3
"""Share of the unknown tables that replace single characters as well. The circulating lists do (和 by 战, 没 by 出): they are 1.5 %
of a list's originals, and 28 to 33 % of what it swaps; the paper rewriters' tables have none."""

_EVERYDAY, _EVERYDAY_WORDS = 0.4, (25, 400)
"""Share of the unknown tables that are small ones of everyday words, and how many they have: what scripts of 2022 to 2026 ship that lower
a score of plagiarism or of language models, 10 to 30 swaps in 1,000 code points. The share is by judgement."""
_EVERYDAY_DRAWN = 0.4
"""Share of these that draw one of several replacements at each place, as some of those scripts do; by judgement."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One replacement: where the surface stands in the spun text, and what stood there."""

    start: int
    end: int
    surface: str
    canonical: str


@dataclass(frozen=True, slots=True)
class Spinner:
    """A table and how it is used.

    Attributes:
        name: the family it was drawn from.
        table: original to replacement.
        share: probability that an occurrence is replaced.
        drawn: replacements of originals for which one is drawn anew at each occurrence.
    """

    name: str
    table: Mapping[str, str]
    share: float
    drawn: Rows = field(default_factory=dict)


def spin(text: str, spinner: Spinner, rng: random.Random) -> tuple[str, list[Swap]]:
    """Replace the originals of a text; putting back every swap gives the text again."""
    lengths: dict[str, list[int]] = {}
    for original in spinner.table:
        sizes = lengths.setdefault(original[0], [])
        if len(original) not in sizes:
            sizes.append(len(original))
    for sizes in lengths.values():
        sizes.sort(reverse=True)
    out: list[str] = []
    swaps: list[Swap] = []
    at = length = 0
    while at < len(text):
        for size in lengths.get(text[at], ()):
            original = text[at : at + size]
            if original in spinner.table:
                piece = original
                if spinner.share >= 1 or rng.random() < spinner.share:
                    choices = spinner.drawn.get(original)
                    piece = rng.choice(choices) if choices else spinner.table[original]
                    swaps.append(Swap(length, length + len(piece), piece, original))
                at += size
                break
        else:
            piece = text[at]
            at += 1
        out.append(piece)
        length += len(piece)
    return "".join(out), swaps


def random_spinner(families: Mapping[str, Rows], open_families: Sequence[str], rng: random.Random) -> Spinner:
    """A dictionary nobody has seen, or a known family in part.

    Args:
        families: name to table.
        open_families: families too large to be one tool's table; a random part of them makes a new one.
        rng: source of randomness.
    """
    if rng.random() < 0.5:
        make = _everyday if rng.random() < _EVERYDAY else _unknown
        return make([families[name] for name in open_families], rng)
    closed = [name for name in families if name not in open_families]
    name = rng.choice(closed or list(families))
    keep = rng.choice((1.0, 1.0, 0.8, 0.6, 0.4))
    table = {
        original: surfaces[0] if rng.random() < 0.8 else rng.choice(list(surfaces))
        for original, surfaces in families[name].items()
        if rng.random() < keep
    }
    if rng.random() < 0.4:  # a relative of the family: some of its rows, and rows of its own
        extra = rng.choice((0.02, 0.05, 0.1, 0.2))
        for other in open_families:
            own_rows = families[other].items()
            table |= {o: s[0] for o, s in own_rows if len(o) > 1 and o not in table and rng.random() < extra}
    return Spinner(name, table, rng.choice((1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.3)))


def _unknown(open_rows: Sequence[Rows], rng: random.Random) -> Spinner:
    """A random part of the open families' rows: a list, or a thesaurus."""
    thesaurus, singles = rng.random() < _THESAURUS, rng.random() < _SINGLES
    depth = 4 if thesaurus else rng.choice((1, 2, 4))
    keep = rng.choice((0.4, 0.7, 1.0) if thesaurus else (0.1, 0.2, 0.4, 0.7, 1.0))
    drawn: dict[str, list[str]] = {}
    for rows in open_rows:
        for original, surfaces in rows.items():
            if (singles or len(original) > 1) and rng.random() < keep:
                drawn.setdefault(original, []).extend(surfaces[:depth])
    table = {original: rng.choice(surfaces) for original, surfaces in drawn.items()}
    if thesaurus:
        return Spinner(THESAURUS, table, rng.choice((0.2, 0.3, 0.5)), drawn)
    return Spinner("unknown", table, rng.choice((1.0, 1.0, 1.0, 0.7, 0.4)))


def _everyday(open_rows: Sequence[Rows], rng: random.Random) -> Spinner:
    """A small table; words with many replacements are the most used, with a median of 7 in a million for up to three, of 50 for eleven."""
    rows: dict[str, list[str]] = {}
    for table in open_rows:
        for original, surfaces in table.items():
            if len(original) > 1:
                rows.setdefault(original, []).extend(surfaces)
    number = round(math.exp(rng.uniform(*map(math.log, _EVERYDAY_WORDS))))
    chosen = rng.choices(list(rows), [len(surfaces) ** 2 for surfaces in rows.values()], k=number)
    several = {original: rows[original][:4] for original in chosen}
    drawn = several if rng.random() < _EVERYDAY_DRAWN else {}
    fixed = {original: rng.choice(surfaces) for original, surfaces in several.items()}
    return Spinner("unknown", fixed, rng.choice((1.0, 1.0, 1.0, 0.5)), drawn)
