"""Detector of the DUP family: paragraphs and sentences that stand in a text twice.

Two paragraphs are compared when they share their first or their last sixteen characters; sentences only word for
word. Parallel wording (law, forms, examination questions) differs in numbers or in more than a few words; provisions,
headings, rows of tables, quoted notes and items of lists repeat by design.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from zhquality import lazy
from zhquality.detectors import Detection
from zhquality.detectors.spans import line_spans
from zhquality.document import Document, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector"]

_PARAGRAPH = 40
"""Least code points of a repeated paragraph or sentence; shorter ones recur in verse, forms and speech."""
_KEY = 16
"""Code points at either end by which paragraphs find each other."""
_SHINGLE = 4
_ALIKE = 0.9
"""Least Jaccard index of the shingles of a near-repeat; clean text of 2 million characters has none above 0.86."""
_HOLDERS = 4
"""Earlier paragraphs of one key that are compared, so that the work stays linear."""
_STUTTER = 10
"""Least code points of a sentence that follows itself."""
_EXACT = 0.98
_SENTENCE_CONFIDENCE = 0.9
_SENTENCES = lazy.pattern(rf"[^。！？!?\n\s”’」』）)][^。！？!?\n]{{{_STUTTER - 1},}}")
_ENDS = "！？!?\n"
_LEAD = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "”’」』）)"
"""What those sentences end with, besides a full stop, and what they do not begin with."""
_DIGITS = lazy.pattern(r"\d+")
_REPORTS = lazy.pattern(r"(?:表示|认为|指出|透露|坦言|谈到|强调|[说称])[,，:：]")
"""A paragraph that reports speech may restate what is quoted elsewhere, as the lead of an interview does."""
_LABEL = lazy.pattern(rf"^[【\[]?{lazy.HAN}{{2,4}}[】\]]?\s?[:：]\s?")
"""导语：, 【摘要】：, a speaker."""
_HAN = lazy.pattern("[㐀-鿿]")
_DESIGNED = lazy.pattern(
    r"\s*(?:\||>|#{1,6}\s|[-*+•·●]\s|\d{1,3}[.、)）]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.])"
)
"""How rows, quoted notes, headings and items begin: 56 of the 86 repeated paragraphs and sentences on 2,159 fresh pages of
manuals, recipes and laws were these, provisions, or lead-ins of tables; the 30 that are left were read, and do repeat."""
_PROVISION = lazy.pattern(r"^[ \t\u3000#*]{0,8}第[〇零一二三四五六七八九十百千\d]{1,7}条", re.MULTILINE)
_APART = 5
"""Lines from a subtitle to the next that may repeat it: one of the translation stands under each of the original's."""
_LAW = 3
"""Provisions from which a text is a law or a contract."""
_MESSAGES = {
    "DUP001": ("this paragraph repeats an earlier one", "此段与前文某段重复"),
    "DUP002": ("this sentence repeats an earlier one", "此句与前文某句重复"),
}


class Detector:
    """Repeated paragraphs (DUP001) and sentences (DUP002); the later occurrence is the finding."""

    scores: tuple[str, ...] = ("repeated",)
    triggers: frozenset[str] = frozenset()
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        """It needs none."""

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - it has no triggers
        """Findings, and the share of the text's characters that are repeated."""
        text = document.text
        if len(text) < 2 * _STUTTER:
            return Detection((), {})
        findings: list[Finding] = []
        paragraphs, sentences = _may_repeat_paragraphs(text), _repeats_sentences(text)
        if (paragraphs or sentences) and len(list(islice(_PROVISION.finditer(text), _LAW))) == _LAW:
            return Detection((), {"repeated": 0.0})
        subtitles: list[Span] = []
        if paragraphs:
            findings += _paragraphs(document, subtitles)
        if sentences:
            findings += _sentences(document, sorted([*subtitles, *((f.start, f.end) for f in findings)]))
        repeated = sum(len(f.surface) for f in findings)
        return Detection(tuple(findings), {"repeated": min(1.0, repeated / len(text)) if text else 0.0})


def _may_repeat_paragraphs(text: str) -> bool:
    """Whether two long lines share an end: all that a text without repetition is asked."""
    if len(text) < 2 * _PARAGRAPH:
        return False
    lines = [line.strip() for line in text.split("\n") if len(line) >= _PARAGRAPH]
    return len({line[:_KEY] for line in lines}) < len(lines) or len({line[-_KEY:] for line in lines}) < len(lines)


