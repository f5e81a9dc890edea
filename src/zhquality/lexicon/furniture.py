"""All furniture patterns, their line reader, and the cheap question whether a text can hold any furniture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from zhquality.lexicon.derived import Ready, ready
from zhquality.lexicon.linereader import LONGEST, LineReader
from zhquality.lexicon.patterns import SHORT, Pattern, normalise
from zhquality.lexicon.sieve import Sieve

__all__ = ["TAIL", "Furniture"]

TAIL = 40
"""Code points at the end of a line in which a tail may stand; the longest seen has 24."""
_SENTENCE = 12
"""Code points of a line that can hold a sentence and a tail."""
_STOPS = ("。", "。\r", "。”", "。”\r")


class Furniture:
    """The patterns of a folder, ready for use.

    A clean page asks for little of them, so each part is made when it is first asked for.
    """

    def __init__(self, made: Ready) -> None:
        """Use what was read or derived."""
        self.patterns: Sequence[Pattern] = made.patterns
        self._sieves = made.literals

    @classmethod
    def read(cls, folder: Path, derived: Path | None = None) -> Furniture:
        """Read and check the pattern files of a folder, or what was derived from them.

        Raises:
            DataError: if one is damaged.
        """
        return cls(ready(folder, derived))

    @cached_property
    def reader(self) -> LineReader:
        """Reads single lines."""
        return LineReader(self.patterns)

    @cached_property
    def _all(self) -> Sieve:
        return Sieve(self._sieves["all"], self.patterns)

    @cached_property
    def _sentence(self) -> Sieve:
        return Sieve(self._sieves["sentence"], self.patterns)

    @cached_property
    def _tail(self) -> Sieve:
        return Sieve(self._sieves["tail"], self.patterns)

    def possible(self, text: str) -> bool:
        """Whether any line is certain furniture, or ends in some.

        Clean prose costs a split, and one scan of its lines of up to 400 code points.
        """
        lines = (text.replace("\r", "\n") if "\r" in text else text).split("\n")
        short = [line for line in lines if 1 < len(line) <= SHORT and not line.endswith(_STOPS)]
        if short and self._certain(self._all, normalise("\n".join(short)).split("\n")):
            return True
        sentences = [line for line in lines if len(line) <= LONGEST and (len(line) > SHORT or line.endswith(_STOPS))]
        if sentences and self._certain(self._sentence, sentences):
            return True
        ends = [line[-TAIL:] for line in lines if len(line) > _SENTENCE and not line.endswith(_STOPS)]
        return bool(ends) and any(self.reader.tail(normalise(end).rstrip()) for end, *_ in self._tail.candidates(ends))

    def _certain(self, sieve: Sieve, lines: list[str]) -> bool:
        return any(
            self.reader.read(normalise(line).strip(" \r"), able, worded=worded).certain
            for line, able, worded in sieve.candidates(lines)
        )
