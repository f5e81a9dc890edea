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
from zhquality.lexicon.scanner import Scanner
from zhquality.model.counting import Sample, contexts_of, count_words, densities
from zhquality.model.gate import FamilyGate
from zhquality.model.glance import QUICK_FEATURES
from zhquality.model.hiding import hide_some
from zhquality.model.labelled import COUNTED_FAMILIES, OPEN_FAMILIES, LabelledPage, Presence, Workshop, rows_of
from zhquality.model.ngrams import NgramModel
from zhquality.model.normal import forms
from zhquality.model.page import EARLY_FEATURES, page_features
from zhquality.model.simulate import THESAURUS
from zhquality.model.statistics import REGISTERS, Floats, Ints, Statistics
from zhquality.model.vectors import context_vectors
from zhquality.model.weights import fit_gate, fit_page, fit_sites, with_tails
from zhquality.model.words import WordList

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Bench", "finish", "prepare"]

_GATE_TEXTS = 2
"""Texts for the gate, as a multiple of those for the evidence model."""
_SITE_PAGES = 18_000
"""Spun pages that fit the decoder's later passes; their tables take 2.4 GB."""
_SENTINEL = np.log(40)
"""A sentinel's surface is at least 40 times rarer than its canonical (design, section 4.5)."""


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
    closed = [name for name in sorted(lexicons) if name not in (*OPEN_FAMILIES, *COUNTED_FAMILIES)]
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
        words=WordList.of(vocabulary.words),
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
        growth=np.zeros(families),
        value=np.zeros(number),
        seen=np.zeros(number),
        present=np.zeros(number),
        page=np.zeros(len(page_features(1, np.zeros(0), 0.0)) + 1),
        early=np.zeros(EARLY_FEATURES + 1),
        **dict.fromkeys(("verdict_first", "verdict_second", "verdict_hidden"), np.zeros((1, 1, 1))),
        verdict_out=np.zeros((1, 1)),
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
    counts = count_words(corpus, scanner)
    contexts = contexts_of(held_out, scanner)
    density = densities(vocabulary.words, vocabulary.pairs, contexts, NgramModel.open(model))
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
    scaled = with_tails(bench.pages, bench.statistics)
    fitted = fit_page(list(hide_some(bench.pages, scaled)), scaled)
    spun = [page for page in fitted.pages if page.spun and len(page.rows_right) > 2 and page.family != THESAURUS]
    gate = fit_gate(fitted, bench.presences)
    return fit_sites(spun[:_SITE_PAGES], NgramModel.open(model), fitted.statistics), gate
