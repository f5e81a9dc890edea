"""Verbose rewriting (SPN003): function words stretched, from ``lexicons/verbose/cues.tsv``; the page's score first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from zhquality.data import data_file, numbered_rows
from zhquality.detectors import Detection
from zhquality.document import Document
from zhquality.errors import DataError
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.scanner import Hit, Scanner, encode
from zhquality.model.cues import STRONG, longest, verbose_probability
from zhquality.model.gate import Gate
from zhquality.ranking import Candidate, Site
from zhquality.resources import Resources

__all__ = ["Detector", "read_cues"]

_PAGE = 0.5
"""Pages below this probability get a score and no finding."""
_PLACE = 1.0
"""Weight from which a cue of such a page is a place. From 1.5 on 294 places of the 18 rewritten pages are shown and 4.37 of 1,000
characters of the verbose simulation wrongly, from 1.0 on 325 and 4.56, from 0.8 on 368 and 4.66; so with the weights of an earlier fit. With
these 242, 278 and 320 cues of the 18 pages weigh as much."""


def read_cues(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Cues with their plain forms.

    Raises:
        DataError: naming file and line, if a row is double, out of order, or its plain form is the cue itself.
    """
    rows: dict[str, tuple[str, ...]] = {}
    last = ""
    for number, line in numbered_rows(path):
        cue, _, plain = line.partition("\t")
        forms = tuple(plain.split("|")) if plain else ()
        if cue <= last or cue in forms or "\t" in plain or not all(forms):
            raise DataError(f"{path}:{number}: cues are sorted, unique, and followed by other, plain forms: {line}")
        rows[cue] = forms
        last = cue
    return rows


class Detector:
    """Stretched function words in pages that are full of them."""

    scores = ("verbose", "spun")
    triggers: frozenset[str] = frozenset()

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._plain = read_cues(resources.lexicons / "verbose" / "cues.tsv")
        self._gate = Gate.open(data_file("verbose.gate"))
        self._scanner = Scanner(self._gate.weights)
        # Without a strong cue the page's probability is 0; three of four sentences would be let in for being short.
        self.gate: Gate | None = self._gate._replace(least=max(self._gate.least, STRONG))

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - the gate's words are no triggers
        """The page's probability, and its cues if it is at least one half."""
        data = encode(document.text)
        cues = longest(list(self._scanner.hits(data, self._scanner.raw(data))))
        page = verbose_probability([hit.literal for hit in cues], len(document.text), self._gate)
        scores = {"verbose": page, "spun": page}
        if page < _PAGE:
            return Detection((), scores)
        places = [hit for hit in cues if self._gate.weights[hit.literal] > _PLACE]
        ranked = self._ranked(document.text, places)
        return Detection(tuple(self._finding(hit, page, ranked.get(hit.start, ())) for hit in places), scores)

    def _ranked(self, text: str, cues: Sequence[Hit]) -> Mapping[int, tuple[Proposal, ...]]:
        plain = [hit for hit in cues if self._plain[hit.literal]]
        if not plain:
            return {}
        sites = [Site(hit.start, hit.end, tuple(map(Candidate, self._plain[hit.literal]))) for hit in plain]
        ranked = self._resources.ranker.rank(text, sites)
        return {hit.start: proposals for hit, proposals in zip(plain, ranked, strict=True)}

    def _finding(self, hit: Hit, page: float, ranked: Sequence[Proposal]) -> Finding:
        odds = math.exp(self._gate.weights[hit.literal])
        confidence = page * odds / (1 + odds)
        proposals = tuple(Proposal(p.text, confidence * p.confidence) for p in ranked)
        return Finding(
            rule="SPN003",
            start=hit.start,
            end=hit.end,
            surface=hit.literal,
            confidence=confidence,
            message=f"“{hit.literal}” is a cue of verbose rewriting",
            message_zh=f"“{hit.literal}”：改写工具拉长的说法（降重体）",
            applicability=Applicability.UNSAFE if proposals else Applicability.DISPLAY,
            proposals=proposals,
        )
