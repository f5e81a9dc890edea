"""What an author's markup makes content: tables, code, lists and headings on a page that also has furniture."""

from __future__ import annotations

import pytest

from zhquality import Checker
from zhquality.detectors.written import content_lines, item_runs, unread_lines
from zhquality.document import Document

CHECKER = Checker()
PROSE = (
    "老河道清淤以后，水面比往年宽了许多，岸边也种上了新柳，傍晚常有人来散步。",
    "住在河边的老人说，三十年前这里能行船，后来淤泥越积越厚，孩子们都不敢靠近。",
)


def found(*lines: str) -> list[str]:
    """Site furniture in an article with these lines between its paragraphs."""
    text = "\n".join([PROSE[0], "", *lines, "", PROSE[1], "", "版权所有"])
    findings = [f.surface.strip() for f in CHECKER.check(text).findings if f.rule.startswith("BPL")]
    assert findings[-1:] == ["版权所有"]
    return findings[:-1]


@pytest.mark.parametrize(
    "lines",
    [
        ("| 编号 | 时间 |", "| --- | --- |", "| 5 | 2021-02-02 19:01:01 |", "| 6 | 2021-02-03 08:12:40 |"),
        ("| 分类 | 相关文档 |", "| :--- | :---: |", "| 入门 | 推荐阅读 |"),
        ("分类 | 相关文档", "--- | ---", "入门 | 关于我们"),
        ("> | 分类 | 相关文章 |", "> |---|---|", "> | 入门 | 联系我们 |"),
    ],
)
def test_rows_of_a_table_are_content(lines: tuple[str, ...]) -> None:
    assert found(*lines) == []


def test_rows_without_a_table_are_not() -> None:
    assert found("| 关于我们 | 联系我们 |") == ["| 关于我们 | 联系我们 |"]


@pytest.mark.parametrize(
    "lines",
    [
        ("- 时间：八九分钟", "- 浓度：百分之三", "- 语言：英语"),
        ("> - 主讲人：老船工", "> - 活动时间：1月20日", "> - 活动地点：河边"),
        ("- 验证码不刷新", "- 验证码能猜中"),
        ("- 添加图片", "- 换一个声音", "- 写几个句子"),
        ("1. 中文姓名", "2. 身份证号", "3. 手机号", "4. 密码"),
        ("（一）规划图；", "（二）专题研究报告；", "（三）成果数据库；"),
        ("- App 导航", "- 处理返回的结果"),
    ],
)
def test_lists_of_the_article_stay(lines: tuple[str, ...]) -> None:
    assert found(*lines) == []


def test_a_list_of_the_site_does_not() -> None:
    lines = ("- 关于我们 | 联系我们", "- 版权声明 隐私政策", "- 分享到微信")
    text = "\n".join([PROSE[0], *lines, "版权所有", PROSE[1]])
    assert len([f for f in CHECKER.check(text).findings if f.rule.startswith("BPL")]) == 1
    assert found("分享到：", "微信", "微博") == ["分享到：", "微信", "微博"]


@pytest.mark.parametrize(
    "line",
    [
        "## 本周话题：谈谈互联网公司的估值",
        "### 返回更多的产品",
        "## 保险公众号推荐",
        "###添加产品数据",
        "## 推荐阅读",
        "**4、用户登录返回两个凭证（推荐）**",
    ],
)
def test_headings_stay(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "点击 Play 开始游戏：",
        "（点击分享按钮，再选一位朋友发给他）：",
        "下图是从 1 版 到 25 版 每个版本的更新带来的特性数量和更新时间：",
        "有表 `Products`：",
        "Sometimes the top of our responses is not so simple at all, see more below",
        "    t1 t2 --> t1 + t2",
        "![cnzz 站点统计](a/cnzz.jpg)",
        "<!-- 分享到 微信 微博 -->",
        "软件设置 -> 账户设置 -> 余额",
        "    // Copyright (C) 2020 Some Foundation",
    ],
)
def test_lead_ins_formulas_and_pictures_stay(line: str) -> None:
    assert found(line) == []


def test_which_lines() -> None:
    text = "---\nt: 1\n---\n正文\n```\n码\n```\n![图](a.png)\n<b></b>\na | b\n--- | ---\n1 | 2\n\n后"
    document = Document(text)
    assert content_lines(document) == {4, 5, 6, 9, 10, 11}
    assert unread_lines(document) == {0, 1, 2, 7, 8}


def test_runs_of_items() -> None:
    norms = ["- 甲", "- 乙", "丙", "1. 丁", "2. 戊", "(一)己", "(二)庚", "- 辛"]
    assert list(item_runs(norms)) == [(0, 2, False), (3, 5, True), (5, 7, True)]


@pytest.mark.parametrize("unit", ["|-\n", "a|b\n-|-\n", "![](a)\n", "<b>\n", "- a\n", "<!-- a\n -->\n"])
def test_many_lines_take_linear_time(unit: str) -> None:
    CHECKER.check("关于我们\n" + unit * 30_000)
