"""What is found of a dictionary that nobody has: ``python benchmarks/left_out.py DATA [--pages N] [--write]``.

For each simulated table of DATA/eval/dev/sim its family is left out: the family's rows, the same pairs in every other
lexicon, and the words that only they have, at the gate as well. The weights that are left were fitted with the family
among a dozen others, so the figures flatter a little. A threshold is the score that one clean page in a hundred
(in a thousand) is above; restored words are those of the pages the library itself calls spun. With ``--write`` the table
goes to ``docs/accuracy.md``.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from accuracy import DOCS, Page, right

from zhquality import Checker
from zhquality.data import lexicon_folder
from zhquality.detectors.spun import Detector
from zhquality.lexicon.entries import load_family
from zhquality.model.spun import SpunModel
from zhquality.model.statistics import Statistics

BEGIN, END = "<!-- begin left out -->", "<!-- end left out -->"


def rows(path: Path) -> Iterator[dict[str, object]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def pairs_of(family: str, data: Path) -> set[tuple[str, str]]:
    """Surface and original of every row of a family, as it is known and as the lexicons have it."""
    pairs: set[tuple[str, str]] = set()
    for path in sorted((data / "eval/families").glob(f"{family}*.tsv")):
        if path.stem.rstrip("0123456789").removesuffix("_observed") == family:
            lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
            pairs |= {(row[1], row[0]) for row in lines if len(row) > 1 and not row[0].startswith("#")}
    for name in own_names(family):
        entries = load_family(lexicon_folder() / "spun" / f"{name}.tsv")
        pairs |= {(entry.surface, canonical) for entry in entries for canonical in entry.canonicals}
    return pairs


def own_names(family: str) -> list[str]:
    """The lexicons of a family: a, a-wide."""
    names = sorted(path.stem for path in (lexicon_folder() / "spun").glob("*.tsv"))
    return [name for name in names if name.split("-")[0] == family]


def without(statistics: Statistics, family: str, data: Path) -> Statistics:
    """The statistics without a family's pairs, its column, and the weights of words that nothing else has."""
    left_out, words = pairs_of(family, data), statistics.words
    rows_of_pairs = zip(statistics.surface.tolist(), statistics.canonical.tolist(), strict=True)
    kept = np.array([(words[s], words[c]) not in left_out for s, c in rows_of_pairs])
    member = statistics.member[kept].copy()
    member[:, [statistics.families.index(name) for name in own_names(family) if name in statistics.families]] = False
    surface, canonical = statistics.surface[kept], statistics.canonical[kept]
    known = np.isin(np.arange(len(words)), np.concatenate((surface, canonical)))
    return replace(
        statistics,
        surface=surface,
        canonical=canonical,
        rank=statistics.rank[kept],
        density=statistics.density[kept],
        member=member,
        value=statistics.value * known,
        seen=statistics.seen * known,
        present=statistics.present * known,
    )


def checker_without(family: str, data: Path) -> Checker:
    checker = Checker()
    resources = checker._resources  # noqa: SLF001 - taken apart on purpose
    whole = resources.spun
    statistics = without(whole.statistics, family, data)
    resources.__dict__["spun"] = SpunModel(whole.model, statistics)
    known = {statistics.words[n] for n in np.union1d(statistics.surface, statistics.canonical).tolist()}
    lost = set(statistics.words) - known
    (detector,) = (d for d in checker._detectors if isinstance(d, Detector))  # noqa: SLF001
    gate = detector.gate
    assert gate is not None
    weights = {word: weight for word, weight in gate.weights.items() if word not in lost}
    families = {word: said for word, said in gate.families.items() if word not in lost}
    detector.gate = gate._replace(words=gate.words._replace(weights=weights), families=families)
    return checker


@dataclass(frozen=True)
class Result:
    """Figures of one simulation."""

    name: str
    one_in_hundred: float
    one_in_thousand: float
    found: float
    exact: float
    precision: float

    def row(self) -> str:
        figures = (self.one_in_hundred, self.one_in_thousand, self.found, self.exact, self.precision)
        return f"| {self.name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |"


def measure(checker: Checker, path: Path, clean: list[float], pages: int) -> Result:
    scores, gold, restored, flagged, inside = [], 0, 0, 0, 0
    for row, _ in zip(rows(path), range(pages), strict=False):
        spans = tuple((g["start"], g["end"], g["canonical"]) for g in row["gold"])  # type: ignore[attr-defined]
        page = Page(path.name, str(row["spun"]), spans)
        report = checker.check(page.text)
        scores.append(report.scores["spun"])
        gold += len(spans)
        restored += sum(right(page.text, span, report) for span in spans)
        findings = [f for f in report.findings if f.rule.startswith("SPN")]
        flagged += len(findings)
        inside += sum(any(f.start < end and start < f.end for start, end, _ in spans) for f in findings)
    above = sorted(clean, reverse=True)
    return Result(
        path.name.split(".")[0],
        float(np.mean(np.array(scores) > above[len(above) // 100])),
        float(np.mean(np.array(scores) > above[len(above) // 1000])),
        float(np.mean(np.array(scores) >= 0.5)),
        restored / gold,
        inside / max(1, flagged),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pages", type=int, default=150, help="of each simulation")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = [str(row["text"]) for row in rows(options.data / "corpus/clean-dev.jsonl.xz")]
    lines = [
        "| table left out | recall at 1 % false alarms | at 0.1 % | score ≥ 0.5 | restored exactly | precision |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    checkers: dict[str, tuple[Checker, list[float]]] = {}
    for path in sorted((options.data / "eval/dev/sim").glob("*.jsonl.xz")):
        family = path.name.split("-")[0]
        if family not in checkers:
            checker = checker_without(family, options.data)
            checkers[family] = checker, [checker.check(text).scores["spun"] for text in texts]
        lines.append(measure(checkers[family][0], path, checkers[family][1], options.pages).row())
        print(lines[-1], flush=True)
    if options.write:
        page = (DOCS / "accuracy.md").read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        after = rest.split(END)[1]
        (DOCS / "accuracy.md").write_text(f"{before}{BEGIN}\n{chr(10).join(lines)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
