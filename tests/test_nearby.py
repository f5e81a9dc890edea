"""Words around a place and how well others go with them."""

from __future__ import annotations

import numpy as np

from zhquality.model.finder import WordFinder
from zhquality.model.nearby import Nearby

NEARBY = Nearby(
    WordFinder(["水库", "鱼塘", "股票", "水库大坝", "别"]),
    np.array([2, 2, 2, 4]),
    np.array([[100, 0], [90, 10], [0, 100], [110, 0]], np.int8),
    np.array([0.02, 0.02]),
)


def test_words_of_the_same_field_agree() -> None:
    fish, stock, unknown = NEARBY.agreement("水库旁边是*，很大", 5, 6, ["鱼塘", "股票", "没有"])
    assert fish > stock == unknown == 0


def test_the_longest_word_is_read_and_the_placeholder_is_not() -> None:
    (dam,) = NEARBY.agreement("水库大坝*股票", 4, 5, ["水库大坝"])
    assert np.isclose(dam, 110 * 110 * 0.02**2 / 2)
    (none,) = NEARBY.agreement("股票", 0, 2, ["股票"])
    assert none == 0
