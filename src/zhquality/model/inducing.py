"""Inducing the thesaurus from clean text: which words could stand in each other's place.

Words are vectors of the words beside them (positive pointwise mutual information by position, two to each side, with the
contexts' distribution smoothed by 0.75, reduced by a singular value decomposition: Levy, Goldberg and Dagan 2015). Near are
words with near vectors or shared characters; a logistic regression over both, fitted on the pairs of the lexicons, ranks
them. Of the lexicons' pairs whose words both occur, 75 % are among the first 30.

Needs scipy (``zhquality[train]``).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from zhquality.lexicon.entries import Entry
from zhquality.lexicon.scanner import Scanner, encode
from zhquality.model.regression import logistic
from zhquality.model.statistics import Floats, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Neighbours", "frequencies", "induce", "segmented"]

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LEAST_COUNT, _LONGEST = 40, 5
"""Occurrences a word must have to be one, of 66 million, and its longest length: 51,688 words."""
_CONTEXT_WORDS, _SMOOTHING, _DIMENSIONS = 15_000, 0.75, 200
_PLACES = (-2, -1, 1, 2)
_CANONICALS = 25_000
"""The most frequent words, which alone can be what a spinner replaced."""
_NEIGHBOURS = 30
_LOOKED_AT, _SHARED_BONUS = 150, 0.3
"""Neighbours ranked by the regression, chosen by cosine and this for each half of the word that is shared: among 200 chosen
so are 86 % of the lexicons' pairs, among 50 by cosine alone 36 to 66 %."""
_LEAST_PRIOR = -7.0
"""Log odds under which a neighbour is left out."""
_FITTED_ON = 6_000
_BLOCK = 256


def segmented(texts: Iterable[str], workers: int = 2) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Words of all texts as numbers, with -1 between runs of Han characters, and the words.

    Args:
        texts: clean ones.
        workers: processes.
    """
    numbers: dict[str, int] = {}
    parts: list[NDArray[np.int32]] = []
    with ProcessPoolExecutor(workers) as pool:
        for line in pool.map(_segment, _batches(texts), chunksize=1):
            words = line.split(" ")
            parts.append(np.fromiter((numbers.setdefault(w, len(numbers)) if w else -1 for w in words), np.int32))
    return np.concatenate(parts), tuple(numbers)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while batch := list(islice(rest, 200)):
        yield batch


def _segment(texts: Sequence[str]) -> str:
    """Words divided by one space, runs by two."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    runs = (run for text in texts for run in _HAN.findall(text))
    return "  ".join(" ".join(jieba.cut(run, HMM=False)) for run in runs) + "  "


@dataclass(frozen=True)
class Neighbours:
    """Words by falling count, and what is known of each pair of them.

    Attributes:
        words: the most frequent first.
        log_count: natural logs of their counts.
        vectors: of unit length, float32[W, 200].
        characters: which characters each has, sparse[W, C].
        rarity: log of how few words have a character, float[C].
    """

    words: tuple[str, ...]
    log_count: Floats
    vectors: NDArray[np.float32]
    characters: sparse.csr_matrix
    rarity: Floats

    @classmethod
    def of(cls, tokens: NDArray[np.int32], words: Sequence[str]) -> Neighbours:
        """Count, and reduce the counts to vectors."""
        counts = np.bincount(tokens + 1, minlength=len(words) + 1)[1:]
        kept = [n for n in np.argsort(-counts, kind="stable").tolist() if len(words[n]) <= _LONGEST]
        kept = [n for n in kept if counts[n] >= _LEAST_COUNT]
        rank = np.full(len(words) + 1, -1, np.int64)
        rank[kept] = np.arange(len(kept))  # the last place is that of -1, between runs
        names = tuple(words[n] for n in kept)
        letters = {letter: n for n, letter in enumerate(sorted({c for name in names for c in name}))}
        cells = [(row, letters[letter]) for row, name in enumerate(names) for letter in set(name)]
        shape = (len(names), len(letters))
        table = sparse.csr_matrix((np.ones(len(cells), np.float32), np.array(cells).T), shape=shape)
        rarity = np.log(len(names) / np.asarray(table.sum(0)).ravel())
        return cls(names, np.log(counts[kept]), _vectors(tokens, rank, len(names)), table, rarity)

    def near(self, word: Ints, seen: Callable[[int, Ints, Floats], None]) -> None:
        """Call back with the features of every word's likely canonicals.

        Args:
            word: numbers of words.
            seen: called with the word, canonicals, and float[n, 17].
        """
        top = min(_CANONICALS, len(self.words))
        weighted = self.characters.multiply(np.sqrt(self.rarity)).tocsr()
        norm = np.asarray(self.characters @ self.rarity).ravel()
        sizes = np.fromiter(map(len, self.words), np.int64)
        first = np.array([ord(w[0]) for w in self.words])
        last = np.array([ord(w[-1]) for w in self.words])
        for low in range(0, len(word), _BLOCK):
            block = word[low : low + _BLOCK]
            cosine = self.vectors[block] @ self.vectors[:top].T
            shared = (self.characters[block] @ self.characters[:top].T).toarray()
            weight = (weighted[block] @ weighted[:top].T).toarray()
            rough = cosine + _SHARED_BONUS * np.minimum(shared, 2) / np.maximum(sizes[block], 2)[:, None] * 2
            inside = block < top
            rough[np.flatnonzero(inside), block[inside]] = -9
            best = np.argpartition(-rough, _LOOKED_AT, axis=1)[:, :_LOOKED_AT]
            for row, own in enumerate(block.tolist()):
                there = best[row]
                c, s, w = cosine[row, there], shared[row, there], weight[row, there]
                covered = w / norm[own]
                columns = (
                    *(c, c**2, np.maximum(c - 0.3, 0), np.maximum(c - 0.5, 0)),
                    *(w / (norm[there] + norm[own] - w), covered, c * covered),
                    *(s > 0, s > 1, (s > 0) * c),
                    *(first[there] == first[own], last[there] == last[own]),
                    *(sizes[there] == sizes[own], np.abs(sizes[there] - sizes[own]), sizes[there] == 1),
                    *(self.log_count[there], np.full(len(there), self.log_count[own])),
                )
                seen(own, there, np.stack(columns, 1).astype(np.float64))


