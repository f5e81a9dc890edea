"""What the place of a line says where its words say little or mislead.

A motto stands above a menu and in the footer once more; who holds something is said between paragraphs of a notice, and the day
it was signed below its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from zhquality.lazy import pattern

if TYPE_CHECKING:
    from zhquality.detectors.lines import View

__all__ = ["echoes", "listed_headings", "mottos", "section_names", "written_places"]

_HEAD = 12
"""Lines of a page's head."""
_MOTTO = 60
"""Code points of a motto: longer lines are paragraphs."""
_MENU, _ENTRIES = 6, 4
"""Lines below a motto, and how many of them are known words of a menu."""
_TOP, _ENTRY = 3, 10
"""Lines of a page's top, below which one known word tells a menu whose lines have so few code points in the mean."""
_NAVIGATION = "BPL002"
_COPYRIGHT = ("BPL007", "BPL008")
_ECHO = (4, 40)
"""Code points of what a head and a footer share."""
_HOST = "run-by"
_NEAR = 4
"""Lines around within which a footer has other certain lines."""
_TRAIL, _BREADCRUMB = 3, "BPL001"
_DAY = pattern(
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日|二[〇○0]{1,2}[一二三四五六七八九〇○]{1,3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_SIGNATORY = pattern(r"[一-鿿·()\s]{2,24}")
_RECORD = pattern(
    r"(?:中文名|外文名|英文名|本名|别名|别称|又名|国籍|民族|籍贯|性别|出生地|出生日期|逝世日期|逝世地|毕业院校|毕业学校|职业|信仰|政治面貌|学历|学位"
    r"|代表作品|主要作品|主要成就|血型|星座|身高|体重|生肖|经纪公司|唱片公司|所处时代|字号|谥号|庙号|年号|陵墓|行政区类别|所属地区|所属国家|地理位置"
    r"|下辖地区|政府驻地|电话区号|邮政编码|邮政区码|面积|人口|人口数量|方言|气候条件|气候类型|著名景点|车牌代码|地区生产总值|导演|编剧|主演|类型|片长|上映时间"
    r"|制片地区|拍摄地点|出品公司|集数|首播时间|作者|译者|出版社|出版时间|页数|定价|装帧|开本|isbn|公司名称|成立时间|总部地点|总部地址|经营范围"
    r"|公司类型|创始人|法定代表人|注册资本|员工数|年营业额|拉丁学名|学名|分布区域|界|门|纲|目|科|属|种|化学式|分子式|分子量|cas登录号|熔点|沸点|密度"
    r"|外观|开发商|发行商|游戏类型|发行日期|谱曲|填词|演唱者|所属专辑|歌曲时长|校训|校长|创办时间|创办人|办学性质|学校类别|主管部门|院系设置)"
)
_LABELS, _VALUES = 4, 5
"""Labels that make a record, and lines from one to the next, by judgement."""
_ROW = pattern(
    r"(?:导演|编剧|主演|演员|类型|制片国家(?:/地区)?|国家/地区|语言|上映(?:日期|时间)|首播(?:日期|时间)?|片长|集数|单集片长|又名|别名|译名|imdb(?:链接|编号)?"
    r"|官方网站|出版社|出版时间|出版年|出版日期|作者|译者|丛书名?|isbn|开本|纸张|用纸|装帧|包装|版次|印次|页数|字数|定价|品牌|商品编码|作词|作曲|编曲|演唱者?"
    r"|所属专辑|发行(?:公司|时间|日期)|唱片公司|英文名称?|中文名称?|外文名称?|学名|别称)\s?:\s?\S.{0,300}"
)
_ROWS_APART = 2
"""Lines from one row of a record to the next, by judgement."""
_SONG = pattern(r"(?:作?词|作?曲|编曲|制作人?|演唱|原唱|歌手|监制|混音|和声|吉他|词曲)\s?:\s?[^。]{1,24}")
_SECTION_NAMES = frozenset(
    {
        "内容简介",
        "内容提要",
        "内容概要",
        "基本信息",
        "作者简介",
        "简介",
        "概述",
        "定义",
        "摘要",
        "前言",
        "引言",
        "序言",
        "导语",
        "背景",
    }
    | {
        "创作背景",
        "历史背景",
        "正文",
        "结语",
        "总结",
        "小结",
        "结论",
        "后记",
        "尾声",
        "说明",
        "备注",
        "译文",
        "注释",
        "赏析",
        "剧情简介",
    }
)
_PAIR = pattern(r"[一-鿿]{2,8}\s?:\s?\S")
_CONTENTS = frozenset({"目录", "图书目录", "本书目录", "书籍目录", "章节目录", "内容目录"})
_PART = pattern(
    r"第\s?[一二三四五六七八九十百\d]{1,4}\s?[章节篇部卷编回讲课]|\d{1,2}(?:\.\d{1,2}){1,3}\s?\S|附录|[一二三四五六七八九十]{1,3}、"
)
_CHAPTERS = 4
"""Chapters and sections that make a table of contents, by judgement."""
_LISTS = frozenset(
    {
        "目录",
        "文章目录",
        "本文目录",
        "页面目录",
        "本页目录",
        "显示目录",
        "文章目录站点概览",
        "tableofcontents",
        "onthispage",
        "toc",
    }
)
_CERTAINLY = 2
"""Headings that a table lists above which none needs a paragraph, by judgement."""
_LISTED = 160
"""Lines of a page in which the list of its headings begins, by judgement."""
_NUMBER = pattern(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}[.、)]?\s|[一二三四五六七八九十]{1,3}、)\s?")
_BRANCH = pattern(r"[|│\s]{0,24}[├└][─-]")
_NAMES = pattern(
    r"(?:[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦马苗方俞袁柳唐罗薛雷贺倪汤殷毕郝邬常于傅"
    r"齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄臧戴宋庞熊纪舒屈项董梁杜阮蓝闵季贾江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪丁邓洪包诸左石崔吉龚"
    r"程邢裴陆翁荀甄曲封储段侯武刘景詹龙叶黎薄宿白蒲邰赖卓屠乔阴谭申桑桂牛边冀温庄晏柴阎艾向古易廖耿寇欧关曾聂岳][一-鿿]?\s?[一-鿿](?:\s|$)){1,4}"
)
_ROSTER = 5
"""Names of people below each other, most of them with two characters behind the surname, that make a roster, by judgement."""
_HAN = pattern("[㐀-鿿]")
_CODE = pattern(
    r"[={};]|\w\(|::|->|^\"\"\"|^\$\s|^(?:return|import|from|def|class|if|else|elif|for|while|try|except|public|private|static|void|var|let|const"
    r"|func|package|#include|using|echo|sudo|git|npm|pip)\b|^(?:end|do|fi|done|esac|begin)$"
)
_COMMAND = pattern(
    r"(?:[$#>]\s)?(?:sudo|npm|cnpm|yarn|pip3?|git|docker|kubectl|apt|apt-get|yum|brew|curl|wget|conda|cargo|systemctl|chmod|mkdir)\s[-a-z0-9./_@:=~]{1,60}(?:\s.{0,200})?$"
)
_BLOCK_END = frozenset({"end", "- end", "end."})
"""What ends a block of code; a page has it for its end too."""
_CODE_LINES = 3
"""Lines without Chinese of which most have a sign of code that make a program, by judgement."""
_YAML = pattern(r"[a-z_][a-z0-9_-]{0,30}:(?:\s[a-z0-9_'\"./\[\]-]{1,60})?")
_CHAPTER, _ABOVE = pattern(r"第\s?[一二三四五六七八九十百千零〇两\d]{1,6}\s?[回章节卷集部篇话折]"), 4
"""A chapter's number, and lines above its first paragraph in which it stands."""
_EDIT, _HEADING = frozenset({"编辑", "[编辑]", "编辑本段", "编辑播报", "播报编辑"}), 24
"""Buttons of encyclopaedias, and code points of a heading."""
_SECTION = pattern(r"([一二三四五六七八九十]{1,2})、\S")
_NUMERALS, _SECTIONS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 3
"""Sections of a notice, and how many of them in their order make one, by judgement: a list between two may be cut out."""
_FILE = pattern(
    r"\.(?:pdf|epub|mobi|azw3|txt|docx?|xlsx?|pptx?|zip|rar|7z|mp[34]|mkv|avi|apk|exe|dmg|iso|torrent)(?![a-z0-9])"
)
_SIZE = pattern(r"\d\s?[kmgt]i?b(?![a-z])|[a-z]{3,10}://")
_FILES = 4
"""Files below each other that make an author's list, by judgement."""
_SIGNED = 14
"""Lines below the last paragraph in which a letter is signed: its annexes stand between."""


