"""Spun text end to end: the detector, the decoder, the gate, and the normal form."""

from __future__ import annotations

import difflib
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhquality
from zhquality.config import Config
from zhquality.data import data_file
from zhquality.document import Document
from zhquality.errors import DataError
from zhquality.lexicon.entries import load_family
from zhquality.model.gate import FamilyGate, Gate
from zhquality.model.labelled import rows_of
from zhquality.model.normal import normalise
from zhquality.model.simulate import Spinner, spin
from zhquality.model.spun import Glance
from zhquality.model.statistics import Statistics
from zhquality.resources import Resources

ROOT = Path(__file__).resolve().parents[1]

CLEAN = """
这家公司去年推出了三款新产品，其中两款使用了自主研发的技术。负责人介绍说，公司目前正在考虑进入国外市场，但是还没有最后决定。
如果一切顺利，明年的业务将会有很大的发展。记者了解到，国内的许多企业都在增加投入，希望通过提高质量来降低价格，满足不同用户的需要。
专家认为，这个行业的竞争非常激烈，只有不断改进服务，才能得到客户的信任。由于成本上升，一些企业的效率反而下降了，这个问题必须尽快解决。
"""

TABLE = {
    "产品": "产物",
    "技术": "手艺",
    "负责人": "认真人",
    "目前": "现在",
    "考虑": "思量",
    "国外": "外洋",
    "但是": "然则",
    "如果": "若是",
    "业务": "营业",
    "发展": "生长",
    "国内": "海内",
    "价格": "价钱",
    "认为": "以为",
    "非常": "异常",
    "服务": "效劳",
    "才能": "才气",
    "由于": "因为",
    "解决": "办理",
    "进入": "进进",
}

CRAFT = """
老木匠的手艺是从他父亲那里学来的。他说，一门手艺要学十年，手上的功夫骗不了人。村里的年轻人大多进城打工去了，
愿意学手艺的人越来越少。他做的柜子不用一颗钉子，榫卯严丝合缝，用上几十年也不会松动。去年有人出高价请他去城里开课，
他没有答应，因为他舍不得院子里那些晾了多年的木料。他常说，好手艺不怕没人识货，只怕自己先丢了耐心。
"""


@pytest.fixture(scope="module")
def spun() -> tuple[str, zhquality.Report]:
    text, _ = spin(CLEAN, Spinner("test", TABLE, 1.0), random.Random(1))
    return text, zhquality.check(text)


def test_a_spun_page_is_found_and_its_clean_original_is_not(spun: tuple[str, zhquality.Report]) -> None:
    _, report = spun
    assert report.scores["spun"] > 0.99
    assert zhquality.check(CLEAN).scores["spun"] < 0.05


def test_findings_name_the_words(spun: tuple[str, zhquality.Report]) -> None:
    text, report = spun
    best = {f.surface: f.proposals[0].text for f in report.findings if f.rule.startswith("SPN")}
    assert {k: best.get(k) for k in ("手艺", "认真人", "若是", "海内")} == {
        "手艺": "技术",
        "认真人": "负责人",
        "若是": "如果",
        "海内": "国内",
    }
    assert all(text[f.start : f.end] == f.surface for f in report.findings)


def test_restoring_brings_the_page_back_to_its_original(spun: tuple[str, zhquality.Report]) -> None:
    text, _ = spun

    def distance(other: str) -> float:
        return 1 - difflib.SequenceMatcher(None, other, CLEAN, autojunk=False).ratio()

    restored = zhquality.restore(text)
    assert distance(restored.text) < distance(text) / 2
    assert restored.text == zhquality.restore(text).text


def test_a_star_beside_a_spun_word_is_read_in_the_restored_text() -> None:
    text, _ = spin(CLEAN, Spinner("test", TABLE, 1.0), random.Random(1))
    page = text + "\n公司的手艺在海内处于*进职位，是本市*早的企业，产物在海内市场*受迎接。\n"
    star = next(f for f in zhquality.check(page).findings if f.rule == "CEN001" and "进" in page[f.start : f.end + 2])
    assert "先" in star.proposals[0].text


def test_a_page_about_a_craft_keeps_its_craft() -> None:
    report = zhquality.check(CRAFT)
    assert not [f for f in report.findings if f.rule.startswith("SPN")]
    assert report.scores["spun"] < 0.05
    assert zhquality.clean(CRAFT) == CRAFT


