"""Lines, and protected ranges in linear time."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhquality import protected as protected_module
from zhquality.document import Document


def protected(text: str) -> list[str]:
    return [text[start:end] for start, end in Document(text).protected]


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("没有什么", []),
        ("---\ntitle: 一\n---\n正文", ["---\ntitle: 一\n---"]),
        ("---\r\ntitle: 一\r\n---\r\n正文", ["---\r\ntitle: 一\r\n---"]),
        ("前\n```py\n码\n```\n后", ["```py\n码\n```"]),
        ("前\r\n```\r\n码\r\n```\r\n后", ["```\r\n码\r\n```\r"]),
        ("~~~\n```\n码\n~~~~\n后", ["~~~\n```\n码\n~~~~"]),
        ("````\n```\n````\n后", ["````\n```\n````"]),
        ("```\n没有关上", ["```\n没有关上"]),
        ("- 一\n\n    ```py\n    # 码\n    ```\n后", ["    ```py\n    # 码\n    ```"]),
        ("- 一\n\t~~~\n\t码\n\t~~~\n后", ["\t~~~\n\t码\n\t~~~"]),
        ("- 一\n    ```\n没有关上", []),
        ("- 一\n    ````\n    ```\n    码", []),
        ("Title: 一\nDate: 2020-01-01\nTags: 二\n\n正文", ["Title: 一\nDate: 2020-01-01\nTags: 二\n"]),
        ("Title: 一\nDate: 2020-01-01\n\n正文", []),
        (
            "一\n####\n\n:date: 二\n:tags: 三, 四\n:summary: 五\n  六\n\n正文",
            [":date: 二\n:tags: 三, 四\n:summary: 五\n  六\n"],
        ),
        (":一: 二\n:三: 四\n", []),
        ("一\n:date: 二\n\n正文", []),
        ("```一``` 二 ``三`四`` 五", ["```一```", "``三`四``"]),
        ("一个 ` 不成对\n又一个 `", []),
        ("前<!-- 注\n释 -->后", ["<!-- 注\n释 -->"]),
        ("前<!-- 没有关上", []),
        ('<a href="一">二</a> 3 < 4', ['<a href="一">', "</a>"]),
        ("<a\n  href=\"一\"\n  title='二'>三</a> 小于 <b 的\n数", ["<a\n  href=\"一\"\n  title='二'>", "</a>"]),
        ("<pre>\n一\n</pre>二", ["<pre>\n一\n</pre>"]),
        ("<script>一</script><style>二</style>", ["<script>一</script>", "<style>二</style>"]),
        ("<code>一，没有关上", ["<code>"]),
        ("看[一](./二/三.md)和![四](五.png)", ["](./二/三.md", "](五.png"]),
        ('看[一](二.md "三")', ["](二.md"]),
        ("他说[注](见第三章，第二节)", []),
        ("[1]: 一/二.md 三\n[注]：四", ["[1]: 一/二.md"]),
        ("[[一|二]]和[[三]]", ["[[一", "[[三"]),
        ("{% include 一.html %}{{ 二 }}{三}", ["{% include 一.html %}", "{{ 二 }}"]),
        ("值是 $$一=1$$ 元", ["$$一=1$$"]),
        ("+++\ntitle = '一'\n+++\n正文", ["+++\ntitle = '一'\n+++"]),
        (".. code-block:: python\n\n    一\n\n    二\n\n正文", [".. code-block:: python\n\n    一\n\n    二"]),
        (".. note::\n\n    一", []),
        (".. 一\n   二\n三", [".. 一\n   二"]),
        ("如下::\n\n    一\n\n三", ["\n\n    一"]),
        ("如下::\n    一\n三", []),
        ("见 :ref:`一 <yi>` 和 ``二``", ["`一 <yi>`", "``二``"]),
        ("段落。\n\n    a = '一'\n    b = 2\n\n段落。", ["    a = '一'", "    b = 2"]),
        ("段落。\n    a = '一'", []),
        ("段落。\n\n    本报讯 记者获悉，此事属实。", []),
        ("- 一\n\n    2023 年的事情，大家都还记得。", []),
        ("- 一\n\n    2 月的`事`，大家都还记得，写信给 a@b.cn。\n`二`", ["`事`", "a@b.cn", "`二`"]),
        ("见https://example.com/a_b。好", ["https://example.com/a_b"]),
        ("见 www.example.com/x，写信给 ab@example.com。", ["www.example.com/x", "ab@example.com"]),
    ],
)
def test_protected(text: str, ranges: list[str]) -> None:
    assert protected(text) == ranges


@given(st.text(alphabet="`~<>!-/ a\n\r@.:w一", max_size=60))
def test_ranges_are_sorted_disjoint_and_inside(text: str) -> None:
    cursor = 0
    for start, end in Document(text).protected:
        assert cursor <= start < end <= len(text)
        cursor = end


@given(st.text(alphabet="\n\r一a\x0b\u2028", max_size=40))
def test_lines_hold_the_whole_text(text: str) -> None:
    document = Document(text)
    assert "".join(text[line.start : line.next] for line in document.lines) == text
    for offset in range(len(text)):
        line = document.lines[document.line_at(offset)]
        assert line.start <= offset < line.next


class _Counted(str):
    """A text that adds up how far each search in it looked."""

    __slots__ = ("looked",)

    def find(self, sub: str, start: int = 0, end: int = sys.maxsize) -> int:  # type: ignore[override]
        found = super().find(sub, start, end)
        self.looked = getattr(self, "looked", 0) + (found if found >= 0 else len(self)) - start
        return found


@pytest.mark.parametrize(
    "unit", ["<!--", "`x\n", "`x``", "<!-- -->", "```x``", "<pre>", "::\n  x\n", ".. x\n\n\n", "<a b\n", "    x\n"]
)
def test_no_place_is_searched_again_and_again(unit: str) -> None:
    text = _Counted(unit * 1000)
    list(protected_module.protected_ranges(text))
    assert getattr(text, "looked", 0) <= 2 * len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "`",
        "```\n",
        "<a ",
        "<a\n",
        "`a``b",
        "~~~\n",
        "    ~~~\n",
        "    ```a\n",
        "---\n",
        "--- \n<!--`",
        "a.",
        "a@",
        "www.",
        "http://",
        "](",
        "[[",
        "{%",
        "$$",
        "<pre>",
        "<a b=",
        ".. ",
        ".. \n\n",
        "::\n\n",
        "\n",
        "    x\n",
        "\t",
        "[a]: ",
    ],
)
def test_hostile_texts_end(unit: str) -> None:
    text = unit * 10**5  # in quadratic time this would take minutes
    assert all(0 <= start < end <= len(text) for start, end in Document(text).protected)


@given(st.integers(0, 60), st.integers(0, 60))
def test_protected_ranges_are_found_by_place(start: int, size: int) -> None:
    document = Document("字<b>字</b>`码`字字 https://example.com/字 字<br>\n```\n字字\n```\n字<i></i>")
    end = start + size
    held = [(low, high) for low, high in document.protected if low < max(end, start + 1) and start < high]
    assert list(document.protected_in(start, end)) == held
    assert document.is_protected(start, end) == bool(held)


def test_code_is_what_stands_in_it_and_not_beside_it() -> None:
    text = "甲`乙`丙\n\n  ```\n丁\n  ```\n<b>"
    document = Document(text)
    assert [c for at, c in enumerate(text) if c.isalpha() and document.is_code(at)] == ["乙", "丁"]