def written_places(views: Sequence[View]) -> set[int]:
    """Lines that an author wrote by their place: hosts and trails between paragraphs, sections, files, the end of a notice, code."""
    told = {*told_hosts(views), *lone_trails(views), *sections(views), *signatures(views)}
    code = {*file_runs(views), *drawings(views), *configurations(views), *code_runs(views), *commands(views)}
    records = {*record_places(views), *labelled_records(views), *contents(views), *listed_headings(views)}
    told.update((*section_names(views), *song_credits(views)))
    return told | code | records | {*chapter_titles(views), *edited_headings(views), *rosters(views)}


def mottos(views: Sequence[View]) -> Iterator[int]:
    """Sentences that stand above a menu, before any paragraph: they do not begin the article."""
    for i, view in enumerate(views[:_HEAD]):
        below = views[i + 1 : i + 1 + _MENU]
        if view.prose and (view.written or len(view.norm) >= _MOTTO):
            return
        entries = sum(v.reading.explained and v.reading.rule == _NAVIGATION and not v.markup for v in below)
        short = len(below) == _MENU and sum(len(v.norm) for v in below) <= _ENTRY * _MENU and i < _TOP
        menu = entries >= (1 if short else _ENTRIES)
        if view.prose and not view.markup and menu and not any(v.prose for v in below):
            yield i


