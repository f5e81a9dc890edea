"""Ranges of a text that no detector may touch: code, addresses, link targets, tags, comments, front matter, formulas.

What the text is written in is not asked: the marks of Markdown, HTML, reStructuredText and templates are told apart by
themselves, and hardly ever mean anything else in prose. One pass from left to right; every step consumes what it looked
at, so the time is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from zhquality.lazy import pattern

__all__ = ["protected_ranges"]

_HINTS = (
    "`",
    "~~~",
    "<",
    "://",
    "www.",
    "@",
    "](",
    "]:",
    ";base64,",
    "[[",
    "..",
    "::",
    "{%",
    "{{",
    "$$",
    "    ",
    "\t",
    "---",
    "+++",
    "\n:",
)
"""Without any of these nothing is protected; looking for them is cheaper than the expression below."""
_FRONT_MATTER = pattern(r"(---|\+\+\+)\r?\n(?:.*?\n)?\1[ \t]*(?=\r?\n|\Z)", re.DOTALL)
_PELICAN = pattern(
    r"\ufeff?(?:Title:[^\n]*\n(?:[A-Za-z][A-Za-z_-]{0,19}:[^\n]*\n){2,}|(?:Tags|Category|Categories|Keywords|Slug|Date|Author):[^\n]*\n"
    r"(?:[A-Za-z][A-Za-z_-]{0,19}:[^\n]*\n){0,20})(?=[ \t\r]*(?:\n|\Z))"
)
"""Front matter without a fence, as Pelican and MultiMarkdown have it: at least three keys, or one that says what a page is filed under, and
a blank line."""
_FIELDS = pattern(
    r"(?:[^\n]*\n){0,6}?(?P<fields>(?::[A-Za-z][\w -]{0,30}:(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*){2,})"
)
"""Fields of a reStructuredText document, as Pelican has them below the title and its line."""
_ADDRESS = r"""[^\s<>"'\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"""
_ATTRIBUTE = r"""[A-Za-z_:@][\w:.-]*(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))?"""
_TARGET = r"""[^\s()<>，。；！？：、]"""
"""Of a link: Chinese punctuation marks make it a remark in brackets."""
_RAW = ("script", "style", "pre", "code", "kbd", "samp", "textarea", "svg", "math")
"""HTML elements whose content is no prose."""
_DIRECTIVES = "code|code-block|sourcecode|literalinclude|include|raw|math|image|figure|toctree|index|doctest|testcode|testoutput|parsed-literal|graphviz|mermaid"
"""Directives of reStructuredText whose content is no prose; that of note, warning and the like is."""
_OPENING = pattern(
    rf"""
      ^[ ]{{0,3}}(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}})             # fenced code
    | ^[ ]{{0,3}}(?:[ ]|\t)[ \t]{{0,12}}(?P<nested>`{{3,}}(?=[^`\n]*$)|~{{3,}})   # the same in an item of a list
    | (?P<tick>`+)                                                  # inline code
    | (?P<comment><!--)
    | <(?P<raw>{"|".join(_RAW)})(?:\s[^<>]*)?>                      # an element up to its end
    | </?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\n]*)?>                      # HTML tag with its attributes
    | <[A-Za-z][A-Za-z0-9-]*(?:\s+{_ATTRIBUTE})+\s*/?>              # the same over several lines
    | (?:https?|ftp)://{_ADDRESS}+
    | data:[a-z]{{1,20}}/[a-z0-9.+-]{{1,40}};base64,[A-Za-z0-9+/=%]+  # an image within the text
    | \bwww\.[A-Za-z0-9.-]+(?:/{_ADDRESS}*)?
    | (?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{{1,64}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{1,4}}   # e-mail
    | \]\({_TARGET}{{1,500}}(?=[\s)])                               # target of a link or image
    | ^[ ]{{0,3}}\[[^\]\n]{{1,200}}\]:[ \t]+{_TARGET}+              # target of a reference
    | \[\[[^\[\]|\n]{{1,200}}(?=\]\]|\|)                            # target of a wiki link
    | \{{%[^%\n{{}}]*%\}} | \{{\{{[^\n{{}}]*\}}\}}                  # template tags
    | \$\$[^$]{{1,2000}}\$\$                                        # formula
    | (?P<directive>^\.\.[ ](?:\|[^|\n]+\|[ ])?(?:{_DIRECTIVES})::.*$)
    | (?P<spoken>^\.\.[ ][\w-]+::)                                  # another directive
    | (?P<remark>^\.\.[ ](?!\[|[^\n]*::).*$)                        # comment or link target of reStructuredText
    | (?P<literal>::[ \t]*\r?(?=\n[ \t]*\r?\n))                    # paragraph before a literal block
    | (?P<indented>^(?:[ ]{{4}}|[ ]{{0,3}}\t)[ \t]*[!-~].*$)        # a line that may be indented code
    """,
    re.VERBOSE | re.MULTILINE,
)
_CLOSING_FENCE = pattern(r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*\r?$", re.MULTILINE)
_NESTED_FENCE = pattern(r"^[ \t]+(?P<fence>`{3,}|~{3,})[ \t]*\r?$", re.MULTILINE)
_TICKS = pattern(r"`+")
_CODE_SHARE = 0.5
"""Share of ASCII among the characters of an indented line that make it code: paragraphs are indented too."""
_BEFORE = 80
"""Code points looked at before an indented line for a blank one."""
_BLANK_LINE = pattern(r"\n[ \t]*\r?\n[ \t]*\Z")


class _Closings:
    """Where the constructs of one text end; each answer is found without looking at a place twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed: set[str] = set()
        self._line_end = -1
        self._same: dict[int, int] = {}

    @cached_property
    def _nested(self) -> dict[str, list[int]]:
        """Ends of the indented lines that are a fence and no more, by the fence."""
        ends: dict[str, list[int]] = {}
        for found in _NESTED_FENCE.finditer(self._text):
            ends.setdefault(found["fence"], []).append(found.end())
        return ends

    def nested(self, mark: str, after: int) -> int | None:
        """End of an indented fenced block whose opening fence ends at ``after``; None if no other such fence follows."""
        ends = self._nested.get(mark, [])
        line_end = self._text.find("\n", after)
        place = bisect_right(ends, line_end) if line_end >= 0 else len(ends)
        return ends[place] if place < len(ends) else None

    def closed(self, mark: str, start: int) -> int | None:
        """End of the next ``mark`` from ``start`` on; asked for once more where there is none, the answer is known."""
        if mark in self._unclosed:
            return None
        end = self._text.find(mark, start)
        if end < 0:
            self._unclosed.add(mark)
            return None
        return end + len(mark)

    def fence(self, mark: str, after: int) -> int:
        """End of the fenced block whose opening fence ends at ``after``; an open block runs to the end of the text."""
        for found in _CLOSING_FENCE.finditer(self._text, after):
            if found["fence"].startswith(mark):
                return found.end()
        return len(self._text)

    def ticks(self, start: int) -> int | None:
        """End of the inline code that opens at ``start``: the next run of as many backticks on the line."""
        if start >= self._line_end:
            self._read_line(start)
        return self._same.get(start)

    def _read_line(self, start: int) -> None:
        end = self._text.find("\n", start)
        self._line_end = end if end >= 0 else len(self._text)
        self._same = {}
        latest: dict[int, int] = {}
        for run in _TICKS.finditer(self._text, start, self._line_end):
            size = run.end() - run.start()
            if size in latest:
                self._same[latest[size]] = run.end()
            latest[size] = run.start()

    def block(self, line_end: int) -> int:
        """End of the indented lines, with blank ones between, that follow the line ending at ``line_end``; else that."""
        text, end, cursor = self._text, line_end, line_end
        while cursor < len(text):
            after = text.find("\n", cursor + 1)
            after = after if after >= 0 else len(text)
            line = text[cursor + 1 : after]
            if line.strip():
                if not line.startswith((" ", "\t")):
                    break
                end = after
            cursor = after
        return end


def protected_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Half-open ranges of code points, sorted and disjoint."""
    if not any(hint in text for hint in _HINTS) and not _PELICAN.match(text):
        return
    cursor = code_end = 0
    if front := _FRONT_MATTER.match(text) or _PELICAN.match(text):
        yield front.span()
        cursor = front.end()
    elif fields := _FIELDS.match(text):
        yield fields.span("fields")
        cursor = fields.end()
    closings = _Closings(text)
    while found := _OPENING.search(text, cursor):
        start, end = found.start(), _end(found, closings)
        if found["literal"]:
            start = found.end()
        elif found["indented"]:
            if not _is_code(found.group(), text[max(code_end, start - _BEFORE) : start]):
                # An item of a list holds code and addresses as other lines do.
                cursor = found.end() - len(found.group().lstrip())
                continue
            code_end = found.end()
        if end is not None and end > start:
            yield start, end
        cursor = end or found.end()


def _end(found: re.Match[str], closings: _Closings) -> int | None:
    """Where a construct ends that opened here; None if it is none after all."""
    if found["spoken"]:
        return None
    if found["fence"]:
        return closings.fence(found["fence"], found.end())
    if found["nested"]:
        return closings.nested(found["nested"], found.end())
    if found["tick"]:
        return closings.ticks(found.start())
    if found["comment"]:
        return closings.closed("-->", found.end())
    if found["raw"]:
        return closings.closed(f"</{found['raw']}>", found.end()) or found.end()
    if found["directive"] or found["remark"] or found["literal"]:
        return closings.block(found.end())
    return found.end()


def _is_code(line: str, before: str) -> bool:
    """Whether an indented line is code: mostly ASCII, behind a blank line or another line of code."""
    if before.rstrip(" \t\r\n") and not _BLANK_LINE.search(before):
        return False
    beyond = len(line) - len(line.encode("ascii", "ignore"))
    return beyond < (1 - _CODE_SHARE) * len(line.strip())
