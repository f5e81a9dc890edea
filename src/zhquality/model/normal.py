"""The normal form in which texts and lexicons meet: simplified, without pinyin glosses, within the BMP."""

from __future__ import annotations

import re
from functools import cache
from operator import ne
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from zhquality import lazy
from zhquality.lexicon.opencc import simplify, variants
from zhquality.model.ngrams import utf16
from zhquality.model.statistics import Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Normal", "forms", "normalise"]

_BEYOND_BMP = lazy.pattern("[\U00010000-\U0010ffff\ud800-\udfff]")
_GLOSS = lazy.pattern(r"[(（](?<=[㐀-鿿].)[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɡ]{1,6}[)）]", re.IGNORECASE)
"""A pinyin gloss after a character: 試驗(yàn)箱. One syllable has at most six letters (zhuang, shuang)."""
_CHANGED, _BRACKET, _KANA = 1, 2, 4
"""Bits of a code unit that may have another form, of one that may open a gloss, and of a kana."""
_JAPANESE_SHARE = 0.1
"""Share of kana among kana and Han from which a text is Japanese: 149 Japanese pages have .40 and more, of 2,000 clean Chinese
ones the first .05, of 46,908 others none a tenth."""
_FOREIGN_SHARE = 0.005
"""Share of Chinese characters that OpenCC would change above which a text is simplified before it is scanned: in 2,000
simplified documents the share is below 0.002 in 99 %. Of all characters a file of JSON has few Chinese ones."""


class Normal(NamedTuple):
    """A text as the model reads it: simplified, without glosses, within the BMP.

    Attributes:
        text: the normal form.
        origin: offset in the given text of each of its code points; None where they are the same.
        japanese: whether it is no Chinese: 地域, 午前 and 昨年 are everyday words there.
    """

    text: str
    origin: Ints | None
    japanese: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text that a span of the normal form came from."""
        if self.origin is None:
            return start, end
        return int(self.origin[start]), int(self.origin[end - 1]) + 1


def normalise(text: str) -> Normal:
    """The normal form of any str."""
    kinds = int(np.bitwise_or.reduce(_kinds().take(utf16(text))))
    japanese = bool(kinds & _KANA) and _is_japanese(text)
    if kinds & _CHANGED:
        text = _BEYOND_BMP.sub("\ufffd", text)
        simple = simplify(text)
        if simple is not text and sum(map(ne, text, simple)) >= _FOREIGN_SHARE * _han(text):
            text = simple
    glosses = [found.span() for found in _GLOSS.finditer(text)] if kinds & _BRACKET else []
    if not glosses:
        return Normal(text, None, japanese)
    keep = np.ones(len(text), np.bool_)
    for start, end in glosses:
        keep[start:end] = False
    origin = np.flatnonzero(keep)
    return Normal("".join([text[i] for i in origin.tolist()]), origin.astype(np.int64), japanese)


def _is_japanese(text: str) -> bool:
    kana = int(np.count_nonzero(_kinds().take(utf16(text)) & _KANA))
    return kana >= _JAPANESE_SHARE * (kana + _han(text))


def _han(text: str) -> int:
    """How many Chinese characters a text has."""
    units = utf16(text)
    return int(np.count_nonzero((units >= 0x4E00) & (units <= 0x9FFF)))


def forms(surface: str) -> tuple[str, ...]:
    """How a surface of a lexicon may stand in a normal form: simplified, and as the table has it.

    A table made of pages in traditional script puts its 才華 into simplified pages as well, which stay as they are.
    """
    plain = _GLOSS.sub("", surface)
    return tuple({simplify(plain): None, plain: None})


@cache
def _kinds() -> NDArray[np.uint8]:
    """What the normal form does with each code unit: nothing for nearly all, which most texts are made of."""
    table = np.zeros(1 << 16, np.uint8)
    table[0xD800:0xE000] = _CHANGED
    table[utf16("".join(variants()))] = _CHANGED
    table[utf16("(（")] = _BRACKET
    table[0x3041:0x3097] = table[0x30A1:0x30FB] = _KANA
    return table
