"""The last word on a page: what its sites, each read with all its features, say together.

``page.py`` weighs words and families by their density ratios alone. Here the scorer of the decoder's first pass, fitted
on clean pages and spun ones, gives every site its log odds of having been changed, with all that the decoder knows of it.
A network reads every surface by these odds and by what else is known of it (``surfaces.py``), sums what it read, and weighs the sums with the early
features and with what the families say that speak most (``page_network.py``). It learnt from clean pages, from spun ones, and from spun ones
that lack their dictionary: their pairs are known, but scattered over the lexicons, as are those of a table that nobody has.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from zhquality.model.decode import features
from zhquality.model.page import PRIOR, SHORTEST, PageEvidence, early_features, on_clean_scale
from zhquality.model.page_network import PageNetwork
from zhquality.model.statistics import Floats, Statistics
from zhquality.model.surfaces import added, surface_table

__all__ = ["judge", "network_of", "page_row"]

_CLEARLY_CLEAN = -6.5
"""Early logit under which nothing more is asked: .90 of the 2,177 clean development pages are below. Asking of all, no more pages of the nine simulated tables, known or
taken out, are above one half, nor at one false alarm in 1,000."""
_FAMILIES, _FAMILY_LIMITS = 6, (-5.0, 30.0)
"""Families that speak for the page most, and the limits on what each says on its own clean scale; not tried with others."""
_SPEAKING = 4
"""Families of which it is told how many different surfaces speak for them."""


def page_row(page: PageEvidence, statistics: Statistics) -> Floats:
    """Features of the page as a whole: the early ones, what the families that speak most say, and what all surfaces add.

    A dictionary nobody has shares rows with several families. With 38 features more, of the strongest surfaces and sites, .712 of the pages of nine tables that were
    left out are above one half instead of .690, and .749 instead of .742 at one false alarm in 1,000, no more than two fits differ by.
    """
    sites = page.sites
    scaled = _greatest(on_clean_scale(page.evidence, sites.register, len(sites.units), statistics), _FAMILIES)
    different = _greatest(page.different, _SPEAKING)
    more = added(page, statistics)
    return np.concatenate(
        (
            early_features(page, statistics),
            np.clip(scaled, *_FAMILY_LIMITS),
            [np.maximum(scaled, 0).sum()],
            np.log1p(different),
            [
                np.log1p(np.maximum(more, 0).sum()),
                np.minimum(more, 0).sum() / max(1, len(more)),
                statistics.present[sites.words].sum(),
            ],
        )
    )


def _greatest(values: Floats, number: int) -> Floats:
    """So many of the greatest values, falling; zeros where there are fewer."""
    ranked = np.sort(values)[::-1][:number]
    return np.pad(ranked, (0, number - len(ranked)))


def network_of(statistics: Statistics) -> PageNetwork:
    """The network that has the last word."""
    return PageNetwork(
        statistics.verdict_first, statistics.verdict_second, statistics.verdict_hidden, statistics.verdict_out
    )


def judge(page: PageEvidence, statistics: Statistics) -> PageEvidence:
    """The page with its logit and, unless it is clearly clean, with the utilities of the first decoding pass."""
    logit, utility = page.early, None
    if logit >= _CLEARLY_CLEAN:
        utility = statistics.first(features(page, statistics))
        logit = network_of(statistics)(page_row(page, statistics), surface_table(page, utility, statistics))
    shrunk = PRIOR + (logit - PRIOR) * float(np.sqrt(min(1.0, len(page.sites.units) / SHORTEST)))
    return replace(page, logit=shrunk, utility=utility)
