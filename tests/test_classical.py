"""Classical Chinese, and what is written like it, is not read as spun modern prose."""

from __future__ import annotations

import pytest

from zhquality import Checker
from zhquality.detectors import spun
from zhquality.lexicon.opencc import simplify
from zhquality.model.classical import is_classical
from zhquality.model.wordlist import is_word_list

STATUTE = """第一條
為管理河川之疏濬及沿岸土地之使用，特制定本條例；本條例未規定者，適用其他法律之規定。
第二條
本條例所稱主管機關：在中央為水利部；在直轄市為直轄市政府；在縣（市）為縣（市）政府。
第三條
申請疏濬許可者，應檢具下列文件，報請主管機關核准：
一、申請書及施行計畫。
二、土地或設施所有權人之同意書。
三、其他經主管機關指定之文件。
第四條
主管機關於核准前，得洽商有關機關，並得派員查核申請人之設施、帳冊或其他資料；申請人不得規避、妨礙或拒絕。
第五條
取得許可之事業，其負責人、資本額或營業處所有變更者，應於變更之日起十五日內申報；逾期未申報者，其許可予以撤銷或廢止之。
第六條
疏濬所得之土石，得由主管機關標售之；其所得價款，應優先用於河川之維護、管理及災害之防止。
第七條
違反第四條規定者，處新臺幣三萬元以上十五萬元以下罰鍰；情節重大者，並得裁撤其營業處所或停止其業務之一部或全部。
第八條
依本條例所處之罰鍰，經限期繳納，屆期未繳納者，依法移送強制執行；其為虛偽之申報者，亦同。
第九條
本條例施行前已施行疏濬者，應於本條例施行之日起六個月內，依本條例之規定補辦申請；未補辦者，視為未經許可。
第十條
本條例施行細則，由中央主管機關定之。
第十一條
疏濬費之課徵，由地方議會議決後施行；其課徵之標準、程序及減免，或其停徵，應於施行前報請中央主管機關核准。
第十二條
私運或販賣土石者，沒入其土石及供載運之車輛或船舶；行為人為公務員者，加重其刑至二分之一。
第十三條
本條例自公布日施行。
"""
MODERN = "这条河的水已经不再清澈了，我们站在桥上看着它，心里都有些难过。其实这样的事情并不少见，也没有人觉得奇怪。" * 4


@pytest.mark.parametrize("text", [STATUTE, simplify(STATUTE)])
def test_a_statute_of_taiwan_is_clean_only_because_it_is_classical(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = Checker().check(text)
    assert report.scores["spun"] == 0.0
    assert not [f for f in report.findings if f.rule.startswith("SPN")]
    monkeypatch.setattr("zhquality.model.classical._LEAST", 10**6)
    assert Checker().check(text).scores["spun"] > spun._PAGE


def test_a_classical_page_is_told_by_its_particles() -> None:
    assert is_classical(STATUTE)
    assert not is_classical(MODERN)
    assert not is_classical("其一，其二，其三。")
    assert not is_classical("")
    assert not is_classical("\ud800")


def test_the_lists_of_a_classical_page_are_its_own() -> None:
    posts = "".join(
        f"置主任{n}人，職務列薦任第八職等，依法辦理歲計、會計等事項，其官等、職等之高低亦同。\n"
        for n in "一二三四五六七八九"
    )
    assert [f for f in Checker().check(STATUTE + posts).findings if f.rule.startswith("PAR")] == []


def test_an_index_of_words_is_not_read_as_prose() -> None:
    words = [
        "真实",
        "真正",
        "眼前",
        "眼力",
        "矫正",
        "研判",
        "研习",
        "研讨",
        "移交",
        "稳健",
        "稳当",
        "空位",
        "空地",
        "笔法",
        "等候",
        "等于",
        "策略",
        "策划",
        "简便",
        "筹备",
        "粗俗",
        "粗浅",
        "精良",
        "终结",
        "结果",
        "绝交",
        "统一",
        "经历",
        "经由",
        "维持",
        "缔造",
    ]
    index = ",\n".join(f'"{word}"' for word in words * 4)
    assert is_word_list(index)
    assert not Checker().check(index).findings
    assert not is_word_list("。".join(words * 4))
    assert not is_word_list("，".join(f"他{word}了起来又回头去看" for word in words * 4))
