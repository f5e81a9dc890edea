"""Detector of starred-out words (CEN001, CEN002) and masks of personal data (CEN010)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from zhquality import lazy
from zhquality.detectors import Detection, placeholders
from zhquality.detectors.masks import Kind, Mark, marks
from zhquality.document import Document
from zhquality.findings import Applicability, Finding
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
_MARKDOWN = 6
"""Runs from which a page of pairs, with less than one lone run to so many, is Markdown without further reading."""
_KINDS = frozenset({Kind.OPEN, Kind.PAIRED, Kind.EDGE})
_SHAPE = {
    (Kind.OPEN, False): (0.0, 5.0, -6.0, 3.2, -0.5),
    (Kind.OPEN, True): (-2.3, 5.0, -7.0, 3.5, 2.0),
    (Kind.PAIRED, False): (-2.0, 8.5, -12.0, 4.5, 0.0),
    (Kind.PAIRED, True): (-2.0, 8.5, -12.0, 4.5, 0.0),
    (Kind.LOOSE, False): (-2.0, 8.5, -12.0, 4.5, 0.0),
    (Kind.LOOSE, True): (-2.0, 8.5, -12.0, 4.5, 0.0),
    (Kind.EDGE, False): (1.5, 5.5, -5.0, 3.5, -0.5),
    (Kind.EDGE, True): (1.5, 5.5, -5.0, 3.5, 0.0),
}
"""By kind and whether the run is more than one star: mean and deviation in bits of a reading's evidence where a word is
starred out and where not (of a pair, certain or loose: the sum of both), and how far the length itself speaks, in nats. Measured on 1,300
stars put into the training corpora, 83 of written pages, and 350 other stars of the clean corpora, of which 4 were
unpaired runs of several."""
_LIMIT = 6.0
"""Nats: one run may not outweigh a page."""
_LEAST = -1.0
"""Nats that a lone run among Chinese words may speak against a page that has more of them than paired ones: where everyday
words are starred out many gaps read well without them. Of stars put into the training corpora .972 stand in pages that
are taken, after .962 with -1.5; of 261 written pages with other stars at most two more are."""
_FLAGGED = 0.0
"""Evidence of a page in nats from which its runs are starred-out words."""
_LATIN = lazy.pattern("[A-Za-z]")
_LATIN_SHARE = ((0.01, 2.8), (0.03, 1.8), (0.06, 0.0), (1.0, -1.5))
"""Upper limits of the share of Latin letters, and what it says in nats: lone stars that are not censoring stand in
technical pages (of 110 in a clean corpus 8, 6, 18 and 68 % by these limits; prose and commerce: 60, 20, 10, 10 %)."""
_CROWD = 0.5
"""Each further lone run adds this share of it: no page of prose in the clean corpora has three."""
_CROWDED = 16
"""Lone runs that count so; four are too few where a filter eats everyday words, which leave no gap one can read."""
_SPARSE, _SPARSE_CROWD, _DENSE_CROWD = 0.06, 0.7, 0.3
"""In pages with at most this share of Latin letters a lone run beyond the first says at least so much, in nats; and in
others. With these, of 4,348 pages (1,300 of them starred out) two more were taken wrongly, and .977 of the stars stand
in pages that are taken, after .964."""
_DENSE_MORE = 0.6
"""In those others a lone run beyond the second, more than there are paired ones, says so much on top. With it .962 of the
stars stand in pages that are taken, after .953; of 261 written pages with other stars none is added."""
_SENTENCE_END = "\n。！？…!?"
"""A page without a lone run inside a sentence gains nothing by being prose: of 261 written pages with other stars, most of
them notes that begin with one, 13 are taken for censored ones so, after 58, and .002 of the stars are lost."""
_LOOSE = -8.0
"""Evidence in bits from which a loose run hides a word where others do: chosen by eye; of 94 doubtful stars
that hide one in pages made for it, 3 fall below."""
_SET_OFF = -1.15
"""Evidence in nats of a pair of runs under which it is emphasis even in a page of starred-out words."""
_OF_A_KIND = 3
"""Unless one in so many runs of the same length is unpaired: then that is how the page writes what it stars out."""
_CONFIDENT = 0.7
"""Posterior of the first proposal from which ``restore`` writes it: 91 % of those were right on stars put into held-out
text; from 0.6 to 0.7 only 56 % are."""
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
        runs = list(marks(document))
        findings = [*others, *(_personal(document.text, run) for run in runs if run.kind is Kind.PERSONAL)]
        starred = [run for run in runs if run.kind in _KINDS]
        loose = [run for run in runs if run.kind is Kind.LOOSE]
        if not starred or _is_markdown(starred):
            return Detection(tuple(findings), {})
        prose = _prose(document.text, starred)
        read = self._read(text, starred[:_FIRST], common=False)
        evidence = _evidence(starred, read) + prose
        if evidence > _HOPELESS:
            read = self._read(text, starred[:_READ])
            evidence = _evidence(starred, read) + prose
        if evidence > _FLAGGED:
            findings += self._found(text, starred, loose, read)
        return Detection(tuple(findings), {"censored": 1.0 / (1.0 + math.exp(min(60.0, -evidence)))})

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


def _is_markdown(runs: Sequence[Mark]) -> bool:
    """Whether nearly all runs come in pairs that enclose phrases, so that the model need not read them."""
    lone = sum(run.kind is not Kind.PAIRED for run in runs)
    return len(runs) >= _MARKDOWN and _MARKDOWN * lone < len(runs)


def _ratio(run: Mark, bits: float) -> float:
    """Log-likelihood ratio in nats of a starred-out word, or of two for a pair, against another use."""
    mean1, dev1, mean0, dev0, length = _SHAPE[run.kind, run.long]
    turn = (mean0 * dev1**2 - mean1 * dev0**2) / (dev1**2 - dev0**2)  # below it the wider density would win again
    bits = max(bits, turn)
    ratio = (((bits - mean0) / dev0) ** 2 - ((bits - mean1) / dev1) ** 2) / 2 + math.log(dev0 / dev1) + length
    return max(-_LIMIT, min(_LIMIT, ratio))


def _prose(text: str, runs: Sequence[Mark]) -> float:
    """Log-likelihood ratio in nats of the share of Latin letters; pages of emphasised phrases gain nothing by it."""
    share = len(_LATIN.findall(text)) / len(text)
    ratio = next(ratio for limit, ratio in _LATIN_SHARE if share <= limit)
    lone = sum(run.kind is not Kind.PAIRED for run in runs)
    if 3 * lone < max(3, len(runs)):
        return min(0.0, ratio)
    if not any(_inside(text, run) for run in runs):
        return min(0.0, ratio)
    if share <= _SPARSE:
        return ratio + max(ratio * _CROWD, _SPARSE_CROWD) * (min(lone, _CROWDED) - 1)
    unlike_markdown = min(2 * lone - len(runs), _CROWDED) - 2
    return ratio + _DENSE_CROWD * (min(lone, _CROWDED) - 1) + _DENSE_MORE * max(0, unlike_markdown)


def _inside(text: str, run: Mark) -> bool:
    """Whether a lone run stands inside a sentence; notes begin with a star, and lists."""
    inner = run.kind is Kind.OPEN or (run.kind is Kind.EDGE and run.long)
    return inner and run.start > 0 and text[run.start - 1] not in _SENTENCE_END


def _evidence(runs: Sequence[Mark], read: dict[int, Read]) -> float:
    """Log-likelihood ratio in nats of starred-out words against other stars."""
    total = 0.0
    lone = sum(run.kind is not Kind.PAIRED for run in runs)
    least = _LEAST if 2 * lone > len(runs) else -_LIMIT
    for run in runs:
        if run.start not in read:
            continue
        if run.kind is not Kind.PAIRED:
            ratio = _ratio(run, read[run.start].evidence)
            total += max(least, ratio) if run.kind is Kind.OPEN else ratio
        elif run.partner in read and run.start < run.partner:
            total += _ratio(run, read[run.start].evidence + read[run.partner].evidence)
    return total


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
        return known and _ratio(run, read[run.start].evidence + read[run.partner].evidence) < _SET_OFF

    return [run for run in runs if not emphasises(run)]


def _may_hide(run: Mark, read: dict[int, Read], sizes: Container[int]) -> bool:
    """Whether a loose run can be a word where others are; one of a pair only if lone runs of the page are as long."""
    if run.start not in read or read[run.start].evidence <= _LOOSE:
        return False
    if run.partner not in read:
        return True
    both = read[run.start].evidence + read[run.partner].evidence
    return run.end - run.start in sizes and _ratio(run, both) >= _SET_OFF


def _censored(text: str, runs: Sequence[Mark], fills: dict[int, Fill]) -> Iterator[Finding]:
    for run in runs:
        fill = fills.get(run.start)
        proposals = fill.proposals if fill and fill.proposals and fill.proposals[0].confidence >= _ABSTAIN else ()
        sure = bool(proposals) and proposals[0].confidence >= _CONFIDENT
        yield Finding(
            "CEN001",
            run.start,
            run.end,
            text[run.start : run.end],
            0.9,
            "A word was starred out here" + (f", probably {proposals[0].text}." if sure else "."),
            "此处有词被星号屏蔽" + (f"，可能是“{proposals[0].text}”。" if sure else "。"),
            Applicability.UNSAFE if sure else Applicability.DISPLAY,
            proposals,
        )


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
