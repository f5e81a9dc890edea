"""Whether a page's stars hide words: what is looked at, and what speaks for and against."""

from __future__ import annotations

import numpy as np

from zhquality.detectors.choice import Reading
from zhquality.detectors.fill import Read
from zhquality.detectors.marks import Kind, Mark
from zhquality.detectors.starred import NAMES, describe, evidence, is_markdown, ratio


def read(bits: float) -> Read:
    return Read(bits, Reading(0, 1, (), np.zeros(0), np.zeros(0)))


def marks_of(text: str, kind: Kind = Kind.OPEN) -> list[Mark]:
    return [Mark(i, i + 1, kind) for i, c in enumerate(text) if c == "*"]


TEXT = "我们是本地*大的工厂，拥有*进的设备，价格*低。"


def test_everything_described_has_a_weight() -> None:
    runs = marks_of(TEXT)
    assert describe(TEXT, runs, {}).keys() == set(NAMES)


def test_gaps_that_read_well_with_a_word_speak_for_the_page() -> None:
    runs = marks_of(TEXT)
    well = evidence(TEXT, runs, {run.start: read(6.0) for run in runs})
    badly = evidence(TEXT, runs, {run.start: read(-9.0) for run in runs})
    assert well > 0 > badly - well


def test_pairs_speak_against_it() -> None:
    runs = marks_of(TEXT)[:2]
    pair = [Mark(r.start, r.end, Kind.PAIRED, o.start) for r, o in zip(runs, runs[::-1], strict=True)]
    bits = {run.start: read(-4.0) for run in runs}
    assert evidence(TEXT, pair, bits) < evidence(TEXT, runs, bits)


def test_one_star_of_a_long_page_is_less_than_one_of_a_short_one() -> None:
    runs = marks_of(TEXT)[:1]
    bits = {runs[0].start: read(1.0)}
    assert evidence(TEXT + "正文。" * 2000, runs, bits) < evidence(TEXT, runs, bits)


def test_a_run_reads_no_better_for_reading_worse() -> None:
    run = Mark(5, 6, Kind.OPEN)
    ratios = [ratio(run, bits) for bits in np.arange(-40.0, 20.0, 0.5)]
    assert ratios == sorted(ratios)


def test_pages_of_emphasis_are_markdown() -> None:
    pairs = marks_of("*" * 8, Kind.PAIRED)
    assert is_markdown(pairs)
    assert not is_markdown([*pairs, *marks_of("*" * 4)])
    assert not is_markdown([])