FEW = (("大", "年夜"), ("产品", "产物"), ("国外", "外洋"), ("如果", "若是"))


@pytest.mark.parametrize(
    ("words", "logit", "taken"),
    [(1, 1.5, False), (1, 4.0, True), (2, 0.5, False), (3, 0.5, False), (3, 1.5, True), (4, 0.5, True)],
)
def test_few_different_words_must_be_surer_than_many(
    monkeypatch: pytest.MonkeyPatch, words: int, logit: float, taken: bool
) -> None:
    checker = zhquality.Checker()
    model = checker._resources.spun
    pages = type(model).pages
    monkeypatch.setattr(type(model), "glances", lambda _, readings: [Glance(5.0, 5.0)] * len(readings))
    monkeypatch.setattr(
        type(model), "pages", lambda *own: [page and replace(page, logit=logit) for page in pages(*own)]
    )
    text = "今年公司的大部分产品都卖到了国外。大多数客户说产品很好，大家都很满意。如果国外的客户还要产品，如果价格也合适，明年要再招人。"
    for original, surface in FEW[:words]:
        text = text.replace(original, surface)
    (spun,) = (detector for detector in checker._detectors if detector.scores == ("spun",))
    detection = spun.find(Document(text), ())
    surfaces = {finding.surface for finding in detection.findings}
    assert surfaces == ({surface for _, surface in FEW[:words]} if taken else set())
    assert (detection.scores["spun"] >= 0.5) == taken


def test_a_word_across_a_boundary_is_told_apart() -> None:
    text, _ = spin(
        CLEAN + "在整个中国，这样的企业都不多见。", Spinner("test", {**TABLE, "个中": "其中"}, 1.0), random.Random(1)
    )
    (finding,) = [f for f in zhquality.check(text).findings if f.surface == "其中" and text[f.end] == "国"]
    assert (finding.rule, finding.proposals[0].text) == ("SPN002", "个中")


def test_a_spun_half_of_a_long_page_is_found() -> None:
    text, _ = spin(CLEAN * 4, Spinner("test", TABLE, 1.0), random.Random(1))
    craft = (ROOT / "examples" / "clean-craft.txt").read_text(encoding="utf-8") + CRAFT
    page = craft * 3 + text + craft * 3
    found = [f for f in zhquality.check(page).findings if f.rule.startswith("SPN")]
    inside = [f for f in found if len(craft) * 3 <= f.start < len(craft) * 3 + len(text)]
    assert len(inside) > 30
    assert len(found) - len(inside) < len(inside) / 7


def test_a_long_page_is_spun_only_if_a_part_of_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    checker = zhquality.Checker()
    model = checker._resources.spun
    pages = type(model).pages
    monkeypatch.setattr(type(model), "glances", lambda _, readings: [Glance(5.0, 5.0)] * len(readings))
    monkeypatch.setattr(type(model), "pages", lambda *own: [page and replace(page, logit=2.0) for page in pages(*own)])
    (detector,) = (detector for detector in checker._detectors if detector.scores == ("spun",))
    clean = (CRAFT + (ROOT / "benchmarks/clean.txt").read_text(encoding="utf-8") + CLEAN) * 9
    long, short = clean[:5_000], clean[:3_000]
    assert detector.find(Document(long), ()).scores["spun"] < 0.5
    assert not detector.find(Document(long), ()).findings
    assert detector.find(Document(short), ()).scores["spun"] > 0.8
    table = spin(CLEAN * 3, Spinner("test", TABLE, 1.0), random.Random(0))[0]
    found = detector.find(Document(long + table + long), ())
    assert found.scores["spun"] > 0.8
    assert all(len(long) - 200 < finding.start < len(long + table) + 200 for finding in found.findings)


