"""Regular expressions that are compiled when they are first used.

Most expressions of the detectors are used on damaged pages alone; when those were 80, not compiling them halved what a first
check spent on expressions (84 of 174 ms, on a busy machine).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from typing import Any, AnyStr, cast

__all__ = ["HAN", "guarded", "pattern"]

_HAN_RANGES = ("[一-鿿]", "[㐀-鿿]")
HAN = r"(?:(?![\x00-ÿ])\w)"
"""What guarded expressions have for them, and others may: a character of a word that is not Latin. To compile a range ``re`` counts its characters one by
one, 1 ms for each time it stands there, which were 20 of the 460 ms of a first spun page. Matching takes longer, but few lines are."""


class _Lazy:
    """Stands for a compiled expression; a method that was asked for once is an attribute from then on."""

    def __init__(self, expression: str | bytes, flags: int = 0) -> None:
        self._made_of: tuple[Any, int] = expression, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever re.Pattern has under that name
        value = getattr(re.compile(*self._made_of), name)  # re keeps what it compiled
        self.__dict__[name] = value
        return value


class _Guarded(_Lazy):
    """One that texts without one literal of each set need not be compiled for."""

    def __init__(self, expression: str, needs: Collection[Collection[str]], longest: int) -> None:
        self.pattern = expression
        for han in _HAN_RANGES:
            expression = expression.replace(han, HAN)
        super().__init__(expression)
        self._needs, self._longest = needs, longest

    def fullmatch(self, line: str) -> re.Match[str] | None:
        return self._asked("fullmatch", line) if len(line) <= self._longest else None

    def search(self, text: str) -> re.Match[str] | None:
        return self._asked("search", text)

    def _asked(self, name: str, text: str) -> re.Match[str] | None:
        if all(any(map(text.__contains__, need)) for need in self._needs):
            found: re.Match[str] | None = self.__getattr__(name)(text)  # which stands before this one from now on
            return found
        return None


def pattern(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` returns, for its methods and attributes; errors come at first use, so tests must use it."""
    return cast("re.Pattern[AnyStr]", _Lazy(expression, flags))


def guarded(expression: str, *needs: Collection[str], longest: int = sys.maxsize) -> re.Pattern[str]:
    """The same for an expression that never matches without a literal of each set, nor more code points than the longest; an empty set says nothing.

    Its ranges 一-鿿 and 㐀-鿿, where they are a class of their own, also stand for the letters of other scripts beyond Latin 1.
    """
    known = tuple(filter(None, needs))
    return cast("re.Pattern[str]", _Guarded(expression, known, longest) if known else _Lazy(expression))
