"""Which lines furniture patterns may be certain of, by the literals that the lines hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from zhquality.lexicon.linereader import may_explain
from zhquality.lexicon.opencc import characters
from zhquality.lexicon.patterns import BLANK, Pattern, normalise
from zhquality.lexicon.scanner import Scanner, encode

__all__ = ["Literals", "Sieve", "literals_of"]

_ENOUGH = 2
"""Strength without which no line is certain: one strong pattern or two weak ones."""
_LINES = 3
"""Where the numbers of expressions begin in the facts of a literal."""
_BLANKS = frozenset(BLANK)
_PARTS = ("mark", "tail")
"""Forms that need no more of a line than a part of it."""


class Literals(NamedTuple):
    """What a sieve needs to know of its patterns, without making them: 20 ms of a start for all of them.

    Attributes:
        literals: sorted.
        facts: what there is to say of any of them, as ``_facts`` gives it.
        which: the number of each literal's facts.
        open: numbers of the expressions without literals, among all patterns.
    """

    literals: Sequence[str]
    facts: Sequence[Sequence[int]]
    which: Sequence[int]
    open: Sequence[int]


def literals_of(patterns: Sequence[Pattern], wanted: Callable[[Pattern], bool]) -> Literals:
    """The literals of those patterns that are wanted, in both scripts."""
    owners: dict[str, list[int]] = defaultdict(list)
    numbers = [number for number, pattern in enumerate(patterns) if wanted(pattern)]
    for number in numbers:
        literals = sorted(patterns[number].literals)
        for form in {*literals, *_traditional(literals)}:
            owners[form].append(number)
    known = sorted(owners)
    opened = [n for n in numbers if patterns[n].regex and not patterns[n].literals]
    facts: dict[tuple[int, ...], int] = {}
    which = [facts.setdefault(_facts(literal, owners[literal], patterns), len(facts)) for literal in known]
    return Literals(known, list(facts), which, opened)


def _facts(literal: str, owners: Iterable[int], patterns: Sequence[Pattern]) -> tuple[int, ...]:
    """Of a literal: its strength, the letters it explains, whether a part of a line is enough, and the numbers of its expressions."""
    of = [patterns[number] for number in owners]
    lines = [number for number in owners if patterns[number].form == "line"]
    part = any(p.form in _PARTS for p in of)
    return _strength(literal, of), _explained(literal, of), int(part), *lines


class Sieve:
    """Finds the lines that patterns may be certain of, by the literals they hold."""

    def __init__(self, known: Literals, patterns: Sequence[Pattern]) -> None:
        """Make one of what is known of the patterns' literals; patterns are only looked up when a line may match them."""
        self._scanner = Scanner(known.literals, ordered=True)
        self._patterns = patterns
        self._known = known

    def candidates(self, lines: Sequence[str]) -> Iterator[tuple[str, list[Pattern], bool]]:
        """Lines whose literals have a strength of 2 together, and may be certain.

        Upper case ASCII counts as lower case.

        Yields:
            The line, the expressions that may match it, and whether words may make it certain.
        """
        facts, which = self._known.facts, self._known.which
        for row, hits in self._by_line(lines):
            found = [facts[which[hit]] for hit in hits]
            if sum([fact[0] for fact in found]) < _ENOUGH:
                continue
            line = lines[row]
            able, worded = self._able(line, found), self._may_be_certain(line, found)
            if able or worded:
                yield line, [*able, *self._open], worded

    @property
    def _open(self) -> list[Pattern]:
        return [self._patterns[number] for number in self._known.open]

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

    def _able(self, line: str, facts: Sequence[Sequence[int]]) -> list[Pattern]:
        """The expressions that may match a line, in the order of the patterns."""
        numbers = set(chain.from_iterable(fact[_LINES:] for fact in facts))
        if not numbers:
            return []
        bare = _bare(line)
        return [p for p in map(self._patterns.__getitem__, sorted(numbers)) if p.may_match(bare)]

    def _may_be_certain(self, line: str, facts: Sequence[Sequence[int]]) -> bool:
        """Whether words explain enough of a line, or an expression without literals matches it."""
        if any(fact[2] for fact in facts):
            return True
        explained = sum([fact[1] for fact in facts])
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
    return "\0".join(words).translate(_table()).split("\0") if words else []


@cache
def _table() -> Mapping[int, str]:
    return {ord(simplified): forms[0] for simplified, forms in characters("STCharacters").items()}
