"""The cheap gates: which words occur at all decides whether a page is worth the evidence model.

``Gate`` is a logistic regression over the presence of words. ``FamilyGate`` puts a second one on top, over the sum of the
first and what the words say of each dictionary family without their contexts: a spinner's page holds many surfaces of
one family and few of its originals. Both are fitted with the rest (``weights.py``) and set so that nearly all of the
simulated spun pages pass. They need no numpy, so a page that stays outside costs the scan and a few sums.

File: tab-separated text. The first row is ``#⇥intercept⇥weight of the log of the length in code points⇥least⇥number of
words⇥CRC-32 of all that follows``, then one row a word: ``word⇥weight``, sorted by word. A family gate has three more rows
before the words, all with ``#`` first: the weights of the second regression with its intercept last, and for each family
where the evidence of clean pages ends and the scale above it. Its words may have a third column, ``family:evidence`` for
some numbers of families.
"""

from __future__ import annotations

import math
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from operator import mul
from pathlib import Path
from typing import NamedTuple

from zhquality.errors import DataError
from zhquality.lazy import pattern

__all__ = ["FEATURES", "Door", "Entries", "FamilyDoor", "FamilyGate", "Gate"]

_SPEAKS, _STRONG = 1.0, 2.0
"""Evidence in nats from which a word speaks for a family, and from which it is strong."""
_LONGEST = 3500
"""Code points of the longest page of the fit. In a longer one a spun part is thinned by all the rest, and the families
see less of it than the words' own weights: one spun page among eleven passes the first regression in 48 of 100 cases,
the second in 36. So a longer page passes by either."""
_CERTAIN = 3.0
"""Logit from which a page passes that lacks the least sum of weights. Of 81 public spun pages of up to 300 code points 65 have then a score of one
half and more instead of 62, of 3,594 clean paragraphs none, and .427 of these pass instead of .413."""

_UNREAD = 0.002
"""Probability that a page just below the threshold was spun, e times less with each nat. Of the spun pages of nine tables and of the web four in
1,373 stay outside, 0.4 to 2.5 nats below, and 890 in 2,177 clean ones, 160 of them within half a nat. Where all had a score of 0 the AUROC of two
tables was .994 and .993, of pages of the web .965; so it is .996, .995 and .995, and that of none falls by more than .0002."""


class Gate(NamedTuple):
    """Weights in nats; a page passes when their sum is above zero.

    Attributes:
        weights: of each word that is there, however often.
        intercept: of every page; the threshold is part of it.
        length: of the natural log of the page's length in code points.
        least: what the weights above zero must add up to as well: in a short text nothing speaks against a spinner, but
            little for one either.
    """

    weights: Mapping[str, float]
    intercept: float
    length: float
    least: float = 0.0

    @classmethod
    def open(cls, path: Path) -> Gate:
        """Read a file.

        Raises:
            DataError: if it is damaged.
        """
        try:
            head, rest = _read(path)
            weights = {
                word: float(weight)
                for word, weight in (line.split("\t") for line in rest.decode("utf-8").split("\n")[:-1])
            }
            return cls(weights, *head)
        except (OSError, ValueError) as error:
            raise _damaged(path) from error

    def save(self, path: Path) -> None:
        """Write the file."""
        _write(path, self, [f"{word}\t{weight:.2f}" for word, weight in sorted(self.weights.items())])

    def door(self, index: Mapping[str, int]) -> Door:
        """The gate for the literals of a scanner, which have all its words, by their numbers."""
        weights = {index[word]: weight for word, weight in self.weights.items()}
        return Door(self, weights, frozenset(weights))


class Door(NamedTuple):
    """A gate's weights by the number of the literal.

    A gate has few of a scanner's words, so a page's words are met with them first: 4 us a page, where asking for the weight
    of every word took 15.
    """

    gate: Gate
    weights: Mapping[int, float]
    words: frozenset[int]

    def opens(self, seen: AbstractSet[int], length: int) -> bool:
        """Whether a page passes.

        Args:
            seen: numbers of the different literals that occur in it.
            length: of the page in code points.
        """
        there = list(map(self.weights.__getitem__, self.words & seen))
        if self.gate.intercept + self.gate.length * math.log(max(1, length)) + sum(there) <= 0:
            return False
        return not self.gate.least or sum(filter((0.0).__lt__, there)) >= self.gate.least


Entries = tuple[tuple[int, float], ...]
"""What a word says of families, by their numbers, in nats: above zero as a surface, below as an original left over."""


