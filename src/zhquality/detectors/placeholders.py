"""Placeholders other than stars that a filter put for a superlative (CEN002)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from zhquality import lazy
from zhquality.document import Document
from zhquality.findings import Finding

if TYPE_CHECKING:
    from zhquality.detectors.fill import Filler

__all__ = ["HINT", "find"]

HINT = "□█■▇▓×"
"""Signs that stand for a word; × and □ mostly for a name, a lost character or an answer to be filled in."""
_RUN = lazy.pattern(f"[{HINT}]+")
_FRAME = lazy.pattern(
    rf"(?:(?<=最)[{HINT}]{{1,3}}(?=[的之，。、；])|(?<=独一无)[{HINT}](?=的)|(?<=第)[{HINT}](?=时间|梯队)|"
    rf"(?:(?<=国内)|(?<=国际)|(?<=世界)|(?<=行业)|(?<=业内)|(?<=全球))[{HINT}]{{1,3}}(?=水平|地位)|"
    rf"(?:(?<=稳居)|(?<=位居))(?:行业|全国|国内|全球|世界)?[{HINT}]{{1,3}}(?=[，。；])|"
    rf"(?<=是|为|内|市|省|国|界)[{HINT}]{{1,2}}(?=[大早好高先][的进]))"
)
"""Places only a superlative fits; none occurs in 57 million characters of clean text."""
_EXERCISE = lazy.pattern("填空|填入|填写|方框|缺字|□里|□内|阙文")


def find(document: Document, filler: Callable[[], Filler]) -> Iterator[Finding]:
    """Findings, with the filler asked for only when there is a placeholder; a page most of whose signs stand elsewhere, or that speaks of blanks, has another use for them."""
    text = document.text
    framed = [m for m in _FRAME.finditer(text) if not document.is_protected(m.start(), m.end())]
    if not framed or 2 * len(framed) < sum(1 for _ in _RUN.finditer(text)) or _EXERCISE.search(text):
        return
    from zhquality.detectors.fill import Gap

    gaps = [Gap(m.end() - len(_RUN.search(m[0])[0]), m.end()) for m in framed[:100]]  # type: ignore[index]
    for gap, fill in zip(gaps, filler().complete(text, gaps), strict=True):
        yield Finding(
            "CEN002",
            gap.start,
            gap.end,
            text[gap.start : gap.end],
            0.6,
            "A placeholder seems to stand for a superlative here.",
            "此处的占位符似乎代替了极限词。",
            proposals=fill.proposals,
        )
