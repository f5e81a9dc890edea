"""Reads one line against the furniture patterns: how much of it they explain, and how strongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from zhquality import lazy
from zhquality.lexicon.patterns import Pattern, is_sentence
from zhquality.lexicon.scanner import Scanner, encode

__all__ = ["LONGEST", "NOTHING", "LineReader", "Reading", "may_explain"]

LONGEST = 400
"""Longer lines are no furniture: the longest of 44 pages has 97 code points, disclaimers elsewhere about 300."""
_ENDS = lazy.pattern(r"[。!?;…]")
_STOPS = lazy.pattern(r"[。;…]")
_COVERED = 0.8
"""Share of a line's letters that patterns must explain."""
_GLUED = 4
"""Different words that make a menu without blanks between them; a phrase of an article has three (返回更多产品)."""
_PATH = lazy.pattern(r"->|→|=>")
"""Between words of a menu: the way to a setting (设置 -> 账户 -> 余额), which a manual gives."""
_BARS = lazy.pattern(r"[|\[\]】·]")
_RUN = lazy.pattern(r"[^\W\d_]+")
_COMPANY = 3
"""Different weak words that make a line furniture by themselves (新闻 体育 娱乐)."""
_STAMP = lazy.pattern(r"(?:(?:19|20)\d\d\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?\s{0,2},?\s{0,2}\d{1,2}:\d\d")
_STAMP_LETTERS = 3
"""Of a date: 年, 月 and 日."""
_SURROGATE = lazy.pattern("[\ud800-\udfff]")
"""Lone surrogates, which the automaton cannot encode."""
_COLON = lazy.pattern(r"\s{0,2}[:】\]]?\s?[:】]\s?")
_ITEM = lazy.pattern(r"[-*+#>]{1,6}\s|\d{1,3}[.、)]")
_MARK = lazy.pattern(r"(?:[-*+>]\s|#{1,6}(?:\s|(?=" + lazy.HAN + r"))){1,6}\s{0,4}")
"""An author's mark before a heading, a quotation or an item of a list: it says nothing of the site, nor do words read it."""
_METADATA = "BPL003"
_Token = tuple[int, int, Pattern, bool]
"""Start and end of a word in a line, its pattern, and whether it is a label."""
_SENTENCE_ENDS = ("。", "!", "?", "…", "”", ")", "]", "】", ">")
_STRAY = 5
"""Letters that no pattern may leave unexplained in a furniture line; a site name in a menu entry has as many."""
_LABELS = 2
"""Labels with values that make a line furniture (编辑:… 审核:…)."""
_LONG_WORD = 7
"""Words from this length are furniture even where two stand glued together (sponsored linkssponsored links)."""
_MENU = 3
"""Strong words, each an entry of a row, that make it a menu whatever else it holds: a site's name and what it is for."""
_MARK_CLAUSES = 2
"""Commas that a line with a mark may have; prose about licences has more, or a full stop."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the patterns make of a line.

    Attributes:
        strength: sum over the different words and expressions found.
        company: the same over those that are entries of a row rather than parts of a phrase.
        strong: whether one of them has strength 2.
        cover: share in [0, 1] of the line's letters that they explain.
        opens: whether the line opens a list of links.
        pattern: the strongest pattern found, None if there is none.
    """

    strength: int
    company: int
    strong: bool
    cover: float
    opens: bool
    pattern: Pattern | None

    @property
    def rule(self) -> str:
        """Rule code of the strongest pattern, empty if there is none."""
        return self.pattern.rule if self.pattern else ""

    @property
    def explained(self) -> bool:
        """Whether patterns explain the line, weak ones included."""
        return self.strength > 0 and self.cover >= (_COVERED if self.company else 1.0)

    @property
    def certain(self) -> bool:
        """Whether the patterns alone make the line furniture."""
        return (self.strong or self.company >= _COMPANY) and self.cover >= _COVERED


NOTHING = Reading(0, 0, False, 0.0, False, None)


def _by_word(patterns: Iterable[Pattern]) -> dict[str, Pattern]:
    return {word: pattern for pattern in patterns for word in pattern.words}


