"""Fit the models of furniture lines: ``python benchmarks/fit_lines.py FOLDER… --clean CORPUS [--write]``.

A FOLDER has pages as text and, for each, ``.labels`` with a label a line: ``B…`` furniture, ``C`` and ``H`` the article,
anything else is left out. CORPUS is a JSONL(.gz/.xz) file of clean texts, a third of which are made the article between the
furniture of these pages, so that recipes, verse, tables and dialogues are seen where they are not the site's. Each labelled page
is also shown with some of its known lines forgotten, as on a site whose words nobody has.

Two logistic regressions, the second with what the first says of the lines around, as learnt from pages left out. A weight is
the sum of one for all zones and one for the zone. Prints what is found, each fifth of the pages left out in turn.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from zhquality.data import data_file, lexicon_folder
from zhquality.detectors.boilerplate import candidates
from zhquality.detectors.lineform import first_features, second_features
from zhquality.detectors.linemodel import LEAST, LONGEST
from zhquality.detectors.lines import ZONES, Page
from zhquality.document import Document
from zhquality.lexicon.furniture import Furniture
from zhquality.lexicon.linereader import NOTHING, LineReader, Reading
from zhquality.lexicon.opencc import simplify

RIDGE, RAREST = 3.0, 8
"""Penalty of squared weights, by judgement, and lines that must have a feature."""
FORGOTTEN, FORGOTTEN_WEIGHT = (0.12, 0.25, 0.4), 0.3
"""Shares of a page's known lines that are forgotten, and what such a page counts."""
MADE, MADE_WEIGHT, SHORT = 900, 0.15, 0.7
"""Pages made of clean texts, what one counts, and how many of them are texts whose lines are mostly short."""
LINES = 60
UNSTOPPED = 0.2
"""Share of the made pages whose text has a line for each sentence and no full stops, as many blogs write."""
Table = Mapping[str, Sequence[float]]


class Forgetful(LineReader):
    """Reads lines as the reader does, some of them as if no pattern knew them."""

    def __init__(self, reader: LineReader, share: float, rng: random.Random) -> None:
        self.reader, self.share, self.rng = reader, share, rng
        self.known: dict[str, bool] = {}

    def read(self, line: str, able: object = None, *, worded: bool = True) -> Reading:  # noqa: ARG002
        if self.known.setdefault(line, self.rng.random() >= self.share):
            return self.reader.read(line)
        return NOTHING


@dataclass
class Sample:
    """A page's features and labels (1 furniture, 0 article, -1 left out); ``of``: the labelled page it was made from."""

    of: str
    rows: list[list[str]]
    zones: list[str]
    labels: list[int]
    certain: list[bool]
    weight: float

    @cached_property
    def used(self) -> list[int]:
        return [
            i for i, (label, sure) in enumerate(zip(self.labels, self.certain, strict=True)) if label >= 0 and not sure
        ]


