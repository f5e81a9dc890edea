"""A comparison of two texts for people, and for machines."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from zhquality.rewrite.comparison import RELATED, Comparison

__all__ = ["as_object", "lines", "render_json", "verdict"]

_SHOWN = 60
"""Code points of a span shown to people."""


def verdict(comparison: Comparison, names: tuple[str, str], lang: str) -> str:
    """One sentence: are the texts related, and which was made from which."""
    first, second = names
    chinese = lang == "zh"
    if comparison.probability < RELATED:
        return "两篇文本没有改写关系。" if chinese else "Neither text was made from the other."
    if comparison.rewritten is None:
        swapped = bool(comparison.swaps)
        if chinese:
            return "两篇文本同源，无法判断哪一篇是改写稿。" if swapped else "两篇文本同源，没有换词。"
        tail = "which was rewritten cannot be told" if swapped else "no words were swapped"
        return f"One text was copied from the other; {tail}."
    source, copy = (first, second) if comparison.rewritten == "b" else (second, first)
    return f"{copy} 是 {source} 的改写稿。" if chinese else f"{copy} is a rewrite of {source}."


def _flat(text: str) -> str:
    line = "".join(c if c.isprintable() else "⏎" if c == "\n" else " " for c in text)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def lines(comparison: Comparison, texts: tuple[str, str], names: tuple[str, str], lang: str) -> Iterator[str]:
    """Lines for people.

    Args:
        comparison: of exactly these texts.
        texts: both texts.
        names: what to call them.
        lang: ``zh`` or ``en``.
    """
    chinese = lang == "zh"
    yield verdict(comparison, names, lang)
    later = comparison.b_rewritten
    numbers = (comparison.probability, max(later, 1 - later), comparison.coverage_a, comparison.coverage_b)
    if chinese:
        yield "同源概率 {:.2f}，方向概率 {:.2f}；甲文 {:.0%} 见于乙文，乙文 {:.0%} 见于甲文。".format(*numbers)
    else:
        yield "related {:.2f}, direction {:.2f}; {:.0%} of A is in B, {:.0%} of B is in A".format(*numbers)
    if comparison.family:
        yield f"词库：{comparison.family}" if chinese else f"dictionary: {comparison.family}"
    if comparison.passages:
        yield "对应段落（字符位置）：" if chinese else "passages (code points):"
    for passage in comparison.passages:
        swaps = f"换词 {len(passage.swaps)}" if chinese else f"{len(passage.swaps)} swaps"
        yield f"  A {passage.start_a}-{passage.end_a} ↔ B {passage.start_b}-{passage.end_b}  {swaps}"
    if comparison.swaps:
        yield "换词表：" if chinese else "swapped words:"
    for row in comparison.swaps:
        pair = f"{row.b} → {row.a}" if comparison.rewritten == "a" else f"{row.a} → {row.b}"
        yield f"  {row.count:4d}  {pair}  {', '.join(row.families)}".rstrip()
    for name, text, spans in (("A", texts[0], comparison.only_a), ("B", texts[1], comparison.only_b)):
        if spans and comparison.passages:
            yield f"仅见于 {name}：" if chinese else f"only in {name}:"
            yield from (f"  {start}-{end}  {_flat(text[start:end])}" for start, end in spans)


def as_object(comparison: Comparison) -> dict[str, Any]:
    """Plain data with the names of the attributes; offsets are code points."""
    return dataclasses.asdict(comparison)


def render_json(comparison: Comparison, names: tuple[str, str]) -> str:
    """One JSON object; ``paths`` holds the names."""
    return json.dumps({"paths": list(names), **as_object(comparison)}, ensure_ascii=False, indent=1)
