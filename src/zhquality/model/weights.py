"""The weights of pages, sites and the gate, fitted on labelled pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhquality.model import decode as decoding
from zhquality.model.evidence import POOL_RATE, RATIO_LIMIT, SITE_LIMIT, closed_part
from zhquality.model.gate import FEATURES, Entries, FamilyGate, Gate
from zhquality.model.labelled import LabelledPage, Presence
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import (
    FINAL_FEATURES,
    PRIOR,
    QUICK_FEATURES,
    final_features,
    page_features,
    quick_features,
    surface_columns,
    weigh,
)
from zhquality.model.regression import Choices, learn_to_choose, logistic
from zhquality.model.statistics import REGISTERS, Floats, Ints, Statistics

__all__ = ["fit_families", "fit_gate", "fit_page", "fit_sites"]

_TAIL_PAGES, _LEAST_SCALE = 300, 0.7
"""Pages that a register needs for a tail of its own, and the least excess in nats believed of one."""
_FOLDS = 3
_SURFACE_PENALTY = 3.0
"""Ridge of the surfaces' weights: best of 0.3, 1, 3, 10 on held-out folds."""
_QUICK_RECALL = 0.998
"""Share of found pages that the quick look must pass on."""
_GATE_LEAST_SUM = 1.1
"""Of 60 code points with three swapped words 95 % have as much, of clean sentences 25 %; of whole spun pages all."""
_GATE_PENALTY, _GATE_LEAST, _GATE_RECALL = 10.0, 0.03, 0.995
"""Ridge of the gate's regression, weights left out, and the share of found pages that must pass."""


_FAMILIES_RECALL = 0.9965
"""The same share for the gate with families: it lets 43 % of the clean development pages through, where the words alone
let 59 % through and lose more of the spun ones."""


def _clean_tails(evidence: Floats, register: Floats, statistics: Statistics) -> Statistics:
    """Where the tail of clean pages begins for each family and register, and how fast it falls."""
    middle, scale = np.empty_like(statistics.scale), np.empty_like(statistics.scale)
    hard = register.argmax(1)
    for number in range(len(REGISTERS)):
        own = evidence[hard == number]
        part = own if len(own) >= _TAIL_PAGES else evidence
        middle[number] = np.maximum(np.percentile(part, 95, axis=0), 0.0)
        above = np.maximum(part - middle[number], 0)
        scale[number] = np.maximum(above.sum(0) / np.maximum((above > 0).sum(0), 1), _LEAST_SCALE)
    return replace(statistics, middle=middle, scale=scale)


def fit_page(pages: Sequence[LabelledPage], statistics: Statistics) -> Statistics:
    """Clean scales, surface weights, and the regressions on top of them, on pages whose surfaces others weighed."""
    labels = np.array([page.spun for page in pages])
    evidence = np.array([page.evidence.evidence for page in pages])
    register = np.array([page.evidence.sites.register for page in pages])
    statistics = _clean_tails(evidence[~labels], register[~labels], statistics)
    folds = np.array([page.fold for page in pages]) % _FOLDS
    last, quick = np.empty((len(pages), FINAL_FEATURES)), np.full((len(pages), QUICK_FEATURES), np.nan)
    for fold in range(_FOLDS):
        other = [page for page, its in zip(pages, folds, strict=True) if its != fold]
        weighed = _weigh_surfaces(other, statistics)
        for row in np.flatnonzero(folds == fold).tolist():
            evidence_of = pages[row].evidence
            page = weigh(evidence_of.sites, weighed)
            last[row] = final_features(page, page.surface_logit, weighed)
            part = closed_part(evidence_of.sites, weighed)
            if part is not None:
                quick[row] = quick_features(part, weighed)
    statistics = _weigh_surfaces(pages, statistics)
    final, logits = _rounded_logistic(last, labels)
    final[-1] += PRIOR - np.log(labels.mean() / (1 - labels.mean()))
    return replace(statistics, final=final, quick=_fit_quick(quick, labels, logits > -PRIOR))


