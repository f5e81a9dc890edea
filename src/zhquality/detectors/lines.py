"""A page's lines as the line model sees them: form, place, neighbours, and what the patterns say.

Prose divides a page into stretches of other lines. Furniture comes in stretches (menus above the article, lists of
links below it), so a bare line (滑雪, a headline, a number) is judged by the stretch it stands in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from zhquality.detectors.edges import EDGE, FIGURES
from zhquality.detectors.listings import read_cards
from zhquality.detectors.places import echoes, mottos, written_places
from zhquality.detectors.prose import is_cut, is_paragraph, is_prose, is_whole
from zhquality.detectors.timed import captions, chat_lines, cue_lines, log_lines, release_lines, timetable_lines
from zhquality.detectors.titles import main_title, other_titles
from zhquality.detectors.written import (
    chapter_runs,
    content_lines,
    event_lines,
    field_runs,
    is_picture,
    item_runs,
    record_runs,
    talk_runs,
    unread_lines,
)
from zhquality.document import Document, Line
from zhquality.lazy import pattern
from zhquality.lexicon.linereader import NOTHING, LineReader, Reading
from zhquality.lexicon.patterns import normalise

__all__ = ["ZONES", "Page", "View", "short_runs"]

ZONES = ("head", "middle", "tail", "only")
"""Above the first prose of a page, up to its last, below that; a page without prose is one zone."""
_BLANK = " \t\r"
_MARKUP = pattern(
    r"#{1,6}\s(?!\S{1,16}(?:\s{1,3}#\s?[^\s#]{1,16}(?:\s[a-z]{1,16})?){1,20}$)|/\s[^/]{1,20}\s/$|\*\*\d{1,2}[、.]|\[\^|\[\w{1,3}\]:\s|[-*+>]\s|>+$|\|.*\|$|\([0-9一二三四五六七八九十]{1,2}\)|[=\-*_]{3,}$"
    r"|\.\. [a-z-]{2,20}::"
)
_CRUMB = pattern(r">\s?[㐀-鿿]{2,12}")
_SOURCE = pattern(r"\((?:(?:节选|摘编|改编|摘|选)自|据[^()]{1,40}(?:删改|改写|改编))[^()]*\)$")
_REFERENCES = pattern(
    r"[【\[]?(?:主要)?(?:参考(?:资料|文献|来源|链接|书目|材料)|引用|引文|注释|尾注|注|references?)[】\]]?\s?:?"
)
_SOURCES = 3
"""How often a line stands on a page that is none of its sources: what a library's page offers below each heading."""
_BARE_WORD = pattern(r"[㐀-鿿]{1,6}|[㐀-鿿]{0,6}[a-z0-9]{1,9}[㐀-鿿]{0,6}")
_PLACE = 12
"""Code points of a part of a breadcrumb, by judgement."""
_TEASERS = 3
"""Lines below the last paragraph that break off: a story may end so once or twice."""
_RUN = 4
"""Bare words below each other that are a list of tags or links."""
_DAY, _HEAD = "date-and-section", 12
"""Name of the pattern of a day with a word behind it, and the lines of a page's head."""
_HAN = pattern("[㐀-鿿]")


class View(NamedTuple):
    """One line that is not blank; ``norm`` is its normalised text without outer blanks.

    ``written``: it belongs to a table or a block of code, or to a list of the article.
    """

    line: Line
    norm: str
    reading: Reading
    prose: bool
    written: bool = False

    @property
    def markup(self) -> bool:
        """Whether an author marked the line up: heading, list item, quotation, footnote, table row, rule."""
        return _MARKUP.match(self.norm) is not None


