"""Finding the text files of folders, as git sees them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from zhquality.errors import InputError
from zhquality.files import cannot_read, is_file
from zhquality.gitignore import GitIgnores

__all__ = ["SUFFIXES", "find_files", "is_folder"]

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".txt", ".rst", ".html", ".htm", ".adoc"})
"""File types looked at in folders; a file named by the user is read whatever its name."""


def is_folder(path: Path) -> bool:
    """Whether a path that somebody named is a folder, and no file.

    Raises:
        InputError: if nothing is there, or it cannot be looked at.
    """
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError(f"{path}: no such file or folder") from error
    except (OSError, ValueError) as error:  # no permission, a name too long, links in a circle, or one with NUL
        raise cannot_read(path, error) from error


def find_files(
    paths: Iterable[Path], excludes: Callable[[Path, bool], bool] = lambda _path, _folder: False
) -> Iterator[Path | InputError]:
    """The files named, and the text files below the folders named, without what .gitignore files exclude.

    A path that is not there, and a folder that cannot be read, is an error in its place; the others follow.

    Args:
        paths: files and folders.
        excludes: whether to leave out what stands at a path below a folder named; told whether that is a folder.
    """
    for path in paths:
        try:
            if not is_folder(path):
                yield path
                continue
        except InputError as error:
            yield error
            continue
        yield from _walk(path, excludes)


def _walk(top: Path, excludes: Callable[[Path, bool], bool]) -> Iterator[Path | InputError]:
    closed: list[OSError] = []
    try:
        ignores = GitIgnores(top)
    except InputError as error:
        yield error
        return
    for folder, names, files in os.walk(top, onerror=closed.append):  # links to folders are not followed: no loops
        yield from _errors(closed)
        here = Path(folder)
        try:
            ignores.enter(here)
        except InputError as error:  # what git ignores here is not known, so nothing here is looked at
            yield error
            names.clear()
            continue

        def kept(path: Path, *, folder: bool) -> bool:
            return not ignores.covers(path, folder=folder) and not excludes(path, folder)

        names[:] = sorted(n for n in names if not n.startswith(".") and kept(here / n, folder=True))
        for name in sorted(files):
            path = here / name
            if path.suffix.lower() in SUFFIXES and kept(path, folder=False) and not _is_special(path):
                yield path
    yield from _errors(closed)


def _is_special(path: Path) -> bool:
    """Whether there is a pipe, a socket or a device: reading one that nobody named may take for ever, and git has none."""
    return os.path.exists(path) and not is_file(path)  # noqa: PTH110 - Path.exists raises where it may not look


def _errors(closed: list[OSError]) -> Iterator[InputError]:
    """The folders that could not be listed since this was asked last."""
    yield from (cannot_read(error.filename, error) for error in closed)
    closed.clear()
