"""Machine paraphrase and back-translation (PAR001, PAR003 to PAR005), by the cues of ``lexicons/paraphrase.toml``.

The words of a page that is known by them are asked as well (``wording.py``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from zhquality.data import data_file
from zhquality.detectors import Detection
from zhquality.detectors.quotes import reversed_pairs
from zhquality.detectors.spans import in_sight
from zhquality.detectors.wording import Wording
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.frames import Frame, load_frames
from zhquality.lexicon.scanner import Hit, Scanner, encode
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector"]

_Place = tuple[tuple[int, int], Frame]
_start = attrgetter("start")
_SIGHT = 110
"""Code points on each side of an anchor in which its pattern is searched: no pattern spans more."""
_PRIOR, _PER_THOUSAND = -6.2, -0.6
"""Log odds of a page without cues, and what each thousand code points take off: on 2,000 clean documents the score is
then below 0.1 on 99.9 %."""
_HOPELESS = -4.0
"""Log odds by the strong cues up to which the others are not looked for."""
_PAGE = 0.5
"""Pages below this probability are shown only cues that need no page; the others are asked for words as well."""
_TURNED = 3.0
"""What quotation marks turned around add to other cues, however many: 9 of 2,000 clean documents have some, and 5 of 11 rewritten ones,
of these none more than two. Authors whose hand slips turn six to nine on a page."""
_PHRASE = 3.5
"""What each different phrase translated word by word adds: two make a page likely, one is shown."""
_GATE, _OPENS = 4.5, 100.0
"""What the different anchors of page cues count together where a page is let in, and what one counts whose cue needs no page."""
_OPENING = 1.5
_SHORT = 2
"""Weight of a cue from which its anchors count at the gate and without which a page has no score, and code points of those that count once, not twice: it lets in
17 % of clean documents, each of which takes a millisecond."""
_MESSAGES = {
    "PAR001": ("等 stands where a list goes on", "“等”用在列举中间"),
    "PAR002": ("A quotation or title is closed that was never opened", "引号或书名号只有后半"),
    "PAR003": ("A phrase translated word by word", "逐词直译的说法"),
    "PAR004": ("The connectives do not belong together", "关联词搭配不当"),
    "PAR005": ("A sentence that would fit any article", "放在任何文章里都行的套话"),
}


class Detector:
    """Cues of a paraphrasing machine."""

    scores = ("paraphrased",)
    triggers: frozenset[str] = frozenset()

    def __init__(self, resources: Resources) -> None:
        frames = load_frames(resources.lexicons / "paraphrase.toml", data_file("frames.json"))
        anchors: dict[str, float] = {}
        for frame in frames:
            for anchor in frame.anchors:
                anchors[anchor] = max(_gate_weight(frame, anchor), anchors.get(anchor, 0.0))
        self._wording = Wording(resources)
        anchors |= dict.fromkeys(self._wording.phrases, _OPENS)
        self.gate: Gate | None = Gate({a: weight for a, weight in anchors.items() if weight}, -_GATE, 0.0)
        self._strong = _Frames(tuple(frame for frame in frames if frame.weight >= _OPENING))
        self._weak = _Frames(tuple(frame for frame in frames if frame.weight < _OPENING))

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - the gate's words are no triggers
        """The page's probability, and the cues that it allows."""
        text = document.text
        found = list(self._strong.matches(text))
        phrases = list(self._wording.literal(text))
        if not (found or phrases) or _is_classical(text):
            return Detection((), {})
        said = _PHRASE * len({finding.surface for finding in phrases})
        logit = _logit(text, found) + said
        if logit > _HOPELESS:
            found += self._weak.matches(text)
            logit = _logit(text, found) + said
        page = 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
        shown = _disjoint(place for place in found if place[1].alone or page >= _PAGE)
        findings = [_finding(text, span, frame, page) for span, frame in shown]
        if page >= _PAGE:
            findings += _unsaid(self._wording.find(text), findings)
        findings += _unsaid(phrases, findings)
        return Detection(tuple(findings), {"paraphrased": page})


