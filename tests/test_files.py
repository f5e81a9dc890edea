"""Files keep their encoding, byte-order mark and line ends, and are replaced whole or not at all."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from zhquality.errors import InputError
from zhquality.files import read_source, write_source
from zhquality.walking import find_files

TEXT = "第一行，有标点。\r\n第二行没有换行"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5"])
def test_bytes_come_back_as_they_were(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.txt"
    text = TEXT if encoding != "big5" else "繁體中文的文章，每一行都有標點。\r\n第二行"
    path.write_bytes(text.encode(encoding))
    source = read_source(path)
    assert source.text == text
    write_source(source, source.text)
    assert path.read_bytes() == text.encode(encoding)


def test_chinese_punctuation_tells_an_encoding_as_characters_do(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("alpha、beta。gamma，delta".encode("gb18030"))
    assert read_source(path)[1:3] == ("alpha、beta。gamma，delta", "gb18030")


def test_latin_1_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("naïve café à la carte, déjà vu".encode("latin-1"))
    with pytest.raises(InputError, match="byte 2"):
        read_source(path)


@pytest.mark.parametrize("text", ["plain words\r\n", "山上的雪，到四月还没有化。", "A型机，每台 120 元。\n第二行"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named_even_where_it_decodes(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(InputError, match=r"UTF-16\?"):
        read_source(path)


def test_a_control_character_is_no_sign_of_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    text = "山上的雪，到四月\x08还没有化。\x1a"
    path.write_bytes(text.encode("gb18030"))
    assert read_source(path)[1:3] == (text, "gb18030")


def test_nul_by_accident_is_no_sign_of_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("一行里有一个\x00字节，别的都好。".encode())
    assert "\x00" in read_source(path).text


def test_permissions_and_links_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text(TEXT, encoding="utf-8", newline="")
    real.chmod(0o640)
    link.symlink_to(real)
    write_source(read_source(link), "新的内容")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "新的内容"
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.txt", "real.txt"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("旧的内容", encoding="utf-8")
    source = read_source(path)
    path.write_text("别人写的内容", encoding="utf-8")
    with pytest.raises(InputError, match="changed"):
        write_source(source, "新的内容")
    assert path.read_text(encoding="utf-8") == "别人写的内容"


def test_a_result_the_encoding_cannot_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("繁體中文的文章，每一行都有標點。".encode("big5"))
    with pytest.raises(InputError, match="big5"):
        write_source(read_source(path), "简体")
    assert path.read_bytes() == "繁體中文的文章，每一行都有標點。".encode("big5")


def test_a_failed_write_leaves_the_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.txt"
    path.write_text(TEXT, encoding="utf-8")
    source = read_source(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_source(source, "新的内容")
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]
    assert path.read_text(encoding="utf-8") == TEXT.replace("\r\n", "\n")


def test_ignore_files_of_every_level_are_respected(tmp_path: Path) -> None:
    for name in ("a.md", "b.tmp.md", "sub/c.md", "sub/d.md", "node/e.md", ".hidden/f.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".gitignore").write_text("*.tmp.md\nnode/\n")
    (tmp_path / "sub" / ".gitignore").write_text("d.md\n")
    assert [p.relative_to(tmp_path).as_posix() for p in find_files([tmp_path])] == ["a.md", "sub/c.md"]


def test_what_stands_in_an_ignored_folder_cannot_be_named_again(tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    for name in ("a.md", "built/x.md"):
        (tmp_path / name).touch()
    (tmp_path / ".gitignore").write_text("built/\n!built/x.md\n", encoding="utf-8")
    assert list(find_files([tmp_path])) == [tmp_path / "a.md"]


def test_a_wrong_pattern_of_an_ignore_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("[z-a]\nb.md\n", encoding="utf-8")
    for name in ("a.md", "b.md"):
        (tmp_path / name).touch()
    assert list(find_files([tmp_path])) == [tmp_path / "a.md"]


def test_folders_that_link_to_themselves_end(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "a.md").write_text("x")
    assert [p.name for p in find_files([tmp_path])] == ["a.md"]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "a.md").touch()
    (tmp_path / "b.md").symlink_to("a.md")
    (tmp_path / "c.md").symlink_to("pipe.md")
    (tmp_path / "d.md").symlink_to("nowhere")
    assert [p.name for p in find_files([tmp_path])] == ["a.md", "b.md", "d.md"]
    assert list(find_files([tmp_path / "pipe.md"])) == [tmp_path / "pipe.md"]


def test_ignore_files_above_the_folder_count_up_to_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.md\n", encoding="utf-8")
    repository = tmp_path / "repository"
    folder = repository / "docs" / "zh"
    folder.mkdir(parents=True)
    (repository / ".git" / "info").mkdir(parents=True)
    (repository / ".git" / "info" / "exclude").write_text("secret.md\n", encoding="utf-8")
    (repository / ".gitignore").write_text("!\ndraft-*.md\n/docs/zh/built.md\n", encoding="utf-8")
    (repository / "docs" / ".gitignore").write_text("!draft-kept.md\n", encoding="utf-8")
    for name in ("a.md", "draft-x.md", "draft-kept.md", "built.md", "secret.md"):
        (folder / name).write_text("字", encoding="utf-8")
    subprocess.run(["git", "init", "-q", repository], check=True)
    untracked = subprocess.run(
        ["git", "ls-files", "-o", "--exclude-standard", "."], cwd=folder, capture_output=True, text=True, check=True
    )
    assert [path.name for path in find_files([folder])] == untracked.stdout.split() == ["a.md", "draft-kept.md"]


def test_what_a_caller_excludes_is_not_walked(tmp_path: Path) -> None:
    for name in ("a/x.md", "b/y.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("字", encoding="utf-8")
    asked: list[Path] = []

    def excludes(path: Path, folder: bool) -> bool:
        asked.append(path)
        return folder and path.name == "a"

    assert list(find_files([tmp_path], excludes)) == [tmp_path / "b" / "y.md"]
    assert tmp_path / "a" / "x.md" not in asked
