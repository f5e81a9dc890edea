"""Accuracy of the spun score and of restoring, as tables: ``python benchmarks/accuracy.py DATA [--write]``.

DATA is a folder with ``eval/dev/sim/*.jsonl.xz`` (spun texts with exact gold), ``eval/dev/{clean,spun,verbose}/*.txt``,
and ``corpus/clean-dev.jsonl.xz``. With ``--write`` the tables replace what is between the markers in
``docs/accuracy.md``, and the reliability plot goes to ``docs/reliability.svg``.
"""

from __future__ import annotations

import argparse
import json
import lzma
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from zhquality import Checker, Report

BINS = 10
DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- begin figures -->", "<!-- end figures -->"
LENGTHS = (0, 200, 500, 1000, 2000, 10**9)


@dataclass(frozen=True)
class Page:
    """One text and what it is: its group, and gold spans if there are any."""

    group: str
    text: str
    gold: tuple[tuple[int, int, str], ...] = ()
    is_spun: bool = True


def rows(path: Path) -> Iterator[dict[str, object]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def pages(data: Path) -> Iterator[Page]:
    for row in rows(data / "corpus" / "clean-dev.jsonl.xz"):
        yield Page(f"clean: {row['genre']}", str(row["text"]), is_spun=False)
    for path in sorted((data / "eval/dev/clean").glob("*.txt")):
        yield Page("clean: hard pages", path.read_text(encoding="utf-8"), is_spun=False)
    for path in sorted((data / "eval/dev/sim").glob("*.jsonl.xz")):
        for row in rows(path):
            gold = tuple((g["start"], g["end"], g["canonical"]) for g in row["gold"])  # type: ignore[attr-defined]
            yield Page(f"simulated: {path.name.split('.')[0]}", str(row["spun"]), gold)
    for folder in ("spun", "verbose"):
        for path in sorted((data / "eval/dev" / folder).glob("*.txt")):
            yield Page(f"pages: {folder}", path.read_text(encoding="utf-8"))


def right(text: str, span: tuple[int, int, str], report: Report) -> bool:
    """Whether the first proposals around a span give the original again, three code points to each side."""
    start, end, canonical = span
    near = [f for f in report.findings if f.rule.startswith("SPN") and f.start < end and start < f.end and f.proposals]
    if not near:
        return False
    low, high = min(start, near[0].start), max(end, *(f.end for f in near))
    wanted = text[low:start] + canonical + text[end:high]
    made, cursor = "", low
    for finding in near:
        made += text[cursor : finding.start] + finding.proposals[0].text
        cursor = finding.end
    return made + text[cursor:high] == wanted


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    ordered = sorted(negative)
    below = sum((bisect_left(ordered, s) + bisect_left(ordered, s + 1e-12)) / 2 for s in positive)
    return below / (len(positive) * len(ordered))


def detection(results: Sequence[tuple[Page, Report]]) -> list[str]:
    clean = sorted((r.scores["spun"] for p, r in results if not p.is_spun), reverse=True)
    threshold = clean[len(clean) // 1000]
    lines = [
        "| pages | texts | recall at 0.1 % false alarms | at score ≥ 0.5 | AUROC | restored exactly | extra per 1,000 |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for group in dict.fromkeys(p.group for p, _ in results if p.is_spun):
        own = [(p, r) for p, r in results if p.group == group]
        scores = [r.scores["spun"] for _, r in own]
        gold = sum(len(p.gold) for p, _ in own)
        exact = sum(right(p.text, span, r) for p, r in own for span in p.gold)
        extra = sum(
            f.rule.startswith("SPN") and not any(f.start < e and s < f.end for s, e, _ in p.gold)
            for p, r in own
            for f in r.findings
        )
        places = f"{exact / gold:.3f} | {1000 * extra / sum(len(p.text) for p, _ in own):.2f}" if gold else "– | –"
        found = sum(s > threshold for s in scores) / len(own)
        half = sum(s >= 0.5 for s in scores) / len(own)
        lines.append(f"| {group} | {len(own)} | {found:.3f} | {half:.3f} | {auroc(scores, clean):.4f} | {places} |")
    return lines


def false_alarms(results: Sequence[tuple[Page, Report]]) -> list[str]:
    families = sorted({f.rule[:3] for _, r in results for f in r.findings})
    lines = [
        f"| clean pages | texts | score ≥ 0.5 | {' | '.join(families)} |",
        "|---|---:|---:|" + "---:|" * len(families),
    ]
    groups = dict.fromkeys(p.group for p, _ in results if not p.is_spun)
    for group in [*groups, "all"]:
        own = [(p, r) for p, r in results if not p.is_spun and group in (p.group, "all")]
        size = sum(len(p.text) for p, _ in own)
        counts = [sum(f.rule.startswith(name) for _, r in own for f in r.findings) for name in families]
        rates = " | ".join(f"{1e6 * count / size:.1f}" for count in counts)
        lines.append(f"| {group} | {len(own)} | {sum(r.scores['spun'] >= 0.5 for _, r in own)} | {rates} |")
    return lines


def reliability(results: Sequence[tuple[Page, Report]]) -> tuple[list[tuple[float, float, int]], float]:
    """Mean score, share of spun pages and number of pages of each bin, and the expected calibration error."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for page, report in results:
        score = report.scores["spun"]
        bins[min(BINS - 1, int(score * BINS))].append((score, page.is_spun))
    points = [
        (sum(s for s, _ in own) / len(own), sum(spun for _, spun in own) / len(own), len(own)) for own in bins if own
    ]
    total = sum(count for *_, count in points)
    return points, sum(abs(score - share) * count for score, share, count in points) / total


def plot(points: Sequence[tuple[float, float, int]]) -> str:
    size, pad = 360, 40

    def at(x: float, y: float) -> str:
        return f"{pad + x * size:.1f},{pad + (1 - y) * size:.1f}"

    path = " ".join(at(score, share) for score, share, _ in points)
    dots = "".join(
        f'<circle cx="{at(x, y).split(",")[0]}" cy="{at(x, y).split(",")[1]}" r="{2 + n**0.3:.1f}"><title>'
        f"{n} pages: score {x:.3f}, spun {y:.3f}</title></circle>"
        for x, y, n in points
    )
    edge = size + 2 * pad
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge} {edge}" role="img" font-family="sans-serif">'
        f'<rect width="{edge}" height="{edge}" fill="#fff"/><rect x="{pad}" y="{pad}" width="{size}" height="{size}" '
        f'fill="none" stroke="#888"/><polyline points="{at(0, 0)} {at(1, 1)}" stroke="#bbb" stroke-dasharray="4"/>'
        f'<polyline points="{path}" fill="none" stroke="#1769aa"/><g fill="#1769aa">{dots}</g>'
        f'<text x="{edge / 2}" y="{edge - 8}" text-anchor="middle" font-size="13">mean score of the bin</text>'
        f'<text x="14" y="{edge / 2}" font-size="13" text-anchor="middle" transform="rotate(-90 14 {edge / 2})">'
        "share of spun pages</text></svg>\n"
    )


def lengths(results: Sequence[tuple[Page, Report]]) -> list[str]:
    lines = ["| code points | pages | expected calibration error | spun pages at ≥ 0.5 | clean pages at ≥ 0.5 |"]
    lines.append("|---|---:|---:|---:|---:|")
    for low, high in pairwise(LENGTHS):
        own = [(p, r) for p, r in results if low <= len(p.text) < high]
        spun = [r.scores["spun"] >= 0.5 for p, r in own if p.is_spun]
        clean = [r.scores["spun"] >= 0.5 for p, r in own if not p.is_spun]
        name = f"{low} to {high}" if high < LENGTHS[-1] else f"{low} and more"
        rates = f"{sum(spun) / max(1, len(spun)):.3f} of {len(spun)} | {sum(clean)} of {len(clean)}"
        lines.append(f"| {name} | {len(own)} | {reliability(own)[1]:.3f} | {rates} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    checker = Checker()
    results = [(page, checker.check(page.text)) for page in pages(options.data)]
    points, error = reliability(results)
    text = "\n".join(
        [
            "### Spun pages\n",
            *detection(results),
            "\n### Clean pages\n\nFindings per million characters, by rule family.\n",
            *false_alarms(results),
            f"\n### Calibration\n\nExpected calibration error over all these pages, ten bins: {error:.3f}.\n",
            "![Reliability of the spun score](reliability.svg)\n",
            *lengths(results),
        ]
    )
    print(text)
    if options.write:
        page = (DOCS / "accuracy.md").read_text(encoding="utf-8")
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        (DOCS / "accuracy.md").write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
        (DOCS / "reliability.svg").write_text(plot(points), encoding="utf-8")


if __name__ == "__main__":
    main()
