"""OBF005: characters that only look like those meant: radicals, split characters, digits of many styles, wide Latin."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from zhquality.detectors.components import compose
from zhquality.document import Document, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import pattern
from zhquality.ranking import Candidate, Site
from zhquality.resources import Resources

__all__ = ["BOUND", "DIGITS", "RADICALS", "SPLIT", "WIDE", "find"]

RADICALS = "\u2e80-\u2fd5"
"""Radicals of the supplement and Kangxi radicals; readers of PDF files put them for the characters."""
BOUND = "氵亻扌忄讠钅饣纟犭礻衤辶訁糹釒飠"
"""Radicals that never stand alone in running text."""
SPLIT = BOUND + "⿰⿱"
"""The same, and the two common ideographic description characters."""
WIDE = "Ａ-Ｚａ-ｚ０-９"

# The radicals that Unicode has no compatibility mapping for but that are whole simplified or variant characters.
_WHOLE = str.maketrans(
    "⺎⺓⺝⺠⺩⺬⻁⻂⻄⻅⻆⻉⻋⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻲⻳",
    "兀幺月民王示虎衣西见角贝车長长长门青韦页风飞食马骨鬼鱼鸟麦黄斉齐歯齿竜龙亀龟",
)
_HAN = "㐀-鿿"
_RADICAL = pattern(f"[{RADICALS}]+")
_SPLIT = pattern(f"[⿰⿱][{_HAN}]{{2}}|[{BOUND}][{_HAN}]")
_BRACKETS = frozenset(("［］", "[]", "〔〕", "【】", "（）", "()", "｛｝", "{}"))
"""Around the parts of a character that a book's encoding lacked: ［亻表］."""
_SURE = 0.9
"""Where two components make several characters (扌戈: 找, 我), how likely the best must be in its place."""
_NAMED = frozenset("旁部字边邊头頭底首和与與及或的是有在表")
"""After a radical these speak of it: 氵旁, 亻部, 氵表示水."""
_SPOKEN_OF = frozenset("旁部首")
_RADICAL_NAMES = frozenset("旁部首边邊头頭底")
_LISTED = frozenset("“‘\"'「（(《【、/／：:=＝+＋左右⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻")

_STYLES = (
    "0123456789",
    "０１２３４５６７８９",
    "零一二三四五六七八九",
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "零壹貳參肆伍陸柒捌玖",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "⓿❶❷❸❹❺❻❼❽❾",
    "🄋➀➁➂➃➄➅➆➇➈",
    "🄌➊➋➌➍➎➏➐➑➒",
    " ⓵⓶⓷⓸⓹⓺⓻⓼⓽",
    " ⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐",
    " ㈠㈡㈢㈣㈤㈥㈦㈧㈨",
    " ㊀㊁㊂㊃㊄㊅㊆㊇㊈",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
    "𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫",
    "𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵",
    "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
)
"""Ten digits each, from nought; a blank where a style has none."""
_VALUE = {char: str(value) for style in _STYLES for value, char in enumerate(style) if char != " "}
_STYLE = {char: number for number, style in reversed([*enumerate(_STYLES)]) for char in style}
DIGITS = "".join(char for style in _STYLES[6:] for char in style if char != " ")
_DIGIT_RUN = pattern(f"[{''.join(_VALUE)}]{{6,40}}")
_MIN_STYLES = 3
"""Two styles side by side are ordinary (２0, 10², 一九9八); three in one number are a disguise."""

_WIDE_RUN = pattern("[Ａ-Ｚａ-ｚ０-９]+")
_WIDE_LETTER = pattern("[Ａ-Ｚａ-ｚ]")
_NARROW = pattern("[A-Za-z0-9]")
_NUMBER, _WIDE_DIGIT = pattern("[0-9]+"), pattern("[０-９]")
_SET_WIDE = 4
"""Letters or digits up to which a run between Chinese characters is a matter of taste in traditional script, where many set them wide (朋友Ａ,
４月１２日): of 120 pages of a Taiwanese blog 45 had some, and ``clean`` made them narrow."""
_MOSTLY = 3
"""A text with at least this many times more half-width letters and digits than full-width ones writes them half-width;
journals of the 1990s, wholly full-width, are left as they are."""


def _finding(document: Document, span: Span, plain: str, sure: float, messages: tuple[str, str]) -> Finding:
    start, end = span
    proposals = (Proposal(plain, sure),)
    return Finding("OBF005", start, end, document.text[start:end], sure, *messages, Applicability.SAFE, proposals)


def _radicals(document: Document, _: Resources) -> Iterator[Finding]:
    text = document.text
    for found in _RADICAL.finditer(text):
        start, end = found.span()
        plain = unicodedata.normalize("NFKC", found[0].translate(_WHOLE))
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if _RADICAL.search(plain) or not any("㐀" <= char <= "鿿" for char in beside):
            continue
        twice = text.startswith(
            plain, end
        )  # 进⾏行: readers of PDF files leave the character behind its radical as well
        yield _finding(
            document,
            (start, end),
            "" if twice else plain,
            0.98,
            (
                f"the radical characters {found[0][:8]} stand for the characters {plain[:8]}",
                f"部首字符“{found[0][:8]}”应为汉字“{plain[:8]}”",
            ),
        )