class LineReader:
    """All patterns, ready to read normalised lines; what reading takes is made when a line first takes it."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns

    @cached_property
    def _marks(self) -> Scanner:
        return Scanner(word for p in self._patterns if p.form == "mark" for word in p.words)

    @cached_property
    def _sentences(self) -> list[Pattern]:
        return [p for p in self._patterns if p.sentence and p.form == "line"]

    @cached_property
    def _lines(self) -> list[Pattern]:
        return [p for p in self._patterns if p.form == "line"]

    @cached_property
    def _tails(self) -> list[Pattern]:
        return [p for p in self._patterns if p.form == "tail"]

    @cached_property
    def _words(self) -> dict[str, Pattern]:
        return _by_word(p for p in self._patterns if p.form in {"words", "head", "mark"})

    @cached_property
    def _labels(self) -> dict[str, Pattern]:
        return _by_word(p for p in self._patterns if p.form == "label")

    @cached_property
    def _surfaces(self) -> list[str]:
        return sorted({*self._words, *self._labels})

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._surfaces, matchkind=MatchKind.LeftmostLongest)

    def read(self, line: str, able: Sequence[Pattern] | None = None, *, worded: bool = True) -> Reading:
        """Read one normalised line without outer blanks.

        Args:
            line: the line.
            able: the expressions that may match it, if that is known.
            worded: whether words may make it certain; if not, they are not looked for.
        """
        if not line or len(line) > LONGEST:
            return NOTHING
        sentence = is_sentence(line)
        mark = _MARK.match(line)
        body = line[mark.end() :] if mark else line
        lines = self._lines if able is None else able
        known = self._sentences if sentence and able is None else lines
        whole = _whole_line((p for p in known if p.sentence or not sentence), body, mark[0] if mark else "")
        if whole:
            return Reading(3, 3, True, 1.0, whole.opens, whole)
        if not worded or (sentence and not self._marks.raw(encode(line))):
            return NOTHING
        reading = self._read_words(body)
        if sentence and not (reading.pattern and reading.pattern.form == "mark"):
            return NOTHING
        reading = _weakened(reading, line, body)
        if not reading.certain:
            for pattern in lines:
                if pattern.strength == 1 and pattern.regex and pattern.regex.fullmatch(line):
                    return Reading(max(1, reading.strength), 1, False, 1.0, pattern.opens, pattern)
        return reading

    def tail(self, line: str) -> tuple[int, Pattern] | None:
        """Where the furniture behind the last sentence of a normalised line begins, and its pattern."""
        for pattern in self._tails:
            if pattern.regex:
                for found in pattern.regex.finditer(line, max(0, len(line) - 40)):
                    if found.end() == len(line) and line[: found.start()].rstrip().endswith(_SENTENCE_ENDS):
                        return found.start(), pattern
        return None

    def _tokens(self, line: str) -> list[_Token]:
        """The words of a line from left to right."""
        tokens: list[_Token] = []
        for index, start, end in self._automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", line)):
            surface = self._surfaces[index]
            if len(surface) < _LONG_WORD and _cuts_latin_word(line, start, end):
                continue
            opens = _opens_word(line, start, end) or (tokens and tokens[-1][1] == start)
            colon = _COLON.match(line, end) if surface in self._labels and opens else None
            pattern = self._labels[surface] if colon else self._words.get(surface)
            if pattern:
                tokens.append((start, colon.end() if colon else end, pattern, colon is not None))
        return tokens

    def _read_words(self, line: str) -> Reading:
        tokens = self._tokens(line)
        if not tokens:
            return NOTHING
        best = max((t[2] for t in tokens), key=lambda p: p.strength)
        if best.form != "mark":
            best = next((t[2] for t in tokens if t[2].form == "mark"), best)
        if best.form == "mark" and not _STOPS.search(line) and line.count(",") < _MARK_CLAUSES:
            return Reading(3, 3, True, 1.0, False, best)
        entries = _entries(line, tokens)
        words = _counted(line, tokens, entries)
        if stamp := _STAMP.search(line):
            words.strengths[stamp[0]] = words.company[stamp[0]] = 2
            words.unexplained -= sum(map(str.isalpha, stamp[0]))
        if not _STOPS.search(line) and _is_menu(line, tokens, entries):
            words.unexplained = 0
        letters = sum(map(str.isalpha, line))
        rule = max(words.rules, key=lambda r: words.rules[r])
        strongest = max((t[2] for t in tokens if t[2].rule == rule), key=lambda p: p.strength)
        return Reading(
            sum(words.strengths.values()),
            sum(words.company.values()),
            2 in words.strengths.values() or len({line[t[0] : t[1]].rstrip() for t in tokens if t[3]}) >= _LABELS,
            (1.0 - words.unexplained / letters if letters else 1.0) if words.unexplained <= _STRAY else 0.0,
            any(t[2].opens for t in tokens),
            strongest,
        )


def _whole_line(patterns: Iterable[Pattern], body: str, mark: str) -> Pattern | None:
    """The first expression that makes a line behind an author's mark furniture by itself."""
    for pattern in patterns:
        if pattern.strength == 2 and pattern.regex and pattern.regex.fullmatch(body):
            if mark and (pattern.opens if "#" in mark else pattern.rule == _METADATA):
                continue  # an author heads the last section of a text like that (## 推荐阅读), or lists what was when
            return pattern
    return None


