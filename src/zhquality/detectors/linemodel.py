"""The scored models of furniture: they decide about lines that no pattern is certain of."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from zhquality.data import numbered_rows
from zhquality.detectors.lineform import first_features, second_features
from zhquality.detectors.lines import ZONES, Page, View
from zhquality.detectors.listings import listed_rows
from zhquality.detectors.prose import is_whole
from zhquality.errors import DataError
from zhquality.lazy import pattern

__all__ = ["LEAST", "LONGEST", "LineModel", "read_weights"]

LEAST = {"head": 1.5, "middle": 2.5, "tail": 1.5, "only": math.inf}
"""Least log odds of a line that neither a list nor its neighbours speak for. Each third of 155 pages left out in turn, by site, a line
above these is wrong once in eleven (44 of 470), once in nine in the middle; without prose most were cells of tables."""
_MENU, _CERTAIN = 2.5, 8
"""Least log odds of a word by itself on a page without a whole paragraph, and the certain lines such a page has: a menu of a home page."""
_ROWED = 0.6
"""Probability of a row of a list of one form that the models do not believe in, by judgement."""
_SHARE = 4
"""One of how many rows of a list between known lines must be taken, two at the least, for the others to go with them, by judgement."""
LONGEST = 200
"""Code points of a line that the models may take without a pattern; teasers of 168 pages have fewer."""
_TABLE, _FIGURES = 12, 0.3
"""Lines between paragraphs that no pattern knows, and the share of figures among them, that make the cells of a table."""
_WORD = pattern(r"[一-鿿]{2,8}")
_FIGURE = pattern(r"[^㐀-鿿]{0,30}\d[^㐀-鿿]{0,30}[㐀-鿿]{0,2}|[-/—]")
_NOTHING = (0.0,) * len(ZONES)
Weights = Mapping[str, Sequence[float]]


def read_weights(path: Path) -> dict[str, tuple[float, ...]]:
    """Weights of a model: ``feature⇥weight⇥…``, one for each zone, in natural logarithms of odds; ``#`` begins a comment.

    Raises:
        DataError: naming the line, if one is damaged.
    """
    weights: dict[str, tuple[float, ...]] = {}
    for number, row in numbered_rows(path):
        name, *values = row.split("\t")
        try:
            weights[name] = tuple(map(float, values))
        except ValueError:
            values = []
        if len(values) != len(ZONES):
            raise DataError(f"{path}:{number}: expected feature⇥{len(ZONES)} weights, found {row!r}")
    return weights


class LineModel:
    """Two passes over the lines of a page."""

    def __init__(self, folder: Path) -> None:
        """Read the weights of a folder of furniture patterns."""
        self._first = read_weights(folder / "line_model.tsv")
        self._second = read_weights(folder / "neighbour_model.tsv")

    def taken(self, page: Page, possible: Collection[int]) -> dict[int, float]:
        """The lines that are furniture, and the probability of each; certain lines are not asked about.

        Args:
            page: its lines.
            possible: those that lists and neighbours speak for; of the others more is asked. Rows of one form are a list
                whatever the models say.
        """
        rowed = {start + i for start, end in page.stretches for i in listed_rows(page.views[start:end])}
        places = list(map(ZONES.index, page.zones))
        rows = first_features(page, possible)
        certain = [view.reading.certain for view in page.views]
        first = _scores(rows, places, self._first)
        scores = _scores(second_features(rows, certain, first), places, self._second)
        article = any(v.prose and not v.written and is_whole(v.norm) for v in page.views)
        cells = _cells(page.views, [zone == "middle" for zone in page.zones])
        home = not article and sum(certain) >= _CERTAIN
        found = {}
        for i, (view, score, place) in enumerate(zip(page.views, scores, places, strict=True)):
            if certain[i] or i in page.kept or len(view.norm) > LONGEST:
                continue
            least = LEAST[ZONES[place]] if article and i not in cells else math.inf
            if home and page.zones[i] in {"head", "tail"} and _WORD.fullmatch(view.norm):
                least = _MENU
            if score > (0.0 if i in possible else least):
                found[i] = 1.0 / (1.0 + math.exp(-score))
            elif i in rowed and i in possible:
                found[i] = _ROWED
        return found | {i: _ROWED for i in _whole_lists(page, found) if len(page.views[i].norm) <= LONGEST}


def _whole_lists(page: Page, found: Collection[int]) -> Iterator[int]:
    """The rest of a list below the article, between lines that are known, if enough of it is taken: a list is one thing."""
    views, start = page.views, 0
    for at, view in enumerate(views):
        if not (view.prose or view.reading.explained or at in page.kept):
            continue
        rows = range(start + 1, at)
        headed = page.zones[start] == "tail" and views[start].reading.explained and view.reading.explained
        taken = sum(i in found for i in rows)
        if headed and taken > 1 and _SHARE * taken >= len(rows):
            yield from (i for i in rows if i not in found)
        start = at


def _cells(views: Sequence[View], middle: Sequence[bool]) -> set[int]:
    """Lines of tables whose cells were set one below the other: words and figures between paragraphs, nothing known among them."""
    found: set[int] = set()
    start = figures = 0
    for i, view in enumerate([*views, None]):
        figure = view is not None and middle[i] and _FIGURE.fullmatch(view.norm) is not None
        if view is not None and middle[i] and (figure or not (view.prose or view.reading.explained)):
            figures += figure
            continue
        if i - start >= _TABLE and figures >= _FIGURES * (i - start):
            found.update(range(start, i))
        start, figures = i + 1, 0
    return found


def _scores(rows: Iterable[Sequence[str]], places: Sequence[int], weights: Weights) -> list[float]:
    get = weights.get
    return [sum([get(name, _NOTHING)[place] for name in names]) for names, place in zip(rows, places, strict=True)]
