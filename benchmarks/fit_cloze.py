#!/usr/bin/env python3
"""Fit the network of ``model/cloze.py``: ``python benchmarks/fit_cloze.py CLEAN… [--places N] [-o FILE]``.

CLEAN are JSONL(.xz) corpora with ``text``, of which every fifteenth document is left out: ``fit_stars.py`` makes its pages of
those. The network learns to foretell the words of filters, and the most usual others, from what stands on both
sides, with some characters hidden as stars would hide them; frequent words are shown less often than they occur, which
the biases make up for at the end. Adam (Kingma & Ba, 2015); a million places take half a minute.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.superlatives import load_superlatives, load_words
from zhquality.model.cloze import FAR, HEAP, NEAR, Cloze
from zhquality.model.finder import WordFinder
from zhquality.model.ngrams import code_units

LEFT_OUT = 15
ALPHABET, USUAL, LEAST = 2_558, 1_150, 50
"""Characters that have a number; words that are on no list; times a listed word occurs."""
WIDTHS = (24, 128, 72)
"""Whatever is larger makes a file of more than 300 kB."""
SHOWN, POWER, USUAL_SHOWN = 8_000, 0.75, 0.3
"""Words that occur more often are shown as the power of this over their frequency; those on no list less often still."""
HIDDEN = 0.03
BATCH, RATE = 1_024, 2.5e-3


@dataclass
class Places:
    """Where words stand in a stream of numbered characters."""

    stream: np.ndarray
    start: np.ndarray
    end: np.ndarray
    word: np.ndarray


def texts(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                if number % LEFT_OUT != 3:
                    text = json.loads(line)["text"]
                    if len(code_units(text)) == len(text):
                        yield text


def vocabulary(paths: list[Path]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Words, the share of each one's occurrences that is shown, and the alphabet."""
    listed = {word.text for word in load_superlatives(lexicon_folder() / "superlatives.tsv")}
    words = sorted({*listed, *load_words(lexicon_folder() / "common_words.tsv")})
    finder, characters, counts = WordFinder(words), np.zeros(65536, np.int64), np.zeros(len(words), np.int64)
    for text in texts(paths):
        characters += np.bincount(code_units(text), minlength=65536)
        counts += np.bincount(finder.find(text)[0], minlength=len(words))
    times = Counter(dict(zip(words, counts.tolist(), strict=True)))
    others = sorted((word for word in words if word not in listed), key=lambda word: -times[word])[:USUAL]
    known = sorted([word for word in words if word in listed and times[word] >= LEAST] + others)
    shown = np.array([min(1.0, SHOWN / times[word]) ** POWER for word in known])
    shown *= np.where([word in listed for word in known], 1.0, USUAL_SHOWN)
    return known, shown, np.argsort(-characters, kind="stable")[:ALPHABET].astype(np.uint16)


def places(paths: list[Path], words: list[str], shown: np.ndarray, ids: np.ndarray) -> Places:
    rng, finder, lengths = np.random.default_rng(0), WordFinder(words), np.array([len(word) for word in words])
    gap = np.zeros(FAR, np.uint16)
    stream, starts, found, offset = [gap], [], [], FAR
    for text in texts(paths):
        word, start = finder.find(text)
        kept = rng.random(len(word)) < shown[word]
        starts.append((start[kept] + offset).astype(np.int32))
        found.append(word[kept].astype(np.int16))
        stream += [ids[code_units(text)], gap]
        offset += len(text) + FAR
    word, start = np.concatenate(found), np.concatenate(starts)
    return Places(np.concatenate(stream), start, start + lengths[word], word)


