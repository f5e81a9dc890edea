"""The one way through: text → document → scan → detectors → findings → report → fixes."""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from zhquality.batches import batches, held
from zhquality.config import Config
from zhquality.detectors import BatchDetector, Detection, Detector
from zhquality.detectors.site import Detector as SiteDetector
from zhquality.detectors.site import learn_lines
from zhquality.document import Document, must_be_text
from zhquality.findings import Applicability, Finding, Report, Restoration, apply_edits
from zhquality.ignores import MARK, Ignores
from zhquality.lexicon.scanner import Hits, Scanner, encode
from zhquality.model.gate import Door, FamilyDoor, FamilyGate, Gate
from zhquality.reporting import RESTORED, as_markup_allows, may_touch, once, outside_furniture
from zhquality.rereading import reread_stars
from zhquality.resources import Resources

__all__ = ["Checker"]

_DETECTORS: tuple[str, ...] = (
    "spun",
    "boilerplate",
    "censored",
    "elision",
    "evasion",
    "interview",
    "keywords",
    "obfuscation",
    "paraphrase",
    "quotes",
    "repetition",
    "script",
    "translated",
    "verbose",
)
"""Modules of zhquality.detectors; each has a class ``Detector`` built from Resources."""

_AHEAD = 2
"""Batches in flight for each worker: one in work, one waiting."""

_PASSES = 8
"""Cleaning passes after which a text that still changes is left as it was; two were the most seen on real pages."""


