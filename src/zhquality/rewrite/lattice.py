"""Every way in which swapped units could explain one place where two versions of a text differ.

A place is a run of differing blocks with a few common characters around and between them. Its lattice has a node for each
pair of offsets the texts may both have reached, and an edge for each step from one to the next: a character that is the
same in both, or a unit (canonical → surface) that was swapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from zhquality.rewrite.differences import Block

__all__ = ["COPY", "LONGEST", "UNEXPLAINED", "UNEXPLAINED_BITS", "Lattice", "Unit", "best_path", "lattices", "pruned"]

Unit = tuple[str, str]
"""What stood there, and what was put in its place."""

Lattice = list[list[tuple[int, int]]]
"""Edges of each node in topological order, as (node reached, step); the first node is the start, the last the end.
A step is the number of a unit, COPY, or COPY - n for n characters that nothing explains."""

COPY = -1
LONGEST, _LONGEST_SURFACE, _GROWTH = 6, 9, 3
"""Code points of the longest canonical and the longest surface, and how far their lengths may differ (a gloss apart): of
the 32,751 pairs of the project's lexicons 99.9 % keep each."""
_EXTEND = 3
"""Common characters a unit may take in on each side: in 增加 → 增添 one, in 普遍存在 → 普遍不存在 two and two."""
_COMMON = 4
"""Common characters on both sides together; 99.9 % of the lexicons' pairs have no more."""
_GRID = 24
"""Blocks longer than this on either side are not looked into: a sentence was rewritten, not a word swapped."""
_SLANT = 5
"""How far two offsets inside a block may drift apart from its start."""
_CHANCE = 3
"""So many common characters between two blocks may be chance, and their true partners stand elsewhere: 设计 in
建设计划 → 建立设计."""
UNEXPLAINED, UNEXPLAINED_BITS = -1, 60.0
"""A character that nothing explains, and its bits: more than a row of its own costs."""
_WORDS = re.compile(r"[^\W_]+(?:[(（][^\W\d_]{1,6}[)）][^\W_]*)*")
"""What a spinner puts in: words, some with the pinyin of a character in brackets (內(nèi)容)."""


def lattices(a: str, b: str, blocks: Sequence[Block], numbers: dict[Unit, int]) -> Iterator[Lattice]:
    """The lattice of each place where two texts differ.

    Args:
        a: the original.
        b: the spun text.
        blocks: where they differ.
        numbers: the units' numbers; new units are added.
    """
    runs = list(_runs(blocks))
    for place, run in enumerate(runs):
        behind = runs[place - 1][-1].end_a if place else 0
        ahead = runs[place + 1][0].start_a if place + 1 < len(runs) else len(a)
        before, after = min(_EXTEND, run[0].start_a - behind), min(_EXTEND, ahead - run[-1].end_a)
        yield _lattice(a, b, _nodes(a, b, run, before, after), numbers)


def best_path(lattice: Lattice, costs: Sequence[float] | Mapping[int, float]) -> list[int]:
    """The units of the cheapest way through, and UNEXPLAINED for each character that none explains.

    Args:
        lattice: of a place.
        costs: bits of each unit.
    """
    best = [float("inf")] * len(lattice)
    best[0] = 0.0
    back = [(0, COPY)] * len(lattice)
    for node, edges in enumerate(lattice):
        here = best[node]
        for to, step in edges:
            total = here + (costs[step] if step >= 0 else (COPY - step) * UNEXPLAINED_BITS)
            if total < best[to]:
                best[to] = total
                back[to] = (node, step)
    units, at = [], len(lattice) - 1
    while at:
        at, step = back[at]
        units += [step] if step >= 0 else [UNEXPLAINED] * (COPY - step)
    return units