class FamilyGate(NamedTuple):
    """A gate whose words also speak for families.

    Attributes:
        words: the first regression.
        families: of each word that speaks for or against some.
        middle: evidence in nats that few clean pages exceed, for each family.
        scale: of what is above, for each family.
        form: weights of ``FamilyDoor.features``, then the intercept, which holds the threshold.
    """

    words: Gate
    families: Mapping[str, Entries]
    middle: tuple[float, ...]
    scale: tuple[float, ...]
    form: tuple[float, ...]

    @property
    def weights(self) -> Mapping[str, float]:
        """Weights of the first regression; their keys are the words to look for."""
        return self.words.weights

    @classmethod
    def open(cls, path: Path, more: Mapping[str, float] | None = None) -> FamilyGate:
        """Read a file; the rows of words only when a page has the word.

        Args:
            path: the file.
            more: weights of further words, which go before the file's.

        Raises:
            DataError: if it is damaged.
        """
        try:
            head, rest = _read(path)
            *heads, rows = rest.split(b"\n", _HEADS)
            form, middle, scale = (tuple(map(float, line.split(b"\t")[1:])) for line in heads)
            if len(form) != FEATURES + 1 or len(middle) != len(scale):
                raise ValueError("of another version")  # noqa: TRY301 - told like every other damage
            by_word = _Rows(rows)
            return cls(Gate(_Weights(by_word, more or {}), *head), _Families(by_word), middle, scale, form)
        except (OSError, ValueError) as error:
            raise _damaged(path) from error

    def save(self, path: Path) -> None:
        """Write the file."""
        rows = ["\t".join(["#", *(f"{value:.4f}" for value in row)]) for row in (self.form, self.middle, self.scale)]
        for word, weight in sorted(self.weights.items()):
            said = " ".join(f"{family}:{value:.2f}" for family, value in self.families.get(word, ()))
            rows.append(f"{word}\t{weight:.2f}" + (f"\t{said}" if said else ""))
        _write(path, self.words, rows)

    def door(self, index: Mapping[str, int]) -> FamilyDoor:
        """The gate for the literals of a scanner, which have all its words, by their numbers."""
        signs = sum(1 << _WIDTH * column + _WIDTH - 1 for column in range(_COLUMNS + 2 * len(self.middle)))
        return FamilyDoor(self, _Columns(self, tuple(index)), signs)


_BEHIND_WORD = pattern("\t[^\n]*\n")


class _Rows(Mapping[str, str]):
    """The rows of a file by its first column, which it is sorted by: 19,000 take 1.6 MB, in a dictionary 3.1."""

    def __init__(self, rows: bytes) -> None:
        self._text = rows
        self._rows = rows.split(b"\n")[:-1]

    def __getitem__(self, word: str) -> str:
        key = word.encode("utf-8", "surrogatepass") + b"\t"
        number = bisect_left(self._rows, key)
        if number == len(self._rows) or not self._rows[number].startswith(key):
            raise KeyError(word)
        return self._rows[number][len(key) :].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(_BEHIND_WORD.split(self._text.decode())[:-1])

    def __len__(self) -> int:
        return len(self._rows)


class _Weights(Mapping[str, float]):
    """The second column, each read when it is asked for: a page has 200 of 19,000 words; and weights of further words."""

    def __init__(self, rows: Mapping[str, str], more: Mapping[str, float]) -> None:
        self._rows = rows
        self._more = more

    def __getitem__(self, word: str) -> float:
        weight = self._more.get(word)
        return float(self._rows[word].partition("\t")[0]) if weight is None else weight

    def __iter__(self) -> Iterator[str]:
        return chain(self._rows, self._further())

    def __len__(self) -> int:
        return len(self._rows) + sum(1 for _ in self._further())

    def _further(self) -> Iterator[str]:
        return (word for word in self._more if word not in self._rows)


class _Families(Mapping[str, Entries]):
    """The third column, of the words that have one."""

    def __init__(self, rows: Mapping[str, str]) -> None:
        self._rows = rows

    def __getitem__(self, word: str) -> Entries:
        said = self._rows[word].partition("\t")[2]
        if not said:
            raise KeyError(word)
        return tuple((int(family), float(value)) for family, value in (entry.split(":") for entry in said.split(" ")))

    def __iter__(self) -> Iterator[str]:
        return (word for word, row in self._rows.items() if "\t" in row)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Columns(dict[int, int]):
    """The columns of literals by their numbers, packed when a page first has the literal."""

    def __init__(self, gate: FamilyGate, literals: Sequence[str]) -> None:
        super().__init__()
        self._gate = gate
        self._literals = literals

    def __missing__(self, number: int) -> int:
        word = self._literals[number]
        weight = self._gate.weights.get(word)
        packed = 0
        if weight is not None:
            hundredths = round(100 * weight)
            packed = hundredths + (max(0, hundredths) << _WIDTH) + (bool(hundredths) << 2 * _WIDTH)
            packed += _packed(self._gate.families.get(word, ()))
        self[number] = packed
        return packed


