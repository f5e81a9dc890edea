"""What a run of stars is: a starred-out word, a mask of personal data, or one of the many uses that hide nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhquality.detectors.blanks import is_blank, speaks_of_stars
from zhquality.detectors.emphasis import stars_emphasise
from zhquality.detectors.marks import Kind, Mark
from zhquality.detectors.masked_names import NAME_END, crowded, surname
from zhquality.detectors.starnotes import Notes
from zhquality.document import Document
from zhquality.lazy import HAN, pattern

__all__ = ["marks"]

_RUN = pattern(r"[*＊]+")
_HAN = "\u3400-\u9fff"
_LONGEST = 6
"""Longest run of stars that stands for a word; longer ones are rules, ratings and passwords."""
_SIGHT = 16
"""Characters looked at on each side of a run."""
_PLATE_BEFORE = pattern("[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][ ·•]?[A-Z0-9]{0,5}$")
_PLATE_AFTER = pattern("[A-Z0-9]{0,5}")
_PLATE = range(5, 8)
"""Letters, digits and stars of a number plate behind its province: 鲁CG22**."""
_TAIL = pattern(r"(?:尾号|卡号|号码|单号|编号|车牌号?|手机号?|工号|学号)(?:为|是|[:：])? ?(?P<known>[0-9A-Za-z]{0,8})$")
"""Before the stars of a number of which a part is shown: 尾号3***."""
_COMMENT = pattern(r"[ \t]*/{1,2}(?=[*＊])")
"""Before the stars that open a comment of C: /*****."""
_DATUM_BEFORE = pattern(r"(?:[0-9０-９A-Za-z*＊][0-9０-９A-Za-z*＊\- ]*)?[0-9０-９A-Za-z][ \-]?$")
_DATUM_AFTER = pattern(r"[0-9０-９A-Za-z*＊@.\- ]*[0-9０-９A-Za-z]|")
_DIGITS = pattern(r"[0-9０-９]")
_WORDED = pattern(r"[A-Za-z0-9０-９_.$&/\\)(\[\]{}<>=+^#@%~|-]")
"""ASCII that stars belong to in code, arithmetic, globs and addresses."""
_VERSION = pattern("[^\\W\\d_] ?[0-9]{1,2}[.]$|[“‘\"'「`]第$")
"""A number whose part behind the point is any, or a quoted one: ODBC 2.*, 版本 1.*, “第*章”."""
_CELL = pattern(r"(?:[^,\t，。]*[,\t]){3}[^，。]*")
"""A line of a table in which commas or tabs part the cells; a star that begins one is a mark."""
_LOOT = pattern(
    r" ?(?:[0-9０-９∞]|[一二三四五六七八九十百千两几半若]+(?:[个只条块张件份瓶枚颗把袋包株本匹头根]?(?:$|[\s，,。、；;])|干))"
)
"""A number of things, and nothing after it: 药草*三个、 but not 唯一一个朋友."""
_ABOUT_STARS = pattern(
    r"[带标打加注按输](?:注|上|有|入|了)*[“\"「（(‘']$|(?:带|标有|标注|打上|打了|加上|加注)$|"
    r"(?:星号|通配符|乘号|符号|标记|代替|必填)[^。\n]{0,8}$"
)
_OF_STARS = pattern(
    r"[”\"」）)’']?(?:号|键|符|表示|代表|处|为必填|是必填|必填|开头|结尾|标记|部分|的为|的是必|者为|乘)"
)
_SIGN = pattern("号|键|符(?!合)")
_WORD_AFTER = pattern(f"(?![的者为])[{_HAN}]")
"""What follows a star that is not spoken of, though the words before could speak of one: 带*全体成员, but not 带*的."""
_AMOUNT = pattern("[0-9０-９.,]+ ?(?:[万亿元年月天倍%％米届]|小时|分钟|公里|公斤)")
"""An amount that a word can stand before (超5万元), unlike a number of things: 木材*20."""
_NOTE = pattern(
    r"[ \t]|注|说明|备注|以上|本|图|数据|温馨|提示|仅|具体|请|部分|为|该|此|如|另|声明|免责|来源|点击|必填|凡|若"
)
_TERM = pattern(rf"{HAN}{{1,12}}[（(][A-Za-z]")
"""A term with its foreign name after it, as emphasised where it is defined: *预热（warm-up）."""
_REMARK = pattern(rf"\({HAN}")
"""A remark in the brackets of a Latin keyboard: 外国**(包括文教."""
_FORMULA = pattern(r"[=＝≈×÷±∑√]|[0-9)）] ?[+/] ?[0-9(（]")
_SIZES = frozenset("长宽高深厚底面直径半周")
_FACTORS = (
    "单价|数量|面积|长度|宽度|高度|人数|份数|系数|比例|费率|税率|金额|价格|时间|速度|权重|次数|天数|基数|单位|倍数|概率"
)
_FACTOR_BEFORE = pattern(f"(?:{_FACTORS}|[率数价])$")
_FACTOR_AFTER = pattern(_FACTORS)
_QUANTITY_BEFORE = pattern(rf"[0-9][0-9.]* ?[{_HAN}A-Za-z]{{0,3}} ?(?:[（(][^（()）]{{1,8}}[）)])? ?$")
"""What is multiplied by a factor (椰浆 100ml*份数, 鸡蛋 1 个 *份数)."""
_HAN_ONE = pattern(f"[{_HAN}]")
_OATH_BEFORE = pattern(r"(?:他|她|你|特|尼|傻|煞|装|牛|操|草|靠|滚|贱|婊|狗|妈|娘|蛋|卧|我)$")
_SWORN_AT = pattern("[你他尼](?:妈|娘|大爷)")
_OATH_AFTER = pattern(r"(?:的|妈|娘|逼|比|槽|蛋|子|你|$|[！!，,。？?])")


def _classify(line: str, start: int, end: int, *, names: bool, row: bool) -> tuple[Kind, int, int]:
    """Kind of the run at ``[start, end)`` of its line, which may be a row of a table, and the span to report."""
    before, after = line[max(0, start - _SIGHT) : start], line[end : end + _SIGHT]
    if before.endswith("\\"):
        return Kind.OTHER, start, end
    plate, rest = _PLATE_BEFORE.search(before), _PLATE_AFTER.match(after)
    if plate and rest and len(plate[0]) - 1 + end - start + len(rest[0]) in _PLATE:
        return Kind.PERSONAL, start - len(plate[0]), end + len(rest[0])
    tailed = _TAIL.search(before)
    if tailed and end - start > 1:
        return Kind.PERSONAL, start - len(tailed["known"]), end
    number, tail = _DATUM_BEFORE.search(before), _DATUM_AFTER.match(after)
    closes = not (tail and tail[0]) and end - start == 2 and before.count("**") % 2 == 1  # **微信12345678**
    if number and tail and end - start >= 2 and not closes and len(_DIGITS.findall(number[0] + tail[0])) >= 5:
        return Kind.PERSONAL, start - len(number[0]), end + len(tail[0])
    name = surname(before, after, names)
    if name:
        return Kind.PERSONAL, start - len(name), end + bool(NAME_END.match(after))
    if row or end - start > _LONGEST or _VERSION.search(before) or is_blank(before, after, end - start):
        return Kind.OTHER, start, end
    kind = _kind(before, after, end - start)
    return Kind.LOOSE if kind is Kind.OTHER and _is_loose(before, after, end - start) else kind, start, end


def _is_loose(before: str, after: str, size: int) -> bool:
    """Whether a word may be hidden although the words around it speak of another use: 给我*的印象, 等众多** Go 项目."""
    left, right = before[-1:], after[:1]
    if _SIGN.match(after) or (_ABOUT_STARS.search(before) and not _WORD_AFTER.match(after)):
        return False
    if _is_arithmetic(before, after):
        return False
    if not before.strip():
        return bool(_HAN_ONE.match(right)) and not _NOTE.match(after) and not _TERM.match(after)
    if _HAN_ONE.match(left):
        if not right or not _WORDED.match(right) or (size > 1 and right.isalnum()) or _REMARK.match(after):
            return True
        return bool(_AMOUNT.match(after)) and not _FACTOR_BEFORE.search(before)
    if _TERM.match(after):
        return False
    if size > 1 and right.isalnum() and left in "，。；、：":
        return True
    if left == "：":
        return right == "，"
    if left.isspace() and _HAN_ONE.match(before.rstrip()[-1]):
        return bool(_HAN_ONE.match(right)) or right in tuple("：，。、")
    if left in "！？。，；" and right in tuple("“‘《"):
        return True
    return bool(_HAN_ONE.match(right)) and not left.isspace() and not _WORDED.match(left)


def _kind(before: str, after: str, size: int) -> Kind:
    left, right = before[-1:], after[:1]
    han_left, han_right = bool(_HAN_ONE.match(left)), bool(_HAN_ONE.match(right))
    if _idiomatic(before, after) or right.isspace() or not _amid_words(left, right):
        return Kind.OTHER
    if right and _WORDED.match(right):
        beside = right.isalnum() and (size > 1 or (right.isupper() and not after.startswith("ST")))
        return Kind.EDGE if han_left and (beside or right == ")") else Kind.OTHER
    if left and _WORDED.match(left):
        return Kind.EDGE if han_right else Kind.OTHER
    if not before.strip():
        return Kind.OTHER if _NOTE.match(after) else Kind.EDGE
    if not right or right in "：:)）" or left.isspace():
        return Kind.EDGE if han_left or han_right else Kind.OTHER
    return Kind.OPEN


def _amid_words(left: str, right: str) -> bool:
    """Whether a word can stand between these characters: beside a Chinese one, alone in quotes, alone in a clause."""
    if _HAN_ONE.match(left) or _HAN_ONE.match(right):
        return True
    if not right or right.isspace():
        return False
    return (left in "“「『‘" and right in "”」』’" and bool(left)) or (left in "。！？；，、”" and right in "，。、！")


def _idiomatic(before: str, after: str) -> bool:
    """Whether the words around a star speak of stars, quantities, formulas, or swear."""
    if (
        (before.strip() and _LOOT.match(after))
        or _TERM.match(after)
        or _ABOUT_STARS.search(before)
        or _OF_STARS.match(after)
    ):
        return True
    return _is_arithmetic(before, after) or bool(_OATH_BEFORE.search(before) and _OATH_AFTER.match(after))


def _is_arithmetic(before: str, after: str) -> bool:
    if _FORMULA.search(before[-10:]) or _FORMULA.search(after[:10]):
        return True
    if before[-1:] in _SIZES and after[:1] in _SIZES:
        return True
    return bool(_FACTOR_AFTER.match(after) and (_FACTOR_BEFORE.search(before) or _QUANTITY_BEFORE.search(before)))


_ITEM = pattern(r"\s*([*＊]+)(?![*＊，。、；：！？])")
_BULLET = pattern(r"[。；;！？!?]\s*$")
"""Before a star of a line that begins with the same one: its items stand in one line."""
_OPENS = pattern(r"[^\s，。、；：！？,.;:!?”’）)》】」]")
_CLOSES = pattern(
    r"[^\s，、,“‘（(《【「]$|"
    r"^(?:[（(]?[一二三四五六七八九十0-9]{1,3}[)）、，,]|第?[一二三四五六七八九十][是来则]?[，、]|首先，|其次，|再次，|然后，|最后，|另外，|此外，|同时，|总之，|因此，|但是，|例如，|比如，)$"
)
"""What is emphasised has no comma at its end, but for a word that numbers or joins what follows: **一、**双方, **首先，**."""
_SENTENCE = pattern(r"[。！？!?；;]")
_COMMA = pattern("[，,]")
_NEAT_START = pattern(r"(?:^|[\s。！？!?；;：:，,“”\"’）)>|.])$")
_NEAT_END = pattern(r"$|[\s。！？!?；;：:，,、“”\"（(<|.]")


def _encloses(line: str, one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Whether two runs of stars of a line enclose what Markdown would emphasise.

    That has no blank or comma at its edges. What runs over a comma begins or ends with its clause; what runs over
    several sentences is set in two stars or more, and begins or ends with a sentence.
    """
    inner, size = line[one[1] : two[0]], one[1] - one[0]
    if not inner or not _OPENS.match(inner) or not _CLOSES.search(inner):
        return False
    starts = bool(_NEAT_START.search(line[max(0, one[0] - 1) : one[0]]))
    if _SENTENCE.search(inner[:-1]):
        return size > 1 and (starts or bool(_SENTENCE.match(inner[-1])))
    if _COMMA.search(inner):
        return starts or (size == 2 and bool(_NEAT_END.match(line[two[1] : two[1] + 1])))
    return True


def _pair(line: str, runs: Sequence[Mark], offset: int) -> list[Mark]:
    """Mark runs of equal length that enclose a phrase without line break as Markdown emphasis would."""
    out = list(runs)
    waiting: dict[int, int] = {}
    for i, run in enumerate(runs):
        size = run.end - run.start
        if run.kind is Kind.PERSONAL:
            continue
        at = waiting.get(size)
        if at is not None and _encloses(
            line, (runs[at].start - offset, runs[at].end - offset), (run.start - offset, run.end - offset)
        ):
            del waiting[size]
            for one, two in ((at, i), (i, at)):
                kind = Kind.PAIRED
                if out[one].kind in (Kind.OTHER, Kind.LOOSE):
                    kind = Kind.OTHER if runs[two].kind is Kind.OTHER else out[one].kind
                out[one] = Mark(runs[one].start, runs[one].end, kind, runs[two].start, runs[one].long)
        else:
            waiting[size] = i
    return out


def _is_emphasis(text: str, mark: Mark) -> bool:
    """Whether a run of a Markdown page is emphasis: several stars, but for those inside a number or behind a name."""
    if mark.kind is Kind.PERSONAL:
        return not _HAN_ONE.match(text, mark.start) and "*" in (text[mark.start], text[mark.end - 1])
    return mark.long and text[mark.start] == "*"


_SWEARS = pattern(
    r"(?:尼|傻|煞|婊|卧)[*＊]{1,2}(?:$|[！!，,。？?的])|[他你尼][*＊](?:妈|娘)|[*＊][你他尼](?:妈|娘|大爷)",
    re.MULTILINE,
)
"""Swear words that nothing else could be; where they stand others are, whatever follows (真他*难打)."""


def _is_oath(text: str, mark: Mark) -> bool:
    """Whether a run stands where a swear word can."""
    if mark.kind is Kind.PERSONAL:
        return False
    before = _OATH_BEFORE.search(text, max(0, mark.start - 1), mark.start)
    return before is not None or _SWORN_AT.match(text, mark.end) is not None


def marks(document: Document) -> Iterator[Mark]:
    """Every run of stars outside protected ranges, in order.

    Where a page explains its stars (notes, required fields), single ones at the end of a clause refer to that.
    """
    markdown = "**" in document.text and stars_emphasise(document.text)
    every = list(_all_marks(document))
    notes = Notes.of(document.text, [mark[:2] for mark in every if mark.kind is not Kind.PERSONAL])
    named = {document.text[mark.start : mark.end] for mark in every if mark.kind is Kind.PERSONAL}
    swears = _SWEARS.search(document.text) is not None
    for mark in every:
        if (
            (mark.kind is not Kind.PERSONAL and notes.has(document.text, mark.start, mark.end))
            or (swears and _is_oath(document.text, mark))
            or (markdown and _is_emphasis(document.text, mark))
        ):
            yield Mark(mark.start, mark.end, Kind.OTHER)
        elif mark.long and mark.start and document.text[mark.start - 1 : mark.end] in named:
            yield Mark(mark.start - 1, mark.end, Kind.PERSONAL, long=True)  # the name again, without a title
        else:
            yield mark


def _all_marks(document: Document) -> Iterator[Mark]:
    names = crowded(document.text)
    for line in document.lines:
        if "*" not in line.text and "＊" not in line.text:
            continue
        runs: list[Mark] = []
        opening, row = _ITEM.match(line.text), line.text.lstrip().startswith("|")
        row = row or speaks_of_stars(line.text)
        cells, comment = _CELL.fullmatch(line.text) is not None, _COMMENT.match(line.text)
        for found in _RUN.finditer(line.text):
            start, end = line.start + found.start(), line.start + found.end()
            if document.is_protected(start, end):
                continue
            begins = cells and (not found.start() or line.text[found.start() - 1] in ",\t")
            opens = comment is not None and comment.end() == found.start()
            kind, low, high = _classify(line.text, found.start(), found.end(), names=names, row=row or begins or opens)
            if kind is Kind.PERSONAL:
                start, end = line.start + low, line.start + high
            elif (
                opening
                and opening[0] == found[0]
                and _BULLET.search(line.text, max(0, found.start() - 4), found.start())
            ):
                kind = Kind.OTHER
            if runs and start < runs[-1].end:
                continue
            runs.append(Mark(start, end, kind, long=len(found[0]) > 1 or found[0] == "＊"))
        yield from _pair(line.text, _without_frame(line.text, runs, line.start), line.start)


def _without_frame(line: str, runs: list[Mark], offset: int) -> list[Mark]:
    """The runs of a line, where one of several stars at each end frames it, of whatever length: ``**漏洞描述******``."""
    if len(runs) < 2 or not all(run.long and run.kind is not Kind.PERSONAL for run in (runs[0], runs[-1])):
        return runs
    before, behind = line[: runs[0].start - offset], line[runs[-1].end - offset :]
    if before.strip() or behind.strip():
        return runs
    first, last = runs[0]._replace(kind=Kind.OTHER), runs[-1]._replace(kind=Kind.OTHER)
    return [first, *runs[1:-1], last]
