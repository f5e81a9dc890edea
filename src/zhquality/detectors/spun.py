"""Words put in by a synonym spinner (SPN001 to SPN004): the page's posterior first, then joint decoding."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from zhquality.batches import batches
from zhquality.data import data_file
from zhquality.detectors import Detection
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import FamilyGate
from zhquality.resources import Resources

if TYPE_CHECKING:
    from zhquality.model.decode import Choice
    from zhquality.model.glance import Glance
    from zhquality.model.normal import Normal
    from zhquality.model.page import PageEvidence
    from zhquality.model.spun import Reading

__all__ = ["Detector"]

_PAGE = 0.5
"""Pages below this probability get a score and no finding, however odd a single word may look."""
_FEW_WORDS = {1: 0.97, 2: 0.75, 3: 0.75}
"""Probability from which a page is taken for spun in which no more than so many different words were put in, however often they occur. Of 120 pages spun by one row of a
table (年夜 for 大) 19 in 20 have .998 and more; a story in which 时分 stands five times for 时候 has .86, and decided the first figure, a report of 220 code points (引荐, 如今, 需要) .71,
and decided the others. Three of 900 pages spun by six known tables have less and three words at most, and 11 of those pages with their table left out."""
_SAFE = 0.99
"""Confidence from which ``clean`` writes a restoration by itself."""
_WRITTEN = 0.585
"""Probability of a change from which ``restore`` writes it; what is less sure is shown, and an editor decides. Were all written, of pages
spun by ``a`` .911 of the damage would be repaired instead of .931, by ``h`` .824 instead of .843, for most of such words are right as
they stand."""
_OWN_WEIGHT = 4.0
"""What a surface of a user's own dictionary adds at the gate: pages with one, two and three of its words then pass in .909,
.999 and all cases."""
_TRADITIONAL = dict.fromkeys("個們這來時會對說國為學關開", 50.0)
"""Characters that pages in traditional script hold: the gate's words are simplified, so it lets these pages through."""
_TOOLS = 3
"""Tools that may have worked on a page one after the other. On pages of three a fourth reading changed nothing."""
_AGAIN = -2.8
"""Logit from which a restored page was spun by another tool before: what even odds are where one page in 330 is spun, is
this where one in 20 is. Of pages spun by two tables .70 to .85 of the damage is repaired without a second reading, .80 to .87
with it; of pages spun by one no word is restored otherwise (``benchmarks/two_tools.py``)."""
_LONG = 20_000
"""Code points from which a text is judged by its parts alone. The model was fitted on pages of up to 3,500: a clean text, its
pages over and over, has a logit of -8 at 36,000 code points, -3.5 at 107,000 and 26 at 356,000."""
_WINDOW = 800
"""Code points of the paragraphs looked at together in a long page that as a whole looks clean."""
_CLEAN_WINDOW = -5.0
"""Logit under which a part of a spun page is left alone: 96 % of 12,060 clean pages are below. With -5.5 a page spun in its middle has 14 findings outside that
part, beside 64 inside, with this at most 8; of the same pages, spun, a third of them by dictionaries unknown to the lexicons and many in a few words only, 16 % are below too."""
_SUPPORTED = 4_000
"""Code points from which a page needs a part that is as likely spun as not by itself: what hundreds of everyday words say, each
a little, adds up with the length. Of 287 clean pages of this length from 38 kinds of writing that had a score of one half and more
without the lists of varieties, 29 have such a part; of 348 simulated spun ones, end to end, all do, with a logit of 3.4 and more. Where
one sentence in four was spun 117 of 144 are still found instead of 124. (Of 22 such clean pages of 1,600 to 4,000 code points
11 have such a part, of 455 spun ones 447.)"""
_WINDOW_PAGE = 0.97
"""A long page has many windows, so each must be surer than a page. Of 240 spun pages put between four clean ones 158 are found so,
164 with 0.9; of 5,000 public pages one has a part above 0.9 (.955, a translation)."""


