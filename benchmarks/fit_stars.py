#!/usr/bin/env python3
"""Fit the weights of ``detectors/choice.py``: ``python benchmarks/fit_stars.py CLEAN… [--pages N] [--model FILE]``.

CLEAN are JSONL(.xz) corpora with ``text``. Words of random pages are starred out by random filters (a list drawn from
the library's lexicon and everyday words, single characters, or parts of words; one way of writing; some leave words
standing). How often a filter stars a word is taken from the lexicon, not from the simulation. Half of the pages fit the weights, the other half tell what they are worth; then all do, and the constants
are printed. The language model should not have seen the pages: build one without them and name it with --model.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from zhquality.config import Config
from zhquality.data import lexicon_folder
from zhquality.detectors.choice import NAMES, TYPES, Reading, features, prepare, share_of_types
from zhquality.detectors.fill import Filler, Gap
from zhquality.lexicon.superlatives import load_superlatives, load_words
from zhquality.model.ngrams import NgramModel
from zhquality.resources import Resources

LISTED = load_superlatives(lexicon_folder() / "superlatives.tsv")
COMMON = [word for word in load_words(lexicon_folder() / "common_words.tsv") if len(word) > 1]
CHARACTERS = "首首首极极极绝绝独独唯唯顶顶特特超王金一一级优领冠全国专"
"""What filters of single characters star beside 最 and 第一; the more usual ones stand there more often."""
OPTIONAL = {"absolute": 0.7, "official": 0.6, "praise": 0.4, "promotion": 0.4}
"""Kinds of words that some filters' lists hold, beside superlatives and ranks."""
STYLES: tuple[tuple[float, Callable[[str], str]], ...] = (
    (0.38, lambda _: "*"),
    (0.30, lambda word: "*" * len(word)),
    (0.12, lambda _: "**"),
    (0.08, lambda _: "***"),
    (0.07, lambda word: "＊" * len(word)),
    (0.05, lambda _: "＊"),
)
LONGEST, GAPS = 3000, 10
"""Characters of a page, and placeholders of one that are read."""
EVERY, RIDGE = 15, 1e-3


@dataclass
class Page:
    """A page with placeholders, what stood there, and its readings."""

    text: str
    gold: list[tuple[int, int, str]]
    readings: list[Reading]
    fixed: list[np.ndarray]


def words_of(rng: random.Random) -> tuple[list[str], bool]:
    """A filter's list, and whether it stars only parts of the words."""
    kind = rng.random()
    if kind < 0.2:
        some = rng.sample(CHARACTERS, rng.choice([0, 1, 1, 2, 3, 5]))
        return sorted({*some, *(word for word in ("最", "第一") if rng.random() < 0.75)}), False
    kinds = {"superlative", "rank", *(name for name, share in OPTIONAL.items() if rng.random() < share)}
    keep, broad, eaten = rng.uniform(0.3, 1), rng.random() < 0.35, rng.uniform(0.05, 0.6)
    words = {word.text for word in LISTED if word.kind in kinds and rng.random() < keep * min(1, word.weight / 0.4)}
    words |= {word for word in ("最", "第一") if rng.random() < 0.7}
    if broad:
        words |= {w.text for w in LISTED if w.kind == "eaten" and rng.random() < eaten * min(1, w.weight / 0.06) ** 2}
        words |= set(rng.sample(COMMON, rng.choice([20, 60, 150])))
    inside = kind < 0.35
    return sorted(word for word in words if len(word) > 1 or not inside), inside


def starred(text: str, rng: random.Random) -> tuple[str, list[tuple[int, int, str]]]:
    """The text as a random filter leaves it, with the spans of the stars and what stood there."""
    words, inside = words_of(rng)
    write = rng.choices([style for _, style in STYLES], [share for share, _ in STYLES])[0]
    rate = 1.0 if rng.random() < 0.7 else rng.uniform(0.5, 1)
    spot = {word: rng.choice([0, len(word) - 1, rng.randrange(len(word))]) for word in words}
    out, gold, cursor, length = [], [], 0, 0
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"
    for found in re.finditer(pattern, text):
        if rng.random() >= rate:
            continue
        start, end = found.span()
        if inside:
            start += spot[found[0]]
            end = start + 1
        star = write(text[start:end])
        out += [text[cursor:start], star]
        length += start - cursor
        if gold and gold[-1][1] == length:
            gold[-1] = (gold[-1][0], length + len(star), gold[-1][2] + text[start:end])
        else:
            gold.append((length, length + len(star), text[start:end]))
        length += len(star)
        cursor = end
    return "".join([*out, text[cursor:]]), gold


