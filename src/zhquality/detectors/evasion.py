"""OBF004 and OBF005: words written so that a filter does not see them, from ``lexicons/evasion.tsv``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from zhquality.data import numbered_rows
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

_KINDS = ("certain", "contact", "loose", "parted", "right")
_SIGNS = ".*^~_|/-·●★☆◆♥❤+#"
"""What is put between the characters of a word of the kind parted."""
_AFTER = pattern(
    r"\s?(?:[号號群裙])?\s?(?:[是为為:：;；,，]|同号|同號|—+)?\s?[\[【「“(（]?"
    r"(?:[A-Za-z0-9_\-０-９Ａ-Ｚａ-ｚ]{5,24}(?![(.=])|[0-9](?:[.\- ]?[0-9]){5,13}|[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]{6,})"
)
"""An account or a number after the word: 扣扣：12345678, 威信 abc_123, 君羊：10.234.567.89."""
_BEFORE = pattern(
    "(?<![增参參追更附施倍愈越外])[加➕＋+](?:一?下|[一个個我你您她他]|我的|博主|老师|老師|客服|群主|团长|楼主){0,2}\\s?$"
    "|(?:添加|联系|聯繫|留个|搜索?)(?:我的?|一下|您|你)?\\s?$"
)
"""What asks to be added to a list of friends, before the word: 加我扣扣."""
_NEXT = frozenset("聊私详詳联聯请請吗嗎好领領看了吧说說发發问問咨进進免号號呗呢啊哦拿获取送备備拉后再就可方我你给")
"""Characters that go on after such a word; others make it a name: 威信科技, 球球大作战."""
_ASKED = pattern("[一-鿿]")
_SIGHT = 8
_NEAR = 20
"""Code points between a spelling that may be a word and a certain one from which the one does not tell of the other; by judgement."""
_TOPIC = pattern("谐音|諧音|拆字|形近字|变体字|錯別字|错别字|火星文|敏感词|違禁詞|违禁词")
"""A text about such spellings writes them on purpose; they are shown there."""
_OPEN, _CLOSE = '“‘"「『《(（', '”’"」』》)）'
_MARGIN_BITS = {"certain": 0.0, "loose": 3.0}
"""How much likelier the reading must be than the surface, in bits, by kind of row."""
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
    for number, line in numbered_rows(path):
        fields = line.split("\t")
        if (
            len(fields) != 3
            or fields[2] not in _KINDS
            or not fields[0]
            or (fields[0] == fields[1]) != (fields[2] in {"parted", "right"})
        ):
            raise DataError(f"{path}:{number}: not surface, canonical and one of {', '.join(_KINDS)}: {line}")
        if fields[0] in rows:
            raise DataError(f"{path}:{number}: {fields[0]} is there already")
        rows[fields[0]] = _Row(fields[1], fields[2])
    return rows


def _is_han(word: str) -> bool:
    return min(word) >= "㐀" and max(word) <= "鿿"


def _spaced(rows: Mapping[str, _Row]) -> Mapping[str, _Row]:
    """The rows, certain ones with blanks between their characters too (公 粽 号), and parted words with signs (微*信)."""
    apart = {
        " ".join(surface): row
        for surface, row in rows.items()
        if row.kind == "certain" and len(surface) < _LONG_WORD and len(row.canonical) > 1 and _is_han(surface)
    }
    parted = {
        sign.join(surface): _Row(row.canonical, "certain")
        for surface, row in rows.items()
        if row.kind == "parted"
        for sign in _SIGNS
    }
    return {**apart, **parted, **{surface: row for surface, row in rows.items() if row.kind != "parted"}}


_LONG_WORD = 5
"""Characters from which a spelling is too long to be spaced out as a whole."""


class Detector:
    """Evasive spellings (OBF004 sound-alikes, OBF005 look-alikes)."""

    scores = ("obfuscated",)
    gate: Gate | None = None

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._rows = _spaced(_read(resources.lexicons / "evasion.tsv"))
        self.triggers = frozenset(self._rows)

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:
        """Evasive spellings with the words they stand for."""
        open_hits = [hit for hit in hits if not document.is_protected(hit.start, hit.end)]
        findings = tuple(self._findings(document, open_hits))
        if findings and _TOPIC.search(document.text):
            findings = tuple(replace(finding, applicability=Applicability.DISPLAY) for finding in findings)
        return Detection(findings, {"obfuscated": score(findings, len(document.text))})

    def _findings(self, document: Document, hits: Sequence[Hit]) -> Iterator[Finding]:
        text = document.text
        doubtful: list[Hit] = []
        contacts: list[Hit] = []
        found: list[Finding] = []
        for hit in _longest(hits):
            kind = self._rows[hit.literal].kind
            if kind == "right" or _quoted(text, hit):
                continue
            if kind == "contact":
                if _in_latin(text, hit):
                    continue
                if _AFTER.match(text, hit.end) or _asked(text, hit):
                    found.append(self._finding(text, hit))
                else:
                    contacts.append(hit)
            elif _is_han(hit.literal.replace(" ", "")):
                doubtful.append(hit)
            elif not _continues(text, hit):
                # No word is spelt like that, and the model has not met such spellings.
                found.append(self._finding(text, hit))
        if doubtful:
            found += self._likelier(text, doubtful)
        yield from found
        if found:
            yield from (self._finding(text, hit) for hit in _beside(text, contacts, found))

    def _likelier(self, text: str, hits: Sequence[Hit]) -> Iterator[Finding]:
        """Findings of the hits that the language model would rather read as the word meant."""
        plain, model = simplify(text), self._resources.model
        sides = [(plain[max(0, hit.start - 8) : hit.start], plain[hit.end : hit.end + 3]) for hit in hits]
        rows = [self._rows[hit.literal] for hit in hits]
        meant = model.score([(left, row.canonical, right) for (left, right), row in zip(sides, rows, strict=True)])
        written = model.score(
            [(left, hit.literal.replace(" ", ""), right) for (left, right), hit in zip(sides, hits, strict=True)]
        )
        for hit, row, one, two in zip(hits, rows, meant, written, strict=True):
            if one - two >= _MARGIN_BITS[row.kind]:
                yield self._finding(text, hit)

    def _finding(self, text: str, hit: Hit) -> Finding:
        row = self._rows[hit.literal]
        end = hit.end + (text[hit.end : hit.end + 1] == "\ufe0f")  # the shape of a heart goes with it
        if not _ASKED.match(text[end - 1]) and text[end : end + 1] == row.canonical[-1]:
            end += 1  # 微❤信
        surface = text[hit.start : end]
        sound = _is_han(hit.literal) and len(hit.literal) == len(row.canonical)
        sure = 0.7 if row.kind == "loose" else 0.96
        level = Applicability.DISPLAY if row.kind == "loose" else Applicability.SAFE
        messages = (f"{hit.literal} is written for {row.canonical}", f"“{hit.literal}”应为“{row.canonical}”")
        rule = "OBF004" if sound else "OBF005"
        return Finding(rule, hit.start, end, surface, sure, *messages, level, (Proposal(row.canonical, sure),))


def _asked(text: str, hit: Hit) -> bool:
    """Whether the text asks to be added: 加我扣扣; not where the word itself begins so."""
    if hit.literal[0] in "加＋+➕" or not _ASKED.match(hit.literal[0]) or hit.literal[-1] in "：:":
        return False
    after = text[hit.end : hit.end + 1]
    if _ASKED.match(after) and after not in _NEXT:
        return False
    return _BEFORE.search(text[max(0, hit.start - _SIGHT) : hit.start]) is not None


def _beside(text: str, hits: Sequence[Hit], found: Sequence[Finding]) -> Iterator[Hit]:
    """Those of such spellings that stand near another one and behind which no name goes on: 可以+我扣扣，进裙免费."""
    starts = sorted(f.start for f in found)
    ends = sorted(f.end for f in found)
    begun = frozenset(starts)
    for hit in hits:
        after = text[hit.end : hit.end + 1]
        # None is near if as many end far before the hit as begin not far behind it.
        near = bisect_left(ends, hit.start - _NEAR) < bisect_right(starts, hit.end + _NEAR)
        named = _ASKED.match(after) and after not in _NEXT and hit.end not in begun
        if near and not named:
            yield hit


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
