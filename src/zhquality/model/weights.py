"""The weights of pages, sites and the gate, fitted on labelled pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from zhquality.model import decode as decoding
from zhquality.model.evidence import RATIO_LIMIT, Sites, closed_part
from zhquality.model.fitting_network import learn, together
from zhquality.model.gate import FEATURES, Entries, FamilyGate, Gate
from zhquality.model.glance import QUICK_FEATURES, quick_features
from zhquality.model.labelled import LabelledPage, Presence
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import (
    EARLY_FEATURES,
    PRIOR,
    early_features,
    page_features,
    surface_columns,
)
from zhquality.model.pooling import POOL_RATE, SITE_LIMIT, Rows
from zhquality.model.regression import Choices, learn_to_choose, logistic
from zhquality.model.statistics import REGISTERS, Floats, Ints, Scorer, Statistics
from zhquality.model.verdict_rows import FOLDS, VerdictRow, VerdictRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Fitted", "clean_tails", "fit_families", "fit_gate", "fit_page", "fit_sites", "fit_verdict", "with_tails"]

_TAIL_PAGES, _LEAST_SCALE = 300, 0.7
"""Pages that a register needs for a tail of its own, and the least excess in nats believed of one."""
_SCORED_PAGES = 12_000
"""Pages that a scorer of sites is fitted on: their tables take 1.4 GB."""
_HIDDEN, _EPOCHS = 64, 16
"""Of the network of the decoder's later passes. With 40 units and two thirds of the pages, where .973 of ``a-string`` is
restored there are 2.71 other findings in 1,000 code points, with these 2.53; for ``g`` at .918 1.36 and 1.23, for ``a-half`` at
.939 4.13 and 4.08; a real spun page has 5 findings outside its gold instead of 6."""
_SURFACE_PENALTY = 3.0
"""Ridge of the surfaces' weights: best of 0.3, 1, 3, 10 on held-out folds."""
_QUICK_RECALL = 0.9995
"""Share of found pages, those without their dictionary too, that the quick look must pass on: of 8,040 clean parts of pages .53 are then above its least, with .999 .36, with
.998 .22. Pages of ``d`` and ``h``, left out, are found in .73 and .67 of the cases at one false alarm in 100, with .999 .67 and .63, without a quick look .73 and .70."""
HIDDEN = 0.3
"""What a spun page without its dictionary weighs in the fit of the last word, beside the same page with it, which weighs the rest of one. By the network of before,
of pages spun by eight tables that nobody knows for one .69 have a score of one half and more with .25, .71 with .5, of pages spun by known tables .943 and .927."""
_GATE_LEAST_SUM = 1.1
"""Of 60 code points with three swapped words 95 % have as much, of clean sentences 25 %; of whole spun pages all."""
_GATE_PENALTY, _GATE_LEAST, _GATE_RECALL = 10.0, 0.03, 0.995
"""Ridge of the gate's regression, weights left out, and the share of found pages that must pass."""
_NETWORKS = 2
"""Networks that are fitted without the same third of the texts. By one of each the surest two of the 2,177 clean development pages have .92 and .70, by two .86 and .71."""
_CLEAN_ABOVE = 1 / 1250
"""Share of the clean pages of a fit that are above the threshold of the network, as it sees them without knowing their texts: 13 of 26,020 of the corpora, 13 of 6,861 of other kinds. Half a nat
higher these are 7 and 10, and of the pages of nine tables that were left out some 3 in 100 fewer have one half. Of 4,406 pages of other sources the library takes one for spun, of the 2,177 clean development
pages none; by the logit of whole pages alone two of the latter are, of which ``detectors/spun.py`` asks for more since they have few different words."""
_FAMILIES_RECALL = 0.9985
"""The same share for the gate with families: it lets 57 % of the clean development pages through. Half a nat higher it would be 50 %, and two of 1,350
simulated pages that have a score of one half and more stay outside; a nat higher 43 %, and three."""