def read_pages(folders: Sequence[Path]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    for folder in folders:
        for path in sorted(folder.glob("*.txt")):
            labels = path.with_suffix(".labels").read_text("utf-8").split("\n")
            lines = path.read_text("utf-8").split("\n")
            value = {"B": 1, "C": 0, "H": 0}
            yield str(path), [(value.get(lab[:1], -1), t) for lab, t in zip(labels, lines, strict=False) if t.strip()]


def sample(name: str, lines: Sequence[tuple[int, str]], reader: LineReader, weight: float) -> Sample | None:
    document = Document("".join(f"{line}\n" for _, line in lines))
    text = document.text
    page = Page(document, reader, simplified=simplify(text) if document.traditional else text)
    certain = [view.reading.certain for view in page.views]
    if not any(certain):
        return None
    labels = [lines[document.line_at(view.line.start)][0] for view in page.views]
    return Sample(name, first_features(page, candidates(page)), page.zones, labels, certain, weight)


def clean_texts(path: Path, rng: random.Random) -> list[list[str]]:
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    short, long = list[list[str]](), list[list[str]]()
    with opener(path, "rt", encoding="utf-8") as file:
        for number, row in enumerate(file):
            lines = [line for line in json.loads(row)["text"].split("\n") if line.strip()] if number % 3 == 0 else []
            if len(lines) > 2 and sum(map(len, lines)) < 200 * LINES:
                mostly = len(lines) >= 8 and 2 * sum(len(line) < 30 for line in lines) >= len(lines)
                (short if mostly else long).append(lines[:LINES])
    rng.shuffle(short)
    rng.shuffle(long)
    many = int(SHORT * MADE)
    return [*short[:many], *long[: MADE - many]]


def made(
    pages: Sequence[tuple[str, list[tuple[int, str]]]], texts: list[list[str]], rng: random.Random
) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Clean texts between what stands above and below the article of a labelled page, or a part of it."""
    whole = [(name, lines) for name, lines in pages if {0, 1} <= {label for label, _ in lines}]
    rng.shuffle(texts)
    for written in texts:
        name, lines = rng.choice(whole)
        text = written
        if rng.random() < UNSTOPPED:
            text = [part for line in written for part in re.split("。(?![”」』）])", line) if part.strip()][:LINES]
        article = [i for i, (label, _) in enumerate(lines) if label == 0]
        head, tail = lines[: article[0]], lines[article[-1] + 1 :]
        if rng.random() < 0.6:
            head = head[-rng.randint(3, 25) :]
        if rng.random() < 0.6:
            tail = tail[: rng.randint(3, 25)]
        head, tail = ([] if rng.random() < 0.2 else head), ([] if rng.random() < 0.2 else tail)
        yield name, [*head, *((0, line) for line in text), *tail]


def fit(samples: Sequence[Sample]) -> Table:
    names: dict[str, int] = {}
    rows, columns = list[int](), list[int]()
    goal, weights, row = list[int](), list[float](), 0
    for page in samples:
        for i in page.used:
            for name in set(page.rows[i]):
                for column in (name, f"{name}\t{page.zones[i]}"):
                    rows.append(row)
                    columns.append(names.setdefault(column, len(names)))
            goal.append(page.labels[i])
            weights.append(page.weight)
            row += 1
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(names)))
    kept = np.flatnonzero(np.asarray(matrix.sum(axis=0)).ravel() >= RAREST)
    matrix, y, w = matrix[:, kept], np.array(goal, float), np.array(weights)

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        x = matrix @ beta
        value = float((w * (np.logaddexp(0, x) - y * x)).sum() + RIDGE / 2 * beta @ beta)
        return value, matrix.T @ (w * (1 / (1 + np.exp(-x)) - y)) + RIDGE * beta

    found = minimize(loss, np.zeros(len(kept)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    order = list(names)
    values = {order[k]: found[j] for j, k in enumerate(kept)}
    features = sorted({column.partition("\t")[0] for column in values})
    return {name: [values.get(name, 0.0) + values.get(f"{name}\t{zone}", 0.0) for zone in ZONES] for name in features}


def score(page: Sample, table: Table) -> list[float]:
    places = [ZONES.index(zone) for zone in page.zones]
    nothing = [0.0] * len(ZONES)
    return [sum(table.get(n, nothing)[z] for n in set(names)) for names, z in zip(page.rows, places, strict=True)]


def second(page: Sample, first: Sequence[float]) -> Sample:
    rows = list(second_features(page.rows, page.certain, first))
    return Sample(page.of, rows, page.zones, page.labels, page.certain, page.weight)


def fit_both(samples: Sequence[Sample]) -> tuple[Table, Table]:
    """The two tables; the second learns from what the first says of pages that it did not learn from."""
    parts = sorted({page.of for page in samples})
    random.Random(1).shuffle(parts)
    part = {name: k % 3 for k, name in enumerate(parts)}
    later = list[Sample]()
    for k in range(3):
        table = fit([page for page in samples if part[page.of] != k])
        later += [second(page, score(page, table)) for page in samples if part[page.of] == k]
    return fit(samples), fit(later)


def say(name: str, pages: Sequence[Sample], tables: Callable[[Sample], tuple[Table, Table]]) -> None:
    right = wrong = missed = 0
    for page in pages:
        one, two = tables(page)
        scores = score(second(page, score(page, one)), two)
        for i, (x, label) in enumerate(zip(scores, page.labels, strict=True)):
            least = 0.0 if "possible" in page.rows[i] else LEAST[page.zones[i]]
            found = page.certain[i] or x > least
            right, wrong, missed = (
                right + (found and label == 1),
                wrong + (found and label == 0),
                missed + (not found and label == 1),
            )
    print(
        f"{name}: {len(pages)} pages, precision {right / max(1, right + wrong):.4f}, recall {right / max(1, right + missed):.4f}"
    )


def write(path: Path, table: Table, about: str) -> None:
    rows = [f"# {about} Made by benchmarks/fit_lines.py; zones: {', '.join(ZONES)}.\n"]
    for name, values in table.items():
        if max(map(abs, values)) >= 0.02:
            rows.append("\t".join([name, *(f"{value:.2f}" for value in values)]) + "\n")
    path.write_text("".join(rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--clean", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--no-check", action="store_true", help="do not leave out pages to see what is found")
    args = parser.parse_args()
    reader = Furniture.read(lexicon_folder() / "boilerplate", data_file("furniture.jsonl")).reader
    rng = random.Random(1)
    pages = list(read_pages(args.folders))
    real = [s for name, lines in pages if (s := sample(name, lines, reader, 1.0))]
    extra = [
        s
        for share in FORGOTTEN
        for name, lines in pages
        if (s := sample(name, lines, Forgetful(reader, share, rng), FORGOTTEN_WEIGHT))
    ]
    extra += [
        s
        for name, lines in made(pages, clean_texts(args.clean, rng), rng)
        if (s := sample(name, lines, reader, MADE_WEIGHT))
    ]
    print(
        f"{len(real)} pages, {len(extra)} others, {sum(len(s.used) for s in [*real, *extra])} lines; longest {LONGEST}"
    )
    if not args.no_check:
        names = sorted({s.of for s in real})
        rng.shuffle(names)
        part = {name: k % 5 for k, name in enumerate(names)}
        tables = [fit_both([s for s in [*real, *extra] if part.get(s.of, k) != k]) for k in range(5)]
        for folder in sorted({str(Path(s.of).parent) for s in real}):
            say(folder, [s for s in real if str(Path(s.of).parent) == folder], lambda s: tables[part[s.of]])
        say("made", [s for s in extra if s.weight == MADE_WEIGHT and s.of in part], lambda s: tables[part[s.of]])
    if args.write:
        one, two = fit_both([*real, *extra])
        folder = lexicon_folder() / "boilerplate"
        write(
            folder / "line_model.tsv", one, "First model of lines that no pattern is certain of: log odds of furniture."
        )
        write(folder / "neighbour_model.tsv", two, "The second, which knows what the first says of the lines around.")


if __name__ == "__main__":
    main()