def echoes(views: Sequence[View], zones: Sequence[str]) -> Iterator[int]:
    """Lines of the head that stand in a line of the footer on copyright: the site's name, its motto."""
    footer = [v.norm for v, zone in zip(views, zones, strict=True) if zone == "tail" and _is_footer(v)]
    for i, view in enumerate(views[:_HEAD] if footer else ()):
        known = _ECHO[0] <= len(view.norm) <= _ECHO[1] and not view.markup and zones[i] == "head"
        if known and any(view.norm in line and view.norm != line for line in footer):
            yield i


def _is_footer(view: View) -> bool:
    return view.reading.certain and view.reading.rule in _COPYRIGHT


def told_hosts(views: Sequence[View]) -> Iterator[int]:
    """Who holds something (主办单位:), if paragraphs stand above and below and nothing certain is near: a notice says so."""
    prose = [i for i, v in enumerate(views) if v.prose]
    for i in range(prose[0] + 1, prose[-1]) if prose else ():
        found = views[i].reading.pattern
        if found is not None and found.name == _HOST:
            around = (*views[max(0, i - _NEAR) : i], *views[i + 1 : i + 1 + _NEAR])
            if not any(v.reading.certain for v in around):
                yield i


def lone_trails(views: Sequence[View]) -> Iterator[int]:
    """What looks like a breadcrumb (多>少) between paragraphs, without any known line near: a heading."""
    prose = [i for i, v in enumerate(views) if v.prose]
    for i in range(prose[0] + 1, prose[-1]) if prose else ():
        around = (*views[max(0, i - _TRAIL) : i], *views[i + 1 : i + 1 + _TRAIL])
        weak = views[i].reading.rule == _BREADCRUMB and not views[i].reading.certain
        if weak and not any(v.reading.explained for v in around):
            yield i


