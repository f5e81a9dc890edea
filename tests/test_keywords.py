"""Keywords below an article (BPL011), and the lists and poems that are none."""

from __future__ import annotations

import pytest

import zhquality

PROSE = "本周冷空气势力较强，全国大部分地区气温明显下降，公众外出需要注意保暖，并留意最新的天气预报和预警信息。\n"


def found(text: str) -> list[str]:
    return [f.surface for f in zhquality.check(text).findings if f.rule == "BPL011"]


def test_keywords_of_a_template_are_found() -> None:
    words = ["湖北", "黑龙江", "气象", "寒潮预警", "长沙", "降温"]
    assert found(PROSE + "\n" + "\n\n".join(words) + "\n") == words


def test_clean_leaves_them_to_the_editor() -> None:
    text = PROSE + "湖北\n黑龙江\n气象\n寒潮预警\n长沙\n降温\n"
    assert zhquality.clean(text) == text


@pytest.mark.parametrize(
    "tail",
    [
        "湖北\n黑龙江\n气象\n长沙\n",
        "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡\n白日依山尽\n黄河入海流\n",
        "我走了\n你还在\n灯亮着\n风停了\n夜深了吗\n天快亮了\n",
        "湖北\n黑龙江\n气象\n寒潮预警\n长沙\n湖北\n",
    ],
    ids=["too few", "poem", "free verse", "a word twice"],
)
def test_other_short_lines_stay(tail: str) -> None:
    assert found(PROSE + tail) == []


def test_an_announced_list_stays() -> None:
    assert (
        found(
            "需要准备的材料如下，请在出发之前逐项核对，以免遗漏，缺少任何一项都不能办理登记手续：\n身份证\n户口本\n照片\n申请表\n收据\n存折\n"
        )
        == []
    )


def test_a_page_of_short_lines_stays() -> None:
    assert found("湖北\n黑龙江\n气象\n寒潮预警\n长沙\n降温\n") == []
