"""Where two versions of a text differ: the blocks between their common characters, in nearly linear time.

Levenshtein alignment (rapidfuzz, bit-parallel) on stretches between anchors: strings of 16 characters that occur once in
each text and in the same order in both (the idea of Cohen's patience diff).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

__all__ = ["Block", "differences"]

_STRETCH = 20_000
"""Code points aligned in one go: 30,000 against 30,000 take 0.09 s, and the time grows with the square."""
_ANCHOR = 16
"""Code points of an anchor: between two swapped words of a fully spun page there are 9 on average, but one stretch in
six is longer than 16."""
_HOPELESS = 200_000
"""Texts without anchors for this many code points are no versions of each other there; they make one block."""


@dataclass(frozen=True, slots=True)
class Block:
    """``a[start_a:end_a]`` stands against ``b[start_b:end_b]``; either may be empty, in code points."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int


def differences(a: str, b: str) -> list[Block]:
    """The places where two texts differ, in order; what lies between two blocks is the same in both."""
    blocks: list[Block] = []
    for start_a, end_a, start_b, end_b in _stretches(a, b):
        for block in _aligned(a[start_a:end_a], b[start_b:end_b]):
            moved = Block(
                start_a + block.start_a, start_a + block.end_a, start_b + block.start_b, start_b + block.end_b
            )
            last = blocks[-1] if blocks else None
            if last and last.end_a == moved.start_a and last.end_b == moved.start_b:
                blocks[-1] = Block(last.start_a, moved.end_a, last.start_b, moved.end_b)
            else:
                blocks.append(moved)
    return blocks


def _aligned(a: str, b: str) -> Iterator[Block]:
    if max(len(a), len(b)) > _HOPELESS:
        yield Block(0, len(a), 0, len(b))
        return
    for code in Levenshtein.opcodes(a, b):
        if code.tag != "equal":
            yield Block(code.src_start, code.src_end, code.dest_start, code.dest_end)


def _stretches(a: str, b: str) -> Iterator[tuple[int, int, int, int]]:
    """Parts to be aligned by themselves: the whole of short texts, else what lies between anchors."""
    if max(len(a), len(b)) <= _STRETCH:
        yield 0, len(a), 0, len(b)
        return
    cuts, last = [(0, 0)], 0
    for at_a, at_b in _anchors(a, b):
        if at_a - last >= _STRETCH // 4:
            cuts.append((at_a, at_b))
            last = at_a
    cuts.append((len(a), len(b)))
    for (start_a, start_b), (end_a, end_b) in pairwise(cuts):
        yield start_a, end_a, start_b, end_b


def _once(text: str) -> dict[str, int]:
    """Strings of anchor length that occur once, and where."""
    places: dict[str, int] = {}
    for at in range(len(text) - _ANCHOR + 1):
        gram = text[at : at + _ANCHOR]
        places[gram] = -1 if gram in places else at
    return {gram: at for gram, at in places.items() if at >= 0}


def _anchors(a: str, b: str) -> list[tuple[int, int]]:
    """The longest chain of anchors that stand in the same order in both texts."""
    in_b = _once(b)
    points = [(at, in_b[gram]) for gram, at in _once(a).items() if gram in in_b]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, at_b) in enumerate(points):
        place = bisect_left(tails, at_b)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [at_b]
        ends[place : place + 1] = [number]
    chain: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(points[at])
        at = before[at]
    return chain[::-1]
