"""Detector of starred-out words (CEN001, CEN002) and masks of personal data (CEN010)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from zhquality.detectors import Detection, placeholders
from zhquality.detectors.blanks import are_blanks, are_grades, are_notes, is_judgment
from zhquality.detectors.marks import Kind, Mark
from zhquality.detectors.masks import marks
from zhquality.detectors.starred import evidence, is_markdown, ratio
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.resources import Resources

if TYPE_CHECKING:
    from zhquality.detectors.fill import Fill, Filler, Read

__all__ = ["Detector"]

_READ = 100
"""Placeholders of one page that are read with the model (30 ms each); the page's verdict holds for the rest."""
_FIRST = 8
"""Runs that are read first, and with the filters' own words only: it takes a twentieth of the time."""
_HOPELESS = -0.5
"""Evidence in nats of that first reading under which none of 143 starred pages was found by a full one (least: 0.4)."""
_KINDS = frozenset({Kind.OPEN, Kind.PAIRED, Kind.EDGE})
_FLAGGED = -0.3
"""Log odds of a page in nats from which its runs are starred-out words. Of 33,144 clean documents, 535 of which hold stars, 24
are taken, most of them with lost bytes, and 18 at 0; rules drawn by hand took 29. By ten-fold validation of the fit .978 of the stars
stand in pages above 0, .982 in those above -0.5."""
_LOOSE = -8.0
"""Evidence in bits from which a loose run hides a word where others do: chosen by eye; of 94 doubtful stars
that hide one in pages made for it, 3 fall below."""
_SET_OFF = -1.15
"""Evidence in nats of a pair of runs under which it is emphasis even in a page of starred-out words."""
_OF_A_KIND = 3
"""Unless one in so many runs of the same length is unpaired: then that is how the page writes what it stars out."""
_CONFIDENT = 0.7
"""Posterior of the first proposal from which ``restore`` writes it: 91 % of those were right on stars put into held-out
text; from 0.6 to 0.7 only 56 % are. With the network 93 % and 66 % are."""
_ABSTAIN = 0.05
"""Posterior of the first proposal under which none is made: the readings are flat."""


class Detector:
    """Censored words (CEN001, CEN002) and personal-data masks (CEN010)."""

    scores = ("censored",)
    triggers: frozenset[str] = frozenset()
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @cached_property
    def _filler(self) -> Filler:
        # numpy comes with it, which a page without placeholders never needs.
        from zhquality.detectors.fill import Filler

        return Filler(self._resources)

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - it has no triggers
        """Findings, and the probability that words of the page are starred out."""
        text = document.text
        others = (
            tuple(placeholders.find(document, lambda: self._filler))
            if any(map(text.__contains__, placeholders.HINT))
            else ()
        )
        if "*" not in text and "＊" not in text:
            return Detection(others, {"censored": 0.6 if others else 0.0})
        text = simplify(text) if document.traditional else text
        runs = list(marks(document))
        findings = [*others, *(_personal(document.text, run) for run in runs if run.kind is Kind.PERSONAL)]
        starred = [run for run in runs if run.kind in _KINDS]
        loose = [run for run in runs if run.kind is Kind.LOOSE]
        if not starred or is_markdown(starred) or are_blanks(text, starred):
            return Detection(tuple(findings), {})
        every = sorted((*starred, *loose))
        masked = len(findings) > len(others)
        if are_grades(text, every) or are_notes(text, every) or (masked and is_judgment(text)):
            return Detection(tuple(findings), {})
        read = self._read(text, starred[:_FIRST], common=False)
        odds = evidence(text, starred, read)
        if odds > _HOPELESS:
            read = self._read(text, starred[:_READ])
            odds = evidence(text, starred, read)
        if odds > _FLAGGED:
            found = self._found(text, starred, loose, read)
            findings += (_as_the_page_writes(f, document, text) for f in found) if document.traditional else found
        return Detection(tuple(findings), {"censored": 1.0 / (1.0 + math.exp(min(60.0, -odds)))})

    def _found(
        self, text: str, starred: Sequence[Mark], loose: Sequence[Mark], read: dict[int, Read]
    ) -> Iterator[Finding]:
        """Findings of a page of starred-out words; only here the loose runs are read."""
        read = read | self._read(text, loose[:_READ])
        hiding = _hiding(starred, read)
        sizes = {run.end - run.start for run in hiding if run.kind is not Kind.PAIRED}
        hiding += [run for run in loose if _may_hide(run, read, sizes)]
        hiding.sort(key=attrgetter("start"))
        chosen = [run.start for run in hiding if run.start in read]
        fills = dict(zip(chosen, self._filler.choose(text, [read[start] for start in chosen]), strict=True))
        return _censored(text, hiding, fills)

    def _read(self, text: str, runs: Sequence[Mark], common: bool = True) -> dict[int, Read]:
        from zhquality.detectors.fill import Gap

        read = self._filler.read(text, [Gap(run.start, run.end) for run in runs], common)
        return {run.start: one for run, one in zip(runs, read, strict=True)}


