"""OBF006, seventh part: text that no reading brings back, which is shown.

UTF-8 read as Big5 loses two thirds of its characters, UTF-8 read as GBK several times over is rare characters only, a page
whose encoding had no Chinese is question marks, and sites with a font of their own write characters that nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterator

from zhquality.document import Span
from zhquality.lazy import pattern

__all__ = ["HINT", "MARKS", "RARE", "find"]

_BIG5, _LAYERS = (
    "銝嚗鈭隞餈雿摰銋撠霂蝏敺隡摮撟憟撘摨撌銵甇韏瘝敶瘜韐瘞憒瘥靽靘瘚憸蝑蝞蝡頧蝔蝷撱頞蝛鋡瘨璅憓",
    "閸閺閿鐠閵缁鐎闁閼闂缂鐟鐞鎼鍊倸崐閹",
)
RARE = _BIG5 + _LAYERS
"""What the first bytes of UTF-8 become in Big5, and in GBK where it is done twice; in 25.3 million clean code points, a fifth of them traditional,
each stands once at the most."""
HINT = pattern(f"[{RARE}\U00020000-\U0003ffff]")
MARKS = "???"
_ONCE, _TWICE = pattern(f"[{_BIG5}]"), pattern(f"[{_LAYERS}]")
_RUN = pattern("[^\x00-\x7f](?:[^\x00-\x7f]|[?] ?)*")
_LEAST, _LAYERED, _LAYERED_RUN = 3, 8, 3
"""Such characters of a text, the first beside lost ones, and of a run, by judgement: clean text has none."""
_LOST = pattern("[?\ufffd]")
_FONT, _HAN = pattern("[\U00020000-\U0003ffff]"), pattern("[一-鿿]")
_VIETNAMESE = pattern("[ăđơưĂĐƠƯạ-ỹ]")
"""Books in Nôm write such characters, with their reading."""
_FONTS, _FONT_SHARE = 30, 0.3
"""Characters beyond the first plane, and their share of all, that are a cipher: dictionaries of rare ones explain them in others."""
_QUESTIONS, _QUESTION_RUNS, _QUESTION_SHARE = pattern("[?]{3,}"), 6, 0.5
"""Runs of question marks, and the share of them in a text, that was Chinese once."""
_ASKED = pattern(r"[?](?:[^\n]*[?])?")
_WRITTEN = pattern("[\U00020000-\U0003ffff](?:[^\n]*[\U00020000-\U0003ffff])?")
"""From the first to the last of a line."""


def _read_as_big5(text: str) -> Iterator[Span]:
    """Runs of what the first bytes of UTF-8 are in Big5, beside what was lost of the others."""
    if sum(1 for _ in _ONCE.finditer(text)) >= _LEAST and _LOST.search(text):
        yield from (run.span() for run in _RUN.finditer(text) if _ONCE.search(run[0]) and _LOST.search(run[0]))


def _read_twice(text: str) -> Iterator[Span]:
    """Runs of UTF-8 that was read as GBK several times over."""
    if sum(1 for _ in _TWICE.finditer(text)) >= _LAYERED:
        yield from (run.span() for run in _RUN.finditer(text) if len(_TWICE.findall(run[0])) >= _LAYERED_RUN)


def _in_own_font(text: str) -> Iterator[Span]:
    """What of each line is written in a font of its own."""
    written = len(_FONT.findall(text))
    mostly = written >= _FONTS and written >= _FONT_SHARE * (written + len(_HAN.findall(text)))
    if mostly and not _VIETNAMESE.search(text):
        yield from (found.span() for found in _WRITTEN.finditer(text))


def _question_marks(text: str) -> Iterator[Span]:
    """What of each line is question marks, in a text that is little else."""
    mostly = text.count("?") >= _QUESTION_SHARE * len(text)
    if mostly and sum(1 for _ in _QUESTIONS.finditer(text)) >= _QUESTION_RUNS:
        yield from (found.span() for found in _ASKED.finditer(text))


def find(text: str) -> Iterator[Span]:
    """Stretches of a text that were Chinese once."""
    if HINT.search(text):
        yield from _read_as_big5(text)
        yield from _read_twice(text)
        yield from _in_own_font(text)
    if MARKS in text:
        yield from _question_marks(text)
