"""Site furniture in whole texts: what is found, what stays, and what clean leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhquality import Applicability, Checker
from zhquality.data import lexicon_folder
from zhquality.detectors.linemodel import read_weights
from zhquality.errors import DataError
from zhquality.rules import catalogue

CHECKER = Checker()
NEGATIVES = [
    json.loads(row) for row in (Path(__file__).parent / "data" / "negative_bpl.jsonl").read_text("utf-8").splitlines()
]
SHORT_LINE_PAGES = (Path(__file__).parent / "data" / "short_line_pages.txt").read_text("utf-8").split("\n## ")[1:]
BODY = (
    "入夏以来，城东的老河道经过清淤，水面比往年宽了许多，岸边也种上了新柳，傍晚常有人来散步。",
    "住在河边的老人说，三十年前这里能行船，后来淤泥越积越厚，桥洞只剩下半人高，孩子们都不敢靠近。",
    "工程队用了四个月，挖走的淤泥装了两千多车，河底露出的旧石阶被原样保留，成了岸边最好的去处。",
)
PAGE = "\n".join(
    [
        "首页 > 城市 > 民生 > 正文",
        "老河道清淤完工 沿岸新添步道",
        "2021-06-02 08:30 来源：某某晚报 责任编辑：王平",
        *BODY,
        "分享到：",
        "微信",
        "微博",
        "相关阅读",
        "城西公园下月开放夜场",
        "两条公交线路今起改道",
        "关于我们 | 联系我们 | 版权声明",
        "京ICP备00000000号",
    ]
)


def bpl(text: str) -> list[tuple[str, str]]:
    return [(f.rule, f.surface.strip()) for f in CHECKER.check(text).findings if f.rule.startswith("BPL")]


def test_page() -> None:
    found = {surface: rule for rule, surface in bpl(PAGE)}
    assert found == {
        "首页 > 城市 > 民生 > 正文": "BPL001",
        "2021-06-02 08:30 来源：某某晚报 责任编辑：王平": "BPL003",
        "分享到：": "BPL004",
        "微信": "BPL004",
        "微博": "BPL004",
        "相关阅读": "BPL006",
        "城西公园下月开放夜场": "BPL006",
        "两条公交线路今起改道": "BPL006",
        "关于我们 | 联系我们 | 版权声明": "BPL002",
        "京ICP备00000000号": "BPL008",
    }


@pytest.mark.parametrize("title", ["三座旧桥", "老河道清淤完工 沿岸新添步道"])
def test_title_above_labelled_publication_data_stays(title: str) -> None:
    data = ["分类：城市", "作者：张三", "来源：", "发布时间：2021-06-02 08:30", "访问量："]
    found = [surface for _, surface in bpl("\n".join(["技术应用", "资讯详情", title, *data, *BODY]))]
    assert title not in found
    assert found[-5:] == data


def test_title_repeated_with_other_punctuation_stays() -> None:
    head = ["关闭菜单", "首页 民生 城市", "老河道清淤 沿岸新添步道", "点赞：0 | 浏览：48 | 发布于：2021-06-02"]
    found = [surface for _, surface in bpl("\n".join([*head, "老河道清淤：沿岸新添步道", *BODY]))]
    assert found == [head[0], head[1], head[3]]


def test_a_numbered_section_is_not_the_title() -> None:
    head = ["当前位置：某某网 - 城市 -", "旧城改造", "2021-06-02 10:10", "（报告出品方/作者：某某研究所，张三）"]
    sections = ["1 城东的老河道经过清淤，水面宽了许多", BODY[0], "2 岸边最好的去处", BODY[2]]
    found = [surface for _, surface in bpl("\n".join([*head, *sections]))]
    assert head[1] not in found
    assert not set(sections) & set(found)


def test_a_menu_with_the_name_of_the_site_is_one_line_of_furniture() -> None:
    menu = "加入收藏 | 设为首页 | 会员中心 | 我要投稿 某某河流网（某某市河流研究会主办，专注河流治理三十年）"
    assert ("BPL002", menu) in bpl(f"{menu}\n当前位置：首页 > 城市 > 正文\n{BODY[0]}\n{BODY[1]}")
    told = "栏目有加入收藏、设为首页、会员中心和我要投稿，都在页面最上面一行，老读者一眼就能找到"
    assert bpl(f"{told}\n{BODY[0]}") == []


def test_staff_below_the_article() -> None:
    staff = ["记者 李明", "编辑 王小平", "审核 张敏", "监制 赵春"]
    assert [surface for _, surface in bpl("\n".join(["来源：某某发布 编辑：某某发布", *BODY, *staff]))][1:] == staff
    assert bpl("\n".join([*BODY, "记者 李明", BODY[0]])) == []


def test_a_list_in_the_margin_ends_where_the_article_is_dated() -> None:
    margin = ["某某社区首页 | 论坛 | 博客", "文章分类", "我的朋友", "最近访客", "分类：河流", "2009-05-20 11:14:37"]
    article = ["• 城东的老河道，水面比", "往年宽了", "• 岸边的新柳", "石阶的好处与坏处", "• 傍晚可以散步", "桥洞"]
    found = [surface for _, surface in bpl("\n".join([*margin, *article]))]
    assert "2009-05-20 11:14:37" in found
    assert not set(article) & set(found)


def test_words_of_a_menu_in_a_heading_are_none() -> None:
    title, date = "今年去哪里看河", "发表时间：2021-02-13 09:10 文章来源：某某网"
    assert [s for _, s in bpl("\n".join([title, date, "国内热门旅游地", *BODY]))] == [date]
    text = "\n".join([title, date, BODY[0], "违规招聘信息处理标准", BODY[1], "微信扫一扫分享"])
    assert [s for _, s in bpl(text)] == [date, "微信扫一扫分享"]


def test_title_below_the_counts_of_a_forum_stays() -> None:
    bar = ["找回密码", "立即注册", "查看：2510|回复：1"]
    user = [
        "[复制链接]",
        "11",
        "威望",
        "3259",
        "金钱",
        "164",
        "积分",
        "3882",
        "发表于 2012-5-5 04:33:46 | 显示全部楼层",
    ]
    found = [s for _, s in bpl("\n".join([*bar, "[转贴] 一篇旧文：老河道清淤的产生与解除之全程分析", *user, *BODY]))]
    assert found == [*bar, *user]


def test_the_source_of_a_translation_is_furniture_and_the_quotation_around_it_is_not() -> None:
    source = "原文链接：https://example.com/blog/a_long_name_of_a_page_about_rivers.html"
    assert [s for _, s in bpl(f"> 某某译\n>\n{source}\n>\n{BODY[0]}\n{BODY[1]}")] == [source]


def test_a_menu_above_a_title_without_publication_data() -> None:
    head = ["首页", "城事", "街坊", "桥梁志", "登录 | 注册"]
    found = [s for _, s in bpl("\n".join([*head, "老河道清淤完工 沿岸新添步道", *BODY]))]
    assert found == head


def test_a_title_right_above_publication_data_stays() -> None:
    title = "今年夏天可以去的好地方，你都知道吗"
    head = ["联系我们", "首页", title, "2021-06-02 08:30 来源：某某晚报"]
    assert title not in [s for _, s in bpl("\n".join([*head, *BODY]))]


def test_rows_that_end_in_counts_are_links_and_works_with_years_are_not() -> None:
    rows = [f"{i}. 第{i}座旧桥修好了没有，谁来修，什么时候修({2410 - i * 7})" for i in range(1, 6)]
    found = [s for _, s in bpl("\n".join([*BODY, "作者：张三 阅读(120) 评论(3)", *rows, "发表评论"]))]
    assert set(rows) <= set(found)
    works = [f"《某某河岸第{i}集》({2001 + i})" for i in range(1, 6)]
    found = [s for _, s in bpl("\n".join(["来源：某某晚报 编辑：王平", BODY[0], *works, BODY[1]]))]
    assert not set(works) & set(found)


def test_days_between_headlines_and_a_chronicle() -> None:
    def page(days: list[str]) -> set[str]:
        rows = [row for i, day in enumerate(days) for row in (day, f"城西第{i}号线路改道的消息")]
        return {s for _, s in bpl("\n".join(["分享到：", *BODY, "三座旧桥", *rows, "四座新桥", BODY[0]]))} & set(rows)

    days = ["2022年2月13日", "2022年2月12日", "2022年2月10日", "2022年2月9日", "2022年2月3日"]
    assert set(days) <= page(days)
    assert page(days[::-1]) == set()


def test_bullets_that_are_lines_of_their_own() -> None:
    rows = ["·", "城西公园下月开放夜场", "·", "两条公交线路今起改道", "·", "旧城改造方案公布", "·", "夜市搬到河边"]
    found = [s for _, s in bpl("\n".join(["分享到：", *BODY, "动态", *rows, BODY[0]]))]
    assert set(rows) <= set(found)


def test_a_breadcrumb_one_part_below_the_other() -> None:
    crumbs = ["首页", "> 城市", "> 河道要闻"]
    text = "\n".join(
        ["设为首页 | 加入收藏", *crumbs, "老河道清淤完工 沿岸新添步道", "2021-06-02 08:30 来源：某某晚报", *BODY]
    )
    assert set(crumbs) <= {s for _, s in bpl(text)}
    assert bpl("\n".join([BODY[0], "> 城市", BODY[1]])) == []


def test_a_short_label_is_no_end_of_a_word() -> None:
    lines = ["联系电话：00000000", "意见反馈截止日期：2024年2月15日"]
    assert bpl("\n".join([BODY[0], *lines, BODY[1]])) == []


def test_headlines_below_the_last_paragraph_have_commas() -> None:
    rows = [
        "老桥修好了，新桥也通了，河边的居民这下可以少走三里路",
        "夜市搬到河边，摊主高兴，住户也不吵了，一举两得的好办法",
    ]
    found = [s for _, s in bpl("\n".join([*BODY, "相关阅读", *rows]))]
    assert found == ["相关阅读", *rows]


def test_traditional_pages_are_sieved_in_simplified_characters() -> None:
    text = "城東的老河道經過清淤，水面比往年寬了許多，岸邊也種上了新柳，傍晚常有人來散步。"
    line = "我是廣告 請繼續往下閱讀"
    assert [s for _, s in bpl(f"{text}\n{line}\n{text}")] == [line]


def test_score_is_the_share() -> None:
    assert 0.2 < CHECKER.check(PAGE).scores["boilerplate"] < 0.6
    assert CHECKER.check("\n".join(BODY)).scores["boilerplate"] == 0.0
    assert CHECKER.check("分享到：").scores["boilerplate"] > 0.5


def test_bare_headlines_are_never_safe() -> None:
    levels = {f.surface.strip(): f.applicability for f in CHECKER.check(PAGE).findings}
    assert levels["城西公园下月开放夜场"] < Applicability.SAFE
    assert levels["京ICP备00000000号"] == Applicability.SAFE


def test_clean_keeps_paragraphs() -> None:
    spaced = "\n\n".join(["首页 > 城市 > 正文", BODY[0], "分享到：", BODY[1], "责任编辑：王平", BODY[2]])
    assert CHECKER.clean(spaced) == "\n\n".join(BODY)
    assert CHECKER.clean("\r\n".join([BODY[0], "责任编辑：王平", BODY[1]])) == "\r\n".join(BODY[:2])


def test_clean_takes_a_run_of_lines_with_its_blank_line() -> None:
    text = f"{BODY[0]}\n\n分享到：\n责任编辑：王平\n\n{BODY[1]}"
    assert CHECKER.clean(text) == "\n\n".join(BODY[:2])
    text = f"{BODY[0]}\n\n责任编辑：王平\n{BODY[1]}"
    assert CHECKER.clean(text) == "\n\n".join(BODY[:2])


def test_tail_of_a_sentence() -> None:
    text = f"{BODY[0]}返回首页>>\n{BODY[1]}"
    assert bpl(text) == [("BPL002", "返回首页>>")]
    assert CHECKER.clean(text) == "\n".join(BODY[:2])


def test_traditional_page() -> None:
    prose = "這條河經過清淤，水面比往年寬了許多，岸邊也種上了新柳，傍晚常有人來散步，孩子們最喜歡。"
    text = f"首頁 > 新聞 > 正文\n{prose}\n責任編輯：王平\n版權所有"
    assert [rule for rule, _ in bpl(text)] == ["BPL001", "BPL003", "BPL007"]


def test_code_and_front_matter_are_spared() -> None:
    text = f"---\n标签: 河流\n---\n{BODY[0]}\n```\n责任编辑：王平\n```\n{BODY[1]}"
    assert bpl(text) == []


def test_front_matter_without_a_fence_is_spared() -> None:
    keys = "Title: 河边\nDate: 2016-07-14 21:19:24\nTags: 河流, 生活\nModified: 2017-01-15 01:10:59\n"
    for blank in ("\n", "  \n", "\r\n"):
        assert bpl(f"{keys.replace(chr(10), '  ' + chr(10))}{blank}{BODY[0]}\n{BODY[1]}") == []
    assert bpl(f"{BODY[0]}\n{keys}\n{BODY[1]}") != []


def test_the_source_of_a_quotation_is_kept_and_that_of_the_page_is_not() -> None:
    source = "（摘自某某《河流的治理》，有删改）"
    assert bpl(f"材料一：\n{BODY[0]}\n{source}\n材料二：\n{BODY[1]}") == []
    assert bpl(f"{BODY[0]}\n{BODY[1]}\n{source}") == [("BPL003", source)]


@pytest.mark.parametrize("case", NEGATIVES, ids=[case["reason"] for case in NEGATIVES])
def test_negative(case: dict[str, str]) -> None:
    assert bpl(case["text"]) == []


LINES = st.sampled_from(
    [*PAGE.split("\n"), "", "他笑了。", "- 盐", "第三章", "《河边》", "\u3000\u3000" + BODY[0], "https://example.com/a"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_offsets_and_idempotence(lines: list[str], end: str) -> None:
    text = end.join(lines)
    for f in CHECKER.check(text).findings:
        assert text[f.start : f.end] == f.surface
    cleaned = CHECKER.clean(text)
    assert CHECKER.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "unit",
    [
        "分享到",
        "首页>",
        "责任编辑:",
        "版权所有",
        "\n",
        "登录|",
        "a:",
        "声明",
        "转载请",
        "参考资料",
        "湖北",
        "相关阅读\n题",
        "（责任编辑：",
        "1 ",
    ],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_hostile_repetition(unit: str, end: str) -> None:
    CHECKER.check((unit + end) * (40_000 if not end else 12_000))


def test_weights_name_the_damaged_line(tmp_path) -> None:
    path = tmp_path / "line_model.tsv"
    path.write_text("# comment\nbias\t0.5\t1\t1\t0\nbias\t3\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"line_model\.tsv:3"):
        read_weights(path)
    assert "bias" in read_weights(lexicon_folder() / "boilerplate" / "neighbour_model.tsv")


def test_a_label_that_stands_twice_is_a_form_to_fill_in() -> None:
    form = "\n".join(["租船合同", *BODY, "出租方（签章）：　承租方（签章）：", "日期：　日期："])
    assert bpl(form) == []
    assert CHECKER.clean(form) == form


def test_cells_of_a_table_set_one_below_the_other_stay() -> None:
    rows = [cell for n in range(6) for cell in ("柳木", str(120 + n), "城东", f"{n + 2}*40", "-", "元/根")]
    table = ["木料", "单价", "产地", "规格", "说明", "单位", *rows]
    page = "\n".join(
        [
            "首页 > 城市 > 民生 > 正文",
            "河工木料价目",
            "2021-06-02 08:30 来源：某某晚报",
            *BODY,
            *table,
            *BODY,
            "相关阅读",
            "旧桥",
        ]
    )
    assert not {surface for _, surface in bpl(page)} & set(table)


def test_teasers_between_headlines_and_days_below_the_article() -> None:
    teasers = [
        line
        for n, (headline, teaser) in enumerate(
            (
                ("城北菜市搬进新棚", "新棚比旧棚宽了一倍，摊位上方都装了灯，下雨天也能做买卖。"),
                ("老戏台修缮开工", "木匠们先把台口的雕花拆下来编号，等梁柱换好再装回去。"),
                ("山路装上反光镜", "入冬以前十二处急弯都会装好，夜里开车的人说看得清楚多了。"),
                ("渡口夜班船停航", "水位连着三天上涨，船工把缆绳加到四根，等退水后再开。"),
                ("小学操场铺新沙", "孩子们排着队帮忙把旧沙推走，跑道两边还要补种冬青。"),
            )
        )
        for line in (headline, teaser, f"2021-05-{20 - n} 17:0{n}")
    ]
    page = [
        *PAGE.split("\n")[:6],
        "相关阅读",
        "最新图集",
        *teasers,
        "加载更多",
        "关于我们 | 联系我们",
        "京ICP备00000000号",
    ]
    found = {surface for _, surface in bpl("\n".join(page))}
    assert sum(line in found for line in teasers) >= 0.8 * len(teasers)
    assert not found & set(BODY)


def test_inserted_headline_is_shown_but_never_taken() -> None:
    text = catalogue()["BPL014"].matches[0]
    shown = [f for f in CHECKER.check(text).findings if f.rule == "BPL014"]
    assert [(f.surface, f.applicability, f.proposals) for f in shown] == [
        ("冠军之夜球迷彻夜狂欢", Applicability.DISPLAY, ())
    ]
    assert "冠军之夜球迷彻夜狂欢" in CHECKER.clean(text, Applicability.UNSAFE)
    assert ("BPL014", "冠军之夜老河道清淤") not in bpl(text.replace("球迷彻夜狂欢", "老河道清淤"))
    assert "BPL014" not in dict(bpl(text.replace("冠军之夜", "第三章 冠军之夜")))


@pytest.mark.parametrize("code", [code for code in catalogue() if code.startswith("BPL")])
def test_rule_examples(code: str) -> None:
    rule = catalogue()[code]
    assert all(code in dict(bpl(text)) for text in rule.matches)
    assert all(code not in dict(bpl(text)) for text in rule.rejects)


@pytest.mark.parametrize("page", SHORT_LINE_PAGES, ids=[page.partition("\n")[0] for page in SHORT_LINE_PAGES])
def test_articles_of_short_lines_stay(page: str) -> None:
    lines = page.partition("\n")[2].strip("\n").split("\n")
    found = {surface for _, surface in bpl("\n".join(line.removeprefix("@") for line in lines))}
    article = {line[1:].strip() for line in lines if line.startswith("@")}
    furniture = [line.strip() for line in lines if not line.startswith("@")]
    assert not found & article
    assert sum(line in found for line in furniture) >= len(furniture) / 2


def test_a_menu_without_any_article_is_shown_and_stays() -> None:
    menu = "首页\n产品中心\n行业新闻\n服务热线：4000 123 456\n联系我们\n版权所有 翻版必究\n"
    assert any(f.rule.startswith("BPL") for f in CHECKER.check(menu).findings)
    assert CHECKER.clean(menu) == menu
    article = "去年冬天，镇上的老人们开始把旧书捐给图书馆，孩子们放学以后常去那里看书。\n" * 2
    assert "联系我们" not in CHECKER.clean(article + menu)


REPORT = """# 项目周报  第12期·2025年6月20日