class Network:
    """The weights, with what Adam remembers of their slopes."""

    def __init__(self, words: int, rng: np.random.Generator) -> None:
        size, first, second = WIDTHS
        read = (2 * NEAR + 2) * size
        shapes = {
            "characters": rng.normal(0, 0.1, (ALPHABET + 2, size)),
            "first": rng.normal(0, 3 / np.sqrt(read), (read, first)),
            "second": rng.normal(0, 1 / np.sqrt(first), (first, second)),
            "output": rng.normal(0, 0.05, (second, words)),
        }
        shapes |= {"first_bias": np.zeros(first), "second_bias": np.zeros(second), "output_bias": np.zeros(words)}
        self.weights = {name: value.astype(np.float32) for name, value in shapes.items()}
        self._mean = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self._square = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self._steps = 0

    def slopes(self, around: np.ndarray, words: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        """Loss in nats of a batch, and its slopes."""
        w, number, size = self.weights, len(words), WIDTHS[0]
        near = around[:, FAR - NEAR : FAR + NEAR]
        heaps = [counts(around[:, : FAR - NEAR]), counts(around[:, FAR + NEAR :])]
        vectors = np.empty((number, 2 * NEAR + 2, size), np.float32)
        vectors[:, :-2] = w["characters"][near]
        for i, heap in enumerate(heaps):
            vectors[:, 2 * NEAR + i] = heap @ w["characters"]
        read = vectors.reshape(number, -1)
        first = np.maximum(read @ w["first"] + w["first_bias"], 0)
        second = np.tanh(first @ w["second"] + w["second_bias"])
        shares = second @ w["output"] + w["output_bias"]
        shares = np.exp(shares - shares.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        loss = float(-np.log(shares[np.arange(number), words] + 1e-12).mean())
        shares[np.arange(number), words] -= 1
        shares /= number
        slope = {"output": second.T @ shares, "output_bias": shares.sum(0)}
        back = (shares @ w["output"].T) * (1 - second**2)
        slope |= {"second": first.T @ back, "second_bias": back.sum(0)}
        back = (back @ w["second"].T) * (first > 0)
        slope |= {"first": read.T @ back, "first_bias": back.sum(0)}
        back = (back @ w["first"].T).reshape(number, -1, size)
        slope["characters"] = counts(near.reshape(-1, 1), 1.0).T @ np.ascontiguousarray(back[:, :-2]).reshape(-1, size)
        for i, heap in enumerate(heaps):
            slope["characters"] += heap.T @ np.ascontiguousarray(back[:, 2 * NEAR + i])
        return loss, slope

    def step(self, slopes: dict[str, np.ndarray], rate: float) -> None:
        self._steps += 1
        for name, slope in slopes.items():
            mean, square = self._mean[name], self._square[name]
            mean += 0.1 * (slope - mean)
            square += 0.002 * (slope**2 - square)
            root = np.sqrt(square / (1 - 0.998**self._steps)) + 1e-8
            self.weights[name] -= rate * mean / (1 - 0.9**self._steps) / root


def counts(numbers: np.ndarray, weight: float = HEAP) -> sparse.csr_matrix:
    """How often each character is in each row, times a weight."""
    height, width = numbers.shape
    values = np.full(height * width, weight, np.float32)
    cells = (values, np.ascontiguousarray(numbers).ravel(), np.arange(0, height * width + 1, width))
    return sparse.csr_matrix(cells, shape=(height, ALPHABET + 2))


def train(some: Places, network: Network, steps: int) -> None:
    rng, mean = np.random.default_rng(3), 0.0
    before, behind = np.arange(-FAR, 0), np.arange(FAR)
    for told in range(1, steps + 1):
        chosen = rng.integers(0, len(some.word), BATCH)
        at = np.hstack((some.start[chosen, None] + before, some.end[chosen, None] + behind))
        around = some.stream[np.minimum(at, len(some.stream) - 1)].astype(np.int64)
        around[rng.random(around.shape, dtype=np.float32) < HIDDEN] = 0
        loss, slopes = network.slopes(around, some.word[chosen].astype(np.int64))
        network.step(slopes, RATE * min(1, told / 200) * min(1, max(0.02, 1.6 * (1 - told / steps))))
        mean += (loss - mean) / min(told, 200)
        if told % 1000 == 0:
            print(f"{told * BATCH:,} places, loss {mean:.3f} nats", flush=True)


def main() -> None:
    """Write the network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--places", type=int, default=24_000_000)
    parser.add_argument("-o", "--output", type=Path, default=data_file("cloze.npz"))
    options = parser.parse_args()
    words, shown, alphabet = vocabulary(options.corpus)
    ids = np.full(65536, 1, np.uint16)
    ids[alphabet] = np.arange(len(alphabet)) + 2
    some = places(options.corpus, words, shown, ids)
    print(f"{len(words):,} words at {len(some.word):,} places", flush=True)
    network = Network(len(words), np.random.default_rng(3))
    train(some, network, options.places // BATCH)
    network.weights["output_bias"] -= np.log(shown).astype(np.float32)
    Cloze(tuple(words), alphabet, network.weights).save(options.output)
    print(f"{options.output}: {options.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
