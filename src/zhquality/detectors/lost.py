"""OBF006, first part: lost characters: U+FFFD, private-use characters, and ``?`` for what an encoding lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from zhquality.document import Document, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import guarded, pattern
from zhquality.lexicon.opencc import simplify
from zhquality.ranking import Candidate, Site
from zhquality.resources import Resources

__all__ = ["LOST", "NAME", "QUESTION", "find", "find_dots"]

LOST = "\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd"
QUESTION = guarded("[?](?<=[一-鿿][?])[一-鿿]", "?")

_LOST_LINE = pattern("(?:\r\n|\n|\r)[ \t\u3000]*\ufffd{2,}[ \t\u3000]*(?=[\r\n]|\\Z)|\\A\ufffd{2,}(?:\r\n|\n|\r)")
_LOST_RUN = pattern("\ufffd+")
_PRIVATE_RUN = pattern("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
_HAN = "一-鿿"

NAME = (
    "阿埃艾爱安奥巴贝本比彼宾波伯博布查茨达戴丹德登迪蒂丁杜多恩尔法菲费芬弗福夫盖甘冈戈格古哈海汉豪赫亨胡"
    "霍基吉加嘉杰金卡凯坎科克肯库拉莱兰劳勒雷蕾里利丽莉林琳隆卢鲁路露伦罗洛马玛迈麦曼梅门蒙米密莫姆穆娜纳"
    "奈内尼妮诺欧帕佩皮珀普奇契乔切琴茹瑞萨塞桑森沙莎舍史施士斯丝苏索塔泰坦特忒汀图托瓦万威韦维魏温沃乌伍"
    "西希席夏肖谢辛欣雅亚扬耶伊因英尤约泽扎詹兹朱佐舒丘蒲济"
)
"""Characters that foreign names are mostly written with."""
_NAMES = pattern(f"[{NAME}]{{2,8}}[?](?=[{NAME}]{{2,8}})")
_LONG_NAME = 5
"""Name characters around the mark that leave no doubt; with fewer, a Latin name or the model must confirm."""
_LATIN_AFTER = pattern(f"[{NAME}?]{{2,16}} ?[（(][A-Z][a-z]")
_DOT_BITS = 6.0
"""How much likelier the dot must be than the question mark: 9 and more in names, below 0 in questions."""

_CERTAIN = 0.99
"""Confidence from which a guess is written: right in all of 120 trials on clean text (0.95: 98.6 %)."""
_PROPOSED = 3


@cache
def _level_one() -> tuple[str, ...]:
    """The 3,755 everyday characters of GB 2312, level 1."""
    return tuple(
        char
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
        if len(char := bytes((lead, trail)).decode("gb2312", "ignore")) == 1
    )


def _questions(text: str) -> bool:
    """Whether the text uses half-width question marks as such."""
    return re.search(f"[{_HAN}a-zA-Z][?](?:$|[\\s”’」』\"'）)!?])", text, re.MULTILINE) is not None


def _one(document: Document, span: Span, level: Applicability, proposals: Sequence[Proposal], sure: float) -> Finding:
    start, end = span
    messages = ("characters were lost here in a conversion", "此处有字符在转码时丢失")
    return Finding("OBF006", start, end, document.text[start:end], sure, *messages, level, tuple(proposals))


def _guesses(document: Document, spans: Sequence[Span], resources: Resources) -> list[tuple[Proposal, ...]]:
    """The likeliest characters for places where one character is missing."""
    plain = simplify(document.text)
    candidates = tuple(Candidate(char) for char in _level_one())
    ranked = resources.ranker.rank(plain, [Site(start, end, candidates) for start, end in spans])
    return [proposals[:_PROPOSED] for proposals in ranked]


def find(document: Document, resources: Resources) -> Iterator[Finding]:
    """Places where characters were lost, alone and as a whole line, which is deleted; one that cannot be another is put back."""
    text = document.text
    for found in _LOST_LINE.finditer(text):
        yield _one(document, found.span(), Applicability.SAFE, (Proposal("", 0.98),), 0.98)
    inside = [found.span() for found in _LOST_RUN.finditer(text)]
    single = [(start, end) for start, end in inside if end - start <= 3 and start and _is_han(text[start - 1])]
    guesses = dict(zip(single, _guesses(document, single[:_MOST], resources), strict=False)) if single else {}
    for span in inside:
        proposals = guesses.get(span, ())
        sure = proposals and not document.traditional and proposals[0].confidence >= _CERTAIN
        yield _one(document, span, Applicability.SAFE if sure else Applicability.DISPLAY, proposals, 0.95)
    for found in _PRIVATE_RUN.finditer(text):
        yield from _private(document, found.span())


_MOST = 50
"""Lost characters of one text that are guessed at; a text with more is beyond repair."""


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿"


def _private(document: Document, span: Span) -> Iterator[Finding]:
    """Private-use characters: icons of a font at the end of a line or sentence are dropped, others only shown."""
    text = document.text
    start, end = span
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == " " and after == " ":
        return  # a sign that the text speaks of
    ends = after in ("", "\n", "\r") and before not in ("", " ", "\n", "\r")
    level = Applicability.SAFE if ends else Applicability.DISPLAY
    messages = ("private-use characters, which only one font can show", "私用区字符，离开原字体无法显示")
    yield Finding("OBF006", start, end, text[start:end], 0.9, *messages, level, (Proposal("", 0.9),))


def find_dots(document: Document, resources: Resources) -> Iterator[Finding]:
    """Dots of foreign names that became question marks, in texts that use no half-width question mark as such."""
    text = document.text
    if _questions(text):
        return
    for found in _NAMES.finditer(text):
        start, end = found.end() - 1, found.end()
        left = found[0][:-1]
        right = re.match(f"[{NAME}]{{2,8}}", text[end : end + 8])
        known = _LATIN_AFTER.match(text, end) or (right and len(left) + len(right[0]) >= _LONG_NAME)
        if not known:
            dot, mark = resources.model.score([(left, "·", text[end : end + 3]), (left, "?", text[end : end + 3])])
            if dot - mark < _DOT_BITS:
                continue
        yield _one(document, (start, end), Applicability.SAFE, (Proposal("·", 0.97),), 0.97)
