"""How often each row of the dictionaries was found in simulated pages: ``data/rows.tsv``, counted by ``benchmarks/rows.py``.

Format: UTF-8 text, one pair a line, sorted: surface, canonical, then whole numbers in the order of ``RowCounts``, all with tabs
between them; lines that begin with ``#`` are comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from zhquality.data import numbered_rows
from zhquality.errors import DataError

__all__ = ["Pair", "RowCounts", "read_counts", "total"]

Pair = tuple[str, str]
"""Surface and canonical."""


class RowCounts(NamedTuple):
    """Places of one pair in simulated pages. Known pages are those that the library takes for spun.

    Attributes:
        swapped: where the surface was put in for the canonical.
        known: such places in known pages.
        found: such places with a finding.
        right: such places where the first proposals give the canonical again.
        mistaken: where the surface was put in for another word, and the canonical is the first proposal.
        left: where authors wrote the surface, in known pages.
        wrong: such places where the canonical is the first proposal.
        clean: where authors wrote the surface, in clean pages.
        alarms: such places where the canonical is the first proposal.
    """

    swapped: int
    known: int
    found: int
    right: int
    mistaken: int
    left: int
    wrong: int
    clean: int
    alarms: int


def read_counts(path: Path) -> Mapping[Pair, RowCounts]:
    """Read the counts by pair.

    Raises:
        DataError: at the first wrong row, as file:line.
    """
    counts: dict[Pair, RowCounts] = {}
    for number, line in numbered_rows(path):
        try:
            surface, canonical, *numbers = line.split("\t")
            counts[surface, canonical] = RowCounts(*map(int, numbers))
        except (TypeError, ValueError) as error:
            raise DataError(
                f"{path}:{number}: a row is surface, canonical and nine counts; reinstall zhquality"
            ) from error
    return counts


def total(counts: Iterable[tuple[str, RowCounts]]) -> RowCounts:
    """Counts of several pairs together, by surface: what authors wrote counts once for all pairs of a surface."""
    written: dict[str, RowCounts] = {}
    sums = [0] * len(RowCounts._fields)
    for surface, row in counts:
        sums = [sum(column) for column in zip(sums, row, strict=True)]
        written[surface] = row
    left, clean = (sum(getattr(row, name) for row in written.values()) for name in ("left", "clean"))
    return RowCounts(*sums)._replace(left=left, clean=clean)
