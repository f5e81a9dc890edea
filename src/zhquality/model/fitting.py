"""Fitting the statistics of the lexicons on a clean corpus: frequencies, densities, page and site weights.

Everything is self-supervised: a clean text is spun with random parts of the lexicons (``simulate.py``), so the labels
are exact and no tampered page is needed. The texts must be ones the language model was not trained on, or it will
know them by heart.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse

from zhquality.lexicon.entries import Entry
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.scanner import Scanner, encode
from zhquality.model import decode as decoding
from zhquality.model.gate import Gate
from zhquality.model.ngrams import NgramModel, code_units
from zhquality.model.page import FINAL_FEATURES, PageEvidence, final_features, page_features, surface_columns, weigh
from zhquality.model.regression import Choices, learn_to_choose, logistic
from zhquality.model.simulate import Rows, Swap, random_spinner, spin
from zhquality.model.spun import SpunModel, normalise
from zhquality.model.statistics import HAN_FIRST, HAN_LAST, REGISTERS, Floats, Ints, Statistics

__all__ = ["Sample", "fit", "register_of"]

OPEN_FAMILIES = ("general", "general2")
"""Families too large to be one tool's table; random parts of them stand for dictionaries nobody has seen."""
_CONTEXTS = 40
"""Contexts kept of each word for the densities; 80 moved page recall by less than the noise."""
_PSEUDO = 5.0
"""Weight of the global densities, in contexts (design, section 4.5)."""
_LEAST_DEVIATION = 4.0
_SENTINEL = np.log(40)
"""A sentinel's surface is at least 40 times rarer than its canonical (design, section 4.5)."""

_PRIOR = np.log(0.01 / 0.99)
"""Log odds that a page is spun before it is read; the pages of the fit are half and half."""
_TAIL_PAGES, _LEAST_SCALE = 300, 0.7
"""Pages that a register needs for a tail of its own, and the least excess in nats believed of one."""
_GATE_PENALTY, _GATE_LEAST, _GATE_RECALL = 3.0, 0.03, 0.998
"""Ridge of the gate's regression, weights left out, and the share of found pages that must pass."""

_GENRES = {
    "tech": "technology",
    "ai": "technology",
    "statistics-data": "technology",
    "news": "news",
    "finance-news": "news",
    "headlines": "news",
    "law": "law",
    "literature": "literature",
    **dict.fromkeys(
        (
            "game-dialogue",
            "reviews",
            "comments",
            "subtitles",
            "fiction",
            "fiction-translated",
            "finance-forum",
            "dialogue",
        ),
        "spoken",
    ),
}


def register_of(genre: str) -> int:
    """Number of the register a corpus genre belongs to."""
    return REGISTERS.index(_GENRES.get(genre, "general"))


@dataclass(frozen=True, slots=True)
class Sample:
    """One clean document."""

    text: str
    genre: str


@dataclass(frozen=True)
class _Vocabulary:
    words: tuple[str, ...]
    families: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    rank: Ints
    member: Ints


def _vocabulary(lexicons: Mapping[str, Sequence[Entry]]) -> _Vocabulary:
    ranks: dict[tuple[str, str], int] = {}
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    closed = [name for name in sorted(lexicons) if name not in OPEN_FAMILIES]
    for name, entries in lexicons.items():
        for entry in entries:
            for place, canonical in enumerate(entry.canonicals, 1):
                pair = (simplify(entry.surface), simplify(canonical))
                if pair[0] != pair[1]:
                    ranks[pair] = min(ranks.get(pair, 255), place)
                    owners[pair].add(name)
    pairs = tuple(sorted(ranks))
    words = tuple(sorted({word for pair in pairs for word in pair}))
    member = np.array([[name in owners[pair] for name in closed] + [False] for pair in pairs], np.int64)
    return _Vocabulary(words, (*closed, "sentinels"), pairs, np.array([ranks[p] for p in pairs], np.int64), member)


