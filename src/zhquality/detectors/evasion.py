"""OBF004 and OBF005: words written so that a filter does not see them, from ``lexicons/evasion.tsv``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zhquality.detectors import Detection
from zhquality.detectors.obfuscation import score
from zhquality.document import Document
from zhquality.errors import DataError
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lazy import pattern
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate
from zhquality.resources import Resources

__all__ = ["Detector"]

_KINDS = ("certain", "contact", "loose", "right")
_AFTER = pattern(
    r"\s?(?:[号號群裙])?\s?(?:[是为為:：;；,，]|同号|同號|—+)?\s?[A-Za-z0-9_\-０-９Ａ-Ｚａ-ｚ]{5,24}(?![(.=])"
)
"""An account or a number after the word: 扣扣：12345678, 威信 abc_123."""
_OPEN, _CLOSE = '“‘"「『《(（', '”’"」』》)）'
_MARGIN_BITS = {"certain": 0.0, "loose": 3.0}
"""How much likelier the reading must be than the surface, in bits, by kind of row."""
_HAN = pattern("[㐀-鿿]+")
_LATIN = pattern("[0-9A-Za-z]")
_LETTERS = pattern(r"[A-Za-z]+(?![0-9A-Za-z_\-])")


class _Row(NamedTuple):
    canonical: str
    kind: str


def _read(path: Path) -> Mapping[str, _Row]:
    """Rows of the lexicon.

    Raises:
        DataError: naming file and line, if a row is not ``surface⇥canonical⇥kind``, is double or says nothing.
    """
    rows: dict[str, _Row] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if (
            len(fields) != 3
            or fields[2] not in _KINDS
            or not fields[0]
            or (fields[0] == fields[1]) != (fields[2] == "right")
        ):
            raise DataError(f"{path}:{number}: not surface, canonical and one of {', '.join(_KINDS)}: {line}")
        if fields[0] in rows:
            raise DataError(f"{path}:{number}: {fields[0]} is there already")
        rows[fields[0]] = _Row(fields[1], fields[2])
    return rows


class Detector:
    """Evasive spellings (OBF004 sound-alikes, OBF005 look-alikes)."""

    scores = ("obfuscated",)
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._rows = _read(resources.lexicons / "evasion.tsv")
        self.triggers = frozenset(self._rows)

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:
        """Evasive spellings with the words they stand for."""
        open_hits = [hit for hit in hits if not document.is_protected(hit.start, hit.end)]
        findings = tuple(self._findings(document, open_hits))
        return Detection(findings, {"obfuscated": score(findings, len(document.text))})

    def _findings(self, document: Document, hits: Sequence[Hit]) -> Iterator[Finding]:
        text = document.text
        doubtful: list[Hit] = []
        for hit in _longest(hits):
            kind = self._rows[hit.literal].kind
            if kind == "right" or _quoted(text, hit):
                continue
            if kind == "contact":
                if _AFTER.match(text, hit.end) and not _in_latin(text, hit):
                    yield self._finding(hit)
            elif _HAN.fullmatch(hit.literal):
                doubtful.append(hit)
            elif not _continues(text, hit):
                yield self._finding(hit)  # no word is spelt like that, and the model has not met such spellings
        if doubtful:
            yield from self._likelier(text, doubtful)

    def _likelier(self, text: str, hits: Sequence[Hit]) -> Iterator[Finding]:
        """Findings of the hits that the language model would rather read as the word meant."""
        plain, model = simplify(text), self._resources.model
        sides = [(plain[max(0, hit.start - 8) : hit.start], plain[hit.end : hit.end + 3]) for hit in hits]
        rows = [self._rows[hit.literal] for hit in hits]
        meant = model.score([(left, row.canonical, right) for (left, right), row in zip(sides, rows, strict=True)])
        written = model.score([(left, hit.literal, right) for (left, right), hit in zip(sides, hits, strict=True)])
        for hit, row, one, two in zip(hits, rows, meant, written, strict=True):
            if one - two >= _MARGIN_BITS[row.kind]:
                yield self._finding(hit)

    def _finding(self, hit: Hit) -> Finding:
        row = self._rows[hit.literal]
        sound = _HAN.fullmatch(hit.literal) is not None and len(hit.literal) == len(row.canonical)
        sure = 0.7 if row.kind == "loose" else 0.96
        level = Applicability.DISPLAY if row.kind == "loose" else Applicability.SAFE
        messages = (f"{hit.literal} is written for {row.canonical}", f"“{hit.literal}”应为“{row.canonical}”")
        rule = "OBF004" if sound else "OBF005"
        return Finding(rule, hit.start, hit.end, hit.literal, sure, *messages, level, (Proposal(row.canonical, sure),))


def _quoted(text: str, hit: Hit) -> bool:
    """Whether the text speaks of the spelling: 所谓“薇信”."""
    before, after = text[hit.start - 1 : hit.start], text[hit.end : hit.end + 1]
    return bool(before and after) and before in _OPEN and after in _CLOSE


def _continues(text: str, hit: Hit) -> bool:
    """Whether Latin letters or digits of the hit go on beside it: HDTV信号."""
    before, after = text[hit.start - 1 : hit.start], text[hit.end : hit.end + 1]
    return bool(
        (_LATIN.match(hit.literal[0]) and _LATIN.match(before))
        or (_LATIN.match(hit.literal[-1]) and _LATIN.match(after))
    )


def _in_latin(text: str, hit: Hit) -> bool:
    """Whether the hit is a piece of Latin words: token+vector; an account that follows without a break has digits (+vabc123)."""
    if hit.literal[0] in "+＋" and _LATIN.match(text[hit.start - 1 : hit.start]):
        return True
    return bool(_LATIN.match(hit.literal[-1]) and _LETTERS.match(text, hit.end))


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Of overlapping hits the longest, then the first."""
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            yield hit
            end = hit.end