def _rounded_logistic(table: Floats, labels: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Weights for columns of any scale, and the rows' logits."""
    mean, deviation = table.mean(0), table.std(0) + 1e-9
    fitted = logistic((table - mean) / deviation, labels, 1.0)
    weights = fitted[:-1] / deviation
    intercept = fitted[-1] - weights @ mean
    return np.concatenate((weights, [intercept])), table @ weights + intercept


def _fit_quick(table: Floats, labels: NDArray[np.bool_], found: NDArray[np.bool_]) -> Floats:
    """Weights of the quick look, whose intercept lets nearly all pages pass that the whole model finds."""
    there = ~np.isnan(table[:, 0])
    weights, logits = _rounded_logistic(table[there], labels[there])
    weights[-1] -= np.quantile(logits[(found & labels)[there]], 1 - _QUICK_RECALL)
    return weights


def _weigh_surfaces(pages: Sequence[LabelledPage], statistics: Statistics) -> Statistics:
    """The statistics with weights of the surfaces and of the pages' general features."""
    labels = np.array([page.spun for page in pages])
    general = np.array(
        [page_features(len(p.evidence.sites.units), p.evidence.pooled, p.evidence.evidence[-1]) for p in pages]
    )
    mean, deviation = general.mean(0), general.std(0)
    number = len(statistics.words)
    table = sparse.hstack([_surface_table(pages, number), sparse.csr_matrix((general - mean) / deviation)]).tocsr()
    weights = logistic(table, labels, _SURFACE_PENALTY)
    of_page = weights[3 * number : -1] / deviation
    return replace(
        statistics,
        value=weights[:number],
        seen=0.3 * weights[number : 2 * number],
        present=0.3 * weights[2 * number : 3 * number],
        page=np.concatenate((of_page, [weights[-1] - of_page @ mean])),
    )


def _surface_table(pages: Sequence[LabelledPage], number: int) -> sparse.csr_matrix:
    """Value and presence of every surface, and presence of every word, one row a page."""
    rows, columns, values = [], [], []
    for row, page in enumerate(pages):
        e = page.evidence
        columns += [e.surfaces, e.surfaces + number, e.sites.words + 2 * number]
        values += [surface_columns(e.pooled), np.full(len(e.surfaces), 0.3), np.full(len(e.sites.words), 0.3)]
        rows.append(np.full(2 * len(e.surfaces) + len(e.sites.words), row))
    cells = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csr_matrix(cells, shape=(len(pages), 3 * number))


def fit_gate(pages: Sequence[LabelledPage], more: Sequence[Presence], statistics: Statistics) -> FamilyGate:
    """Presence of words against simulated pages, at a threshold that loses few of those the page model finds.

    Args:
        pages: on which the threshold is set, each by weights fitted without its text.
        more: on which the weights are fitted.
        statistics: fitted, to know which pages are found.
    """
    found = [p for p in pages if p.spun and weigh(p.evidence.sites, statistics).logit > 0]
    asked = _presence_table([(page.evidence.sites.words, len(page.evidence.sites.units)) for page in found], statistics)
    asked_folds = np.array([page.fold for page in found]) % _FOLDS
    table = _presence_table([(page.words, page.length) for page in more], statistics)
    labels = np.array([page.spun for page in more])
    folds = np.array([page.fold for page in more]) % _FOLDS
    logits = np.empty(len(found))
    for fold in range(_FOLDS):
        weights = logistic(table[folds != fold], labels[folds != fold], _GATE_PENALTY)
        logits[asked_folds == fold] = asked[asked_folds == fold] @ weights[:-1]
    threshold = float(np.quantile(logits, 1 - _GATE_RECALL))
    weights = logistic(table, labels, _GATE_PENALTY)
    of_words = np.where(np.abs(weights[:-2]) < _GATE_LEAST, 0.0, np.round(weights[:-2], 2))
    kept = {word: float(w) for word, w in zip(statistics.words, of_words, strict=True) if w}
    return fit_families(pages, Gate(kept, -threshold, float(weights[-2]), _GATE_LEAST_SUM), statistics)


def fit_families(pages: Sequence[LabelledPage], words: Gate, statistics: Statistics) -> FamilyGate:
    """A gate with what its words say of families, at a threshold that loses few of the pages that the page model finds."""
    families = {word: said for word, said in _said(statistics).items() if word in words.weights}
    middle, scale = (tuple(np.round(table.mean(0), 4).tolist()) for table in (statistics.middle, statistics.scale))
    gate = FamilyGate(words, families, middle, scale, (0.0,) * (FEATURES + 1))
    door = gate.door(statistics.words)
    found = np.array([page.spun and weigh(page.evidence.sites, statistics).logit > 0 for page in pages])
    used = np.flatnonzero(found | ~np.array([page.spun for page in pages])).tolist()
    table = [
        door.features(set(page.evidence.sites.words.tolist()), len(page.evidence.sites.units))
        for page in (pages[number] for number in used)
    ]
    weights, logits = _rounded_logistic(np.array(table), found[used])
    weights[-1] -= np.quantile(logits[found[used]], 1 - _FAMILIES_RECALL)
    return replace(gate, form=tuple(weights.tolist()))


def _said(statistics: Statistics) -> dict[str, Entries]:
    """What each word says of families whatever its context: the evidence of a site whose ratio tells nothing."""
    logs = np.array(statistics.log_overall)
    frequency = np.clip(logs[statistics.canonical] - logs[statistics.surface], None, RATIO_LIMIT)
    table = np.zeros((len(statistics.words), len(statistics.families)))
    row, family = np.nonzero(statistics.member & (frequency >= 0)[:, None])
    np.add.at(table, (statistics.surface[row], family), np.exp(frequency[row]))
    table = np.minimum(np.log1p(POOL_RATE * table), SITE_LIMIT) + np.log(1 - POOL_RATE) * statistics.original
    said: dict[str, Entries] = {}
    for number in np.flatnonzero(table.any(1)).tolist():
        there = np.flatnonzero(table[number]).tolist()
        said[statistics.words[number]] = tuple((f, round(float(table[number, f]), 2)) for f in there)
    return said


def _presence_table(pages: Sequence[tuple[Ints, int]], statistics: Statistics) -> sparse.csr_matrix:
    """Presence of every word, and the log of the length, one row a page."""
    rows = np.repeat(np.arange(len(pages)), [len(words) for words, _ in pages])
    cells = (np.ones(len(rows)), (rows, np.concatenate([words for words, _ in pages])))
    there = sparse.csr_matrix(cells, shape=(len(pages), len(statistics.words)))
    return sparse.hstack([there, np.log([length for _, length in pages])[:, None]]).tocsr()


def fit_sites(pages: Sequence[LabelledPage], model: NgramModel, statistics: Statistics) -> Statistics:
    """Scorers of the decoder's first and later passes."""
    pages = [replace(page, evidence=weigh(page.evidence.sites, statistics)) for page in pages]
    first = [decoding.features(page.evidence, statistics) for page in pages]
    scorer, _ = learn_to_choose([_choices(table, page) for table, page in zip(first, pages, strict=True)])
    statistics = replace(statistics, first_hidden=scorer.hidden, first_out=scorer.out)
    second = []
    for table, page in zip(first, pages, strict=True):
        decoded = decoding.schedule(page.evidence.sites, scorer(table), statistics)
        restored = decoding.restored(page.evidence, decoded, model, statistics)
        again = decoding.features(restored, statistics)
        second.append(_choices(decoding.second_features(again, restored, decoded, statistics), page))
    scorer, _ = learn_to_choose(second)
    return replace(statistics, second_hidden=scorer.hidden, second_out=scorer.out)


def _choices(table: Floats, page: LabelledPage) -> Choices:
    right = np.zeros(len(table), np.bool_)
    right[page.rows_right] = True
    return Choices(table.astype(np.float32), page.evidence.sites.row_site, right)
