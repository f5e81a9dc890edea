"""What is wrong with a dictionary, row by row, and that one with anything wrong is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhquality.errors import DataError
from zhquality.lexicon.entries import Entry, load_family, load_folder, validate


def written(folder: Path, *rows: str) -> Path:
    path = folder / "own.tsv"
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def problems(path: Path) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in validate(path)]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("手艺\t技术", None),
        ("手艺\t技术|工艺\t木匠的文章里常见", None),
        ("手艺", "a row is surface, tab, canonicals, optional tab and note"),
        ("手艺\t技术\t注\t再", "a row is surface, tab, canonicals, optional tab and note"),
        ("\t技术", "the surface is empty, or has blanks or control characters"),
        ("手艺 \t技术", "the surface is empty, or has blanks or control characters"),
        ("手\u200b艺\t技术", "the surface is empty, or has blanks or control characters"),
        ("手艺\t", "a canonical is empty, or has blanks or control characters"),
        ("手艺\t技术|", "a canonical is empty, or has blanks or control characters"),
        ("手艺\t技术| 工艺", "a canonical is empty, or has blanks or control characters"),
        ("手艺\t技\u200b术", "a canonical is empty, or has blanks or control characters"),
        ("手艺\t技术|手艺", "手艺 stands for itself"),
        ("手艺\t技术|工艺|技术", "a canonical is there twice"),
    ],
)
def test_rows(tmp_path: Path, row: str, wrong: str | None) -> None:
    path = written(tmp_path, "# 表", "", row)
    if wrong is None:
        assert problems(path) == []
        surface, canonicals, *note = row.split("\t")
        assert load_family(path) == (Entry(surface, tuple(canonicals.split("|")), "".join(note), 3),)
        return
    assert problems(path) == [(3, wrong)]
    with pytest.raises(DataError, match=rf"own\.tsv:3: {wrong}"):
        load_family(path)


def test_rows_stand_in_order_and_once(tmp_path: Path) -> None:
    path = written(tmp_path, "乙\t甲", "丙\t甲", "丙\t丁", "错", "七\t甲")
    assert problems(path) == [
        (4, "a row is surface, tab, canonicals, optional tab and note"),
        (2, "丙 is out of order"),
        (3, "丙 is there twice"),
        (5, "七 is out of order"),
    ]
    assert str(validate(path)[1]) == f"{path}:2: 丙 is out of order"
    assert [problem.message_zh for problem in validate(path)][1:3] == ["丙未按顺序排列", "丙出现两次"]


def test_a_folder_is_read_by_the_names_of_its_files(tmp_path: Path) -> None:
    written(tmp_path, "手艺\t技术").rename(tmp_path / "b.tsv")
    written(tmp_path, "产物\t产品").rename(tmp_path / "a.tsv")
    (tmp_path / "notes.txt").write_text("不是词典", encoding="utf-8")
    assert validate(tmp_path) == []
    assert [(name, entries[0].surface) for name, entries in load_folder(tmp_path).items()] == [
        ("a", "产物"),
        ("b", "手艺"),
    ]
    (tmp_path / "b.tsv").write_text("手艺\n", encoding="utf-8")
    assert [problem.path.name for problem in validate(tmp_path)] == ["b.tsv"]


def test_what_is_no_text_or_not_there_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_bytes("手艺\t技".encode() + b"\xff")
    with pytest.raises(DataError, match="not UTF-8 at byte 10; save the lexicon as UTF-8"):
        validate(path)
    with pytest.raises(DataError, match="cannot read the lexicon: No such file"):
        load_family(tmp_path / "nowhere.tsv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no dictionaries"):
        validate(tmp_path / "empty")
