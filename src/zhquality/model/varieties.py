"""Who wrote a page: in Taiwan, Hong Kong, scripture, old novels, chronicles and the time of Mao words are usual that spinners put in elsewhere.

使用者, 透過 and 資料 stand for 用户, 通过 and 数据 where a tool put them in, and for themselves where a Taiwanese writer
did. Nobody but Taiwanese writers uses some others (伺服器, 硬體, 檔名): where such words stand, the words that are usual
there are not looked at. So it is with 干犯 and 亦會 beside 聆訊 and 嘅, with 身形 and 登时 beside 笑道 and 兀自, with 得悉 and 告急
beside 刺史 and 下诏, and with 一切 and 为着 beside 反动派 and 土地革命.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhquality.lexicon.variety import MARK, Variety
from zhquality.model.statistics import Floats, Ints, Statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Varieties", "script_points"]

_LEAST = {"taiwan": 2.0, "hongkong": 2.0, "scripture": 2.0, "vernacular": 3.0, "chronicle": 3.0, "revolution": 3.0}
"""Points of a page of a variety.

Taiwan: of 1,350 simulated spun pages of nine dictionaries .6 % have as many (they lose those words only), of 2,000 clean
mainland pages none. Of 713 pages of documentation that the list was not measured on, 102 had a spun score of one half and more
without it, and one has with it; chosen with them in view: with 2.5 two have.
Hong Kong: of those 1,350 pages and of 17,986 clean training ones none has as many, of 2,000 others one; of 152 news articles, none of
which the list was measured on, 5 had a score of one half and more, and one has.
Old novels: of the same pages, fiction apart, none has as many (with two points, 5 of the simulated ones would); of 150 chapters of four
authors, and of 150 of twenty older books that the list was not measured on, 37 and 53 had such a score, and none and 3 have.
Chronicles: of the simulated pages one has as many (``spun.py`` sees that it was spun), of the clean ones apart from fiction 3; of 150 chapters of 46 books that the list
was not measured on, 23 had such a score, and one has.
Scripture: of the simulated pages none has as many, of 16,915 clean ones apart from fiction 4. Of 612 pages of the same Bible, course and
sites that the list was not measured on 17 had such a score without it (55 before long pages had to have a spun part), and one has; of 120 of
a study of the Bible that it was not measured on one, and none.
Mao: of the simulated pages none has as many, of 9,161 clean ones apart from fiction 3. Of 251 of his articles that the list was not measured on
6 had such a score without it, and one has.
Of 400 passages of 46 old books in modern Chinese that the list of chronicles was not measured on 10 had such a score before words and marks of
51 others came in, and 4 have; of 600 chapters of 218 novels up to the 1920s 11, before those of 211 others, and 3 have. Of 356
pages of these three kinds that three dictionaries were used on 330 are found so; before 331 were.
"""
_REGIONS = frozenset({"taiwan", "hongkong"})
"""Varieties whose words stand for others throughout. Kinds of books use both, so that a tool tells by what it left of the others."""
_OFTEN, _OFTEN_POINTS = 15, {"taiwan": 0.5}
"""Words that writers use so many times as often, and what each counts beside the 1 of a mark. Of Taiwan only: what old novels
use so often (身形, 当真) is what spinners like best."""


_SCRIPT, _CORNERS = 0.5, 0.5
"""Points for a region of a page in traditional characters, and of one that has corner brackets for its quotations and no
others. Of 165 pages from Taiwan 10 had a spun score of one half and more without, and none has with them and 31 further words. Of 450 simulated spun
pages put into traditional characters 430 are found either way, with corner brackets 431; their findings fall by .5 and 1.1 %."""


def script_points(text: str) -> float:
    """What the marks of a page in traditional characters say for Taiwan and Hong Kong, in points."""
    return _SCRIPT + (_CORNERS if "「" in text and "“" not in text else 0.0)


@dataclass(frozen=True, eq=False)
class Varieties:
    """The words of each variety among those that are looked for.

    Attributes:
        marks: words that are looked for beside those of the lexicons, numbered after them.
        telling: the words that say something, ascending, int[T]: 2,000 of 38,000.
        points: what each of these says for each variety, float[V, T].
        usual: which words are usual in it, or its marks, bool[V, W + M].
        least: points of a page of it, float[V].
        region: whether it is that of a region, bool[V].
    """

    marks: tuple[str, ...]
    telling: Ints
    points: Floats
    usual: NDArray[np.bool_]
    least: Floats
    region: NDArray[np.bool_]

    @classmethod
    def of(cls, lists: Mapping[str, Variety], statistics: Statistics, own: int = 0) -> Varieties:
        """Among the words of some lexicons.

        Args:
            lists: words of each variety, by its name.
            statistics: of the lexicons.
            own: how many families, the last before the sentinels, are the user's: their surfaces are always looked at.
        """
        listed = {word for words in lists.values() for word in words}  # 5,000; to number all 38,000 takes twice as long
        index = {word: number for number, word in enumerate(statistics.words) if word in listed}
        marks = sorted(
            {word for words in lists.values() for word, times in words.items() if times == MARK} - index.keys()
        )
        index |= {mark: number for number, mark in enumerate(marks, len(statistics.words))}
        shape = len(lists), len(statistics.words) + len(marks)
        points, usual = np.zeros(shape), np.zeros(shape, np.bool_)
        for row, (name, words) in enumerate(lists.items()):
            known = list(filter(index.__contains__, words))
            numbers = list(map(index.__getitem__, known))
            times = np.array(list(map(words.__getitem__, known)))
            usual[row, numbers] = True
            points[row, numbers] = np.where(times == MARK, 1.0, _OFTEN_POINTS.get(name, 0.0) * (times >= _OFTEN))
        users = statistics.member[:, -1 - own : -1].any(1)
        usual[:, statistics.surface[users]] = False
        region = np.array([name in _REGIONS for name in lists], np.bool_)
        telling = np.flatnonzero(points.any(0))
        return cls(
            tuple(marks),
            telling,
            points[:, telling],
            usual,
            np.array([_LEAST.get(name, 2.0) for name in lists]),
            region,
        )

    def foreign(self, words: Ints, local: float = 0.0) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which occurrences of words are to be left out: those usual in the page's varieties, and marks in any.

        Args:
            words: number of each occurrence.
            local: what else speaks for a region, in points, as ``script_points`` says.

        Returns:
            For all varieties, and for those of regions alone.
        """
        of_regions = words >= self.usual.shape[1] - len(self.marks)
        there = np.zeros(self.usual.shape[1], np.bool_)
        there[words] = True
        present = there[self.telling]
        if not present.any():
            return of_regions, of_regions
        known = self.points[:, present].sum(1) + local * self.region >= self.least
        if local and known[self.region].any():
            known |= self.region  # who writes in traditional characters writes 甚麼 in Taiwan, and 資訊 in Hong Kong
        of_regions |= self.usual[known & self.region].any(0)[words]
        return of_regions | self.usual[known].any(0)[words], of_regions
