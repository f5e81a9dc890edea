"""Lines with times that an author wrote, and verse below pictures: they are not a site's."""

from __future__ import annotations

from furniture import found

BODY = (
    "夜里值班的人发现水位比昨天高了半尺，先打电话叫醒了住在下游的几户人家，又沿着河堤走了一趟，没有看到渗水的地方。",
    "天亮以后雨小了，大家把沙袋重新码了一遍，又从仓库里搬来两台水泵，忙到中午才坐下来吃了一口热饭，谁也没有抱怨。",
)


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


def test_labels_with_figures_are_a_record() -> None:
    fares = ("成人票原价：165元", "老人票原价：25元", "学生票原价：12元", "游客咨询电话：12345678")
    rooms = ("挂牌时间 2025-10-24", "交易权属 商品房", "上次交易 2021-12-04", "房屋用途 住宅", "产权所属 非共有")
    page = (
        "首页",
        "登录 | 注册",
        "河口的船票",
        BODY[0],
        *fares,
        BODY[1],
        *rooms,
        BODY[0],
        "联系我们",
        "版权所有 河口网",
    )
    lines = found(*page)
    assert not {*fares, *rooms} & lines
    assert {"联系我们", "版权所有 河口网"} <= lines


def test_chapters_below_each_other_are_a_table_of_contents() -> None:
    chapters = tuple(f"第{number}回 河口旧事" for number in "一二三四五")
    lines = found(*BODY, *chapters, "上一篇：没有了", "相关阅读", "联系我们", "版权所有 河口网")
    assert not set(chapters) & lines
    assert "相关阅读" in lines


def test_answers_with_numbers_belong_to_a_forum() -> None:
    heads = ("lao_chen #2 3 天前", "对 lao_chen #2 回复", "需要 登录 后方可回复, 如果你还没有账号请 注册新账号")
    assert set(heads) <= found("水位计怎么校准", *BODY, heads[0], BODY[0], heads[1], BODY[1], heads[2])
