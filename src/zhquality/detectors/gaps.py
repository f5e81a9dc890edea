"""Gaps: runs of lines that no pattern explains, between lines that some do.

A gap can be the article itself (a poem, a recipe, a dialogue), so only gaps that furniture holds together are left
to the line model: menus above the publication data, links below the heading of a list, scraps between furniture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from zhquality.detectors.lines import View
from zhquality.detectors.listings import listed_rows
from zhquality.lazy import pattern

__all__ = ["above_article", "furniture_gaps"]

_MENU = 12
"""Code points of a menu entry; longer lines above the article are its title."""
_LATIN, _COMPANY = 40, 3
"""The same without Chinese characters; menu words above a title for which lines above all of them are a menu too."""
_BETWEEN, _BELOW = 3, 60
"""Lines of a gap between furniture, and of one between furniture below the article: with 60 instead of 8 twelve more of 1,695
lines of 68 pages are found, and nothing else."""
_REACH = 12
"""Lines above a gap among which the nearest certain one counts."""
_HEADLINE = 12
"""Mean code points of headlines; lines of verse are shorter."""
_ENTRIES, _ENTRY = 5, 12
"""Entries of a row, and code points of the longest."""
_PART = 0.25
_HAN = pattern("[㐀-鿿]")
_SENTENCE = pattern("[。;,!?]")
_COUNT = pattern(r"(?!(?:19|20)\d\d$)[1-9]\d{2,7}|\d[\d,.]{0,7}[万k+]{1,2}")
"""How often something was read or liked; shorter numbers are those of sections."""
_SPOKEN = pattern(r"我(?![国市省县区院校司党军要的])|[吗吧呢啊呀嘛](?:[,。!?~…]|$)|谢谢|楼主|请问")
_SPOKEN_LENGTH = 10
"""What people say, and code points from which a line is looked at for it: in a gap of 35 pages three answers of a forum stay, and
one furniture line of 44 other pages with them."""
_NUMBER = pattern(r"(?!(?:19|20)\d\d$)\d{1,7}")
"""How often a button was pressed: shorter than a count that stands by itself."""
_WORDS, _WORD = 6, 7
"""Entries of a row of words that no pattern knows, and their mean code points with what parts them."""
_BETWEEN_ENTRIES = pattern(r"[\s|·]+")
_BUTTON = 6
"""Code points of a button that ends a page."""
_BUTTONS = ("BPL002", "BPL004", "BPL005", "BPL012", "BPL013")
_COLUMN, _COLUMN_WORD = 8, 5
"""Lines of a menu without any known word, and their mean code points; verse has more."""
_FAR = 6
"""Lines below publication data from which a line is no title."""
_DATED = "BPL003"
_ABOVE = ("BPL001", _DATED)
"""What stands right above an article: breadcrumb and publication data."""


class _Stretch(NamedTuple):
    """Lines of a page with no prose between them, and what is known of the article below.

    Attributes:
        views: the lines.
        zone: head, middle or tail of the page, or only where it has no prose.
        title: index of the page's title, 0 if it is not there.
        above: how many lines stand above the article.
        published: index of the first of its publication data, 0 if there are none.
        known: explained lines above the title, if no publication data tell where the article begins.
        columns: first lines of what looks like a menu down to the title.
    """

    views: Sequence[View]
    zone: str
    title: int
    above: int
    published: int
    known: int
    columns: frozenset[int]

    @classmethod
    def of(cls, views: Sequence[View], zone: str, title: int) -> _Stretch:
        published = _published(views)
        known = 0 if published else sum(v.reading.explained for v in views[:title])
        above, columns = above_article(views, title), frozenset(_columns(views[:title]))
        return cls(views, zone, title, above, published, known, columns)

    @property
    def head(self) -> bool:
        """Whether an article may begin here."""
        return self.zone in {"head", "only"}


def furniture_gaps(views: Sequence[View], zone: str, title: int = 0) -> set[int]:
    """Indices of lines of one stretch that can be furniture although no pattern is certain of them.

    Args:
        views: the lines of the stretch.
        zone: head, middle or tail of the page, or only where it has no prose.
        title: index of the page's title in the stretch, 0 if it is not there.
    """
    stretch = _Stretch.of(views, zone, title)
    found = _lines(stretch)
    for start, end, listed in _gaps(views):
        found.update(_of_gap(stretch, start, end, listed=listed))
    return found | listed_rows(views)


def _lines(stretch: _Stretch) -> set[int]:
    """Lines that can be furniture by what they hold and what stands beside them."""
    views, zone, above = stretch.views, stretch.zone, stretch.above
    found = {
        i
        for i, v in enumerate(views)
        if (_is_scrap(v) and not (zone == "middle" and _alone(views, i)))
        or (v.reading.explained and (not _alone(views, i) or (stretch.head and i <= above)))
        or (
            _COUNT.fullmatch(v.norm)
            and any(w.reading.certain for w in (*views[max(0, i - 1) : i], *views[i + 1 : i + 2]))
        )
        or (zone in {"head", "tail"} and _is_row(v) and (not _alone(views, i) or (stretch.head and i < above)))
    }
    if zone == "tail":
        found.update(_counters(views))
        if _is_button(views[-1]):
            found.add(len(views) - 1)
    return found


def _of_gap(stretch: _Stretch, start: int, end: int, *, listed: bool) -> Iterable[int]:
    """Lines of one gap that can be furniture: the furniture around it holds it together."""
    views, zone, title, head = stretch.views, stretch.zone, stretch.title, stretch.head
    size, closed = end - start, end < len(views)
    above_date = closed and views[end].reading.rule == _DATED
    lone = size == 1 and not _is_entry(views[start].norm)
    if lone and ((head and not title) or (above_date and (head or not listed))):
        return ()  # a title stands there: the page's, or that of an entry of a diary
    footer = zone == "only" and start == 0 and closed and _are_links(views[:end])
    menu = head and start > 0 and closed and not stretch.published and _is_menu(views[start : end + 1])
    if listed or footer or menu:
        return range(start, end)
    held = _is_held(stretch, start)
    between = start > 0 and closed and size <= _BETWEEN and (held or (size == 1 and not _alone(views, start)))
    below = held and zone in {"tail", "only"} and (not closed or size <= _BELOW)
    if between or below:
        titled = head and zone != "only" and (not title or start <= title < end)
        kept = _is_long if titled else _is_spoken
        return [i for i in range(start, end) if not kept(views[i].norm)]
    if head and (end <= stretch.above or _leads_to_title(stretch, start)):
        return [i for i in range(start, min(end, stretch.above)) if _is_entry(views[i].norm)]
    return ()


def _is_held(stretch: _Stretch, start: int) -> bool:
    """Whether the nearest certain line above a gap is furniture that goes on below it; publication data end what is above."""
    above = range(start - 1, max(-1, start - _REACH), -1)
    anchor = next((r for r in (stretch.views[i].reading for i in above) if r.certain), None)
    return anchor is not None and not (stretch.head and anchor.rule in _ABOVE)


def _leads_to_title(stretch: _Stretch, start: int) -> bool:
    """Whether the lines from a gap down to the page's title are a menu: some words above it are, or it looks like one."""
    if start >= stretch.title:
        return False
    return stretch.known >= (1 if start else _COMPANY) or start in stretch.columns


