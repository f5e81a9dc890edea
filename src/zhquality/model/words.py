"""Many words as one string: 52,000 take .8 MB instead of 4.5, and need not be made before they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np

from zhquality.model.ngrams import utf16

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WordList"]

_END = ord("\n")


class WordList(Sequence[str]):
    """Words without line feeds and without characters beyond the BMP, so that a code unit is a code point."""

    def __init__(self, text: str) -> None:
        """The words of a text, one a line, without a line feed at the end."""
        self.text = text

    @classmethod
    def of(cls, words: Iterable[str]) -> WordList:
        """Some words, at least one."""
        return cls("\n".join(words))

    @cached_property
    def ends(self) -> NDArray[np.int32]:
        """Where each word ends in the text."""
        found = np.flatnonzero(utf16(self.text) == _END)
        return np.append(found, len(self.text)).astype(np.int32)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Length of each word in code points."""
        lengths: NDArray[np.int64] = np.diff(self.ends, prepend=np.int32(-1)).astype(np.int64) - 1
        return lengths

    @property
    def units(self) -> NDArray[np.uint16]:
        """UTF-16 code units of all words end to end."""
        units = utf16(self.text)
        own: NDArray[np.uint16] = units[units != _END]
        return own

    def and_more(self, words: Iterable[str]) -> WordList:
        """These words, and others behind them."""
        return WordList("\n".join((self.text, *words)))

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[str]:
        return iter(self.text.split("\n"))

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[str]: ...
    def __getitem__(self, number: int | slice) -> str | Sequence[str]:
        if isinstance(number, slice):
            return tuple(self)[number]
        end = int(self.ends[number])
        return self.text[end - int(self.lengths[number]) : end]

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, WordList) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)
