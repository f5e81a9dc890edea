"""OBF002: symbols and blanks put between the characters of a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import HAN, guarded, pattern
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.segmented import crossing
from zhquality.resources import Resources

__all__ = ["MARK", "MARKS", "PICTURE", "SPACED", "find_spaced", "find_symbols", "joint_bits"]

_HAN = "一-鿿"
_SHAPES = "\u2300-\u23ff\u25a0-\u25ca\u25cc-\u25ee\u25f0-\u263f\u2641\u2643-\u2669\u2670-\u27bf\u2b00-\u2bff"
_PICTURES = _SHAPES + "\U0001f000-\U0001faff"
"""Geometric shapes, dingbats and emoji; not arrows, boxes and blocks, music, or the signs of the sexes, which stand for
words (节→章, 跤♂流, ██)."""
_ODD = "?^|\\$@`¤§¨¦¬"
_USED = "*_#&~'="
"""Marks that stand between characters for other ends too (emphasis, masks, tags, drawn-out speech): believed only where
most of theirs break words."""
MARKS = _ODD + _USED
_MARK = f"[{re.escape(MARKS)}]"
_SYMBOL = pattern(f"(?:[{_PICTURES}][{_PICTURES}\ufe0f\u200d]{{0,5}}|{_MARK}{{1,3}})(?=[{_HAN}])")
_USED_MARK = pattern(f"[{re.escape(_USED)}]")
_SURE_MARK = pattern(r"[*^\\|`_#&]")
PICTURE = pattern(f"[{_PICTURES}]")
MARK = pattern(f"{_MARK}(?={HAN})")
"""What a symbol needs; asked first of the few unusual characters of a text, and of its marks."""
SPACED = guarded(f" (?<=[{_HAN}] )[{_HAN}] [{_HAN}]", " ")
"""Both start with the rarest thing they need, so that a search runs at the pace of a look for that."""
_STOPS = "，。、；：？！,"
_SPACED_RUN = pattern(f"[{_HAN}](?:[{_STOPS}》”）]{{0,2}} [《“（]?[{_HAN}{_STOPS}]){{2,}}")
_STOP = pattern(f"[{_STOPS}]")
_BARE = pattern(f"(?<=[{_HAN}{_STOPS}]) (?=[{_HAN}{_STOPS}])")
"""A blank between characters. Those outside of quotation marks (问 “好不好” 和) are how some people set these."""

_INSIDE_BITS = 14.0
"""How much likelier the text must be without the symbol than with a comma in its place: on 33 million characters of
clean text 10 question marks and 2 pictures pass this and the next test."""
_REACH = 6
"""Characters on each side that are segmented to see whether a word crosses the symbol."""
_SEVERAL = 2
"""Words that must be broken by pictures or marks before they are certainly no emoji or questions of the writer."""
_USED_SHARE = 0.6
"""Share of a mark's places that must break words, for one that is used for other ends; of emphasis it is a half at most."""
_PLAIN_BITS = 20.0
"""Bits from which one mark alone is certain. Clean-dev has none, 40 million characters of other pages 10, all inserted."""
_MANY, _SHARE = 3, 0.2
"""Broken words, and their share of all symbols between characters, that show symbols scattered blindly: then every
symbol goes that the model does not miss. Where people set emoji and stars, none in a hundred breaks a word."""

_LONG_RUN = 5
_LIST = frozenset(
    "金木水火土东南西北中東春夏秋冬甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥一二三四五六七八九十上下左右前后後内外"
)
"""Characters that are enumerated one by one, with blanks between them."""
_GAIN_BITS = 1.5
"""Bits a character by which the joined run must beat its characters one by one: running text gains 2.9 or more, a
list of unrelated characters (声 韵 调 法) 0 to 1."""
_SIGHT = 100
"""Code points of its line that are looked at on each side of a run: a line may be a whole book."""
_LINE_REST = 4
"""Han characters a line must hold beside the run; headings and titles are spaced out for looks."""
_PROSE, _FUNCTION = 10, pattern("[的与和是了在为及或被把]")
"""Characters of a run that no heading is, if one is a word of grammar and the line goes on (股 份 公 司 与 … 的 差 别在哪)."""
_LONG_ANYWAY = 8
"""Characters of a run that no segmented text has, which joins some words at least."""
_WHOLE, _WHOLE_STOPS = 16, 2
"""Characters and stops of lines that are spaced out as a whole, from which they are prose and no headings."""
_CELL = frozenset("\t|\\")
"""Beside these a run is a cell of a table or the argument of a command: lyrics under notes."""


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿"


