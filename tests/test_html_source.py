"""Sources of HTML: what is furniture there is the page's own, and no line goes with a half of its tags."""

from __future__ import annotations

import pytest

import zhquality
from zhquality.document import Document
from zhquality.findings import Applicability

ARTICLE = "吴师傅编一只篮子要花一整天，价钱却一直没怎么涨。有人劝他多收几个徒弟，他摇摇头，说手艺急不得。"
PAGE = f"""<!DOCTYPE html>
<html lang="zh">
<head><title>竹编铺</title>
<script>
  var menu = {{
    navigation: {{
      next: "返回首页"
    }}
  }};
</script>
</head>
<body>
  <!-- 相关新闻 -->
  <ul>
    <li><a href="/about"
           target="_blank">
        学校简介
    </a></li>
  </ul>
  <p>{ARTICLE}</p>
  <p><a href="/">
    返回首页</a></p>
  <div class="foot">
    <p>版权所有 © 2024 竹编铺 保留所有权利<br>
    地址：老街一号 邮编：000000 电话：000-00000000</p>
  </div>
</body>
</html>
"""


def test_a_page_of_html_comes_through_untouched_and_its_furniture_is_shown() -> None:
    assert zhquality.clean(PAGE) == PAGE
    found = [f for f in zhquality.check(PAGE).findings if f.rule.startswith("BPL")]
    assert found
    assert {f.applicability for f in found} == {Applicability.DISPLAY}
    script = range(PAGE.index("<script>"), PAGE.index("</script>"))
    assert not [f for f in found if f.start in script]
    assert "相关新闻" not in "".join(f.surface for f in found)


def test_a_part_of_a_page_is_html_too() -> None:
    part = PAGE[PAGE.index("  <ul>") : PAGE.index("</body>")]
    assert Document(part).is_html
    assert zhquality.clean(part) == part


@pytest.mark.parametrize(
    "line", ["上一篇：<a href='/x'>春季展会月底开幕\n</a>", "<p>上一篇：春季展会月底开幕", "返回首页</a>"]
)
def test_a_line_with_one_of_two_tags_stays(line: str) -> None:
    text = f"{ARTICLE}\n\n{line}\n"
    assert zhquality.clean(text) == text
    assert Applicability.DISPLAY in {f.applicability for f in zhquality.check(text).findings}


@pytest.mark.parametrize("line", ["上一篇：春季展会月底开幕<br>", "上一篇：<a href='/x'>春季展会月底开幕</a>"])
def test_a_line_with_all_of_its_tags_goes(line: str) -> None:
    text = f"{ARTICLE}\n\n{line}\n"
    assert not Document(text).is_html
    assert zhquality.clean(text).strip() == ARTICLE


def test_markdown_with_a_table_or_code_of_html_is_no_html() -> None:
    table = "<table>\n" + "<tr><td>竹篮</td><td>三十元</td></tr>\n" * 8 + "</table>\n"
    for part in (table, "```html\n<!DOCTYPE html>\n<html><body><p>字</p></body></html>\n```\n"):
        text = f"# 竹编铺\n\n{part}\n{ARTICLE}\n\n上一篇：春季展会月底开幕\n"
        assert not Document(text).is_html
        assert "上一篇" not in zhquality.clean(text)


def test_markdown_with_some_tags_is_no_html() -> None:
    text = f"# 竹编铺\n\n<p align='center'><img src='a.png'></p>\n\n{ARTICLE}\n\n按 <kbd>回车</kbd> 键。\n\n上一篇：春季展会\n"
    assert not Document(text).is_html
    assert "上一篇" not in zhquality.clean(text)


LICENCE = "本作品采用知识共享署名-相同方式共享 4.0 国际许可协议进行许可。"
README = f"# 竹编日历\n\n{ARTICLE}\n\n## 许可\n\n{LICENCE}\n"


def test_a_licence_with_a_heading_of_its_own_is_shown_and_stays() -> None:
    (finding,) = zhquality.check(README).findings
    assert (finding.surface.strip(), finding.applicability) == (LICENCE, Applicability.DISPLAY)
    assert zhquality.clean(README) == README
    assert LICENCE not in zhquality.clean(README.replace("## 许可\n\n", ""))
