"""Detector of visibly missing text (ELI001) and silently deleted superlatives (CEN003)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from zhquality.data import data_file
from zhquality.detectors import Detection
from zhquality.detectors.remnants import MASKS, Remnants
from zhquality.detectors.spans import in_sight
from zhquality.document import Document
from zhquality.findings import Finding, Proposal
from zhquality.lexicon.frames import Frame, load_frames
from zhquality.lexicon.remnants import load_remnants
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.ranking import Candidate, Site
from zhquality.resources import Resources

__all__ = ["Detector"]

_SIGHT = 60
"""Characters of the line read on each side of an anchor; the longest frame is 54."""
_CONFIDENCE = {"ELI001": 0.8, "CEN003": 0.4}
"""ELI001: seen rarely enough on clean text; CEN003: the sentence may be the writer's own."""


class Detector:
    """Missing text (ELI001) and deleted superlatives (CEN003)."""

    scores = ("censored",)
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._frames: dict[str, list[Frame]] = defaultdict(list)
        for frame in load_frames(resources.lexicons / "elisions.toml", data_file("frames.json")):
            for anchor in frame.anchors:
                self._frames[anchor].append(frame)
        self._remnants = Remnants(resources, load_remnants(data_file("remnants.tsv")))
        self.triggers = frozenset(self._frames) | frozenset(self._remnants.triggers)

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:
        """Findings; a deleted superlative alone makes a page at most suspect."""
        every = list(hits)
        found = {(f.rule, f.start): f for hit in every for f in self._at(document.text, hit)}
        known = tuple(found.values())
        filtered = any(finding.rule == "CEN003" for finding in known)
        more = self._remnants.find(document, every, filtered=filtered)
        findings = (*known, *(f for f in more if not _overlaps(f, known)))
        deleted = sum(finding.rule == "CEN003" for finding in findings)
        return Detection(findings, {"censored": min(0.4, 0.2 * deleted)})

    def _at(self, text: str, hit: Hit) -> Iterator[Finding]:
        low, high = in_sight(text, hit.start, hit.end, _SIGHT)
        for frame in self._frames.get(hit.literal, ()):
            for match in frame.pattern.finditer(text, low, high):
                around = match.start("at") <= hit.start + len(hit.literal) and hit.start <= match.end("at")
                if around and text[match.start("at") - 1 : match.start("at")] not in MASKS:
                    yield self._finding(text, frame, match.span("at"), match.start("gap") if frame.fills else -1)

    def _finding(self, text: str, frame: Frame, span: tuple[int, int], gap: int) -> Finding:
        start, end = span
        proposals: tuple[Proposal, ...] = ()
        if frame.fills:
            site = Site(gap, gap, tuple(Candidate(fill) for fill in frame.fills))
            ranked = self._resources.ranker.rank(text, [site])[0]
            proposals = tuple(Proposal(text[start:gap] + p.text + text[gap:end], p.confidence) for p in ranked)
        deleted = frame.rule == "CEN003"
        return Finding(
            frame.rule,
            start,
            end,
            text[start:end],
            _CONFIDENCE[frame.rule],
            "A superlative seems to have been deleted here." if deleted else "Text is missing here.",
            "此处似有极限词被删去。" if deleted else "此处文字有缺失。",
            proposals=proposals,
        )


def _overlaps(finding: Finding, others: Sequence[Finding]) -> bool:
    return any(finding.start < other.end and other.start < finding.end for other in others)
