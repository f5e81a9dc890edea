"""Fitting the statistics of the lexicons on a clean corpus: frequencies, densities, page and site weights.

Everything is self-supervised: a clean text is spun with random parts of the lexicons (``simulate.py``), so the labels
are exact and no tampered page is needed. The texts must be ones the language model was not trained on, or it will
know them by heart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zhquality.lexicon.entries import Entry
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.scanner import Scanner, encode
from zhquality.model.gate import FamilyGate
from zhquality.model.glance import QUICK_FEATURES
from zhquality.model.hiding import hide_some
from zhquality.model.labelled import OPEN_FAMILIES, LabelledPage, Presence, Workshop, rows_of
from zhquality.model.ngrams import NgramModel, code_units
from zhquality.model.normal import forms
from zhquality.model.page import EARLY_FEATURES, page_features
from zhquality.model.simulate import THESAURUS
from zhquality.model.statistics import HAN_FIRST, HAN_LAST, REGISTERS, Floats, Ints, Statistics
from zhquality.model.vectors import context_vectors
from zhquality.model.verdict import VERDICT_FEATURES
from zhquality.model.weights import fit_gate, fit_page, fit_sites

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Bench", "Sample", "finish", "prepare", "register_of"]

_CONTEXTS = 40
"""Contexts kept of each word for the densities; 80 moved page recall by less than the noise."""
_PSEUDO = 5.0
"""Weight of the global densities, in contexts (design, section 4.5)."""
_LEAST_DEVIATION = 4.0
_GATE_TEXTS = 2
"""Texts for the gate, as a multiple of those for the evidence model."""
_SITE_PAGES = 18_000
"""Spun pages that fit the decoder's later passes; their tables take 2.4 GB."""
_SENTINEL = np.log(40)
"""A sentinel's surface is at least 40 times rarer than its canonical (design, section 4.5)."""

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
                for pair in product(forms(entry.surface), [simplify(canonical)]):
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


def _unweighted(
    vocabulary: _Vocabulary, counts: tuple[Ints, Ints, Ints], density: Floats, context: tuple[NDArray[np.int8], Floats]
) -> Statistics:
    """Statistics with frequencies, densities and context vectors, before any regression."""
    vectors, steps = context
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
        early=np.zeros(EARLY_FEATURES + 1),
        verdict=np.zeros(VERDICT_FEATURES + 1),
        quick=np.zeros(QUICK_FEATURES + 1),
        quick_least=np.zeros(1),
        first_hidden=np.zeros((1, 1)),
        first_out=np.zeros(1),
        second_hidden=np.zeros((1, 1)),
        second_out=np.zeros(1),
        vectors=vectors,
        steps=steps,
    )


@dataclass(frozen=True)
class Bench:
    """What the weights are fitted on.

    Attributes:
        statistics: frequencies and densities, without weights.
        pages: with their evidence.
        presences: words of more pages, for the gate.
    """

    statistics: Statistics
    pages: Sequence[LabelledPage]
    presences: Sequence[Presence]


def prepare(
    lexicons: Mapping[str, Sequence[Entry]],
    corpus: Iterable[Sample],
    known: Iterable[str],
    held_out: Sequence[Sample],
    model: Path,
    workers: int = 2,
    pages: int = 16_000,
) -> Bench:
    """Estimate frequencies and densities, and make the pages.

    Args:
        lexicons: dictionary families by name.
        corpus: all clean documents, read once, for frequencies.
        known: the texts that the model was trained on, read once, for the context vectors.
        held_out: clean documents that the model was not trained on, in random order.
        model: a model file trained without them.
        workers: processes that make pages.
        pages: how many held-out documents become pages.
    """
    vocabulary = _vocabulary(lexicons)
    scanner = Scanner(vocabulary.words)
    counts = _counts(corpus, scanner)
    density = _densities(vocabulary, _contexts(held_out, scanner), NgramModel.open(model))
    statistics = _unweighted(vocabulary, counts, density, context_vectors(vocabulary.words, known))
    families = {name: rows_of(entries) for name, entries in lexicons.items()}
    workshop = Workshop(model, statistics, families, workers)
    texts = [sample.text for sample in held_out]
    return Bench(
        statistics, list(workshop.pages(texts[:pages])), list(workshop.presences(texts[: _GATE_TEXTS * pages]))
    )


def finish(bench: Bench, model: Path) -> tuple[Statistics, FamilyGate]:
    """Fit all weights: of pages, of the gate, and, on some of the spun pages, of the decoder.

    The decoder learns nothing from thesauri, which leave most words alone: it would leave one word in a hundred more as it is.
    """
    fitted = fit_page(list(hide_some(bench.pages, bench.statistics)), bench.statistics)
    spun = [page for page in fitted.pages if page.spun and len(page.rows_right) > 2 and page.family != THESAURUS]
    gate = fit_gate(fitted, bench.presences)
    return fit_sites(spun[:_SITE_PAGES], NgramModel.open(model), fitted.statistics), gate
