"""Where findings stand, for formats that count lines and columns from 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhquality.document import Document
from zhquality.findings import Finding
from zhquality.output import Result

__all__ = ["Place", "placed"]


@dataclass(frozen=True, slots=True)
class Place:
    """First and last line and column of a finding, from 1; the end column is one past the last.

    Attributes:
        line: of the first code point.
        column: in code points.
        byte_column: in bytes of UTF-8.
        end_line: of the last code point.
        end_column: in code points.
        end_byte_column: in bytes of UTF-8.
    """

    line: int
    column: int
    byte_column: int
    end_line: int
    end_column: int
    end_byte_column: int


def placed(result: Result) -> Iterator[tuple[Finding, Place]]:
    """The findings of a text with their places, in time linear in the text: a line is measured from one finding to the next."""
    document = Document(result.text)
    measured = size = 0
    for finding in result.report.findings:
        first, last = document.line_at(finding.start), document.line_at(max(finding.start, finding.end - 1))
        begin, end = document.lines[first].start, document.lines[last].start
        if not begin <= measured <= finding.start:
            measured, size = begin, 0
        size += _bytes(result.text[measured : finding.start])
        measured = finding.start
        before_end = size + _bytes(finding.surface) if first == last else _bytes(result.text[end : finding.end])
        place = Place(first + 1, finding.start - begin + 1, size + 1, last + 1, finding.end - end + 1, before_end + 1)
        yield finding, place


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
