"""OBF006, fourth part: GB 2312 that was read as Latin-1, or as UTF-8 wherever its bytes happened to be such.

Crawlers that guess an encoding wrongly make ÒÑ¾­½øÈë of 已经进入; those that take what can be UTF-8 for UTF-8 mix in
letters of other scripts (ÒѾ), and most drop the soft hyphen, so that a byte is missing and all after it pairs with its
wrong neighbour. The bytes are put together again by the reading that is likeliest character by character (Viterbi).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from zhquality.detectors.readback import PROSE_BITS, bits_each, is_prose
from zhquality.document import Span
from zhquality.lazy import pattern

if TYPE_CHECKING:
    from zhquality.model.ngrams import NgramModel

__all__ = ["readings"]

_OTHER = "\u0800-\u1fff\u2070-\u2fff\ua000-\ud7ff"
_RUN = pattern(f"[\xa1-\u07ff](?:[\xa1-\u07ff{_OTHER}]|[^\x00-\u07ff\ud800-\udfff](?=[\xa1-\u07ff]))*")
"""Letters that are not ASCII. Three bytes that were sound UTF-8 are one character of any script, if an ideograph, one by itself."""
_BYTES = pattern(r"(?=[\xa1-\u07ff]{4})[\u0100-\u07ff]{0,2}[\xa1-\xfe]{2}")
"""Four letters, two of them of Latin-1: Greek and Cyrillic have none, other languages hardly ever two together, bytes of Chinese nearly always."""
_HAN = pattern("[一-鿿]")
_HYPHEN = 0xAD
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


@cache
def _char(lead: int, trail: int) -> str:
    """The character of GB 2312 with these bytes; empty if there is none."""
    return bytes((lead, trail)).decode("gb2312", "ignore")


def _codes(char: str) -> list[tuple[bytes, float]]:
    """What bytes a letter can have been, and the cost of each: ú may be FA, or C3 BA read as UTF-8."""
    utf8 = char.encode("utf-8")
    return [(char.encode("latin-1"), 0.0), (utf8, _TWO_BITS)] if char <= "\xff" else [(utf8, 0.0)]


def _costs(model: NgramModel) -> _Costs:
    """Bits of every character of GB 2312 by itself; all of them take 8 ms."""
    from zhquality.model.ngrams import code_units

    high = range(0xA1, 0xFF)
    chars = [char for lead in high for trail in high if (char := _char(lead, trail))]
    logs = model.log2_each([code_units(char) for char in chars])
    return {char: -float(log[0]) for char, log in zip(chars, logs, strict=True)}


def _alone(lead: int, costs: _Costs) -> tuple[float, str]:
    """Cost and character of a byte whose other one is missing."""
    char = _char(lead, _HYPHEN)
    return (costs[char] + _DROPPED_BITS, char) if char else (_LOST_BITS, "\ufffd")


def _read(letters: str, costs: _Costs) -> str:
    """The likeliest reading; U+FFFD for bytes that belong to no character.

    After each letter there is one best way for each byte that still waits for its second, or for none (-1).
    """
    best: dict[int, tuple[float, _Link]] = {-1: (0.0, None)}
    for codes in map(_codes, letters):
        after: dict[int, tuple[float, _Link]] = {}
        for code, extra in codes:
            now = {waiting: (cost + extra, link) for waiting, (cost, link) in best.items()}
            for byte in code:
                now = _fed(now, byte, costs)
            for waiting, way in now.items():
                if waiting not in after or way[0] < after[waiting][0]:
                    after[waiting] = way
        best = after
    ended = []
    for waiting, (cost, link) in best.items():
        more, char = _alone(waiting, costs) if waiting >= 0 else (0.0, "")
        ended.append((cost + more, link, char))
    _, link, last = min(ended, key=lambda end: end[0])
    plain = [last]
    while link:
        link, char = link
        plain.append(char)
    return "".join(reversed(plain))


def _fed(best: dict[int, tuple[float, _Link]], byte: int, costs: _Costs) -> dict[int, tuple[float, _Link]]:
    """The best ways after one more byte."""
    fed: dict[int, tuple[float, _Link]] = {}
    for waiting, (cost, link) in best.items():
        ways = [(byte, cost, link)]
        if waiting >= 0:
            more, char = _alone(waiting, costs)
            ways = [(byte, cost + more, (link, char))]
            if char := _char(waiting, byte):
                ways.append((-1, cost + costs[char], (link, char)))
        for now, total, way in ways:
            if now not in fed or total < fed[now][0]:
                fed[now] = (total, way)
    return fed


def readings(text: str, model: NgramModel) -> Iterator[tuple[Span, str]]:
    """Runs of a text that are Chinese read as Latin letters, with that Chinese.

    Args:
        text: any.
        model: the language model, which must find what comes back likely.
    """
    if not _BYTES.search(text):
        return
    costs = _costs(model)
    found: list[tuple[Span, str]] = []
    for run in _RUN.finditer(text):
        letters = run[0]
        if len(letters) == 1 and letters <= "\xff":
            continue
        if len(letters) > _SAMPLE and not _is_likely(_read(letters[:_SAMPLE], costs), model):
            continue
        plain = _read(letters, costs)
        if _is_sound(plain):
            found.append((run.span(), plain))
    page = "".join(plain for _, plain in found)
    sure = len(_HAN.findall(page)) >= _PAGE and _is_likely(page, model)
    for (span, plain), bits in zip(found, bits_each(model, [plain for _, plain in found]), strict=True):
        if sure or (bits <= PROSE_BITS and span[1] - span[0] >= _SHORT and _HAN.search(plain)):
            yield span, plain


def _is_likely(plain: str, model: NgramModel) -> bool:
    return _is_sound(plain) and is_prose(model, plain)


def _is_sound(plain: str) -> bool:
    return plain.count("\ufffd") <= _LOST_SHARE * len(plain)
