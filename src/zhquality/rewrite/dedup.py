"""Clusters of copies in a corpus, spun or not, and the likely original of each."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from zhquality.checker import Checker
from zhquality.resources import Resources
from zhquality.rewrite.fingerprint import fingerprint
from zhquality.rewrite.links import LINK, Links
from zhquality.rewrite.origin import alike, order, witness
from zhquality.rewrite.vocabulary import Vocabulary

__all__ = ["Clusters", "Page", "dedup"]

_ORIGINALS = 16
"""Originals of one group of linked pages that a page is measured against; more are looked up among its links only."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a corpus.

    Attributes:
        text: its text.
        date: in a form that sorts by time, such as ISO 8601; empty if unknown.
    """

    text: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Pages by their number in the corpus, from 0. Pages without copies are not mentioned.

    Attributes:
        pages: number of pages.
        original: page to the likely original of its cluster, itself for an original.
        share: page to the share in [0, 1] of its (or its original's) weighted shingles that both have.
    """

    pages: int
    original: dict[int, int] = field(default_factory=dict)
    share: dict[int, float] = field(default_factory=dict)

    def keeps(self, page: int) -> bool:
        """Whether a page is no copy of another."""
        return self.original.get(page, page) == page

    def members(self) -> dict[int, list[int]]:
        """Original to its copies, all ascending."""
        found: dict[int, list[int]] = defaultdict(list)
        for page, original in sorted(self.original.items()):
            if page != original:
                found[original].append(page)
        return dict(sorted(found.items()))


def dedup(pages: Callable[[], Iterable[Page]], checker: Checker) -> Clusters:
    """Find the copies in a corpus.

    The corpus is read twice: once for fingerprints, once to tell the original among pages that share text. A page joins the
    cluster of the original that it shares most with; two originals in one page, interleaved, stay two clusters.

    Args:
        pages: gives the pages anew, in the same order, at each call.
        checker: its dictionaries are those the fingerprints are blind to.
    """
    vocabulary = Vocabulary.of(checker.config)
    with Links() as links:
        lengths = array("q")
        for page in pages():
            links.add(fingerprint(page.text, vocabulary))
            lengths.append(len(page.text))
        edges: dict[int, dict[int, float]] = defaultdict(dict)
        for a, b, share in links.pairs():
            edges[a][b] = edges[b][a] = share
        groups = list(_groups(edges))
        like = {number: same for group in groups for same in [alike(lengths[n] for n in group)] for number in group}
        resources = Resources(checker.config)
        witnesses = {
            number: witness(page.text, page.date, resources, like=like[number])
            for number, page in enumerate(pages())
            if number in like
        }
        clusters = Clusters(len(links))
        for group in groups:
            _assign(order({page: witnesses[page] for page in group}), edges, links, clusters)
    return clusters


def _groups(edges: dict[int, dict[int, float]]) -> Iterable[list[int]]:
    """Pages linked directly or through others."""
    seen: set[int] = set()
    for start in sorted(edges):
        if start in seen:
            continue
        seen.add(start)
        group = [start]
        for page in group:
            fresh = edges[page].keys() - seen
            seen |= fresh
            group += sorted(fresh)
        yield group


def _assign(ordered: list[int], edges: dict[int, dict[int, float]], links: Links, clusters: Clusters) -> None:
    """Every page, the likeliest originals first, becomes a copy of an earlier original or an original itself."""
    originals: list[int] = []
    for page in ordered:
        shares = {o: edges[page][o] for o in originals if o in edges[page]}
        shares |= {o: links.share(page, o) for o in originals[:_ORIGINALS] if o not in shares}
        best = max(shares, key=lambda o: (shares[o], -o), default=page)
        if best != page and shares[best] >= LINK:
            clusters.original[page], clusters.share[page] = best, shares[best]
            clusters.original.setdefault(best, best)
            clusters.share.setdefault(best, 1.0)
        else:
            originals.append(page)