def _packed(said: Entries) -> int:
    """The columns of what a word says of families."""
    best = max((value for _, value in said if value > 0), default=0.0)
    packed = (round(100 * best) << 3 * _WIDTH) + ((best > _STRONG) << 4 * _WIDTH)
    for family, value in said:
        packed += round(100 * value) << (_COLUMNS + 2 * family) * _WIDTH
        packed += (value > _SPEAKS) << (_COLUMNS + 2 * family + 1) * _WIDTH
    return packed


FEATURES = 9
"""How many features the second regression has."""
_WIDTH, _COLUMNS = 32, 5
"""Bits of a column, and the columns before those of the families: weight, weight above zero, words, best, strong; weights
and evidence are in hundredths of a nat."""


class FamilyDoor(NamedTuple):
    """A family gate's words by the number of the literal.

    A page has 200 of them and a word has a dozen columns; packed into one number each, they are added up by one ``sum`` in
    20 us, where a loop over them takes 100.

    Attributes:
        gate: the gate.
        packed: by the number of the literal.
        signs: the highest bit of every column. Added to the sum it keeps columns below zero from borrowing from the next;
            turned over it leaves each as a signed number.
    """

    gate: FamilyGate
    packed: Mapping[int, int]
    signs: int

    def above(self, seen: AbstractSet[int], length: int) -> float:
        """Nats above the threshold: above zero a page passes; minus infinity where little speaks for a spinner. Arguments as of ``Door.opens``."""
        weight, positive, *columns = self._totals(seen)
        words = self.gate.words
        logit: float = sum(map(mul, self.gate.form, (*self._features(weight, columns, length), 1.0)))
        if positive < round(100 * words.least):
            return logit - _CERTAIN if logit > _CERTAIN else -math.inf
        if length > _LONGEST:
            return max(logit, words.intercept + words.length * math.log(length) + weight / 100)
        return logit

    def unread(self, above: float) -> float:
        """Probability that a page was spun that did not pass, being so many nats above the threshold, zero or less."""
        return _UNREAD * math.exp(above)

    def features(self, seen: AbstractSet[int], length: int) -> tuple[float, ...]:
        """Features of a page; as ``opens``."""
        weight, _, *columns = self._totals(seen)
        return self._features(weight, columns, length)

    def _totals(self, seen: AbstractSet[int]) -> tuple[int, ...]:
        """Sums of all columns."""
        number = _COLUMNS + 2 * len(self.gate.middle)
        total = sum(map(self.packed.__getitem__, seen), self.signs) ^ self.signs
        return struct.unpack(f"<{number}i", total.to_bytes(number * _WIDTH // 8, "little"))

    def _features(self, weight: int, columns: Sequence[int], length: int) -> tuple[float, ...]:
        words, best, strong, *families = columns
        scaled = [(s / 100 - m) / d for s, m, d in zip(families[::2], self.gate.middle, self.gate.scale, strict=True)]
        above = max(scaled)
        return (
            weight / 100,
            strong,
            best / 100,
            math.log(max(1, length)),
            math.log1p(max(0.0, above)),
            math.log1p(families[1::2][scaled.index(above)]),
            math.log1p(strong),
            math.log1p(best / 100),
            math.log1p(words),
        )


_HEADS = 3
"""Rows of a family gate before the words, after the first."""


def _read(path: Path) -> tuple[tuple[float, float, float], bytes]:
    """The numbers of the first row, and the others."""
    first, _, rest = path.read_bytes().partition(b"\n")
    _, intercept, length, least, count, checksum = first.decode("utf-8").split("\t")
    heads = rest.count(b"\n#") + rest.startswith(b"#")
    if int(checksum, 16) != zlib.crc32(rest) or int(count) != rest.count(b"\n") - heads:
        raise ValueError("cut short")
    return (float(intercept), float(length), float(least)), rest


def _write(path: Path, gate: Gate, rows: Sequence[str]) -> None:
    rest = "".join(f"{row}\n" for row in rows).encode()
    head = (
        f"#\t{gate.intercept:.3f}\t{gate.length:.3f}\t{gate.least:.2f}\t{len(gate.weights)}\t{zlib.crc32(rest):08x}\n"
    )
    path.write_bytes(head.encode() + rest)


def _damaged(path: Path) -> DataError:
    return DataError(f"{path}: the gate is damaged; reinstall zhquality")
