"""Obfuscated text: what is repaired, what is left alone, on every channel."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhquality.checker import Checker
from zhquality.config import Config
from zhquality.detectors.components import compose
from zhquality.detectors.evasion import Detector as Evasion
from zhquality.detectors.obfuscation import Detector as Obfuscation
from zhquality.detectors.obfuscation import score
from zhquality.detectors.script import Detector as Script
from zhquality.errors import DataError
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.resources import Resources

CHECKER = Checker(Config(select=("OBF", "SCR")))
CHECKER.__dict__["_detectors"] = tuple(part(Resources(CHECKER.config)) for part in (Evasion, Obfuscation, Script))
NEGATIVE = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "negative_obf.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", NEGATIVE, ids=[row["reason"] for row in NEGATIVE])
def test_honest_text_is_left_alone(row: dict[str, str]) -> None:
    report = CHECKER.check(row["text"])
    assert [(f.rule, f.surface) for f in report.findings] == []
    assert CHECKER.clean(row["text"]) == row["text"]
    assert report.scores["obfuscated"] == 0.0


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("这段文\u200b字里\u2060有零\ufeff宽字\u200d符。", "这段文字里有零宽字符。"),
        ("终端留下了\u0008退格，文件里有\u0000空字符。", "终端留下了退格，文件里有空字符。"),
        ("公司的发★展离不开大家的支◆持，我们会继续努◇力。", "公司的发展离不开大家的支持，我们会继续努力。"),
        ("这批数 据 来 自 医 院 的 记 录，由护士填写。", "这批数据来自医院的记录，由护士填写。"),
        ("這是我國(guó)自主研發(fā)的設備，歡迎選購(gòu)。", "這是我國自主研發的設備，歡迎選購。"),
        ("资料请加薇信索取。", "资料请加微信索取。"),
        ("想拿货的伽V聊，煮页有价目表。", "想拿货的加V聊，主页有价目表。"),
        ("他从书架上ch0u出一本旧书。", "他从书架上抽出一本旧书。"),
        ("第二节#xff1a;安装步骤#xff0c;先断电再拆盖板。", "第二节：安装步骤，先断电再拆盖板。"),
        (
            "合 同 的 签 订 与 履 行 由 两 家 公 司 的负责，责 任写在后面。",
            "合同的签订与履行由两家公司的负责，责任写在后面。",
        ),
        ("联系扣扣：12345678。", "联系QQ：12345678。"),
        ("留个V信，方便发货。", "留个微信，方便发货。"),
        ("资料+vabc12345领取。", "资料加微信abc12345领取。"),
        ("本店代kai发piao，价格优hui。", "本店代开发票，价格优惠。"),
        ("他⾏⾛在⼤路上。", "他行走在大路上。"),
        ("亻门的氵每边有一座灯塔。", "们的海边有一座灯塔。"),
        ("号码：1３⑧₉⁵㈥㊆❽", "号码：13895678"),
        ("尤其是７-ＥＬＥＶＥＮ这样的便利店。", "尤其是7-ELEVEN这样的便利店。"),
        ("正文在此中断\n����\n接着往下写。", "正文在此中断\n接着往下写。"),
        ("演员莱昂纳多?迪卡普里奥（Leonardo DiCaprio）到场。", "演员莱昂纳多·迪卡普里奥（Leonardo DiCaprio）到场。"),
        ("天气不错，适合出门。\ue420\n明天再说。", "天气不错，适合出门。\n明天再说。"),
        ("作者彼得&#183;林奇，房&#38388;很大，&ldquo;真好&rdquo;。", "作者彼得·林奇，房间很大，“真好”。"),
        ("&nbsp;&nbsp;&nbsp;&nbsp;他说完就走了。", "他说完就走了。"),
        ("结果有差异（P&lt;0.05）。", "结果有差异（P<0.05）。"),
        ("他效力于-{zh-hans:桑德兰; zh-hk:新特兰;}-队。", "他效力于桑德兰队。"),
        ("她说：&amp;quot;好&amp;quot;，署名阿&amp;amp;#8226；里。", '她说："好"，署名阿•里。'),
        ("服&nbsp；务热线", "服 务热线"),
        ("\xef\xbb\xbf第一章 开头，他说â€œ你好â€\x9d。", "第一章 开头，他说“你好”。"),
        (
            "这是全场zui受欢迎的款式，也是年度ZUI佳的一款，zui后还有礼品。",
            "这是全场最受欢迎的款式，也是年度最佳的一款，最后还有礼品。",
        ),
        ("这家店价格蕞低，服务蕞周到，我diyi次来就记住了。", "这家店价格最低，服务最周到，我第一次来就记住了。"),
        ("免.押.金.送.货，当.天.到.账，无.需.担.保。", "免押金送货，当天到账，无需担保。"),
        ("想要的加薇❤️信，或者加➕薇信聊。", "想要的加微信，或者加微信聊。"),
        ("脸sè一变，当地政fu的人来了，zhi付宝也没用。", "脸色一变，当地政府的人来了，支付宝也没用。"),
        ("他的目光变.态而贪.婪，婊/子的话也信。", "他的目光变态而贪婪，婊子的话也信。"),
        ("公司车险增*值服务开通了，请登录查看。", "公司车险增值服务开通了，请登录查看。"),
        ("兔年免★费★领★取礼品。", "兔年免费★领取礼品。"),
        (
            "他 站 在 门 口 ， 看 着 外 面 的 雨 。\n那 天 晚 上 他 没 有 回 家 ， 一 直 等 到 天 亮 。",
            "他站在门口，看着外面的雨。\n那天晚上他没有回家，一直等到天亮。",
        ),
        ("有需要的加我扣扣私聊，或者进企鹅裙。", "有需要的加我QQ私聊，或者进QQ群。"),
        ("要课件的可以+我扣扣，进裙免费领。", "要课件的可以加我QQ，进群免费领。"),
        ("满减优惠劵私❤我领，周年庆快来枪购。", "满减优惠券私信我领，周年庆快来抢购。"),
        ("加微❤信领资料，关注公 粽 号也行，加微.信也行。", "加微信领资料，关注公众号也行，加微信也行。"),
        ("群主君羊：10.234.567.89", "群主群：10.234.567.89"),
        ("朝廷推行［亻表］籴，百姓不堪其苦，无不氵㸒佚。", "朝廷推行俵籴，百姓不堪其苦，无不淫佚。"),
        ("2008年他在Ｃｏｖａ餐厅等了3个小时，花了500元。", "2008年他在Cova餐厅等了3个小时，花了500元。"),
        ("热线①③⑧⓪⓪①②③④⑤⑥", "热线13800123456"),
    ],
)
def test_damage_is_repaired(damaged: str, repaired: str) -> None:
    assert CHECKER.clean(damaged) == repaired


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_utf8_in_a_western_encoding_comes_back(wrong: str) -> None:
    text = "今天天气很好，我们去公园散步。"
    garbled = "".join(
        bytes([byte]).decode(wrong) if wrong == "latin-1" or byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
        for byte in text.encode()
    )
    assert CHECKER.clean(garbled) == text


def test_gbk_in_a_western_encoding_comes_back() -> None:
    text = "今天天气很好，我们去公园散步。"
    assert CHECKER.clean(text.encode("gbk").decode("latin-1")) == text


_READ_AS = re.compile(rb"[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|.", re.DOTALL)


def _misread(text: str) -> str:
    """GB 2312 as crawlers show it: UTF-8 where two or three bytes can be such, else Latin-1, without soft hyphens."""
    parts = _READ_AS.findall(text.encode("gb2312"))
    return "".join(part.decode("latin-1" if len(part) == 1 else "utf-8") for part in parts).replace("\xad", "")


@pytest.mark.parametrize(
    "text",
    [
        "老城区的旧厂房已经进入改造的第二年，目前有三家公司在这里办公。",
        "价格表\n1. 原木书架 380 元，送货另算\n2. 折叠椅 95 元",
        "关于假期开放时间的通知：图书馆 10 月 1 日至 3 日闭馆，4 日起照常开放。",
    ],
)
def test_gbk_taken_for_letters_of_any_script_comes_back(text: str) -> None:
    garbled = _misread(text)
    assert any("\u0100" <= char <= "\u07ff" for char in garbled)
    assert CHECKER.clean(garbled) == text


def test_signs_that_are_repeated_all_over_a_page_are_left_once() -> None:
    text = "锅炉的温差有两种，一种在烟气侧，一种在水侧。前者越小，效率越高，但受热面也越大。设计的时候，两者都要算：先算前者，再算后者。"
    shown = text.replace("，", "，，，，，，").replace("。", "。。。。。。")
    assert CHECKER.clean(shown) == text


@pytest.mark.parametrize(
    "text", ["我等了很久，，，他还是没来。。。算了，回家吧。", "好。。。好。。。好。。。的。。。吧。。。，嗯"]
)
def test_signs_that_a_writer_draws_out_stay(text: str) -> None:
    assert CHECKER.clean(text) == text


@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_utf8_in_a_western_encoding_comes_back_without_its_lost_bytes(errors: str) -> None:
    text = "“欢迎大家下午来图书馆的会议室参加读书会”，他们在门口的通知里这样写道。"
    shown = text.encode().decode("cp1252", errors)
    assert CHECKER.clean(shown) == text


def test_utf8_that_lost_every_control_character_is_shown_only() -> None:
    shown = re.sub("[\x80-\x9f]", "", "这一页的文字已经读不回来了，只能看出原来是中文。".encode().decode("latin-1"))
    report = CHECKER.check(shown)
    assert [f.applicability for f in report.findings if f.rule == "OBF006"] == [Applicability.DISPLAY]
    assert CHECKER.clean(shown) == shown


def test_words_of_other_languages_are_no_bytes() -> None:
    words = (
        "Où êtes-vous, français, Không có gì, Łódź, Ängström ÄÖÜ, русский язык, Ελληνικά, العربية, עברית, ¡Olé!, ½ ¾ ©®™, pʰəˈnɛtɪk, "
        "Não há solução, smörgåsbord, çÇñÑ, Dvořák, Þórr, İstanbul, naïve, µm, 25±3℃"
    )
    text = f"这些词和符号在书里出现过：{words}。其余都是中文。"
    assert CHECKER.clean(text) == text
    assert CHECKER.clean(words) == words
    CHECKER.clean("ÖÐÎÄ\ud800éÖÐÎÄ")


def test_utf8_read_as_gbk_comes_back_inside_sound_text() -> None:
    inner = "今天天气很好我们去公园散步"
    garbled = f"标题是{inner.encode().decode('gb18030', 'replace')}"
    assert CHECKER.clean(garbled) == f"标题是{inner}"  # the last byte is lost, and 散 tells it
    unknown = "她姐姐名叫小湄"
    garbled = f"标题是{unknown.encode().decode('gb18030', 'replace')}"
    assert CHECKER.clean(garbled) == f"标题是{unknown[:-1]}\ufffd"  # here nothing does


def test_gbk_out_of_step_is_brought_into_step() -> None:
    data = "他们上前执行搜身之后".encode("gbk")
    slipped = data[:4].decode("gbk") + data[5:17].decode("gbk") + "*" + data[18:].decode("gbk")
    assert "前执行搜身" not in slipped
    assert "前执行搜身" in CHECKER.clean(f"昨天夜里{slipped}，他们就走了。")


def test_gbk_out_of_step_up_to_a_letter_is_brought_into_step() -> None:
    text = "这家商店昨天下午贴出通知，要求全体员工在月底以前把自己的工作计划交给部门的负责人，否则不能参加ABC考试。"
    at = text.index("要求")
    end = text.index("ABC")
    lost = text[:at] + text[at:end].encode("gb18030")[1:].decode("gb18030", "replace").rstrip("\ufffd") + text[end:]
    assert "求全体员工在月底以前把自己的工作计划交给部门的负责人，否则不能参" in CHECKER.clean(lost)
    assert not [f for f in CHECKER.check(lost).findings if f.applicability == Applicability.DISPLAY]


def test_short_pieces_beside_sure_mojibake_come_back_too() -> None:
    garbled = "我们这里的人都知道，搜索范围".encode().decode("gb18030")
    short = "不限".encode().decode("gb18030")
    assert CHECKER.clean(f"{garbled} 0 {short}, 1") == "我们这里的人都知道，搜索范围 0 不限, 1"
    assert CHECKER.clean(f"0 {short}, 1") == f"0 {short}, 1"


def test_the_remains_of_a_double_conversion_are_shown_only() -> None:
    report = CHECKER.check("文件内容是锟斤拷锟斤拷锟斤拷，无法阅读。")
    found = [f for f in report.findings if f.rule == "OBF006"]
    assert found
    assert all(f.applicability == Applicability.DISPLAY and not f.proposals for f in found)


def test_a_loose_sound_alike_is_not_written() -> None:
    text = "请把签名用的秘钥妥善保管。"
    report = CHECKER.check(text)
    assert [(f.rule, f.surface, f.proposals[0].text) for f in report.findings] == [("OBF004", "秘钥", "密钥")]
    assert CHECKER.clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "自动化程度不高，人工只能逐条核对，费时费力。",
        "几位大咖微信群里聊得火热。",
        "嘉薇同学今年五岁，她姐姐叫加薇。",
        "六合采茶戏很有名，六合菜市场也热闹。",
        "小薇信了他的话，阿薇信佛多年。",
        "电力支付饱和以后，时时菜价都在涨。",
        "这款麦片免沸水冲泡，凉水也能泡开。",
        "给领导增加威信，加威信科技有限公司的人，加球球大作战好友。",
        "徽信融资租赁与安徽信达律师事务所在一栋楼里。",
        "在拥堵博弈和囚徒困境中，人人都想少吃亏。",
        "把衬衫塞进裙里，毛衣也塞进裙子；她把首冲赛定在五月，家V观是个栏目。",
        "RISC-V芯片由基金会管理，淘饱了肚子再走。",
        "路由器的wan口接光猫，can总线接控制器，用ping命令测试。",
        "正切tan函数的nan值，芯片的pin脚，他是up主也是po主。",
        "读/写速度，增/删/改/查，键/值对，男/女，开/关状态。",
        "中-美关系，京-津-冀协同，点-线-面-体，甲-乙-丙-丁，柴-米-油-盐。",
        "五.四运动和九.一八事变以后，亚当.斯密、约翰-洛克的书才多起来。",
        "真~的~太好了，好说~好说，卧~槽~",
        "床 前 明 月 光 ， 疑 是 地 上 霜 。\n举 头 望 明 月 ， 低 头 思 故 乡 。",
        "\\skip1  画 一 幅 山 水 画 \\skip1  画 一 幅 我 的 家",
        "蟲\t幺 幺 一 丨 一 幺 幺 蟲 蟲\t幺 幺 一 丨 一 幺 幺 虫 虫",
        "这个字可以写成“［氵工］”，俵（亻表）是日本用字。",
        "中国有八大菜系，我吃过粤(yuè)菜和川菜，都很好吃。",
        "正确的顺序是③①②④⑥⑤⑦，不是①②③④⑤⑥⑦。",
        "祝大家天☆天☆开☆心☆喵，每天都要元气满满哦。",
    ],
)
def test_what_ordinary_authors_write_is_no_evasion(text: str) -> None:
    assert not [f for f in CHECKER.check(text).findings if f.rule.startswith("OBF")]


def test_a_text_about_such_spellings_keeps_them() -> None:
    text = "拆字的例子有女干为奸、弓虽为强，谐音的例子有薇信。"
    assert {f.applicability for f in CHECKER.check(text).findings} == {Applicability.DISPLAY}
    assert CHECKER.clean(text) == text


def test_an_entity_in_a_source_of_markdown_is_shown_but_stays() -> None:
    text = "# 油温\n\n烧到 140&deg;C 左右下锅，炸到金黄就捞出来。"
    assert [(f.rule, f.surface) for f in CHECKER.check(text).findings] == [("OBF007", "&deg;")]
    assert CHECKER.clean(text) == text
    assert CHECKER.clean(text.removeprefix("# ")) == text.removeprefix("# ").replace("&deg;", "°")


@pytest.mark.parametrize(
    "text",
    [
        "# 春游\n\n&emsp;&emsp;一大早我们就出了门，天还没有全亮。\n\n&emsp;&emsp;到了山脚，雾才慢慢散开。",
        "<html><body>\n<p>店里周一休息&nbsp;&nbsp;其他日子照常开门，欢迎来喝茶。</p>\n</body></html>",
    ],
)
def test_blanks_that_a_renderer_is_to_read_are_shown_but_stay(text: str) -> None:
    assert {f.rule for f in CHECKER.check(text).findings} == {"OBF007"}
    assert CHECKER.clean(text) == text


def test_components_that_make_several_characters_give_all() -> None:
    assert compose("氵", "每") == {"海"}
    assert {"我", "找"} <= compose("扌", "戈")
    assert compose("氵", "x") == frozenset()


def test_a_wrong_row_is_reported_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "evasion.tsv"
    path.write_text("# words\n薇信\t微信\tcertain\n薇信\t微信\tmaybe\n", encoding="utf-8")
    resources = Resources(Config())
    resources.__dict__["lexicons"] = tmp_path
    with pytest.raises(DataError, match=r"evasion\.tsv:3:"):
        Evasion(resources)


def test_rows_are_sorted_and_reachable() -> None:
    path = Resources(Config()).lexicons / "evasion.tsv"
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert rows == sorted(rows)


def test_the_score_grows_with_the_share_of_damage() -> None:
    def damage(count: int) -> list[Finding]:
        one = Finding("OBF003", 0, 1, "x", 1.0, "", "", Applicability.SAFE, (Proposal("", 1.0),))
        return [one] * count

    assert score([], 100) == 0.0
    assert score(damage(1), 10_000) < 0.1
    assert 0.5 <= score(damage(100), 10_000) < score(damage(1_000), 10_000) < 1.0


ALPHABET = st.sampled_from(
    "经过我们国家發這的是a1 \n?★(（)）ā&#;-{}:氵⿰①₂３Ａ\ufffd\ue000\u200b\u200dä¸­锛鏄锟斤拷薇信扣国.<>/`*~_sè[]\ud800\x00👍"
)


@settings(max_examples=150, deadline=None)
@given(st.text(ALPHABET, max_size=60))
def test_any_text_is_checked_and_cleaned_once_and_for_all(text: str) -> None:
    for finding in CHECKER.check(text).findings:
        assert text[finding.start : finding.end] == finding.surface
    once = CHECKER.clean(text)
    assert CHECKER.clean(once) == once


@pytest.mark.parametrize(
    "unit",
    [
        "x",
        "一\u200b",
        "国(guó)",
        "经?",
        "一 ",
        "中.",
        "中-国/",
        "a中",
        "国fu",
        "ａ中",
        "\ue000中",
        "[氵中]",
        "&amp;",
        "中&nbsp;文",
        "中*",
        "氵",
        "①２",
        "&#1",
        "-{一",
        "ä¸",
        "锛",
        "薇信",
        "\ufffd一",
    ],
)
def test_hostile_repetition_ends(unit: str) -> None:
    report = CHECKER.check(unit * (20_000 // len(unit)))
    assert 0.0 <= report.scores["obfuscated"] <= 1.0


def test_a_gloss_behind_the_first_word_goes_whatever_ends_the_text() -> None:
    text = "人(rén)民的生活越来越好，他们的工(gōng)作也很努力，大家都说“路修好了”"
    assert CHECKER.clean(text) == "人民的生活越来越好，他们的工作也很努力，大家都说“路修好了”"


def test_entities_in_data_stay() -> None:
    text = '{"title": "关于我们", "text": "我们是一家小厂，&nbsp;每一张小床都由两位师傅从头做到尾。", "hours": "9:00&ndash;18:00"}\n'
    assert CHECKER.clean(text) == text


def test_a_radical_before_its_own_character_goes() -> None:
    assert (
        CHECKER.clean("这些数据在进⾏行处理时，结构⾥里定义了节点。\n") == "这些数据在进行处理时，结构里定义了节点。\n"
    )


def test_words_that_were_turned_around_come_back_all_over_a_page() -> None:
    text = "老⼈不道知门开着，为因屋⾥没有灯。他站来起看了看，在现谁也不在家，只好给省委记书写信，张记书没有回。"
    repaired = "老人不知道门开着，因为屋里没有灯。他站起来看了看，现在谁也不在家，只好给省委书记写信，张书记没有回。"
    assert CHECKER.clean(text) == repaired


def test_two_words_that_look_turned_around_are_none() -> None:
    text = "⼀个⼈⾛在路上，想不出一道知识题，也不知道为什么。" * 2
    assert "OBF008" not in {finding.rule for finding in CHECKER.check(text).findings}
