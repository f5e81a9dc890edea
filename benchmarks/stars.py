#!/usr/bin/env python3
"""Star out words of clean text the way advertising-law filters do, and measure what is found and put back.

    python benchmarks/stars.py CORPUS.jsonl[.xz] [--limit N] [--misses N] [--seed N]

Each document gets one filter: a list of words, and how it writes what it stars. The lists are written here, apart
from the library's lexicon; the filters that eat ordinary words star any word that holds a forbidden character.
A gold span is right when the surface with the proposal put in is the original again.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

LAW = (
    "最佳|最好|最大|最小|最高|最低|最新|最强|最优|最先进|最早|最快|最多|最|世界第一|全国第一|第一品牌|第一|首个|首次|首家|首批|首位|首选|首创|首款|"
    "唯一|独家|独有|独一无二|一流|领先|先进|顶级|顶尖|极致|极品|绝对|完美|永久|国家级|世界级|国际级|省级|特级|高级|专家|权威|著名|知名|"
    "领导者|领袖|领军|龙头|冠军|王牌|品牌|优秀|卓越|史无前例|前所未有|无与伦比|万能|百分之百"
)
BROAD = (
    LAW + "|极其|极端|极大|极为|永远|彻底|全面|完全|保证|国家|国际|全球|世界|专业|专利|特别|免费|独特|独立|领导|"
    "首先|首要|首都|一直|一定|最后|最终|最近|很久|真正|重要|核心|主要|优势|高端|优质|巨大|大量"
)
SINGLE = "最|第一|首(?=[个次家批位选创款先要])|极(?=[致品其端大为])|绝(?=对)"
INSIDE = (
    "(?<=唯)一|(?<=第)一|(?<=独一无)二|(?<=很)久|(?<=最)[佳好大小高低新强优早快多后终近]|最先(?=进)|先(?=进)|(?<=顶)级|国家(?=级)|"
    "一(?=[直流])|首(?=[先都要次])|(?<=永)远|(?<=绝)对|(?<=领)先|(?<=国)家(?=标准|级)|最(?=[后终近初])"
)


@dataclass(frozen=True)
class Filter:
    """A list of words and a way of writing what is starred out."""

    name: str
    words: str
    write: Callable[[str], str]
    rate: float = 1.0


FILTERS = (
    Filter("law, one star", LAW, lambda _: "*"),
    Filter("law, a star each", LAW, lambda word: "*" * len(word)),
    Filter("law, two stars", LAW, lambda _: "**"),
    Filter("law, three stars", LAW, lambda _: "***"),
    Filter("single characters", SINGLE, lambda _: "*"),
    Filter("single characters, two stars", SINGLE, lambda _: "**"),
    Filter("inside words", INSIDE, lambda _: "*"),
    Filter("broad, one star", BROAD, lambda _: "*", 0.7),
    Filter("broad, a star each", BROAD, lambda word: "*" * len(word), 0.7),
    Filter("law, full-width star", LAW, lambda word: "＊" * len(word)),
)


def masked(text: str, chosen: Filter, random_: random.Random) -> tuple[str, list[tuple[int, int, str]]]:
    """The text with words starred out, and the spans of the stars with what stood there."""
    out: list[str] = []
    gold: list[tuple[int, int, str]] = []
    cursor = length = 0
    for found in re.finditer(chosen.words, text):
        if random_.random() >= chosen.rate:
            continue
        star = chosen.write(found[0])
        out += [text[cursor : found.start()], star]
        length += found.start() - cursor
        if gold and gold[-1][1] == length:  # two words side by side make one run of stars
            gold[-1] = (gold[-1][0], length + len(star), gold[-1][2] + found[0])
        else:
            gold.append((length, length + len(star), found[0]))
        length += len(star)
        cursor = found.end()
    return "".join([*out, text[cursor:]]), gold


def documents(path: Path, limit: int | None) -> Iterator[str]:
    """Texts without stars of their own."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if limit is not None and number >= limit:
                return
            text = json.loads(line)["text"]
            if "*" not in text and "＊" not in text:
                yield text


def main() -> None:
    """Print one line a filter and the total."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    from zhquality import Checker

    checker, random_ = Checker(), random.Random(options.seed)
    counts: dict[str, Counter[str]] = {chosen.name: Counter() for chosen in FILTERS}
    wrong: Counter[str] = Counter()
    calibration: dict[int, list[int]] = {}
    for number, text in enumerate(documents(options.corpus, options.limit)):
        chosen = FILTERS[number % len(FILTERS)]
        starred, gold = masked(text, chosen, random_)
        count = counts[chosen.name]
        if not gold:
            continue
        findings = [f for f in checker.check(starred).findings if f.rule == "CEN001"]
        at = {(f.start, f.end): f for f in findings}
        count["extra"] += sum(not any(f.start < e and s < f.end for s, e, _ in gold) for f in findings)
        for start, end, word in gold:
            finding = at.get((start, end))
            texts = [p.text for p in finding.proposals] if finding else []
            count["gold"] += 1
            count["found"] += any(f.start < end and start < f.end for f in findings)
            count["first"] += texts[:1] == [word]
            count["three"] += word in texts[:3]
            if finding and finding.proposals:
                cell = calibration.setdefault(int(finding.proposals[0].confidence * 10), [0, 0])
                cell[0] += 1
                cell[1] += texts[0] == word
            if texts[:1] != [word]:
                wrong[f"{word} read as {texts[0] if texts else '-'}"] += 1
    total: Counter[str] = Counter()
    for name, count in counts.items():
        total += count
        report(name, count)
    report("all", total)
    for tenth, (seen, right) in sorted(calibration.items()):
        print(f"confidence of the first proposal {tenth / 10:.1f}: {seen:6d} right {right / seen:.3f}")
    for line, times in wrong.most_common(options.misses):
        print(f"    {times:5d} {line}")


def report(name: str, count: Counter[str]) -> None:
    """One line of figures."""
    gold = max(1, count["gold"])
    print(
        f"{name:32s} stars {count['gold']:6d} recall {count['found'] / gold:.3f} first {count['first'] / gold:.3f} "
        f"three {count['three'] / gold:.3f} extra {count['extra']}"
    )


if __name__ == "__main__":
    main()
