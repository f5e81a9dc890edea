"""Fit the weights of the cues of verbose rewriting: ``python benchmarks/fit_cues.py CLEAN… --verbose FOLDER``.

CLEAN are JSONL(.gz/.xz) corpora with ``text`` and ``genre``; FOLDER holds rewritten pages as .txt. Writes
``data/verbose.gate`` and prints the constants of ``model/cues.py``. Every ninth clean document is used, cut to a random
length of 100 to 3,000 code points; a rewritten page is used as a whole and paragraph by paragraph.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.scanner import Scanner, encode
from zhquality.model.cues import features, longest
from zhquality.model.fitting import register_of
from zhquality.model.gate import Gate
from zhquality.model.regression import logistic
from zhquality.model.statistics import REGISTERS

PRIOR_RATIO, PRIOR_LENGTH = 4.0, 4000.0
"""A cue that was not seen in rewritten pages is taken to be four times as frequent there as in clean text, with the
weight of 4,000 characters."""
LEAST, MOST = 0.4, 4.5
"""Weights below are left out; above, the pages are too few to tell."""
REGISTER_PRIOR = 200_000
"""Characters of all registers together that each register's rates are mixed with."""
POSITIVE_SHARE = 0.05


def clean_parts(paths: list[Path]) -> Iterator[tuple[int, str]]:
    rng = random.Random(5)
    for path in paths:
        opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
        with opener(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                if number % 9 == 0:
                    row = json.loads(line)
                    size = int(np.exp(rng.uniform(np.log(100), np.log(3000))))
                    start = rng.randrange(max(1, len(row["text"]) - size))
                    yield register_of(row["genre"]), row["text"][start : start + size]


def rewritten_parts(pages: list[str]) -> list[str]:
    parts = list(pages)
    for page in pages:
        paragraphs = [p for p in page.split("\n") if len(p) > 60]
        parts += paragraphs
        parts.append("\n".join(paragraphs[:2]))
    return [part for part in parts if part]


class Fit:
    def __init__(self, clean: list[tuple[int, str]], cues: list[str]) -> None:
        self.scanner = Scanner(cues)
        self.texts = [text for _, text in clean]
        self.found = [self.cues_of(text) for text in self.texts]
        counts = np.zeros((len(self.scanner.literals), len(REGISTERS)))
        sizes = np.zeros(len(REGISTERS))
        for (register, text), found in zip(clean, self.found, strict=True):
            sizes[register] += len(text)
            for cue, count in Counter(found).items():
                counts[self.scanner.index[cue], register] += count
        overall = counts.sum(1, keepdims=True) / sizes.sum()
        self.rate = ((counts + REGISTER_PRIOR * overall) / (sizes + REGISTER_PRIOR)).max(1) + 1e-7

    def cues_of(self, text: str) -> list[str]:
        data = encode(text)
        return [hit.literal for hit in longest(list(self.scanner.hits(data, self.scanner.raw(data))))]

    def weights(self, pages: list[str]) -> Gate:
        counts = np.zeros(len(self.rate))
        for page in pages:
            for cue in self.cues_of(page):
                counts[self.scanner.index[cue]] += 1
        length = sum(map(len, pages))
        there = (counts + PRIOR_LENGTH * PRIOR_RATIO * self.rate) / (length + PRIOR_LENGTH)
        logs = np.minimum(np.log(there / self.rate), MOST)
        kept = {cue: round(float(w), 2) for cue, w in zip(self.scanner.literals, logs, strict=True) if w >= LEAST}
        return Gate(kept, 0.0, 0.0)

    def page(self, gate: Gate, parts: list[str]) -> np.ndarray:
        table, labels = self.table(gate, parts)
        middle, spread = table.mean(0), table.std(0)
        share = np.where(labels, POSITIVE_SHARE * (~labels).sum() / labels.sum(), 1.0)
        fitted = logistic((table - middle) / spread, labels, 1.0, share)
        weights = fitted[:-1] / spread
        intercept = fitted[-1] - weights @ middle
        clean = (table @ weights + intercept)[~labels]
        print(f"clean logits: 99.9 % {np.quantile(clean, 0.999):.2f}, most {clean.max():.2f}")
        return np.concatenate((weights, [intercept - clean.max() - 1.5]))

    def table(self, gate: Gate, parts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        found = [*self.found, *map(self.cues_of, parts)]
        lengths = map(len, [*self.texts, *parts])
        rows = [features([c for c in f if c in gate.weights], n, gate) for f, n in zip(found, lengths, strict=True)]
        return np.array(rows), np.arange(len(rows)) >= len(self.texts)

    def gate(self, gate: Gate, parts: list[str]) -> Gate:
        """The sum of the weights of different cues against the length, so that 99.5 % of rewritten parts pass."""
        found = [set(f) & gate.weights.keys() for f in [*self.found, *map(self.cues_of, parts)]]
        lengths = np.log([len(t) for t in [*self.texts, *parts]])
        table = np.stack([[sum(gate.weights[c] for c in f) for f in found], lengths], 1)
        labels = np.arange(len(found)) >= len(self.texts)
        share = np.where(labels, POSITIVE_SHARE * (~labels).sum() / labels.sum(), 1.0)
        weights = logistic(table, labels, 1.0, share)
        sums = table[:, 0] + table[:, 1] * weights[1] / weights[0]
        threshold = float(np.quantile(sums[labels], 0.005)) - 2.0
        print(f"gate passes {np.mean(sums[~labels] > threshold):.4f} of clean parts")
        return Gate(gate.weights, -threshold, float(weights[1] / weights[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clean", nargs="+", type=Path)
    parser.add_argument("--verbose", type=Path, required=True)
    options = parser.parse_args()
    lines = (lexicon_folder() / "verbose" / "cues.tsv").read_text(encoding="utf-8").splitlines()
    fit = Fit(list(clean_parts(options.clean)), sorted(line.split("\t")[0] for line in lines if line[:1] != "#"))
    paths = sorted(options.verbose.glob("*.txt"))
    groups = [[p for p in paths if (p.stem[0].isdigit()) is first] for first in (True, False)]
    for fitted_on, held_out in (groups, groups[::-1]):  # one group of writers judged by the other's weights
        pages = [p.read_text(encoding="utf-8") for p in fitted_on]
        gate = fit.weights(pages)
        weights = fit.page(gate, rewritten_parts(pages))
        table, labels = fit.table(gate, [p.read_text(encoding="utf-8") for p in held_out])
        logits = table @ weights[:-1] + weights[-1]
        print("held out:", np.round(np.sort(logits[labels]), 1))
        print(
            "clean 99.5 %:",
            np.quantile(logits[~labels], 0.995).round(2),
            "share above 0:",
            (logits[~labels] > 0).mean(),
        )
    pages = [p.read_text(encoding="utf-8") for p in paths]
    gate = fit.weights(pages)
    print("PAGE =", tuple(round(float(w), 3) for w in fit.page(gate, rewritten_parts(pages))))
    fit.gate(gate, rewritten_parts(pages)).save(data_file("verbose.gate"))


if __name__ == "__main__":
    main()
