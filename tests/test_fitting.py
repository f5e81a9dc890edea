"""The fit from end to end, on a corpus of a few hundred made-up pages and one small table, which is an open list as well."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from zhquality.lexicon.entries import Entry
from zhquality.model import weights
from zhquality.model.adding import add_family, growth_of, with_rare_words, without_family
from zhquality.model.counting import Sample
from zhquality.model.fitting import Bench, finish, prepare
from zhquality.model.fitting_unknown import fit_unknown
from zhquality.model.gate import FEATURES, FamilyGate, Gate
from zhquality.model.hiding import hide, hide_some
from zhquality.model.labelled import Workshop
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import SCALED, on_clean_scale
from zhquality.model.spun import SpunModel
from zhquality.model.statistics import Statistics, product
from zhquality.model.surfaces import SURFACE_FEATURES, surface_table
from zhquality.model.thesaurus import Thesaurus
from zhquality.model.training import Settings, train
from zhquality.model.verdict_rows import FOLDS, VerdictRows, verdict_rows
from zhquality.model.weights import fit_verdict
from zhquality.model.words import WordList

TABLE = {
    "技术": "手艺",
    "产品": "产物",
    "目前": "现在",
    "国外": "外洋",
    "如果": "若是",
    "业务": "营业",
    "发展": "生长",
    "国内": "海内",
    "价格": "价钱",
    "考虑": "思量",
}
SENTENCES = (
    "公司目前正在考虑进入国外市场，但是还没有最后决定。",
    "这家公司去年推出了三款新产品，其中两款使用了自主研发的技术。",
    "如果一切顺利，明年的业务将会有很大的发展。",
    "国内的许多企业都在增加投入，希望通过提高质量来降低价格。",
    "专家认为，这个行业的竞争非常激烈，只有不断改进服务，才能得到客户的信任。",
    "老木匠的手艺是从他父亲那里学来的，一门手艺要学十年。",
    "他在海内外都有朋友，每年都要回来看看。",
    "农作物的生长离不开水和阳光，这个道理谁都懂。",
    "商店每天早上八点开始营业，晚上十点打烊。",
    "现在的孩子比从前的孩子懂得多，也想得多。",
    "会议昨天在北京举行，来自各地的代表参加了讨论。",
    "由于天气的原因，这次航班推迟了两个小时。",
)


def samples() -> Iterator[Sample]:
    dice = random.Random(4)
    for _ in range(700):
        yield Sample("".join(dice.choices(SENTENCES, k=12)), dice.choice(("news", "tech", "reviews")))


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Bench, Statistics, FamilyGate]:
    model = tmp_path_factory.mktemp("fit") / "small.ngrams"
    corpus = list(samples())
    known = [sample.text for sample in corpus[200:]]
    train(known, model, Settings(4, (2000, 3000, 4000)))
    entries = [Entry(surface, (canonical,)) for canonical, surface in sorted(TABLE.items())]
    bench = prepare({"small": entries, "general": entries}, corpus, known, corpus[:200], model, workers=1, pages=200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weights, "_TAIL_PAGES", 100)
        statistics, gate = finish(bench, model)
    return model, bench, statistics, gate


def test_a_fit_tells_spun_pages_from_clean_ones(fitted: tuple[Path, Bench, Statistics, FamilyGate]) -> None:
    model, _, statistics, gate = fitted
    spun_model = SpunModel(NgramModel.open(model), statistics)
    clean = "".join(SENTENCES)
    spun = clean
    for original, replacement in TABLE.items():
        spun = spun.replace(original, replacement)

    def logit(text: str) -> float:
        page = spun_model.page(spun_model.read(text))
        assert page is not None
        return page.logit

    assert logit(spun) > 0 > logit(clean)
    page = spun_model.page(spun_model.read(spun))
    assert page is not None
    restored = {spun[c.start : c.end]: c.candidates[0] for c in spun_model.decode(page)}
    assert {surface: original for original, surface in TABLE.items() if surface != "手艺"}.items() <= restored.items()
    door = gate.door({word: number for number, word in enumerate(statistics.words)})
    assert door.above(set(spun_model.read(spun).words.tolist()), len(spun)) > 0


def test_statistics_survive_writing(fitted: tuple[Path, Bench, Statistics, FamilyGate], tmp_path: Path) -> None:
    statistics = fitted[2]
    statistics.save(tmp_path / "a.npz")
    again = Statistics.open(tmp_path / "a.npz")
    again.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert again.words == statistics.words and np.allclose(again.verdict_out, statistics.verdict_out, rtol=1e-5)


def test_hiding_takes_out_pairs_and_nothing_else(fitted: tuple[Path, Bench, Statistics, FamilyGate]) -> None:
    _, bench, statistics, _ = fitted
    page = next(page for page in bench.pages if len(page.rows_right) > 3)
    hidden = np.zeros(len(statistics.surface), np.bool_)
    pair = page.evidence.sites.row_pair[page.rows_right[0]]
    hidden[pair] = True
    without = hide(page, hidden, bench.statistics)
    assert without is not None and without.hidden
    before, after = page.evidence.sites, without.evidence.sites
    assert pair not in after.row_pair and set(before.row_pair) - set(after.row_pair) == {pair}
    assert set(after.row_pair[without.rows_right]) == set(before.row_pair[page.rows_right]) - {pair}
    assert len(after.word) == after.row_site.max() + 1
    everything = np.ones(len(statistics.surface), np.bool_)
    assert hide(page, everything, bench.statistics) is None
    some = list(hide_some(bench.pages, bench.statistics))
    clean = [page for page in bench.pages if not page.spun]
    assert any(page.hidden for page in some)
    assert len(some) < len(bench.pages)  # with the one family hidden nothing is left of a page
    assert [page for page in some if not page.spun] == clean


def test_a_family_can_be_unknown_though_its_pairs_are_known(fitted: tuple[Path, Bench, Statistics, FamilyGate]) -> None:
    _, _, statistics, _ = fitted
    page = next(page for page in fitted[1].pages if len(page.rows_right) > 3)
    nothing = np.zeros(len(statistics.surface), np.bool_)
    scattered = hide(page, nothing, statistics, (statistics.families.index("small"),))
    assert scattered is not None and scattered.hidden
    assert set(scattered.evidence.sites.row_pair) == set(page.evidence.sites.row_pair)
    told, untold = page.weighed(statistics), scattered.weighed(statistics)
    assert told.evidence[0] > 0 > untold.evidence[0]
    assert told.different[0] > 0 == untold.different[0]
    assert told.surface_logit == pytest.approx(untold.surface_logit)
    assert told.early > untold.early


def test_originals_left_in_a_page_are_told_from_those_that_are_gone(
    fitted: tuple[Path, Bench, Statistics, FamilyGate],
) -> None:
    model, bench, statistics, _ = fitted
    spun_model = SpunModel(NgramModel.open(model), statistics)
    page = next(page.evidence for page in bench.pages if len(page.rows_right) > 3)
    text = "".join(map(chr, page.sites.units.tolist()))
    left, absent = 16, 18
    gone, there = (spun_model.page(spun_model.read(text + more)) for more in ("", "。" + "，".join(TABLE)))
    assert gone and gone.utility is not None and there and there.utility is not None
    before, after = (surface_table(page, page.utility, statistics) for page in (gone, there))
    assert before.shape[1] == SURFACE_FEATURES
    assert before[:, left].sum() == 0 < before[:, absent].sum()
    assert after[:, left].sum() > 0 == after[:, absent].sum()


def test_the_last_word_is_learnt_between_two_fits(
    fitted: tuple[Path, Bench, Statistics, FamilyGate],
) -> None:
    model, _, statistics, _ = fitted
    texts = ["".join(random.Random(number).choices(SENTENCES, k=12)) for number in range(60)]
    families = {key: {original: [surface] for original, surface in TABLE.items()} for key in ("small", "general")}
    made = Workshop(model, statistics, families, 1, 1)
    rows = VerdictRows.of(list(made.made(verdict_rows, texts)))
    assert rows.spun.any() and not rows.spun.all()
    assert not rows.hidden[~rows.spun].any()
    again = fit_verdict(VerdictRows.together([rows, rows]), statistics)
    spun_model = SpunModel(NgramModel.open(model), again)
    page = spun_model.page(spun_model.read("".join(SENTENCES)))
    assert page is not None and page.logit < 0
    assert (again.first_out == statistics.first_out).all() and (again.verdict_out != statistics.verdict_out).any()


def test_pages_of_one_text_stay_in_one_fold(fitted: tuple[Path, Bench, Statistics, FamilyGate]) -> None:
    model, _, statistics, _ = fitted
    families = {key: {original: [surface] for original, surface in TABLE.items()} for key in ("small", "general")}
    texts = ["".join(SENTENCES) * 2] * 4
    rows = VerdictRows.of(list(Workshop(model, statistics, families, 1, 2).made(verdict_rows, texts)))
    both = VerdictRows.together([rows, rows])
    assert len(both.spun) == 2 * len(rows.spun) == len(both.tables.page) == len(both.tables.counts)
    first, second = both.fold[: len(rows.fold)], both.fold[len(rows.fold) :]
    assert (first == rows.fold).all() and not set(first) & set(second)
    assert (second % FOLDS == rows.fold % FOLDS).all()


def test_the_thesaurus_learns_what_the_lexicon_lacks(fitted: tuple[Path, Bench, Statistics, FamilyGate]) -> None:
    model, bench, statistics, _ = fitted
    words = WordList.of(sorted({*TABLE, *TABLE.values()}))
    near = [[words.index(o) for o, s in TABLE.items() if s == word] for word in words]
    thesaurus = Thesaurus(
        words=words,
        count=np.array([len(n) for n in near]),
        canonical=np.array([number for n in near for number in n], np.uint16),
        prior=np.zeros(sum(map(len, near)), np.float32),
        log_frequency=np.full((len(words), statistics.log_frequency.shape[1]), -8.0),
        hidden=np.zeros((1, 1)),
        out=np.zeros(1),
    )
    learnt = fit_unknown(bench.pages, thesaurus, NgramModel.open(model), statistics)
    assert learnt.hidden.shape[1] + learnt.hidden.shape[0] == len(learnt.out)
    assert np.isfinite(learnt.out).all()


@pytest.mark.parametrize("rows", [0, 1, 203, 5000])
@pytest.mark.parametrize("shape", [(45,), (45, 24), (6,)])
def test_a_product_in_pieces_is_the_product(rows: int, shape: tuple[int, ...]) -> None:
    dice = np.random.default_rng(1)
    table, other = dice.normal(size=(rows, shape[0])), dice.normal(size=shape)
    assert np.allclose(product(table, other), table @ other)


def test_a_family_added_between_two_fits_is_measured(fitted: tuple[Path, Bench, Statistics, FamilyGate]) -> None:
    model, _, statistics, _ = fitted
    corpus = list(samples())
    entries = [Entry("手艺", ("技术",)), Entry("伴侣", ("朋友",)), Entry("代表", ("会议",))]
    added = add_family(statistics, entries, "new", lambda: corpus, corpus[:200], NgramModel.open(model))
    assert added.families == (*statistics.families[:-1], "new", statistics.families[-1])
    words = [(added.words[s], added.words[c]) for s, c in zip(added.surface, added.canonical, strict=True)]
    own = dict(zip(words, added.member[:, -2].tolist(), strict=True))
    assert [pair for pair, its in own.items() if its] == [("代表", "会议"), ("伴侣", "朋友"), ("手艺", "技术")]
    number = {word: place for place, word in enumerate(added.words)}
    counted = sum(sample.text.count("朋友") for sample in corpus if sample.genre == "news")
    size = sum(len(sample.text) for sample in corpus if sample.genre == "news")
    assert added.log_frequency[number["朋友"], 1] == pytest.approx(np.log((counted + 0.3) / size), abs=0.01)
    assert added.log_frequency[number["伴侣"], 1] < added.log_frequency[number["朋友"], 1] - 4
    density = dict(zip(words, added.density.tolist(), strict=True))
    assert density["代表", "会议"] != density["伴侣", "朋友"]
    assert (added.middle[:, :-2] == statistics.middle[:, :-1]).all()
    assert (added.scale[:, -2] > 0).all()
    assert len(added.growth) == len(added.families)
    assert 0 <= added.growth[-2] <= 1
    assert (np.delete(added.growth, -2) == statistics.growth).all()
    again = add_family(added, entries, "again", lambda: corpus, corpus[:200], NgramModel.open(model))  # brings no pair
    assert (again.surface == added.surface).all()
    assert (again.density == added.density).all()
    often = np.full_like(added.log_frequency, -9.0)
    often[number["伴侣"]] = -16.0
    gate = with_rare_words(fitted[3], replace(added, log_frequency=often), "new")
    assert set(gate.weights) - set(fitted[3].weights) == {"伴侣"}
    assert gate.weights["伴侣"] > 0
    back = without_family(added, "new")
    assert back.families == statistics.families
    assert (back.growth == statistics.growth).all()
    assert back.member.shape == (len(added.surface), len(statistics.families))


def test_evidence_that_grows_with_the_length_is_measured_by_it(
    fitted: tuple[Path, Bench, Statistics, FamilyGate],
) -> None:
    dice = np.random.default_rng(4)
    lengths = np.exp(dice.uniform(np.log(0.1), np.log(4), 6_000))
    evidence = dice.exponential(2, 6_000) - 1
    assert growth_of(evidence, lengths) == pytest.approx(0, abs=0.1)
    assert growth_of(evidence * np.sqrt(lengths), lengths) == pytest.approx(0.5, abs=0.1)
    assert growth_of(np.zeros(6_000), lengths) == 0
    families, registers = len(fitted[2].families), len(fitted[2].middle)
    told = np.ones((registers, families))
    statistics = replace(fitted[2], middle=told, scale=2 * told, growth=np.full(families, 0.5))
    at, register = np.full(families, 5.0), np.full(registers, 1 / registers)
    assert on_clean_scale(at, register, SCALED, statistics)[0] == pytest.approx(2)
    assert on_clean_scale(at, register, 4 * SCALED, statistics)[0] == pytest.approx(0.75)
    assert on_clean_scale(at, register, SCALED // 4, statistics)[0] == pytest.approx(4.5)


def test_a_short_text_needs_weights_or_certainty_to_pass_the_gate() -> None:
    words = Gate({"手艺": 0.5, "产物": 0.9, "的": -0.2}, 0.0, 0.0, least=1.1)
    for intercept, seen, passes in ((1, {0, 1}, True), (1, {0}, False), (3.5, {0}, True), (-1, {0, 1}, False)):
        door = FamilyGate(words, {}, (0.0,), (1.0,), (0.0,) * FEATURES + (intercept,)).door(
            {"手艺": 0, "产物": 1, "的": 2}
        )
        assert (door.above(seen, 60) > 0) is passes
