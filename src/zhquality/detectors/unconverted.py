"""SCR001, SCR002: what converters that know one traditional character for each simplified one leave: 后, 里 and 壹.

Scripts of web pages turn 会 into 會 and leave 后, 里 and 于, which both scripts have; other converters write 壹 for every 一 and
叁 for every 三. A page shows the habit by what it never has: 後, 裡 and 於, or 一.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import pattern
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.traditional import traditional_form

__all__ = ["CAPITALS", "HALF", "find_capitals", "find_unconverted"]

HALF = "后里于并云么"
"""Characters that both scripts have, for others of the traditional one."""
_HALF = pattern(f"[{HALF}]")
_EVIDENCE = (
    pattern("[以之然最今随背身前落午]后|后[来面悔果退续]"),
    pattern(
        "[这那心哪家夜手眼屋城村]里|里[面边头]|(?<=[一-鿿])(?<![公英海邻故乡百千万十几])里(?=[，。、；！？」”的有])"
    ),
    pattern("[由关对终属等位处敢]于"),
    pattern("并[没不且非]"),
)
"""Words of modern text that show it; in the classics 后, 里 and 于 are as right as 後 and 於."""
_PROPER = pattern("[後裡裏於]")
_KINDS = 2
"""Kinds of such words a page must have, and none of the proper characters: none of 1,130 traditional pages of 14 sources is such."""
_ALWAYS = "后并"
"""Those that stand for 後 and 並 where no word says anything else; 里, 于 and 云 are right in names (阿里, 于謙) and sayings."""
_QUEEN = pattern("[皇太王天影视歌母封立]后|后[妃宫羿稷土冠]")

CAPITALS = "壹叁"
_PLAIN = {"壹": "一", "叁": "三"}
_EVERYDAY = {
    "壹": pattern("壹[個个種种樣样起些定直般次切旦邊边下點点生天首顆颗座位件條条步]|[唯之每統统另同萬万進进]壹"),
    "叁": pattern("叁[次天位種种條条隻只間间家座層层張张句本章]|叁[個个](?!月)|第叁[次天個个]"),
}
"""Where nobody writes the capital figure; sums and contracts have 壹佰, 壹式贰份 and 叁个月."""
_SUM = pattern("[零壹贰貳叁參肆伍陆陸柒捌玖拾佰仟][整元圆圓角分万萬亿億]?[零壹贰貳叁參肆伍陆陸柒捌玖拾佰仟元圆圓整]")
_HABIT = {"壹": 3, "叁": 2}
"""Everyday words with the capital figure that a page must have, without one plain figure: none of 83,186 clean pages is such."""


def find_unconverted(document: Document) -> Iterator[Finding]:
    """Characters that were left simplified in text that was converted one by one to traditional characters."""
    text = document.text
    if _PROPER.search(text):
        return
    plain = simplify(text)
    words = [[found.span() for found in kind.finditer(plain)] for kind in _EVIDENCE]
    if sum(map(bool, words)) < _KINDS:
        return
    queens = {place for found in _QUEEN.finditer(plain) for place in range(*found.span())}
    shown = {place for spans in words for span in spans for place in range(*span)}
    for found in _HALF.finditer(text):
        place, char = found.start(), found[0]
        meant, certain = traditional_form(plain, place)
        if place not in queens and meant != char and (certain or char in _ALWAYS or place in shown):
            messages = (f"{char} was not converted; it is {meant} here", f"“{char}”未转换，此处应为“{meant}”")
            yield Finding("SCR001", place, place + 1, char, 0.9, *messages, Applicability.SAFE, (Proposal(meant, 0.9),))


def find_capitals(text: str) -> Iterator[Finding]:
    """Capital figures that a converter put for every plain one."""
    for capital, figure in _PLAIN.items():
        if capital not in text or figure in text or sum(1 for _ in _EVERYDAY[capital].finditer(text)) < _HABIT[capital]:
            continue
        sums = {place for found in _SUM.finditer(text) for place in range(*found.span())}
        for found in re.finditer(capital, text):
            place = found.start()
            if place not in sums:
                messages = (f"{capital} was put for {figure}", f"“{figure}”被转换成了大写“{capital}”")
                yield Finding(
                    "SCR002", place, place + 1, capital, 0.9, *messages, Applicability.SAFE, (Proposal(figure, 0.9),)
                )
