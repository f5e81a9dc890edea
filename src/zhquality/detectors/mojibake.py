"""OBF006, second part: text decoded with the wrong encoding, read back into bytes and decoded anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import import_module
from itertools import accumulate

from zhquality.detectors.readback import is_prose
from zhquality.document import Document, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import pattern
from zhquality.ranking import Candidate, Site
from zhquality.resources import Resources

__all__ = [
    "CYRILLIC",
    "GBK",
    "GBK_TRACES",
    "GB_CYRILLIC",
    "find_beyond",
    "find_crossed",
    "find_cyrillic",
    "find_gb_cyrillic",
    "find_gbk",
    "find_latin",
]

GBK = "锛銆鐨鏄鍦涓浜锟鎴浠鍜鏈杩鏃鍏鑰鎵鍙閮鐜绋鍥鍒鍚涔"
GBK_TRACES = pattern(f"[{GBK}]")
"""What UTF-8 punctuation and the commonest characters begin with when read as GBK (，。的是在中了我), and 锟斤拷."""

_LATIN_RUN = pattern("[âãäåæçèéïÃÂ][\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd]{2,}")
_REMAINS, _TRAIL = pattern("(?:[äåæçèéï][\xa0-\xbf]{0,2}){6,}"), pattern("[\xa0-\xbf]")
"""UTF-8 read as Latin-1 whose control characters are gone: half of all bytes behind a first one."""
_FOREIGN_RUN = pattern("[^\x00-\x7f]{3,}")
_HAN = pattern("[一-鿿]")
_MARK = "\ufeff"
_CHINESE = pattern("[一-鿿“”‘’—…·•、。《》「」，：；！？（）]")
_UTF8_ONE = (
    b"[\xe4-\xe9][\x80-\xbf](?=[\x80-\xbf]{2}(?![\x80-\xbf\xff]))|[\xe2-\xe9\xef][\x80-\xbf\xff][\x80-\xbf\xff]|\xff[\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf]|[\x00-\x7f]"
    b"|[\xe4-\xe9](?=[\xe4-\xe9])|[\x80-\xbf]{2}(?![\x80-\xbf])"
)
_UTF8_CHAR, _UTF8_BYTES = pattern(_UTF8_ONE), pattern(b"(?:" + _UTF8_ONE + b"){2,}")
"""UTF-8 of Chinese and ASCII; the byte FF stands for a lost one (U+FFFD in the text). What is short has lost
two that were no character of GBK: 安装 without A385 is 瀹夎, 是建 without AFE5 is 鏄缓."""
_WINDOWS_ONE = (
    b"[\xe2-\xe9\xef](?:[\x80-\xbf\xff]{2}|[\x80-\xbf](?![\x80-\xbf\xff]))|[\xc2-\xdf][\x80-\xbf]|[\x00-\x7f]"
)
_WINDOWS_CHAR, _WINDOWS_BYTES = pattern(_WINDOWS_ONE), pattern(b"(?:" + _WINDOWS_ONE + b"){2,}")
"""The same of text read as Windows-1252, which has no letter for five bytes: some readers drop them without a trace."""
_WINDOWS_SOUND = 0.5
"""Share of the characters that must be whole there: 10 of 64 characters lose a byte, and runs are short."""
_NO_LETTER = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_SIGNS = "\x80-\xbf‚„…†‡€‰‹‘’“”•–—™›ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЁЄЇІіґёєјЅѕї№"
CYRILLIC = pattern(f"(?:[в-йп][{_SIGNS}]{{1,2}}){{3}}")
"""UTF-8 read as Windows-1251: first bytes are small letters of Russian, all others none of it but ё."""
_CYRILLIC_RUN = pattern(f"[в-йп](?:[в-йпВ-Я]|[{_SIGNS}])+")
_NO_CYRILLIC = (0x98, 0xA0, 0xAD)
"""What Windows-1251 has no letter for, and blanks and hyphens that are dropped on the way."""
_FILLED = 0.95
"""Confidence from which a character with a lost byte is put back: after eight sound characters .55 of them, and .99 of those
rightly; from 0.8 on .67 and .96."""
_TOGETHER = 64
"""Such characters that are scored at once: one has up to 280 fillings, and those of 16,000 code points took 1.6 GB together."""
_SOUND = 0.8
"""Share of the characters that must be whole."""
_SHORT = 0.5
"""Share of them that may be short of bytes without a trace: a third of those of pages that lost all that is no GBK."""
_WHOLE, _TWO = 3, 2
"""Bytes of a character in UTF-8 and in GB 2312."""
_LEAST = 3
"""Characters that must come back before a stretch is believed to be UTF-8 read as GBK."""
_LEAST_BESIDE = 2
"""The same where another stretch of the text is such beyond doubt."""
_KUN = pattern("(?:锟斤拷){2,}|(?<![“‘\"「『《'])锟斤拷(?![”’\"」』》'])")


def _finding(document: Document, span: Span, plain: str | None) -> Finding:
    start, end = span
    level = Applicability.DISPLAY if plain is None else Applicability.SAFE
    proposals = () if plain is None else (Proposal(plain, 0.97),)
    messages = ("text was decoded with the wrong encoding", "文字以错误的编码读入，成为乱码")
    return Finding("OBF006", start, end, document.text[start:end], 0.97, *messages, level, proposals)


def _utf8(run: str) -> str | None:
    """UTF-8 that was read as Windows-1252, by ftfy, which is imported here because that takes 0.1 s."""
    plain: str = import_module("ftfy").fix_encoding(run)
    if plain == _MARK:
        return ""
    sound = plain != run and "\ufffd" not in plain and not _LATIN_RUN.search(plain)
    return plain if sound and _CHINESE.search(plain) else None


def find_latin(document: Document, resources: Resources) -> Iterator[Finding]:
    """Chinese that shows as accented Latin letters: UTF-8, else GB 2312, else what too many bytes were lost of."""
    from zhquality.detectors import eightbit

    found = list(_western(document, resources))
    if not found:
        readings = eightbit.readings(document.text, resources.model)
        found = [_finding(document, span, plain) for span, plain in readings]
    yield from found
    if not found:
        for run in _REMAINS.finditer(document.text):
            if len(_TRAIL.findall(run[0])) >= _LEAST:
                yield _finding(document, run.span(), None)


def _western(document: Document, resources: Resources) -> Iterator[Finding]:
    """UTF-8 that was read as Windows-1252."""
    spoken = "乱码" in document.text or "亂碼" in document.text
    for run in _LATIN_RUN.finditer(document.text):
        if spoken and _is_example(document.text, run.span()):
            continue
        plain = _utf8(run[0])
        if plain is None:
            for low, high, back in _windows(run[0], resources):
                yield _finding(document, (run.start() + low, run.start() + high), back)
        elif _HAN.search(plain) or _HAN.search(document.text):
            yield _finding(document, run.span(), plain)


def _byte(char: str, codec: str) -> bytes:
    """The byte that a letter was; FF for a lost one."""
    if char == "\ufffd":
        return b"\xff"
    try:
        return char.encode(codec)
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _windows(
    run: str, resources: Resources, codec: str = "cp1252", lost: Sequence[int] = _NO_LETTER
) -> Iterator[tuple[int, int, str]]:
    """Stretches of a run that are UTF-8 read as Windows-1252 or -1251 with some bytes gone, with what they were."""
    for found in _WINDOWS_BYTES.finditer(b"".join(_byte(char, codec) for char in run)):
        chars = _WINDOWS_CHAR.findall(found[0])
        whole = len(chars) - sum(map(_is_lost, chars))
        if whole < max(_LEAST, _WINDOWS_SOUND * len(chars)):
            continue
        plain = _filled(chars, resources, lost)
        sound = plain.replace("\ufffd", "")
        if _HAN.search(sound) and is_prose(resources.model, sound):
            yield (*found.span(), plain)


def _is_example(text: str, span: tuple[int, int]) -> bool:
    """Whether a text about wrong encodings quotes a run."""
    start, end = span
    before, last = text[start - 1 : start], text[end - 1 : end + 1]
    return bool(before) and before in "“‘「\"'`" and any(char in "”’」\"'`" for char in last)


def _codes(run: str) -> Iterator[bytes]:
    """GBK of each character: FF for a lost byte, FE for what no GBK decoder can have made."""
    for char in run:
        code = b"\x80" if char == "€" else char.encode("gb18030", "replace")
        yield b"\xff" if char == "\ufffd" else code if len(code) == 2 or code == b"\x80" else b"\xfe"


def _backs(run: str, least: int) -> Iterator[tuple[int, int, list[bytes]]]:
    """Stretches of a run that are UTF-8 read as GBK: offsets in the run, and the characters, some with lost bytes."""
    parts = list(_codes(run))
    starts = {position: number for number, position in enumerate(accumulate(map(len, parts), initial=0))}
    data = b"".join(parts)
    for found in _UTF8_BYTES.finditer(data):
        spans = [char.span() for char in _UTF8_CHAR.finditer(data, *found.span())]
        first = next((i for i, (start, _) in enumerate(spans) if start in starts), len(spans))
        last = next((i for i in range(len(spans), first, -1) if spans[i - 1][1] in starts), first)
        if last - first >= least:
            spans = spans[first:last]
            yield starts[spans[0][0]], starts[spans[-1][1]], [data[a:b] for a, b in spans]


def _is_lost(char: bytes) -> bool:
    """Whether a byte of UTF-8 is missing: FF, or one or two of three that left no trace."""
    return b"\xff" in char or (len(char) < _WHOLE and (char[0] >= 0xE0 or 0x80 <= char[0] < 0xC0))


@cache
def _no_gbk() -> Sequence[bytes]:
    """Pairs of bytes behind the first one of UTF-8 that are no character of GBK."""
    trails = range(0x80, 0xC0)
    return [pair for one in trails for two in trails if len((pair := bytes((one, two))).decode("gbk", "ignore")) != 1]


def _is_everyday(char: bytes) -> bool:
    """Whether UTF-8 is a character of GB 2312."""
    try:
        return len(char.decode("utf-8").encode("gb2312")) == _TWO
    except UnicodeError:
        return False


@lru_cache(1 << 12)
def _fillings(char: bytes, trails: Sequence[int]) -> tuple[Candidate, ...]:
    """The characters that UTF-8 with lost bytes can have been; ``trails`` are those that can be lost behind the first."""
    if len(char) == 1:
        choices = [each for pair in _no_gbk() if _is_everyday(each := char + pair)]
    elif len(char) == _TWO and char[0] < 0xC0:
        choices = [bytes((lead,)) + char for lead in range(0xE4, 0xEA)]
    elif len(char) == 2:
        choices = [filled for byte in trails for filled in (char + bytes([byte]), bytes((char[0], byte, char[1])))]
    else:
        at = char.index(b"\xff")
        lost = range(0xE3, 0xEA) if at == 0 else trails
        choices = [char[:at] + bytes([byte]) + char[at + 1 :] for byte in lost]
    chars = (filled.decode("utf-8", "ignore") for filled in choices if b"\xff" not in filled)
    return tuple(map(Candidate, filter(None, chars)))


def _filled(chars: Sequence[bytes], resources: Resources, trails: Sequence[int] = range(0x80, 0xC0)) -> str:
    """Text of UTF-8 characters; lost bytes are guessed, or the character is left as U+FFFD."""
    draft = ["\ufffd" if _is_lost(char) else char.decode("utf-8", "replace") for char in chars]
    lost = [(i, _fillings(char, trails)) for i, char in enumerate(chars) if _is_lost(char)]
    for _ in range(2):  # what was filled tells of its neighbours
        text = "".join(draft)
        sites = [Site(i, i + 1, candidates) for i, candidates in lost if candidates and draft[i] == "\ufffd"]
        for some in (sites[at : at + _TOGETHER] for at in range(0, len(sites), _TOGETHER)):
            for site, proposals in zip(some, resources.ranker.rank(text, some), strict=True):
                if proposals[0].confidence >= _FILLED:
                    draft[site.start] = proposals[0].text
    return "".join(draft)


def _read_back(document: Document, run: re.Match[str], least: int, resources: Resources) -> Iterator[Finding]:
    """What of a run is UTF-8 that was read as GBK."""
    for low, high, chars in _backs(run[0], least):
        if sum(b"\xff" in char for char in chars) > (1 - _SOUND) * len(chars):
            continue
        if sum(map(_is_lost, chars)) > _SHORT * len(chars):
            continue
        plain = _filled(chars, resources)
        sound = plain.replace("\ufffd", "")
        if _HAN.search(sound) and is_prose(resources.model, sound):
            yield _finding(document, (run.start() + low, run.start() + high), plain)


def find_gbk(document: Document, resources: Resources) -> Iterator[Finding]:
    """UTF-8 that shows as rare Chinese characters; and the remains of a double conversion, lost for good."""
    text = document.text
    runs = list(_FOREIGN_RUN.finditer(text))
    sure = [f for run in runs if GBK_TRACES.search(run[0]) for f in _read_back(document, run, _LEAST, resources)]
    yield from sure
    if sure:
        spans = [(finding.start, finding.end) for finding in sure]
        for run in runs:
            if not any(start < run.end() and run.start() < end for start, end in spans):
                yield from _read_back(document, run, _LEAST_BESIDE, resources)
    for found in _KUN.finditer(text):
        yield _finding(document, found.span(), None)


_WINDOWS_1251 = {
    ord(char): chr(byte) for byte in range(0xA1, 0x100) if (char := bytes((byte,)).decode("cp1251", "ignore"))
}
"""The letters of Windows-1251, each as the one of Latin-1 with its byte."""
GB_CYRILLIC = pattern("[А-я][А-яЁё°-¿№ґўїєј]{0,9}[а-я°-¿№ґўїєј][А-Я][А-яЁё°-¿№ґўїєј]{0,9}[а-я°-¿№ґўїєј][А-Я]")
"""Capitals in the middle of a word, twice: no language writes so."""


def find_gb_cyrillic(document: Document, resources: Resources) -> Iterator[Finding]:
    """GB 2312 that shows as Cyrillic letters."""
    from zhquality.detectors import eightbit

    for span, plain in eightbit.readings(document.text.translate(_WINDOWS_1251), resources.model):
        yield _finding(document, span, plain)


def find_cyrillic(document: Document, resources: Resources) -> Iterator[Finding]:
    """UTF-8 that shows as Cyrillic letters."""
    for run in _CYRILLIC_RUN.finditer(document.text):
        if CYRILLIC.search(run[0]):
            for low, high, plain in _windows(run[0], resources, "cp1251", _NO_CYRILLIC):
                yield _finding(document, (run.start() + low, run.start() + high), plain)


def find_crossed(document: Document, resources: Resources) -> Iterator[Finding]:
    """Text of one two-byte encoding that was read as another of them."""
    from zhquality.detectors import crossread

    for span, plain in crossread.readings(document.text, resources.model):
        yield _finding(document, span, plain)


def find_beyond(document: Document) -> Iterator[Finding]:
    """Text that was Chinese once and that no reading brings back."""
    from zhquality.detectors import beyond

    yield from (_finding(document, span, None) for span in beyond.find(document.text))
