"""Fit the cues of translated pages: ``python benchmarks/fit_translated.py CLEAN… --translated FILE --dev FILE``.

CLEAN are JSONL(.gz/.xz) corpora with ``text``, ``genre`` and ``source``, FILE the same of machine-translated pages: they
were the Markdown of public repositories of translated blogs, 13 of them on 11 trades, at most 400 pages of each. DEV is a
corpus that nothing is fitted on. Writes ``data/translated.gate`` and prints the constants of ``detectors/translated.py``.

A cue is one to three words that most repositories of translations have about equally often, and clean text of many sources
too, so that it tells how a text is written and not what it is about; 您 is out, because letters and manuals say it. A
logistic regression on their presence, over the square root of the length, weighs them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jieba
import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from zhquality.data import data_file
from zhquality.detectors.translated import SHORTEST
from zhquality.model.gate import Gate

HAN = re.compile("[一-鿿]+")
LEAST_PAGES, LEAST_SEGMENTED = 40, 15
"""Translated pages that hold a cue, and how often it is one to three whole words of theirs."""
SPREAD, CLEAN_SPREAD = 0.9, 1.3
"""Standard deviation of the log of a cue's rate over repositories of translations, and over the 16 largest clean sources:
without them the words of the trades of software and money lead."""
CUES = 800
"""With 4,000 as many pages of unseen repositories are found."""
RIDGE = 1.0
HARD = ("tech", "ai", "general")
"""Genres with much that people translated; all of it is used, and every eighth document of the rest."""


@dataclass
class Page:
    text: str
    source: str


def read(path: Path) -> Iterator[dict[str, str]]:
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def part(text: str, rng: random.Random) -> str:
    size = int(np.exp(rng.uniform(np.log(250), np.log(2500))))
    start = rng.randrange(max(1, len(text) - size))
    return text[start : start + size]


def strings(text: str) -> set[str]:
    return {
        run[i : i + n]
        for run in HAN.findall(text)
        for n in range(2, 6)
        for i in range(len(run) - n + 1)
        if len(run) >= n
    }


def segmented(pages: Iterable[Page]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for page in pages:
        for run in HAN.findall(page.text):
            words = list(jieba.cut(run, HMM=False))
            for n in (1, 2, 3):
                counts.update("".join(words[i : i + n]) for i in range(len(words) - n + 1))
    return counts


def spread(found: list[set[str]], pages: list[Page], cues: list[str], most: int) -> np.ndarray:
    rates = []
    for source, _ in Counter(page.source for page in pages).most_common(most):
        inside = [i for i, page in enumerate(pages) if page.source == source]
        if len(inside) > 100:
            counts = Counter(cue for i in inside for cue in found[i])
            size = sum(len(pages[i].text) for i in inside) / 1000
            rates.append([np.log((counts[cue] + 0.5) / (size + 1)) for cue in cues])
    return np.std(rates, 0)


def table(found: list[set[str]], pages: list[Page], cues: list[str]) -> sparse.csr_matrix:
    index = {cue: number for number, cue in enumerate(cues)}
    rows = [[index[cue] for cue in one if cue in index] for one in found]
    values = np.concatenate(
        [np.full(len(r), (max(SHORTEST, len(p.text)) / 100) ** -0.5) for r, p in zip(rows, pages, strict=True)]
    )
    ends = np.cumsum([0, *map(len, rows)])
    return sparse.csr_matrix((values, np.concatenate(rows).astype(int), ends), (len(rows), len(cues)))


def fit(values: sparse.csr_matrix, labels: np.ndarray) -> np.ndarray:
    sign = labels * 2.0 - 1

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = sign * (values @ w[:-1] + w[-1])
        slope = -sign / (1 + np.exp(np.minimum(z, 50)))
        penalty = RIDGE * w[:-1]
        return np.logaddexp(0, -z).sum() + penalty @ w[:-1] / 2, np.append(values.T @ slope + penalty, slope.sum())

    return minimize(loss, np.zeros(values.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clean", nargs="+", type=Path)
    parser.add_argument("--translated", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    options = parser.parse_args()
    rng = random.Random(3)
    translated = [Page(part(row["text"], rng), row["source"]) for row in read(options.translated)]
    rows = (row for path in options.clean for i, row in enumerate(read(path)) if i % 8 == 0 or row["genre"] in HARD)
    clean = [Page(part(row["text"], rng), row["source"]) for row in rows]
    found = [strings(page.text) for page in translated]
    words = segmented(translated)
    cues = [
        cue
        for cue, pages in Counter(cue for one in found for cue in one).items()
        if pages >= LEAST_PAGES and words[cue] >= LEAST_SEGMENTED and "您" not in cue
    ]
    known = set(cues)
    found = [one & known for one in found]
    there = [strings(page.text) & known for page in clean]
    even = (spread(found, translated, cues, 99) < SPREAD) & (spread(there, clean, cues, 16) < CLEAN_SPREAD)
    cues = sorted(cue for cue, is_even in zip(cues, even, strict=True) if is_even)
    pages, labels = translated + clean, np.arange(len(translated) + len(clean)) < len(translated)
    values = table(found + there, pages, cues)
    strength = np.abs(fit(values, labels)[:-1]) * np.sqrt(np.asarray(values.mean(0)).ravel())
    best = np.sort(np.argsort(-strength)[:CUES])
    weights = fit(values[:, best], labels)
    cues = [cues[number] for number in best]
    print(f"{len(translated)} translated pages, {len(clean)} clean ones, intercept {weights[-1]:.3f}")
    dev = [Page(row["text"][:3000], row["source"]) for row in read(options.dev)]
    logits = table([strings(page.text) for page in dev], dev, cues) @ weights[:-1] + weights[-1]
    print("clean:", {share: np.quantile(logits, share).round(2) for share in (0.995, 0.9975, 0.9985, 0.999, 1)})
    own = values[: len(translated)][:, best] @ weights[:-1] + weights[-1]
    print("translated above them:", [(own > np.quantile(logits, q)).mean().round(3) for q in (0.995, 0.9975, 0.999)])
    kept = {cue: round(float(w), 2) for cue, w in zip(cues, weights[:-1], strict=True)}
    Gate(kept, float(weights[-1]), 0.0).save(data_file("translated.gate"))


if __name__ == "__main__":
    main()