def _repeats_sentences(text: str) -> bool:
    """Whether ``_SENTENCES`` finds one twice; the text is split at the pace of C instead."""
    for end in _ENDS:
        text = text.replace(end, "。")
    parts = [part.lstrip(_LEAD) for part in text.split("。") if len(part) >= _STUTTER]
    sentences = [part for part in parts if len(part) >= _STUTTER]
    return len(sentences) != len(set(sentences))


def _paragraphs(document: Document, subtitles: list[Span]) -> Iterator[Finding]:
    """Paragraphs that repeat an earlier one; where subtitles do is added to ``subtitles``."""
    holders: dict[str, list[str]] = defaultdict(list)
    latest: dict[str, int] = {}
    for index, line in enumerate(document.lines):
        paragraph = _LABEL.sub("", line.text.strip())
        if len(paragraph) < _PARAGRAPH or _is_designed(line.text) or document.is_protected(line.start, line.end):
            continue
        keys = (paragraph[:_KEY], paragraph[-_KEY:])
        likeness = max((_likeness(other, paragraph) for key in keys for other in holders[key]), default=0.0)
        before = latest.get(paragraph)
        latest[paragraph] = index
        if before is not None and _is_subtitle(document, before, index):
            subtitles.append((line.start, line.end))
        elif likeness >= _ALIKE:
            yield _finding(
                document, "DUP001", line_spans(document, [index])[index], _EXACT if likeness == 1.0 else likeness
            )
        for key in keys:
            if len(holders[key]) < _HOLDERS:
                holders[key].append(paragraph)


def _is_subtitle(document: Document, before: int, index: int) -> bool:
    """Whether only a line or two of another language, and blank ones, stand between a paragraph and itself."""
    between = [line.text for line in document.lines[before + 1 : index]] if index - before <= _APART else []
    return any(map(str.strip, between)) and not any(map(_HAN.search, between))


def _is_designed(line: str) -> bool:
    """Whether a line is a row, a note, a heading, an item, or leads in what follows."""
    return _DESIGNED.match(line) is not None or line.rstrip().endswith((":", "："))


def _likeness(one: str, other: str) -> float:
    """Jaccard index of two paragraphs' shingles; 0 where their numbers differ or they are hardly Chinese."""
    if len(_HAN.findall(one)) * 2 < len(one):
        return 0.0
    if one == other:
        return 1.0
    if not _ALIKE <= len(one) / len(other) <= 1 / _ALIKE or _DIGITS.findall(one) != _DIGITS.findall(other):
        return 0.0
    if _REPORTS.search(one) or _REPORTS.search(other):
        return 0.0
    first, second = _shingles(one), _shingles(other)
    return len(first & second) / len(first | second)


def _shingles(paragraph: str) -> set[str]:
    return {paragraph[i : i + _SHINGLE] for i in range(len(paragraph) - _SHINGLE + 1)}


def _sentences(document: Document, taken: Sequence[Span]) -> Iterator[Finding]:
    """Long sentences that stood before, and sentences that follow themselves, outside repeated paragraphs."""
    text = document.text
    seen: set[str] = set()
    previous, previous_end = "", -1
    line_end, reports, designed = 0, False, False
    for found in _SENTENCES.finditer(text):
        sentence, start = found[0], found.start()
        end = found.end() + (text[found.end() : found.end() + 1] in tuple("。！？!?"))
        if start >= line_end:
            line = document.lines[document.line_at(start)]
            line_end, reports = line.next, _REPORTS.search(line.text) is not None
            designed = _is_designed(line.text)
        stutter = (
            sentence == previous
            and not text[previous_end:start].strip()
            and len(sentence) >= _STUTTER
            and not sentence.rstrip().endswith((":", "："))  # two fields of a form
        )
        again = len(sentence) >= _PARAGRAPH and sentence in seen and not designed
        spared = document.is_protected(start, end) or _overlaps(taken, start, end)
        if (stutter or again) and not spared and len(_HAN.findall(sentence)) * 2 >= len(sentence):
            yield _finding(document, "DUP002", (start, end), _SENTENCE_CONFIDENCE)
        if not reports:
            seen.add(sentence)
        previous, previous_end = sentence, end


def _overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether a range overlaps one of the sorted, disjoint spans."""
    at = bisect_right(spans, (start, start))
    return (at > 0 and spans[at - 1][1] > start) or (at < len(spans) and spans[at][0] < end)


def _finding(document: Document, rule: str, span: Span, confidence: float) -> Finding:
    start, end = span
    surface = document.text[start:end]
    proposals = (Proposal("", round(confidence, 4)),)
    return Finding(rule, start, end, surface, round(confidence, 4), *_MESSAGES[rule], Applicability.UNSAFE, proposals)
