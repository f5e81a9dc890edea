"""All furniture patterns, their line reader, and the cheap question whether a text can hold any furniture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeVar

from zhquality.lexicon.derived import ready_patterns
from zhquality.lexicon.linereader import LONGEST, LineReader, may_explain
from zhquality.lexicon.opencc import characters
from zhquality.lexicon.patterns import BLANK, SHORT, Pattern, normalise, read_patterns
from zhquality.lexicon.scanner import Scanner, encode

__all__ = ["TAIL", "Furniture"]

T = TypeVar("T")

TAIL = 40
"""Code points at the end of a line in which a tail may stand; the longest seen has 24."""
_ENOUGH = 2
"""Strength without which no line is certain: one strong pattern or two weak ones."""
_SENTENCE = 12
"""Code points of a line that can hold a sentence and a tail."""
_STOPS = ("。", "。\r", "。”", "。”\r")


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
            _Sieve([p for p in patterns if p.form != "tail"]),
            _Sieve([p for p in patterns if p.sentence]),
            _Sieve([p for p in patterns if p.form == "tail"]),
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
        return bool(ends) and any(self.reader.tail(normalise(end).rstrip()) for end, _ in self._tail.candidates(ends))

    def _certain(self, sieve: _Sieve, lines: list[str]) -> bool:
        candidates = sieve.candidates(lines)
        return any(self.reader.read(normalise(line).strip(" \r"), able).certain for line, able in candidates)


_BLANKS = frozenset(BLANK)
_PARTS = ("mark", "tail")
"""Forms that need no more of a line than a part of it."""


class _Known(dict[int, T]):
    """What is known of literals by their numbers, found out when a page first has the literal: 12 ms of a start for all 4,000."""

    def __init__(self, find_out: Callable[[int], T]) -> None:
        super().__init__()
        self._find_out = find_out

    def __missing__(self, number: int) -> T:
        self[number] = self._find_out(number)
        return self[number]


class _Sieve:
    """Finds the lines that patterns may be certain of, by the literals they hold."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        by_literal: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            literals = sorted(pattern.literals)
            for form in {*literals, *_traditional(literals)}:
                by_literal[form].append(pattern)
        self._scanner = Scanner(by_literal)
        known = self._scanner.literals
        numbers = {id(pattern): number for number, pattern in enumerate(patterns) if pattern.form == "line"}
        self._strengths = _Known(lambda number: _strength(known[number], by_literal[known[number]]))
        self._letters = _Known(lambda number: _explained(known[number], by_literal[known[number]]))
        self._parts = _Known(lambda number: any(p.form in _PARTS for p in by_literal[known[number]]))
        self._lines = _Known(lambda number: [numbers[id(p)] for p in by_literal[known[number]] if id(p) in numbers])
        self._patterns = patterns
        self._open = [p for p in patterns if p.regex and not p.literals]

    def candidates(self, lines: Sequence[str]) -> Iterator[tuple[str, list[Pattern]]]:
        """Lines whose literals have a strength of 2 together, and may be certain, with the expressions that may match them.

        Upper case ASCII counts as lower case.
        """
        for row, hits in self._by_line(lines):
            if sum(map(self._strengths.__getitem__, hits)) < _ENOUGH:
                continue
            line = lines[row]
            able = self._able(line, hits)
            if able or self._may_be_certain(line, hits):
                yield line, [*able, *self._open]

    def _by_line(self, lines: Sequence[str]) -> Iterator[tuple[int, Sequence[int]]]:
        """The number of each line that holds literals, and the literals."""
        data = encode("\n".join(lines)).lower()
        row = at = 0
        hits: list[int] = []
        for literal, _, end in self._scanner.raw(data):
            passed = data.count(b"\n", at, end)
            if passed:
                yield row, hits
                row += passed
                hits = []
            at = end
            hits.append(literal)
        if hits:
            yield row, hits

    def _able(self, line: str, hits: Sequence[int]) -> list[Pattern]:
        """The expressions that may match a line, in the order of the patterns."""
        numbers = set(chain(*map(self._lines.__getitem__, hits)))
        if not numbers:
            return []
        bare = _bare(line)
        return [self._patterns[number] for number in sorted(numbers) if self._patterns[number].may_match(bare)]

    def _may_be_certain(self, line: str, hits: Sequence[int]) -> bool:
        """Whether words explain enough of a line, or an expression without literals matches it."""
        if any(map(self._parts.__getitem__, hits)):
            return True
        explained = sum(map(self._letters.__getitem__, hits))
        if not explained:
            return False
        if may_explain(line, explained):
            return True
        return any(p.regex and p.regex.fullmatch(normalise(line).strip(" \r")) for p in self._open)


def _bare(line: str) -> str:
    """A line without outer blanks. There are 6,000 of them, so those that are no white space are only looked for."""
    line = line.strip()
    return line.strip(BLANK) if not _BLANKS.isdisjoint(line[:1] + line[-1:]) else line


def _strength(literal: str, owners: Iterable[Pattern]) -> int:
    """The strength of a literal; single words are mere company."""
    return max((p.strength for p in owners if len(literal) > 1 or p.regex), default=0)


def _explained(literal: str, owners: Iterable[Pattern]) -> int:
    """How many letters of a line a word explains, with what may stand behind it as a label."""
    return max((len(literal) + p.value for p in owners if p.words), default=0)


def _traditional(words: list[str]) -> list[str]:
    return "\0".join(words).translate(_table()).split("\0")


@cache
def _table() -> Mapping[int, str]:
    return {ord(simplified): forms[0] for simplified, forms in characters("STCharacters").items()}
