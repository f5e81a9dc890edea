"""Names masked behind their surname: 李**, 张某*. Surnames that are everyday words count only where the words around speak of a name."""

from __future__ import annotations

import re
from itertools import islice

from zhquality.lazy import pattern

__all__ = ["NAME_END", "crowded", "surname"]

_HAN = "\u3400-\u9fff"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕"
    "聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴褚席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边閻陳劉張楊趙黃吳孫馬羅鄭謝韓馮"
)
_COMPOUND = "欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|夏侯|端木|独孤|南宫|歐陽"
_EVERYDAY = frozenset("高白万安成方关时金文向单强位包解查车游阳常易石马龙江路田夏管项盛左毛华甘景薄")
"""Surnames that are everyday words too: a name only beside a title or in a list of names."""
_TITLE = "先生|女士|小姐|同学|同志|老师|医生|律师|经理|某|师傅|大爷|阿姨|大妈|总"
_NAME_BEFORE = pattern(
    r"(?:(?:^|[\s、，,。；;：:（(《“\"/|【\-])|"
    r"被告人?|原告人?|案外人|法定代表人|老板|经理|司机|罪犯|嫌疑人|申请人|上诉人|当事人|被害人|证人|业主|居民|村民|市民|用户|会员|旅客|患者|学生|姓名|男子|女子|联系人|收件人|户名)"
    rf"(?P<name>(?:[{_SURNAMES}]|{_COMPOUND})某?)$"
)
_PARTY_BEFORE = pattern(
    r"(?:原告|被告人?|上诉人|申请人|执行人|第三人|罪犯|被害人|案外人|代表人|证人|公诉人|审判长|审判员|陪审员|书记员)"
    rf"(?P<name>(?:[{_SURNAMES}]|{_COMPOUND})某?)$"
)
"""Of judgments, where any word may follow: 被告张**民间借贷纠纷一案."""
_NAME_AFTER = pattern(
    rf"[{_HAN}]?(?:$|[\s、，,。；;：:）)》”\"/|】]|{_TITLE}|(?:说|称|于|因|与|和|等|犯|系|诉|在|的|及))"
)
_ORDINAL = pattern(r"第[ \t]?[0-9０-９〇零一二三四五六七八九十百]{1,4}[ \t]?$")
"""Before a surname that counts here: emphasis ends behind *第 13 章*."""
NAME_END = pattern(rf"[{_HAN}](?:$|[\s、，,。；;：:）)])")
"""Behind the stars: the last character of a name, and the end of its clause."""


def surname(before: str, after: str, listed: bool) -> str:
    """The surname of a masked name, or an empty string.

    Args:
        before: characters before the stars.
        after: those behind them.
        listed: whether the text has several such names.
    """
    party = _PARTY_BEFORE.search(before)
    found = party or _NAME_BEFORE.search(before)
    row = listed and found and before[: found.start("name")].endswith("、")
    if not found or not (party or row or _NAME_AFTER.match(after)):
        return ""
    if _ORDINAL.search(before, 0, found.start("name")):
        return ""
    name: str = found["name"]
    return name if listed or name not in _EVERYDAY else ""


_LISTED = pattern(
    rf"(?:^|[\s、，,：:])(?:[{_SURNAMES}]|{_COMPOUND})[*＊]{{1,2}}[{_HAN}]?(?=[\s、，,。；;]|$)", re.MULTILINE
)


def crowded(text: str) -> bool:
    """Whether at least three masked names stand in the text."""
    names = (
        found for found in _LISTED.finditer(text) if not _ORDINAL.search(text, found.start() - 9, found.start() + 1)
    )
    return sum(1 for _ in islice(names, 3)) == 3
