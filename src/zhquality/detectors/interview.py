"""Detector of interviews that lost a question (ELI001): one speaker's label follows the same speaker's answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zhquality import lazy
from zhquality.detectors import Detection
from zhquality.document import Document, Line
from zhquality.findings import Finding
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector"]


class Detector:
    """Questions missing from interviews (ELI001)."""

    scores: tuple[str, ...] = ()
    triggers: frozenset[str] = frozenset()
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        """It needs none of the resources."""

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - it has no triggers
        """Findings; counting colons first keeps it fast on other texts."""
        return Detection(tuple(_unasked(document)), {})


_LABEL = lazy.pattern(r"[ \t\u3000]{0,8}(?P<name>[^\s：:，。！？,.!?;；“”\"]{2,14})[：:](?=[^\s/\\])")
_QUESTION = lazy.pattern(r"[？?][”」』\"]?\s*$|[吗呢]。?\s*$")
_TURNS = 6
"""Labelled turns from which lines count as an interview."""
_ALTERNATE = 0.6
"""Least share of turns that change the speaker: chats, where people send line after line, change less."""
_ANSWER = 60
"""Mean length in code points of a turn of the speaker who is asked: answers of an interview, not lines of a play."""


def _unasked(document: Document) -> Iterator[Finding]:
    """Answers whose question is gone: in an interview one speaker's label follows the same speaker's turn."""
    text = document.text
    if text.count("：") + text.count(":") < _TURNS or text.count("\n") + text.count("\r") < _TURNS - 1:
        return
    turns = [(line, match) for line in document.lines if (match := _LABEL.match(line.text))]
    spoken = Counter(match["name"] for _, match in turns)
    turns = [(line, match) for line, match in turns if spoken[match["name"]] > 1]
    speakers = {match["name"] for _, match in turns}
    if len(turns) < _TURNS or not 2 <= len(speakers) <= 4:
        return
    repeated = [turn for before, turn in pairwise(turns) if before[1]["name"] == turn[1]["name"]]
    if len(repeated) > (1 - _ALTERNATE) * (len(turns) - 1):
        return
    asked = {match["name"] for _, match in repeated}
    questions = [bool(_QUESTION.search(line.text)) for line, match in turns if match["name"] not in asked]
    if len(asked) != 1 or 2 * sum(questions) < len(questions) or _mean_length(turns, asked) < _ANSWER:
        return
    for line, match in repeated:
        if _QUESTION.search(_before(document, line)):
            continue  # the question stands there, without a label
        start, end = line.start + match.start("name"), line.start + match.end()
        yield Finding(
            "ELI001",
            start,
            end,
            document.text[start:end],
            0.6,
            "The same speaker's label follows the speaker's own answer: the question between them is missing.",
            "同一说话人的标签接连出现：两段回答之间的提问缺失。",
        )


def _before(document: Document, line: Line) -> str:
    """The text of the last line before this one that is not blank."""
    for before in reversed(document.lines[max(0, document.line_at(line.start) - 4) : document.line_at(line.start)]):
        if before.text.strip():
            return before.text
    return ""


def _mean_length(turns: Sequence[tuple[Line, re.Match[str]]], names: set[str]) -> float:
    lengths = [len(line.text) for line, match in turns if match["name"] in names]
    return sum(lengths) / len(lengths)
