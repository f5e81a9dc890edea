"""Detector of the OBF family: one search for unusual characters decides which channels look at a text at all."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from zhquality import lazy
from zhquality.detectors import (
    Detection,
    beyond,
    crossread,
    glosses,
    insertions,
    invisible,
    letters,
    lookalikes,
    lost,
    markup,
    mojibake,
    repeated_signs,
    separators,
    slips,
    transposed,
)
from zhquality.document import Document
from zhquality.findings import Applicability, Finding
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector"]


def _han_without(characters: str) -> str:
    """The ranges of 一-鿿 that leave out some characters, for a class."""
    edges = [ord("一") - 1, *sorted(map(ord, characters)), ord("鿿") + 1]
    return "".join(f"{chr(low + 1)}-{chr(high - 1)}" for low, high in pairwise(edges) if high - low > 1)


_UNUSUAL = lazy.pattern(
    f"[^{_han_without(lookalikes.BOUND + mojibake.GBK + crossread.BIG5 + crossread.GBK + beyond.RARE)}\n -~，。、“”（）：；？！—…《》‘’「」·\t\r\u3000]"
)
"""Everything but everyday Chinese, ASCII and punctuation: 3 us a page, the only search of all its characters."""
_INVISIBLE = lazy.pattern(f"[{invisible.INVISIBLE}]")
_LOST = lazy.pattern(f"[{lost.LOST}]")
_TORN_TAG = lazy.guarded(r"[?]！[?]/?[a-z]{1,4}>", "！")
"""What a converter of bytes made of 。”<p>: the bracket went with half of the quotation mark."""
_RADICAL = lazy.pattern("[\u2f00-\u2fd5]")
_LATIN, _CYRILLIC = lazy.pattern("[\x80-ÿ]"), lazy.pattern("[а-я]")


class Detector:
    """Obfuscated text (OBF001 to OBF008), but for the words of evasion lists."""

    scores = ("obfuscated",)
    triggers: frozenset[str] = frozenset()
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - it has no triggers
        """Findings, and the share of the text that they damage."""
        found = self._findings(document)
        findings = tuple(_apart(f for f in found if not document.is_protected(f.start, f.end)))
        return Detection(findings, {"obfuscated": score(findings, len(document.text))} if findings else {})

    def _findings(self, document: Document) -> Iterator[Finding]:
        text = document.text
        unusual = "".join(set(_UNUSUAL.findall(text)))
        if _INVISIBLE.search(unusual):
            yield from invisible.find(document)
        if _LOST.search(unusual):
            yield from lost.find(document, self._resources)
        yield from self._misread(document, unusual)
        if slips.HINT.search(text):
            yield from slips.find(document, self._resources)
        if slips.STRANGE.search(unusual):
            yield from slips.find_stray(document, self._resources)
        if lost.QUESTION.search(text):
            yield from lost.find_dots(document, self._resources)
        if markup.VARIANT_HINT in text or markup.HINT.search(text):
            yield from markup.find(document)
        if unusual:
            yield from lookalikes.find(document, unusual, self._resources)
        if any(hint.search(text) for hint in glosses.HINTS) or _TORN_TAG.search(text):
            yield from self._glosses(document)
        if any(hint.search(text) for hint in letters.HINTS):
            yield from letters.find(document, self._resources)
        if insertions.PICTURE.search(unusual) or _marked(text):
            yield from insertions.find_symbols(document, self._resources)
        if any(hint.search(text) for hint in separators.HINTS):
            yield from separators.find(document, self._resources)
        if repeated_signs.HINT in text:
            yield from repeated_signs.find(document)
        if _RADICAL.search(unusual) and transposed.has_radicals(text) and not document.traditional:
            yield from transposed.find(document, self._resources)
        if insertions.SPACED.search(text):
            yield from insertions.find_spaced(document, self._resources)

    def _misread(self, document: Document, unusual: str) -> Iterator[Finding]:
        """Text in the wrong encoding."""
        text = document.text
        if _LATIN.search(unusual):
            yield from mojibake.find_latin(document, self._resources)
        if mojibake.GBK_TRACES.search(unusual):
            yield from mojibake.find_gbk(document, self._resources)
        if _CYRILLIC.search(unusual) and mojibake.CYRILLIC.search(text):
            yield from mojibake.find_cyrillic(document, self._resources)
        elif _CYRILLIC.search(unusual) and mojibake.GB_CYRILLIC.search(text):
            yield from mojibake.find_gb_cyrillic(document, self._resources)
        if crossread.HINT.search(unusual):
            yield from mojibake.find_crossed(document, self._resources)
        if beyond.MARKS in text or beyond.HINT.search(unusual):
            yield from mojibake.find_beyond(document)

    def _glosses(self, document: Document) -> Iterator[Finding]:
        """Needless glosses, and what the converter that put them there did to other characters."""
        found = list(glosses.find(document, self._resources))
        yield from found
        if len(found) >= _GLOSSED or _TORN_TAG.search(document.text):
            from zhquality.detectors import misglossed

            yield from misglossed.find(document, self._resources)


def _apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings without those of lost characters that a repair of the text around them explains."""
    some = list(findings)
    repairs = sorted((f.start, f.end) for f in some if f.rule == "OBF006" and f.applicability == Applicability.SAFE)
    for finding in some:
        at = bisect_left(repairs, (finding.start + 1, 0)) - 1
        if finding.applicability == Applicability.SAFE or at < 0 or repairs[at][1] < finding.end:
            yield finding


def _marked(text: str) -> bool:
    """Whether a mark stands before a Chinese character; most texts have no such mark at all."""
    return any(map(text.__contains__, insertions.MARKS)) and insertions.MARK.search(text) is not None


_GLOSSED = 3
"""Needless glosses that show a page to have been through a converter: none of 50,946 clean documents has so many."""
_HALF = 0.01
"""Certain findings a code point at which the score is 1/2: one in a hundred characters spoils a page for any reader."""
_WEIGHT = {"OBF001": 0.3, "OBF005": 0.5, "OBF007": 0.5}
"""Kinds that editors' slips and converters leave on honest pages too (in 1 clean page of 200)."""
_SHORTEST = 300
"""A text is reckoned at least this long, so that one slip in a line is no ruin."""


def score(findings: Sequence[Finding], length: int) -> float:
    """Share of a text that is obfuscated, in [0, 1): ``1 - 2 ** (-density / 0.01)`` over findings that can be repaired.

    Args:
        findings: of the OBF family.
        length: of the text, in code points.
    """
    certain = sum(
        finding.confidence * _WEIGHT.get(finding.rule, 1.0)
        for finding in findings
        if finding.applicability == Applicability.SAFE
    )
    return 1.0 - math.exp(-math.log(2) * certain / max(_SHORTEST, length) / _HALF)
