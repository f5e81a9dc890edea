"""The expression of ``scan --keep``: comparisons of scores with numbers, joined by and, or, not and parentheses.

``spun < 0.2 and (quality >= 0.6 or not findings > 3)``. Parsed here, never evaluated as Python.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from zhquality.corpus.kernel import SCORES
from zhquality.errors import ConfigError

__all__ = ["NAMES", "Predicate", "parse"]

Predicate: TypeAlias = Callable[[Mapping[str, float]], bool]

NAMES = (*SCORES, "quality", "findings", "length")
"""What an expression may name: the scores, the quality, the number of findings, the length in code points."""

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+\.?\d*|\.\d+)|(?P<word>[A-Za-z_]+)|(?P<sign><=|>=|==|!=|<|>|\(|\)))")
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_LONGEST = 1000
"""Code points of an expression; keeps the depth of parentheses below Python's limit of recursion."""
_DEEPEST = 50
"""Levels of ``not`` and parentheses."""


def parse(expression: str) -> Predicate:
    """A predicate over the values of NAMES.

    Raises:
        ConfigError: if the expression is wrong; the message shows where, and suggests a name for an unknown one.
    """
    if len(expression) > _LONGEST:
        raise ConfigError(f"--keep: longer than {_LONGEST} characters")
    parser = _Parser(expression)
    predicate = parser.either(0)
    if parser.token:
        raise parser.error("expected the end, `and` or `or`")
    return predicate


class _Parser:
    """Recursive descent with one token of look-ahead; an empty token is the end."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.at = self.next_at = 0
        self.token = ""
        self.advance()

    def advance(self) -> None:
        rest = self.expression[self.next_at :]
        self.at = self.next_at + len(rest) - len(rest.lstrip())
        match = _TOKEN.match(self.expression, self.next_at)
        if match is None:
            self.token = ""
            if rest.strip():
                raise self.error("expected a score, a number, a comparison or a parenthesis")
            return
        self.token = match.group(match.lastgroup or 0)
        self.next_at = match.end()

    def error(self, problem: str) -> ConfigError:
        return ConfigError(f"--keep: {problem}\n  {self.expression}\n  {' ' * self.at}^")

    def take(self, token: str) -> bool:
        if self.token != token:
            return False
        self.advance()
        return True

    def either(self, depth: int) -> Predicate:
        parts = [self.both(depth)]
        while self.take("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else lambda values: any(part(values) for part in parts)

    def both(self, depth: int) -> Predicate:
        parts = [self.single(depth)]
        while self.take("and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else lambda values: all(part(values) for part in parts)

    def single(self, depth: int) -> Predicate:
        if depth > _DEEPEST:
            raise self.error(f"more than {_DEEPEST} levels deep")
        if self.take("not"):
            inner = self.single(depth + 1)
            return lambda values: not inner(values)
        if self.take("("):
            inner = self.either(depth + 1)
            if not self.take(")"):
                raise self.error("expected )")
            return inner
        return self.comparison()

    def comparison(self) -> Predicate:
        left = self.operand()
        compare = _COMPARISONS.get(self.token)
        if compare is None:
            raise self.error("expected one of " + " ".join(_COMPARISONS))
        self.advance()
        right = self.operand()
        return lambda values: compare(left(values), right(values))

    def operand(self) -> Callable[[Mapping[str, float]], float]:
        token = self.token
        if token and token[0] in "0123456789.":
            number = float(token)
            self.advance()
            return lambda _: number
        if not token or not (token[0].isalpha() or token[0] == "_"):
            raise self.error("expected a score or a number")
        if token not in NAMES:
            near = difflib.get_close_matches(token, NAMES, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(NAMES)}"
            raise self.error(f"unknown name {token}; {hint}")
        self.advance()
        return lambda values: values[token]
