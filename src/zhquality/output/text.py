"""Findings for people: one line each, the place below it with a caret under the surface."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from zhquality.document import Document
from zhquality.findings import Finding
from zhquality.output import Result, message_of

__all__ = ["finding_lines", "statistics_lines"]

_AROUND = 30
"""Code points of a long line shown on each side of a surface."""
_SHOWN = 40
"""Code points of a surface shown in full."""
_WIDE_BLANK = "\N{IDEOGRAPHIC SPACE}"
"""No control character, though Python counts it among what is not printed."""
_HIGH = 0.5
"""Scores from here are named under the findings of a text."""
_SCORES_ZH = {
    "spun": "伪原创",
    "verbose": "降重体",
    "paraphrased": "机器转述",
    "censored": "打码",
    "boilerplate": "网页杂项",
    "obfuscated": "混淆",
    "repeated": "重复",
}


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _printable(text: str) -> str:
    return "".join(
        c if c.isprintable() or c == _WIDE_BLANK else "\N{REPLACEMENT CHARACTER}" for c in text.replace("\t", " ")
    )


def _short(text: str) -> str:
    flat = _printable(text.replace("\n", "⏎").replace("\r", ""))
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"


def finding_lines(result: Result, lang: str, *, color: bool) -> Iterator[str]:
    """Lines of text for every finding of a result.

    Line and column count from 1; columns are code points.
    """
    document = Document(result.text)
    for finding in result.report.findings:
        yield from _one(result.name, document, finding, lang, color=color)
    yield from _scores(result, lang, color=color)


def _scores(result: Result, lang: str, *, color: bool) -> Iterator[str]:
    """What the findings say of the whole text, if one of its scores is more likely than not."""
    report = result.report
    high = sorted((name for name, value in report.scores.items() if value >= _HIGH), key=lambda n: -report.scores[n])
    if not report.findings or not high:
        return
    bold, reset = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    if lang == "zh":
        shown = "，".join(f"{_SCORES_ZH.get(name, name)} {report.scores[name]:.2f}" for name in high)
        yield f"{bold}{result.name}{reset}: 质量 {report.quality:.2f}（{shown}）"
    else:
        shown = ", ".join(f"{name} {report.scores[name]:.2f}" for name in high)
        yield f"{bold}{result.name}{reset}: quality {report.quality:.2f} ({shown})"


def _one(name: str, document: Document, finding: Finding, lang: str, *, color: bool) -> Iterator[str]:
    number = document.line_at(finding.start)
    line = document.lines[number]
    column = finding.start - line.start
    bold, red, dim, reset = ("\x1b[1m", "\x1b[31m", "\x1b[2m", "\x1b[0m") if color else ("", "", "", "")
    arrow = "".join(f" → {_short(p.text) or '∅'}" for p in finding.proposals[:1])
    yield (
        f"{bold}{name}:{number + 1}:{column + 1}{reset} {red}{finding.rule}{reset} {_short(finding.surface)}{arrow} "
        f"[{finding.confidence:.2f}] {message_of(finding, lang)}"
    )
    low = max(0, column - _AROUND)
    high = min(len(line.text), column + len(finding.surface) + _AROUND)
    before = ("…" if low else "") + _printable(line.text[low:column])
    shown = _printable(line.text[column : min(high, column + len(finding.surface))])
    after = _printable(line.text[column + len(shown) : high])
    yield f"    {before}{shown}{after}"
    yield f"    {' ' * _width(before)}{dim}{'^' * max(1, _width(shown))}{reset}"


def statistics_lines(results: Sequence[Result]) -> Iterator[str]:
    """How often each rule was found, most frequent first."""
    counts = Counter(f.rule for result in results for f in result.report.findings)
    for rule, count in counts.most_common():
        yield f"{count:7d} {rule}"
