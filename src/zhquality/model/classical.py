"""Classical Chinese: old books, poems, the statutes of Taiwan. Nobody spins them, and their everyday words are what spinners put in.

亦, 若, 或 and 施行 are everyday words there; the spun model was fitted on modern prose and takes them for a tool's. The
page tells by its particles: classical prose has 之, 其 and 也 where modern prose has 的, 了 and 这.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_classical"]

_CLASSICAL = "之其曰乃矣也焉哉遂皆亦"
_MODERN = "的了们們这這么麼个個着著"
"""In both scripts, for the given text need not be simplified."""
_TIMES, _LEAST = 2.0, 8
"""How many times as often as the modern particles a classical page has the others, and how many at the least. None of 1,350
simulated spun pages, 23 spun and 18 verbose ones is classical by that; of 350 pages of old books, poems and Taiwanese statutes
111 had a spun score of one half and more, and 108 of these are. Of 10,054 clean pages outside literature
8 are: two of news, six of an encyclopedia."""


@cache
def _kinds() -> NDArray[np.uint8]:
    table = np.zeros(1 << 16, np.uint8)
    for kind, chars in ((1, _CLASSICAL), (2, _MODERN)):
        table[[ord(char) for char in chars]] = kind
    return table


def is_classical(text: str) -> bool:
    """Whether a text is classical Chinese by its particles."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    _, classical, modern = np.bincount(_kinds().take(units), minlength=3).tolist()
    return bool(classical >= _LEAST and classical >= _TIMES * modern)
