"""What an author wrote stays between a blog's furniture: titles, headings that a table lists, records, talks, timetables."""

from __future__ import annotations

from furniture import found

from zhquality.data import lexicon_folder
from zhquality.detectors.lines import Page, View
from zhquality.detectors.listings import listed_rows
from zhquality.detectors.places import listed_headings, section_names
from zhquality.document import Document, Line
from zhquality.lexicon.linereader import NOTHING, LineReader, Reading
from zhquality.lexicon.patterns import read_patterns

BODY = (
    "村口那座石桥修了两回，头一回只换了栏杆，第二回才把桥墩底下冲空的地方用石块和水泥补上，前后用了七个月。",
    "修桥的钱是全村凑的，谁家出了多少，都写在祠堂门口的红纸上，后来有人把那张纸裱起来，挂进了村委会的会议室。",
)
MENU = ("石桥的个人博客", "首页", "归档", "标签", "关于", "搜索", "文章目录", "站点概览")
CARD = ("石生", "84 日志", "5 分类", "11 标签")
END = ("本文作者： 石生", "# 修桥 # 石桥", "© 2022 – 2026 石生", "由 Hexo 强力驱动")


def views(*lines: str) -> list[View]:
    """Lines of which no pattern knows anything; the paragraphs of the article divide them."""
    return [View(Line(0, 0, 0, line), line, NOTHING, line in BODY) for line in lines]


def test_the_title_stands_between_the_menu_and_the_day() -> None:
    motto = "一个在村口写石桥的人，那座石桥修了两回的诗、翻译与修桥随笔"
    page = ("大小石桥诗话", motto, "首页", "关于", "小世界", "归档-标签", "说桥", "2012-12-25", *BODY, "随笔", *END)
    flagged = found(*page)
    assert "说桥" not in flagged
    assert {"首页", "归档-标签", "2012-12-25"} <= flagged


def test_a_title_that_recurs_with_what_a_site_offers() -> None:
    title = "那座石桥设计手册"
    lines = (title, title + " pdf epub mobi 电子书 下载 2025", "敏捷开发", "产品管理", *BODY)
    text = "\n".join(lines)
    reader = LineReader(read_patterns(lexicon_folder() / "boilerplate"))
    assert 0 in Page(Document(text), reader, simplified=text).kept
    other = text.replace(title + " pdf", "木桥 pdf")
    assert 0 not in Page(Document(other), reader, simplified=other).kept


def test_headings_that_a_table_above_lists() -> None:
    page = ("首页", "文章目录", "1. 换栏杆", "2. 验收", "石桥记", "换栏杆", *BODY, "验收", "修完啦!!!", "首页")
    assert sorted(listed_headings(views(*page))) == [5, 8]
    assert not list(listed_headings(views(*page[2:])))


def test_names_of_sections() -> None:
    page = ("石桥", "基本信息", "英文名称 :stone bridge", "内容简介", *BODY, "总结", "修完啦", "简介", "木桥", "铁桥")
    assert sorted(section_names(views(*page))) == [1, 3, 6]


def test_the_record_of_a_film_and_the_contents_of_a_book() -> None:
    film = ("导演: 石生", "类型: 剧情", "制片国家/地区:中国", "官方网站: bridge.example", "语言:汉语", "片长:151分钟")
    book = ("目录", "出版者的话", "译者序", "第1章 选石", "1.1 山里的石头", "1.2 河里的石头", "1.2.1 卵石", "1.3 小结")
    menu = ("豆瓣6分以上电影", "热门排行", "首页", "动作片", "爱情片", "当前位置：")
    flagged = found(*menu, "来源：网友投稿", *film, *BODY, *book, "最新专题", "修桥的电影", *END)
    assert not {*film, *book} & flagged
    assert "热门排行" in flagged


def test_code_ends_and_commands() -> None:
    code = ("for hero in pairs(heroes) do", "if check(hero) then", "stop(hero)", "end", "end", "cd bridge/")
    page = (*MENU, "石桥游戏", "发表于 2023-01-04", *BODY, *code, BODY[0], "sudo npm install -g bridge", BODY[1], *END)
    assert not {*code, "sudo npm install -g bridge"} & found(*page)


def test_subtitles_timetables_and_talks() -> None:
    cues = ("00:01:12,300 --> 00:01:14,100", "你怎么还没睡？", "00:01:14,500 --> 00:01:16,000", "睡不着")
    day = ("09:00 签到", "09:30 开幕致辞", "10:00 主题报告：桥下的水", "12:00 午餐")
    week = ("周一 语文 数学", "周二 数学 音乐", "周三 英语 美术")
    talk = ("小林 10:21", "会改到几点了", "老周 10:23", "三点半", "小林 10:25", "收到")
    for lines in (cues, day, week, talk):
        flagged = found("1 / 2", *MENU, *lines, *END)
        assert not {*lines} & flagged, lines
        assert {"首页", "由 Hexo 强力驱动"} <= flagged
    news = ("12:10 河堤加高", "11:30 新桥通车", "09:05 码头改建", "08:00 渡口停航")
    assert {*news} & found("水位", *BODY, "相关新闻", *news, "联系我们", "版权所有 河口网")


def test_couplets_and_the_credits_of_a_song() -> None:
    couplets = ("上联：春回大地千山秀", "下联：日照神州万木荣", "上联：一帆风顺年年好", "下联：万事如意步步高")
    song = ("作词：阿月", "作曲：阿月")
    flagged = found(*MENU, *couplets, *END) | found(*MENU, *song, "风吹过山岗", *END)
    assert not {*couplets, *song} & flagged


def test_the_end_of_a_page_in_an_app() -> None:
    known = Reading(3, 3, True, 1.0, opens=False, pattern=None)
    page = [view._replace(reading=known) for view in views("使用完整服务", "视频")]
    marks = views(":", ",", ",", ",", ",", "。")
    assert listed_rows([page[0], *marks, page[1]]) == {*range(1, 7)}


def test_tags_below_each_other() -> None:
    tags = ("#观察", "#思考", "#圣埃克絮佩里", "#凡高", "#凯史")
    page = (*MENU, "石桥记", "📅 2021年02月28日 · ☕ 3 分钟", *tags, *BODY, *END)
    assert {*tags} <= found(*page)