class Checker:
    """Holds lexicons and model; build one and use it for many texts. Picklable: workers build their own parts."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()
        if self.config.select or self.config.ignore or self.config.thresholds:
            from zhquality.rules import must_be_rules

            must_be_rules((*self.config.select, *self.config.ignore, *self.config.thresholds))
        self._site_lines: frozenset[str] = frozenset()
        self._silent: tuple[str, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        return {"config": self.config, "_site_lines": self._site_lines, "_silent": self._silent}

    def learn_site(self, texts: Iterable[str]) -> Checker:
        """A checker that also knows the furniture of one site: the lines that many of its pages have in common.

        Args:
            texts: pages of the site, three at the least; 10 to 100 are enough.
        """
        _must_be_several(texts)
        checker = Checker(self.config)
        checker._site_lines = self._site_lines | learn_lines(texts)
        return checker

    def ignoring(self, prefixes: Sequence[str]) -> Checker:
        """A checker that reports no rule with one of these prefixes, whatever is selected; it shares all parts of this one."""
        checker = Checker(self.config)
        checker._site_lines = self._site_lines
        checker._silent = (*self._silent, *prefixes)
        checker.__dict__.update(
            {name: getattr(self, name) for name in ("_resources", "_detectors", "_scanner", "_routes")}
        )
        return checker

    @cached_property
    def _resources(self) -> Resources:
        return Resources(self.config)

    @cached_property
    def _detectors(self) -> tuple[Detector, ...]:
        modules = (importlib.import_module(f"zhquality.detectors.{name}") for name in _DETECTORS)
        detectors = tuple(module.Detector(self._resources) for module in modules)
        return (*detectors, SiteDetector(self._site_lines)) if self._site_lines else detectors

    @cached_property
    def _scanner(self) -> Scanner:
        literals: list[str] = []
        for detector in self._detectors:
            literals += sorted(detector.triggers)
            literals += detector.gate.weights if detector.gate else ()
        return Scanner(literals)

    @cached_property
    def _routes(self) -> _Routes:
        return _Routes.of(self._detectors, self._scanner.index)

    def _detect(self, documents: Sequence[Document]) -> Iterator[list[Detection]]:
        """What the detectors find in each document, in the order of the detectors."""
        seen = [set(map(itemgetter(0), self._scanner.raw(encode(document.text)))) for document in documents]
        awake = [self._routes.awake(some, len(d.text)) for some, d in zip(seen, documents, strict=True)]
        together: dict[int, Iterator[Detection]] = {}
        for number in self._together:
            called = [document for document, (numbers, _) in zip(documents, awake, strict=True) if number in numbers]
            together[number] = iter(self._together[number].find_each(called) if called else ())
        for document, some, (numbers, unread) in zip(documents, seen, awake, strict=True):
            found = [
                next(together[number]) if number in together else self._find(number, document, some)
                for number in numbers
            ]
            yield found + [
                Detection((), dict.fromkeys(self._detectors[number].scores, probability))
                for number, probability in unread
            ]

    def _find(self, number: int, document: Document, seen: set[int]) -> Detection:
        triggers = self._routes.triggers[number]
        hits = Hits(document.text, map(self._scanner.literals.__getitem__, triggers & seen)) if triggers else ()
        return self._detectors[number].find(document, hits)

    @cached_property
    def _together(self) -> dict[int, BatchDetector]:
        """The detectors that look at several documents at once, by number."""
        return {number: d for number, d in enumerate(self._detectors) if isinstance(d, BatchDetector)}

    @cached_property
    def _allowed(self) -> Scanner:
        return Scanner(self.config.allow)

    def _wants(self, finding: Finding) -> bool:
        return not finding.rule.startswith(self._silent) and self.config.wants(finding.rule, finding.confidence)

    def _reports(self, finding: Finding, document: Document) -> bool:
        """Whether a finding is wanted, outside protected ranges, and not inside a term the user allows."""
        if not self._wants(finding):
            return False
        if not may_touch(document, finding):
            return False
        if not self.config.allow:
            return True
        longest = max(map(len, self.config.allow))
        low = max(0, finding.end - longest)
        around = encode(document.text[low : finding.start + longest])
        terms = self._allowed.hits(around, self._allowed.raw(around))
        return not any(low + term.start <= finding.start and finding.end <= low + term.end for term in terms)

    def check(self, text: str) -> Report:
        """Find damage in a text; never raises on any str, lone surrogates included.

        Raises:
            TypeError: if it is no str; bytes have to be decoded first.
        """
        return self._check_together([text])[0]

    def _check_together(self, texts: Sequence[str]) -> list[Report]:
        for text in texts:
            must_be_text(text)
        documents = list(map(Document, texts))
        return [self._report(*pair) for pair in zip(documents, self._detect(documents), strict=True)]

    def _report(self, document: Document, detections: Iterable[Detection]) -> Report:
        scores = self._scores.copy()
        findings: list[Finding] = []
        for detection in detections:
            findings += detection.findings
            for name, value in detection.scores.items():
                scores[name] = max(scores[name], value)
        return Report(scores, _quality(scores), self._kept(document, findings))

    @cached_property
    def _scores(self) -> dict[str, float]:
        """The scores of a text in which nothing is found."""
        return {name: 0.0 for detector in self._detectors for name in detector.scores}

    def _kept(self, document: Document, findings: list[Finding]) -> tuple[Finding, ...]:
        """The findings to report."""
        if not findings and MARK not in document.text:
            return ()
        ignores = Ignores(document)
        findings = as_markup_allows(document, findings)
        findings = reread_stars(document, findings, self._detectors[_DETECTORS.index("censored")])
        findings = [f for f in findings if not ignores.covers(f)]
        if ignores.idle():
            self._look_without(ignores)
        kept = outside_furniture(once([f for f in findings if self._reports(f, document)]))
        kept += filter(self._wants, ignores.unused())
        return tuple(sorted(kept, key=lambda f: (f.start, f.end, f.rule)))

    def _look_without(self, ignores: Ignores) -> None:
        """Ask an ignore that nothing needed again without its comment, which may be why: furniture is a whole line."""
        bare = Document(ignores.without_idle())
        for detection in next(self._detect([bare])):
            for finding in detection.findings:
                ignores.covers(finding, bare)

    def clean(self, text: str, level: Applicability = Applicability.SAFE) -> str:
        """The text with fixes at ``level`` or safer applied until nothing changes; cleaning twice changes nothing more."""
        current = text
        for _ in range(_PASSES):
            edits = self.check(current).edits(level)
            if not edits:
                return current
            current = apply_edits(current, edits)
        return text

    def restore(self, text: str) -> Restoration:
        """Put back the words a rewriter or a censor replaced."""
        report = self.check(text)
        edits = report.edits(Applicability.UNSAFE, RESTORED)
        return Restoration(apply_edits(text, edits), edits, report)

    def check_many(self, texts: Iterable[str], workers: int = 1) -> Iterator[Report]:
        """Reports in the order of the texts; with ``workers`` above 1, from that many processes.

        Texts are taken from their source some dozens ahead of the reports, for every worker: together they cost less than
        one by one.
        """
        _must_be_several(texts)
        if workers <= 1:
            for some in batches(texts):
                yield from self._check_some(some)
            return
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(workers, initializer=_start_worker, initargs=(self,)) as pool:
            submitted = (pool.submit(_check_in_worker, some) for some in batches(texts))
            for future in held(submitted, _AHEAD * workers):
                yield from future.result()

    def _check_some(self, texts: Sequence[str]) -> Iterable[Report]:
        """Reports of a batch; should one fail, those before it come first."""
        try:
            return self._check_together(texts)
        except Exception:  # noqa: BLE001 - raised again at the text that is the cause
            return map(self.check, texts)


class _Routes(NamedTuple):
    """Which detectors the literals of a text wake. Detectors and literals are numbers here, as in checker and scanner.

    Attributes:
        always: detectors that are called for every text.
        owners: the detectors that have a literal as a trigger.
        triggers: for each detector its triggers.
        doors: detectors behind a gate of few words, and the gate.
        family_doors: detectors behind a gate of most of the words.
        literals: triggers and words of the doors of few words: a page has 200 literals, of which a dozen are such.
    """

    always: Sequence[int]
    owners: Mapping[int, Sequence[int]]
    triggers: Sequence[frozenset[int]]
    doors: Sequence[tuple[int, Door]]
    family_doors: Sequence[tuple[int, FamilyDoor]]
    literals: frozenset[int]

    @classmethod
    def of(cls, detectors: Sequence[Detector], index: Mapping[str, int]) -> _Routes:
        triggers = [frozenset(map(index.__getitem__, detector.triggers)) for detector in detectors]
        owners: dict[int, list[int]] = defaultdict(list)
        for number, literals in enumerate(triggers):
            for literal in literals:
                owners[literal].append(number)
        doors = [(number, d.gate.door(index)) for number, d in enumerate(detectors) if isinstance(d.gate, Gate)]
        return cls(
            [number for number, d in enumerate(detectors) if not d.gate and not d.triggers],
            dict(owners),
            triggers,
            doors,
            [(number, d.gate.door(index)) for number, d in enumerate(detectors) if isinstance(d.gate, FamilyGate)],
            frozenset(owners).union(*(door.words for _, door in doors)),
        )

    def awake(self, seen: set[int], length: int) -> tuple[Sequence[int], Sequence[tuple[int, float]]]:
        """What to call for a text of ``length`` code points with these literals.

        Returns:
            The detectors to call, in order, and those behind a family gate that stay closed, with what they would have found: the probability.
        """
        few = self.literals & seen
        awake = [number for number, door in self.doors if door.opens(few, length)]
        above = [(number, door, door.above(seen, length)) for number, door in self.family_doors]
        awake += (number for number, _, nats in above if nats > 0)
        for literal in few:
            awake += self.owners.get(literal, ())
        unread = [(number, door.unread(nats)) for number, door, nats in above if nats <= 0]
        return (sorted({*self.always, *awake}) if awake else self.always), unread


def _must_be_several(texts: Iterable[str]) -> None:
    """Raise TypeError at one text: it would be read letter by letter."""
    if isinstance(texts, str):
        raise TypeError("texts are several, each a str: check takes one")


_worker: list[Checker] = []


def _start_worker(checker: Checker) -> None:
    _worker.append(checker)


def _check_in_worker(texts: Sequence[str]) -> list[Report]:
    return list(_worker[-1].check_many(texts))


def _quality(scores: Mapping[str, float]) -> float:
    """The share of a text's worth that survives its damage: the product of what each kind leaves."""
    quality = 1.0
    for name, value in scores.items():
        quality *= 1.0 - _WEIGHT.get(name, 0.5) * value
    return quality


_WEIGHT = {
    "spun": 0.9,
    "verbose": 0.3,
    "paraphrased": 0.8,
    "censored": 0.3,
    "boilerplate": 0.3,
    "obfuscated": 0.5,
    "repeated": 0.3,
}
"""How much of a document's worth a certain kind of damage takes, by judgement: a spun text is all but lost."""
