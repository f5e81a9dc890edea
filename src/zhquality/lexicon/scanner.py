"""One pass over a text for many literals at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import NamedTuple, overload

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

__all__ = ["Hit", "Hits", "Scanner", "encode"]


class Hit(NamedTuple):
    """A literal found at ``[start, end)``, in code points."""

    start: int
    end: int
    literal: str


_DFA_MOST = 250
"""Literals up to which a DFA is built. Of 200 literals it scans a page in 5 us instead of 15. Larger tables leave the
processor's cache between two pages: that of 800 literals then takes twice as long as no DFA (126 us and 62, 62 us and 42),
and of 17,000 it is slower even by itself."""

_BY_HAND = 5
"""Look-ups of substrings for each literal, all texts together, before an automaton is built: that of 17,000 literals takes
11 ms to build, as long as 110,000 look-ups; a page of 2 kB asks for 6,000."""


_HEAD = 6
"""Code points of a literal that are looked up at the most; of longer ones they are the head. Of 9,300 furniture literals nine in
ten are no longer; looking up all 22 lengths took 2.7 ms of a start."""


def encode(text: str) -> bytes:
    """UTF-8 of any str; lone surrogates keep their place."""
    return text.encode("utf-8", "surrogatepass")


class Scanner:
    """Aho-Corasick over UTF-8 bytes; every occurrence is reported, overlapping ones too.

    The byte automaton runs two to three times faster than the same library's ``str`` class, which maps the offset of
    every hit; here only hits that are kept are mapped. It is built when there is enough text for it: who checks one page
    does not wait for it.
    """

    def __init__(self, literals: Iterable[str], *, ordered: bool = False) -> None:
        """Number the literals by their order.

        Args:
            literals: what to look for.
            ordered: whether they are different and not empty, which takes as long to find out as all else.
        """
        found = literals if ordered else dict.fromkeys(filter(None, literals))
        self.literals: tuple[str, ...] = tuple(found)
        self.index: dict[str, int] = dict(zip(self.literals, range(len(self.literals)), strict=True))
        self._by_hand = _BY_HAND * len(self.literals)

    @cached_property
    def _automaton(self) -> BytesAhoCorasick:
        kind = Implementation.DFA if len(self.literals) <= _DFA_MOST else Implementation.ContiguousNFA
        return BytesAhoCorasick(list(map(encode, self.literals)), matchkind=MatchKind.Standard, implementation=kind)

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        return tuple(sorted({min(size, _HEAD) for size in set(map(len, self.literals))}))

    @cached_property
    def _long(self) -> dict[str, list[str]]:
        """Literals that are longer than what is looked up, by their heads."""
        heads: dict[str, list[str]] = {}
        for literal in [literal for literal in self.literals if len(literal) > _HEAD]:
            heads.setdefault(literal[:_HEAD], []).append(literal)
        return heads

    def raw(self, data: bytes) -> list[tuple[int, int, int]]:
        """All hits in UTF-8 ``data`` as (index of the literal, start byte, end byte), by end byte."""
        if not self.literals or not data:
            return []
        if len(data) <= 4 * self._by_hand:  # a code point has four bytes at the most
            text = data.decode("utf-8", "surrogatepass")
            self._by_hand -= len(text) * len(self._sizes)
            if self._by_hand >= 0:
                return self._looked_up(text)
        return self._automaton.find_matches_as_indexes(data, overlapping=True)

    def _looked_up(self, text: str) -> list[tuple[int, int, int]]:
        """The same from the substrings of a text."""
        offsets = list(accumulate((len(encode(character)) for character in text), initial=0))
        hits: list[tuple[int, str]] = []
        for size in self._sizes:
            parts = [text[start : start + size] for start in range(len(text) - size + 1)]
            hits += [(start, part) for start, part in enumerate(parts) if part in self.index]
            if size == _HEAD and self._long:
                heads = [(start, part) for start, part in enumerate(parts) if part in self._long]
                hits += [
                    (start, long) for start, part in heads for long in self._long[part] if text.startswith(long, start)
                ]
        found = [(self.index[part], offsets[start], offsets[start + len(part)]) for start, part in hits]
        return sorted(found, key=itemgetter(2, 1))

    def hits(self, data: bytes, raw: Iterable[tuple[int, int, int]]) -> Iterator[Hit]:
        """Map raw hits of ``data`` to code points, sorted by start."""
        byte = point = 0
        for index, start, _ in sorted(raw, key=itemgetter(1)):
            point += len(data[byte:start].decode("utf-8", "surrogatepass"))
            byte = start
            literal = self.literals[index]
            yield Hit(point, point + len(literal), literal)


class Hits(Sequence[Hit]):
    """Every occurrence of some literals in a text, overlapping ones too, sorted by start; looked for when first asked for.

    Who knows from a scan which few of its literals a text holds finds them again by ``str.find`` faster than by mapping
    all that the scan found.
    """

    def __init__(self, text: str, literals: Iterable[str]) -> None:
        self._made_of = text, literals

    @cached_property
    def _found(self) -> list[Hit]:
        text, literals = self._made_of
        return sorted(
            (hit for literal in literals for hit in _occurrences(text, literal)), key=attrgetter("start", "end")
        )

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Hit]: ...
    def __getitem__(self, at: int | slice) -> Hit | Sequence[Hit]:
        return self._found[at]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _occurrences(text: str, literal: str) -> Iterator[Hit]:
    start = text.find(literal)
    while start >= 0:
        yield Hit(start, start + len(literal), literal)
        start = text.find(literal, start + 1)
