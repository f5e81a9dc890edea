"""The side-by-side page of a comparison, in a real browser where there is one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import zhquality
from zhquality.output.compare_html import render

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ORIGINAL = """这家公司去年推出了三款新产品，其中两款使用了自主研发的技术。负责人表示，公司目前正在考虑进入国外市场。
如果一切顺利，明年的业务将会有很大的发展。记者了解到，国内的许多企业都在增加投入，希望提高质量、降低价格。
专家认为，这个行业的竞争非常激烈，只有不断改进服务，才能得到客户的信任。
"""
SWAPS = {
    "产品": "产物",
    "技术": "手艺",
    "负责人": "认真人",
    "表示": "示意",
    "如果": "若是",
    "发展": "生长",
    "国内": "海内",
}


def spun() -> str:
    text = ORIGINAL
    for original, surface in SWAPS.items():
        text = text.replace(original, surface)
    return text + "<script>document.title = 'owned'</script>\n只有这一篇才有的一段话，与原文毫无关系。\n"


@pytest.fixture(scope="module")
def page() -> str:
    texts = (ORIGINAL, spun())
    return render(zhquality.compare(*texts), texts, ("原文.txt", "<b>.txt"), "zh")


def test_swapped_words_are_marked_with_the_other_word(page: str) -> None:
    assert '<mark tabindex="0" title="手艺">技术</mark>' in page
    assert '<mark tabindex="0" title="技术">手艺</mark>' in page
    assert "<b>.txt 是 原文.txt 的改写稿" not in page
    assert "&lt;b&gt;.txt 是 原文.txt 的改写稿。" in page


def test_what_one_text_has_alone_is_shown_and_escaped(page: str) -> None:
    assert "只有这一篇才有的一段话" in page
    assert "<script>" not in page


def test_both_texts_are_there_wholly(page: str) -> None:
    shown = re.sub(r"<[^>]*>", "", page)
    for word in SWAPS.values():
        assert word in shown
    assert "不断改进服务" in shown


def test_unrelated_texts_and_lone_surrogates_can_be_shown() -> None:
    texts = ("今天天气很好。\ud800", "")
    assert render(zhquality.compare(*texts), texts, ("a", "b"), "en").startswith("<!doctype html>")


def test_a_browser_shows_two_columns_and_runs_nothing(page: str, tmp_path: Path, browser: Browser) -> None:
    path = tmp_path / "compare.html"
    path.write_text(page, encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1200, "height": 800})
    tab.goto(path.as_uri())
    assert "改写稿" in tab.title()
    left, right = (tab.locator(f".row .{side} mark").first.bounding_box() for side in "ab")
    assert left["x"] < 600 < right["x"]
    assert abs(left["y"] - right["y"]) < 40
    tab.set_viewport_size({"width": 360, "height": 700})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.screenshot(path=str(tmp_path / "phone.png"))
    tab.close()
