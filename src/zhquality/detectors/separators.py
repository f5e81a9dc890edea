"""OBF002: dots, dashes and slashes between the characters of a word: 变.态, 贷/款, 国-民-党.

They are everyday signs, so more is asked than of stars and pictures: the word they break must stand for no pair of
alternatives (读/写) and no foreign name, and two such words, or two signs in one word, must show the habit. Dots behind
every character of running text (在.线.客.服) are a habit of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from zhquality.detectors.insertions import joint_bits
from zhquality.detectors.lost import NAME
from zhquality.document import Document, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import guarded, pattern
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.segmented import crossing, frequencies
from zhquality.resources import Resources

__all__ = ["HINTS", "find"]

_HAN = "一-鿿"
HINTS = tuple(guarded(f"[{sign}](?<=[{_HAN}].)[{_HAN}./-]", sign) for sign in ".-/")
"""Each begins with a literal, so that a search runs at the pace of a look for that."""
_SIGN = pattern(f"[./-]{{1,2}}(?=[{_HAN}])")
_APART = pattern(f"[^{_HAN}]")
_REACH = 6
"""Characters on each side that are segmented to see whether a word crosses the sign."""
_INSIDE_BITS = 14.0
"""How much likelier the text must be without the sign than with a comma, as for other symbols."""
_SEVERAL = 2
_SHARE = 0.2
"""Broken words that show the habit, and their share of all such signs between characters."""
_PAIRS = (
    " 键值 读写 增删 增改 查改 增删改 开关 是否 男女 买卖 性别 收支 上下 上中下 左右 上下左右 前后左右 东西南北 前后 进出 出入 升降 加减 乘除 收发 编解 编解码 存取 "
    "输赢 胜负 正负 正反 真假 对错 好坏 大小 大中小 多少 高低 高中低 长短 远近 快慢 新旧 冷热 寒热 干湿 阴阳 日夜 昼夜 天地 父母 夫妻 "
    "兄弟 姐妹 姊妹 父子 父女 母子 母女 祖孙 婆媳 子女 儿女 师生 医患 供需 产销 购销 攻防 攻守 借贷 存贷 盈亏 章节 字词 词句 省市 省市县 市县 县区 区县 乡镇 年月 年月日 "
    "月日 时分 分秒 中英 英汉 汉英 中外 中西 早晚 早中 中晚 推拉 启停 起止 始末 装卸 拆装 软硬 主从 主客 主副 正副 内外 里外 东西 南北 文理 "
    "音视 图文 影视 吃喝 水电 车船 人物 人事 因果 利弊 优劣 得失 生死 存亡 爱恨 黑白 红绿 红蓝 红黑 宽高 长宽 深浅 轻重 粗细 动静 虚实 有无 "
    "来往 来去 往返 去留 问答 听说 说写 你我 他她 中日 中美 美日 日韩 港澳 京津 沪深 江浙 川渝 苏杭 公私 官民 军民 党政 政企 校企 银企 校园 "
    "家校 农林 农林牧 林牧 工农 工农兵 文体 科教 文教 教学 单双 奇偶 首尾 头尾 手脚 心脑 口鼻 耳鼻 眼耳 肝胆 脾胃 肝肾 身心 编导 词曲 中小学 "
    "天次 人次 人天 元件 台次 老中青 中高考 "
)
"""Words whose characters are alternatives or a range as often as a word."""


_COUNT = pattern("[第零〇一二三四五六七八九十百千万亿]")
"""Beside these a dot is one of a date or a number: 五.四, 九.一八."""
_FAR = 30
"""Characters between two signs from which they have nothing to do with each other, by judgement."""
_SIDE = 8
"""Characters of each side that are looked at: two words and some."""
_ENUMERATED = 4
"""Characters from which a word that is taken apart wholly is an enumeration."""
_REGIONS = frozenset(
    "中美俄日韩朝英法德意加澳印巴欧亚非京津冀沪苏浙皖鲁豫晋陕甘宁青新藏川渝滇黔桂粤琼闽赣湘鄂港台辽吉黑蒙"
)
"""Short names of countries and provinces: 中-美, 京-津-冀."""


class _Place(NamedTuple):
    """A sign ``[start, end)``.

    Attributes:
        start: of the sign.
        end: of the sign.
        left: the characters before it, other signs left out.
        right: those after it.
        run: the number of its run of characters and signs.
        singles: the pieces of the run if it is made of single characters (点-线-面, 国-民-党), else 0.
    """

    start: int
    end: int
    left: str
    right: str
    run: int
    singles: int


def _runs(text: str) -> Iterator[list[Span]]:
    """Signs between characters, those together that only characters stand between."""
    run: list[Span] = []
    for found in _SIGN.finditer(text):
        start, end = found.span()
        if not "一" <= text[start - 1 : start] <= "鿿":
            continue
        if run and (start - run[-1][1] > _FAR or _APART.search(text, run[-1][1], start)):
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


def _places(text: str) -> Iterator[_Place]:
    for number, run in enumerate(_runs(text)):
        pieces = [text[a:b] for (_, a), (b, _) in pairwise(run)]
        pieces = [_end(text, run[0][0]), *pieces, _start(text, run[-1][1])]
        dotted = len(pieces) >= _ENUMERATED and text[run[0][0]] == "."
        listed = pieces[1:-1] if dotted else pieces  # what is beside a long list goes on: 柴.米.油.盐都有
        singles = len(pieces) if all(len(piece) == 1 for piece in listed) else 0
        whole = simplify("".join(pieces))
        at = 0
        for (start, end), piece in zip(run, pieces, strict=False):
            at += len(piece)
            yield _Place(start, end, whole[max(0, at - _SIDE) : at], whole[at : at + _SIDE], number, singles)


def _end(text: str, at: int) -> str:
    """The characters right before an offset."""
    return _APART.split(text[max(0, at - _SIDE) : at])[-1]


def _start(text: str, at: int) -> str:
    """The characters right after an offset."""
    return _APART.split(text[at : at + _SIDE])[0]


def _likely(place: _Place, gain: float) -> bool:
    """Whether a sign may break a word: the text reads better without it, and it is part of no name, date, number or long enumeration."""
    if place.singles >= _ENUMERATED:
        return False
    beside = place.left[-1] + place.right[0]
    return gain >= _INSIDE_BITS and not set(beside) <= set(NAME) and not _COUNT.search(beside)


def _broken(place: _Place) -> tuple[str, Span] | None:
    """The word that a sign breaks, if it is no pair of alternatives."""
    found = crossing(place.left[-_REACH:], place.right[:_REACH])
    if found is None:
        return None
    word, (low, high) = found
    if f" {word} " in _PAIRS or min(-low, high) > 1:
        return None
    if place.singles > _SEVERAL and (len(word) < place.singles or len(word) >= _ENUMERATED):
        return None  # 点-线-面, 柴-米-油-盐
    if not set(word) - _REGIONS:
        return None
    return found


_DOTTED = pattern(f"(?<![{_HAN}.])[{_HAN}](?:[.][{_HAN}]){{2,}}(?![.]?[{_HAN}])")
_DOTTED_BITS = 1.0
"""Bits a character that they gain by standing together, by judgement: single short runs gain .2 to 6, lists of unrelated characters 0."""
_DOTTED_RUNS, _DOTTED_LENGTH = 3, 12
"""Runs of single characters with dots between them, and their characters, that are a habit: one text of 113 million clean
characters has so many, a shop's (免.定.金); two may be lists of things."""


