"""All furniture patterns, their line reader, and the cheap question whether a text can hold any furniture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path

from zhquality.lexicon.derived import ready_patterns
from zhquality.lexicon.linereader import LONGEST, LineReader
from zhquality.lexicon.opencc import characters
from zhquality.lexicon.patterns import SHORT, Pattern, normalise, read_patterns
from zhquality.lexicon.scanner import Scanner, encode

__all__ = ["TAIL", "Furniture"]

TAIL = 40
"""Code points at the end of a line in which a tail may stand; the longest seen has 24."""
_ENOUGH = 2
"""Strength without which no line is certain: one strong pattern or two weak ones."""
_SENTENCE = 12
"""Code points of a line that can hold a sentence and a tail."""
_STOPS = ("。", "。\r", "。”", "。”\r")
_BLANK = " \t\r\u3000\xa0"


@dataclass(frozen=True, slots=True, eq=False)
class Furniture:
    """The patterns of a folder, ready for use.

    Attributes:
        patterns: as read.
        reader: reads single lines.
    """

    patterns: tuple[Pattern, ...]
    reader: LineReader
    _all: _Sieve
    _sentence: _Sieve
    _tail: _Sieve

    @classmethod
    def read(cls, folder: Path, derived: Path | None = None) -> Furniture:
        """Read and check the pattern files of a folder, or what was derived from them.

        Raises:
            DataError: if one is damaged.
        """
        patterns = ready_patterns(folder, derived) if derived else read_patterns(folder)
        return cls(
            patterns,
            LineReader(patterns),
            _Sieve(p for p in patterns if p.form != "tail"),
            _Sieve(p for p in patterns if p.sentence),
            _Sieve(p for p in patterns if p.form == "tail"),
        )

    def possible(self, text: str) -> bool:
        """Whether any line is certain furniture, or ends in some.

        Clean prose costs a split, and one scan of its lines of up to 400 code points.
        """
        lines = (text.replace("\r", "\n") if "\r" in text else text).split("\n")
        short = [line for line in lines if 1 < len(line) <= SHORT and not line.endswith(_STOPS)]
        if short and self._certain(self._all, [normalise(line) for line in short]):
            return True
        sentences = [line for line in lines if len(line) <= LONGEST and (len(line) > SHORT or line.endswith(_STOPS))]
        if sentences and self._certain(self._sentence, sentences):
            return True
        ends = [line[-TAIL:] for line in lines if len(line) > _SENTENCE and not line.endswith(_STOPS)]
        return any(self.reader.tail(normalise(end).rstrip()) for end in self._tail.candidates(ends))

    def _certain(self, sieve: _Sieve, lines: list[str]) -> bool:
        return any(self.reader.read(normalise(line).strip(_BLANK)).certain for line in sieve.candidates(lines))


class _Sieve:
    """Finds the lines in which patterns of some strength have literals."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        strengths: dict[str, int] = {}
        for pattern in patterns:
            literals = sorted(word for word in pattern.literals if len(word) > 1 or pattern.regex)
            for form in literals + _traditional(literals):  # single words are mere company
                strengths[form] = max(strengths.get(form, 0), pattern.strength)
        self._scanner = Scanner(strengths)
        self._strengths = [strengths[literal] for literal in self._scanner.literals]

    def candidates(self, lines: list[str]) -> Iterator[str]:
        """Lines whose literals have a strength of 2 together; upper case ASCII counts as lower case."""
        data = encode("\n".join(lines)).lower()
        row = at = found = 0
        for index, start, _ in sorted(self._scanner.raw(data), key=itemgetter(1)):
            passed = data.count(b"\n", at, start)
            if passed:
                row += passed
                found = 0
            at = start
            if found < _ENOUGH <= found + self._strengths[index]:
                yield lines[row]
            found += self._strengths[index]


def _traditional(words: list[str]) -> list[str]:
    return "\0".join(words).translate(_table()).split("\0")


@cache
def _table() -> Mapping[int, str]:
    return {ord(simplified): forms[0] for simplified, forms in characters("STCharacters").items()}
