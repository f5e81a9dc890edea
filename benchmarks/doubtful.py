"""Rows that measurement speaks against, and what leaving them out changes: ``python benchmarks/doubtful.py CLEAN… --work FOLDER --data DATA``.

FOLDER has the counts of ``rows.py``, by halves of the pages. A row is doubtful if it is more often wrong than right in both: in
words that authors wrote, or in those and in surfaces put in for another original. Only rows of no tool's own dictionary are left
out. Then pages are made anew of the same texts and checked, and the simulated ones of DATA/eval/dev, with and without them.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
from accuracy import pages as evaluation_pages
from accuracy import right
from rows import HALVES, Tally, count, held_out, offline, pages

from zhquality import Checker
from zhquality.lexicon.counts import Pair, RowCounts
from zhquality.lexicon.variety import load_varieties
from zhquality.model.spun import SpunModel
from zhquality.model.statistics import Statistics

CRITERIA: dict[str, Callable[[RowCounts], bool]] = {
    "wrong": lambda row: row.wrong > max(row.right, 1),
    "wrong or mistaken": lambda row: row.wrong + row.mistaken > max(row.right, 2),
}


def open_pairs(statistics: Statistics) -> list[Pair]:
    """Pairs of no tool's own dictionary."""
    words, own = statistics.words, statistics.member[:, statistics.dictionary].any(1)
    numbers = np.flatnonzero(~own).tolist()
    return [(words[statistics.surface[n]], words[statistics.canonical[n]]) for n in numbers]


def without(statistics: Statistics, lost: set[Pair]) -> Statistics:
    """The statistics without some pairs, and without the weights of surfaces that have no other."""
    words = statistics.words
    pairs = zip(statistics.surface.tolist(), statistics.canonical.tolist(), strict=True)
    kept = np.array([(words[s], words[c]) not in lost for s, c in pairs])
    surface = statistics.surface[kept]
    known = np.isin(np.arange(len(words)), surface)
    return replace(
        statistics,
        surface=surface,
        canonical=statistics.canonical[kept],
        rank=statistics.rank[kept],
        density=statistics.density[kept],
        member=statistics.member[kept],
        value=statistics.value * known,
        seen=statistics.seen * known,
    )


def sums(tally: Tally, pairs: Iterable[Pair]) -> str:
    rows = [tally.of(pair) for pair in pairs]
    return f"right {sum(r.right for r in rows)}, wrong {sum(r.wrong for r in rows)}, mistaken {sum(r.mistaken for r in rows)}"


def lacking(checker: Checker, lost: set[Pair]) -> Checker:
    """Take pairs from a checker."""
    resources = checker._resources  # noqa: SLF001 - taken apart on purpose
    varieties = load_varieties(resources.lexicons / "varieties")
    resources.__dict__["spun"] = SpunModel(
        resources.model, without(resources.spun.statistics, lost), varieties=varieties
    )
    return checker


def simulated(checker: Checker, texts: list[str], number: int) -> str:
    tally, model = Tally(), checker._resources.spun  # noqa: SLF001
    for _, spun, swaps in islice(pages(texts), number):
        count(tally, model, spun, swaps, checker.check(spun))
    return f"{tally.swapped.total()} swapped: " + sums(tally, {*tally.swapped, *tally.wrong, *tally.mistaken})


def evaluated(checker: Checker, data: Path) -> Iterator[str]:
    """Words restored and findings outside the gold per 1,000 code points, of each simulation."""
    figures: dict[str, list[int]] = {}
    for page in evaluation_pages(data):
        if page.gold:
            report = checker.check(page.text)
            outside = (f for f in report.findings if not any(f.start < e and s < f.end for s, e, _ in page.gold))
            restored = sum(right(page.text, span, report) for span in page.gold)
            said = len(page.gold), restored, sum(f.rule.startswith("SPN") for f in outside), len(page.text)
            figures[page.group] = [sum(both) for both in zip(figures.get(page.group, (0, 0, 0, 0)), said, strict=True)]
    shares = [(restored / gold, 1000 * outside / size) for gold, restored, outside, size in figures.values()]
    for name, (exact, outside) in zip((*figures, "mean"), (*shares, tuple(np.mean(shares, 0))), strict=True):
        yield f"  {name}: restored {exact:.4f}, outside {outside:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=1500)
    options = parser.parse_args()
    first, second = (Tally(**half) for half in pickle.loads((options.work / HALVES).read_bytes()))
    part_model, texts = options.work / "part.ngrams", held_out(options.corpus)[::-1]
    pairs = open_pairs(offline(part_model)._resources.spun.statistics)  # noqa: SLF001
    lost: dict[str, set[Pair]] = {"none": set()}
    for name, doubts in CRITERIA.items():
        own = {pair for pair in pairs if doubts(first.of(pair))}
        lost[name] = {pair for pair in own if doubts(second.of(pair))}
        print(f"{name}: {len(own)} rows by the first half: {sums(first, own)}; in the second: {sums(second, own)}")
        print(f"  {len(lost[name])} by both: " + " ".join(sorted(f"{s}→{c}" for s, c in lost[name])[:10]))
    for name, some in lost.items():
        print(f"without {len(some)} ({name}): {simulated(lacking(offline(part_model), some), texts, options.pages)}")
        for line in evaluated(lacking(Checker(), some), options.data):
            print(line, flush=True)


if __name__ == "__main__":
    main()
