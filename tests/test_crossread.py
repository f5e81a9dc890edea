"""Text of one encoding that was read as another one of Asia, or as Cyrillic, and text that nothing brings back."""

from __future__ import annotations

import pytest

from zhquality.checker import Checker
from zhquality.config import Config
from zhquality.detectors import crossread
from zhquality.findings import Applicability

CHECKER = Checker(Config(select=("OBF",)))
SENTENCE = "水管漏水之后先关总阀，再打电话找人来修，不要自己乱动。"
TRADITIONAL = "水管漏水之後先關總閥，再打電話找人來修，不要自己亂動。"


@pytest.mark.parametrize("wrong", ["cp950", "cp949"])
def test_simplified_text_in_another_encoding_comes_back(wrong: str) -> None:
    text = SENTENCE.replace("人", "师傅") if wrong == "cp950" else SENTENCE  # Big5 has no character with its bytes
    assert CHECKER.clean(text.encode("gb2312").decode(wrong)) == text


def test_text_behind_a_lost_byte_comes_back_though_out_of_step() -> None:
    damaged = SENTENCE.encode("gb2312").decode("cp950", "replace")
    assert "\ufffd" in damaged
    assert CHECKER.clean(damaged).replace("\ufffd", "") == SENTENCE.replace("人", "").rstrip("。")


def test_traditional_text_read_as_gbk_comes_back() -> None:
    assert CHECKER.clean(TRADITIONAL.encode("big5").decode("gb18030")) == TRADITIONAL


def test_traditional_text_read_as_gbk_comes_back_without_what_was_lost() -> None:
    damaged = TRADITIONAL.encode("big5").decode("gb18030")
    damaged = damaged.encode("gbk", "ignore").decode("gbk")
    back = CHECKER.clean(damaged)
    assert len(damaged) < len(TRADITIONAL)
    assert not set(back) - set(TRADITIONAL)


def test_traditional_text_read_as_latin_letters_comes_back() -> None:
    assert CHECKER.clean(TRADITIONAL.encode("big5").decode("latin-1")) == TRADITIONAL


def test_utf8_read_as_cyrillic_comes_back() -> None:
    text = SENTENCE.replace("总阀", "开关")  # one of its bytes stands for nothing in Windows-1251
    assert CHECKER.clean(text.encode().decode("cp1251", "ignore")) == text


def test_simplified_text_read_as_cyrillic_comes_back() -> None:
    assert CHECKER.clean(SENTENCE.encode("gb2312").decode("cp1251", "ignore")) == SENTENCE


def test_utf8_read_as_gbk_comes_back_where_pairs_of_bytes_were_lost() -> None:
    text = "这家医院安装了三台新机器，病人不用再去别的城市检查。"
    damaged = text.encode().decode("gb18030", "ignore").encode("gbk", "ignore").decode("gbk")
    assert len(damaged) < len(text.encode()) // 2
    assert CHECKER.clean(damaged)[:20] == text[:20]


def test_a_comment_in_the_wrong_encoding_comes_back_beside_sound_ones() -> None:
    damaged = "返回一个列表。\n" + "用户的设置不能为空，再打开文件".encode("gbk").decode("cp950")
    assert CHECKER.clean(damaged) == "返回一个列表。\n用户的设置不能为空，再打开文件"


def test_what_the_commonest_characters_become_wakes_the_search() -> None:
    for text, right, wrong, hints in (
        ("是一了我有这中们要没现成于自", "gbk", "big5", crossread.BIG5),
        ("是不這得將設新通要就現理法記", "big5", "gbk", crossread.GBK),
    ):
        shown = text.encode(right).decode(wrong, "ignore")
        assert sum(char in hints for char in shown) >= len(text) // 2


@pytest.mark.parametrize(
    "text",
    [
        "한국어를 배우는 학생은 아침 아홉 시에 학교에 갑니다. 죄송합니다.",
        "日本語の文章には、ひらがなとカタカナと漢字がある。使い方は難しい。",
        "Писатель родился в Москве и написал много книг о реке, доме и поле.",
        "МосГорСтройПроект, ГосКомСтат и ЦентрБанкИнфо выпустили отчёт № 5.",
        "Він прийшов додому, а її дії були невідомі.",
        "蝠是蝙蝠的蝠，腔是口腔的腔，善是善良的善，源是水源的源。",
        "他說琌字很少見，字典裡才有。",
        "第·a·b·c·d四项都要填写。",
        "Größe, Straße, Übermut und Äpfel stehen im deutschen Wörterbuch.",
        "Þetta er íslenska; það er fallegt mál og ég tala hana ekki.",
        "你说什么???他没听清???再说一遍。",
    ],
)
def test_other_languages_and_rare_characters_stay(text: str) -> None:
    assert CHECKER.check(text).findings == ()
    assert CHECKER.clean(text) == text


@pytest.mark.parametrize(
    "damaged",
    [
        SENTENCE.encode().decode("big5", "replace"),
        "?? ?????:????,????????\n????:???,??????\n????????:????。",
        "".join(chr(0x20000 + 97 * ord(char) % 40000) for char in SENTENCE * 2) + "，罢了。",
        "闂傚倸鍊搁崐鎼佸磹閹间礁纾归柟闂寸绾惧綊鏌熼梻瀵割槮缁炬儳缍婇弻鐔兼⒒鐎靛壊妲紒鐐劤缂嶅﹪寮婚悢鍏尖拻閻庨潧澹婂Σ顔剧磼閻愵剙鍔ょ紓宥咃躬瀵鎮㈤崗灏栨嫽",
    ],
    ids=["UTF-8 as Big5", "question marks", "a font of its own", "UTF-8 as GBK twice"],
)
def test_what_nothing_brings_back_is_shown_only(damaged: str) -> None:
    found = [finding for finding in CHECKER.check(damaged).findings if finding.rule == "OBF006"]
    assert found
    assert {finding.applicability for finding in found} == {Applicability.DISPLAY}


def test_a_book_in_nom_is_no_cipher() -> None:
    text = "".join(chr(0x20000 + 7 * i) for i in range(60)) + " được gọi là chữ Nôm."
    assert not [finding for finding in CHECKER.check(text).findings if finding.rule == "OBF006"]