def _published(views: Sequence[View]) -> int:
    """Index of the first line of publication data, 0 if there is none."""
    return next((i for i, v in enumerate(views) if v.reading.certain and v.reading.rule in _ABOVE), 0)


def above_article(views: Sequence[View], title: int) -> int:
    """How many lines of a stretch stand above the article: its publication data tell, or its title, if it is not far below."""
    dated = next((i for i, v in enumerate(views) if v.reading.certain and v.reading.rule == _DATED), None)
    return dated if dated is not None and title > dated + _FAR else max(_published(views), title)


def _is_long(norm: str) -> bool:
    """Whether a line where the title may stand is too long for an entry of a menu."""
    return not _is_entry(norm)


def _is_spoken(norm: str) -> bool:
    """Whether a line is what a reader or an author says: an answer between the buttons of a forum."""
    return len(norm) >= _SPOKEN_LENGTH and _SPOKEN.search(norm) is not None


def _counters(views: Sequence[View]) -> Iterator[int]:
    """Numbers by themselves above a line that is explained: how often the buttons below were pressed."""
    counted = False
    for i in range(len(views) - 1, -1, -1):
        view = views[i]
        number = _NUMBER.fullmatch(view.norm) is not None
        counted = view.reading.explained or (counted and number)
        if counted and number:
            yield i