class Detector:
    """Finds spun words in pages whose words, taken together, speak for a spinner."""

    scores = ("spun",)
    triggers: frozenset[str] = frozenset()

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        own = {e.surface: _OWN_WEIGHT for entries in resources.user_lexicons.values() for e in entries}
        self.gate: FamilyGate | None = FamilyGate.open(data_file("spun.gate"), {**_TRADITIONAL, **own})

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - the gate's words are no triggers
        """Score the page, and decode it or the part of it that was spun."""
        return self.find_each([document])[0]

    def find_each(self, documents: Sequence[Document]) -> list[Detection]:
        """The same for several, which are looked at together: most are clean at the first glance."""
        from zhquality.model.classical import is_classical
        from zhquality.model.normal import normalise
        from zhquality.model.wordlist import is_word_list

        normals = [normalise(document.text) for document in documents]
        modern = [not (n.japanese or is_classical(n.text) or is_word_list(n.text)) for n in normals]
        short = [
            (normal.text, _local(document, normal))
            for document, normal, read in zip(documents, normals, modern, strict=True)
            if read and len(normal.text) <= _LONG
        ]
        looked = iter(self._look([text for text, _ in short], [points for _, points in short]))
        detections: list[Detection] = []
        for document, normal, read in zip(documents, normals, modern, strict=True):
            if not read:
                detections.append(Detection((), {}))
            elif len(normal.text) > _LONG:
                detections.append(self._find_in_parts(document, normal))
            else:
                detections.append(self._find_whole(document, normal, next(looked)))
        return detections

    def _look(self, texts: Sequence[str], local: Sequence[float]) -> list[_Looked]:
        """Look at texts together, and read those wholly that the first glance lets through."""
        spun = self._resources.spun
        readings = spun.read_each(texts, local)
        looks = spun.glances(readings)
        pages = iter(spun.pages([reading for reading, look in zip(readings, looks, strict=True) if look.above > 0]))
        return [
            _Looked(reading, look, next(pages) if look.above > 0 else None)
            for reading, look in zip(readings, looks, strict=True)
        ]

    def _find_whole(self, document: Document, normal: Normal, looked: _Looked) -> Detection:
        """Judge a page as a whole, then, if it looks clean, its parts."""
        from zhquality.model.classical import is_classical

        reading, look, page = looked
        if page is None:
            return Detection((), {"spun": look.probability})
        spans = list(_windows(normal.text))
        windows = self._resources.spun.parts(reading, page, spans)
        surest = max((window.probability for window in windows if window), default=0.0)
        if page.probability >= _PAGE and (len(normal.text) < _SUPPORTED or surest >= _PAGE):
            found = tuple(self._findings(document, normal, page, 0, normal.text))
            asked = _FEW_WORDS.get(len({finding.surface for finding in found}), _PAGE)
            if page.probability < asked:
                return Detection((), {"spun": page.probability * _PAGE / asked})
            clean = [
                normal.span(start, end)
                for (start, end), window in zip(spans, windows, strict=True)
                if window is None or window.logit < _CLEAN_WINDOW or is_classical(normal.text[start:end])
            ]
            kept = tuple(f for f in found if not any(low <= f.start < high for low, high in clean))
            return Detection(kept, {"spun": page.probability})
        score = min(page.probability, surest) if page.probability >= _PAGE else page.probability
        findings: list[Finding] = []
        for (start, end), window in zip(spans, windows, strict=True):
            if window and window.probability >= _WINDOW_PAGE and not is_classical(normal.text[start:end]):
                score = max(score, window.probability)
                findings += self._findings(document, normal, window, start, normal.text[start:end])
        return Detection(tuple(findings), {"spun": score})

    def _find_in_parts(self, document: Document, normal: Normal) -> Detection:
        """Judge every part of a long text by itself; where most are spun, all are that are not clearly clean.

        The score is that of the surest part, or, if none is sure, the mean of all.
        """
        from zhquality.model.classical import is_classical

        spans = [span for span in _windows(normal.text) if not is_classical(normal.text[slice(*span)])]
        if not spans:
            return Detection((), {})
        groups = batches(normal.text[start:end] for start, end in spans)
        points = _local(document, normal)
        pages = [looked.page for group in groups for looked in self._look(group, [points] * len(group))]
        judged = [(*span, page) for span, page in zip(spans, pages, strict=True)]
        probabilities = [0.0 if page is None else page.probability for _, _, page in judged]
        sure = [probability for probability in probabilities if probability >= _WINDOW_PAGE]
        if not sure:
            return Detection((), {"spun": sum(probabilities) / len(judged)})
        mostly = 2 * len(sure) > len(judged)
        findings: list[Finding] = []
        for start, end, page in judged:
            if page is not None and (page.logit >= _CLEAN_WINDOW if mostly else page.probability >= _WINDOW_PAGE):
                findings += self._findings(document, normal, page, start, normal.text[start:end])
        return Detection(tuple(findings), {"spun": max(sure)})

    def _findings(
        self, document: Document, normal: Normal, page: PageEvidence, offset: int, text: str
    ) -> Iterator[Finding]:
        decided = self._decoded(text, page, _local(document, normal))
        others = self._resources.unknown.propose(text, page, decided)
        ruled = [*zip(decided, self._rules(text, decided), strict=True), *((choice, "SPN004") for choice in others)]
        for choice, rule in sorted(ruled, key=lambda pair: pair[0].start):
            start, end = normal.span(choice.start + offset, choice.end + offset)
            if document.is_protected(start, end):
                continue
            written = _as_the_page_writes(choice, document, text) if document.traditional else choice
            yield _finding(document.text[start:end], start, written, rule, page.probability)

    def _decoded(self, text: str, page: PageEvidence, local: float) -> Sequence[Choice]:
        """What to change in a spun page: what the last tool did, then what the one before did, if there was one."""
        from zhquality.model.chains import chained
        from zhquality.model.restoring import restore

        spun = self._resources.spun
        sure, doubtful = _parted(spun.decode(page))
        for _ in range(_TOOLS - 1):
            reading = spun.read(restore(text, sure), local)
            again = spun.page(reading) if spun.glance(reading).above > 0 else None
            if again is None or again.logit < _AGAIN:
                break
            sure = chained(text, sure, _parted(spun.decode(again))[0])
        free = [c for c in doubtful if all(c.end <= other.start or other.end <= c.start for other in _near(sure, c))]
        return sorted([*sure, *free], key=attrgetter("start"))

    def _rules(self, text: str, choices: Sequence[Choice]) -> list[str]:
        """SPN002 where the restored word lay across word boundaries, SPN003 for the verbose table's own pairs."""
        from zhquality.model.boundaries import cuts_words
        from zhquality.model.restoring import placed, restore

        spun = self._resources.spun
        member, families = spun.statistics.member, spun.statistics.families
        only_verbose = [family == "verbose" for family in families]
        cut = cuts_words(restore(text, choices), [(start, end) for _, start, end in placed(choices)], spun)
        rules: list[str] = []
        for choice, cuts in zip(choices, cut, strict=True):
            if "verbose" in families and member[choice.pair].tolist() == only_verbose:
                rules.append("SPN003")
            else:
                rules.append("SPN002" if cuts else "SPN001")
        return rules


