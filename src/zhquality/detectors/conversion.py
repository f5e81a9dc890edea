"""SCR002: words converted to the other script character by character (皇後, 頭發, 着名), and mixed terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from zhquality import lazy
from zhquality.detectors.misconverted import FOOD, misspelt
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.opencc import characters, phrases, simplify
from zhquality.lexicon.segmented import segments
from zhquality.lexicon.traditional import LONGEST
from zhquality.resources import Resources

__all__ = ["SUSPECTS", "find_conversions"]

# Simplified words as careless converters leave them, and what they should be. Written by hand: no left side is a word,
# but it may lie across two (写着名字), so the language model decides.
_SIMPLIFIED = {
    "着名": "著名", "着作": "著作", "着称": "著称", "显着": "显著", "卓着": "卓著", "昭着": "昭著",
    "原着": "原著", "巨着": "巨著", "专着": "专著", "名着": "名著", "论着": "论著", "译着": "译著", "土着": "土著",
    "唿吸": "呼吸", "唿叫": "呼叫", "唿吁": "呼吁", "唿唤": "呼唤", "唿声": "呼声", "欢唿": "欢呼", "称唿": "称呼",
    "招唿": "招呼", "干隆": "乾隆", "干坤": "乾坤", "什幺": "什么", "怎幺": "怎么", "那幺": "那么", "这幺": "这么", "多幺": "多么", "要幺": "要么",
}  # fmt: skip
_SIMPLIFIED_SEARCH = lazy.pattern("|".join(_SIMPLIFIED))
_COMMON = frozenset({"显着"})
"""Wrong, but written by so many (4 of 2,000 clean documents) that ``clean`` leaves it to the editor."""
_MARGIN_BITS = 10.0
"""How much likelier the right word must be: 视为着名 gains 15 and more, 写着名字 and 谈论着 lose 10."""
_YOUNGEST, _YOUNGEST_BITS = "幺", 4.0
"""The same of words with a character that is none of them anywhere; by judgement."""

_WRONG_PAIRS = frozenset(
    (
        *("後后", "發髮", "髮發", "幹乾", "幹干", "乾幹", "乾干", "裏里", "裡里", "麵面", "面麵", "鬥斗", "隻只"),
        *("穀谷", "谷穀", "雲云", "範范", "薑姜", "徵征", "征徵", "禦御", "鬆松", "松鬆", "鹹咸", "僕仆", "丑醜"),
        *("醜丑", "齣出", "鬍胡", "胡鬍", "板闆", "錶表", "表錶", "嶽岳", "准準", "籤簽", "復覆", "系係", "製制"),
        *("鍾鐘", "鬱郁", "郁鬱", "嚮向"),
    )
)
"""Confusions of traditional characters that are errors; others (布 and 佈, 欲 and 慾) are a matter of house style."""
_RIGHT = (
    *("准入", "介系詞", "函復", "回復", "復信", "復函", "復電", "批復", "換發", "照准", "申復", "答復", "系數", "復盤"),
    *("編發", "谷神", "鍾山", "鍾意", "鬱鬱", "郁郁", "電表", "水表", "髮線", "髮縫"),
    *("復上", "復文", "復校", "復命", "復水", "復育", "示復", "見復", "稟復", "鈞復", "電復"),
    *("壓力表", "破表", "星曆表", "看下表", "自動表", "轉速表", "里程表", "跳表", "顯示表"),
)
"""Right though OpenCC's phrases have another spelling. In 3,500 articles of Hong Kong 鍾意 stands 56 times in place of 鐘意, which
nobody writes; in 1,200 Taiwanese statutes 換發 (licences are) 94 times, for 換髮, and answers are a 答復, not a 答覆, in 23."""
_RIGHT_SEARCH = lazy.pattern("|".join(_RIGHT))
_DOUBTFUL = lazy.pattern("亂發|九谷|征|生發|疏松|美發|老板|胡子|金發|長發|餘幹")
"""Wrong in most texts, and right in some: names, the pines of a poem, the trunk of a tree that is left, and Taiwanese statutes levy
with 征 as well as with 徵. An editor decides."""
_PLACED = lazy.pattern(
    f"(?<=[0-9０-９一二三四五六七八九十百千兩幾每])隻|(?<=提摩)太後|.麵(?=[{FOOD}])|.製(?=[作造程品成])"
)
"""Right for what stands before it: animals and things are counted (每隻要獻三公斤, not 每只要; but 這隻是 is mostly what a converter
made of 這只是), a letter to Timothy is the second, 前麵包店 holds noodles and 軟體製程 a process."""

# Terms of Taiwan in simplified characters, and those of the mainland. Shown only where one text uses both.
_TERMS = {
    "软体": "软件", "硬体": "硬件", "网路": "网络", "程式": "程序", "萤幕": "屏幕", "滑鼠": "鼠标", "印表机": "打印机",
    "记忆体": "内存", "硬碟": "硬盘", "随身碟": "U盘", "伺服器": "服务器", "资料库": "数据库", "介面": "界面",
    "解析度": "分辨率", "讯号": "信号", "行动电话": "移动电话", "计程车": "出租车", "宽频": "宽带", "数位化": "数字化",
    "网际网路": "互联网", "演算法": "算法", "作业系统": "操作系统", "防毒软体": "杀毒软件", "雷射": "激光",
}  # fmt: skip
_TERM_SEARCH = lazy.pattern("|".join(sorted(_TERMS, key=len, reverse=True)))
SUSPECTS = frozenset(_SIMPLIFIED) | frozenset(_TERMS)
"""Without any of these a text in simplified characters has no finding here."""
_TERM_KINDS = 2
"""Different terms a text must mix before that is shown; one may be a name or a quotation."""


@cache
def _spellings() -> Mapping[str, str]:
    """Words converted character by character and wrong for it, with the right spelling, from OpenCC's phrases."""
    usual = {new: old[0] for new, old in characters("STCharacters").items()}
    right = {spelling for spellings in phrases("STPhrases").values() for spelling in spellings}
    wrong: dict[str, str] = {}
    for word, spellings in phrases("STPhrases").items():
        meant = spellings[0]
        if len(word) > LONGEST or len(meant) != len(word):
            continue
        for place, char in enumerate(word):
            for other in {usual.get(char, char), *characters("STCharacters").get(char, "")}:
                spelt = meant[:place] + other + meant[place + 1 :]
                if other + meant[place] in _WRONG_PAIRS and spelt not in right:
                    wrong[spelt] = meant
    wrong.update(misspelt())
    return {spelt: meant for spelt, meant in wrong.items() if not any(word in spelt for word in _RIGHT)}


