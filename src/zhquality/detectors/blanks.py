"""Stars of forms and lists: blanks for firms and places (****有限公司, **市**区), grades (好评*****), notes of several kinds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from zhquality.detectors.marks import Mark
from zhquality.lazy import pattern

__all__ = ["are_blanks", "are_grades", "are_notes", "is_blank", "is_judgment", "speaks_of_stars"]

_NAME = "[\u3400-\u9fff]"
_FIRM = pattern(f"(?:(?!的|企业){_NAME}){{0,8}}(?:有限责任|股份有限|有限|股份|集团)公司")
_UNIT = "省|市|自治区|区|县|镇|乡|村|路|街道?|小区|幢|栋|单元|号楼"
_UNIT_BETWEEN = (pattern(f"(?:{_UNIT})[*＊]"), pattern(f"[*＊](?:{_UNIT})$"))
"""Units of an address with stars on both sides."""
_BLANKS, _BLANK = 5, 3
"""Lone runs of a form, all as long as one another and this long at the least, that are blanks for a party's name."""
_FORM = pattern("服务条款|会员条款|本协议|本合同|本章程|甲方|乙方|总则|附则|第一条")
"""What forms speak of: five agreements of 120 forms, with 14 to 40 blanks each, were read as starred out."""
_SUM_AFTER = pattern("[多余]?[万千百亿]{1,2}(?:美|港|欧)?元")
"""What follows a hidden number, which no superlative stands before: 人民币*万元."""
_SPOKEN_OF = pattern(
    r"星号|通配符|脱敏|敏感词|屏蔽词|正则表达式|在正则|加粗|斜体|显著性|统计学意义|[*＊] ?[pP] ?[<＜≤]|每颗[*＊]|[（(；;][*＊]{1,3}(?:代表|表示)"
)
"""Words of lines that speak of stars, or whose stars grade what they stand beside."""
_BESIDE = pattern(r"[\s，,。；;、：:！!？?（）()“”|/]")
_SCALE, _GRADE = (1, 2, 3), 5
"""Lengths of runs in the order of their first ones that are notes of several kinds, and length of the best grade."""


def is_blank(before: str, after: str, size: int) -> bool:
    """Whether a run of so many stars stands for the name of a firm or a place or for a sum, by the characters on its sides."""
    if _UNIT_BETWEEN[0].match(after) or _UNIT_BETWEEN[1].search(before) or _SUM_AFTER.match(after):
        return True
    return size > 1 and _FIRM.match(after) is not None


def speaks_of_stars(line: str) -> bool:
    """Whether a line is about stars, wildcards, masking or emphasis."""
    return _SPOKEN_OF.search(line) is not None


def are_grades(text: str, runs: Sequence[Mark]) -> bool:
    """Whether the runs of a page grade (小明*****，小红***) or refer to notes of several kinds (红烧肉*，清炒时蔬**，汤***)."""
    sizes = tuple(dict.fromkeys(run.end - run.start for run in runs))
    if len(sizes) < 2 or (max(sizes) < _GRADE and sizes[: len(_SCALE)] != _SCALE):
        return False
    ends = [not text[run.end : run.end + 1] or _BESIDE.match(text, run.end) is not None for run in runs]
    if sizes[: len(_SCALE)] == _SCALE:
        first = dict(zip((run.end - run.start for run in reversed(runs)), reversed(ends), strict=True))
        return all(first[size] for size in _SCALE)
    starts = [not run.start or _BESIDE.match(text, run.start - 1) is not None for run in runs]
    return all(ends) or all(starts)


_NOTE = pattern(rf"(?<![^\s])[*＊]{{1,3}}(?={_NAME})")


def are_notes(text: str, runs: Sequence[Mark]) -> bool:
    """Whether the last run of each length begins a note that the others refer to: 红烧肉*, 鲈鱼**, below *每日限量 **需预订."""
    last = {run.end - run.start: run for run in runs}
    notes = set(last.values())
    refers = [not text[run.end : run.end + 1] or _BESIDE.match(text, run.end) is not None for run in runs]
    if len(runs) < 2 * len(notes) or not all(refer or run in notes for run, refer in zip(runs, refers, strict=True)):
        return False
    first = min(run.start for run in notes)
    line = text[text.rfind("\n", 0, first) + 1 : first]
    return not line.strip() and all(_NOTE.match(text, run.start) for run in notes)


_COURT = pattern("本院认为|审理查明|判决如下|裁定如下|审判员|被告人|被害人|原告|上诉人")
"""What judgments speak of, which mask whatever could tell who somebody is."""


def is_judgment(text: str) -> bool:
    """Whether a text with masked names is of a court."""
    return len(list(islice(_COURT.finditer(text), 2))) == 2


def are_blanks(text: str, runs: Sequence[Mark]) -> bool:
    """Whether the runs of a page are the blanks of a form: ****公司 has the right to ..., 归****拥有."""
    sizes = {run.end - run.start for run in runs}
    if min(sizes) > 1 and "甲方" in text and "乙方" in text:
        return True  # of a contract, whatever their length
    return (
        len(runs) >= _BLANKS
        and len(sizes) == 1
        and min(sizes) >= _BLANK
        and len(list(islice(_FORM.finditer(text), 2))) == 2
    )
