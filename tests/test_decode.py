"""Which words are put back where several overlap."""

from __future__ import annotations

import pytest

from zhquality.model.decode import _outermost


@pytest.mark.parametrize(
    ("starts", "ends", "gains", "outer"),
    [
        ([0, 0, 2], [4, 2, 4], [6.0, 4.0, 3.0], [0]),  # 经由过程: 经由 and 过程 would add up to more
        ([0, 0, 2], [4, 2, 4], [3.0, 4.0, 1.0], [0, 1]),  # the shorter one explains more
        ([0, 1], [3, 4], [5.0, 1.0], [0, 1]),  # neither lies in the other
        ([0, 5], [2, 7], [9.0, 1.0], [0, 1]),
        ([], [], [], []),
    ],
)
def test_a_word_within_one_that_explains_as_much_is_left_out(
    starts: list[int], ends: list[int], gains: list[float], outer: list[int]
) -> None:
    assert _outermost(starts, ends, gains) == outer