def texts(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                text = json.loads(line)["text"][:LONGEST] if number % EVERY == 3 else "*"
                if "*" not in text and "＊" not in text:
                    yield text


def pages_of(paths: list[Path], number: int, filler: Filler) -> list[Page]:
    rng = random.Random(7)
    made = [starred(text, rng) for text in texts(paths)]
    rng.shuffle(made)
    pages = []
    for text, gold in [page for page in made if page[1]][:number]:
        some = gold[:GAPS]
        readings = []
        for one, (_, _, word) in zip(filler.read(text, [Gap(s, e) for s, e, _ in some]), some, strict=True):
            best = one.reading.best(150)
            readings.append(best if any(part.text == word for part in best.parts) else one.reading.best(600))
        pages.append(Page(text, some, readings, prepare(text, readings, filler.agreement, filler.cloze)))
    return pages


class Table:
    """Features of all readings of some pages."""

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages
        counts = [len(r.parts) for page in pages for r in page.readings]
        self.gap = np.repeat(np.arange(len(counts)), counts)
        self.ends = np.cumsum(counts)
        gold = [(r, word) for page in pages for r, (_, _, word) in zip(page.readings, page.gold, strict=True)]
        self.right = np.array([part.text == word for r, word in gold for part in r.parts])
        self.weight = np.array([1 / len(page.readings) for page in pages for _ in page.readings])
        self.rows = np.vstack([table for page in pages for table in page.fixed])
        self.rows = np.hstack([self.rows, np.zeros((len(self.rows), 2))])

    def shares(self, weights: np.ndarray) -> np.ndarray:
        logs = self.rows @ weights
        top = np.maximum.reduceat(logs, np.concatenate(([0], self.ends[:-1])))
        part = np.exp2(logs - top[self.gap])
        return part / np.bincount(self.gap, part)[self.gap]

    def regard(self, weights: np.ndarray, usual: np.ndarray) -> None:
        """Take the features that depend on the other placeholders from the shares by these weights."""
        split = np.split(self.shares(weights), self.ends[:-1])
        at, tables = 0, []
        for page in self.pages:
            tables += features(page.readings, split[at : at + len(page.readings)], usual)
            at += len(page.readings)
        self.rows[:, -2:] = np.vstack(tables)

    def usual(self, weights: np.ndarray) -> np.ndarray:
        """Share of each type among what was starred out."""
        shares = self.shares(weights) * self.right
        split = np.split(shares / np.maximum(np.bincount(self.gap, shares), 1e-12)[self.gap], self.ends[:-1])
        readings = [r for page in self.pages for r in page.readings]
        total = self.weight @ share_of_types(readings, split) + 1
        return total / total.sum()

    def loss(self, weights: np.ndarray) -> tuple[float, np.ndarray]:
        shares = self.shares(weights)
        right = np.bincount(self.gap, shares * self.right)
        known = right > 0
        wanted = shares * self.right / np.maximum(right, 1e-12)[self.gap]
        rows = (self.weight * known)[self.gap] * (shares - wanted)
        total = self.weight.sum()
        value = -(self.weight * known) @ np.log(np.maximum(right, 1e-12)) / total
        slope = self.rows.T @ rows * np.log(2) / total
        return value + RIDGE * weights @ weights, slope + 2 * RIDGE * weights

    def fit(self, start: np.ndarray) -> np.ndarray:
        bounds = [(1.0, 1.0) if name == "weight" else (None, None) for name in NAMES]
        return minimize(self.loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}).x

    def report(self, name: str, weights: np.ndarray) -> None:
        ranks, at = [], 0
        split = np.split(self.shares(weights), self.ends[:-1])
        for page in self.pages:
            for reading, (_, _, word) in zip(page.readings, page.gold, strict=True):
                texts: dict[str, float] = {}
                for part, share in zip(reading.parts, split[at], strict=True):
                    texts[part.text] = texts.get(part.text, 0.0) + share
                ranks.append(sum(share > texts[word] for share in texts.values()) if word in texts else 999)
                at += 1
        first, three = np.array(ranks) < 1, np.array(ranks) < 3
        by_page = [np.average(hits, weights=self.weight) for hits in (first, three)]
        print(
            f"{name:24s} first {first.mean():.3f} three {three.mean():.3f}; pages alike {by_page[0]:.3f} "
            f"{by_page[1]:.3f} loss {self.loss(weights)[0]:.3f}",
            flush=True,
        )


def fitted(table: Table, held: Table | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Weights and usual types; the page's features follow from the shares, and the shares from the weights."""
    weights = table.fit(np.array([float(name == "weight") for name in NAMES]))
    usual = np.full(TYPES, 1 / TYPES)
    if held:
        held.report("each by itself", weights)
    for _ in range(3):
        usual = table.usual(weights)
        table.regard(weights, usual)
        if held:
            held.regard(weights, usual)
        weights = table.fit(weights)
        if held:
            held.report("with regard to the page", weights)
    return weights, usual


def main() -> None:
    """Print the constants."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=1400)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    resources = Resources(Config())
    if options.model:
        resources.__dict__["model"] = NgramModel.open(options.model)
    pages = pages_of(options.corpus, options.pages, Filler(resources))
    half = len(pages) // 2
    fitted(Table(pages[:half]), Table(pages[half:]))
    weights, usual = fitted(Table(pages))
    for name, weight in zip(NAMES, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print(", ".join(f"{share:.4f}" for share in usual))


if __name__ == "__main__":
    main()
