"""What of a text's findings is reported and may be written, from findings made up for the purpose."""

from __future__ import annotations

import pytest

from zhquality.detectors import Detection
from zhquality.document import Document
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.reporting import as_markup_allows, may_touch, once, outside_furniture
from zhquality.rereading import reread_stars


def finding(
    text: str,
    surface: str,
    rule: str,
    level: Applicability = Applicability.SAFE,
    proposals: tuple[str, ...] = ("",),
    confidence: float = 0.9,
) -> Finding:
    start = text.index(surface)
    proposed = tuple(Proposal(proposal, 0.9) for proposal in proposals)
    return Finding(rule, start, start + len(surface), surface, confidence, "", "", level, proposed)


LICENCE = "Copyright 2021 竹编坊"


@pytest.mark.parametrize(
    ("above", "level"),
    [
        ("# 许可\n", Applicability.DISPLAY),
        ("##\t许可\n\n", Applicability.DISPLAY),
        ("# 许可\n\n\n", Applicability.DISPLAY),
        ("# 许可\n\n\n\n", Applicability.SAFE),
        ("#许可\n", Applicability.SAFE),
        (" 许可\n", Applicability.SAFE),
        ("许可\n", Applicability.SAFE),
        ("# 许可\n正文\n", Applicability.SAFE),
        ("", Applicability.SAFE),
    ],
)
def test_a_licence_under_a_heading_of_its_own_is_shown_only(above: str, level: Applicability) -> None:
    text = above + LICENCE
    assert [f.applicability for f in as_markup_allows(Document(text), [finding(text, LICENCE, "BPL007")])] == [level]
    other = as_markup_allows(Document(text), [finding(text, LICENCE, "BPL002")])
    assert [f.applicability for f in other] == [Applicability.SAFE]


def test_a_heading_below_is_none_above() -> None:
    text = "\n" + LICENCE + "\n\n# 附录"
    assert as_markup_allows(Document(text), found := [finding(text, LICENCE, "BPL007")]) == found


def test_a_heading_that_is_furniture_itself_keeps_no_licence() -> None:
    text = "# 版权\n" + LICENCE
    found = [finding(text, "# 版权", "BPL002"), finding(text, LICENCE, "BPL007")]
    assert as_markup_allows(Document(text), found) == found


def test_lines_of_html_are_shown_and_what_is_no_line_of_the_page_is_not() -> None:
    page = "<html><body>\n<p>首页</p>\n<script>\n返回首页\n</script>\n<p>正文</p>\n</body></html>"
    line = finding(page, "<p>首页</p>", "BPL002")
    inside = finding(page, "返回首页", "BPL002")
    word = finding(page, "正文", "OBF001")
    kept = as_markup_allows(Document(page), [line, inside, word])
    assert [(f.surface, f.applicability.name) for f in kept] == [("<p>首页</p>", "DISPLAY"), ("正文", "SAFE")]


def test_protected_ranges_are_touched_by_families_of_whole_lines_alone() -> None:
    text = "见 https://example.com/手艺 一行"
    document = Document(text)
    assert may_touch(document, finding(text, "一行", "OBF001"))
    assert not may_touch(document, finding(text, "example", "OBF001"))
    assert may_touch(document, finding(text, "example", "BPL001"))
    assert may_touch(document, finding(text, "example", "DUP001"))


def test_a_word_is_one_finding_of_spinning() -> None:
    text = "此乃是手艺"
    sure, doubtful = finding(text, "乃是", "SPN001"), finding(text, "是手", "SPN003", confidence=0.6)
    other = finding(text, "是", "OBF004")
    assert once([doubtful, other, sure]) == [sure, other]


def test_words_of_a_line_that_goes_are_not_told_one_by_one() -> None:
    text = "手艺 浏览\n浏览次数 9\n手艺"
    line = finding(text, "浏览次数 9", "BPL003")
    first, inside, last = (
        Finding("SPN001", at, at + 2, text[at : at + 2], 0.9, "", "") for at in (0, 6, len(text) - 2)
    )
    reaches_out = Finding("SPN001", 10, 14, text[10:14], 0.9, "", "")
    of_signs = Finding("OBF001", 6, 8, text[6:8], 0.9, "", "")
    assert outside_furniture([line, first, inside, last]) == [line, first, last]
    assert outside_furniture([line, reaches_out, of_signs]) == [line, reaches_out, of_signs]
    first_line = finding(text, "手艺 浏览", "BPL003")
    assert outside_furniture([first_line, first]) == [first_line]
    shown = finding(text, "浏览次数 9", "BPL003", Applicability.DISPLAY)
    assert outside_furniture([shown, inside]) == [shown, inside]


class Stars:
    """Finds every star, and says of it what the text says right before it."""

    def find(self, document: Document, _: object) -> Detection:
        found = (
            Finding(
                "CEN001", at, at + 1, "*", 0.8, "", "", Applicability.UNSAFE, (Proposal(document.text[at - 1], 0.7),)
            )
            for at, character in enumerate(document.text)
            if character == "*"
        )
        return Detection(tuple(found), {})


def test_stars_are_read_again_in_the_restored_text() -> None:
    text = "天*，海内*进，*手艺好，海内人*"
    spun = [
        Finding("SPN001", 3, 5, "海内", 0.9, "", "", Applicability.UNSAFE, (Proposal("本国家", 0.9),)),
        Finding("SPN001", 9, 11, "手艺", 0.9, "", "", Applicability.UNSAFE, (Proposal("技术", 0.9),)),
    ]
    stars = [Finding("CEN001", at, at + 1, "*", 0.8, "", "", Applicability.UNSAFE) for at in (1, 5, 8, 16)]
    again = reread_stars(Document(text), [*spun, *stars], Stars())
    assert again[:2] == spun
    assert [(f.start, f.end, f.surface, f.proposals[0].text) for f in again[2:]] == [
        (1, 2, "*", "天"),
        (5, 6, "*", "家"),
        (8, 11, "*手艺", "，技术"),
        (16, 17, "*", "人"),
    ]


def test_stars_that_are_others_in_the_restored_text_stay_as_they_were() -> None:
    text = "海内*进"
    spun = Finding("SPN001", 0, 2, "海内", 0.9, "", "", Applicability.UNSAFE, (Proposal("国*", 0.9),))
    longer = Finding("CEN001", 2, 4, "*进", 0.8, "", "", Applicability.UNSAFE)
    assert reread_stars(Document(text), [spun, longer], Stars()) == [spun, longer]
    assert reread_stars(Document(text), [longer], Stars()) == [longer]
