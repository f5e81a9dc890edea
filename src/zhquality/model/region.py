"""Where a page was written: in Taiwan other words are usual, and most of them are what spinners put in elsewhere.

使用者, 透過 and 資料 stand for 用户, 通过 and 数据 where a tool put them in, and for themselves where a Taiwanese writer
did. Nobody but Taiwanese writers uses some others (伺服器, 硬體, 檔名): where such words stand, the words that are usual
there are not looked at. Of 713 pages of Taiwanese documentation that the list was not measured on, 102 had a spun score
of one half and more without it, and one has with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhquality.lexicon.taiwan import TaiwanWord
from zhquality.model.statistics import Floats, Ints, Statistics

__all__ = ["Region"]

_LEAST = 2.0
"""Points of a Taiwanese page: of 1,350 simulated spun pages of nine dictionaries .6 % have as many (they lose those words
only), of 2,000 clean mainland pages none. Chosen with the 713 Taiwanese
pages in view: with 2.5 two of them are above one half."""
_OFTEN, _OFTEN_POINTS = 15, 0.5
"""Words that Taiwanese writers use so many times as often, and what each counts beside the 1 of a mark."""


@dataclass(frozen=True)
class Region:
    """The words of Taiwan among those that are looked for.

    Attributes:
        marks: words that are looked for beside those of the lexicons, numbered after them.
        points: what each word says for Taiwan, float[W + M].
        usual: which words are usual there, or marks, bool[W + M].
    """

    marks: tuple[str, ...]
    points: Floats
    usual: NDArray[np.bool_]

    @classmethod
    def of(cls, words: Sequence[TaiwanWord], statistics: Statistics, own: int = 0) -> Region:
        """Among the words of some lexicons.

        Args:
            words: of Taiwan.
            statistics: of the lexicons.
            own: how many families, the last before the sentinels, are the user's: their surfaces are always looked at.
        """
        index = {word: number for number, word in enumerate(statistics.words)}
        marks = tuple(word.text for word in words if word.mark and word.text not in index)
        index |= {word: len(index) + number for number, word in enumerate(marks)}
        points, usual = np.zeros(len(index)), np.zeros(len(index), np.bool_)
        for word in words:
            number = index.get(word.text)
            if number is not None:
                usual[number] = True
                points[number] = 1.0 if word.mark else _OFTEN_POINTS * (word.times >= _OFTEN)
        users = statistics.member[:, -1 - own : -1].any(1)
        usual[statistics.surface[users]] = False
        return cls(marks, points, usual)

    def foreign(self, words: Ints) -> NDArray[np.bool_]:
        """Which occurrences of words are to be left out: all usual ones of a Taiwanese page, and marks in any.

        Args:
            words: number of each occurrence.
        """
        telling = words[self.points[words] > 0]
        if self.points[np.unique(telling)].sum() >= _LEAST:
            return self.usual[words]
        return words >= len(self.usual) - len(self.marks)
