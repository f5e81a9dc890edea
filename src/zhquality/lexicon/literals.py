"""The literals a regular expression cannot match without: a prefilter derived from the pattern itself."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

if sys.version_info >= (3, 11):
    from re import _parser as sre_parse  # type: ignore[attr-defined]  # the public alias was deprecated in 3.11
else:
    import sre_parse

__all__ = ["required_literals"]

Literals = frozenset[str]


def required_literals(pattern: str) -> Literals:
    """Literals of which every match of a pattern holds at least one.

    Args:
        pattern: a regular expression of the standard library's syntax.

    Returns:
        A set of non-empty strings, the longest that the pattern's structure yields; empty if no literal is certain.

    Raises:
        re.error: if the pattern is not valid.
    """
    return _of_sequence(sre_parse.parse(pattern).data) or frozenset()


def _of_sequence(items: Sequence[Any]) -> Literals | None:
    """The best set among those of a sequence's items; a run of single characters is one literal."""
    sets: list[Literals] = []
    run = ""
    for operator, argument in items:
        if str(operator) == "LITERAL":
            run += chr(argument)
            continue
        sets.append(frozenset({run}))
        run = ""
        inner = _of_item(str(operator), argument)
        if inner:
            sets.append(inner)
    sets.append(frozenset({run}))
    return max((s for s in sets if "" not in s), key=_selectivity, default=None)


def _selectivity(literals: Literals) -> tuple[int, int]:
    """Sets whose shortest literal is longer fire less often; so do smaller sets."""
    return min(map(len, literals)), -len(literals)


def _of_item(operator: str, argument: Any) -> Literals | None:  # noqa: ANN401 - the parser's tree is untyped
    if operator == "SUBPATTERN":
        return _of_sequence(argument[-1])
    if operator == "ATOMIC_GROUP":
        return _of_sequence(argument)
    if operator == "BRANCH":
        return _union(_of_sequence(branch) for branch in argument[1])
    if operator in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _of_sequence(argument[2]) if argument[0] > 0 else None
    if operator == "IN":
        return _union(frozenset({chr(a)}) if str(o) == "LITERAL" else None for o, a in argument)
    return None


def _union(sets: Iterable[Literals | None]) -> Literals | None:
    union: set[str] = set()
    for literals in sets:
        if not literals:
            return None
        union |= literals
    return frozenset(union)
