"""The words of all spinner dictionaries, as a relation between texts needs them: pairs, families, and one scan."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from zhquality.config import Config
from zhquality.data import lexicon_folder
from zhquality.lexicon.entries import Entry, load_family, load_folder
from zhquality.lexicon.scanner import Scanner

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FUNCTION_CHARACTERS", "Vocabulary", "letters"]

Ints: TypeAlias = "NDArray[np.int64]"

FUNCTION_CHARACTERS = "的了着地得在是和与及或而且但也都就又还再被把将对从向于以为之其所等这那"
"""Characters that rewriters add, leave out and exchange most freely, by themselves or inside longer function words."""


def _content() -> NDArray[np.bool_]:
    """Which UTF-16 code units are letters or digits of any script; halves of surrogate pairs are not."""
    return np.array([chr(unit).isalnum() for unit in range(65536)])


class Vocabulary:
    """Surfaces and originals of dictionaries.

    Attributes:
        families: names of the dictionaries.
        digest: eight hexadecimal digits that stand for exactly these words.
    """

    def __init__(self, dictionaries: Mapping[str, Sequence[Entry]]) -> None:
        self.families: tuple[str, ...] = tuple(dictionaries)
        pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, entries in dictionaries.items():
            for entry in entries:
                for canonical in entry.canonicals:
                    pairs[canonical, entry.surface].append(name)
        self._pairs = {pair: tuple(names) for pair, names in pairs.items()}
        self._scanner = Scanner({word for pair in pairs for word in pair} | set(FUNCTION_CHARACTERS))
        joined = "\n".join(self._scanner.literals).encode("utf-8", "surrogatepass")
        self.digest = hashlib.sha256(joined).hexdigest()[:8]

    @classmethod
    def of(cls, config: Config) -> Vocabulary:
        """The project's dictionaries with those of a configuration; read once for each configuration.

        Raises:
            DataError: at the first wrong row of a user's dictionary, as file:line.
        """
        return _vocabulary(tuple(config.extend_lexicons))

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """Pairs of each dictionary."""
        return Counter(name for names in self._pairs.values() for name in names)

    def families_of(self, original: str, surface: str) -> tuple[str, ...]:
        """Dictionaries that put ``surface`` in the place of ``original``."""
        return self._pairs.get((original, surface), ())

    @property
    def pairs(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """(original, surface) to the dictionaries that have the pair."""
        return self._pairs

    def is_composed(self, original: str, surface: str) -> bool:
        """Whether two other pairs make this one: 食品安全 → 食物平安."""
        return any(
            (original[:i], surface[:j]) in self._pairs and (original[i:], surface[j:]) in self._pairs
            for i in range(1, len(original))
            for j in range(1, len(surface))
        )

    @cached_property
    def longest(self) -> int:
        """Code points of the longest word."""
        return max(map(len, self._scanner.literals))

    def untouched(self, text: str) -> Ints:
        """Offsets of the letters and digits that are part of no word of any dictionary, overlapping words included.

        A spinner that works with these dictionaries leaves them where they are, in their order.

        Args:
            text: in normal form, within the BMP.
        """
        data = text.encode("utf-8", "surrogatepass")
        point = np.cumsum((np.frombuffer(data, np.uint8) & 0xC0) != 0x80)  # of each byte, counted from 1
        raw = np.array(self._scanner.raw(data), np.int64).reshape(-1, 3)
        starts, ends = point[raw[:, 1]] - 1, point[raw[:, 2] - 1]
        depth = np.bincount(starts, minlength=len(text) + 1) - np.bincount(ends, minlength=len(text) + 1)
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
        return np.flatnonzero((np.cumsum(depth)[: len(text)] == 0) & _content_table()[units])


@cache
def _content_table() -> NDArray[np.bool_]:
    return _content()


def letters(text: str) -> Ints:
    """Offsets of the letters and digits of a text in normal form."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    return np.flatnonzero(_content_table()[units])


@cache
def _vocabulary(own: tuple[str, ...]) -> Vocabulary:
    dictionaries: dict[str, Sequence[Entry]] = dict(load_folder(lexicon_folder() / "spun"))
    dictionaries |= {path: load_family(Path(path)) for path in own}
    return Vocabulary(dictionaries)
