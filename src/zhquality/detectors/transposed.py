"""OBF008: the two characters of words put in the wrong order (记书, 道知, 佛仿), by sites that copy novels.

They do so to everyday and to political words all over a page, and put radicals for characters on the same pages, which wake this search.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import pattern
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.segmented import frequencies
from zhquality.resources import Resources

__all__ = ["find", "has_radicals"]

_RADICAL = pattern("[\u2f00-\u2fd5]")
_RADICALS = 2
"""Radicals that wake the search; a dictionary is loaded for it, which takes a second."""
_HAN = pattern("[一-鿿]{2}")
_FREQUENT = 100
"""Occurrences of the right word in jieba's dictionary; the wrong one is none of its words."""
_BITS, _BESIDE_BITS = 10.0, 7.0
"""Bits by which the right order must be likelier, and on a page that has the habit, by judgement; a word that is turned around for certain is
elsewhere too, before names say."""
_WORDS, _LENGTH = 4, 250
"""Different words that show the habit, one for so many code points at the least: of 250 documents of clean-dev five have one and
one has two; passages of two such sites have one for 20 and 40."""
_SIGHT = 3


class _Swap(NamedTuple):
    start: int
    meant: str
    bits: float


@cache
def _whole() -> dict[int, str]:
    """Kangxi radicals as characters."""
    return {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}


def has_radicals(text: str) -> bool:
    """Whether a text may be of such a site."""
    return len(_RADICAL.findall(text)) >= _RADICALS


def _swaps(plain: str, resources: Resources) -> list[_Swap]:
    """Pairs of characters that are a word the other way around only, and likelier so."""
    words = frequencies()
    at = [
        i
        for i in range(len(plain) - 1)
        if words.get(plain[i + 1] + plain[i], 0) >= _FREQUENT
        and plain[i] != plain[i + 1]
        and not words.get(plain[i : i + 2], 0)
        and _HAN.match(plain, i)
    ]
    sides = [(plain[max(0, i - _SIGHT) : i], plain[i + 2 : i + 2 + _SIGHT]) for i in at]
    pairs = [plain[i : i + 2] for i in at]
    written = resources.model.score([(left, pair, right) for pair, (left, right) in zip(pairs, sides, strict=True)])
    meant = resources.model.score([(left, pair[::-1], right) for pair, (left, right) in zip(pairs, sides, strict=True)])
    return [_Swap(i, pair[::-1], two - one) for i, pair, one, two in zip(at, pairs, written, meant, strict=True)]


def find(document: Document, resources: Resources) -> Iterator[Finding]:
    """Words whose characters change places, on pages that have many."""
    text = document.text
    swaps = _swaps(simplify(text.translate(_whole())), resources)
    sure = {swap.meant for swap in swaps if swap.bits >= _BITS}
    if len(sure) < max(_WORDS, len(text) / _LENGTH):
        return
    taken: set[int] = set()
    for swap in sorted(swaps, key=lambda swap: -swap.bits):
        places = {swap.start, swap.start + 1}
        if swap.bits >= (0.0 if swap.meant in sure else _BESIDE_BITS) and not places & taken:
            taken |= places
            yield _finding(text, swap)


def _finding(text: str, swap: _Swap) -> Finding:
    start, end = swap.start, swap.start + 2
    surface = text[start:end]
    messages = (f"the characters of {swap.meant} changed places", f"“{swap.meant}”的字序被颠倒")
    proposals = (Proposal(surface[::-1].translate(_whole()), 0.95),)
    return Finding("OBF008", start, end, surface, 0.95, *messages, Applicability.SAFE, proposals)
