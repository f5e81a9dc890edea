"""Lines with times that an author wrote, and verse below pictures: they are not a site's."""

from __future__ import annotations

from zhquality import Checker

CHECKER = Checker()
BODY = (
    "夜里值班的人发现水位比昨天高了半尺，先打电话叫醒了住在下游的几户人家，又沿着河堤走了一趟，没有看到渗水的地方。",
    "天亮以后雨小了，大家把沙袋重新码了一遍，又从仓库里搬来两台水泵，忙到中午才坐下来吃了一口热饭，谁也没有抱怨。",
)


def found(*lines: str) -> set[str]:
    text = "\n".join(lines) + "\n"
    return {f.surface.strip() for f in CHECKER.check(text).findings if f.rule.startswith("BPL")}


def test_a_log_is_no_publication_data() -> None:
    log = (
        "2021-03-05 12:10:33 INFO 水位计连接成功",
        "2021-03-05 12:10:34 WARN 读数跳变",
        "2021-03-05 12:11:02 重新校准",
    )
    assert not found("水位计的故障", BODY[0], *log, BODY[1])
    assert not found("值班表", "2021/03/05 12:13 关闸", "2021/03/05 12:15 换班", "2021/03/05 12:20 开闸", *BODY)
    news = ("2021-03-05 12:10 河堤加高", "2021-03-04 09:30 新桥通车", "2021-03-03 08:00 码头改建")
    assert set(news) & found("水位", *BODY, "相关新闻", *news, "联系我们", "版权所有 河口网")


def test_the_days_of_a_diary_head_paragraphs() -> None:
    assert not found("守堤日记", "2021-03-05 21:10", BODY[0], "2021-03-06 22:05", BODY[1])
    assert found("守堤", "2021-03-05 21:10", *BODY) == {"2021-03-05 21:10"}


def test_the_days_of_releases_are_part_of_change_notes() -> None:
    notes = ("版本 2.4", "发布日期：2021-03-05", BODY[0], "版本 2.3", "发布日期：2021-02-01", BODY[1])
    assert not found("变更记录", *notes)
    assert found("变更记录", "发布日期：2021-03-05", *BODY) == {"发布日期：2021-03-05"}


def test_an_invitation_says_who_holds_it() -> None:
    fields = (
        "讲座时间：2019年11月6日下午",
        "讲座地点：图书馆",
        "报名方式：扫描下方二维码",
        "协办：水利学院",
        "咨询电话：12345678",
    )
    lines = found("发布时间：2019-11-01 浏览次数：120", "河流讲座", *fields, BODY[0])
    assert not set(fields) & lines
    assert "发布时间：2019-11-01 浏览次数：120" in lines


def test_verse_below_pictures() -> None:
    verse = ("落日", "把影子", "拉得很长")
    page = ("河口", "![](a.jpg)", *verse, "![](b.jpg)", "风从水面", "吹过来", "点击图片查看大图", "![](c.jpg)")
    assert found(*page) == {"点击图片查看大图"}