def signatures(views: Sequence[View]) -> Iterator[int]:
    """The end of a notice: the only day below the last paragraph, who signed above it, and what stands between (contacts)."""
    last = max((i for i, v in enumerate(views) if v.prose), default=len(views))
    days = [i for i in range(last + 1, len(views)) if _DAY.fullmatch(views[i].norm)]
    if len(days) != 1 or days[0] > last + _SIGNED:
        return
    between = range(last + 1, days[0])
    signed = _SIGNATORY.fullmatch(views[days[0] - 1].norm) is not None
    if not between or (signed and not any(views[i].reading.certain for i in between)):
        yield from (*between, days[0])


def sections(views: Sequence[View]) -> Iterator[int]:
    """Headings that rise in Chinese numerals from the first (一、 二、 四、): a site does not number its lists so."""
    numbered = [(i, found[1]) for i, v in enumerate(views) if (found := _SECTION.match(v.norm))]
    places = [_NUMERALS.index(numeral) if numeral in _NUMERALS else -1 for _, numeral in numbered]
    rising = places[:1] == [0] and all(a < b for a, b in pairwise(places))
    if rising and len(places) >= _SECTIONS:
        yield from (i for i, _ in numbered if not views[i].prose)


def file_runs(views: Sequence[View]) -> Iterator[int]:
    """Lines below each other that each name a file, with its size or address: what an author offers to download."""
    start = 0
    for i, view in enumerate([*views, None]):
        if view is not None and _FILE.search(view.norm) and _SIZE.search(view.norm):
            continue
        if i - start >= _FILES:
            yield from range(start, i)
        start = i + 1


def drawings(views: Sequence[View]) -> Iterator[int]:
    """Branches of a tree of files that an author drew."""
    return (i for i, view in enumerate(views) if _BRANCH.match(view.norm))


def configurations(views: Sequence[View]) -> Iterator[int]:
    """Keys of a configuration below each other (copyright: / enable: true)."""
    keys = [_YAML.fullmatch(view.norm) is not None for view in views]
    for i in range(len(keys) - 1):
        if keys[i] and keys[i + 1]:
            yield from (i, i + 1)


def record_places(views: Sequence[View]) -> Iterator[int]:
    """Lines of an encyclopaedia's record, whose labels have no colon and stand above their values."""
    labels = [i for i, view in enumerate(views) if _RECORD.fullmatch(view.norm.replace(" ", ""))]
    start = 0
    for at in range(1, len(labels) + 1):
        if at < len(labels) and labels[at] - labels[at - 1] <= _VALUES:
            continue
        if at - start >= _LABELS:
            yield from range(labels[start], min(labels[at - 1] + 2, len(views)))
        start = at


def labelled_records(views: Sequence[View]) -> Iterator[int]:
    """Lines of the record of a work or a person, each a label with a colon and its value (导演: 某某), whatever stands between two."""
    labels = [i for i, view in enumerate(views) if _ROW.fullmatch(view.norm)]
    start = 0
    for at in range(1, len(labels) + 1):
        if at < len(labels) and labels[at] - labels[at - 1] <= _ROWS_APART:
            continue
        if at - start >= _LABELS:
            yield from range(labels[start], labels[at - 1] + 1)
        start = at


def song_credits(views: Sequence[View]) -> Iterator[int]:
    """Who wrote the words and the music of a song, below each other."""
    for i, (above, below) in enumerate(pairwise(views)):
        if _SONG.fullmatch(above.norm) and _SONG.fullmatch(below.norm):
            yield from (i, i + 1)


def section_names(views: Sequence[View]) -> Iterator[int]:
    """Names that sections of articles have (内容简介), next to a paragraph, or above a label and its value."""
    for i, view in enumerate(views):
        if view.norm.rstrip(":") in _SECTION_NAMES and not view.reading.certain:
            near = (*views[max(0, i - 1) : i], *views[i + 1 : i + 2])
            if any(v.prose for v in near) or any(_PAIR.match(v.norm) for v in views[i + 1 : i + 2]):
                yield i


