"""Whether the stars of a page hide words: a logistic model over how its runs read, how many there are, and the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zhquality.detectors.marks import Kind, Mark
from zhquality.lazy import pattern

if TYPE_CHECKING:
    from zhquality.detectors.fill import Read

__all__ = ["NAMES", "describe", "evidence", "is_markdown", "ratio"]

_MARKDOWN = 6
"""Runs from which a page of pairs, with less than one lone run to so many, is Markdown without further reading."""
_SHAPE = {
    (Kind.OPEN, False): (0.0, 5.0, -6.0, 3.2, -0.5),
    (Kind.OPEN, True): (-2.3, 5.0, -7.0, 3.5, 2.0),
    (Kind.PAIRED, False): (-2.0, 8.5, -12.0, 4.5, 0.0),
    (Kind.PAIRED, True): (-2.0, 8.5, -12.0, 4.5, 0.0),
    (Kind.LOOSE, False): (-2.0, 8.5, -12.0, 4.5, 0.0),
    (Kind.LOOSE, True): (-2.0, 8.5, -12.0, 4.5, 0.0),
    (Kind.EDGE, False): (1.5, 5.5, -5.0, 3.5, -0.5),
    (Kind.EDGE, True): (1.5, 5.5, -5.0, 3.5, 0.0),
}
"""By kind and whether the run is more than one star: mean and deviation in bits of a reading's evidence where a word is
starred out and where not (of a pair, certain or loose: the sum of both), and how far the length itself speaks, in nats. Measured on 1,300
stars put into the training corpora, 83 of written pages, and 350 other stars of the clean corpora, of which 4 were
unpaired runs of several."""
_LIMIT = 6.0
"""Nats: one run may not outweigh a page."""
_LEAST = -3.0
"""Nats that a lone run may speak against a page: where everyday words are starred out many gaps read well without them."""
_MOST = 8
"""Runs of a kind that are counted."""
_READS_WELL = 3.0
"""Evidence in bits of a run that hardly any other star has."""
_LONG = 1_100
"""Characters from which a page has more superlatives than the few that are starred out."""
_LATIN = pattern("[A-Za-z]")
_SENTENCE_END = "\n。！？…!?"
"""A page without a lone run inside a sentence gains nothing by being prose: notes that begin with a star are prose too."""
_WEIGHTS = {
    "any": -1.11,
    "a pair": 0.22,
    "pairs": -0.70,
    "pairs read": 0.83,
    "little Latin": 2.48,
    "some Latin": 1.96,
    "second inside": 1.73,
    "third inside": -0.95,
    "one reads well": 1.78,
    "long page": -2.11,
    "open": 0.63,
    "open read": 0.93,
    "long open": 0.72,
    "long open read": 1.13,
    "edge": 0.78,
    "edge read": 0.44,
    "long edge": 3.21,
    "long edge read": -0.02,
}
"""In nats, by benchmarks/fit_starred.py on 1,208 pages starred out and 310 pages with stars of their own. Of pages it was not
fitted on it takes 26 of the latter, and .978 of the stars stand in pages that it takes; rules drawn by hand took 30, and .978."""
NAMES = tuple(_WEIGHTS)


def is_markdown(runs: Sequence[Mark]) -> bool:
    """Whether nearly all runs come in pairs that enclose phrases, so that the model need not read them."""
    lone = sum(run.kind is not Kind.PAIRED for run in runs)
    return len(runs) >= _MARKDOWN and _MARKDOWN * lone < len(runs)


def ratio(run: Mark, bits: float) -> float:
    """Log-likelihood ratio in nats of a starred-out word, or of two for a pair, against another use."""
    mean1, dev1, mean0, dev0, length = _SHAPE[run.kind, run.long]
    turn = (mean0 * dev1**2 - mean1 * dev0**2) / (dev1**2 - dev0**2)  # below it the wider density would win again
    bits = max(bits, turn)
    value = (((bits - mean0) / dev0) ** 2 - ((bits - mean1) / dev1) ** 2) / 2 + math.log(dev0 / dev1) + length
    return max(-_LIMIT, min(_LIMIT, value))


def evidence(text: str, runs: Sequence[Mark], read: Mapping[int, Read]) -> float:
    """Log odds in nats that the stars hide words.

    Args:
        text: of the page.
        runs: its runs of stars that a word may be hidden behind.
        read: readings of some of them, by start.
    """
    return sum(_WEIGHTS[name] * value for name, value in describe(text, runs, read).items())


def describe(text: str, runs: Sequence[Mark], read: Mapping[int, Read]) -> dict[str, float]:
    """What the model looks at, by name."""
    latin = len(_LATIN.findall(text)) / len(text)
    pairs = [run for run in runs if run.kind is Kind.PAIRED and run.start < run.partner]
    lone = [run for run in runs if run.kind is not Kind.PAIRED]
    inside = sum(_inside(text, run) for run in lone)
    best = max((read[run.start].evidence for run in lone if run.start in read), default=-math.inf)
    described = {
        "any": 1.0,
        "a pair": float(bool(pairs)),
        "pairs": float(min(len(pairs), _MOST)),
        "pairs read": sum(
            ratio(run, read[run.start].evidence + read[run.partner].evidence)
            for run in pairs
            if run.start in read and run.partner in read
        ),
        "little Latin": float(latin < 0.01 and inside > 0),
        "some Latin": float(0.01 <= latin < 0.03 and inside > 0),
        "second inside": float(min(max(0, inside - 1), _MOST)),
        "third inside": float(min(max(0, inside - 2), _MOST)),
        "one reads well": float(best > _READS_WELL),
        "long page": max(0.0, math.log(len(text) / _LONG)),
    }
    for name, kind, is_long in (
        ("open", Kind.OPEN, False),
        ("long open", Kind.OPEN, True),
        ("edge", Kind.EDGE, False),
        ("long edge", Kind.EDGE, True),
    ):
        some = [run for run in lone if run.kind is kind and run.long is is_long]
        ratios = [max(_LEAST, ratio(run, read[run.start].evidence)) for run in some if run.start in read]
        described[name] = float(min(len(some), _MOST))
        described[f"{name} read"] = sum(ratios)
    return described


def _inside(text: str, run: Mark) -> bool:
    """Whether a lone run stands inside a sentence; notes begin with a star, and lists."""
    inner = run.kind is Kind.OPEN or (run.kind is Kind.EDGE and run.long)
    return inner and run.start > 0 and text[run.start - 1] not in _SENTENCE_END