def _question_marks(text: str) -> bool:
    """Whether the text uses half-width question marks as such."""
    return re.search(f"{HAN}\\?(?:$|[\\s”’」』\"'）)!?])", text, re.MULTILINE) is not None


def find_symbols(document: Document, resources: Resources) -> Iterator[Finding]:
    """Symbols that stand inside a word; the proposal deletes them."""
    text = document.text
    sites = [found.span() for found in _SYMBOL.finditer(text) if _is_han(text[found.start() - 1 : found.start()])]
    if not sites:
        return
    parts = _without_marks(simplify(text), sites)
    joined = resources.model.score([(left, "", right[:3]) for left, right in parts])
    apart = resources.model.score([(left, "，", right[:3]) for left, right in parts])
    gains = [one - two for one, two in zip(joined, apart, strict=True)]
    # Marks that can't be believed whatever words they break are left out first: a dictionary takes a second to load.
    likely = _believed(text, sites, [gain >= _INSIDE_BITS for gain in gains])
    inside = [maybe and crossing(*part) is not None for maybe, part in zip(likely, parts, strict=True)]
    asked = _question_marks(text)
    inside = _believed(text, sites, inside)
    number = sum(inside)
    scattered = number >= max(_MANY, _SHARE * len(sites))
    for (start, end), gain, within in zip(sites, gains, inside, strict=True):
        surface = text[start:end]
        if "?" in surface and (asked or number < _SEVERAL):
            continue
        if within or (scattered and gain >= 0 and not _USED_MARK.search(surface)):
            plain_one = gain >= _PLAIN_BITS and _SURE_MARK.match(surface)
            safe = scattered or number >= _SEVERAL or plain_one
            sure = 0.96 if safe else 0.8
            level = Applicability.SAFE if safe else Applicability.UNSAFE
            messages = ("a symbol stands inside a word", "词语中间插入了符号")
            yield Finding("OBF002", start, end, surface, sure, *messages, level, (Proposal("", sure),))


def _without_marks(plain: str, sites: Sequence[tuple[int, int]], marks: str = MARKS) -> list[tuple[str, str]]:
    """The characters before and after each site, without the marks of other sites: 手*机*号*码.

    Pictures end them, since people adorn what they write: 天☆天☆开☆心.
    """
    kept, offsets, cursor, length = [], [], 0, 0
    for start, end in sites:
        kept.append(plain[cursor:start])
        length += start - cursor
        picture = "" if plain[start] in marks else " "
        kept.append(picture)
        offsets.append((length, length + len(picture)))
        length += len(picture)
        cursor = end
    whole = "".join([*kept, plain[cursor:]])
    sides = [(whole[max(0, low - _REACH) : low], whole[high : high + _REACH]) for low, high in offsets]
    return [(re.split(f"[^{_HAN}]", left)[-1], re.split(f"[^{_HAN}]", right)[0]) for left, right in sides]


def _believed(text: str, sites: Sequence[tuple[int, int]], inside: Sequence[bool]) -> list[bool]:
    """What is inside a word without the marks that are mostly used for other ends in this text."""
    broken = dict.fromkeys(_USED, 0)
    for (start, end), within in zip(sites, inside, strict=True):
        if within and end - start == 1 and text[start] in broken:
            broken[text[start]] += 1
    trusted = {mark for mark, count in broken.items() if count and count > _USED_SHARE * _beside_han(text, mark)}
    return [
        within and (not _USED_MARK.search(text[start:end]) or (end - start == 1 and text[start] in trusted))
        for (start, end), within in zip(sites, inside, strict=True)
    ]


def _beside_han(text: str, mark: str) -> int:
    """How often a mark stands beside a Chinese character."""
    mark = re.escape(mark)
    return len(re.findall(f"[{_HAN}]{mark}|{mark}[{_HAN}]", text))


