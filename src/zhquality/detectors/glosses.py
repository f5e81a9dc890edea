"""OBF003: pinyin in brackets after the character it belongs to, in words that need no gloss.

Converters that swap scripts leave such glosses (中國(guó)), and rewriters scatter them to break up words. Glosses that
help a reader stand after rare characters and after characters with several readings, or in a text for learners.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import guarded, pattern
from zhquality.lexicon.opencc import characters, simplify
from zhquality.lexicon.pinyin import readings
from zhquality.resources import Resources

__all__ = ["HINTS", "LETTERS", "TOPIC", "find", "toneless"]

LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ"
HINTS = tuple(guarded(f"[{bracket}](?<=[㐀-鿿].)[{LETTERS}]", bracket) for bracket in "(（")
"""Each begins with a literal, so that a search runs at the pace of a look for that: 0.4 us a page, a class of both takes 4."""
_GLOSS = pattern(f"[(（](?<=[㐀-鿿].) ?([{LETTERS}][{LETTERS} '’]{{0,41}})[)）]")
_UMLAUT = str.maketrans("üǖǘǚǜ", "vvvvv")
_LONGEST = 6
"""Characters one gloss may cover."""
TOPIC = pattern(
    "拼音|注音|发音|發音|读音|讀音|读作|讀作|生词|生詞|汉语|漢語|普通话|普通話|方言|古音|Mandarin|Pinyin|pinyin"
)
"""A text about the language glosses on purpose."""
_HAN = pattern("[㐀-鿿]")
_QUOTES = frozenset("“”‘’「」『』\"'《》【】")

_COMMON_BITS = 12.7
"""Unigram bits up to which a character is everyday (国 10.2, 详 11.8, 询 12.5; 揽 13.7, 奄 15.0, 虢 21.6)."""
_NEEDLESS = 0.6
"""Share of a text's verified glosses that must be needless before one is removed."""
_INSIDE_BITS = 10.0
"""How much likelier a text is without the gloss than with a comma in its place, where the gloss breaks up a phrase."""
_SIGHT = 8
"""Code points before a gloss that the model is shown: more than its order."""
_PLAINEST_BITS, _BLIND, _BLIND_SHARE = 11.0, 3, 0.15
"""Glosses strewn blindly fall on the 500 or so plainest characters (我, 之, 新) and inside words there: so many of them
at least, so large a share of all."""
_STREWN, _READER = 0.15, 0.4
"""Glossed share of all Han characters above which they are not strewn blindly, and above which a text is for learners;
pages of converters reach 0.25."""


class _Gloss(NamedTuple):
    """A bracket ``[start, end)`` whose letters are a reading of ``word``, the characters before it."""

    start: int
    end: int
    word: str
    toned: bool


def toneless(reading: str) -> str:
    """A reading without its tone, ü as v."""
    plain = unicodedata.normalize("NFD", reading.translate(_UMLAUT))
    return "".join(char for char in plain if "a" <= char <= "z")


@cache
def _readings(char: str) -> frozenset[str]:
    return frozenset(toneless(reading) for reading in readings(char))


def _spells(letters: str, word: str) -> bool:
    """Whether the letters are one reading of each character of the word, in order."""
    if not word:
        return not letters
    return any(
        letters.startswith(reading) and _spells(letters[len(reading) :], word[1:]) for reading in _readings(word[0])
    )


def _verified(text: str) -> Iterator[_Gloss]:
    for found in _GLOSS.finditer(text):
        letters = toneless(found[1])
        for length in range(1, _LONGEST + 1):
            word = text[found.start() - length : found.start()] if length <= found.start() else ""
            if not word or not "㐀" <= word[0] <= "鿿":
                break
            if _spells(letters, word):
                yield _Gloss(*found.span(), word, not found[1].isascii())
                break


