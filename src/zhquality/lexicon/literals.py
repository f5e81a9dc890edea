"""The literals a regular expression cannot match a text without: a prefilter derived from the pattern itself.

What a pattern asserts of the text around a match counts as well, so a look ahead can say what a line must hold.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

if sys.version_info >= (3, 11):
    from re import _parser as sre_parse  # type: ignore[attr-defined]  # the public alias was deprecated in 3.11
else:
    import sre_parse

__all__ = ["longest_match", "required_literals", "required_sets"]

Literals = frozenset[str]


def required_literals(pattern: str) -> Literals:
    """Literals of which every text that a pattern matches holds at least one.

    Args:
        pattern: a regular expression of the standard library's syntax.

    Returns:
        A set of non-empty strings, the longest that the pattern's structure yields; empty if no literal is certain.

    Raises:
        re.error: if the pattern is not valid.
    """
    return _best(required_sets(pattern)) or frozenset()


def required_sets(pattern: str) -> list[Literals]:
    """All the sets of literals of which every match of a pattern holds at least one.

    Raises:
        re.error: if the pattern is not valid.
    """
    return _sets(sre_parse.parse(pattern).data)


def longest_match(pattern: str) -> int:
    """Code points of the longest text a pattern can match.

    Raises:
        re.error: if the pattern is not valid.
    """
    return int(sre_parse.parse(pattern).getwidth()[1])


def _of_sequence(items: Sequence[Any]) -> Literals | None:
    return _best(_sets(items))


def _best(sets: Iterable[Literals]) -> Literals | None:
    return max(sets, key=_selectivity, default=None)


def _sets(items: Sequence[Any]) -> list[Literals]:
    """The sets of a sequence's items; a run of characters is one literal, and goes on into what the next item begins with."""
    sets: list[Literals] = []
    run = ""
    for operator, argument in items:
        if str(operator) == "LITERAL":
            run += chr(argument)
            continue
        sets.append(frozenset({run}))
        if run and (begins := _begins(str(operator), argument)):
            sets.append(frozenset(run + begin for begin in begins))
        run = ""
        inner = _of_item(str(operator), argument)
        if inner:
            sets.append(inner)
    sets.append(frozenset({run}))
    return [s for s in sets if "" not in s]


def _begins(operator: str, argument: Any) -> Literals | None:  # noqa: ANN401 - the parser's tree is untyped
    """Literals with one of which every match of an item begins."""
    if operator == "LITERAL":
        return frozenset({chr(argument)})
    if operator == "SUBPATTERN":
        return _sequence_begins(argument[-1])
    if operator == "BRANCH":
        return _union(map(_sequence_begins, argument[1]))
    return None


def _sequence_begins(items: Sequence[Any]) -> Literals | None:
    run = "".join(chr(argument) for _, argument in takewhile(lambda item: str(item[0]) == "LITERAL", items))
    if run or not len(items):
        return frozenset({run}) if run else None
    operator, argument = items[0]
    return _begins(str(operator), argument)


def _selectivity(literals: Literals) -> tuple[int, int]:
    """Sets whose shortest literal is longer fire less often; so do smaller sets."""
    return min(map(len, literals)), -len(literals)


def _of_item(operator: str, argument: Any) -> Literals | None:  # noqa: ANN401 - the parser's tree is untyped
    if operator == "SUBPATTERN":
        return _of_sequence(argument[-1])
    if operator == "ATOMIC_GROUP":
        return _of_sequence(argument)
    if operator == "ASSERT":
        return _of_sequence(argument[1])
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
