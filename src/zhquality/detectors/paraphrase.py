"""Machine paraphrase and back-translation (PAR001, PAR004, PAR005), by the cues of ``lexicons/paraphrase.toml``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from zhquality.detectors import Detection
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.frames import Frame, load_frames
from zhquality.lexicon.scanner import Hit, Scanner, encode
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector"]

_SIGHT = 110
"""Code points on each side of an anchor in which its pattern is searched: no pattern spans more."""
_PRIOR, _PER_THOUSAND = -6.2, -0.6
"""Log odds of a page without cues, and what each thousand code points take off: on 2,000 clean documents the score is
then below 0.1 on 99.9 %."""
_PAGE = 0.5
"""Pages below this probability are shown only cues that need no page."""
_GATE, _OPENS = 4.5, 100.0
"""Different anchors of page cues that let a page in, and the weight of an anchor whose cue needs no page."""
_MESSAGES = {
    "PAR001": ("等 stands where a list goes on", "“等”用在列举中间"),
    "PAR004": ("The connectives do not belong together", "关联词搭配不当"),
    "PAR005": ("A sentence that would fit any article", "放在任何文章里都行的套话"),
}


class Detector:
    """Cues of a paraphrasing machine."""

    scores = ("paraphrased",)
    triggers: frozenset[str] = frozenset()

    def __init__(self, resources: Resources) -> None:
        self._frames = load_frames(resources.lexicons / "paraphrase.toml")
        anchors = {anchor: _gate_weight(frame) for frame in self._frames for anchor in frame.anchors}
        self.gate: Gate | None = Gate(anchors, -_GATE, 0.0)
        self._scanner = Scanner(anchors)

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - the gate's words are no triggers
        """The page's probability, and the cues that it allows."""
        found = {(frame.rule, span): frame for span, frame in self._matches(document.text)}
        kinds = Counter(id(frame) for frame in found.values())
        weights = {id(frame): frame.weight for frame in self._frames}
        logit = _PRIOR + _PER_THOUSAND * len(document.text) / 1000
        logit += sum(weights[kind] * (1 + math.log(count)) for kind, count in kinds.items())
        page = 1 / (1 + math.exp(-max(-50.0, min(50.0, logit)))) if found else 0.0
        shown = [(span, frame) for (_, span), frame in found.items() if frame.alone or page >= _PAGE]
        return Detection(
            tuple(_finding(document.text, span, frame, page) for span, frame in shown), {"paraphrased": page}
        )

    def _matches(self, text: str) -> Iterator[tuple[tuple[int, int], Frame]]:
        data = encode(text)
        by_anchor: dict[str, list[Hit]] = {}
        for hit in self._scanner.hits(data, self._scanner.raw(data)):
            by_anchor.setdefault(hit.literal, []).append(hit)
        for frame in self._frames:
            for anchor in frame.anchors:
                for hit in by_anchor.get(anchor, ()):
                    low = max(text.rfind("\n", max(0, hit.start - _SIGHT), hit.start) + 1, hit.start - _SIGHT, 0)
                    high = text.find("\n", hit.end, hit.end + _SIGHT)
                    high = min(len(text), hit.end + _SIGHT) if high < 0 else high
                    for match in frame.pattern.finditer(text, low, high):
                        if match.start() <= hit.start and hit.end <= match.end() + len(anchor):
                            yield match.span("at"), frame


def _gate_weight(frame: Frame) -> float:
    """Weak cues do not open the gate."""
    if frame.alone:
        return _OPENS
    return 1.0 if frame.weight >= 1 else 0.0


def _finding(text: str, span: tuple[int, int], frame: Frame, page: float) -> Finding:
    start, end = span
    surface = text[start:end]
    drops = frame.rule == "PAR001" and frame.alone and surface.endswith("等")
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
        applicability=Applicability.UNSAFE if drops else Applicability.DISPLAY,
        proposals=(Proposal(surface[:-1], confidence),) if drops else (),
    )
