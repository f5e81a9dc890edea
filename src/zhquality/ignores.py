"""Inline ignores: ``zhquality: ignore[SPN001]`` in a comment of any syntax.

Forms, each with codes or prefixes in brackets, or without for every rule:
``ignore`` (this line), ``ignore-next-line``, ``ignore-start`` … ``ignore-end`` (lines from one to the other, or to
the next start, or to the end of the text), ``ignore-file``. A form misspelt ignores nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from zhquality.document import Document
from zhquality.findings import Finding

__all__ = ["Ignores"]

_MARK = "zhquality:"
_DIRECTIVE = re.compile(
    r"zhquality:[ \t]{0,8}ignore(?P<form>-next-line|-start|-end|-file)?(?:\[(?P<codes>[A-Za-z0-9, ]{1,400})\])?(?![\w\[-])"
)
_ALL = frozenset({""})


def _codes(listed: str | None) -> frozenset[str]:
    if listed is None:
        return _ALL
    return frozenset(code.strip().upper() for code in listed.split(",") if code.strip())


def _holds(codes: frozenset[str] | set[str], rule: str) -> bool:
    return any(rule[:size] in codes for size in range(len(rule) + 1))


class Ignores:
    """The ignores of one text."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._file: set[str] = set()
        self._lines: dict[int, set[str]] = defaultdict(set)
        self._block_lines: list[int] = []
        self._block_codes: list[frozenset[str]] = []
        if _MARK in document.text:
            self._read()

    def _read(self) -> None:
        for found in _DIRECTIVE.finditer(self._document.text):
            line = self._document.line_at(found.start())
            codes = _codes(found["codes"])
            match found["form"]:
                case "-file":
                    self._file |= codes
                case "-next-line":
                    self._lines[line + 1] |= codes
                case "-start":
                    self._block_lines.append(line)
                    self._block_codes.append(codes)
                case "-end":
                    self._block_lines.append(line + 1)
                    self._block_codes.append(frozenset())
                case _:
                    self._lines[line] |= codes

    def covers(self, finding: Finding) -> bool:
        """Whether the text asks to ignore a finding that starts or ends on a line of it."""
        if not (self._file or self._lines or self._block_lines):
            return False
        if _holds(self._file, finding.rule):
            return True
        document = self._document
        ends = {document.line_at(finding.start), document.line_at(max(finding.start, finding.end - 1))}
        return any(self._covers_line(line, finding.rule) for line in ends)

    def _covers_line(self, line: int, rule: str) -> bool:
        if _holds(self._lines.get(line, set()), rule):
            return True
        block = bisect_right(self._block_lines, line) - 1
        return block >= 0 and _holds(self._block_codes[block], rule)