def test_a_long_text_is_judged_by_its_parts() -> None:
    clean = CRAFT + (ROOT / "benchmarks/clean.txt").read_text(encoding="utf-8") + CLEAN
    spun_page = spin(CLEAN, Spinner("test", TABLE, 1.0), random.Random(0))[0]
    report = zhquality.check(clean * (60_000 // len(clean)))
    assert report.scores["spun"] < 0.5
    assert not [f for f in report.findings if f.rule.startswith("SPN")]
    whole = zhquality.restore(spun_page * (30_000 // len(spun_page)))
    assert whole.report.scores["spun"] > 0.9
    assert whole.text.count("负责人介绍说，公司目前正在考虑") > 0.9 * (30_000 // len(spun_page))
    inside = clean * 20 + spun_page * 8 + clean * 20
    found = [f.start for f in zhquality.check(inside).findings if f.rule.startswith("SPN")]
    assert found and min(found) > 19 * len(clean) and max(found) < 21 * len(clean) + 8 * len(spun_page)


def test_a_part_is_judged_as_if_it_stood_alone() -> None:
    model = Resources(Config()).spun
    spun_half = spin(CLEAN, Spinner("test", TABLE, 1.0), random.Random(0))[0]
    text = f"{CRAFT.strip()}\n{spun_half.strip()}\n{CRAFT.strip()}"
    start, end = len(CRAFT.strip()) + 1, len(CRAFT.strip()) + 1 + len(spun_half.strip())
    reading = model.read(text)
    page, alone = model.page(reading), model.page(model.read(text[start:end]))
    assert page is not None and alone is not None
    (part,) = model.parts(reading, page, [(start, end)])
    assert part is not None
    assert abs(part.logit - alone.logit) < 0.2  # only the words at its edges have other neighbours
    assert part.sites.start.tolist() == alone.sites.start.tolist()
    assert [model.statistics.words[n] for n in part.sites.words] == [
        model.statistics.words[n] for n in alone.sites.words
    ]
    assert model.parts(reading, page, [(0, 1)]) == [None]


def test_what_an_earlier_tool_did_is_undone_too(monkeypatch: pytest.MonkeyPatch) -> None:
    text = CLEAN
    for family in ("g", "a"):
        rows = rows_of(load_family(ROOT / f"lexicons/spun/{family}.tsv"))
        text, _ = spin(text, Spinner(family, {o: s[0] for o, s in rows.items()}, 1.0), random.Random(0))

    def left(restored: str) -> int:
        codes = difflib.SequenceMatcher(None, CLEAN, restored, autojunk=False).get_opcodes()
        return sum(tag != "equal" for tag, *_ in codes)

    whole = left(zhquality.restore(text).text)
    monkeypatch.setattr("zhquality.detectors.spun._TOOLS", 1)
    assert 2 * whole < left(zhquality.restore(text).text)


def test_traditional_pages_are_read_like_simplified_ones() -> None:
    text = (
        "字節跳動在手藝上並不領先，認真人說，若是海內的產物價錢繼續下降，這家公司的營業將很難生長，然則他們照樣很有信心。"
        * 3
    )
    report = zhquality.check(text)
    assert report.scores["spun"] > 0.9
    put_back = {f.surface: f.proposals[0].text for f in report.findings}
    assert put_back["手藝"] == "技術"
    assert {"產品", "負責人"} <= set(put_back.values())
    restored = zhquality.restore(text).text
    assert "技術上並不領先" in restored
    assert "技术" not in restored


@given(st.text(max_size=80))
def test_the_normal_form_maps_back(text: str) -> None:
    normal = normalise(text)
    if normal.origin is None:
        assert len(normal.text) == len(text)
    else:
        assert len(normal.origin) == len(normal.text)
        assert bool((np.diff(normal.origin) > 0).all())


def test_glosses_are_read_over() -> None:
    normal = normalise("試驗(yàn)箱的流量(liang)計（如圖）")
    assert normal.text == "试验箱的流量计（如图）"
    assert normal.span(1, 3) == (1, 8)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(["手艺", "产物", "大模子", "整其中国", "的", "。", "\ud800", "𠀀", "(yàn)", "\n"]), max_size=60
    )
)
def test_any_mixture_is_checked_without_an_error(pieces: list[str]) -> None:
    text = "".join(pieces)
    for finding in zhquality.check(text).findings:
        assert text[finding.start : finding.end] == finding.surface


def test_statistics_belong_together() -> None:
    statistics = Statistics.open(data_file("spun.npz"))
    assert list(statistics.words) == sorted(statistics.words)
    assert bool((np.diff(statistics.surface) >= 0).all())
    assert statistics.member.shape == (len(statistics.surface), len(statistics.families))
    assert statistics.families[-1] == "sentinels"
    assert np.isfinite(statistics.density).all()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive", b"\x93NUMPY"])
def test_damaged_statistics_are_refused(tmp_path, damage: bytes) -> None:
    path = tmp_path / "bad.npz"
    path.write_bytes(damage)
    with pytest.raises(DataError, match=r"bad\.npz"):
        Statistics.open(path)


def test_a_family_speaks_at_the_gate_where_its_words_come_together(tmp_path) -> None:
    words = Gate({"手艺": 0.5, "海内": 0.5, "生长": 0.5, "技术": -0.1}, 0.0, 0.0)
    families = {"手艺": ((0, 3.0),), "海内": ((0, 3.0),), "生长": ((1, 3.0),), "技术": ((0, -0.9),)}
    gate = FamilyGate(words, families, (1.0, 1.0), (1.0, 1.0), (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, -1.7))
    door = gate.door({"别的": 0, "手艺": 1, "海内": 2, "生长": 3, "技术": 4})
    assert door.above({0, 1, 2}, 100) > 0 >= door.above({0, 1, 3}, 100)
    assert door.above({0, 1, 2, 4}, 100) <= 0  # the original left over
    assert door.above({0, 1, 3}, 10_000) > 0  # a long page passes by its words alone
    assert 0 < door.unread(-2.0) < door.unread(-1.0) < 0.01
    gate.save(tmp_path / "x.gate")
    assert FamilyGate.open(tmp_path / "x.gate") == gate
    (tmp_path / "y.gate").write_text((tmp_path / "x.gate").read_text().replace("1:3.00", "2:3.00"))
    with pytest.raises(DataError):
        FamilyGate.open(tmp_path / "y.gate")


def test_a_page_outside_the_gate_has_the_probability_of_its_words() -> None:
    nothing, little = (zhquality.check(text).scores["spun"] for text in ("好。", CLEAN))
    assert nothing == 0 < little < 0.002


def test_the_gate_survives_writing_and_refuses_damage(tmp_path) -> None:
    gate = Gate({"手艺": 1.5, "技术": -1.0}, -1.0, 0.1)
    gate.save(tmp_path / "x.gate")
    assert Gate.open(tmp_path / "x.gate") == gate
    door = gate.door({"手艺": 0, "别的": 1, "技术": 2})
    assert door.opens({0}, 1) and not door.opens({0, 2}, 1)
    (tmp_path / "y.gate").write_text("#\t1\n")
    with pytest.raises(DataError):
        Gate.open(tmp_path / "y.gate")


def test_a_users_rows_add_to_the_dictionary_that_spun_a_page(
    tmp_path: Path, spun: tuple[str, zhquality.Report]
) -> None:
    text, report = spun
    text = text.replace("激烈", "猛烈").replace("顺利", "顺遂")
    own = tmp_path / "own.tsv"
    own.write_text("顺遂\t顺利\n猛烈\t激烈\n", encoding="utf-8")
    checker = zhquality.Checker(zhquality.Config(extend_lexicons=(str(own),)))
    proposed = {(f.surface, f.proposals[0].text) for f in checker.check(text).findings if f.rule.startswith("SPN")}
    assert {("顺遂", "顺利"), ("猛烈", "激烈")} <= proposed
    others = {(f.surface, f.proposals[0].text) for f in report.findings if f.rule.startswith("SPN")}
    assert len(others - proposed) <= 2  # what a second reading of the restored page finds depends on all its words


def test_japanese_is_not_read_as_spun_chinese() -> None:
    text = (
        "本日午前、地域の住民は病院の前で職員の説明を聞いた。昨年から続く工事は来年の午後の時間帯に行われ、企業の協力を得て、"
        "製品の購入と改善の措置が順次進められている。当局は現在、情報の公開と救急の構造を検討しており、負傷した住民の治療も予定している。"
        "米国の企業との協力により、技術の革新と人材の成長が期待され、沿岸の都市では記念の活動が行われた。\n"
    ) * 3
    report = zhquality.Checker(Config(select=("SPN", "SCR"))).check(text)
    assert report.findings == ()
    assert report.scores["spun"] == 0.0
