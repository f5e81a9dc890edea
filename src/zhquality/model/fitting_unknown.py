"""Fitting what weighs the thesaurus: on spun pages, half of them without the dictionary that spun them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from zhquality.model.decode import decode
from zhquality.model.finder import WordFinder
from zhquality.model.hiding import hidden_pairs, hide
from zhquality.model.labelled import LabelledPage
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import weigh
from zhquality.model.regression import Choices, learn_to_choose
from zhquality.model.statistics import Statistics
from zhquality.model.thesaurus import Thesaurus
from zhquality.model.unknown import Unknown, features
from zhquality.model.verdict import judge

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["fit_unknown"]

_PAGES = 6_000
"""Their tables take 1.5 GB."""
_FOUND = -2.0
"""Logit of the pages that are fitted on: a little below those that are decoded."""


def fit_unknown(
    pages: Iterable[LabelledPage], thesaurus: Thesaurus, model: NgramModel, statistics: Statistics
) -> Thesaurus:
    """The thesaurus with its scorer.

    Args:
        pages: labelled ones, with all pairs; each is read once.
        thesaurus: without a scorer.
        model: one that does not know the pages.
        statistics: fitted.
    """
    whole = Unknown.of(thesaurus, model, statistics, WordFinder(statistics.words))
    rng = np.random.default_rng(5)
    made = []
    for page in islice((page for page in pages if page.spun), _PAGES):
        hidden = np.zeros(len(statistics.surface), np.bool_)
        if rng.random() < 0.5:
            hidden = hidden_pairs(page, statistics, rng)
        choices = _choices(page, hidden, whole, model, statistics)
        if choices is not None:
            made.append(choices)
    scorer, _ = learn_to_choose(made)
    return replace(thesaurus, hidden=scorer.hidden, out=scorer.out)


def _choices(
    page: LabelledPage, hidden: NDArray[np.bool_], whole: Unknown, model: NgramModel, statistics: Statistics
) -> Choices | None:
    sites, thesaurus = page.evidence.sites, whole.thesaurus
    right = sites.row_pair[page.rows_right]
    start = sites.start[sites.row_site[page.rows_right]]
    lengths = statistics.lengths[statistics.surface[right]]
    words = [statistics.words[number] for number in statistics.canonical[right].tolist()]
    truth = set(zip(start.tolist(), (start + lengths).tolist(), words, strict=True))
    without = hide(page, hidden, statistics)
    if without is None:
        return None
    evidence = judge(weigh(without.evidence.sites, statistics), statistics)
    if evidence.logit < _FOUND:
        return None
    text = sites.units.tobytes().decode("utf-16-le", "replace")
    beside = replace(whole, pairs=np.sort((statistics.surface * whole.number + statistics.canonical)[~hidden]))
    found = beside.find(text, evidence, decode(evidence, model, statistics))
    if found is None:
        return None
    first = found.origin[found.sites.start]
    last = first + thesaurus.lengths[found.sites.word]
    rows = found.sites.row_site
    stood = [thesaurus.words[number] for number in thesaurus.canonical[found.sites.row_pair].tolist()]
    labels = [span in truth for span in zip(first[rows].tolist(), last[rows].tolist(), stood, strict=True)]
    return Choices(features(found, thesaurus).astype(np.float32), rows, np.array(labels))