更新日期：2025-06-22

## 本周进展

登录页的改版已经合并，首页的加载时间从两秒降到一秒三，手机上也不再闪一下了。

## 下周计划

把支付回调的重试做完，补齐测试，再把旧的接口说明删掉，免得大家看错了。

相关文档：

- [接口说明](docs/api.md)
- [部署手册](docs/deploy.md)
"""


def test_what_an_author_wrote_into_a_document_is_not_taken_out() -> None:
    assert CHECKER.clean(REPORT) == REPORT
    assert not any(finding.start == 0 for finding in CHECKER.check(REPORT).findings)


def test_a_head_stays_with_its_list() -> None:
    text = "西边的桥要修半年，过河的人先走东桥，公交车改走沿江路。\n\n相关文档：\n- 桥的图纸\n- 去年的检测报告\n\n责任编辑：某某\n"
    assert "相关文档：" in CHECKER.clean(text)
    assert "责任编辑" not in CHECKER.clean(text)


def test_a_sentence_that_begins_with_code_is_no_copyright_line() -> None:
    text = "程序在页脚写的是这一行：\n`Copyright © 1995 某某会. Used by permission`，说明译文是得到许可才用的，不能去掉。\n"
    assert CHECKER.clean(text) == text


def test_tags_above_a_text_are_its_own() -> None:
    text = "Tags: 读书, 随笔, 旧信\n\n整理抽屉，翻出一沓旧信，最早的一封是二十年前的。那时候我们还用方格纸。\n"
    assert CHECKER.clean(text) == text
