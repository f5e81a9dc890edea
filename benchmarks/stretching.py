"""Stretch clean text as verbose rewriters do, for benchmarks/fit_cues.py.

No rewriter is imitated: every page draws a dialect of its own, a random part of the rules of ``stretches.tsv`` with a random
part of each rule's forms and a rate, so that what is fitted on such pages cannot lean on any one cue.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

RULES = Path(__file__).with_name("stretches.tsv")
SHARE = (0.15, 0.6)
"""Of the rules, in a dialect."""
RATE = (0.1, 1.0)
"""Of the places of a rule."""
SPARSE = 100
"""Code points a change from which a page is not called stretched, by judgement; in one stretched in every sentence it is some 20."""


class Rule(NamedTuple):
    pattern: re.Pattern[str]
    forms: tuple[str, ...]


class Change(NamedTuple):
    start: int
    end: int
    text: str


def read_rules(path: Path = RULES) -> list[Rule]:
    classes: dict[str, str] = {}
    rules: list[Rule] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern, _, forms = line.partition("\t")
        if pattern.startswith("@"):
            classes[pattern[1:]] = f"(?:{forms})"
        else:
            rules.append(Rule(re.compile(pattern.format(**classes)), tuple(forms.split("|"))))
    return rules


def dialect(rules: Sequence[Rule], rng: random.Random) -> list[tuple[Rule, float]]:
    """Some rules with some of their forms, and how often each is used."""
    share, rate = rng.uniform(*SHARE), rng.uniform(*RATE)
    drawn = [rule for rule in rules if rng.random() < share]
    return [(rule._replace(forms=some(rule.forms, rng)), rate * rng.uniform(0.3, 1.0)) for rule in drawn]


def some(forms: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """One to four of the forms; those named first are the more usual ones."""
    ranks = [1 / rank for rank in range(1, len(forms) + 1)]
    return tuple(dict.fromkeys(rng.choices(forms, ranks, k=rng.randint(1, 4))))


def stretch(text: str, habits: Sequence[tuple[Rule, float]], rng: random.Random) -> str | None:
    """The text in a dialect; none if that changes little."""
    changes = [
        Change(match.start(), match.end(), match.expand(rng.choice(rule.forms)))
        for rule, rate in habits
        for match in rule.pattern.finditer(text)
        if rng.random() < rate
    ]
    rng.shuffle(changes)
    taken = disjoint(changes)
    if len(taken) * SPARSE < len(text):
        return None
    parts, at = [], 0
    for change in taken:
        parts += [text[at : change.start], change.text]
        at = change.end
    return "".join([*parts, text[at:]])


def disjoint(changes: Sequence[Change]) -> list[Change]:
    """Changes that do not touch, by place; of two that do, the one named first where both begin alike."""
    taken: list[Change] = []
    for change in sorted(changes, key=lambda c: c.start):
        if not taken or change.start > taken[-1].end:
            taken.append(change)
    return taken