def pruned(lattice: Lattice, costs: Sequence[float], slack: float) -> Lattice:
    """The lattice without the steps whose cheapest way is more than ``slack`` bits dearer than the cheapest of all.

    Nodes keep their numbers.
    """

    def bits(step: int) -> float:
        return costs[step] if step >= 0 else (COPY - step) * UNEXPLAINED_BITS

    ahead = [float("inf")] * len(lattice)
    ahead[-1] = 0.0
    for node in range(len(lattice) - 2, -1, -1):
        ahead[node] = min((bits(step) + ahead[to] for to, step in lattice[node]), default=float("inf"))
    behind = [float("inf")] * len(lattice)
    behind[0] = 0.0
    limit = ahead[0] + slack
    kept: Lattice = []
    for node, edges in enumerate(lattice):
        kept.append([(to, step) for to, step in edges if behind[node] + bits(step) + ahead[to] <= limit])
        for to, step in kept[-1]:
            behind[to] = min(behind[to], behind[node] + bits(step))
    return kept


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks so near to each other that one unit could cover two, or two units compete for what lies between."""
    run: list[Block] = []
    for block in blocks:
        if run and block.start_a - run[-1].end_a > 2 * _EXTEND:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _nodes(a: str, b: str, run: Sequence[Block], before: int, after: int) -> list[tuple[int, int]]:
    """Offsets both texts may have reached: along common characters, and anywhere inside small blocks."""
    first, last = run[0], run[-1]
    nodes = {(first.start_a - k, first.start_b - k) for k in range(before + 1)}
    nodes |= {(last.end_a + k, last.end_b + k) for k in range(after + 1)}
    for block in run:
        nodes |= {(block.start_a, block.start_b), (block.end_a, block.end_b)}
        nodes.update(_inside(block))
        nodes.update(_slid(a, b, block))
        if not _even(block):
            nodes.update(_around(block, run[0].start_a - before, run[-1].end_a + after))
    for block, following in pairwise(run):
        gap = following.start_a - block.end_a
        nodes |= {(block.end_a + k, block.end_b + k) for k in range(gap + 1)}
        if gap <= _CHANCE and not (_even(block) and _even(following)):
            nodes.update(_inside(Block(block.start_a, following.end_a, block.start_b, following.end_b)))
    return sorted(nodes)


def _even(block: Block) -> bool:
    return block.end_a - block.start_a == block.end_b - block.start_b


def _inside(block: Block) -> Iterator[tuple[int, int]]:
    height, width = block.end_a - block.start_a, block.end_b - block.start_b
    if max(height, width) > _GRID:
        return
    for down in range(height + 1):
        low, high = max(0, down - _SLANT - max(0, height - width)), down + _SLANT + max(0, width - height)
        for right in range(low, min(width, high) + 1):
            yield block.start_a + down, block.start_b + right


def _around(block: Block, low: int, high: int) -> Iterator[tuple[int, int]]:
    """One character more on both sides: 应当 → 应当每当 is 应 → 应当 and 当 → 每当."""
    left, right = int(block.start_a > low), int(block.end_a < high)
    return _inside(Block(block.start_a - left, block.end_a + right, block.start_b - left, block.end_b + right))


def _slid(a: str, b: str, block: Block) -> Iterator[tuple[int, int]]:
    """Where the common characters before a block could go on, and those behind it begin earlier: 以及 → 以以及."""
    for k in range(_EXTEND):
        i, j = block.start_a + k, block.start_b + k
        if i >= len(a) or j >= len(b) or a[i] != b[j]:
            break
        yield i + 1, j + 1
    for k in range(1, _EXTEND + 1):
        i, j = block.end_a - k, block.end_b - k
        if i < 0 or j < 0 or a[i] != b[j]:
            break
        yield i, j


def _lattice(a: str, b: str, nodes: list[tuple[int, int]], numbers: dict[Unit, int]) -> Lattice:
    index = {node: number for number, node in enumerate(nodes)}
    lattice: Lattice = []
    for number, (i, j) in enumerate(nodes):
        edges = list(_steps(a, b, nodes, index, number))
        for other in range(number + 1, len(nodes)):
            end_i, end_j = nodes[other]
            if end_i - i > LONGEST:
                break
            if end_i > i and 0 < end_j - j <= _LONGEST_SURFACE:
                if abs(end_i - i - end_j + j) > _GROWTH and ")" not in b[j:end_j] and "）" not in b[j:end_j]:
                    continue
                unit = (a[i:end_i], b[j:end_j])
                if _is_unit(*unit):
                    edges.append((other, numbers.setdefault(unit, len(numbers))))
        lattice.append(edges)
    return lattice


def _steps(
    a: str, b: str, nodes: list[tuple[int, int]], index: dict[tuple[int, int], int], number: int
) -> Iterator[tuple[int, int]]:
    """The steps from a node that swap nothing."""
    i, j = nodes[number]
    if i < len(a) and j < len(b) and a[i] == b[j] and (i + 1, j + 1) in index:
        yield index[i + 1, j + 1], COPY
        return
    steps = [index[node] for node in ((i + 1, j), (i, j + 1)) if node in index]
    for to in steps:
        yield to, COPY - 1
    if not steps and number + 1 < len(nodes):  # a block that is not looked into: from its first corner to its last
        end_i, end_j = nodes[number + 1]
        if end_i >= i and end_j >= j:
            yield number + 1, COPY - (end_i - i + end_j - j)


def _is_unit(canonical: str, surface: str) -> bool:
    """Whether one could have been swapped for the other: different, of words, not far longer than what differs."""
    if canonical == surface or not canonical.isalnum() or not _WORDS.fullmatch(surface):
        return False
    shorter = min(len(canonical), len(surface))
    prefix = next((k for k in range(shorter) if canonical[k] != surface[k]), shorter)
    if prefix > _EXTEND:
        return False
    suffix = next((k for k in range(shorter - prefix) if canonical[-1 - k] != surface[-1 - k]), shorter - prefix)
    return suffix <= _EXTEND and prefix + suffix <= _COMMON
