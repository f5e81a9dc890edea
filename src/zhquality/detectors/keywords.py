"""BPL011: keywords that a page's template left below the article, one a line and without a heading."""

from __future__ import annotations

from collections.abc import Sequence

from zhquality import lazy
from zhquality.detectors import Detection
from zhquality.document import Document, Line
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector"]

_KEYWORD = lazy.pattern("[一-鿿A-Za-z0-9]{2,6}")
_FUNCTION = lazy.pattern("[的了是在我你他她它不这那就也都和与着过吗呢吧啊有又]")
"""Characters of sentences: lines of a poem hold one in two, keywords one in forty."""
_PROSE = lazy.pattern(r".{30,}[。！？!?”…]\s*")
"""The last line of an article; a colon there would announce a list."""
_LEAST = 6
"""Lines; shorter runs are signatures and dates too."""
_CONFIDENCE = 0.7
"""By judgement: people write lists without a heading, if rarely. 2,000 clean documents hold none like this."""


class Detector:
    """A run of short different words of different lengths at the very end, right below prose."""

    scores: tuple[str, ...] = ()
    triggers: frozenset[str] = frozenset()
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        """Nothing is needed."""

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - it has no triggers
        """The keywords, each a finding."""
        text = document.text
        end = len(text.rstrip())
        if end - text.rfind("\n", 0, end) > _LEAST + 1:
            return Detection((), {})
        lines = [line for line in document.lines if line.text.strip()]
        start = len(lines)
        while start and _KEYWORD.fullmatch(lines[start - 1].text.strip()):
            start -= 1
        run = lines[start:]
        words = {line.text.strip() for line in run}
        if len(run) < _LEAST or len(words) < len(run) or len(set(map(len, words))) == 1:
            return Detection((), {})
        if not start or not _PROSE.fullmatch(lines[start - 1].text) or any(map(_FUNCTION.search, words)):
            return Detection((), {})
        return Detection(tuple(map(_finding, run)), {})


def _finding(line: Line) -> Finding:
    start = line.start + len(line.text) - len(line.text.lstrip())
    surface = line.text.strip()
    messages = ("keywords that the page's template put below the article", "模板留在正文后的关键词")
    level, proposals = Applicability.UNSAFE, (Proposal("", _CONFIDENCE),)
    return Finding("BPL011", start, start + len(surface), surface, _CONFIDENCE, *messages, level, proposals)