def _weakened(reading: Reading, line: str, body: str) -> Reading:
    """What the words of a line say less of where an author may have written it."""
    form = reading.pattern.form if reading.pattern else ""
    if reading.strong and reading.cover < 1.0 and body.endswith(":") and form == "words":
        reading = replace(reading, strong=False, company=1)  # it leads in a picture: 点击分享按钮,再选好友:
    if not reading.strong and _PATH.search(body):
        reading = replace(reading, company=min(1, reading.company))
    if reading.certain and form not in {"", "mark"} and _ITEM.match(line):
        reading = replace(reading, strong=False, strength=1, company=1)  # an author's list names menu entries too
    return reading


@dataclass(slots=True)
class _Words:
    """What the words found in a line come to.

    Attributes:
        unexplained: letters beside them that are no value of a label.
        strengths: each word's strength.
        company: that of those that are entries of a row rather than parts of a phrase.
        rules: what the words of a rule have together.
    """

    unexplained: int = 0
    strengths: dict[str, int] = field(default_factory=dict)
    company: dict[str, int] = field(default_factory=dict)
    rules: Counter[str] = field(default_factory=Counter)


def _counted(line: str, tokens: Sequence[_Token], entries: set[int]) -> _Words:
    words = _Words()
    cursor = value = 0  # letters that may follow as the value of the label before
    for start, end, pattern, labelled in tokens:
        if start < cursor:
            continue
        inside = value > 0
        words.unexplained += _unexplained(line[cursor:start], value)
        words.rules[pattern.rule] += 0 if inside and not labelled else pattern.strength  # a value may name a section
        word = line[start:end].rstrip()
        words.strengths[word] = pattern.strength
        if labelled or pattern.strength > 1 or (start in entries and not inside):
            words.company[word] = pattern.strength
        value = pattern.value if labelled else max(0, value - (end - cursor))  # words inside a value belong to it
        cursor = end
    words.unexplained += _unexplained(line[cursor:], value)
    return words


def may_explain(line: str, explained: int) -> bool:
    """Whether words that explain so many letters of a line, and its stamp, may make it certain."""
    letters = sum(map(str.isalpha, line))
    return letters - explained - _STAMP_LETTERS <= min(_STRAY, (1 - _COVERED) * letters)


def _entries(line: str, tokens: Sequence[_Token]) -> set[int]:
    """Starts of the words that are an entry of a row, or make one up with their neighbours: 首页 公司新闻.

    Words in a phrase (添加产品数据) or in a longer word (交大) are none; a row without blanks has ``_GLUED`` words or more.
    """
    explained = bytearray(len(line))
    for start, end, _, _ in tokens:
        explained[start:end] = b"\1" * (end - start)
    runs = [run.span() for run in _RUN.finditer(line)]
    whole = [(start, end) for start, end in runs if all(explained[start:end])]
    inside = [t for t in tokens if any(start <= t[0] < end for start, end in whole)]
    if len(runs) == 1 and len({line[t[0] : t[1]] for t in inside}) < _GLUED:
        return {t[0] for t in inside if (t[0], t[1]) == runs[0]}
    counted = {t[0] for t in inside if t[1] - t[0] == 1 and line[max(0, t[0] - 1) : t[0]].isdigit()}  # 600字, 3楼
    return ({t[0] for t in inside} | {t[0] for t in tokens if not line[t[0]].isalpha()}) - counted


def _is_menu(line: str, tokens: Sequence[_Token], entries: set[int]) -> bool:
    """Whether bars or brackets part enough strong words that are entries of a row."""
    strong = {line[t[0] : t[1]] for t in tokens if t[2].strength > 1 and not t[3] and t[0] in entries}
    return len(strong) >= _MENU and len(_BARS.findall(line)) >= _MENU - 1


def _cuts_latin_word(line: str, start: int, end: int) -> bool:
    """Whether a word of ASCII letters stands inside a longer one, or in a name with digits (t1, x_2)."""

    def joined(at: int) -> bool:
        if not 0 < at < len(line):
            return False
        before, after = line[at - 1], line[at]
        return (_latin(before) and _latin(after)) and (_ascii_letter(before) or _ascii_letter(after))

    return joined(start) or joined(end)


def _opens_word(line: str, start: int, end: int) -> bool:
    """Whether a label may begin here: short ones (图:, 日期:) are often the end of a word (资料图:, 截止日期:)."""
    return end - start > 2 or start == 0 or not line[start - 1].isalpha()


def _ascii_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _unexplained(gap: str, value: int) -> int:
    """Letters of a gap that are not the value of the label before it."""
    if value and len(gap) <= value and not _ENDS.search(gap):
        return 0
    return sum(map(str.isalpha, gap))
