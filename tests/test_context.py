"""Context vectors: the words of a page that count, and which word agrees better with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhquality.data import data_file
from zhquality.model import context
from zhquality.model.context import Context, agreement
from zhquality.model.evidence import Sites
from zhquality.model.ngrams import NgramModel
from zhquality.model.sites import find_sites
from zhquality.model.spun import SpunModel
from zhquality.model.statistics import Statistics
from zhquality.model.vectors import context_vectors

LENGTHS = np.array([1, 2, 3, 4])


@pytest.fixture(scope="module")
def model() -> SpunModel:
    return SpunModel(NgramModel.open(data_file("zh.ngrams")), Statistics.open(data_file("spun.npz")))


def sites_of(model: SpunModel, text: str) -> Sites:
    sites = find_sites([model.read(text)], model.model, model.statistics)[0]
    assert sites is not None
    return sites


def at(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, np.int64)


def test_words_inside_others_and_single_characters_do_not_count() -> None:
    found = Context.of(at([1, 3, 0, 1, 2, 2]), at([5, 0, 9, 2, 8, 10]), LENGTHS)
    assert found.words.tolist() == [3, 1, 2, 2]  # 0-4 holds 2-4; 5-7; 8-11 and 10-13 overlap, and both stay
    assert found.starts.tolist() == [0, 5, 8, 10]
    assert found.ends.tolist() == [4, 7, 11, 13]


def test_a_page_without_words() -> None:
    nothing = Context.of(at([]), at([]), LENGTHS)
    assert len(nothing.words) == 0
    assert len(nothing.with_words(at([2]), at([4]), at([6])).words) == 1


occurrences = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=30)


@given(occurrences, st.lists(st.integers(0, 10), max_size=8, unique=True))
def test_words_put_in_stand_alone_and_in_order(found: list[tuple[int, int]], chosen: list[int]) -> None:
    before = Context.of(at([word for word, _ in found]), at([start for _, start in found]), LENGTHS)
    starts = at([4 * place for place in sorted(chosen)])
    after = before.with_words(np.full(len(starts), 2), starts, starts + 2)
    assert (np.diff(after.starts) >= 0).all()
    assert (np.diff(after.ends) >= 0).all()
    for start in starts.tolist():
        overlapping = (after.starts < start + 2) & (after.ends > start)
        assert after.words[overlapping].tolist() == [2]
    gone = sum(
        any(s < low + 2 and e > low for low in starts.tolist()) for s, e in zip(before.starts, before.ends, strict=True)
    )
    assert len(after.words) == len(before.words) - gone + len(starts)


WOOD = "老木匠收徒弟，教他们雕刻家具，这门手艺在村里传了三代，作坊里摆满了刨子和凿子。"
CODE = "公司的工程师开发了人工智能软件，这门手艺用于互联网平台的数据分析和算法研发。"


def test_the_page_decides_what_a_word_agrees_with(model: SpunModel) -> None:
    words = model.statistics.words

    def of(text: str) -> float:
        sites = sites_of(model, text)
        values = agreement(sites, model.statistics)
        rows = [
            row
            for row, pair in enumerate(sites.row_pair.tolist())
            if words[model.statistics.surface[pair]] == "手艺" and words[model.statistics.canonical[pair]] == "技术"
        ]
        return float(values[rows[0]])

    assert of(CODE) > of(WOOD) + 0.3


def test_blocks_change_nothing(model: SpunModel, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = sites_of(model, (WOOD + CODE) * 3)
    whole = agreement(sites, model.statistics)
    monkeypatch.setattr(context, "_BLOCK", 5)
    np.testing.assert_allclose(agreement(sites, model.statistics), whole, atol=1e-4)
    assert np.abs(whole).max() > 0


def test_what_is_not_known_agrees_with_nothing(model: SpunModel) -> None:
    sites = sites_of(model, CODE)
    assert not agreement(replace(sites, context=None), model.statistics).any()
    nothing = replace(model.statistics, vectors=np.zeros_like(model.statistics.vectors))
    assert not agreement(sites, nothing).any()


def test_vectors_of_words_that_stand_together_agree() -> None:
    words = ("作坊", "手艺", "技术", "木匠", "研发", "软件", "长")
    texts = ["木匠在作坊里教手艺。" * 3, "软件公司研发新技术。" * 3] * 20
    whole, steps = context_vectors(words, texts)
    vectors = dict(zip(words, whole * steps, strict=True))
    assert vectors["手艺"] @ vectors["木匠"] > 0.3 > vectors["手艺"] @ vectors["软件"]
    assert vectors["技术"] @ vectors["软件"] > 0.3 > vectors["技术"] @ vectors["木匠"]
    assert not vectors["长"].any()  # one character
    again, its = context_vectors(words, texts)
    products = [(table * size) @ (table * size).T for table, size in ((whole, steps), (again, its))]
    np.testing.assert_allclose(*products, atol=0.1)