def _hiding(runs: Sequence[Mark], read: dict[int, Read]) -> list[Mark]:
    """The runs of a page of starred-out words without the pairs that emphasise a phrase."""
    lengths = Counter(run.end - run.start for run in runs)
    alone = Counter(run.end - run.start for run in runs if run.kind is not Kind.PAIRED)
    starts = {run.start for run in runs}

    def emphasises(run: Mark) -> bool:
        size = run.end - run.start
        if run.kind is not Kind.PAIRED or _OF_A_KIND * alone[size] >= lengths[size]:
            return False
        if run.partner not in starts:
            return True
        known = run.start in read and run.partner in read
        return known and ratio(run, read[run.start].evidence + read[run.partner].evidence) < _SET_OFF

    return [run for run in runs if not emphasises(run)]


def _may_hide(run: Mark, read: dict[int, Read], sizes: Container[int]) -> bool:
    """Whether a loose run can be a word where others are; one of a pair only if lone runs of the page are as long."""
    if run.start not in read or read[run.start].evidence <= _LOOSE:
        return False
    if run.partner not in read:
        return True
    both = read[run.start].evidence + read[run.partner].evidence
    return run.end - run.start in sizes and ratio(run, both) >= _SET_OFF


def _censored(text: str, runs: Sequence[Mark], fills: dict[int, Fill]) -> Iterator[Finding]:
    for run in runs:
        fill = fills.get(run.start)
        proposals = fill.proposals if fill and fill.proposals and fill.proposals[0].confidence >= _ABSTAIN else ()
        yield _starred(run.start, run.end, text[run.start : run.end], proposals)


def _starred(start: int, end: int, surface: str, proposals: tuple[Proposal, ...]) -> Finding:
    sure = bool(proposals) and proposals[0].confidence >= _CONFIDENT
    return Finding(
        "CEN001",
        start,
        end,
        surface,
        0.9,
        "A word was starred out here" + (f", probably {proposals[0].text}." if sure else "."),
        "此处有词被星号屏蔽" + (f"，可能是“{proposals[0].text}”。" if sure else "。"),
        Applicability.UNSAFE if sure else Applicability.DISPLAY,
        proposals,
    )


def _as_the_page_writes(finding: Finding, document: Document, text: str) -> Finding:
    """The proposals in traditional characters; ``text`` is the page in simplified ones."""
    from zhquality.lexicon.traditional import written_at

    start, end = finding.start, finding.end
    words = written_at((p.text for p in finding.proposals), text, (start, end), document.characters)
    proposals = (Proposal(word, p.confidence) for word, p in zip(words, finding.proposals, strict=True))
    return _starred(start, end, finding.surface, tuple(proposals))


def _personal(text: str, run: Mark) -> Finding:
    return Finding(
        "CEN010",
        run.start,
        run.end,
        text[run.start : run.end],
        0.9,
        "Personal data is masked here; it is never restored.",
        "此处隐去了个人信息，不会还原。",
    )
