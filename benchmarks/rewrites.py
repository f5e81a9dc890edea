#!/usr/bin/env python3
"""Spin pages with known tables, cut and mix them, and measure whether they meet their source again.

    python benchmarks/rewrites.py CORPUS.jsonl[.gz|.xz] [--originals N] [--copies N] [--compared N] [--seed N]

Every copy is one original rewritten by one dictionary of lexicons/spun at one rate (share of the dictionary's rows that
are used, applied to every occurrence), whole or edited: half of the paragraphs dropped, the others shuffled and each
followed by one of another article. ``unseen`` is a copy by the rows of general.tsv that no other dictionary has, looked for
with everything blind to the other dictionaries only: a spinner that nobody has a table of.

Peers in the same run: MinHash of plain 5-grams (rensa, 128 permutations; pip install rensa datasketch) and a 64-bit
SimHash of the same shingles. *first*: the source comes before all other originals but the one mixed in. *linked*: it is above the threshold
that one in 100,000 pairs of originals exceeds, chosen for each method on the same originals.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zhquality import Checker, Config
from zhquality.data import lexicon_folder
from zhquality.lexicon.entries import Entry, load_folder
from zhquality.model.normal import normalise
from zhquality.model.simulate import Spinner, spin
from zhquality.rewrite.compare import Comparer
from zhquality.rewrite.comparison import Comparison
from zhquality.rewrite.dedup import Page, dedup
from zhquality.rewrite.fingerprint import fingerprint
from zhquality.rewrite.index import Index
from zhquality.rewrite.links import LINK
from zhquality.rewrite.shingles import fold, grams
from zhquality.rewrite.vocabulary import Vocabulary, letters

FAMILIES = ("a-wide", "b", "d", "f", "g", "h", "m", "q", "verbose", "general")
RATES = {"full": 1.0, "half": 0.5, "light": 0.15}
EDITS = ("whole", "edited")
UNSEEN = "unseen"
PERMUTATIONS = 128
FALSE_LINKS = 1e-5


@dataclass(frozen=True)
class Row:
    text: str
    topic: str


@dataclass(frozen=True)
class Copy:
    family: str
    rate: str
    edit: str
    source: int
    filler: int  # original whose paragraphs were mixed in; the source itself if none were
    text: str
    swaps: Counter[tuple[str, str]]


def read(path: Path, limit: int, seed: int) -> list[Row]:
    opener = {".xz": lzma.open, ".gz": gzip.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as file:
        rows = [Row(row["text"], str(row.get("genre", ""))) for row in map(json.loads, file)]
    random.Random(seed).shuffle(rows)
    return rows[:limit]


def dictionaries() -> Mapping[str, Sequence[Entry]]:
    return load_folder(lexicon_folder() / "spun")


def tables() -> dict[str, dict[str, str]]:
    """Original to its first surface, for each family and for the spinner nobody knows."""
    found: dict[str, dict[str, str]] = {}
    folder = dictionaries()
    others = {
        (c, e.surface)
        for name, entries in folder.items()
        if "general" not in name
        for e in entries
        for c in e.canonicals
    }
    for name in (*FAMILIES, UNSEEN):
        table: dict[str, str] = {}
        for entry in folder["general" if name == UNSEEN else name]:
            for canonical in entry.canonicals[:1]:
                if name != UNSEEN or (canonical, entry.surface) not in others:
                    table.setdefault(canonical, entry.surface)
        found[name] = table
    return found


def make_copies(rows: Sequence[Row], per_cell: int, rng: random.Random) -> Iterator[Copy]:
    """Copies that differ from their source; of each cell as many as asked."""
    for family, table in tables().items():
        for rate, share in RATES.items():
            for edit in EDITS:
                made = 0
                for source in rng.sample(range(len(rows)), len(rows)):
                    if made == per_cell:
                        break
                    part = {o: s for o, s in table.items() if rng.random() < share}
                    text, swaps = spin(rows[source].text, Spinner(family, part, 1.0), rng)
                    if text == rows[source].text:
                        continue
                    made += 1
                    filler = source
                    if edit == "edited":
                        filler = (source + rng.randrange(1, len(rows))) % len(rows)
                        text = mixed(text, rows[filler].text, rng)
                    yield Copy(
                        family, rate, edit, source, filler, text, Counter((s.canonical, s.surface) for s in swaps)
                    )


def mixed(text: str, other: str, rng: random.Random) -> str:
    """Half of the paragraphs in another order, each followed by one of another article."""
    paragraphs, filler = text.split("\n"), other.split("\n")
    kept = rng.sample(paragraphs, max(1, len(paragraphs) // 2))
    return "\n".join(p for pair in zip(kept, (filler * len(kept))[: len(kept)], strict=True) for p in pair)


Scores = np.ndarray
"""Similarity of one page to every original."""


class Blind:
    """zhquality's fingerprints."""

    def __init__(self, originals: Sequence[str], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.index = Index()
        for text in originals:
            self.index.add(fingerprint(text, vocabulary))

    def __call__(self, text: str) -> tuple[Scores, Scores]:
        weight, share = np.zeros(len(self.index)), np.zeros(len(self.index))
        for match in self.index.query(fingerprint(text, self.vocabulary), 50):
            weight[match.number], share[match.number] = match.weight, match.share
        return weight, share


def plain_hashes(text: str) -> np.ndarray:
    normal = normalise(text).text
    return np.unique(grams(fold(normal)[letters(normal)], 5))


class PlainMinHash:
    def __init__(self, originals: Sequence[str]) -> None:
        self.table = np.stack([self.signature(text) for text in originals])

    def signature(self, text: str) -> np.ndarray:
        from rensa import RMinHash

        hashes = plain_hashes(text)
        offsets = np.array([0, len(hashes)], np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, PERMUTATIONS, 42)
        return np.array(matrix.to_rows()[0], np.uint32)

    def __call__(self, text: str) -> tuple[Scores, Scores]:
        same = (self.table == self.signature(text)).mean(axis=1)
        return same, same


class SimHash:
    def __init__(self, originals: Sequence[str]) -> None:
        self.table = np.stack([self.bits(text) for text in originals])

    def bits(self, text: str) -> np.ndarray:
        hashes = plain_hashes(text)
        ones = np.unpackbits(hashes.astype("<u8").view(np.uint8).reshape(-1, 8), axis=1)
        return ones.sum(axis=0) * 2 > len(hashes)

    def __call__(self, text: str) -> tuple[Scores, Scores]:
        same = (self.table == self.bits(text)).mean(axis=1)
        return same, same


Method = Callable[[str], tuple[Scores, Scores]]


def threshold(method: Method, originals: Sequence[str]) -> tuple[float, Callable[[float], float]]:
    """The similarity that one in 100,000 pairs exceeds, and a function from a threshold to pairs in 100,000 above it."""
    pairs = len(originals) * (len(originals) - 1) / 2
    best: list[np.ndarray] = []
    for number, text in enumerate(originals):
        shares = method(text)[1][:number]
        best.append(np.sort(shares)[-30:])
    top = np.sort(np.concatenate(best))[::-1]
    allowed = int(pairs * FALSE_LINKS)
    return float(top[min(allowed, len(top) - 1)]), lambda value: float((top >= value).sum()) / pairs * 1e5


def retrieval(rows: Sequence[Row], copies: Sequence[Copy]) -> None:
    originals = [row.text for row in rows]
    folder = dictionaries()
    known = Vocabulary(folder)
    partial = Vocabulary({name: entries for name, entries in folder.items() if "general" not in name})
    methods: dict[str, Method] = {
        "zhquality": Blind(originals, known),
        "MinHash": PlainMinHash(originals),
        "SimHash": SimHash(originals),
    }
    without = Blind(originals, partial)
    limits = {name: threshold(method, originals) for name, method in methods.items()}
    limits_without = threshold(without, originals)
    print(f"\nfalse links in 100,000 pairs at the threshold of dedup ({LINK}): {limits['zhquality'][1](LINK):.2f}")
    hits: dict[tuple[str, str, str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    for copy in copies:
        for name, method in methods.items():
            unseen = copy.family == UNSEEN and name == "zhquality"
            weight, share = (without if unseen else method)(copy.text)
            limit = (limits_without if unseen else limits[name])[0]
            if copy.filler != copy.source:
                weight[copy.filler] = 0  # a source too, and not the one that is asked for
            first = bool(weight[copy.source] > 0 and weight.argmax() == copy.source)
            linked = bool(share[copy.source] > limit)
            hits[copy.family, copy.rate, copy.edit, name].append((first, linked, bool(share[copy.source] >= LINK)))
    print_retrieval(hits, list(methods))


def print_retrieval(
    hits: Mapping[tuple[str, str, str, str], list[tuple[bool, bool, bool]]], names: Sequence[str]
) -> None:
    cells = " | ".join(f"{name} first | linked" for name in names)
    print(f"\n| dictionary | rate | edit | {cells} | dedup links |")
    print("|---|---|---|" + "---:|" * (2 * len(names) + 1))

    def row(label: str, keys: Callable[[str, str, str], bool]) -> None:
        figures = []
        last = 0.0
        for name in names:
            got = [hit for (f, r, e, n), rows in hits.items() if n == name and keys(f, r, e) for hit in rows]
            figures += [f"{np.mean([hit[i] for hit in got]):.3f}" for i in (0, 1)]
            last = float(np.mean([hit[2] for hit in got])) if name == "zhquality" else last
        print(f"| {label} | {' | '.join(figures)} | {last:.3f} |")

    for family in (*FAMILIES, UNSEEN):
        for rate in RATES:
            for edit in EDITS:
                row(f"{family} | {rate} | {edit}", lambda f, r, e: (f, r, e) == (family, rate, edit))  # noqa: B023
    for rate in RATES:
        for edit in EDITS:
            row(f"**all known** | {rate} | {edit}", lambda f, r, e: f != UNSEEN and (r, e) == (rate, edit))  # noqa: B023


def trimmed(original: str, surface: str) -> tuple[str, str]:
    """A swap without what both words begin or end with: 为什么 → 为何 is 什么 → 何."""
    while original and surface and original[0] == surface[0]:
        original, surface = original[1:], surface[1:]
    while original and surface and original[-1] == surface[-1]:
        original, surface = original[:-1], surface[:-1]
    return original, surface


@dataclass
class Tally:
    compared: int = 0
    related: int = 0
    named_right: int = 0
    named_wrong: int = 0
    leaning_right: int = 0
    swapped: int = 0
    found: int = 0
    exact: int = 0
    equivalent: int = 0
    seconds: float = 0.0

    def add(self, result: Comparison, copy: Copy, seconds: float) -> None:
        self.compared += 1
        self.seconds += seconds
        self.related += result.probability >= 0.5
        if result.swaps:
            self.swapped += 1
            self.named_right += result.rewritten == "b"
            self.named_wrong += result.rewritten == "a"
            self.leaning_right += result.b_rewritten > 0.5
        loose = Counter[tuple[str, str]]()
        for (original, surface), count in copy.swaps.items():
            loose[trimmed(original, surface)] += count
        seen = Counter[tuple[str, str]]()
        for swap in result.swaps:
            self.found += swap.count
            self.exact += min(swap.count, copy.swaps[swap.a, swap.b])
            seen[trimmed(swap.a, swap.b)] += swap.count
        self.equivalent += sum(min(count, loose[pair]) for pair, count in seen.items())


def comparisons(rows: Sequence[Row], copies: Sequence[Copy], wanted: int, rng: random.Random) -> None:
    comparer = Comparer(Checker())
    tallies: dict[str, Tally] = defaultdict(Tally)
    for copy in rng.sample(list(copies), min(wanted, len(copies))):
        start = time.perf_counter()
        result = comparer.compare(rows[copy.source].text, copy.text)
        seconds = time.perf_counter() - start
        for label in (copy.family, f"all but {UNSEEN}" if copy.family != UNSEEN else "", f"{copy.rate}, {copy.edit}"):
            if label and (copy.family != UNSEEN or label == UNSEEN):
                tallies[label].add(result, copy, seconds)
    print(
        "\n| compare | pairs | related | direction named right | wrong | leaning right | table precision | up to shared ends | ms |"
    )
    print("|---|" + "---:|" * 8)
    for label, t in sorted(tallies.items()):
        right, wrong, lean = (value / max(1, t.swapped) for value in (t.named_right, t.named_wrong, t.leaning_right))
        exact, equivalent = t.exact / max(1, t.found), t.equivalent / max(1, t.found)
        print(
            f"| {label} | {t.compared} | {t.related / t.compared:.3f} | {right:.3f} | {wrong:.3f} | {lean:.3f} | "
            f"{exact:.3f} | {equivalent:.3f} | {1000 * t.seconds / t.compared:.0f} |"
        )
    by_topic: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_topic[row.topic].append(row.text)
    topics = [topic for topic, texts in by_topic.items() if len(texts) > 1]
    related = 0
    for _ in range(wanted):
        a, b = rng.sample(by_topic[rng.choice(topics)], 2)
        related += comparer.compare(a, b).probability >= 0.5
    print(f"\nunrelated pages on one topic called related: {related} of {wanted}")


def speed(rows: Sequence[Row], copies: Sequence[Copy]) -> None:
    import jieba

    jieba.initialize()
    checker = Checker()
    checker.check("今天")
    Vocabulary.of(Config())
    texts = {"originals": [row.text for row in rows]}
    half = len(rows) // 2
    texts["half copies"] = texts["originals"][:half] + [copy.text for copy in copies[: len(rows) - half]]
    for name, corpus in texts.items():
        start = time.perf_counter()
        for text in corpus:
            for _ in jieba.cut(text):
                pass
        cut = time.perf_counter() - start
        start = time.perf_counter()
        clusters = dedup(lambda: map(Page, corpus), checker)  # noqa: B023
        done = time.perf_counter() - start
        copies_found = len(clusters.original) - len(clusters.members())
        print(f"{name}: {len(corpus)} pages, dedup {done:.2f} s ({copies_found} copies), jieba.cut {cut:.2f} s")
    hashes = [plain_hashes(text) for text in texts["originals"][:200]]
    for name, sign in (("rensa", with_rensa), ("datasketch", with_datasketch)):
        start = time.perf_counter()
        sign(hashes)
        print(
            f"{name}: {len(hashes) / (time.perf_counter() - start):.0f} MinHash signatures of {PERMUTATIONS} a second"
        )
    vocabulary = Vocabulary.of(Config())
    start = time.perf_counter()
    for text in texts["originals"][:200]:
        fingerprint(text, vocabulary)
    print(f"zhquality: {200 / (time.perf_counter() - start):.0f} fingerprints a second, from the text")


def with_rensa(hashes: Sequence[np.ndarray]) -> None:
    from rensa import RMinHash

    for each in hashes:
        offsets = np.array([0, len(each)], np.uint64)
        RMinHash.digest_matrix_from_flat_token_hashes(each, offsets, PERMUTATIONS, 42)


def with_datasketch(hashes: Sequence[np.ndarray]) -> None:
    from datasketch import MinHash

    for each in hashes:
        MinHash(PERMUTATIONS, hashfunc=int).update_batch((each & np.uint64(0xFFFFFFFF)).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--originals", type=int, default=2000)
    parser.add_argument("--copies", type=int, default=100, help="of each dictionary, rate and edit")
    parser.add_argument("--compared", type=int, default=1000, help="pairs compared in full, and unrelated pairs")
    parser.add_argument("--seed", type=int, default=8)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    rows = read(options.corpus, options.originals, options.seed)
    copies = list(make_copies(rows, options.copies, rng))
    rng.shuffle(copies)
    print(f"{len(rows)} originals, {len(copies)} copies")
    speed(rows, copies)
    retrieval(rows, copies)
    comparisons(rows, copies, options.compared, rng)


if __name__ == "__main__":
    main()
