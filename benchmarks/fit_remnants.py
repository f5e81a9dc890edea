"""Count what deleted words leave: ``python benchmarks/fit_remnants.py COUNTED OTHERS [--write]``.

COUNTED and OTHERS are JSONL(.gz/.xz) corpora with ``text``. For each word that filters take out, and for numbers, the text on both
sides of it in COUNTED is a remnant if it was seen often around the word and hardly ever without it, there or in every second document
of OTHERS. Prints how often the remnants stand in the rest of OTHERS, where nobody counted; ``--write`` writes ``data/remnants.tsv``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from zhquality.data import data_file
from zhquality.lexicon.remnants import GRADED, NUMBER

WORDS = {
    **{word: word for word in ("最", "第一", "唯一", "一流", "领先", "先进", "习近平", "共产党")},
    **{f"最{char}": f"最{char}" for char in "大小高低好佳新快早强优终后近初多少短长"},
    "首": "首(?=[家个次选款批])",
    NUMBER: "[0-9０-９][0-9０-９,.，．]*(?<=[0-9０-９])",
}
"""Expressions for what filters take out."""
SIDES = ((2, 2), (1, 2), (2, 1), (1, 3), (3, 1), (0, 3), (0, 4), (0, 2), (3, 2), (2, 3), (1, 1))
"""Characters before and behind the word."""
USUAL = re.compile("[一-鿿，。、；：！？%℃“”《》（）]+")
TITLES = ("高人民", "高法院", "人民", "领袖", "领导")
"""Of 最高人民法院 and 最高领袖, which are no superlatives."""
DEGREE = "最更很较不太"
LEAST = {"最": (10, 4.0), NUMBER: (20, 12.0), "": (20, 12.0)}
"""How often around the word, and how many times as often as without it."""
TELLING, BETTER = 100, 4
"""How many times as often a remnant tells by itself, and how many times as often as a shorter one it holds; only of 最."""


class Remnant(NamedTuple):
    before: str
    word: str
    after: str


def read_texts(path: Path) -> Iterator[str]:
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["text"]


def contexts(texts: Iterable[str]) -> Counter[Remnant]:
    found: Counter[Remnant] = Counter()
    expressions = {word: re.compile(expression) for word, expression in WORDS.items()}
    for text in texts:
        for word, expression in expressions.items():
            for match in expression.finditer(text):
                left = text[max(0, match.start() - 3) : match.start()].rpartition("\n")[2]
                right = text[match.end() : match.end() + 4].partition("\n")[0]
                for before, after in SIDES:
                    if before <= len(left) and after <= len(right):
                        found[Remnant(left[len(left) - before :], word, right[:after])] += 1
    return Counter({row: n for row, n in found.items() if n >= 6 and USUAL.fullmatch(row.before + row.after)})


def occurrences(literals: list[str], texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often each literal stands in texts, and behind which character."""
    total: Counter[str] = Counter()
    behind: Counter[tuple[str, str]] = Counter()
    automaton = AhoCorasick(literals)
    for text in texts:
        for number, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            total[literals[number]] += 1
            behind[literals[number], text[max(0, start - 1) : start]] += 1
    return total, behind


def without(row: Remnant, counted: tuple[Counter[str], Counter[tuple[str, str]]]) -> int:
    """How often a remnant stands without its word."""
    total, behind = counted
    literal = row.before + row.after
    if row.before:
        return total[literal]
    usual = {row.word[-1], *(DEGREE if row.word[0] == "最" else "")}
    return total[literal] - sum(behind[literal, char] for char in usual)


def worth_counting(row: Remnant) -> bool:
    if row.word == "最" and row.after[0] not in GRADED:
        return False
    if row.word == "习近平" and not row.after.startswith("同志"):
        return False
    if row.word[0] == "最":
        return not any(title in row.before + row.after for title in TITLES)
    if not row.before:
        return False
    marks = set(row.before[0] + row.before[-1]) & set("（“”、《》）") or set(row.after) & set("“”（《")
    return row.word != NUMBER or not marks


def every_second(texts: Iterable[str], first: int) -> Iterator[str]:
    return islice(texts, first, None, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counted", type=Path)
    parser.add_argument("others", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    seen = contexts(read_texts(given.counted))
    literals = sorted({row.before + row.after for row in seen})
    known = [
        occurrences(literals, read_texts(given.counted)),
        occurrences(literals, every_second(read_texts(given.others), 0)),
    ]
    kept: list[tuple[Remnant, int, int]] = []
    shorter: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for row, count in sorted(
        seen.items(), key=lambda item: (len(item[0].before + item[0].after), item[0].word, item[0])
    ):
        kind = "最" if row.word[0] == "最" else NUMBER if row.word == NUMBER else ""
        least, ratio = LEAST[kind]
        if count < least or not worth_counting(row):
            continue
        alone = sum(without(row, some) for some in known)
        times = count / (alone + 0.5)
        parts = (
            (row.before[i:], row.after[:j]) for i in range(len(row.before) + 1) for j in range(1, len(row.after) + 1)
        )
        best = max((shorter[row.word].get(part, 0.0) for part in parts), default=0.0)
        if times >= ratio and (not best or (kind == "最" and times >= max(TELLING, BETTER * best))):
            shorter[row.word][row.before, row.after] = times
            kept.append((row, count, alone))
    held = occurrences(literals, every_second(read_texts(given.others), 1))
    print(
        f"{len(kept)} remnants, {sum(without(row, held) for row, _, _ in kept)} times in the rest of {given.others.name}"
    )
    if given.write:
        rows = ((row.before + row.after, len(row.before), row.word, count, alone) for row, count, alone in kept)
        lines = ("\t".join(map(str, row)) + "\n" for row in sorted(rows))
        data_file("remnants.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
