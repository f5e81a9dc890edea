"""Character variants read from OpenCC's files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhquality.errors import DataError
from zhquality.lexicon.opencc import characters, phrases, simplify
from zhquality.lexicon.traditional import in_traditional


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("這個網頁是從圖書館來的", "这个网页是从图书馆来的"),
        ("乾隆年間的衣服還沒乾", "乾隆年间的衣服还没干"),
        ("請先瞭解計畫，再回覆我們", "请先了解计划，再回复我们"),
        ("她看著門外，想著那本著名的著作", "她看着门外，想着那本著名的著作"),
    ],
)
def test_traditional_text_is_simplified(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


@pytest.mark.parametrize("text", ["", "这部名著由他编著。", "plain ASCII", "鲁迅著，一九二三年", "\ud800乾\x00"[:1]])
def test_what_is_not_traditional_stays(text: str) -> None:
    assert simplify(text) == text


@given(st.text())
def test_offsets_are_kept_and_nothing_is_left_to_do(text: str) -> None:
    once = simplify(text)
    assert len(once) == len(text)
    assert simplify(text + "門") == once + "门" or "著" in text  # 著 is only read as 着 beside traditional characters


def test_the_files_hold_what_their_names_say() -> None:
    assert characters("STCharacters")["发"] == "發髮"
    assert phrases("STPhrases")["头发"] == ("頭髮",)
    with pytest.raises(DataError, match="NoSuchFile"):
        characters("NoSuchFile")


@pytest.mark.parametrize(
    ("word", "before", "after", "page", "written"),
    [
        ("问题", "", "", "這個", "問題"),
        ("发", "头", "很长", "", "髮"),
        ("发", "出", "了", "", "發"),
        ("平台", "", "", "臺北", "平臺"),
        ("平台", "", "", "台北", "平台"),
        ("里面", "", "", "這裏", "裏面"),
        ("里面", "", "", "這裡", "裡面"),
        ("一流", "", "", "這個", "一流"),
    ],
)
def test_a_word_is_written_as_the_page_writes_it(word: str, before: str, after: str, page: str, written: str) -> None:
    assert in_traditional(word, before, after, set(page)) == written


@given(st.text(max_size=6), st.text(max_size=4), st.text(max_size=4), st.sets(st.characters()))
def test_what_is_written_in_traditional_is_as_long(word: str, before: str, after: str, page: set[str]) -> None:
    assert len(in_traditional(word, before, after, page)) == len(word)