def joint_bits(resources: Resources, run: str) -> float:
    """How many bits the characters of a run gain by standing together."""
    from zhquality.model.ngrams import code_units

    units = code_units(run)
    alone = sum(float(resources.model.log2(units[i : i + 1])[0]) for i in range(len(units)))
    return float(resources.model.log2(units).sum()) - alone


def _verse(run: str) -> bool:
    """Whether the clauses of a run are of one length, as those of poems and mottoes are."""
    sizes = [len(clause) for clause in _STOP.split(run) if clause]
    return len(set(sizes)) == 1 and sizes[0] <= _LONGEST_VERSE


_LONGEST_VERSE = 7
"""Characters of a clause of classical verse."""


def _spaced_runs(document: Document, resources: Resources) -> Sequence[tuple[int, int]]:
    """Runs of spaced-out running text; short ones only where a long one or several show the habit."""
    text = document.text
    plain = simplify(text)
    least = _LONG_ANYWAY if _segmented(text) else 0
    runs: list[tuple[int, int]] = []
    whole: list[tuple[int, int]] = []
    longest = 0
    for found in _SPACED_RUN.finditer(text):
        start, end = found.span()
        before = text[max(0, start - _SIGHT) : start].rpartition("\n")[2]
        after = text[end : end + _SIGHT].partition("\n")[0]
        run = plain[start:end].replace(" ", "")
        size = len(run) - len(_STOP.findall(run))
        if size < max(least, 3) or sum(char in _LIST for char in run) * 2 >= size or _CELL & set(before + after):
            continue
        if 2 * len(_BARE.findall(found[0])) < found[0].count(" "):
            continue
        if joint_bits(resources, run) < _GAIN_BITS * len(run):
            continue
        rest = len(re.findall(f"[{_HAN}]", before + after))
        if rest >= _LINE_REST or (rest and size >= _PROSE and _FUNCTION.search(run)):
            runs.append((start, end))
            longest = max(longest, size)
        elif not _verse(run):
            whole.append((start, end))
    if longest < _LONG_RUN:
        runs = []
    of_whole = "".join(text[start:end] for start, end in whole)
    if len(_STOP.findall(of_whole)) >= _WHOLE_STOPS and len(re.findall(f"[{_HAN}]", of_whole)) >= _WHOLE:
        runs += whole
    return sorted(runs)


def _segmented(text: str) -> bool:
    """Whether the blanks are those of a segmented text or of subtitles, which join longer pieces too."""
    blanks = len(re.findall(f"(?<=[{_HAN}]) (?=[{_HAN}])", text))
    if len(re.findall("[，。、；] | [，。、；]", text)) >= _SEVERAL:
        return True
    return blanks > 2 * sum(found[0].count(" ") for found in _SPACED_RUN.finditer(text))


def find_spaced(document: Document, resources: Resources) -> Iterator[Finding]:
    """Blanks between the characters of running text; the proposals delete them."""
    text = document.text
    if not SPACED.search(text):
        return
    runs = _spaced_runs(document, resources)
    if runs and not _segmented(text):
        runs = sorted([*runs, *_parted(text, runs, resources)])
    for start, end in runs:
        surface = text[start:end]
        messages = ("the characters of running text are spaced out", "正文中的字被空格隔开")
        proposals = (Proposal(surface.replace(" ", ""), 0.95),)
        yield Finding("OBF002", start, end, surface, 0.95, *messages, Applicability.SAFE, proposals)


_LONE = pattern(f" (?<=[{_HAN}] )(?=[{_HAN}])")
"""A blank between two characters."""


def _parted(text: str, runs: Sequence[tuple[int, int]], resources: Resources) -> Iterator[tuple[int, int]]:
    """Single blanks inside words of a page that has runs of them: 欧 洲联 盟."""
    taken = {place for start, end in runs for place in range(start, end)}
    sites = [found.span() for found in _LONE.finditer(text) if found.start() not in taken]
    if not sites:
        return
    parts = _without_marks(simplify(text), sites, " ")
    joined = resources.model.score([(left, "", right[:3]) for left, right in parts])
    apart = resources.model.score([(left, "，", right[:3]) for left, right in parts])
    for site, part, one, two in zip(sites, parts, joined, apart, strict=True):
        if one - two >= _INSIDE_BITS and crossing(*part) is not None:
            yield site
