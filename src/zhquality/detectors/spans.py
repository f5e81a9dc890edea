"""What to take of a text when a whole line goes."""

from __future__ import annotations

from zhquality.document import Document, Span

__all__ = ["line_span"]


def line_span(document: Document, index: int) -> Span:
    """The span of a line with its line end.

    Where blank lines stand on both sides those after it go too, so that the paragraphs around it stay as far apart
    as they were from it.

    Args:
        document: the text.
        index: of the line in ``document.lines``.
    """
    lines = document.lines
    line = lines[index]
    if index and lines[index - 1].text.strip():
        return line.start, line.next
    after = index + 1
    while after < len(lines) and not lines[after].text.strip():
        after += 1
    return line.start, lines[after].start if after < len(lines) else len(document.text)
