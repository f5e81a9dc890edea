"""The files that ship with the package: where they are, and the rows of those that are text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhquality.errors import DataError

__all__ = ["data_file", "lexicon_folder", "numbered_rows"]

_PACKAGE = Path(__file__).resolve().parent


def lexicon_folder() -> Path:
    """The folder of lexicons: inside an installed wheel, or at the top of a checkout.

    Raises:
        DataError: if neither is there.
    """
    for folder in (_PACKAGE / "data" / "lexicons", _PACKAGE.parents[1] / "lexicons"):
        if folder.is_dir():
            return folder
    raise DataError("the lexicons are missing: reinstall zhquality")


def data_file(name: str) -> Path:
    """A file of ``zhquality/data``.

    Raises:
        DataError: if it is not there.
    """
    path = _PACKAGE / "data" / name
    if not path.is_file():
        raise DataError(f"{name} is missing from the installation: reinstall zhquality")
    return path


def numbered_rows(path: Path) -> Iterator[tuple[int, str]]:
    """The rows of a UTF-8 file with their numbers, from 1; blank lines and comments, which begin with ``#``, are none.

    Raises:
        DataError: if it cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot read: {error}") from error
    yield from ((number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#"))