def clean_tails(evidence: Floats, register: Floats, statistics: Statistics) -> Statistics:
    """Statistics with where the tail of clean pages begins for each family and register, and how fast it falls.

    Args:
        evidence: of clean pages, float[N, F].
        register: weights of the registers of each, float[N, R].
        statistics: without scales.
    """
    middle, scale = np.empty_like(statistics.scale), np.empty_like(statistics.scale)
    hard = register.argmax(1)
    for number in range(len(REGISTERS)):
        own = evidence[hard == number]
        part = own if len(own) >= _TAIL_PAGES else evidence
        middle[number] = np.maximum(np.percentile(part, 95, axis=0), 0.0)
        above = np.maximum(part - middle[number], 0)
        scale[number] = np.maximum(above.sum(0) / np.maximum((above > 0).sum(0), 1), _LEAST_SCALE)
    return replace(statistics, middle=middle, scale=scale)


def with_tails(pages: Sequence[LabelledPage], statistics: Statistics) -> Statistics:
    """Statistics with the scales of all families in the clean ones of some pages."""
    clean = [page.evidence for page in pages if not page.spun]
    evidence = np.array([page.evidence for page in clean])
    return clean_tails(evidence, np.array([page.sites.register for page in clean]), statistics)


@dataclass(frozen=True)
class Fitted:
    """Fitted statistics, and the pages as statistics see them that were fitted on other texts.

    Attributes:
        statistics: with all weights of pages.
        pages: in the order they were given, with early logits.
        found: which spun pages are above one half that the gate and the quick look must not lose, bool[N]: not those
            without their dictionary, for whose sake nearly all clean pages would have to be read wholly.
    """

    statistics: Statistics
    pages: Sequence[LabelledPage]
    found: NDArray[np.bool_]


def fit_page(pages: Sequence[LabelledPage], statistics: Statistics) -> Fitted:
    """The weights of surfaces, of the quick look, of the early logit, of single sites, and of a first verdict.

    What a stage reads of a page was fitted without the page's text, or the next stage would trust it too much.
    """
    labels = np.array([page.spun for page in pages])
    folds = np.array([page.fold for page in pages]) % FOLDS
    pages = list(pages)
    last, quick = np.empty((len(pages), EARLY_FEATURES)), np.full((len(pages), QUICK_FEATURES), np.nan)
    for fold in range(FOLDS):
        other = [page for page, its in zip(pages, folds, strict=True) if its != fold]
        weighed = _weigh_surfaces(other, statistics)
        for row in np.flatnonzero(folds == fold).tolist():
            evidence_of = pages[row].evidence
            page = pages[row].weighed(weighed)
            pages[row] = replace(pages[row], evidence=page)
            last[row] = early_features(page, weighed)
            if not pages[row].hidden:
                quick[row] = _quick_row(evidence_of.sites, weighed)
    statistics = _weigh_surfaces(pages, statistics)
    early, logits = _for_prior(last, labels)
    statistics = replace(statistics, early=early)
    pages = [
        replace(page, evidence=replace(page.evidence, early=logit))
        for page, logit in zip(pages, logits.tolist(), strict=True)
    ]
    statistics, found = _fit_first_verdict(pages, folds, statistics)
    found = found & labels & [not page.hidden for page in pages]
    return Fitted(_fit_quick(quick, labels, found, statistics), pages, found)


