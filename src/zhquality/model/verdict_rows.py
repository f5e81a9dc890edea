"""What the network with the last word learns from: labelled pages as it reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from zhquality.model import decode as decoding
from zhquality.model.fitting_network import PageTables
from zhquality.model.hiding import hidden_by_chance
from zhquality.model.labelled import Job, LabelledPage, Simulator
from zhquality.model.page import PageEvidence
from zhquality.model.statistics import Floats, Ints, Statistics
from zhquality.model.surfaces import surface_table
from zhquality.model.verdict import page_row

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FOLDS", "VerdictRow", "VerdictRows", "verdict_rows"]

FOLDS = 3
"""What is asked of a number of a text to tell which fits do not see its pages."""
_SEED = 17
"""With the number of a text what decides how a dictionary is hidden."""


class VerdictRow(NamedTuple):
    """One page.

    Attributes:
        spun: whether it was.
        hidden: whether it lacks its dictionary.
        fold: number of the text it was made of.
        page: features of the page as a whole.
        surfaces: of its surfaces.
    """

    spun: bool
    hidden: bool
    fold: int
    page: Floats
    surfaces: Floats

    @classmethod
    def of(cls, labelled: LabelledPage, evidence: PageEvidence, utility: Floats, statistics: Statistics) -> VerdictRow:
        """A page with its evidence, and the utilities of its rows."""
        row, table = page_row(evidence, statistics), surface_table(evidence, utility, statistics)
        return cls(labelled.spun, labelled.hidden, labelled.fold, row, table)


@dataclass(frozen=True)
class VerdictRows:
    """N pages.

    Attributes:
        spun: whether each was, bool[N].
        hidden: whether it lacks its dictionary, bool[N].
        fold: number of its text, int[N].
        tables: what the network reads.
    """

    spun: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    fold: Ints
    tables: PageTables

    @classmethod
    def of(cls, rows: Sequence[VerdictRow]) -> VerdictRows:
        """Of some pages; surfaces are kept in 16 bits."""
        tables = PageTables(
            np.array([row.page for row in rows], np.float32),
            np.concatenate([row.surfaces.astype(np.float16) for row in rows]),
            np.array([len(row.surfaces) for row in rows]),
        )
        spun, hidden, fold = (np.array(column) for column in ([row[k] for row in rows] for k in range(3)))
        return cls(spun, hidden, fold, tables)

    @classmethod
    def together(cls, parts: Sequence[VerdictRows]) -> VerdictRows:
        """Pages of several sets of texts, whose numbers are moved by multiples of the folds."""
        folds, begin = [], 0
        for part in parts:
            folds.append(part.fold + begin)
            begin += -(-(int(part.fold.max()) + 1) // FOLDS) * FOLDS
        spun, hidden = (np.concatenate([getattr(part, name) for part in parts]) for name in ("spun", "hidden"))
        page, surface, counts = (
            np.concatenate([getattr(part.tables, name) for part in parts]) for name in ("page", "surface", "counts")
        )
        return cls(spun, hidden, np.concatenate(folds), PageTables(page, surface, counts))


def verdict_rows(simulator: Simulator, job: Job) -> list[VerdictRow]:
    """The pages of a text: clean ones, spun ones, and the spun ones once more without their dictionary."""
    statistics, rng = simulator.spun_model.statistics, np.random.default_rng(job.number + _SEED)
    return [row for page in simulator.pages(job) for row in _rows(page, statistics, rng)]


def _rows(page: LabelledPage, statistics: Statistics, rng: np.random.Generator) -> Iterator[VerdictRow]:
    without = hidden_by_chance(page, statistics, rng) if page.spun else None
    for one in (page, without):
        if one is not None:
            evidence = one.weighed(statistics)
            yield VerdictRow.of(one, evidence, statistics.first(decoding.features(evidence, statistics)), statistics)
