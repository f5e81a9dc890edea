"""What the speed benchmarks share: texts, interleaved rounds, ratios with spread, tables, charts, the page they are written to."""

from __future__ import annotations

import json
import lzma
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


@dataclass
class Subject:
    """Something to be timed.

    Attributes:
        name: for the table.
        run: works through some texts.
        share: of the texts that it gets, so that slow subjects do not set the length of the run.
        clock: processor time for what runs in this process alone, else wall time.
    """

    name: str
    run: Callable[[Sequence[str]], object]
    share: float = 1.0
    clock: Callable[[], float] = time.process_time


@dataclass
class Rates:
    """MB of UTF-8 a second, one value a round."""

    values: list[float] = field(default_factory=list)

    def against(self, other: Rates) -> tuple[float, float, float]:
        """Ratio to another subject: median, least and greatest over the rounds."""
        ratios = [a / b for a, b in zip(self.values, other.values, strict=True)]
        return median(ratios), min(ratios), max(ratios)


def as_installed() -> dict[str, str]:
    """The environment of a process that keeps and uses compiled modules, as those of an installed package are."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def rows(path: Path, name: str, limit: int | None = None) -> Iterator[str]:
    """A field of a JSONL file."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number == limit:
                return
            yield json.loads(line)[name]


def made_up(path: str, count: int) -> list[str]:
    """Pages of shuffled sentences of a file, for machines without a corpus."""
    sentences = re.split(r"(?<=[。！？])\s*", (ROOT / path).read_text(encoding="utf-8").strip())
    dice = random.Random(1)
    return ["\n".join("".join(dice.sample(sentences, 5)) for _ in range(3)) for _ in range(count)]


def clean_and_spun(data: Path | None, count: int) -> tuple[list[str], list[str]]:
    """Clean pages and spun ones, as many of each."""
    if data is None:
        print(
            "no DATA: pages are shuffled sentences of benchmarks/clean.txt and examples/spun-news.txt, kinder than real ones"
        )
        return made_up("benchmarks/clean.txt", count), made_up("examples/spun-news.txt", count)
    clean = list(rows(data / "corpus" / "clean-dev.jsonl.xz", "text", count))
    files = sorted((data / "eval" / "dev" / "sim").glob("*.jsonl.xz"))
    spun = [text for file in files for text in rows(file, "spun", -(-count // len(files)))]
    random.Random(1).shuffle(spun)
    return clean, spun[:count]


def fresh(texts: Sequence[str]) -> list[str]:
    """New objects, so that nothing cached with a text counts for the next subject."""
    return [text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass") for text in texts]


def part(texts: Sequence[str], share: float) -> Sequence[str]:
    """The first texts, at least one."""
    return texts[: max(1, round(len(texts) * share))]


def interleaved(subjects: Sequence[Subject], texts: Sequence[str], rounds: int) -> dict[str, Rates]:
    """Every subject once a round, in an order of chance, so that foreign load meets all alike; one round more to warm up."""
    rates = {subject.name: Rates() for subject in subjects}
    dice = random.Random(2)
    for number in range(rounds + 1):
        for subject in dice.sample(list(subjects), len(subjects)):
            own = fresh(part(texts, subject.share))
            size = sum(len(text.encode("utf-8", "surrogatepass")) for text in own) / 1e6
            began = subject.clock()
            subject.run(own)
            took = subject.clock() - began
            if number:
                rates[subject.name].values.append(size / max(took, 1e-9))
    return rates


def version_of(package: str) -> str | None:
    """Version of an installed package, None if it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table that reads well as plain text too."""
    widths = [max(len(line[i]) for line in (head, *lines)) for i in range(len(head))]

    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([row(head), "|" + "|".join("-" * (w + 2) for w in widths) + "|", *map(row, lines)])


def bars(title: str, values: Sequence[tuple[str, float]], unit: str) -> str:
    """A bar chart as SVG."""
    top, line, left, width = max(value for _, value in values), 24, 230, 720
    parts = [f'<text x="10" y="20" font-weight="bold">{title}</text>']
    for number, (name, value) in enumerate(values):
        y = 34 + number * line
        length = max(1, (width - left - 90) * value / top)
        parts += [
            f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{name}</text>',
            f'<rect x="{left}" y="{y + 2}" width="{length:.0f}" height="16" fill="#0969da"/>',
            f'<text x="{left + length + 6:.0f}" y="{y + 14}">{value:.3g} {unit}</text>',
        ]
    return _svg(width, 44 + line * len(values), parts)


def curve(title: str, points: Sequence[tuple[float, float]], x_unit: str, y_unit: str) -> str:
    """A curve through measured points as SVG, both axes logarithmic."""
    from math import log10

    width, height, left, low = 720, 320, 70, 270
    logs = [(log10(x), log10(max(y, 1e-9))) for x, y in points]
    (x0, x1), (y0, y1) = ((min(a), max(a)) for a in zip(*logs, strict=True))

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (x - x0) / ((x1 - x0) or 1) * (width - left - 60), low - (y - y0) / ((y1 - y0) or 1) * (low - 50)

    line = " ".join(f"{px:.0f},{py:.0f}" for px, py in (at(*point) for point in logs))
    parts = [
        f'<text x="10" y="20" font-weight="bold">{title}</text>',
        f'<polyline points="{line}" fill="none" stroke="#0969da" stroke-width="2"/>',
        f'<text x="{width - 60}" y="{low + 36}" text-anchor="end">{x_unit}</text><text x="10" y="40">{y_unit}</text>',
    ]
    for (x, y), log in zip(points, logs, strict=True):
        px, py = at(*log)
        parts += [
            f'<circle cx="{px:.0f}" cy="{py:.0f}" r="3" fill="#0969da"/>',
            f'<text x="{px:.0f}" y="{low + 18}" text-anchor="middle">{x:g}</text>',
            f'<text x="{px - 6:.0f}" y="{py - 6:.0f}" text-anchor="end">{y:.3g}</text>',
        ]
    return _svg(width, height, parts)


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>\n"])


def write(section: str, text: str, charts: dict[str, str]) -> None:
    """Put figures between the markers of a section of docs/speed.md, and charts into docs/assets."""
    page = DOCS / "speed.md"
    begin, end = f"<!-- begin {section} -->", f"<!-- end {section} -->"
    before, rest = page.read_text(encoding="utf-8").split(begin)
    _, after = rest.split(end)
    (DOCS / "assets").mkdir(exist_ok=True)
    for name, chart in charts.items():
        (DOCS / "assets" / f"{name}.svg").write_text(chart, encoding="utf-8")
        text += f"\n\n![{name}](assets/{name}.svg)"
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