def _fit_first_verdict(
    pages: Sequence[LabelledPage], folds: Ints, statistics: Statistics
) -> tuple[Statistics, NDArray[np.bool_]]:
    """The scorer of single sites, the network that reads what it says of all the sites of a page, and which pages this takes for spun."""
    rows: list[VerdictRow | None] = [None] * len(pages)
    step = max(1, len(pages) // _SCORED_PAGES)
    sample = [page for page in pages if page.fold // FOLDS % step == 0]  # whole texts, clean and spun
    for fold in range(FOLDS):
        scorer = _fit_sites([p for p in sample if p.fold % FOLDS != fold], statistics)
        for row in np.flatnonzero(folds == fold).tolist():
            evidence = pages[row].evidence
            utility = scorer(decoding.features(evidence, statistics))
            rows[row] = VerdictRow.of(pages[row], evidence, utility, statistics)
    scorer = _fit_sites(sample, statistics)
    statistics = replace(statistics, first_hidden=scorer.hidden, first_out=scorer.out)
    table = VerdictRows.of([row for row in rows if row is not None])
    return _fit_network(table, np.ones(len(pages)), statistics)


def fit_verdict(rows: VerdictRows, statistics: Statistics) -> Statistics:
    """The network that has the last word, by all other weights as they are.

    The quick look stays as well: fitted for what this network finds, of the pages without their dictionary too, it let 201 of 250 clean pages through, and not 83.

    Args:
        rows: pages of texts that the other weights were not fitted on, or it would trust them too much.
        statistics: fitted.
    """
    weights = np.where(rows.spun, np.where(rows.hidden, HIDDEN, 1 - HIDDEN), 1.0)
    return _fit_network(rows, weights, statistics)[0]


def _fit_network(rows: VerdictRows, weights: Floats, statistics: Statistics) -> tuple[Statistics, NDArray[np.bool_]]:
    """Networks of all folds but one each, and which pages their mean takes for spun.

    What is asked of a page is set by clean pages as networks see them that were fitted without their texts.
    """
    folds = rows.fold % FOLDS
    networks = [
        learn(rows.tables, rows.spun, weights, np.flatnonzero(folds != seed % FOLDS), seed)
        for seed in range(FOLDS * _NETWORKS)
    ]
    logits = np.array([[network(*page) for network in networks] for page in rows.tables])
    unseen = np.array([row[fold::FOLDS].mean() for row, fold in zip(logits, folds.tolist(), strict=True)])
    threshold = np.quantile(unseen[~rows.spun], 1 - _CLEAN_ABOVE, method="higher")
    first, second, hidden, out = together(networks)
    out[:, -1] -= threshold
    fitted = replace(statistics, verdict_first=first, verdict_second=second, verdict_hidden=hidden, verdict_out=out)
    return fitted, logits.mean(1) > threshold


def _fit_sites(pages: Sequence[LabelledPage], statistics: Statistics) -> Scorer:
    scorer, _ = learn_to_choose([_choices(decoding.features(page.evidence, statistics), page) for page in pages])
    return scorer


def _for_prior(table: Floats, labels: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Weights and logits as ``_rounded_logistic``, with the prior that any page has."""
    weights, logits = _rounded_logistic(table, labels)
    shift = PRIOR - np.log(labels.mean() / (1 - labels.mean()))
    weights[-1] += shift
    return weights, logits + shift


def _rounded_logistic(table: Floats, labels: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Weights for columns of any scale, and the rows' logits."""
    mean, deviation = table.mean(0), table.std(0) + 1e-9
    fitted = logistic((table - mean) / deviation, labels, 1.0)
    weights = fitted[:-1] / deviation
    intercept = fitted[-1] - weights @ mean
    return np.concatenate((weights, [intercept])), table @ weights + intercept


def _quick_row(sites: Sites, statistics: Statistics) -> Floats:
    """What the quick look sees of a page; not a number where no closed family has a word."""
    part = closed_part(sites, statistics)
    if part is None:
        return np.full(QUICK_FEATURES, np.nan)
    ((_, row),) = quick_features(Rows.of([part]), [part.register], [len(part.units)], statistics)
    return row


def _fit_quick(
    table: Floats, labels: NDArray[np.bool_], found: NDArray[np.bool_], statistics: Statistics
) -> Statistics:
    """Weights of the quick look, which tells the pages that must not be lost from clean ones, and the least that nearly all of them have."""
    there = ~np.isnan(table[:, 0])
    asked = there & (found | ~labels)
    weights, _ = _for_prior(table[asked], found[asked])
    logits = table[found & there] @ weights[:-1] + weights[-1]
    return replace(statistics, quick=weights, quick_least=np.array([np.quantile(logits, 1 - _QUICK_RECALL)]))


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


def fit_gate(fitted: Fitted, more: Sequence[Presence]) -> FamilyGate:
    """Presence of words against simulated pages, at a threshold that loses few of those the page model finds.

    Args:
        fitted: with pages, on which the threshold is set, each by weights fitted without its text.
        more: on which the weights are fitted.
    """
    statistics = fitted.statistics
    found = [page for page, above in zip(fitted.pages, fitted.found, strict=True) if above]
    asked = _presence_table([(page.evidence.sites.words, len(page.evidence.sites.units)) for page in found], statistics)
    asked_folds = np.array([page.fold for page in found]) % FOLDS
    table = _presence_table([(page.words, page.length) for page in more], statistics)
    labels = np.array([page.spun for page in more])
    folds = np.array([page.fold for page in more]) % FOLDS
    logits = np.empty(len(found))
    for fold in range(FOLDS):
        weights = logistic(table[folds != fold], labels[folds != fold], _GATE_PENALTY)
        logits[asked_folds == fold] = asked[asked_folds == fold] @ weights[:-1]
    threshold = float(np.quantile(logits, 1 - _GATE_RECALL))
    weights = logistic(table, labels, _GATE_PENALTY)
    of_words = np.where(np.abs(weights[:-2]) < _GATE_LEAST, 0.0, np.round(weights[:-2], 2))
    kept = {word: float(w) for word, w in zip(statistics.words, of_words, strict=True) if w}
    return fit_families(fitted, Gate(kept, -threshold, float(weights[-2]), _GATE_LEAST_SUM))


def fit_families(fitted: Fitted, words: Gate) -> FamilyGate:
    """A gate with what its words say of families, at a threshold that loses few of the pages that the page model finds."""
    pages, statistics = fitted.pages, fitted.statistics
    families = {word: said for word, said in _said(statistics).items() if word in words.weights}
    middle, scale = (tuple(np.round(table.mean(0), 4).tolist()) for table in (statistics.middle, statistics.scale))
    gate = FamilyGate(words, families, middle, scale, (0.0,) * (FEATURES + 1))
    door = gate.door({word: number for number, word in enumerate(statistics.words)})
    found = fitted.found
    used = np.flatnonzero(found | ~np.array([page.spun for page in pages])).tolist()
    table = [
        door.features(set(page.evidence.sites.words.tolist()), len(page.evidence.sites.units))
        for page in (pages[number] for number in used)
    ]
    weights, logits = _rounded_logistic(np.array(table), found[used])
    weights[-1] -= np.quantile(logits[found[used]], 1 - _FAMILIES_RECALL)
    return gate._replace(form=tuple(weights.tolist()))


def _said(statistics: Statistics) -> dict[str, Entries]:
    """What each word says of families whatever its context: the evidence of a site whose ratio tells nothing."""
    logs = statistics.log_overall(np.arange(len(statistics.words)))
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
    """The scorer of the decoder's later passes, on spun pages."""
    second = []
    for page in pages:
        evidence = page.evidence
        first = decoding.features(evidence, statistics)
        decoded = decoding.schedule(evidence.sites, statistics.first(first), statistics)
        restored = decoding.restored(evidence, decoded, model, statistics)
        again = decoding.features(restored, statistics)
        second.append(_choices(decoding.second_features(again, restored, decoded, statistics), page))
    scorer, _ = learn_to_choose(second, hidden=_HIDDEN, epochs=_EPOCHS)
    return replace(statistics, second_hidden=scorer.hidden, second_out=scorer.out)


def _choices(table: Floats, page: LabelledPage) -> Choices:
    right = np.zeros(len(table), np.bool_)
    right[page.rows_right] = True
    return Choices(table.astype(np.float32), page.evidence.sites.row_site, right)
