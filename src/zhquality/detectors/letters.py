"""OBF004: the letters of its pinyin written for a character of a word: zhi付宝, 白sè, 政fu.

Sites that copy novels and people who write for a filter do so with words that might be held back. The letters must be one
syllable, a dictionary word must lie across them, and the language model must have no doubt which character they stand for.
Shops write zui and ZUI before any adjective, for advertising law forbids 最.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from zhquality.detectors.glosses import LETTERS, TOPIC, toneless
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import HAN, guarded, pattern
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.pinyin import readings
from zhquality.lexicon.segmented import frequencies
from zhquality.ranking import Candidate, Site
from zhquality.resources import Resources

__all__ = ["HINTS", "find"]

_CASED = f"A-Z{LETTERS}"
HINTS = (pattern(f"[{_CASED}](?<={HAN}.)"), pattern(f"[{_CASED}](?={HAN})"))
"""What letters for a character need; 3 us a page each."""
_LONGEST = 6
_LETTER, _RUN = pattern(f"[{_CASED}]"), pattern(f"[{_CASED}]{{1,6}}")
_TOUCHED = pattern(f"[0-9_.@/{_CASED}-]")
"""Beside these the letters are part of something longer: a Latin word, an address, a file."""
_WORDS = frozenset(("ta", "he", "me", "po", "lv", "you", "up", "mo"))
"""Syllables that people write as words of their own: ta们 for he and she, po主, he for a happy end."""
_SURE = 0.98
"""Posterior of the character among all of its syllable, from which it is written; together with the next."""
_GAIN_BITS = {True: 0.0, False: 3.0}
"""How much likelier the character must be than a comma, by whether the letters bear a tone: in 80 million characters of
novels, comments and articles 120 plain syllables pass, all but three of them rightly; in clean-dev none."""
_CAPITAL_BITS, _CAPITALS = 5.0, 3
"""The same of capitals, and how many letters of them are asked for, with characters on both sides: in 28 million characters
five such places pass, all rightly (Tao宝, PIAN人); of two letters, or beside punctuation, AI, Yi and names do."""
_SUPERLATIVE, _SUPERLATIVE_BITS = "最", -1.0
"""What zui before a character stands for, whether a dictionary has the word or not, and the bits it needs in small letters: the
least gain of 17 such places of shops is 0.0; 犯了zui, 喝zui了 and 闭上zui are read as other characters."""
_REACH = 3
"""Characters of the word on either side of the letters."""
_TOGETHER = 64
"""Places that are scored at once: a syllable has up to a hundred characters, and 80,000 code points of 我ai你 took 700 MB together."""
_RARE = 3
"""Occurrences in jieba's dictionary that make a word; it gives 3 to those that were never counted."""


class _Place(NamedTuple):
    start: int
    end: int
    letters: str
    choices: Sequence[str]


@cache
def _syllables() -> Mapping[str, Sequence[str]]:
    """The 6,763 characters of GB 2312 by their readings, with tones and without."""
    by_reading: defaultdict[str, set[str]] = defaultdict(set)
    for lead in range(0xB0, 0xF8):
        for trail in range(0xA1, 0xFF):
            char = bytes((lead, trail)).decode("gb2312", "ignore")
            for reading in readings(char) if len(char) == 1 else ():
                by_reading[reading].add(char)
                by_reading[toneless(reading)].add(char)
    return {reading: sorted(chars) for reading, chars in by_reading.items()}


def _is_han(char: str) -> bool:
    return bool(char) and "一" <= char <= "鿿"


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Runs of one to six letters with a Chinese character on either side."""
    for found in HINTS[0].finditer(text):
        run = _RUN.match(text, found.start())
        if run is not None:
            yield run.span()
    for found in HINTS[1].finditer(text):
        start = end = found.end()
        while start > max(0, end - _LONGEST) and _LETTER.match(text, start - 1):
            start -= 1
        yield start, end


_NAME = pattern(r"@[^\s@，。：:、！？#]{0,16}$")
"""A user's name up to some place; people write theirs as they like: @甲主力da鱼."""


