"""Inline ignores: ``zhquality: ignore[SPN001]`` in a comment of any syntax.

Forms, each with codes or prefixes in brackets, or without for every rule:
``ignore`` (this line), ``ignore-next-line``, ``ignore-start`` … ``ignore-end`` (lines from one to the other, or to
the next start, or to the end of the text), ``ignore-file``. A form misspelt ignores nothing, nor does one shown inside
code. What no finding needed is reported as IGN001.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from zhquality import lazy
from zhquality.document import Document
from zhquality.findings import Finding

__all__ = ["DIRECTIVE", "MARK", "UNUSED", "Ignores"]

UNUSED = "IGN001"
"""Rule of an ignore that ignores nothing."""
MARK = "zhquality:"
"""What every ignore begins with."""
DIRECTIVE = lazy.pattern(
    r"zhquality:[ \t]{0,8}ignore(?P<form>-next-line|-start|-end|-file)?(?:[ \t]{0,4}\[(?P<codes>[A-Za-z0-9, ]{1,400})\])?"
    r"(?!\w|-(?!->)|[ \t]{0,4}\[)"  # a comment of HTML may end without a blank: ignore[SPN]-->
)
"""One inline ignore; ``codes`` is None where every rule is meant."""
_ALL = ("",)
_BRACKETS = (("<!--", "-->"), ("{/*", "*/}"), ("/*", "*/"))
"""Comments with an end, as HTML, Markdown, MDX and C have them."""
_LINE_COMMENTS = " \t#/%;."
"""What a comment up to the end of its line begins with: #, //, %, ; or .."""
_BESIDE = 200
"""Code points on each side of an ignore in which the ends of its comment are looked for."""
_LINE_END = lazy.pattern(r"[\r\n]")


_Scope = tuple[str, int]
"""What an ignore covers: the file, a line by its index, or a block by its number."""


class _Directive(NamedTuple):
    """One ignore of a text: its half-open range, its rule prefixes (the empty one is every rule), and what it covers."""

    start: int
    end: int
    codes: tuple[str, ...]
    scope: _Scope


def _codes(listed: str | None) -> tuple[str, ...]:
    if listed is None:
        return _ALL
    return tuple(dict.fromkeys(code.strip().upper() for code in listed.split(",") if code.strip()))


class Ignores:
    """The ignores of one text; which of them were needed is known once every finding was asked for."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._directives: list[_Directive] = []
        self._codes: dict[_Scope, set[str]] = defaultdict(set)
        self._used: set[tuple[_Scope, str]] = set()
        self._block_lines: list[int] = []
        self._blocks: list[_Scope | None] = []
        if MARK in document.text:
            for found in DIRECTIVE.finditer(document.text):
                if not document.is_code(found.start()):
                    self._read(found)

    def _read(self, found: re.Match[str]) -> None:
        line = self._document.line_at(found.start())
        match found["form"]:
            case "-file":
                scope = ("file", 0)
            case "-next-line":
                scope = ("line", line + 1)
            case "-start":
                scope = ("block", len(self._blocks))
                self._block_lines.append(line)
                self._blocks.append(scope)
            case "-end":
                self._block_lines.append(line + 1)
                self._blocks.append(None)
                return
            case _:
                scope = ("line", line)
        directive = _Directive(found.start(), found.end(), _codes(found["codes"]), scope)
        self._directives.append(directive)
        self._codes[scope].update(directive.codes)

    def covers(self, finding: Finding, document: Document | None = None) -> bool:
        """Whether the text asks to ignore a finding that starts or ends on a line of it.

        Args:
            finding: one of the text, or of ``document``.
            document: the text without comments, if it was found there; the lines are the same.
        """
        if not self._directives:
            return False
        document = document or self._document
        ends = {document.line_at(finding.start), document.line_at(max(finding.start, finding.end - 1))}
        scopes = {("file", 0), *(scope for line in ends for scope in self._around(line))}
        prefixes = [finding.rule[:size] for size in range(len(finding.rule) + 1)]
        needed = {(scope, code) for scope in scopes for code in prefixes if code in self._codes.get(scope, ())}
        self._used |= needed
        return bool(needed)

    def _around(self, line: int) -> Iterator[_Scope]:
        yield "line", line
        number = bisect_right(self._block_lines, line) - 1
        block = self._blocks[number] if number >= 0 else None
        if block is not None:
            yield block

    def idle(self) -> list[_Directive]:
        """The ignores some code of which no finding asked so far needed."""
        return [d for d in self._directives if any((d.scope, code) not in self._used for code in d.codes)]

    def without_idle(self) -> str:
        """The text without the comments of those; its lines are the same, shorter ones."""
        text, parts, cursor = self._document.text, [], 0
        for directive in self.idle():
            start, end = _comment(text, directive.start, directive.end)
            if start >= cursor:
                parts.append(text[cursor:start])
                cursor = end
        return "".join((*parts, text[cursor:]))

    def unused(self) -> Iterator[Finding]:
        """A finding for every ignore some code of which no finding asked so far needed, by start."""
        for directive in self.idle():
            codes = [code for code in directive.codes if (directive.scope, code) not in self._used]
            surface = self._document.text[directive.start : directive.end]
            yield _finding(surface, directive.start, codes)


def _comment(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the comment that holds an ignore begins, with the blanks before it, and where it ends, on the same line."""
    low, high = max(0, start - _BESIDE), end + _BESIDE  # not the whole line, which may be the whole text
    before, after = _LINE_END.split(text[low:start])[-1], _LINE_END.split(text[end:high], maxsplit=1)[0]
    for opening, closing in _BRACKETS:
        begins, ends = before.rfind(opening), after.find(closing)
        if begins >= 0 and ends >= 0:
            return start - len(before) + len(before[:begins].rstrip()), end + ends + len(closing)
    kept = before.rstrip(_LINE_COMMENTS)
    return start - len(before) + len(kept), end + (len(after) if kept != before else 0)


def _finding(surface: str, start: int, idle: list[str]) -> Finding:
    codes = ", ".join(filter(None, idle))
    return Finding(
        rule=UNUSED,
        start=start,
        end=start + len(surface),
        surface=surface,
        confidence=1.0,
        message=f"nothing here needs the ignore of {codes}; take it out"
        if codes
        else "nothing here needs this ignore; take it out",
        message_zh=f"此处没有需要忽略的 {codes}，可以删去" if codes else "此处没有需要忽略的问题，可以删去这条注释",
    )