def _split(document: Document, resources: Resources) -> Iterator[Finding]:
    text = document.text
    for found in _SPLIT.finditer(text):
        start, end = found.span()
        first, second = found[0][-2], found[0][-1]
        if text[start - 1 : start] + text[end : end + 1] in _BRACKETS:
            if second not in _RADICAL_NAMES:
                yield from _bracketed(document, found.span(), resources)
            continue
        if second in _NAMED or text[start - 1 : start] in _LISTED or text[end : end + 1] in _SPOKEN_OF:
            continue
        whole, sure = _whole(document, found.span(), compose(first, second), resources)
        if sure >= _SURE:
            yield _finding(document, (start, end), whole, sure, _parted(whole, first, second))


def _parted(whole: str, first: str, second: str) -> tuple[str, str]:
    """Messages."""
    return f"the character {whole} is split into {first} and {second}", f"“{whole}”字被拆成“{first}”和“{second}”"


def _bracketed(document: Document, span: Span, resources: Resources) -> Iterator[Finding]:
    """A character written as its parts in brackets; not where it stands before them: 俵（亻表）."""
    start, end = span
    first, second = document.text[end - 2], document.text[end - 1]
    choices = compose(first, second)
    before, after = document.text[start - 2 : start - 1], document.text[end + 1 : end + 2]
    if before in choices or (before and after and before in '“‘"「『《' and after in '”’"」』》'):
        return
    whole, sure = _whole(document, (start - 1, end + 1), choices, resources)
    if sure >= _SURE:
        yield _finding(document, (start - 1, end + 1), whole, sure, _parted(whole, first, second))


def _whole(document: Document, span: Span, choices: frozenset[str], resources: Resources) -> tuple[str, float]:
    """The likeliest of the characters that two components make, and how sure that is."""
    if len(choices) < 2:
        return next(iter(choices), ""), 0.95 if choices else 0.0
    candidates = tuple(Candidate(char) for char in sorted(choices))
    best = resources.ranker.rank(document.text, [Site(*span, candidates)])[0][0]
    return best.text, best.confidence


def _dressed(run: str, styles: set[int]) -> bool:
    """Whether a run is a telephone number in circles; the answers of an exam (③①④②) have no nought and no digit twice."""
    values = [_VALUE[char] for char in run]
    return len(run) >= _NUMBER_SIZE and min(styles) >= _ENCLOSED and ("0" in values or len(set(values)) < len(values))


_ENCLOSED = 8
"""From this style on digits are circled or otherwise dressed, and no number is written so."""
_NUMBER_SIZE = 7


def _digits(document: Document, _: Resources) -> Iterator[Finding]:
    for found in _DIGIT_RUN.finditer(document.text):
        styles = {_STYLE[char] for char in found[0]}
        if len(styles) < _MIN_STYLES and not _dressed(found[0], styles):
            continue
        plain = "".join(_VALUE[char] for char in found[0])
        yield _finding(
            document,
            found.span(),
            plain,
            0.97,
            ("a number is written in digits of other styles", "数字用其他字形的数码写成"),
        )


def _narrow(wide: str) -> str:
    return "".join(chr(ord(char) - 0xFEE0) for char in wide)


def _numbers_narrow(text: str) -> bool:
    """Whether a text writes its numbers narrow, all of them, so that wide letters are no habit of it."""
    return len(_NUMBER.findall(text)) >= _MOSTLY and not _WIDE_DIGIT.search(text)


_ABOUT_WIDTH = pattern("[全半][角形]")
"""A text on typing or typography shows wide digits on purpose."""


_FACE = pattern("[￣▽∇＾∀ωДд｀´≧≦╯╰⊙ﾟ]")
"""Eyes and mouths of faces made of signs."""
_FACE_SIZE = 8


def _wide(document: Document, _: Resources) -> Iterator[Finding]:
    """Wide letters and digits in a text that writes the others narrow, or inside one token with narrow ones."""
    text = document.text
    if _ABOUT_WIDTH.search(text):
        return
    runs = list(_WIDE_RUN.finditer(text))
    rare = len(_NARROW.findall(text)) >= _MOSTLY * sum(len(run[0]) for run in runs) or _numbers_narrow(text)
    for run in runs:
        start, end = run.span()
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if any(char.isalpha() and "À" <= char <= "ǿ" for char in beside):
            continue  # pinyin in the journals' old encoding, half of it wide
        if len(run[0]) == 1 and _FACE.search(text, max(0, start - _FACE_SIZE), end + _FACE_SIZE):
            continue  # the hand of a face: （￣▽￣）ｄ
        if not run[0].strip("Ｘｘ"):
            continue  # a name left out: 写信人：ＸＸ
        hyphened = "-" in beside and _WIDE_LETTER.search(text, max(0, start - 3), end + 3)
        single_digit = len(run[0]) == 1 and run[0] <= "９"  # so many input methods type
        inside = _NARROW.search(beside)
        taste = document.traditional and len(run[0]) <= _SET_WIDE and not inside
        if hyphened or (not single_digit and not taste and (rare or inside)):
            yield _finding(
                document,
                (start, end),
                _narrow(run[0]),
                0.9,
                ("full-width letters or digits among half-width ones", "全角字母或数字与半角混用"),
            )


_PARTS = ((RADICALS, _radicals), (SPLIT, _split), (DIGITS, _digits), (WIDE, _wide))
_PARTS_BY_CLASS = tuple((pattern(f"[{characters}]"), part) for characters, part in _PARTS)


def find(document: Document, unusual: str, resources: Resources) -> Iterator[Finding]:
    """Look-alikes with the characters meant.

    Args:
        document: the text.
        unusual: every character of the text that is not ordinary, once; decides which searches are worth their time.
        resources: for the language model, loaded where a split character may be one of several.
    """
    for has, part in _PARTS_BY_CLASS:
        if has.search(unusual):
            yield from part(document, resources)
