"""From originals and their spun copies to the spinner's dictionary, as lexicon rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from zhquality.rewrite.units import choose_units

__all__ = ["Row", "mine", "rows_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a dictionary.

    Attributes:
        surface: what the spinner put in.
        canonicals: what stood there, the most frequent first.
        counts: how often each was replaced; expected numbers where they were estimated.
    """

    surface: str
    canonicals: tuple[str, ...]
    counts: tuple[float, ...]

    def __str__(self) -> str:
        """The row in the format of lexicons; the counts stand in the note."""
        counts = "|".join(f"{count:.0f}" if count == int(count) else f"{count:.1f}" for count in self.counts)
        return f"{self.surface}\t{'|'.join(self.canonicals)}\t{counts}"


def mine(pairs: Iterable[tuple[str, str]], min_count: float = 1) -> list[Row]:
    """The dictionary that turned originals into spun texts, the most frequent rows first.

    Give all pairs of one spinner at once: a word is told from its neighbours by the places where they part.

    Args:
        pairs: originals and their spun copies.
        min_count: rows seen less often are left out.
    """
    counts = {(choice.surface, choice.canonical): float(choice.count) for choice in choose_units(pairs)}
    return rows_of({pair: count for pair, count in counts.items() if count >= min_count})


def rows_of(counts: dict[tuple[str, str], float]) -> list[Row]:
    """Rows from counts of (surface, canonical), the most frequent first; ties by code point."""
    by_surface: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (surface, canonical), count in counts.items():
        by_surface[surface].append((-count, canonical))
    rows = []
    for surface, canonicals in by_surface.items():
        canonicals.sort()
        rows.append(Row(surface, tuple(c for _, c in canonicals), tuple(-count for count, _ in canonicals)))
    return sorted(rows, key=lambda row: (-sum(row.counts), row.surface))