class Page:
    """A text's lines that are not blank, each read once."""

    def __init__(self, document: Document, reader: LineReader, *, simplified: str) -> None:
        self.views: list[View] = []
        content, unread = content_lines(document), unread_lines(document)
        pictures: list[int] = []
        for index, line in enumerate(document.lines):
            norm = normalise(simplified[line.start : line.end]).strip(_BLANK) if index not in unread else ""
            if norm and index in content:
                self.views.append(View(line, norm, NOTHING, prose=True, written=True))
            elif norm:
                reading = NOTHING if norm[0] == "`" else reader.read(norm)  # code that a sentence begins with
                self.views.append(View(line, norm, reading, is_prose(norm, reading)))
            elif is_picture(line.text):
                pictures.append(len(self.views))
        self._keep_lists()
        self._keep_records()
        self._keep_events()
        self._keep_times(pictures)
        self._keep_sources()
        self._keep_days()
        self._keep_places()
        self._demote_mottos()
        self._demote_teasers()
        self._demote_last_headlines()

    def _keep_lists(self) -> None:
        """Items of a list that is not furniture for the most part say nothing of the site, whatever their words are."""
        views = self.views
        prose = [i for i, v in enumerate(views) if v.prose]
        for start, end, numbered in item_runs([v.norm for v in views]):
            if not prose or not prose[0] < start < prose[-1]:
                continue
            opened = views[start - 1].reading.certain and views[start - 1].reading.opens
            explained = sum(v.reading.explained for v in views[start:end])
            if not opened and (numbered or 2 * explained <= end - start):
                views[start:end] = [v._replace(reading=NOTHING, written=True) for v in views[start:end]]

    def _keep_records(self) -> None:
        """A record whose labels are not those of pages for the most part is what a page is about: a firm, a film; so are chapters."""
        views, norms = self.views, [v.norm for v in self.views]
        runs = [(start, end, 2) for start, end in record_runs(norms)]
        runs += [(start, end, 1) for start, end in (*field_runs(norms), *chapter_runs(norms), *talk_runs(norms))]
        for start, end, step in runs:
            if 2 * sum(v.reading.explained for v in views[start:end:step]) < len(range(start, end, step)):
                views[start:end] = [v._replace(reading=NOTHING, written=True) for v in views[start:end]]

    def _keep_events(self) -> None:
        """When something takes place is said to its guests, whatever labels sites have."""
        for i in event_lines([v.norm for v in self.views]):
            self.views[i] = self.views[i]._replace(reading=NOTHING, written=True)

    def _keep_times(self, pictures: Sequence[int]) -> None:
        """Logs, days of diaries and of releases, timetables, talks, and verse between pictures are what an author wrote."""
        views, norms = self.views, [v.norm for v in self.views]
        told = [v.prose or v.reading.explained for v in views]
        kept = {*log_lines(norms, [v.prose for v in views]), *release_lines(norms), *captions(norms, told, pictures)}
        if any(":" in norm or norm[:1] in "周星礼" for norm in norms):
            kept |= {*cue_lines(norms), *timetable_lines(norms), *chat_lines(norms, told)}
        for i in kept:
            views[i] = views[i]._replace(reading=NOTHING, written=True)

    def _keep_sources(self) -> None:
        """A source in brackets that prose follows says where a quotation is from, not where the page is."""
        views = self.views
        prose = [i for i, v in enumerate(views) if v.prose]
        for i in range(prose[0] + 1, prose[-1]) if prose else ():
            if _SOURCE.match(views[i].norm):
                views[i] = views[i]._replace(reading=NOTHING, written=True)

    def _keep_places(self) -> None:
        """What an author wrote by its place, whatever its words are."""
        for i in written_places(self.views):
            self.views[i] = self.views[i]._replace(reading=NOTHING, written=True)

    def _demote_mottos(self) -> None:
        """The motto of a site above its menu does not begin the article."""
        for i in list(mottos(self.views)):
            self.views[i] = self.views[i]._replace(prose=False)

    def _demote_last_headlines(self) -> None:
        """Lines below the last paragraph that no full stop ends are headlines, however many commas they have.

        Lines that break off are no paragraphs either, if they are several.
        """
        paragraphs = [i for i, v in enumerate(self.views) if v.prose and (v.written or is_paragraph(v.norm))]
        whole = [i for i in paragraphs if not is_cut(self.views[i].norm)]
        if whole and len(paragraphs) - paragraphs.index(whole[-1]) > _TEASERS:
            paragraphs = whole
        for i in range(paragraphs[-1] + 1, len(self.views)) if paragraphs else ():
            self.views[i] = self.views[i]._replace(prose=False)

    def _demote_teasers(self) -> None:
        """Sentences in lists of links below an article are teasers, not prose, if no long paragraph follows."""
        views = self.views
        for i in read_cards(views):
            views[i] = views[i]._replace(prose=False)
        last = max((i for i, v in enumerate(views) if v.prose and not v.written and is_whole(v.norm)), default=-1)
        opened = next(
            (i for i in range(last + 1, len(views)) if views[i].reading.opens and views[i].reading.certain), None
        )
        if opened is None or not any(v.prose for v in views[:opened]):
            return
        for i in range(opened, len(views)):
            views[i] = views[i]._replace(prose=views[i].written and views[i].prose)

    def _keep_days(self) -> None:
        """A day with a word behind it is when an article appeared, and where, if it stands alone above it; else an entry."""
        dated = [i for i, view in enumerate(self.views) if view.reading.pattern and view.reading.pattern.name == _DAY]
        above = next((i for i, view in enumerate(self.views) if view.prose), 0)
        for i in dated:
            alone = len(dated) == 1 and i < min(above, _HEAD)
            reading = replace(self.views[i].reading, strength=2, company=2, strong=True) if alone else NOTHING
            self.views[i] = self.views[i]._replace(reading=reading)

    @cached_property
    def day_below_title(self) -> frozenset[int]:
        """Index of a lone day in figures, right below the first lines: when the article appeared. Chronicles have more."""
        days = [i for i, view in enumerate(self.views) if FIGURES.fullmatch(view.norm)]
        first = days[:1] if len(days) == 1 and 0 < days[0] < EDGE else []
        below = self.views[first[0] + 1 : first[0] + 3] if first else []
        return frozenset(first if any(view.prose for view in below) else [])

    @cached_property
    def stretches(self) -> list[tuple[int, int]]:
        """Half-open ranges of views without prose."""
        ranges = []
        start = 0
        for i, view in enumerate([*self.views, None]):
            if view is None or view.prose:
                if i > start:
                    ranges.append((start, i))
                start = i + 1
        return ranges

    @cached_property
    def stretch_of(self) -> dict[int, tuple[int, int]]:
        """The stretch of every line in one."""
        return {i: (start, end) for start, end in self.stretches for i in range(start, end)}

    @cached_property
    def explained(self) -> dict[int, int]:
        """How many lines of each stretch patterns explain, by its first line."""
        return {start: sum(view.reading.explained for view in self.views[start:end]) for start, end in self.stretches}

    @cached_property
    def zones(self) -> list[str]:
        """One of ZONES for every line; a stretch lies in one zone."""
        prose = [i for i, view in enumerate(self.views) if view.prose]
        if not prose:
            return ["only"] * len(self.views)
        return ["head" if i < prose[0] else "tail" if i > prose[-1] else "middle" for i in range(len(self.views))]

    @cached_property
    def title(self) -> frozenset[int]:
        """Indices of the lines that are the page's title."""
        for start, end in self.stretches[:1]:
            if start == 0:
                return frozenset(main_title(self, self.views[start:end]))
        return frozenset()

    @cached_property
    def kept(self) -> frozenset[int]:
        """Indices of the lines that only certain patterns may take: titles, and what an author marked up."""
        marked = {i for i, view in enumerate(self.views) if (view.markup or view.written) and not self._is_crumb(i)}
        references = set(self._references())
        underlined = {
            i - 1 for i in marked if i and _MARKUP.match(self.views[i].norm) and self.views[i].norm[0] in "=-"
        }
        return self.title | frozenset(other_titles(self)) | marked | underlined | references

    def _is_crumb(self, i: int) -> bool:
        """Whether a line goes on with a breadcrumb that an extractor set one part below the other (首页, > 要闻)."""
        above = self.views[i - 1] if i else None
        if self.views[i].norm == ">":
            around = [*self.views[max(0, i - 1) : i], *self.views[i + 1 : i + 2]]
            return any(v.reading.explained for v in around) and all(
                len(v.norm) <= _PLACE and not v.markup for v in around
            )
        here = above is not None and (above.reading.explained or above.norm.startswith(">"))
        return here and _CRUMB.fullmatch(self.views[i].norm) is not None

    def _references(self) -> Iterator[int]:
        """Headings of reference lists and the lines below them, up to the next certain furniture.

        Above the article such words are a tag of the site or stand in a table of contents.
        """
        inside, begun = False, not any(view.prose and is_paragraph(view.norm) for view in self.views)
        times = Counter(view.norm for view in self.views)
        for i, view in enumerate(self.views):
            begun = begun or (view.prose and is_paragraph(view.norm))
            heading = begun and _REFERENCES.fullmatch(view.norm) is not None
            inside = not view.reading.certain and times[view.norm] < _SOURCES and (inside or heading)
            if inside:
                yield i

    @cached_property
    def echoed(self) -> frozenset[int]:
        """Indices of the lines of the head that the footer has too."""
        return frozenset(echoes(self.views, self.zones)) - self.title

    @cached_property
    def topic(self) -> frozenset[str]:
        """Pairs of adjacent characters of the page's prose."""
        return frozenset(p for v in self.views if v.prose for p in _pairs(v.norm))

    def overlap(self, view: View) -> float | None:
        """Share of a line's pairs that the prose has too; None for fewer than 4 pairs, or without prose."""
        pairs = list(_pairs(view.norm))
        if len(pairs) < _PAIRS or not self.topic:
            return None
        return sum(p in self.topic for p in pairs) / len(pairs)


_PAIRS = 4
"""Pairs of characters below which a share of them says nothing."""


def _pairs(norm: str) -> Iterator[str]:
    return (a + b for a, b in pairwise(norm) if _HAN.match(a) and _HAN.match(b))


def short_runs(views: Sequence[View]) -> set[int]:
    """The lines of a run of bare words that ends a stretch (tags set one below the other)."""
    run: list[int] = []
    for i, view in enumerate(views):
        if view.reading.explained or not _BARE_WORD.fullmatch(view.norm):
            run = []
            continue
        run.append(i)
    return set(run) if len(run) >= _RUN else set()
