"""The network that reads a page as a set of surfaces, and its fit."""

from __future__ import annotations

import numpy as np
import pytest

from zhquality.model import fitting_network
from zhquality.model.fitting_network import PageTables, learn, together
from zhquality.model.page_network import PageNetwork, pooled

DICE = np.random.default_rng(8)


@pytest.fixture(autouse=True)
def _few_pages_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of pages are learnt in as many steps as tens of thousands."""
    monkeypatch.setattr(fitting_network, "_EPOCHS", 60)
    monkeypatch.setattr(fitting_network, "_RISE", 20)


def sets(number: int) -> tuple[PageTables, np.ndarray]:
    """Pages of which those are spun that have three surfaces above one; what a page says as a whole tells nothing."""
    counts = DICE.integers(0, 12, number)
    surface = DICE.normal(4, 3, (counts.sum(), 2)).astype(np.float16)
    page = np.repeat(np.arange(number), counts)
    labels = np.bincount(page[surface[:, 0] > 5], minlength=number) >= 3
    return PageTables(DICE.normal(-2, 5, (number, 3)).astype(np.float32), surface, counts), labels


def test_what_only_the_sum_over_surfaces_tells_is_learnt() -> None:
    pages, labels = sets(1_500)
    unseen, truth = sets(600)
    networks = [learn(pages, labels, np.ones(len(labels)), np.arange(len(labels)), seed) for seed in range(2)]
    network = together(networks)
    logits = [network(*page) for page in unseen]
    assert ((np.array(logits) > 0) == truth).mean() > 0.9
    page = next(iter(unseen))
    assert network(*page) == pytest.approx(np.mean([one(*page) for one in networks]))


def test_pages_that_weigh_nothing_are_not_learnt_from() -> None:
    pages, labels = sets(1_000)
    turned = np.concatenate((labels, ~labels))
    twice = PageTables(
        np.concatenate((pages.page, pages.page)),
        np.concatenate((pages.surface, pages.surface)),
        np.concatenate((pages.counts, pages.counts)),
    )
    weights = np.repeat((1.0, 0.0), len(labels))
    network = learn(twice, turned, weights, np.arange(len(turned)))
    logits = np.array([network(*page) for page in pages])
    assert ((logits > 0) == labels).mean() > 0.8


def test_the_slopes_are_those_of_the_loss() -> None:
    pages, labels = sets(12)
    truth, shares = labels.astype(np.float32), DICE.random(12).astype(np.float32)
    weights = [DICE.normal(0, 0.3, w.shape) for w in fitting_network._Learner.begin(3, 2, DICE).weights]
    batch = pages.batch(np.arange(12))

    def loss() -> float:
        network = PageNetwork(*(part[None] for part in weights))
        logits = np.array([network(page, surface) for page, surface in pages])
        return float((shares * (np.logaddexp(0, logits) - truth * logits)).mean())

    for part, slope in zip(weights, fitting_network._slopes(weights, batch, truth, shares), strict=True):
        for place in DICE.choice(part.size, 6, replace=False).tolist():
            index = np.unravel_index(place, part.shape)
            part[index] += 1e-4
            above = loss()
            part[index] -= 2e-4
            below = loss()
            part[index] += 1e-4
            assert slope[index] == pytest.approx((above - below) / 2e-4, rel=0.02, abs=2e-5)


def test_a_page_without_surfaces_has_a_logit() -> None:
    network = learn(*sets(50), np.ones(50), np.arange(50))
    assert np.isfinite(network(np.zeros(3), np.zeros((0, 2))))
    assert pooled(np.zeros((0, 4))).tolist() == [0.0] * 12


def test_sums_do_not_depend_on_the_order_of_surfaces() -> None:
    within = np.abs(DICE.normal(0, 2, (9, 4)))
    assert pooled(within) == pytest.approx(pooled(within[::-1]))
    assert pooled(np.full((4, 1), 3.0)) == pytest.approx([np.log1p(12), 6.0, np.log1p(16)])
