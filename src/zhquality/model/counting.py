"""What is counted of words in clean text before anything is fitted: frequencies, contexts, and the densities of pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhquality.lexicon.scanner import Scanner, encode
from zhquality.model.ngrams import NgramModel, code_units
from zhquality.model.statistics import HAN_FIRST, HAN_LAST, REGISTERS, Floats, Ints

__all__ = ["Sample", "contexts_of", "count_words", "densities", "register_of"]

_CONTEXTS = 40
"""Contexts kept of each word for the densities; 80 moved page recall by less than the noise."""
_PSEUDO = 5.0
"""Weight of the global densities, in contexts (design, section 4.5)."""
_LEAST_DEVIATION = 4.0

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


def count_words(samples: Iterable[Sample], scanner: Scanner) -> tuple[Ints, Ints, Ints]:
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


def contexts_of(samples: Iterable[Sample], scanner: Scanner) -> dict[int, list[tuple[str, str]]]:
    """Three characters on each side of up to 40 occurrences of each word."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for sample in samples:
        data = encode(sample.text)
        for word, start, end in scanner.raw(data):
            if len(found[word]) < _CONTEXTS:
                left = data[max(0, start - 12) : start].decode("utf-8", "ignore")[-3:]
                found[word].append((left, data[end : end + 12].decode("utf-8", "ignore")[:3]))
    return found


def densities(
    words: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    contexts: Mapping[int, list[tuple[str, str]]],
    model: NgramModel,
) -> Floats:
    """Shrunk normal densities of x where the surface stands, and where it was put in."""
    index = {word: number for number, word in enumerate(words)}
    jobs: list[tuple[str, str, str]] = []
    owner: list[int] = []
    for number, (surface, canonical) in enumerate(pairs):
        for kind, word in enumerate((surface, canonical)):
            for left, right in contexts.get(index[word], ()):
                jobs += [(left, surface, right), (left, canonical, right)]
                owner.append(2 * number + kind)
    bits = np.concatenate([model.score(jobs[i : i + 50_000]) for i in range(0, len(jobs), 50_000)])
    x, key = bits[1::2] - bits[::2], np.array(owner)
    size = 2 * len(pairs)
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