def _enumerates(run: str) -> bool:
    """Whether single characters are a list of things: a saying (衣食住行), a range (老中青), numbers."""
    saying = len(run) >= _ENUMERATED and frequencies().get(run, 0) > 0
    return saying or f" {run} " in _PAIRS or all(map(_COUNT.match, run))


def _dotted(text: str, resources: Resources) -> Sequence[Span]:
    """The dots of running text with one behind every character."""
    runs = [found.span() for found in _DOTTED.finditer(text)]
    if len(runs) < _DOTTED_RUNS:
        return ()
    runs = [(a, b) for a, b in runs if not _enumerates(simplify(text[a:b:2]))]
    joined = [simplify(text[a:b:2]) for a, b in runs]
    length = sum(map(len, joined))
    if (
        len(runs) < _DOTTED_RUNS
        or length < _DOTTED_LENGTH
        or sum(joint_bits(resources, run) for run in joined) < _DOTTED_BITS * length
    ):
        return ()
    return [(at, at + 1) for a, b in runs for at in range(a + 1, b, 2)]


def find(document: Document, resources: Resources) -> Iterator[Finding]:
    """Signs that break words, in texts where they do so more than once."""
    dotted = _dotted(document.text, resources)
    yield from (_finding(document.text, start, end) for start, end in dotted)
    known = set(dotted)
    yield from (f for f in _breaking(document, resources) if (f.start, f.end) not in known)


def _breaking(document: Document, resources: Resources) -> Iterator[Finding]:
    """Signs inside single words."""
    text = document.text
    places: Sequence[_Place] = list(_places(text))
    if not places:
        return
    model = resources.model
    joined = model.score([(p.left, "", p.right[:3]) for p in places])
    apart = model.score([(p.left, "，", p.right[:3]) for p in places])
    likely = [p for p, one, two in zip(places, joined, apart, strict=True) if _likely(p, one - two)]
    least = max(_SEVERAL, _SHARE * len(places))
    if len(likely) < least:
        return  # before a dictionary is loaded, which takes a second
    inside = [(place, word) for place in likely if (word := _broken(place))]
    words = {word for _, (word, _) in inside}
    if len(inside) < least:
        return
    together = {(place.run, word) for place, (word, _) in inside}
    if len(words) < _SEVERAL and len(together) == len(inside):
        return
    yield from (_finding(text, place.start, place.end) for place, _ in inside)


def _finding(text: str, start: int, end: int) -> Finding:
    messages = ("a sign stands inside a word", "词语中间插入了符号")
    return Finding("OBF002", start, end, text[start:end], 0.95, *messages, Applicability.SAFE, (Proposal("", 0.95),))
