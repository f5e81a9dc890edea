"""OBF007: markup that a machine was to read: HTML entities, and the variant markup of Chinese wikis."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from zhquality.document import Document, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import pattern

__all__ = ["HINT", "VARIANT_HINT", "find"]

HINT = pattern(r"&[#A-Za-z]|#x")
VARIANT_HINT = "-{"
"""What a text with entities or variants must hold; the only cost for all others."""

_ENTITY = pattern(
    r"(?:&(?:nbsp|ensp|emsp|#160|#12288)(?:[;；]|(?![A-Za-z0-9=；])))+"
    r"|&(?:amp;)*(?:#[0-9]{2,7}[;；]|#[xX][0-9a-fA-F]{2,6}[;；]|#[0-9]{5}(?![0-9;；])|[A-Za-z][A-Za-z0-9]{1,30}[;；])"
)
_TORN = pattern(r"(?<![&A-Za-z0-9#])#x(?:ff[0-9a-f]{2}|30[0-9a-f]{2}|20[0-9a-f]{2}|[4-9][0-9a-f]{3});")
"""An entity that lost its first sign: 第一章#xff1a;."""
_AMP = pattern(r"&(?:amp;)+")
"""What escaping an escape leaves: &amp;amp;#8226; for &#8226;"""
_TOPIC = pattern("实体|實體|转义|轉義|标签|標籤|HTML|html|XML|Unicode|unicode|编码|編碼")
"""A text about markup or character sets names entities on purpose."""
_TAG = pattern(r"</?[A-Za-z][A-Za-z0-9]*[ />]")
_SOURCE = pattern(r"^#{1,6} |\]\(|^ {0,3}```|^\|.*\|[ \t]*$", re.MULTILINE)
"""Text that a renderer of Markdown is still to read: an entity is how its author wrote the sign."""
_MENTION = ("“‘\"'`「（(《【", "”’\"'`」）)》】")
_TIGHT = frozenset(" 　，。、：；！？（）《》“”‘’「」")
"""Beside these no blank is written."""
_HAN = pattern("[㐀-鿿豈-﫿]")
_VARIANT = pattern(r"-\{([^{}\n]{1,400})\}-")
_VARIANT_ITEM = pattern(r"\s*(zh(?:-[A-Za-z]+)?)\s*[:：]\s*(.*?)\s*", re.DOTALL)
_SIMPLIFIED = ("zh-hans", "zh-cn", "zh-sg", "zh-my", "zh")
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "zh")


_JSON = pattern(r"\s*[\[{]\s*(?:[\"\[{}\]]|-?[0-9]|true|false|null).*[\]}]\s*", re.DOTALL)
"""Data that a program reads: an entity in it is what its author put there for a browser."""


def _blank(text: str, start: int, end: int) -> str:
    """What a blank entity stands for: nothing at either end of a line, else one space."""
    before = start  # of the blanks in front; looking for the beginning of the line takes as long as the line is
    while before and text[before - 1] in " \t\u3000":
        before -= 1
    if not before or text[before - 1] in "\n>" or text[end : end + 1] in ("", "\n", "\r", " "):
        return ""
    return "" if set(text[start - 1 : start] + text[end : end + 1]) & _TIGHT else " "


def _once(entity: str) -> str:
    """An entity as it was before it was escaped again, or its semicolon made wide."""
    inner = _AMP.sub("&", entity) if _AMP.match(entity) and not _AMP.fullmatch(entity) else entity
    return f"{inner[:-1]};" if inner.endswith("；") else inner


def _plain(text: str, start: int, end: int, *, markup: bool) -> str | None:
    """The characters an entity stands for, or None where it may be meant as it is."""
    entity = _once(text[start:end])
    value = html.unescape(entity)
    if value == entity or not value:
        return None
    if not value.strip():
        return _blank(text, start, end)
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and after and before in _MENTION[0] and after in _MENTION[1]:
        return None
    if value in "\u200b\u200c\u200d\ufeff\xad":
        return ""
    if value in "\"'" or not value.isascii():
        return value if value.isprintable() and value != "\ufffd" else None
    if markup or value not in "<>&":  # decoding would make a tag, or undo an escape of Markdown
        return None
    if value == "&":
        return value if not re.match(r"#?[A-Za-z0-9]{1,30};", text[end : end + 32]) else None
    beside = after if value == "<" else before
    return value if not re.match(r"[/!?A-Za-z\"'-]", beside) else None


def _always(entity: str, plain: str) -> bool:
    """Whether an entity is damage even in a text about markup: Chinese in numbers, and runs of blanks."""
    if not plain.strip():
        return entity.count("&") > 1
    return _once(entity).startswith("&#") and plain >= "\u2010"


def _variant(body: str, *, traditional: bool) -> str | None:
    """The reading of ``-{…}-`` for the text's script."""
    flags, bar, rest = body.rpartition("|")
    items = dict[str, str]()
    for part in (rest if bar else body).split(";"):
        item = _VARIANT_ITEM.fullmatch(part)
        if item:
            items[item[1].lower()] = item[2]
        elif part.strip():
            return body if not bar and ";" not in body and _HAN.search(body) else None
    if not items or "=>" in body:
        return None
    if bar and "H" in flags.upper():
        return ""
    order = (*_TRADITIONAL, *_SIMPLIFIED) if traditional else (*_SIMPLIFIED, *_TRADITIONAL)
    return next((items[name] for name in order if name in items), None)


def _finding(document: Document, span: Span, plain: str, messages: tuple[str, str], *, source: bool = False) -> Finding:
    start, end = span
    proposals = (Proposal(plain, 0.98),)
    level = Applicability.UNSAFE if source else Applicability.SAFE
    return Finding("OBF007", start, end, document.text[start:end], 0.98, *messages, level, proposals)


def find(document: Document) -> Iterator[Finding]:
    """Entities and wiki variant markup with the text they stand for."""
    text = document.text
    about_markup = _TOPIC.search(text) is not None
    markup = _TAG.search(text) is not None
    rendered = _SOURCE.search(text) is not None or document.is_html or _JSON.fullmatch(text) is not None
    source = markup or rendered
    for found in _ENTITY.finditer(text):
        plain = _plain(text, *found.span(), markup=markup)
        if plain is None or (about_markup and not _always(found[0], plain)):
            continue
        shown = plain if plain.strip() else "a blank"
        shown_zh = f"“{plain}”" if plain.strip() else "空白"
        messages = (f"the HTML entity {found[0][:20]} stands for {shown}", f"HTML 实体 {found[0][:20]} 应为{shown_zh}")
        wanted = source and (not _always(found[0], plain) or (rendered and not plain.strip()))
        yield _finding(document, found.span(), plain, messages, source=wanted)
    for found in () if about_markup and not _HAN.search(text) else _TORN.finditer(text):
        plain = html.unescape(f"&{found[0]}")
        messages = (
            f"{found[0]} is what is left of an entity for {plain}",
            f"{found[0]} 是残缺的 HTML 实体，应为“{plain}”",
        )
        yield _finding(document, found.span(), plain, messages, source=rendered)
    messages = ("wiki variant markup was left in the text", "维基字词转换标记残留在正文中")
    for found in _VARIANT.finditer(text):
        chosen = _variant(found[1], traditional=document.traditional)
        if chosen is not None:
            yield _finding(document, found.span(), chosen, messages)
