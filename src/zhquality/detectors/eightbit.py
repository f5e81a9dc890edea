"""OBF006, fourth part: GB 2312 or Big5 that was read as Latin-1, the former also as UTF-8 wherever its bytes happened to be such.

Crawlers that guess an encoding wrongly make ÒÑ¾­½øÈë of 已经进入; those that take what can be UTF-8 for UTF-8 mix in
letters of other scripts (ÒѾ), and most drop the soft hyphen, so that a byte is missing and all after it pairs with its
wrong neighbour. The bytes are put together again by the reading that is likeliest character by character (Viterbi).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from zhquality.detectors.readback import PROSE_BITS, bits_each, is_prose
from zhquality.document import Span
from zhquality.lazy import pattern
from zhquality.lexicon.opencc import simplify

if TYPE_CHECKING:
    from zhquality.model.ngrams import NgramModel

__all__ = ["readings"]

_OTHER = "\u0800-\u1fff\u2070-\u2fff\ua000-\ud7ff"
_RUN = pattern(f"[\xa1-\u07ff](?:[\xa1-\u07ff{_OTHER}]|[^\x00-\u07ff\ud800-\udfff](?=[\xa1-\u07ff]))*")
"""Letters that are not ASCII. Three bytes that were sound UTF-8 are one character of any script, if an ideograph, one by itself."""
_BYTES = pattern(r"(?=[\xa1-\u07ff]{4})[\u0100-\u07ff]{0,2}[\xa1-\xfe]{2}")
"""Four letters, two of them of Latin-1: Greek and Cyrillic have none, other languages hardly ever two together, bytes of Chinese nearly always."""
_HAN, _ASCII = pattern("[一-鿿]"), pattern("[A-Za-z]")
_HYPHEN = 0xAD
_FIRST, _ASCII_BITS = 0x80, 8.0
"""Bytes below it are ASCII, and what one costs that is no second byte, by judgement: a character costs about as much."""
_DROPPED_BITS, _TWO_BITS, _LOST_BITS = 2.0, 1.0, 40.0
"""What it costs to read a byte with a soft hyphen behind it that is not there, a letter of Latin-1 as two bytes of UTF-8, and
a byte of no character at all. Of 1,152 stretches of 60 texts .932 then come back whole without their soft hyphens and .962 with
them; with 4 and 0 .901 and .970, with 1 and .5 .928 and .951, with 2 and 2 .924 and .947."""
_LOST_SHARE = 0.05
"""Characters of a run that may have lost their other byte: in short runs none, in long ones a letter that is no GB 2312."""
_SAMPLE = 400
"""Letters of a longer run that are read first: a reading takes 5 us a letter and more."""
_PAGE, _SHORT = 12, 4
"""Ideographs that came back as prose from which any run is believed, and letters from which a run is believed by itself."""

_Costs: TypeAlias = "dict[str, float]"
_Link: TypeAlias = "tuple[_Link, str] | None"
"""The characters read so far, the last one first."""


class _Code(NamedTuple):
    """An encoding of two bytes.

    Attributes:
        name: its codec.
        trails: the second bytes.
        run: letters that its text may have become.
        needs: what they must hold to be read at all.
    """

    name: str
    trails: Sequence[int]
    run: re.Pattern[str]
    needs: re.Pattern[str]


_GB2312 = _Code("gb2312", range(0xA1, 0xFF), _RUN, _BYTES)
_BIG5 = _Code(
    "big5",
    (*range(0x40, 0x7F), *range(0xA1, 0xFF)),
    pattern("[\xa1-\xf9](?:[\xa1-\xfe]|[@-~](?<=[\xa1-\xfe].))+"),
    pattern("(?:[\xa4-\xc6][@-~\xa1-\xfe]){3}"),
)
"""Its second byte may be one of ASCII (¦pªG for 如果), its everyday characters begin with A4 to C6."""


@cache
def _char(lead: int, trail: int, codec: str) -> str:
    """The character with these bytes; empty if there is none."""
    char = bytes((lead, trail)).decode(codec, "ignore")
    return char if len(char) == 1 else ""


def _codes(char: str, code: _Code) -> list[tuple[bytes, float]]:
    """What bytes a letter can have been, and the cost of each: ú may be FA, or C3 BA read as UTF-8."""
    if code is _BIG5:
        return [(char.encode("latin-1"), 0.0)]
    utf8 = char.encode("utf-8")
    return [(char.encode("latin-1"), 0.0), (utf8, _TWO_BITS)] if char <= "\xff" else [(utf8, 0.0)]


def _costs(model: NgramModel, code: _Code) -> _Costs:
    """Bits of every character by itself; all of them take 8 ms."""
    from zhquality.model.ngrams import code_units

    chars = [char for lead in range(0xA1, 0xFF) for trail in code.trails if (char := _char(lead, trail, code.name))]
    logs = model.log2_each([code_units(simplify(char)) for char in chars])
    return {char: -float(log[0]) for char, log in zip(chars, logs, strict=True)}


def _alone(byte: int, costs: _Costs, codec: str) -> tuple[float, str]:
    """Cost and character of a byte whose other one is missing."""
    if byte < _FIRST:
        return _ASCII_BITS, chr(byte)
    char = _char(byte, _HYPHEN, codec)
    return (costs[char] + _DROPPED_BITS, char) if char else (_LOST_BITS, "\ufffd")


def _read(letters: str, costs: _Costs, code: _Code) -> str:
    """The likeliest reading; U+FFFD for bytes that belong to no character.

    After each letter there is one best way for each byte that still waits for its second, or for none (-1).
    """
    best: dict[int, tuple[float, _Link]] = {-1: (0.0, None)}
    for codes in (_codes(letter, code) for letter in letters):
        after: dict[int, tuple[float, _Link]] = {}
        for way, extra in codes:
            now = {waiting: (cost + extra, link) for waiting, (cost, link) in best.items()}
            for byte in way:
                now = _fed(now, byte, costs, code.name)
            for waiting, reading in now.items():
                if waiting not in after or reading[0] < after[waiting][0]:
                    after[waiting] = reading
        best = after
    ended = []
    for waiting, (cost, link) in best.items():
        more, char = _alone(waiting, costs, code.name) if waiting >= 0 else (0.0, "")
        ended.append((cost + more, link, char))
    _, link, last = min(ended, key=lambda end: end[0])
    plain = [last]
    while link:
        link, char = link
        plain.append(char)
    return "".join(reversed(plain))


def _fed(best: dict[int, tuple[float, _Link]], byte: int, costs: _Costs, codec: str) -> dict[int, tuple[float, _Link]]:
    """The best ways after one more byte."""
    fed: dict[int, tuple[float, _Link]] = {}
    for waiting, (cost, link) in best.items():
        ways = [(byte, cost, link)]
        if waiting >= 0:
            more, char = _alone(waiting, costs, codec)
            ways = [(byte, cost + more, (link, char))]
            if char := _char(waiting, byte, codec):
                ways.append((-1, cost + costs[char], (link, char)))
        for now, total, way in ways:
            if now not in fed or total < fed[now][0]:
                fed[now] = (total, way)
    return fed


def readings(text: str, model: NgramModel) -> list[tuple[Span, str]]:
    """Runs of a text that are Chinese read as Latin letters, with that Chinese.

    Args:
        text: any.
        model: the language model, which must find what comes back likely.
    """
    return list(_readings(text, model, _GB2312)) or list(_readings(text, model, _BIG5))


def _readings(text: str, model: NgramModel, code: _Code) -> Iterator[tuple[Span, str]]:
    """The same of one encoding."""
    if not code.needs.search(text):
        return
    costs = _costs(model, code)
    found: list[tuple[Span, str]] = []
    for run in code.run.finditer(text):
        letters = run[0]
        if len(letters) == 1 and letters <= "\xff":
            continue
        if len(letters) > _SAMPLE and not _is_likely(_read(letters[:_SAMPLE], costs, code), model):
            continue
        plain = _read(letters, costs, code)
        if _is_sound(plain):
            found.append((run.span(), plain))
    page = "".join(plain for _, plain in found)
    sure = len(_HAN.findall(page)) >= _PAGE and _is_likely(page, model)
    each = bits_each(model, [simplify(plain) for _, plain in found])
    for (span, plain), bits in zip(found, each, strict=True):
        if sure or (bits <= PROSE_BITS and span[1] - span[0] >= _SHORT and _is_chinese(plain)):
            yield span, plain


def _is_chinese(plain: str) -> bool:
    """Whether a reading has ideographs, and more of them than letters: ·b·c·d is no 楹bcd."""
    return len(_HAN.findall(plain)) > len(_ASCII.findall(plain))


def _is_likely(plain: str, model: NgramModel) -> bool:
    return _is_sound(plain) and is_prose(model, simplify(plain))


def _is_sound(plain: str) -> bool:
    return plain.count("\ufffd") <= _LOST_SHARE * len(plain)
