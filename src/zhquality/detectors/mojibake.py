"""OBF006, second part: text decoded with the wrong encoding, read back into bytes and decoded anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

from zhquality.document import Document, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.resources import Resources

__all__ = ["GBK_TRACES", "LATIN_TRACES", "find_gbk", "find_latin"]

LATIN_TRACES = re.compile("[ãäåæçèéïÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""Lead and first trail byte of UTF-8 Chinese, read as Latin-1 or Windows-1252."""
GBK_TRACES = re.compile("[锛銆鐨鏄鍦涓浜锟鎴浠鍜鏈杩鏃鍏鑰鎵鍙閮鐜绋鍥鍒鍚涔]")
"""What UTF-8 punctuation and the commonest characters begin with when read as GBK (，。的是在中了我), and 锟斤拷."""

_LATIN_RUN = re.compile("[ãäåæçèéïÃÂ][\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}")
_EIGHT_BIT = re.compile("[\xa1-\xfe]{4,}")
_FOREIGN_RUN = re.compile("[^\x00-\x7f\ufffd]{4,}")
_HAN = re.compile("[一-鿿]")
_UTF8_BYTES = re.compile(b"(?:[\xe2-\xe9\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf]|[\x00-\x7f]){3,}")
_LEAST = 3
"""Characters that must come back before a stretch is believed to be UTF-8 read as GBK."""
_PROSE_BITS = 10.0
"""Bits a character up to which a text that came back is believed: prose needs 4 to 9, wrongly joined bytes 12."""
_KUN = re.compile("(?:锟斤拷){2,}|(?<![“‘\"「『《'])锟斤拷(?![”’\"」』》'])")


def _finding(document: Document, span: Span, plain: str | None) -> Finding:
    start, end = span
    level = Applicability.DISPLAY if plain is None else Applicability.SAFE
    proposals = () if plain is None else (Proposal(plain, 0.97),)
    messages = ("text was decoded with the wrong encoding", "文字以错误的编码读入，成为乱码")
    return Finding("OBF006", start, end, document.text[start:end], 0.97, *messages, level, proposals)


def _bits(resources: Resources, text: str) -> float:
    """Bits a character that the language model needs for a text."""
    return -resources.model.score([("", text, "")])[0] / max(1, len(text))


def _utf8(run: str) -> str | None:
    """UTF-8 that was read as Windows-1252, by ftfy, which is imported here because that takes 0.1 s."""
    plain: str = import_module("ftfy").fix_encoding(run)
    return plain if plain != run and _HAN.search(plain) and "\ufffd" not in plain else None


def _eight_bit(run: str) -> str | None:
    """GBK that was read as Latin-1."""
    try:
        plain = run.encode("latin-1").decode("gb2312")
    except UnicodeError:
        return None
    return plain if _HAN.search(plain) else None


def find_latin(document: Document, resources: Resources) -> Iterator[Finding]:
    """Chinese that shows as accented Latin letters."""
    end = 0
    for found in _LATIN_RUN.finditer(document.text):
        plain = _utf8(found[0])
        if plain is not None:
            end = found.end()
            yield _finding(document, found.span(), plain)
    if end:
        return
    for found in _EIGHT_BIT.finditer(document.text):
        plain = _eight_bit(found[0])
        if plain is not None and _bits(resources, plain) <= _PROSE_BITS:
            yield _finding(document, found.span(), plain)


def _backs(run: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of a run that are UTF-8 read as GBK, with what they were, in offsets of the run."""
    codes = [code if len(code) == 2 else b"\xff" for code in (char.encode("gb18030", "replace") for char in run)]
    starts = {0: 0}
    position = 0
    for number, code in enumerate(codes, 1):
        position += len(code)
        starts[position] = number
    data = b"".join(codes)
    for found in _UTF8_BYTES.finditer(data):
        low, high = found.span()
        if low not in starts or high not in starts:
            continue
        plain = found[0].decode("utf-8", "ignore")
        if len(plain) >= _LEAST and _HAN.search(plain):
            yield starts[low], starts[high], plain


def find_gbk(document: Document, resources: Resources) -> Iterator[Finding]:
    """UTF-8 that shows as rare Chinese characters; and the remains of a double conversion, lost for good."""
    text = document.text
    for found in _FOREIGN_RUN.finditer(text):
        if not GBK_TRACES.search(found[0]):
            continue
        for low, high, plain in _backs(found[0]):
            if _bits(resources, plain) <= _PROSE_BITS:
                yield _finding(document, (found.start() + low, found.start() + high), plain)
    for found in _KUN.finditer(text):
        yield _finding(document, found.span(), None)
