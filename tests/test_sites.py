"""Sites of several pages read together."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from zhquality.data import data_file
from zhquality.model.evidence import Reading, Sites
from zhquality.model.ngrams import NgramModel
from zhquality.model.sites import find_sites
from zhquality.model.spun import SpunModel
from zhquality.model.statistics import Statistics
from zhquality.model.training import Settings, train

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "benchmarks" / "clean.txt").read_text(encoding="utf-8")
SENTENCES = [sentence for sentence in re.split(r"(?<=。)\s*", PAGE) if sentence][:60]


@pytest.fixture(scope="module")
def spun() -> SpunModel:
    return SpunModel(NgramModel.open(data_file("zh.ngrams")), Statistics.open(data_file("spun.npz")))


def readings(spun: SpunModel, texts: list[str]) -> list[Reading]:
    return spun.read_each(texts, [0.0] * len(texts))


def same(one: Sites | None, other: Sites | None) -> bool:
    if one is None or other is None:
        return one is other
    names = ("units", "word", "start", "row_site", "row_pair", "x", "frequency", "words", "counts", "register")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("order", [3, 4, 5])
def test_a_page_has_the_same_sites_whatever_it_is_read_with(spun: SpunModel, order: int, tmp_path: Path) -> None:
    corpus = [
        PAGE,
        *("。。。\n\n\n" + sentence for sentence in SENTENCES),
    ] * 3  # a model that knows what stands between pages
    train(corpus, tmp_path / "model", Settings(order, (20_000,) * (order - 1)))
    for model in (spun.model, NgramModel.open(tmp_path / "model")):
        for texts in (["", "x", *SENTENCES, PAGE, PAGE[:300]], SENTENCES[::-1], ["", "x"], []):
            pages = readings(spun, texts)
            together = find_sites(pages, model, spun.statistics)
            alone = [find_sites([page], model, spun.statistics)[0] for page in pages]
            assert len(together) == len(texts)
            assert all(map(same, together, alone))


def test_sentences_are_read_together_and_long_pages_by_themselves(
    spun: SpunModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = readings(spun, [*SENTENCES, PAGE * 3, *SENTENCES])
    lengths: list[int] = []
    steps = NgramModel.steps
    monkeypatch.setattr(NgramModel, "steps", lambda model, units: (lengths.append(len(units)), steps(model, units))[1])
    assert all(find_sites(pages, spun.model, spun.statistics))
    assert len(lengths) < len(pages) / 5
    assert max(lengths) < 3 * len(PAGE) + 2_000
