"""OBF006, fifth part: GBK text whose bytes were paired wrongly where a converter put pinyin glosses.

Pages that were turned into traditional characters and glossed byte by byte (中國(guó)) show two more kinds of damage.
A gloss stands inside a character where the second byte of one and the first of the next are a glossed character as well:
球學 is C7F2 8C57, F28C is 驅, and 球?qū)W is shown. And a full stop before some characters loses its first byte, so that
what follows is read out of step up to the next ASCII letter: ，F(xiàn) for 。現(xiàn), ！丁敖 for 。《“健.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from zhquality.detectors.glosses import LETTERS
from zhquality.detectors.readback import is_prose
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import guarded, pattern
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.pinyin import readings
from zhquality.resources import Resources

if TYPE_CHECKING:
    from zhquality.model.ngrams import NgramModel

__all__ = ["find"]

_PARTED = guarded(f"[?](?<=[一-鿿][?])([{LETTERS}]{{1,6}})[)）]([^\x00-\x7f]{{0,60}})([@-~?])", "?")
"""A lost byte, a gloss without its first bracket, a run out of step, and the byte that ends it."""
_STOP = guarded(r"[?](?<=[一-鿿][?])([，！？：；（），,!:;()] ?(?:[^\x00-\x7f]{0,60}))([@-~?])", "?")
"""A lost byte, a run out of step that begins with a full-width sign, and the byte that ends it. The blank is what a tool made of a wide one."""
_READING = pattern(f"[(（]([{LETTERS}]{{1,6}})[)）]")
_WIDE = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in ",!:;()"} | {" ": "\u3000"})
_SOUND = pattern("[一-鿿，。、；：？！（）《》〈〉“”‘’「」『』…—·\u3000]+")
_HAN, _HAN_RUN = pattern("[一-鿿]"), pattern("[一-鿿]+")
_CLOSING = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）"}
_SIGN = 0xA1
"""The first byte of signs: which one it was is told by the bracket that is open."""
_TAG = pattern(r"/[a-z][a-z0-9]{0,9}>")
"""What is left of a tag whose bracket was taken for a second byte."""
_SHORT = 6
"""Characters of a run up to which it need not be prose: they are ideographs only."""
_QUOTED = 500
"""Code points before a place in which its open bracket is looked for; a line may be a whole book."""
_AROUND = 8
"""Code points before a place that the language model is shown; it looks at three."""
_AHEAD_BITS = 3.0
"""Bits by which the likeliest character must lead the next to be written, by judgement."""
_MESSAGES = ("bytes were paired wrongly where a converter put a gloss", "转换工具夹注拼音时拆错了字节")


@cache
def _char(lead: int, trail: int) -> str:
    """The ideograph of GBK with these bytes; empty if there is none."""
    char = bytes((lead, trail)).decode("gbk", "ignore")
    return char if len(char) == 1 and "一" <= char <= "鿿" else ""


def _parted(model: NgramModel, before: str, letters: str, run: str, last: str) -> list[str]:
    """What a run can have been whose first byte makes, with the second of the character before, one that is read so."""
    try:
        trail = before.encode("gbk")[1]
        rest = run.encode("gbk")
    except (UnicodeError, IndexError):
        return []
    leads = [lead for lead in range(0x81, 0xFF) if letters in readings(_char(trail, lead) or " ")]
    if last == "?":  # the second byte is gone
        return [] if run else [char for lead in leads for end in range(0x40, 0xFF) if (char := _char(lead, end))]
    plain = [bytes([lead, *rest, ord(last)]).decode("gbk", "ignore") for lead in leads]
    plain = [each for each in plain if len(each) == len(run) + 1 and _SOUND.fullmatch(each)]
    return [
        each for each in plain if (len(run) < _SHORT and _HAN_RUN.fullmatch(each)) or is_prose(model, simplify(each))
    ]


def _in_step(run: str, last: str, closing: str) -> list[str]:
    """What a run can have been that lost its first byte, A1, and the second of its last character if ``last`` is ``?``."""
    try:
        data = b"\xa1" + run.translate(_WIDE).encode("gbk")
        whole = data[:-1].decode("gbk")
    except UnicodeError:
        return []
    if not _SOUND.fullmatch(whole):
        return []
    lead = data[-1]
    if last != "?":
        ends = [_char(lead, ord(last))]
    elif lead == _SIGN:
        ends = [closing]
    else:
        ends = [_char(lead, trail) for trail in range(0x40, 0xFF)]
    return [whole + end for end in ends if end]


def _closing(text: str) -> str:
    """The closing bracket that a text waits for; empty if none."""
    waiting: list[str] = []
    for char in text:
        if char in _CLOSING:
            waiting.append(_CLOSING[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
    return waiting[-1] if waiting else ""


def _likeliest(model: NgramModel, text: str, start: int, end: int, choices: Sequence[str]) -> tuple[str, float]:
    """The likeliest text for a span, and its lead over the next in bits."""
    if len(choices) == 1:
        return choices[0], _AHEAD_BITS
    left, right = simplify(text[max(0, start - _AROUND) : start]), simplify(text[end : end + 3])
    scores = model.score([(left, simplify(choice), right) for choice in choices])
    ranked = sorted(zip(scores, choices, strict=True), reverse=True)
    return ranked[0][1], ranked[0][0] - ranked[1][0]


def find(document: Document, resources: Resources) -> Iterator[Finding]:
    """Wrongly paired bytes of a page whose needless glosses were found, with the characters that were there."""
    text, model = document.text, resources.model
    for found in _PARTED.finditer(text):
        start = found.start()
        choices, end = _read_so(text, found.end(), _parted(model, text[start - 1], *found.groups()))
        if choices:
            yield _finding(text, start, end, *_likeliest(model, text, start, end, choices))
    for found in _STOP.finditer(text):
        start = found.start()
        line = document.lines[document.line_at(start)]
        whole = _in_step(found[1], found[2], _closing(text[max(line.start, start - _QUOTED) : start]))
        choices, end = _read_so(text, found.end(), whole)
        if not choices:
            continue
        plain, lead = _likeliest(model, text, start, end, choices)
        # Wrongly joined bytes hardly ever make a sign behind the full stop.
        if end > found.end() or not _HAN.match(plain, 1) or is_prose(model, simplify(plain)):
            yield _finding(text, start, end, plain + "<" * bool(_TAG.match(text, end)), lead)


def _read_so(text: str, end: int, choices: Sequence[str]) -> tuple[Sequence[str], int]:
    """The choices whose last character is read as the gloss says that follows it, and the end of the gloss, if there is one."""
    gloss = _READING.match(text, end)
    if gloss is None:
        return choices, end
    return [choice for choice in choices if gloss[1] in readings(choice[-1])], gloss.end()


def _finding(text: str, start: int, end: int, plain: str, lead: float) -> Finding:
    level = Applicability.SAFE if lead >= _AHEAD_BITS else Applicability.DISPLAY
    return Finding("OBF006", start, end, text[start:end], 0.95, *_MESSAGES, level, (Proposal(plain, 0.95),))