def _places(text: str) -> Iterator[_Place]:
    yield from _with_zeros(text)
    for start, end in sorted(set(_spans(text))):
        if _NAME.search(text, max(0, start - 17), start):
            continue
        if _TOUCHED.match(text, end) or (start and _TOUCHED.match(text, start - 1)):
            continue
        letters = text[start:end]
        if letters.isascii() and (len(letters) == 1 or letters in _WORDS):
            continue
        if not letters.islower() and not _is_capital(text, start, end):
            continue
        choices = _syllables().get(letters.lower(), ())
        if choices:
            yield _Place(start, end, letters, choices)


_WITH_ZERO = guarded("0(?<=[a-z]0)(?:u|ng?)?(?=[一-鿿])", "0")
"""The second half of a syllable with a zero for its o (r0u, g0ng), before a character."""


def _with_zeros(text: str) -> Iterator[_Place]:
    """Syllables with a zero for their o: 迷g0ng."""
    for found in _WITH_ZERO.finditer(text):
        start = found.start()
        while start > max(0, found.start() - 2) and "a" <= text[start - 1] <= "z":
            start -= 1
        letters = text[start : found.end()]
        choices = _syllables().get(letters.replace("0", "o"), ())
        if choices and start and _is_han(text[start - 1]):
            yield _Place(start, found.end(), letters, choices)


def _is_capital(text: str, start: int, end: int) -> bool:
    """Whether letters with a capital can stand for a character: ZUI大, Tao宝, but not AI, iPad or a name beside punctuation."""
    letters = text[start:end]
    if len(letters) < _CAPITALS or not (letters.isupper() or letters.istitle()):
        return False
    return _is_han(text[end : end + 1]) and _is_han(text[start - 1 : start])


def _beside(text: str) -> int:
    """How many characters at the start of a text are Chinese, up to three."""
    return next((i for i, char in enumerate(text[:_REACH]) if not _is_han(char)), min(_REACH, len(text)))


def _in_word(left: str, char: str, right: str) -> bool:
    """Whether a word of the dictionary lies across a character."""
    words = frequencies()
    before, after = _beside(left[::-1]), _beside(right)
    return any(
        words.get(left[len(left) - i :] + char + right[:j], 0) >= _RARE
        for i in range(before + 1)
        for j in range(after + 1)
        if 0 < i + j <= _REACH and left[len(left) - i :] + right[:j] != char
    )


def find(document: Document, resources: Resources) -> Iterator[Finding]:
    """Letters for a character, with the character."""
    text = document.text
    places = list(_places(text))
    if not places or document.traditional or TOPIC.search(text):
        return
    plain = simplify(text)
    for some in (places[at : at + _TOGETHER] for at in range(0, len(places), _TOGETHER)):
        yield from _found(plain, some, resources)


def _least(letters: str, superlative: bool) -> float:
    """Bits that a character must gain on a comma."""
    if not letters.islower():
        return _CAPITAL_BITS
    return _SUPERLATIVE_BITS if superlative else _GAIN_BITS[not letters.isascii()]


def _found(plain: str, places: Sequence[_Place], resources: Resources) -> Iterator[Finding]:
    """The findings at some places; ``plain`` is the text in simplified characters."""
    sites = [Site(p.start, p.end, tuple(map(Candidate, (*p.choices, "，")))) for p in places]
    scores = resources.ranker.scores(plain, sites)
    for place, bits in zip(places, scores, strict=True):
        *each, comma = bits
        best = max(each)
        sure = 1.0 / sum(2.0 ** (one - best) for one in each)
        char = place.choices[each.index(best)]
        left, right = plain[max(0, place.start - _REACH) : place.start], plain[place.end : place.end + _REACH]
        superlative = char == _SUPERLATIVE and _is_han(right[:1])
        if sure < _SURE or best - comma < _least(place.letters, superlative):
            continue
        if not superlative and not _in_word(left, char, right):
            continue
        messages = (
            f"the letters {place.letters} stand for the character {char}",
            f"“{char}”字以拼音“{place.letters}”代替",
        )
        yield Finding(
            "OBF004",
            place.start,
            place.end,
            place.letters,
            0.96,
            *messages,
            Applicability.SAFE,
            (Proposal(char, sure),),
        )
