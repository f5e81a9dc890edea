"""Furniture that its place and form tell, beside what looks like it and belongs to the article."""

from __future__ import annotations

from furniture import found

BODY = (
    "村口那座石桥修了两回，头一回只换了栏杆，第二回才把桥墩底下冲空的地方用石块和水泥补上，前后用了七个月。",
    "修桥的钱是全村凑的，谁家出了多少，都写在祠堂门口的红纸上，后来有人把那张纸裱起来，挂进了村委会的会议室。",
)


def test_a_members_card_is_numbers_and_what_they_count() -> None:
    card = ("36", "文章", "1.2万", "阅读", "815", "粉丝")
    assert set(card) <= found("石桥记", *BODY, *card, "版权所有 石桥村网")
    score = ("第一局", "36", "第二局", "28")
    assert not set(score) & found("石桥记", *BODY, *score, *BODY)


def test_bars_below_each_other_part_a_row_of_data() -> None:
    row = ("2021-03-05 12:10", "|", "326", "|", "乡村见闻", "|", "1520 字")
    assert {"326", "乡村见闻"} <= found("石桥记", *row, *BODY)


def test_teasers_below_the_first_list_of_links() -> None:
    teasers = (
        "山里的邮递员",
        "每隔两天他要背着邮包走三十里山路，路上过两条河，最远的一户人家住在山顶，老人总站在门口等着他回来...",
        "渔港清晨的第一班船",
        "凌晨四点码头已经亮起了灯，老张把缆绳解开，船慢慢离开岸边，他在这条航线上跑了二十多年，暗礁都...",
    )
    links = ("大家都在看", "城市屋顶上的菜园", "小镇新开的书店")
    assert set(teasers) <= found("石桥记", *BODY, "相关推荐", *teasers, *links)
    assert not set(BODY) & found("石桥记", "相关推荐", *BODY, *links)


def test_a_lone_day_below_the_title_and_the_days_of_a_chronicle() -> None:
    assert found("石桥记", "2021-03-05 乡村见闻", *BODY) == {"2021-03-05 乡村见闻"}
    assert not found("修桥日志", "2021-03-05 备料", BODY[0], "2021-03-09 开工", BODY[1])


def test_what_leads_a_paragraph_in_stays() -> None:
    page = ("石桥记", "更新时间：2021-03-05 12:10", "导读：", *BODY)
    assert found(*page) == {"更新时间：2021-03-05 12:10"}


def test_a_record_is_what_the_page_is_about() -> None:
    record = (
        "桥长：",
        "二十六米",
        "桥宽：",
        "四米",
        "修建年代：",
        "清末",
        "最近修缮：",
        "前年冬天",
        "保护级别：",
        "县级",
    )
    lines = found("石桥档案", *BODY, *record, "联系我们", "版权所有 石桥村网")
    assert not set(record) & lines
    assert {"联系我们", "版权所有 石桥村网"} <= lines
    keys = [f"• {line[:-1]}" if line.endswith("：") else line for line in record]
    assert not set(keys) & found("首页 > 石桥档案", "石桥", "目录", *keys, "联系我们", *BODY)


def test_a_measure_is_no_word_of_a_menu() -> None:
    assert "石桥作文800字 篇1" not in found("石桥作文800字 篇1", *BODY, "石桥作文800字 篇2", *BODY, "版权所有 石桥村网")


def test_headlines_with_days_and_how_often_they_were_read() -> None:
    cards = (
        *(
            "修桥的石匠",
            "乡间手记",
            "06-27 1572",
            "石匠姓赵，修了一辈子桥，手上的茧子厚得连烟头都烫不疼，村里人都叫他赵石头。",
        ),
        *(
            "渡口的老船",
            "水边的人",
            "07-02 836",
            "渡口停着一条老船，船底朝天，孩子们在上面爬来爬去，没有人记得它最后一次下水是哪一年。",
        ),
        *(
            "井台旁的早晨",
            "乡间手记",
            "07-13 1万+",
            "天还没亮，井台旁就排起了水桶，挑水的人一边等一边说昨夜的雨下得怎么样。",
        ),
    )
    assert set(cards) <= found("石桥记", *BODY, *cards, "版权所有 石桥村网")
    assert not set(BODY) & found("石桥记", *BODY, *cards)
    assert not found("修桥日志", "06-27", BODY[0], "07-02", BODY[1], "07-13", BODY[0])


def test_a_list_of_references_begins_below_the_first_paragraph() -> None:
    tags = ("首页", "归档", "标签", "关于", "渡船", "桥工", "参考资料", "石匠", "水文", "纤夫", "井台", "友情链接")
    books = ("参考资料", "石桥营造录", "河工旧事")
    page = found(*tags, "石桥记", "发表于 2021-06-02", *BODY, *books, "版权所有 石桥村网")
    assert {"石匠", "水文", "纤夫", "井台"} <= page
    assert not set(books[1:]) & page


def test_blogs_say_how_much_they_wrote() -> None:
    counts = ("90 日志", "15万文章", "48 篇文章 0 订阅", "所有文章", "转载规则")
    assert set(counts) <= found("首页", *counts, "石桥记", "发表于 2021-06-02", *BODY, "版权所有 石桥村网")
    assert not found("石桥小学作文", "90 日志", *BODY)
