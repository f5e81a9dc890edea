"""Whether a replaced string lay across word boundaries: 整[个中]国 → 整其中国.

The best segmentation of a few characters by unigram probability, with the lexicons' own words as vocabulary. jieba would
do the same from a larger dictionary that takes 0.7 s to load, which is twice what a whole page may take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zhquality.model.statistics import HAN_FIRST, HAN_LAST, Statistics

if TYPE_CHECKING:
    from zhquality.model.spun import SpunModel

__all__ = ["cuts_words"]

_AROUND = 4
"""Characters looked at on each side: the length of nearly all words."""
_RARE = -14.0
"""Log probability of a character the statistics do not know."""


def _log_character(character: str, statistics: Statistics) -> float:
    code = ord(character) - HAN_FIRST
    return float(statistics.log_han[code]) if 0 <= code <= HAN_LAST - HAN_FIRST else _RARE


def cuts_words(text: str, places: Sequence[tuple[int, int]], spun: SpunModel) -> list[bool]:
    """Whether each ``[start, end)`` of a restored text begins or ends inside a word.

    Args:
        text: the text with the canonicals in place.
        places: first code point of each canonical, and one past its last.
        spun: the vocabulary.
    """
    known = spun.words_in(text)
    return [
        not {start, end} <= _cuts(text, max(0, start - _AROUND), min(len(text), end + _AROUND), known, spun.statistics)
        for start, end in places
    ]


def _cuts(text: str, low: int, high: int, known: Mapping[tuple[int, int], float], statistics: Statistics) -> set[int]:
    """Where the words of ``text[low:high]`` begin and end."""
    best = [(0.0, low)]
    for upto in range(low + 1, high + 1):
        single = known.get((upto - 1, upto))
        highest = best[-1][0] + (_log_character(text[upto - 1], statistics) if single is None else single)
        cut = upto - 1
        for begin in range(upto - 2, max(low - 1, upto - _AROUND - 1), -1):
            word = known.get((begin, upto))
            if word is not None and best[begin - low][0] + word > highest:
                highest, cut = best[begin - low][0] + word, begin
        best.append((highest, cut))
    cuts, at = {low}, high
    while at > low:
        cuts.add(at)
        at = best[at - low][1]
    return cuts
