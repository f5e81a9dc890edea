"""Furniture that its place or its repetition tells, and what an author wrote although its words are a site's."""

from __future__ import annotations

from furniture import found

BODY = (
    "村口那座石桥修了两回，头一回只换了栏杆，第二回才把桥墩底下冲空的地方用石块和水泥补上，前后用了七个月。",
    "修桥的钱是全村凑的，谁家出了多少，都写在祠堂门口的红纸上，后来有人把那张纸裱起来，挂进了村委会的会议室。",
)
FOOTER = ("上一篇：没有了", "版权所有 石桥村网 联系我们")


def test_a_motto_above_a_menu_does_not_begin_the_article() -> None:
    menu = ("首页", "归档", "分类", "标签", "演讲", "关于")
    page = (
        "石生小站",
        "水流到哪里，桥就修到哪里。",
        *menu,
        "迟来的石桥年终小结",
        "发表于 2016-01-10 | 分类于 随笔 |",
        *BODY,
        *FOOTER,
    )
    flagged = found(*page)
    assert {*menu, *FOOTER} <= flagged
    assert not {"迟来的石桥年终小结", *BODY} & flagged


def test_the_footer_has_the_motto_once_more() -> None:
    motto = "让每一座桥都有人走"
    page = ("石桥导航", motto, "石桥是怎么修的", *BODY, f"© 2024 石桥导航 · {motto} 版权所有")
    assert motto in found(*page)
    assert motto not in found("石桥导航", motto, "石桥是怎么修的", *BODY, "© 2024 石桥导航 版权所有")


def test_who_holds_something_is_said_in_the_notice() -> None:
    hosts = ("主办单位：石桥县文化和旅游局", "承办单位：石桥县图书馆、石桥县博物馆")
    page = (
        "关于举办石桥摄影展的通知",
        BODY[0],
        "一、活动主题",
        "二、组织单位",
        *hosts,
        "三、时间安排",
        BODY[1],
        *FOOTER,
    )
    assert not {*hosts, "一、活动主题", "三、时间安排"} & found(*page)


def test_a_notice_ends_with_the_day_it_was_signed() -> None:
    end = ("联系人：石生", "联系电话：0551-0000000", "石桥县文化和旅游局", "2024年5月30日")
    flagged = found("关于举办石桥摄影展的通知", *BODY, *end, "点击右上角", "选择在浏览器中打开", *FOOTER)
    assert not {*end} & flagged
    assert "点击右上角" in flagged


def test_what_a_library_offers_below_each_heading_is_no_reference() -> None:
    bases = ("石桥期刊全文数据库", "石桥会议论文全文数据库", "石桥报纸全文数据库")
    page = (
        "传统石桥的修复研究",
        *BODY,
        "下载App查看全文",
        "【参考文献】",
        *bases,
        "【共引文献】",
        *bases,
        "【同被引文献】",
        *bases,
    )
    assert {*bases} <= found(*page)
    sources = ("石生. 石桥纪事. 桥头出版社, 2001.", "水生. 渡口旧闻. 桥头出版社, 2003.")
    assert not {*sources} & found("传统石桥的修复研究", *BODY, "参考文献", *sources, *FOOTER)


def test_an_encyclopaedias_record_and_its_headings() -> None:
    record = (
        "国籍",
        "某国",
        "出生地",
        "石桥镇",
        "职业",
        "石匠",
        "代表作品",
        "村口石桥、渡口石阶",
        "主要成就",
        "修桥七座",
    )
    flagged = found(*record, "早年经历", "编辑", BODY[0], "修桥经历", "编辑", BODY[1], "词条标签：", *FOOTER)
    assert not {*record, "早年经历", "修桥经历"} & flagged


def test_code_and_files_and_trees() -> None:
    code = ("def build(stones):", "if not stones:", "return False", "return len(stones) > 3")
    tree = ("├── bridge # 桥", "|   ├── stones.txt # 石头", "└── readme.md")
    files = tuple(f"石桥图纸第{n}册.pdf (1.{n} MB) disk://8f3a{n}" for n in range(1, 6))
    keys = ("copyright:", "enable: true")
    page = ("石桥算法", "归档", "标签", *code, BODY[0], *tree, BODY[1], *keys, BODY[0], *files, BODY[1], *FOOTER)
    assert not {*code, *tree, *files, *keys} & found(*page)


def test_a_chapters_title_stands_above_its_text() -> None:
    page = ("点击屏幕中间,控制栏可以直接切换白天和夜间模式!", "第十一集", "第二章 石桥夜话", *BODY, "上一章", "下一章")
    flagged = found(*page)
    assert not {"第十一集", "第二章 石桥夜话"} & flagged
    assert page[0] in flagged


def test_long_lines_that_end_otherwise_are_paragraphs() -> None:
    post = "城里的小孩一般没见过石桥，所以都觉得新鲜，可能就只有作业太多这一个烦恼了！周末的时候我们会去桥上钓鱼，鱼不多，人倒是不少，一坐就是半天！"
    thread = ("楼主：石生 时间：2017-03-26 18:40:20", post, "举报 | 100楼 | 打赏 | 回复 | 评论")
    flagged = found(
        "桥上的周末", "楼主：石生 时间：2017-03-26 18:28:21", BODY[0], "举报 | 99楼 | 打赏 | 回复 | 评论", *thread
    )
    assert post not in flagged
    assert thread[2] in flagged


def test_names_of_people_below_each_other_are_a_roster() -> None:
    names = ("曾小桥", "杨大石", "陈渡口", "黄水生", "蔡 桥", "刘石生", "王小渡")
    page = (
        "首页",
        "师资队伍",
        "离退休",
        "离退休人员一览表",
        "发布时间：2024-03-15",
        *names,
        BODY[0],
        "友情链接",
        "图书馆",
        *FOOTER,
    )
    flagged = found(*page)
    assert not {*names} & flagged
    assert {"友情链接", *FOOTER} <= flagged