def _counts(samples: Iterable[Sample], scanner: Scanner) -> tuple[Ints, Ints, Ints]:
    """Occurrences of each word and of each Han character per register, and code points per register."""
    words = np.zeros((len(scanner.literals), len(REGISTERS)), np.int64)
    han = np.zeros((HAN_LAST - HAN_FIRST + 1, len(REGISTERS)), np.int64)
    size = np.zeros(len(REGISTERS), np.int64)
    for sample in samples:
        register = register_of(sample.genre)
        ids = np.fromiter((hit[0] for hit in scanner.raw(encode(sample.text))), np.int64)
        words[:, register] += np.bincount(ids, minlength=len(words))
        units = code_units(sample.text).astype(np.int64)
        inside = units[(units >= HAN_FIRST) & (units <= HAN_LAST)] - HAN_FIRST
        han[:, register] += np.bincount(inside, minlength=len(han))
        size[register] += len(units)
    return words, han, size


def _contexts(samples: Iterable[Sample], scanner: Scanner) -> dict[int, list[tuple[str, str]]]:
    """Three characters on each side of up to 40 occurrences of each word."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for sample in samples:
        data = encode(sample.text)
        for word, start, end in scanner.raw(data):
            if len(found[word]) < _CONTEXTS:
                left = data[max(0, start - 12) : start].decode("utf-8", "ignore")[-3:]
                found[word].append((left, data[end : end + 12].decode("utf-8", "ignore")[:3]))
    return found


def _densities(vocabulary: _Vocabulary, contexts: Mapping[int, list[tuple[str, str]]], model: NgramModel) -> Floats:
    """Shrunk normal densities of x where the surface stands, and where it was put in."""
    index = {word: number for number, word in enumerate(vocabulary.words)}
    jobs: list[tuple[str, str, str]] = []
    owner: list[int] = []
    for number, (surface, canonical) in enumerate(vocabulary.pairs):
        for kind, word in enumerate((surface, canonical)):
            for left, right in contexts.get(index[word], ()):
                jobs += [(left, surface, right), (left, canonical, right)]
                owner.append(2 * number + kind)
    bits = np.concatenate([model.score(jobs[i : i + 50_000]) for i in range(0, len(jobs), 50_000)])
    x, key = bits[1::2] - bits[::2], np.array(owner)
    size = 2 * len(vocabulary.pairs)
    seen = np.bincount(key, minlength=size)
    mean, deviation = np.zeros(size), np.zeros(size)
    for kind in (0, 1):
        values = x[key % 2 == kind]
        here = slice(kind, None, 2)
        mean[here] = (np.bincount(key, x, size)[here] + _PSEUDO * values.mean()) / (seen[here] + _PSEUDO)
        square = np.bincount(key, (x - mean[key]) ** 2 * (key % 2 == kind), size)[here]
        deviation[here] = np.sqrt((square + _PSEUDO * values.var()) / (seen[here] + _PSEUDO))
    deviation = np.maximum(deviation, _LEAST_DEVIATION)
    return np.stack([mean[::2], deviation[::2], mean[1::2], deviation[1::2]], 1)


def _unweighted(vocabulary: _Vocabulary, counts: tuple[Ints, Ints, Ints], density: Floats) -> Statistics:
    """Statistics with frequencies and densities, before any regression."""
    words, han, size = counts
    index = {word: number for number, word in enumerate(vocabulary.words)}
    surface = np.array([index[s] for s, _ in vocabulary.pairs], np.int64)
    canonical = np.array([index[c] for _, c in vocabulary.pairs], np.int64)
    formal = words[:, :3].sum(1) + 0.3
    every = words.sum(1) + 0.3
    rarer = np.minimum(np.log(formal[canonical] / formal[surface]), np.log(every[canonical] / every[surface]))
    member = vocabulary.member.astype(np.bool_)
    member[:, -1] = rarer >= _SENTINEL
    number, families = len(words), len(vocabulary.families)
    return Statistics(
        words=vocabulary.words,
        families=vocabulary.families,
        surface=surface,
        canonical=canonical,
        rank=vocabulary.rank,
        member=member,
        log_frequency=np.log((words + 0.3) / size.clip(1)),
        han=np.log((han + 5) / (han + 5).sum(0)),
        density=density,
        middle=np.zeros((len(REGISTERS), families)),
        scale=np.full((len(REGISTERS), families), 4.0),
        value=np.zeros(number),
        seen=np.zeros(number),
        present=np.zeros(number),
        page=np.zeros(len(page_features(1, np.zeros(0), 0.0)) + 1),
        final=np.zeros(FINAL_FEATURES + 1),
        first_hidden=np.zeros((1, 1)),
        first_out=np.zeros(1),
        second_hidden=np.zeros((1, 1)),
        second_out=np.zeros(1),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """One simulated or clean page with its evidence; ``rows_right`` marks the true pair of each spun site."""

    spun: bool
    fold: int
    evidence: PageEvidence
    rows_right: Ints


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    text: str


class _Simulator:
    """Makes pages in a worker process."""

    def __init__(self, model: Path, statistics: Statistics, families: Mapping[str, Rows]) -> None:
        self.spun_model = SpunModel(NgramModel.open(model), statistics)
        self.families = families

    def pages(self, job: _Job) -> list[_Page]:
        rng = random.Random(job.number)  # noqa: S311 - not for secrets
        size = int(np.exp(rng.uniform(np.log(80), np.log(3500))))
        start = rng.randrange(0, max(1, len(job.text) - size))
        text = normalise(job.text[start : start + size]).text
        spinner = random_spinner(self.families, [f for f in OPEN_FAMILIES if f in self.families], rng)
        spun, swaps = spin(text, spinner, rng)
        made: list[tuple[bool, str, list[Swap]]] = [(False, text, [])]
        if len(swaps) > 1:
            made.append((True, spun, swaps))
        pages = []
        for is_spun, page_text, page_swaps in made:
            page = self.spun_model.page(page_text)
            if page is not None:
                truth = {(s.start, s.end, s.canonical) for s in page_swaps}
                pages.append(_Page(is_spun, job.number, page, self._right(page, truth)))
        return pages

    def _right(self, page: PageEvidence, truth: set[tuple[int, int, str]]) -> Ints:
        statistics, sites = self.spun_model.statistics, page.sites
        start = sites.start[sites.row_site]
        end = start + statistics.lengths[sites.word[sites.row_site]]
        words = statistics.canonical[sites.row_pair]
        right = [
            row
            for row, key in enumerate(zip(start.tolist(), end.tolist(), words.tolist(), strict=True))
            if (key[0], key[1], statistics.words[key[2]]) in truth
        ]
        return np.array(right, np.int64)


_simulator: list[_Simulator] = []


def _start(model: Path, statistics: Statistics, families: Mapping[str, Rows]) -> None:
    _simulator[:] = [_Simulator(model, statistics, families)]


def _pages_in_worker(job: _Job) -> list[_Page]:
    return _simulator[0].pages(job)


def _simulate(
    samples: Sequence[Sample], model: Path, statistics: Statistics, families: Mapping[str, Rows], workers: int
) -> Iterator[_Page]:
    jobs = [_Job(number, sample.text) for number, sample in enumerate(samples)]
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(model, statistics, families)) as pool:
        for pages in pool.map(_pages_in_worker, jobs, chunksize=40):
            yield from pages


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


def _fit_page(pages: Sequence[_Page], statistics: Statistics) -> Statistics:
    """Clean scales, surface weights, and the final regression on out-of-fold surface logits."""
    labels = np.array([page.spun for page in pages])
    evidence = np.array([page.evidence.evidence for page in pages])
    register = np.array([page.evidence.sites.register for page in pages])
    statistics = _clean_tails(evidence[~labels], register[~labels], statistics)
    general = np.array(
        [page_features(len(p.evidence.sites.units), p.evidence.pooled, p.evidence.evidence[-1]) for p in pages]
    )
    mean, deviation = general.mean(0), general.std(0)
    table = sparse.hstack(
        [_surface_table(pages, len(statistics.words)), sparse.csr_matrix((general - mean) / deviation)]
    ).tocsr()
    folds = np.array([page.fold for page in pages]) % 3
    penalty = 3.0  # best of 0.3, 1, 3, 10 on held-out folds
    logits = np.zeros(len(pages))
    for fold in range(3):
        part = folds != fold
        weights = logistic(table[part], labels[part], penalty)
        logits[~part] = table[~part] @ weights[:-1] + weights[-1]
    weights = logistic(table, labels, penalty)
    number = len(statistics.words)
    of_page = weights[3 * number : -1] / deviation
    statistics = replace(
        statistics,
        value=weights[:number],
        seen=0.3 * weights[number : 2 * number],
        present=0.3 * weights[2 * number : 3 * number],
        page=np.concatenate((of_page, [weights[-1] - of_page @ mean])),
    )
    last = np.array(
        [final_features(page.evidence, logit, statistics) for logit, page in zip(logits.tolist(), pages, strict=True)]
    )
    mean, deviation = last.mean(0), last.std(0) + 1e-9
    fitted = logistic((last - mean) / deviation, labels, 1.0)
    of_final = fitted[:-1] / deviation
    intercept = fitted[-1] - of_final @ mean + _PRIOR - np.log(labels.mean() / (1 - labels.mean()))
    return replace(statistics, final=np.concatenate((of_final, [intercept])))


def _surface_table(pages: Sequence[_Page], number: int) -> sparse.csr_matrix:
    """Value and presence of every surface, and presence of every word, one row a page."""
    rows, columns, values = [], [], []
    for row, page in enumerate(pages):
        e = page.evidence
        columns += [e.surfaces, e.surfaces + number, e.sites.words + 2 * number]
        values += [surface_columns(e.pooled), np.full(len(e.surfaces), 0.3), np.full(len(e.sites.words), 0.3)]
        rows.append(np.full(2 * len(e.surfaces) + len(e.sites.words), row))
    cells = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csr_matrix(cells, shape=(len(pages), 3 * number))


def _fit_gate(pages: Sequence[_Page], statistics: Statistics) -> Gate:
    """Presence of words against simulated pages, at a threshold that loses few of those the page model finds."""
    columns = [np.unique(page.evidence.sites.words) for page in pages]
    rows = np.repeat(np.arange(len(pages)), [len(c) for c in columns])
    cells = (np.ones(len(rows)), (rows, np.concatenate(columns)))
    table = sparse.csr_matrix(cells, shape=(len(pages), len(statistics.words)))
    lengths = np.log([len(page.evidence.sites.units) for page in pages])
    labels = np.array([page.spun for page in pages])
    weights = logistic(sparse.hstack([table, lengths[:, None]]).tocsr(), labels, _GATE_PENALTY)
    of_words = np.where(np.abs(weights[:-2]) < _GATE_LEAST, 0.0, np.round(weights[:-2], 2))
    logits = table @ of_words + lengths * weights[-2]
    found = np.array([weigh(page.evidence.sites, statistics).logit > 0 for page in pages]) & labels
    threshold = float(np.quantile(logits[found], 1 - _GATE_RECALL))
    kept = {word: float(w) for word, w in zip(statistics.words, of_words, strict=True) if w}
    return Gate(kept, -threshold, float(weights[-2]))


def _fit_sites(pages: Sequence[_Page], model: NgramModel, statistics: Statistics) -> Statistics:
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


def _choices(table: Floats, page: _Page) -> Choices:
    right = np.zeros(len(table), np.bool_)
    right[page.rows_right] = True
    return Choices(table.astype(np.float32), page.evidence.sites.row_site, right)


def fit(
    lexicons: Mapping[str, Sequence[Entry]],
    corpus: Iterable[Sample],
    held_out: Sequence[Sample],
    model: Path,
    workers: int = 2,
    pages: int = 16_000,
) -> tuple[Statistics, Gate]:
    """Estimate everything.

    Args:
        lexicons: dictionary families by name.
        corpus: all clean documents, read once, for frequencies.
        held_out: clean documents that the model was not trained on, in random order.
        model: a model file trained without them.
        workers: processes that make pages.
        pages: how many held-out documents become pages; a tenth of the spun ones fits the decoder.
    """
    vocabulary = _vocabulary(lexicons)
    scanner = Scanner(vocabulary.words)
    counts = _counts(corpus, scanner)
    ngrams = NgramModel.open(model)
    density = _densities(vocabulary, _contexts(held_out, scanner), ngrams)
    statistics = _unweighted(vocabulary, counts, density)
    families = {name: _rows(entries) for name, entries in lexicons.items()}
    made = list(_simulate(held_out[:pages], model, statistics, families, workers))
    statistics = _fit_page(made, statistics)
    spun = [page for page in made if page.spun and len(page.rows_right) > 2][: pages // 4]
    return _fit_sites(spun, ngrams, statistics), _fit_gate(made, statistics)


def _rows(entries: Sequence[Entry]) -> Rows:
    table: dict[str, list[str]] = defaultdict(list)
    places: dict[tuple[str, str], int] = {}
    for entry in entries:
        for place, canonical in enumerate(entry.canonicals):
            table[simplify(canonical)].append(simplify(entry.surface))
            places[simplify(canonical), simplify(entry.surface)] = place
    return {original: sorted(surfaces, key=lambda s: places[original, s]) for original, surfaces in table.items()}