def _is_classical(text: str) -> bool:
    """Whether a page is classical Chinese, whose lists and connectives are its own; numpy is imported here."""
    from zhquality.model.classical import is_classical

    return is_classical(text)


def _unsaid(found: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """Findings where their rule has not spoken before."""
    taken = {(finding.rule, place) for finding in before for place in range(finding.start, finding.end)}
    return [f for f in found if taken.isdisjoint((f.rule, place) for place in range(f.start, f.end))]


class _Frames:
    """Cues that are looked for together."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames = [(frame, frozenset(frame.anchors)) for frame in frames]
        self._scanner = Scanner(anchor for frame in frames for anchor in frame.anchors)

    def matches(self, text: str) -> Iterator[_Place]:
        """Every place of every cue, once."""
        data = encode(text)
        by_anchor: dict[str, list[Hit]] = {}
        for hit in self._scanner.hits(data, self._scanner.raw(data)):
            by_anchor.setdefault(hit.literal, []).append(hit)
        for frame, anchors in self._frames:
            if anchors.isdisjoint(by_anchor) or (frame.unless and frame.unless.search(text)):
                continue
            hits = sorted((hit for anchor in frame.anchors for hit in by_anchor.get(anchor, ())), key=_start)
            for low, high in _windows(text, hits):
                for match in frame.pattern.finditer(text, low, high):
                    yield match.span("at"), frame


def _logit(text: str, found: Sequence[_Place]) -> float:
    """Log odds of a page with these cues."""
    logit = _PRIOR + _PER_THOUSAND * len(text) / 1000
    weights = {id(frame): frame.weight for _, frame in found}
    counts = Counter(id(frame) for _, frame in found)
    logit += sum(weights[kind] * (1 + math.log(count)) for kind, count in counts.items())
    return logit + (_TURNED if any(True for _ in reversed_pairs(text)) else 0.0)


def _disjoint(found: Iterable[_Place]) -> Iterator[_Place]:
    """One cue of a rule a place, the first and longest: a list without 、 may also be closed twice."""
    ends: dict[str, int] = {}
    for (start, end), frame in sorted(found, key=lambda row: (row[0][0], -row[0][1])):
        if start >= ends.get(frame.rule, 0):
            ends[frame.rule] = end
            yield (start, end), frame


def _windows(text: str, hits: Sequence[Hit]) -> Iterator[tuple[int, int]]:
    """What is in sight of anchors in their lines; windows that overlap are one."""
    begin = end = -1
    for hit in hits:
        low, high = in_sight(text, hit.start, hit.end, _SIGHT)
        if low > end:
            if end >= 0:
                yield begin, end
            begin = low
        end = max(end, high)
    yield begin, end


def _gate_weight(frame: Frame, anchor: str) -> float:
    """Weak cues do not open the gate; among the others long anchors say more than short ones."""
    if frame.alone:
        return _OPENS
    if frame.weight < _OPENING:
        return 0.0
    return 2.0 if len(anchor) > _SHORT else 1.0


def _finding(text: str, span: tuple[int, int], frame: Frame, page: float) -> Finding:
    start, end = span
    surface = text[start:end]
    mended = re.sub(*frame.mend, surface) if frame.mend else surface
    confidence = max(page, 0.8) if frame.alone else page * frame.weight / (frame.weight + 1)
    message, message_zh = _MESSAGES[frame.rule]
    return Finding(
        rule=frame.rule,
        start=start,
        end=end,
        surface=surface,
        confidence=confidence,
        message=message,
        message_zh=message_zh,
        applicability=Applicability.UNSAFE if mended != surface else Applicability.DISPLAY,
        proposals=(Proposal(mended, confidence),) if mended != surface else (),
    )
