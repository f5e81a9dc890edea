"""Detector of the BPL family: what a site puts around an article.

Patterns read the lines that could be furniture; two small logistic models over form, place and neighbours decide about
the lines no pattern names (a menu entry, a related headline). Only a page with at least one certain line is looked
at that closely, so poems, recipes and lists without any site furniture are never judged by their form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhquality.data import data_file
from zhquality.detectors import Detection
from zhquality.detectors.authored import heads_items, is_authored, is_numbered, is_subject
from zhquality.detectors.edges import has_edges
from zhquality.detectors.gaps import above_article, furniture_gaps
from zhquality.detectors.headlines import inserted_headlines
from zhquality.detectors.linemodel import LineModel
from zhquality.detectors.lines import Page, short_runs
from zhquality.detectors.spans import line_spans
from zhquality.document import Document, Line, Span
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.furniture import Furniture
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.patterns import Pattern
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector", "candidates"]

_CERTAIN = 0.98
"""Probability of a line that patterns alone make furniture; ``clean`` removes no others."""
_BARE_HEADING = 0.9
"""By judgement, of a line of such words by themselves: it may head a section of the article."""
_SHARE = "BPL004"
_HEADINGS = ("BPL002", "BPL006", "BPL012")
"""Families whose words are headings in articles too (常见问题, 延伸阅读, 登录); nobody heads a section 分享到."""
_TAIL_CONFIDENCE = 0.97
"""A tail stands behind a complete sentence and is one of few phrases; no clean text of 2 million characters has one."""
_HEADLINE_CONFIDENCE = 0.6
"""By judgement: the evidence is only what the line does not share with its page."""
_HEADLINE = ("this line looks like the headline of another article", "此行像是误入正文的其他文章标题")
_STRANGE = 0.1
"""Most pairs of a line above the title that the article has too, if it is no heading of its own; and their mean share in
headlines of other articles."""
_HEADLINES, _MEAN = 5, 10
"""Headlines below the article that no heading stands above, and their mean code points; what belongs to the article
(its authors) has fewer lines, verse shorter ones."""
_BARE = ("BPL002", "site furniture, by its place and form", "网站栏目文字(按位置与形式判断)")
"""Rule and messages of a line that only the model finds and that no list or neighbour explains."""


class Detector:
    """Site furniture (BPL001 to BPL013)."""

    scores: tuple[str, ...] = ("boilerplate",)
    triggers: frozenset[str] = frozenset()
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        self._folder = resources.lexicons / "boilerplate"

    @cached_property
    def _furniture(self) -> Furniture:
        return Furniture.read(self._folder, data_file("furniture.jsonl"))

    @cached_property
    def _model(self) -> LineModel:
        return LineModel(self._folder)

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - it has no triggers
        """Furniture lines and tails, and the share of the text's characters that they are."""
        text = document.text
        simplified = simplify(text) if document.traditional else text
        if not (self._furniture.possible(simplified) or has_edges(simplified)):
            return Detection((), {"boilerplate": 0.0})
        page = Page(document, self._furniture.reader, simplified=simplified)
        findings = (*self._whole_lines(document, page), *self._tails(document, page))
        headlines = (_headline(document, page.views[i].line) for i in inserted_headlines(page))
        return Detection((*findings, *headlines), {"boilerplate": _share(text, findings)})

    def _whole_lines(self, document: Document, page: Page) -> Iterator[Finding]:
        verdicts = list(self._judge(document, page))
        spans = line_spans(document, (v.index for v in verdicts))
        spans |= line_spans(document, (v.index for v in verdicts if v.safe))  # where only these go
        for verdict in verdicts:
            yield _finding(document, spans[verdict.index], verdict)

    def _judge(self, document: Document, page: Page) -> Iterator[_Verdict]:
        list_rule: Pattern | None = None
        article = any(view.prose for view in page.views)  # a menu that somebody pasted by itself is what they have
        written = article and not (is_authored(document, page) or is_subject(page))
        taken = self._model.taken(page, candidates(page))
        for i, view in enumerate(page.views):
            if view.reading.certain:
                list_rule = view.reading.pattern if view.reading.opens else list_rule
                alone = not _heading_like(page, i)
                safe = alone and not heads_items(page, i)
                probability = _CERTAIN if alone else _BARE_HEADING
            elif i in taken:
                safe, probability = False, taken[i]
            else:
                list_rule = None if view.prose else list_rule  # prose ends a list of links
                continue
            if not _inside_protected(document, view.line.start, view.line.end):
                pattern = view.reading.pattern if view.reading.explained else list_rule
                yield _Verdict(document.line_at(view.line.start), pattern, probability, safe and written)

    def _tails(self, document: Document, page: Page) -> Iterator[Finding]:
        for view in page.views:
            if view.reading.certain:
                continue
            found = self._furniture.reader.tail(view.norm)
            if found:
                start, pattern = found
                end = view.line.start + len(view.line.text.rstrip())
                span = (end - (len(view.norm) - start), end)
                index = document.line_at(view.line.start)
                yield _finding(document, span, _Verdict(index, pattern, _TAIL_CONFIDENCE, safe=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Verdict:
    """That a line, by its index in the document, or its tail is furniture; the pattern that names its kind, if any."""

    index: int
    pattern: Pattern | None
    probability: float
    safe: bool


def candidates(page: Page) -> set[int]:
    """Indices in ``page.views`` of lines without certain patterns that the line model may judge."""
    found: set[int] = set()
    for start, end in page.stretches:
        views = page.views[start:end]
        zone = page.zones[start]
        title = max((i - start for i in page.title if start <= i < end), default=0)
        gaps = furniture_gaps(views, zone, title) | (short_runs(views) if zone == "tail" else set())
        found.update(start + i for i in gaps)
        found.update(i for i in range(start, start + min(title, above_article(views, title))) if _is_strange(page, i))
        if zone == "tail":
            found.update(_foreign(page, start, end))
    return {i for i in found if not _leads_in(page, i)} | page.day_below_title | page.echoed


def _leads_in(page: Page, i: int) -> bool:
    """Whether a line with a colon heads the paragraph or the author's list below it (导读:, 提示:)."""
    view, below = page.views[i], page.views[i + 1 : i + 2]
    if view.reading.explained and view.reading.rule == _SHARE:
        return False  # a row of icons that left no text: 分享:
    return view.norm.endswith(":") and any(v.prose or v.markup for v in below)


def _foreign(page: Page, start: int, end: int) -> range:
    """The lines between the article and the first certain line below it, or the end, if they are headlines of other articles."""
    closed = next((i for i in range(start, end) if page.views[i].reading.certain), end)
    views = page.views[start:closed]
    shares = [share for view in views if (share := page.overlap(view)) is not None]
    headlines = len(shares) >= _HEADLINES and sum(len(v.norm) for v in views) >= _MEAN * len(views)
    strange = headlines and sum(shares) <= _STRANGE * len(shares) and not any(v.markup for v in views)
    return range(start, closed) if strange else range(0)


def _is_strange(page: Page, i: int) -> bool:
    """Whether a line above the title speaks of something else than the article: a motto of the site, what it offers.

    What stands right above publication data may be the title after all.
    """
    view, share = page.views[i], page.overlap(page.views[i])
    dated = page.views[i + 1].reading.rule == "BPL003"
    return share is not None and share <= _STRANGE and not (dated or view.markup or view.written)


def _heading_like(page: Page, i: int) -> bool:
    """Whether a certain line may be a heading of the article: bare words (常见问题) without company, and prose below.

    A lone line of words below the article is furniture all the same.
    """
    reading = page.views[i].reading
    found = reading.pattern
    if found is None or not (found.form in {"words", "head"} or found.opens) or reading.rule not in _HEADINGS:
        return False
    if is_numbered(page.views[i].norm):
        return True
    start, end = page.stretch_of[i]
    return end < len(page.views) and page.explained[start] == 1


def _finding(document: Document, span: Span, verdict: _Verdict) -> Finding:
    start, end = span
    level = Applicability.SAFE if verdict.safe else Applicability.UNSAFE
    confidence = round(verdict.probability, 4)
    pattern = verdict.pattern
    rule, message, message_zh = (pattern.rule, pattern.message, pattern.message_zh) if pattern else _BARE
    surface = document.text[start:end]
    return Finding(rule, start, end, surface, confidence, message, message_zh, level, (Proposal("", confidence),))


def _headline(document: Document, line: Line) -> Finding:
    """A finding for people to look at: taking it out is theirs to decide."""
    surface = document.text[line.start : line.end]
    return Finding("BPL014", line.start, line.end, surface, _HEADLINE_CONFIDENCE, *_HEADLINE)


def _inside_protected(document: Document, start: int, end: int) -> bool:
    """Whether a line belongs to something protected that is larger than itself (a code block, front matter)."""
    return any(low < start or high > end for low, high in document.protected_in(start, end))


def _share(text: str, findings: Sequence[Finding]) -> float:
    """Share of a text's characters, blanks apart, that its furniture is, each weighed by its probability."""
    solid = len("".join(text.split()))
    found = sum(len("".join(f.surface.split())) * f.confidence for f in findings)
    return min(1.0, found / solid) if solid else 0.0
