"""From aligned steps to swapped words: dictionary swaps as they are, other ones cut at the borders of words."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhquality.rewrite.alignment import Step

__all__ = ["Change", "changes", "match_family"]

_LONGEST = 6
"""Code points of a swapped word that no dictionary has; what is longer was rewritten, not swapped."""
_REACH = 3
"""Equal characters on either side that belong to such a word at the most (工作 → 工做 has one)."""
_AROUND = 12
"""Code points on either side that are segmented to find the borders of words."""
_NEAR, _NEAR_SAME = 8, 0.75
"""Steps on either side of an unknown swap, and how many of them must be explained: else a sentence was rewritten there."""
_FOREIGN = 0.2
"""Share of a spinner's swaps that is not in our copy of its dictionary."""


@dataclass(frozen=True, slots=True)
class Change:
    """``a[start_a:end_a]`` was exchanged with ``b[start_b:end_b]``; ``known`` says that a dictionary does so."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    known: bool


def _merged(steps: Iterable[Step]) -> list[Step]:
    """Neighbouring steps of kind ``other`` as one."""
    merged: list[Step] = []
    for step in steps:
        if merged and step.kind == merged[-1].kind == "other":
            last = merged.pop()
            merged.append(Step("other", last.start_a, step.end_a, last.start_b, step.end_b))
        else:
            merged.append(step)
    return merged


def changes(a: str, b: str, steps: Sequence[Step]) -> Iterator[Change]:
    """Swapped words of one passage, in order."""
    merged = _merged(steps)
    for number, step in enumerate(merged):
        if step.kind == "swap":
            yield Change(step.start_a, step.end_a, step.start_b, step.end_b, known=True)
        elif step.kind == "other" and 0 < step.end_a - step.start_a <= _LONGEST >= step.end_b - step.start_b > 0:
            near = [*merged[max(0, number - _NEAR) : number], *merged[number + 1 : number + 1 + _NEAR]]
            if sum(other.kind != "other" for other in near) < _NEAR_SAME * 2 * _NEAR:
                continue
            before, after = _equal(merged, number, -1), _equal(merged, number, 1)
            change = _to_words(a, b, step, before, after)
            if change:
                yield change


def _equal(steps: Sequence[Step], number: int, way: int) -> int:
    """How many equal characters stand beside a step."""
    count = 0
    while count < _REACH and 0 <= number + way * (count + 1) < len(steps):
        if steps[number + way * (count + 1)].kind != "same":
            break
        count += 1
    return count


def _to_words(a: str, b: str, step: Step, before: int, after: int) -> Change | None:
    """The step with as many equal characters on each side as make it whole words in both texts."""
    borders_a, borders_b = _borders(a, step.start_a, step.end_a), _borders(b, step.start_b, step.end_b)
    left = next((k for k in range(before + 1) if step.start_a - k in borders_a and step.start_b - k in borders_b), None)
    right = next((k for k in range(after + 1) if step.end_a + k in borders_a and step.end_b + k in borders_b), None)
    if left is None or right is None:
        return None
    change = Change(step.start_a - left, step.end_a + right, step.start_b - left, step.end_b + right, known=False)
    words = a[change.start_a : change.end_a], b[change.start_b : change.end_b]
    return change if _exchangeable(*words) else None


def _exchangeable(a: str, b: str) -> bool:
    """Whether one may be another word for the other: Chinese, and not one number against another."""
    if not (a + b).isalpha() or any(map(str.isascii, a + b)):
        return False
    return not (any(map(str.isnumeric, a)) and any(map(str.isnumeric, b)))


def _borders(text: str, start: int, end: int) -> set[int]:
    """Borders of words around a span."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    at = max(0, start - _AROUND)
    borders = {at}
    for word in jieba.cut(text[at : end + _AROUND]):
        at += len(word)
        borders.add(at)
    return borders


def match_family(rows: Sequence[Sequence[str]], sizes: Mapping[str, int]) -> tuple[str | None, dict[str, float]]:
    """Which dictionary made the swaps, and the share of them that each dictionary explains.

    Each distinct swap is drawn from the dictionary at random, or with probability 0.2 from anywhere: a small dictionary
    that explains a table is likelier than a large one that happens to hold it.

    Args:
        rows: for each distinct swap the dictionaries that make it.
        sizes: pairs of each dictionary.
    """
    counts = Counter(name for names in rows for name in names)
    if not counts:
        return None, {}
    everything = sum(sizes.values())

    def likelihood(name: str) -> float:
        inside = math.log((1 - _FOREIGN) / sizes[name] + _FOREIGN / everything)
        return counts[name] * inside + (len(rows) - counts[name]) * math.log(_FOREIGN / everything)

    best = max(sorted(counts), key=likelihood)
    shares = {name: count / len(rows) for name, count in counts.most_common()}
    return (best if shares[best] >= 0.5 else None), shares
