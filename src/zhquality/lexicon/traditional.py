"""Words of the lexicons, which are simplified, in the traditional characters of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache

from zhquality.lexicon.opencc import characters, phrases

__all__ = ["LONGEST", "in_traditional", "traditional_form", "written_at"]

LONGEST = 4
"""Length of words looked up around a character; nearly all wrongly converted words are that short."""


def traditional_form(plain: str, place: int) -> tuple[str, bool]:
    """The traditional form of a simplified character, and whether it has only one or the word around it tells.

    Args:
        plain: the text in simplified characters.
        place: offset of the character.
    """
    char = plain[place]
    choices = characters("STCharacters").get(char, char)
    local = characters("TWVariants")
    if len(choices) == 1:
        return local.get(choices[0], choices)[0], True
    words = phrases("STPhrases")
    for length in range(LONGEST, 1, -1):
        for start in range(max(0, place - length + 1), place + 1):
            spelt = words.get(plain[start : start + length])
            if spelt and len(spelt[0]) == length:
                form = spelt[0][place - start]
                return local.get(form, form)[0], True
    return local.get(choices[0], choices)[0], False


def written_at(words: Iterable[str], plain: str, span: tuple[int, int], page: AbstractSet[str]) -> tuple[str, ...]:
    """Words for a place of a page in traditional characters, as the page would write them.

    Args:
        words: in simplified characters.
        plain: the page in simplified characters.
        span: the place, in code points of ``plain``.
        page: as of ``in_traditional``.

    Raises:
        DataError: if OpenCC's data is not installed.
    """
    start, end = span
    before, after = plain[max(0, start - LONGEST) : start], plain[end : end + LONGEST]
    return tuple(in_traditional(word, before, after, page) for word in words)


def in_traditional(word: str, before: str, after: str, page: AbstractSet[str]) -> str:
    """A word as a page in traditional characters would write it.

    Args:
        word: in simplified characters.
        before: what stands before its place, in simplified characters.
        after: what stands behind it.
        page: the characters of the text, which tell its own variants from others: 裡 and 裏, 台 and 臺.

    Raises:
        DataError: if OpenCC's data is not installed.
    """
    plain = before + word + after
    forms = (traditional_form(plain, place)[0] for place in range(len(before), len(before) + len(word)))
    return "".join(form if form in page else _variant_of(form, page) for form in forms)


def _variant_of(form: str, page: AbstractSet[str]) -> str:
    """Another way to write a character, if the page has one."""
    return next((other for other in _variants().get(form, ()) if other in page), form)


@cache
def _variants() -> Mapping[str, str]:
    """Characters that stand for each other in Taiwan, in Hong Kong and in OpenCC's own standard, the usual ones first."""
    groups: dict[str, str] = {}
    for name in ("TWVariants", "HKVariants"):
        for key, values in characters(name).items():
            group = "".join(dict.fromkeys([*values, key, *"".join(groups.get(form, "") for form in (key, *values))]))
            groups.update(dict.fromkeys(group, group))
    return groups