class _Looked(NamedTuple):
    """A text as it was looked at, and its evidence if the first glance let it through."""

    reading: Reading
    glance: Glance
    page: PageEvidence | None


def _local(document: Document, normal: Normal) -> float:
    """What the script of a page and its brackets say for Taiwan and Hong Kong, in points."""
    from zhquality.model.varieties import script_points

    return script_points(document.text) if normal.text is not document.text and document.traditional else 0.0


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Spans of paragraphs of about 800 code points; nothing for a text that is hardly longer than one."""
    if len(text) < 2 * _WINDOW:
        return
    start = 0
    while start < len(text):
        end = text.find("\n", start + _WINDOW)
        end = len(text) if end < 0 or end - start > 3 * _WINDOW else end + 1
        end = min(end, start + 3 * _WINDOW)
        yield start, end
        start = end


def _finding(surface: str, start: int, choice: Choice, rule: str, page: float) -> Finding:
    total = sum(choice.probabilities)
    confidence = choice.changed * page
    proposals = tuple(
        Proposal(word, confidence * share / total)
        for word, share in zip(choice.candidates, choice.probabilities, strict=True)
    )
    best = proposals[0]
    return Finding(
        rule=rule,
        start=start,
        end=start + len(surface),
        surface=surface,
        confidence=confidence,
        message=f"“{surface}” stands where “{best.text}” was: put in by a rewriting tool",
        message_zh=f"“{surface}”处原为“{best.text}”，是伪原创工具替换的",
        applicability=_applicability(choice, best),
        proposals=proposals,
    )


def _as_the_page_writes(choice: Choice, document: Document, text: str) -> Choice:
    """The candidates in traditional characters; ``text`` is what the choice was made in."""
    from zhquality.lexicon.traditional import written_at

    words = written_at(choice.candidates, text, (choice.start, choice.end), document.characters)
    return replace(choice, candidates=words)


def _parted(choices: Sequence[Choice]) -> tuple[list[Choice], list[Choice]]:
    """Choices that are sure enough to be written, and the others."""
    sure = [choice for choice in choices if choice.changed >= _WRITTEN]
    return sure, [choice for choice in choices if choice.changed < _WRITTEN]


def _near(choices: Sequence[Choice], choice: Choice) -> Sequence[Choice]:
    """Of choices by start those that may overlap another: the last that begins before it, and those that begin in it."""
    low = bisect_left(choices, choice.start, key=attrgetter("start"))
    return choices[max(0, low - 1) : bisect_left(choices, choice.end, key=attrgetter("start"))]


def _applicability(choice: Choice, best: Proposal) -> Applicability:
    if best.confidence >= _SAFE:
        return Applicability.SAFE
    return Applicability.UNSAFE if choice.changed >= _WRITTEN else Applicability.DISPLAY