def _columns(views: Sequence[View]) -> Iterator[int]:
    """From which lines on those above a title are as many and as short as the words of a menu are (provinces below each other)."""
    length = 0
    for lines, view in enumerate(reversed(views), 1):
        if _SENTENCE.search(view.norm):
            return
        length += len(view.norm)
        if lines >= _COLUMN and length <= _COLUMN_WORD * lines:
            yield len(views) - lines


def _is_entry(norm: str) -> bool:
    return len(norm) <= (_MENU if _HAN.search(norm) else _LATIN)


def _is_button(view: View) -> bool:
    """Whether a lone line is what a page ends with: 关闭, 返回, 收藏."""
    reading = view.reading
    return reading.explained and len(view.norm) <= _BUTTON and reading.rule in _BUTTONS and not view.markup


def _is_row(view: View) -> bool:
    """Whether a line is a row of short words as a menu has them, whatever the words are."""
    entries = [entry for entry in _BETWEEN_ENTRIES.split(view.norm) if entry]
    return (
        len(entries) >= _WORDS
        and len(view.norm) <= _WORD * len(entries)
        and all(_HAN.search(entry) for entry in entries)
        and not _SENTENCE.search(view.norm)
    )


def _is_scrap(view: View) -> bool:
    """Whether strong words make up a part of a line, or it is a row of short entries with some menu words."""
    reading = view.reading
    entries = view.norm.split(" ")
    row = len(entries) >= _ENTRIES and max(map(len, entries)) <= _ENTRY and not _SENTENCE.search(view.norm)
    return (reading.strong and reading.cover >= _PART) or (
        row and reading.company >= 2 and _HAN.search(view.norm) is not None
    )


def _is_menu(views: Sequence[View]) -> bool:
    """Whether lines above a certain one, which does not date an article, are as short as entries of a menu."""
    *gap, last = views
    return last.reading.certain and last.reading.rule != _DATED and all(len(v.norm) <= _MENU for v in gap)


def _are_links(views: Sequence[View]) -> bool:
    """Whether lines above a footer are headlines or foreign names rather than verse."""
    return sum(len(v.norm) for v in views) >= _HEADLINE * len(views) or _mostly_latin(views)


def _mostly_latin(views: Sequence[View]) -> bool:
    return 3 * sum(_HAN.search(v.norm) is not None for v in views) <= len(views)


def _alone(views: Sequence[View], i: int) -> bool:
    """Whether a line has no explained line within three lines."""
    return not any(v.reading.explained for v in (*views[max(0, i - 3) : i], *views[i + 1 : i + 4]))


def _gaps(views: Sequence[View]) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each gap, and whether it belongs to a list of links."""
    listed = False
    start = 0
    for i, view in enumerate([*views, None]):
        if view is not None and not view.reading.explained:
            continue
        if i > start:
            yield start, i, listed
        start = i + 1
        if view is not None and view.reading.certain:
            above = views[i - 1].reading if i else view.reading
            dated = view.reading.rule == _DATED and view.norm[0].isdigit() and (above.opens or not above.explained)
            listed = view.reading.opens or (listed and dated)