def contents(views: Sequence[View]) -> Iterator[int]:
    """The table of contents of a book below its description: a heading, and lines of which half are chapters or sections."""
    prose = next((i for i, v in enumerate(views) if v.prose), len(views))
    for i in range(prose + 1, len(views)):
        if views[i].norm.replace(" ", "") not in _CONTENTS:
            continue
        end = next((j for j in range(i + 1, len(views)) if views[j].prose or views[j].reading.certain), len(views))
        chapters = sum(_PART.match(v.norm) is not None for v in views[i + 1 : end])
        if chapters >= _CHAPTERS and 2 * chapters >= end - i - 1:
            yield from range(i, end)


def listed_headings(views: Sequence[View]) -> Iterator[int]:
    """Headings of an article that a table of contents above it lists, some in their order, or one of two with a paragraph below."""
    top = next((i for i, v in enumerate(views[:_LISTED]) if "".join(filter(str.isalnum, v.norm)) in _LISTS), None)
    if top is None:
        return
    prose = next((i for i, v in enumerate(views) if v.prose), 0)
    entries = {key: i for i in range(prose - 1, top, -1) if len(key := _key(views[i].norm)) > 1}
    found = [(entries[key], i) for i in range(top, len(views)) if (key := _key(views[i].norm)) in entries]
    again = [(first, i) for first, i in found if i > first and not views[i].reading.explained]
    rising = [i for (a, i), (b, _) in pairwise([*again, (len(views), 0)]) if a < b]
    headed = any(v.prose for i in rising for v in views[i + 1 : i + 2])
    if len(rising) > (1 if headed else _CERTAINLY):
        yield from rising


def _key(norm: str) -> str:
    """A heading without its number."""
    return _NUMBER.sub("", norm)


def chapter_titles(views: Sequence[View]) -> Iterator[int]:
    """The number and name of a chapter right above its first paragraph."""
    first = next((i for i, v in enumerate(views) if v.prose), 0)
    for i in range(max(0, first - _ABOVE), first):
        if _CHAPTER.match(views[i].norm) and not views[i].reading.certain:
            yield i


def edited_headings(views: Sequence[View]) -> Iterator[int]:
    """Headings of an encyclopaedia, which has a button to edit the section behind each."""
    for i, (view, button) in enumerate(pairwise(views)):
        heading = not (view.prose or view.reading.certain) and 1 < len(view.norm) <= _HEADING
        if heading and button.norm in _EDIT and view.norm not in _EDIT:
            yield i


def code_runs(views: Sequence[View]) -> Iterator[int]:
    """Lines of a program below each other, which a blog's page leaves without any mark."""
    start = 0
    for i, view in enumerate([*views, None]):
        if view is not None and not _HAN.search(view.norm) and (not view.reading.certain or view.norm in _BLOCK_END):
            continue
        signs = sum(_CODE.search(v.norm) is not None for v in views[start:i])
        if i - start >= _CODE_LINES and 2 * signs > i - start:
            yield from range(start, i)
        start = i + 1


def commands(views: Sequence[View]) -> Iterator[int]:
    """What a reader is to type in a terminal."""
    return (i for i, view in enumerate(views) if _COMMAND.match(view.norm) and not _HAN.search(view.norm))


def rosters(views: Sequence[View]) -> Iterator[int]:
    """Names of people below each other: who was admitted, who has retired."""
    start = 0
    for i, view in enumerate([*views, None]):
        if view is not None and _NAMES.fullmatch(view.norm) and not view.reading.explained:
            continue
        whole = sum(len(v.norm.replace(" ", "")) > 2 for v in views[start:i])
        if i - start >= _ROSTER and 2 * whole > i - start:
            yield from range(start, i)
        start = i + 1
