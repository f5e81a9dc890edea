"""What a comparison of two texts returns. All offsets are code points of the texts as they were given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["RELATED", "Comparison", "Passage", "Swap", "SwapCount"]

RELATED = 0.5
"""Probability from which two texts are called related, and a page of a corpus is reported as a source."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One place where the texts have different words: ``text_a[start_a:end_a] == a``, and so for ``b``.

    Attributes:
        start_a: first code point in the first text.
        end_a: one past its last.
        start_b: first code point in the second text.
        end_b: one past its last.
        a: the first text's word.
        b: the second text's word.
        known: whether a dictionary exchanges the two words.
    """

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    a: str
    b: str
    known: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that stands in both texts, words swapped or not.

    Attributes:
        start_a: first code point in the first text.
        end_a: one past its last.
        start_b: first code point in the second text.
        end_b: one past its last.
        same: letters and digits of the first text that are the same or in a swapped word.
        swaps: the swapped words, in order.
    """

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    same: int
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class SwapCount:
    """A row of the table of swapped words.

    Attributes:
        a: the first text's word.
        b: the second text's word.
        count: how often one stands where the other does.
        families: dictionaries that make this swap in the comparison's direction, or in either when that is open.
    """

    a: str
    b: str
    count: int
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two texts, ``a`` and ``b``, are related.

    Attributes:
        probability: in [0, 1], that one was made from the other or both from a third: copied, with or without swaps.
        rewritten: ``"a"`` or ``"b"``, the text whose words were put in by a rewriter; None when nothing tells.
        b_rewritten: probability in [0, 1] that it is ``b``; 0.5 when nothing tells.
        coverage_a: share in [0, 1] of the letters and digits of ``a`` that ``b`` has too, the same or swapped.
        coverage_b: the same of ``b``.
        passages: stretches in both, sorted by their place in ``a``; they overlap in neither text.
        swaps: the table of swapped words, most frequent first.
        family: the dictionary that explains the table best; None when none explains half of it.
        families: dictionary to the share in (0, 1] of the table's rows that it explains.
        only_a: spans of ``a`` that are not in ``b``: what was left out, or added when ``a`` is the rewritten one.
        only_b: spans of ``b`` that are not in ``a``.
    """

    probability: float
    rewritten: str | None
    b_rewritten: float
    coverage_a: float
    coverage_b: float
    passages: tuple[Passage, ...]
    swaps: tuple[SwapCount, ...]
    family: str | None
    families: Mapping[str, float]
    only_a: tuple[tuple[int, int], ...]
    only_b: tuple[tuple[int, int], ...]