class _Judge:
    """Decides which glosses of one text are needless."""

    def __init__(self, document: Document, resources: Resources) -> None:
        self._text = document.text
        self._plain = simplify(document.text)
        self._traditional = document.traditional
        self._model = resources.model
        self._old = characters("TSCharacters")

    def _common(self, gloss: _Gloss) -> bool:
        word = self._plain[gloss.start - len(gloss.word) : gloss.start]
        return all(self._bits(char) <= _COMMON_BITS for char in word)

    def _bits(self, char: str) -> float:
        from zhquality.model.ngrams import code_units

        return -float(self._model.log2(code_units(char))[0])

    def _converted(self, gloss: _Gloss) -> bool:
        """Whether a traditional character that a converter could have put here is glossed; 蘋 read pín is another than 苹."""
        if not any(char in self._old and char not in self._old[char] for char in gloss.word):
            return False
        letters = _GLOSS.match(self._text, gloss.start)
        plain = self._plain[gloss.start - len(gloss.word) : gloss.start]
        return letters is not None and _spells(toneless(letters[1]), plain)

    def needless(self, gloss: _Gloss) -> bool:
        """An everyday word whose reading is in no doubt, or that a converter has just changed."""
        if not self._common(gloss):
            return False
        if self._converted(gloss) or len(gloss.word) > 1:
            return True
        choices = readings(gloss.word) if gloss.toned else _readings(gloss.word)
        return len(choices) == 1

    def certain(self, gloss: _Gloss, *, several: bool) -> bool:
        """Whether the gloss breaks up running text, so that no reader was meant to be helped by it."""
        if self._converted(gloss):
            return True
        if not several and (not gloss.toned or not self._traditional):
            return False  # a joke, a brand, a lesson: 五（yi）星（xing）, 看板（kanban）, 粤(yuè)菜
        first = gloss.start - len(gloss.word)
        return self._text[max(0, first - 1) : first] not in _QUOTES and self._inside(gloss)

    def _inside(self, gloss: _Gloss) -> bool:
        left = self._plain[max(0, gloss.start - _SIGHT) : gloss.start]
        right = self._plain[gloss.end : gloss.end + 3]
        if not right or not "㐀" <= right[0] <= "鿿":
            return False
        joined, apart = self._model.score([(left, "", right), (left, "，", right)])
        return joined - apart >= _INSIDE_BITS

    def scattered(self, glosses: Sequence[_Gloss]) -> bool:
        """Whether glosses are strewn blindly: on the plainest words and inside them."""
        plain = [gloss for gloss in glosses if len(gloss.word) == 1 and self._bits(gloss.word) <= _PLAINEST_BITS]
        return sum(map(self._inside, plain)) >= max(_BLIND, _BLIND_SHARE * len(glosses))


def find(document: Document, resources: Resources) -> Iterator[Finding]:
    """Needless pinyin glosses; the proposal deletes the bracket."""
    text = document.text
    glosses: Sequence[_Gloss] = list(_verified(text))
    if not glosses or TOPIC.search(text):
        return
    density = sum(len(gloss.word) for gloss in glosses) / len(_HAN.findall(text))
    if density > _READER:
        return
    judge = _Judge(document, resources)
    if density <= _STREWN and judge.scattered(glosses):
        yield from (_finding(text, gloss) for gloss in glosses)
        return
    needless = [gloss for gloss in glosses if judge.needless(gloss)]
    if len(needless) < _NEEDLESS * len(glosses):
        return
    for gloss in needless:
        if judge.certain(gloss, several=len(needless) > 1):
            yield _finding(text, gloss)


def _finding(text: str, gloss: _Gloss) -> Finding:
    messages = (f"pinyin stands after the everyday word {gloss.word}", f"常用字“{gloss.word}”后夹注拼音")
    surface = text[gloss.start : gloss.end]
    return Finding(
        "OBF003", gloss.start, gloss.end, surface, 0.97, *messages, Applicability.SAFE, (Proposal("", 0.97),)
    )