@cache
def _suspects() -> re.Pattern[str]:
    by_hand = {one for spelt, meant in misspelt() for one, other in zip(spelt, meant, strict=True) if one != other}
    return re.compile("[" + "".join(sorted(by_hand.union(pair[0] for pair in _WRONG_PAIRS))) + "]")


def _finding(text: str, start: int, meant: str, level: Applicability, sure: float) -> Finding:
    surface = text[start : start + len(meant)]
    messages = (f"{surface} was converted wrongly; it is {meant}", f"“{surface}”系繁简转换错误，应为“{meant}”")
    return Finding("SCR002", start, start + len(meant), surface, sure, *messages, level, (Proposal(meant, sure),))


def _in_simplified(text: str, resources: Resources) -> Iterator[Finding]:
    hits = [(found.start(), found[0]) for found in _SIMPLIFIED_SEARCH.finditer(text)]
    windows = [(text[max(0, at - 3) : at], word, text[at + len(word) : at + len(word) + 3]) for at, word in hits]
    written = resources.model.score(windows)
    meant = resources.model.score([(left, _SIMPLIFIED[word], right) for left, word, right in windows])
    for (start, word), one, two in zip(hits, written, meant, strict=True):
        if two - one >= (_YOUNGEST_BITS if _YOUNGEST in word else _MARGIN_BITS):
            level = Applicability.UNSAFE if word in _COMMON else Applicability.SAFE
            yield _finding(text, start, _SIMPLIFIED[word], level, 0.95)


@cache
def _by_hand() -> frozenset[str]:
    return frozenset(meant for _, meant in misspelt())


def _is_word(plain: str, start: int, meant: str) -> bool:
    """Whether the dictionary takes a word, written at a place of simplified text, for one; those written by hand may begin a longer one (恢復正常)."""
    low, end = max(0, start - 6), start + len(meant)
    by_hand = meant in _by_hand()
    window = plain[low:start] + (simplify(meant) if by_hand else plain[start:end]) + plain[end : end + 6]
    edges = {low, *(low + at + len(word) for word, at in segments(window))}
    return start in edges and (end in edges or by_hand) and not edges & set(range(start + 1, end))


def _in_traditional(text: str) -> Iterator[Finding]:
    plain, spellings = simplify(text), _spellings()
    done = -1
    right = {place for found in _RIGHT_SEARCH.finditer(text) for place in range(*found.span())}
    for found in _suspects().finditer(text):
        place = found.start()
        if place in right:  # 翻出髮縫 holds no 出發
            continue
        for length in range(LONGEST, 1, -1):
            for start in range(max(0, place - length + 1), place + 1):
                meant = spellings.get(text[start : start + length])
                if meant and start > done and _is_word(plain, start, meant) and not _PLACED.match(text, start):
                    done = start + length - 1
                    doubtful = _DOUBTFUL.search(text, start, start + length)
                    level = Applicability.UNSAFE if doubtful else Applicability.SAFE
                    yield _finding(text, start, meant, level, 0.7 if doubtful else 0.95)
                    break


def _mixed_terms(text: str) -> Iterator[Finding]:
    found_terms = [*_TERM_SEARCH.finditer(text)]
    mixed = {term for term in {found[0] for found in found_terms} if _TERMS[term] in text}
    hits = [found for found in found_terms if found[0] in mixed]
    if len({found[0] for found in hits}) < _TERM_KINDS:
        return
    for found in hits:
        meant = _TERMS[found[0]]
        messages = (
            f"{found[0]} is Taiwan's term; this text says {meant} elsewhere",
            f"“{found[0]}”是台湾用语，本文他处作“{meant}”",
        )
        yield Finding("SCR002", *found.span(), found[0], 0.8, *messages, Applicability.DISPLAY, (Proposal(meant, 0.8),))


def find_conversions(document: Document, resources: Resources, *, traditional: bool) -> Iterator[Finding]:
    """Wrongly converted words, and terms of two regions in one text.

    Args:
        document: the text.
        resources: for the language model, loaded where a simplified word is in doubt.
        traditional: whether the text is in traditional characters.
    """
    if traditional:
        yield from _in_traditional(document.text)
        return
    if _SIMPLIFIED_SEARCH.search(document.text):
        yield from _in_simplified(document.text, resources)
    if _TERM_SEARCH.search(document.text):
        yield from _mixed_terms(document.text)
