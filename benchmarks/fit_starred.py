#!/usr/bin/env python3
"""Fit the weights of ``detectors/starred.py``: ``python benchmarks/fit_starred.py CLEAN… [--more CLEAN…] [--model FILE]``.

CLEAN are JSONL(.xz) corpora with ``text``. Their pages that hold stars of their own are clean; pages of the fifteenth
documents of these and MORE are starred out by the filters of ``fit_stars.py`` and of ``stars.py`` in turn, and those that have more than seven stars
are left out: nobody doubts them. MORE is for shop reviews and the like, in which sites have starred out words. A star counts as the root
of its page's stars. The language model should not have seen the fifteenth documents.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fit_stars import starred
from scipy.optimize import minimize
from stars import FILTERS, masked

from zhquality.config import Config
from zhquality.detectors.fill import Filler, Gap
from zhquality.detectors.marks import Kind
from zhquality.detectors.masks import marks
from zhquality.detectors.starred import NAMES, describe, is_markdown
from zhquality.document import Document
from zhquality.model.ngrams import NgramModel
from zhquality.resources import Resources

EVERY, MOST, READ = 15, 7, 40
RIDGE, CLEAN_WEIGHT, FOLDS = 0.3, 2.0, 10
KINDS = {Kind.OPEN, Kind.PAIRED, Kind.EDGE}


@dataclass
class Page:
    """What is known of a page; ``stars`` is 0 for clean ones."""

    features: list[float] | None
    stars: int


def page(text: str, stars: int, filler: Filler) -> Page | None:
    runs = [mark for mark in marks(Document(text)) if mark.kind in KINDS]
    if stars and len(runs) > MOST:
        return None
    if not runs or is_markdown(runs):
        return Page(None, stars)
    some = runs[:READ]
    read = filler.read(text, [Gap(run.start, run.end) for run in some])
    described = describe(text, runs, {run.start: one for run, one in zip(some, read, strict=True)})
    return Page([described[name] for name in NAMES], stars)


def pages(paths: list[Path], more: list[Path], number: int, filler: Filler) -> list[Page]:
    rng, found, held = random.Random(77), [], []
    for path in [*paths, *more]:
        with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
            for line_number, line in enumerate(file):
                text = json.loads(line)["text"]
                if "*" in text or "＊" in text:
                    if path in paths:
                        found.append(page(text, 0, filler))
                elif line_number % EVERY == 3:
                    held.append(text)
    rng.shuffle(held)
    for i, text in enumerate(held[:number]):
        changed, gold = masked(text, FILTERS[i // 2 % len(FILTERS)], rng) if i % 2 else starred(text, rng)
        if gold:
            found.append(page(changed, len(gold), filler))
    return [one for one in found if one]


def fit(rows: np.ndarray, starred_out: np.ndarray, weight: np.ndarray) -> np.ndarray:
    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = rows @ weights
        value = weight @ np.logaddexp(0, np.where(starred_out, -odds, odds))
        slope = rows.T @ (weight * (1 / (1 + np.exp(-odds)) - starred_out))
        return value + RIDGE * weights @ weights, slope + 2 * RIDGE * weights

    return minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x


def main() -> None:
    """Print what the model is worth on pages it was not fitted on, and the constants."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    resources = Resources(Config())
    if options.model:
        resources.__dict__["model"] = NgramModel.open(options.model)
    every = pages(options.corpus, options.more, options.pages, Filler(resources))
    some = [one for one in every if one.features]
    rows = np.array([one.features for one in some])
    stars = np.array([one.stars for one in some])
    weight = np.where(stars > 0, np.sqrt(stars), CLEAN_WEIGHT)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(some))
    odds = np.zeros(len(some))
    for k in range(FOLDS):
        odds[fold == k] = rows[fold == k] @ fit(rows[fold != k], stars[fold != k] > 0, weight[fold != k])
    total = sum(one.stars for one in every)
    print(f"{(stars > 0).sum()} pages starred out, {(stars == 0).sum()} others with stars")
    for limit in (-1.0, -0.5, 0.0, 0.5, 1.0):
        wrong, right = (odds[stars == 0] > limit).sum(), stars[odds > limit].sum() / total
        print(f"log odds above {limit:+.1f}: {wrong} others, {right:.4f} of the stars")
    for name, value in zip(NAMES, fit(rows, stars > 0, weight), strict=True):
        print(f'    "{name}": {value:.2f},')


if __name__ == "__main__":
    main()
