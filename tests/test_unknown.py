"""Words of no table: the thesaurus, how it is induced, and what it proposes in pages known to be spun."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

import zhquality
from zhquality.data import data_file
from zhquality.errors import DataError
from zhquality.lexicon.entries import Entry
from zhquality.model.decode import Choice
from zhquality.model.inducing import Neighbours, frequencies, induce, segmented
from zhquality.model.thesaurus import Thesaurus
from zhquality.model.unknown import _blocks
from zhquality.model.words import WordList
from zhquality.rules import rule

SENTENCES = ("我们{}新的产品", "公司{}了许多办法", "他{}这个城市的技术", "大家都在{}更好的质量", "记者{}的消息很多")


@pytest.fixture(scope="module")
def shipped() -> Thesaurus:
    return Thesaurus.open(data_file("thesaurus.npz"))


def test_the_shipped_thesaurus_belongs_together(shipped: Thesaurus) -> None:
    assert list(shipped.words) == sorted(set(shipped.words))
    assert shipped.count.sum() == len(shipped.canonical) == len(shipped.prior)
    assert shipped.canonical.max() < len(shipped.words)
    assert not (np.repeat(np.arange(len(shipped.words)), shipped.count) == shipped.canonical).any()
    assert all(len(shipped.words[word]) > 1 for word in np.flatnonzero(shipped.count).tolist())
    first = shipped.first[np.flatnonzero(shipped.count)]
    ordered = np.diff(shipped.prior) <= 1e-9
    ordered[first[1:] - 1] = True  # between words
    assert ordered.all()


def test_words_of_one_meaning_are_near(shipped: Thesaurus) -> None:
    def near(word: str) -> list[str]:
        number = shipped.words.index(word)
        low = shipped.first[number]
        return [shipped.words[n] for n in shipped.canonical[low : low + shipped.count[number]].tolist()]

    assert "提供" in near("供给") + near("供应")
    assert {"重要", "主要"} & set(near("首要"))


def test_a_thesaurus_survives_writing_and_refuses_damage(tmp_path: Path) -> None:
    made = Thesaurus(
        words=WordList.of(["主要", "首要", "重要"]),
        count=np.array([0, 2, 0]),
        canonical=np.array([0, 2], np.uint16),
        prior=np.array([1.5, -0.5], np.float32),
        log_frequency=np.full((3, 6), -8.0),
        hidden=np.ones((3, 2)),
        out=np.ones(5),
    )
    made.save(tmp_path / "x.npz")
    again = Thesaurus.open(tmp_path / "x.npz")
    assert again.words == made.words and again.first.tolist() == [0, 0, 2]
    for name in ("count", "canonical", "prior", "log_frequency", "hidden", "out"):
        assert np.allclose(getattr(again, name)[:], getattr(made, name))
    made.save(tmp_path / "y.npz")
    assert (tmp_path / "x.npz").read_bytes() == (tmp_path / "y.npz").read_bytes()
    (tmp_path / "z.npz").write_bytes((tmp_path / "x.npz").read_bytes()[:200])
    with pytest.raises(DataError, match=r"z\.npz"):
        Thesaurus.open(tmp_path / "z.npz")


def test_words_that_share_contexts_become_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhquality.model.inducing._DIMENSIONS", 8)
    monkeypatch.setattr("zhquality.model.inducing._LOOKED_AT", 6)
    dice = random.Random(3)
    verbs, nouns = ("提供", "供给", "提高", "改进"), ("苹果", "香蕉", "葡萄")
    texts = [dice.choice(SENTENCES).format(dice.choice(verbs)) for _ in range(1500)]
    texts += [f"桌上放着{dice.choice(nouns)}，他吃了{dice.choice(nouns)}。" for _ in range(800)]
    tokens, words = segmented(texts, workers=1)
    assert tokens.max() < len(words) and (tokens == -1).any()
    neighbours = Neighbours.of(tokens, words)
    lexicon = {"test": [Entry("供给", ("提供",), ""), Entry("香蕉", ("苹果",), "")]}
    names, count, canonical, prior = induce(neighbours, lexicon)
    assert list(names) == sorted(names) and count.sum() == len(canonical) == len(prior)
    index = {name: number for number, name in enumerate(names)}
    low = count[: index["改进"]].sum()
    near = [names[n] for n in canonical[low : low + count[index["改进"]]].tolist()]
    assert set(near[:3]) == {"提供", "供给", "提高"}
    logs = frequencies(names, [(text, 0) for text in texts], 2)
    assert logs.shape == (len(names), 2) and logs[index["提供"], 0] > logs[index["提供"], 1] - 20


def test_a_word_of_no_table_is_found_wherever_it_stands_in_a_long_page() -> None:
    page = rule("SPN004").matches[0] + "\n"
    single = [f for f in zhquality.check(page).findings if f.rule == "SPN004"]
    assert single
    long = page * (45_000 // len(page))  # three parts
    found = [f for f in zhquality.check(long).findings if f.rule == "SPN004"]
    assert {f.start // 20_000 for f in found} == {0, 1, 2}
    assert all(long[f.start : f.end] == f.surface for f in found)


def test_parts_of_a_long_page_cut_no_decided_word() -> None:
    decided = [Choice(start, start + 3, ("甲",), (1.0,), 1.0, 0) for start in (5, 19_998, 39_999, 40_010)]
    parts = list(_blocks(50_000, decided))
    assert [(start, end) for start, end, _ in parts] == [(0, 20_001), (20_001, 40_002), (40_002, 50_000)]
    assert [(c.start + start, c.end + start) for start, _, inside in parts for c in inside] == [
        (c.start, c.end) for c in decided
    ]


def test_what_one_dictionary_explains_is_told_from_what_several_do() -> None:
    resources = zhquality.Checker()._resources
    statistics, unknown = resources.spun.statistics, resources.unknown
    alone = statistics.member[:, statistics.dictionary].sum(1) == 1
    of_a, of_b = (
        np.flatnonzero(statistics.member[:, statistics.families.index(name)] & alone)[:3].tolist()
        for name in ("a", "b")
    )

    def decided(pairs: list[int], probability: float) -> list[Choice]:
        return [Choice(0, 2, ("甲",), (1.0,), probability, pair) for pair in pairs]

    assert unknown._explained([]) == 0
    assert unknown._explained(decided(of_a, 0.6)) == pytest.approx(1)
    both = [*decided(of_a, 0.9), *decided(of_b, 0.6)]
    assert unknown._explained(both) == pytest.approx(0.6)
