"""PAR001 and PAR003 on pages that look rewritten: commas in lists, terms that vary, words in another sense.

Nothing here tells a rewritten page from another; once the page as a whole is known for one, its words are worth asking:

* a comma where the language model expects 、 by far;
* a term of the page that stands once with 的 in it, with its words turned around, or with another word that the same
  English word stands for (一般人工智能 on a page about 通用人工智能);
* a term or set phrase word by word (``lexicons/literal.tsv``);
* a word in whose place another that the same English word stands for (``lexicons/senses.tsv``) goes better with what stands
  around, with the words nearby, and with the rest of the page: confusion sets as in spelling correction (Golding and Roth, "A
  Winnow-based approach to context-sensitive spelling correction", 1999), of translators instead of spellers.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from zhquality import lazy
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.scanner import Scanner, encode
from zhquality.lexicon.segmented import frequencies, segments
from zhquality.lexicon.senses import Phrase, Senses, literal_alone, load_literal, load_senses
from zhquality.resources import Resources

if TYPE_CHECKING:
    from zhquality.model.nearby import Nearby

__all__ = ["Wording"]

_LONGEST = 20_000
"""Code points looked at, so that a whole book costs no more than a chapter."""
_AFTER = 4
"""Code points after a word that the language model reads along; as many before as it remembers."""
_RUN = lazy.pattern("[一-鿿]+")
_COMMA = lazy.pattern(r"(?<=[A-Za-z0-9一-鿿])[,，](?=[A-Za-z一-鿿])")
_LATIN = lazy.pattern("[A-Za-z0-9]+")
_LISTED_BITS = 5.0
"""What 、 must gain on a comma: 7 of the 8 in document 000 that gain as much stand in a list, of a million code points of
clean text about 85 do. With 2 bits 11 and 400."""
_TERM_WORDS, _TERM_LENGTH = 4, range(3, 9)
"""Words of a term at most, and its code points."""
_ONE_WORD = 4
"""Code points of a term that is one word of the dictionary (神经网络): shorter ones have neighbours enough in ``senses.tsv``."""
_TERM_COUNT, _TERM_SHARE = 3, 2
"""How often a term must stand in the page, and how many times as often as its variant. Without regard to the page, 60 places in a
million code points of clean text are variants with another word, 130 with 的, 6 each with another order or 型."""
_LOOSE_BITS = 6.0
"""What a term without 的 must gain on one with it, which people write as well (单位内部, 单位的内部): 50 in a million."""
_SMALL = frozenset(
    "的了和与在是有也都就不要会能可把被对从到为以及或等这那其他她它我你们个一二三四五六七八九十上下中里内外"
)
"""Words that no term holds."""
_ADJECTIVES = frozenset("大小新老高低")
"""Words of one character that a term may begin with, and to which 型 may be added."""
_BITS, _FREQUENCY = 0.43, 0.36
"""Weights of the language model's gain in bits and of the log of how much more frequent the other word is: a logistic regression on
clean pages in which words were swapped at random."""
_ON_PAGE, _REPEATED, _NEAR = 0.6, 0.5, 1.5
"""Weights of how often the page has the other word (log of one more), of how often it has this one (log), and of how much better
the other agrees with the words nearby, by trial on ten back-translated pages labelled by hand: without the last, of the 15
words in 10,000 code points of clean text that come out best, 16 of 27 are right on those pages; with it 18 of 32."""
_LEAST, _CLEAR = 1.4, 3.0
"""Sum from which a word is shown, and from which it is likely to be wrong: of those ten pages 30 of 46 are right, and 15 of 18; in
1,000 code points of clean text there are 1.5 and 0.4."""
_LIKELY, _UNLIKELY = 0.8, 0.5
"""Confidence of either kind that something is wrong, after the same count; that the proposal is right is less sure: in document
000 the place is one of the annotated words for 12 of 22, and the editor has the same word for 5."""
_MESSAGES = {
    "listed": ("A list with a comma where 、 belongs", "列举处该用顿号"),
    "term": ("The page has another form of this term", "同一术语在本页另有写法"),
    "phrase": ("A phrase translated word by word", "逐词直译的说法"),
    "sense": ("A word in another sense than the sentence asks for", "词义与上下文不合，像是译错了词"),
}


class _Word(NamedTuple):
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Swap(NamedTuple):
    """What could stand at ``[start, end)``, and by how many bits the language model likes it better."""

    start: int
    end: int
    other: str
    gain: float


class Wording:
    """Looks at the words of a rewritten page."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def find(self, text: str) -> Iterator[Finding]:
        """Places by kind; those of one rule may overlap only with what others found."""
        text = text[:_LONGEST]
        runs = _words(text)
        ends = -1
        terms = [*self._phrases(text), *self._terms(text, runs)]
        taken = {place for term in terms for place in range(term.start, term.end)}
        senses = [f for f in self._senses(text, runs) if taken.isdisjoint(range(f.start, f.end))]
        yield from self._listed(text, runs)
        for finding in sorted(chain(terms, senses), key=lambda finding: (finding.start, -finding.end)):
            if finding.start >= ends:
                ends = finding.end
                yield finding

    @cached_property
    def _other(self) -> Senses:
        return load_senses(self._resources.lexicons / "senses.tsv")

    @cached_property
    def _same(self) -> Mapping[str, frozenset[str]]:
        """For a word those that share an English word with it, whichever of them is usual."""
        same: dict[str, set[str]] = defaultdict(set)
        for surface, words in self._other.items():
            for word in words:
                same[surface].add(word)
                same[word].add(surface)
        return {word: frozenset(others) for word, others in same.items()}

    @cached_property
    def _literal(self) -> Mapping[str, Phrase]:
        return load_literal(self._resources.lexicons / "literal.tsv")

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(self._literal)

    @cached_property
    def phrases(self) -> frozenset[str]:
        """What is translated word by word and nobody else writes, so that it needs no page."""
        return literal_alone(self._resources.lexicons / "literal.tsv")

    def literal(self, text: str) -> Iterator[Finding]:
        """Such phrases, wherever they stand; of overlapping ones the first and longest."""
        ends = -1
        for finding in sorted(self._phrases(text[:_LONGEST]), key=lambda finding: (finding.start, -finding.end)):
            if finding.start >= ends and finding.surface in self.phrases:
                ends = finding.end
                yield finding

    def _phrases(self, text: str) -> Iterator[Finding]:
        """Terms and set phrases translated word by word."""
        data = encode(text)
        for hit in self._scanner.hits(data, self._scanner.raw(data)):
            yield _finding("phrase", text, hit.start, hit.end, self._literal[hit.literal].meant, _LIKELY)

    def _gains(self, text: str, swaps: Sequence[tuple[int, int, str]]) -> list[_Swap]:
        """What each change of ``[start, end)`` gains."""
        reach = self._resources.model.order - 1
        around = [(text[max(0, start - reach) : start], text[end : end + _AFTER]) for start, end, _ in swaps]
        before = [(left, text[a:b], right) for (left, right), (a, b, _) in zip(around, swaps, strict=True)]
        after = [(left, other, right) for (left, right), (_, _, other) in zip(around, swaps, strict=True)]
        score = self._resources.model.score
        return [
            _Swap(a, b, other, new - old)
            for (a, b, other), old, new in zip(swaps, score(before), score(after), strict=True)
        ]

    def _listed(self, text: str, runs: Sequence[Sequence[_Word]]) -> Iterator[Finding]:
        """Commas that ought to be 、, with the word on either side."""
        starts = {run[-1].end: run[-1].start for run in runs} | {m.end(): m.start() for m in _LATIN.finditer(text)}
        ends = {run[0].start: run[0].end for run in runs} | {m.start(): m.end() for m in _LATIN.finditer(text)}
        for swap in self._gains(text, [(m.start(), m.end(), "、") for m in _COMMA.finditer(text)]):
            if swap.gain >= _LISTED_BITS:
                start, end = starts.get(swap.start, swap.start), ends.get(swap.end, swap.end)
                listed = text[start : swap.start] + "、" + text[swap.end : end]
                yield _finding("listed", text, start, end, listed, _LIKELY)

    def _terms(self, text: str, runs: Sequence[Sequence[_Word]]) -> Iterator[Finding]:
        """Forms of the page's terms that stand apart."""
        places: dict[str, list[tuple[_Word, ...]]] = defaultdict(list)
        for words in chain.from_iterable(map(_stretches, runs)):
            places["".join(word.text for word in words)].append(words)
        terms = Counter({key: len(words) for key, words in places.items() if _is_term(words[0])})
        swaps: dict[tuple[int, int, str], float] = {}
        for key, found in places.items():
            for other, bits in self._forms([word.text for word in found[0]]):
                if terms[other] >= max(_TERM_COUNT, _TERM_SHARE * len(found)) and key not in other:
                    swaps |= {(words[0].start, words[-1].end, other): bits for words in found}
        for swap, least in zip(self._gains(text, list(swaps)), swaps.values(), strict=True):
            if swap.gain >= least:
                yield _finding("term", text, swap.start, swap.end, swap.other, _LIKELY)

    def _forms(self, words: Sequence[str]) -> Iterator[tuple[str, float]]:
        """Terms that these words may be a form of, and what each must gain."""
        plain = [word for word in words if word != "的"]
        loose = len(plain) < len(words)
        if loose:
            yield "".join(plain), _LOOSE_BITS
        for i, word in enumerate(plain):
            for other in self._same.get(word, ()):
                yield "".join((*plain[:i], other, *plain[i + 1 :])), 0.0
        if len(plain) == 2 and not loose:
            yield plain[1] + plain[0], 0.0
        if plain and len(plain[0]) == 2 and plain[0][1] == "型" and plain[0][0] in _ADJECTIVES:
            yield "".join((plain[0][0], *plain[1:])), 0.0

    def readings(self, text: str) -> Iterator[tuple[float, _Word, str]]:
        """For every listed word the best of the others that share an English word with it, and how much better it goes there."""
        yield from self._readings(text, _words(text))

    def _senses(self, text: str, runs: Sequence[Sequence[_Word]]) -> Iterator[Finding]:
        """Words in whose place another rendering of the same English word would go better."""
        for total, word, other in self._readings(text, runs):
            if total > _LEAST:
                yield _finding("sense", text, word.start, word.end, other, _LIKELY if total > _CLEAR else _UNLIKELY)

    def _readings(self, text: str, runs: Sequence[Sequence[_Word]]) -> Iterator[tuple[float, _Word, str]]:
        words = [word for word in chain.from_iterable(runs) if word.text in self._other]
        counts = Counter(word.text for word in chain.from_iterable(runs))
        often = frequencies()
        swaps = self._gains(text, [(w.start, w.end, other) for w in words for other in self._other[w.text]])
        options: dict[_Word, list[tuple[float, str]]] = defaultdict(list)
        for start, end, other, gain in swaps:
            word = _Word(text[start:end], start)
            total = _BITS * gain + _FREQUENCY * math.log((often.get(other, 0) + 5) / (often.get(word.text, 0) + 5))
            total += _ON_PAGE * math.log1p(counts[other]) - _REPEATED * math.log(counts[word.text])
            options[word].append((total, other))
        for word, found in options.items():
            total, other = max(self._with_neighbours(text, word, found))
            yield total, word, other

    def _with_neighbours(
        self, text: str, word: _Word, options: Sequence[tuple[float, str]]
    ) -> Iterator[tuple[float, str]]:
        """Sums with what the words nearby say."""
        words = [word.text, *(other for _, other in options)]
        own, *others = self._nearby.agreement(text, word.start, word.end, words)
        for (total, other), agreement in zip(options, others, strict=True):
            yield total + _NEAR * float(agreement - own), other

    @cached_property
    def _nearby(self) -> Nearby:
        from zhquality.model.nearby import Nearby

        return Nearby.of(self._resources.spun.statistics, self._resources.spun.finder)


