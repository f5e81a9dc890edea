"""All furniture patterns, their line reader, and the cheap question whether a text can hold any furniture."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zhquality.lexicon.linereader import LONGEST, LineReader, may_explain
from zhquality.lexicon.opencc import characters
from zhquality.lexicon.patterns import BLANK, SHORT, Pattern, normalise, read_patterns
from zhquality.lexicon.scanner import Scanner, encode

__all__ = ["TAIL", "Furniture"]

TAIL = 40
"""Code points at the end of a line in which a tail may stand; the longest seen has 24."""
_ENOUGH = 2
"""Strength without which no line is certain: one strong pattern or two weak ones."""
_SENTENCE = 12
"""Code points of a line that can hold a sentence and a tail."""
_STOPS = ("。", "。\r", "。”", "。”\r")


@dataclass(frozen=True, slots=True)
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
    def read(cls, folder: Path) -> Furniture:
        """Read and check the pattern files of a folder.

        Raises:
            DataError: if one is damaged.
        """
        patterns = read_patterns(folder)
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
        if short and self._certain(self._all, normalise("\n".join(short)).split("\n")):
            return True
        sentences = [line for line in lines if len(line) <= LONGEST and (len(line) > SHORT or line.endswith(_STOPS))]
        if sentences and self._certain(self._sentence, sentences):
            return True
        ends = [line[-TAIL:] for line in lines if len(line) > _SENTENCE and not line.endswith(_STOPS)]
        return any(self.reader.tail(normalise(end).rstrip()) for end in self._tail.candidates(ends))

    def _certain(self, sieve: _Sieve, lines: list[str]) -> bool:
        return any(self.reader.read(normalise(line).strip(BLANK)).certain for line in sieve.candidates(lines))


@dataclass(slots=True)
class _Worth:
    """What literals can make of their line at most.

    Attributes:
        strength: sum over the literals; those of one character are mere company unless they are of an expression.
        letters: how many of the line's letters they explain.
        whole: code points of the longest line that one of their patterns explains wholly.
    """

    strength: int = 0
    letters: int = 0
    whole: int = 0

    def join(self, pattern: Pattern, literal: str) -> None:
        """Add what one pattern says of a literal that others may hold as well."""
        if len(literal) > 1 or pattern.regex:
            self.strength = max(self.strength, pattern.strength)
        self.letters = max(self.letters, len(literal) + pattern.value)
        self.whole = max(self.whole, pattern.longest if pattern.form == "line" else _WHOLE.get(pattern.form, 0))

    def add(self, other: _Worth) -> None:
        """Add another literal of the line."""
        self.strength += other.strength
        self.letters += other.letters
        self.whole = max(self.whole, other.whole)



_WHOLE = {"mark": LONGEST, "tail": LONGEST}
"""Forms that need no more of a line than their literal, and the longest line they see."""


class _Sieve:
    """Finds the lines that patterns may be certain of, by the literals they hold."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        worth: dict[str, _Worth] = defaultdict(_Worth)
        self._open: list[re.Pattern[str]] = []
        for pattern in patterns:
            if pattern.regex and not pattern.literals:
                self._open.append(pattern.regex)
            for literal in pattern.literals:
                for form in (literal, _traditional(literal)):
                    worth[form].join(pattern, literal)
        self._scanner = Scanner(worth)
        self._worth = [worth[literal] for literal in self._scanner.literals]

    def candidates(self, lines: list[str]) -> Iterator[str]:
        """Lines that may be certain; upper case ASCII counts as lower case."""
        data = encode("\n".join(lines)).lower()
        row = at = 0
        worth = _Worth()
        for index, _, end in self._scanner.raw(data):
            passed = data.count(b"\n", at, end)
            if passed:
                if worth.strength >= _ENOUGH and self._may_be_certain(lines[row], worth):
                    yield lines[row]
                worth = _Worth()
                row += passed
            at = end
            worth.add(self._worth[index])
        if worth.strength >= _ENOUGH and self._may_be_certain(lines[row], worth):
            yield lines[row]

    def _may_be_certain(self, line: str, worth: _Worth) -> bool:
        line = line.strip(BLANK)
        if len(line) <= worth.whole or may_explain(line, worth.letters):
            return True
        return any(pattern.fullmatch(line) for pattern in self._open)


def _traditional(word: str) -> str:
    table = characters("STCharacters")
    return "".join(table[c][0] if c in table else c for c in word)