def _vectors(tokens: NDArray[np.int32], rank: Ints, number: int) -> NDArray[np.float32]:
    """Positive pointwise mutual information of words and the words beside them, reduced."""
    known, contexts = rank[tokens], min(_CONTEXT_WORDS, number)
    tables = []
    for place in _PLACES:
        word, beside = (known[-place:], known[:place]) if place < 0 else (known[:-place], known[place:])
        seen = (word >= 0) & (beside >= 0) & (beside < contexts)
        if abs(place) == 2:  # not over the end of a run
            seen &= tokens[1:-1] >= 0
        key, count = np.unique(word[seen] * contexts + beside[seen], return_counts=True)
        cells = (count.astype(np.float64), (key // contexts, key % contexts))
        tables.append(sparse.csr_matrix(cells, shape=(number, contexts)))
    table = sparse.hstack(tables).tocoo()
    of_word = np.asarray(table.sum(1)).ravel()
    of_context = np.asarray(table.sum(0)).ravel() ** _SMOOTHING
    value = np.log(table.data / (of_word[table.row] * (of_context / of_context.sum())[table.col]))
    kept = value > 0
    positive = sparse.csr_matrix((value[kept], (table.row[kept], table.col[kept])), shape=table.shape)
    left, singular, _ = svds(positive, k=_DIMENSIONS, v0=np.ones(min(positive.shape)))
    vectors = left * np.sqrt(singular)
    unit: NDArray[np.float32] = (vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return unit


def _pairs(words: Sequence[str], lexicons: Mapping[str, Sequence[Entry]]) -> dict[int, set[int]]:
    """The canonicals of the lexicons' surfaces, as numbers of words."""
    index = {word: number for number, word in enumerate(words)}
    pairs: dict[int, set[int]] = {}
    for entry in (entry for name in sorted(lexicons) for entry in lexicons[name]):
        surface = index.get(entry.surface, -1)
        for canonical in (index.get(word, -1) for word in entry.canonicals):
            if surface >= 0 and 0 <= canonical < _CANONICALS and len(entry.surface) > 1:
                pairs.setdefault(surface, set()).add(canonical)
    return pairs


def induce(
    neighbours: Neighbours, lexicons: Mapping[str, Sequence[Entry]]
) -> tuple[tuple[str, ...], Ints, NDArray[np.uint16], NDArray[np.float32]]:
    """The neighbours of every word of two characters and more, ranked as the lexicons pair words.

    Returns:
        The words, sorted; the number of neighbours of each; the neighbours, laid end to end; their log odds.
    """
    pairs = _pairs(neighbours.words, lexicons)
    drawn = np.random.default_rng(1).permutation(sorted(pairs))[:_FITTED_ON]
    tables: list[Floats] = []
    labels: list[NDArray[np.bool_]] = []

    def learn(word: int, near: Ints, table: Floats) -> None:
        tables.append(table)
        labels.append(np.isin(near, list(pairs[word])))

    neighbours.near(drawn, learn)
    table = np.concatenate(tables)
    mean, deviation = table.mean(0), table.std(0) + 1e-9
    weights = logistic((table - mean) / deviation, np.concatenate(labels), 1.0)
    of: dict[int, tuple[Ints, Floats]] = {}

    def rank(word: int, near: Ints, table: Floats) -> None:
        odds = ((table - mean) / deviation) @ weights[:-1] + weights[-1]
        best = np.argsort(-odds, kind="stable")[:_NEIGHBOURS]
        best = best[odds[best] >= _LEAST_PRIOR]
        of[word] = near[best], odds[best]

    neighbours.near(np.array([n for n, word in enumerate(neighbours.words) if len(word) > 1]), rank)
    order = sorted(range(len(neighbours.words)), key=neighbours.words.__getitem__)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    nothing = (np.zeros(0, np.int64), np.zeros(0))
    ranked = [of.get(number, nothing) for number in order]
    return (
        tuple(neighbours.words[number] for number in order),
        np.array([len(near) for near, _ in ranked], np.int64),
        place[np.concatenate([near for near, _ in ranked])].astype(np.uint16),
        np.concatenate([odds for _, odds in ranked]).astype(np.float32),
    )


def frequencies(words: Sequence[str], texts: Iterable[tuple[str, int]], registers: int) -> Floats:
    """Natural logs of the words' frequencies per code point, as strings, by register: float[W, R].

    Args:
        words: sorted.
        texts: clean ones with the number of their register.
        registers: how many there are.
    """
    scanner = Scanner(words)
    counts, size = np.zeros((len(words), registers)), np.zeros(registers)
    for text, register in texts:
        found = np.fromiter((hit[0] for hit in scanner.raw(encode(text))), np.int64)
        counts[:, register] += np.bincount(found, minlength=len(words))
        size[register] += len(text)
    logs: Floats = np.log((counts + 0.3) / size.clip(1))
    return logs