def _words(text: str) -> list[list[_Word]]:
    """The words of every run of Chinese characters."""
    return [[_Word(word, match.start() + at) for word, at in segments(match[0])] for match in _RUN.finditer(text)]


def _stretches(run: Sequence[_Word]) -> Iterator[tuple[_Word, ...]]:
    """One to four words in a row, and one more where one is 的."""
    for size in range(1, _TERM_WORDS + 2):
        for i in range(len(run) - size + 1):
            words = tuple(run[i : i + size])
            inner = [word.text for word in words]
            if words[-1].end - words[0].start > _TERM_LENGTH.stop or inner[0] == "的" or inner[-1] == "的":
                continue
            if size - inner.count("的") <= _TERM_WORDS and inner.count("的") <= 1:
                yield words


def _is_term(words: Sequence[_Word]) -> bool:
    """Whether words may be a term: none of them small, and one alone only if it is long."""
    size = words[-1].end - words[0].start
    if len(words) == 1 and size < _ONE_WORD:
        return False
    return size in _TERM_LENGTH and all(
        word.text not in _SMALL and (len(word.text) > 1 or word.text in _ADJECTIVES) for word in words
    )


def _finding(kind: str, text: str, start: int, end: int, other: str, confidence: float) -> Finding:
    rule = "PAR001" if kind == "listed" else "PAR003"
    proposals = (Proposal(other, confidence),)
    return Finding(rule, start, end, text[start:end], confidence, *_MESSAGES[kind], Applicability.DISPLAY, proposals)
