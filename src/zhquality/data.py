"""Where the files that ship with the package are: lexicons, rules, model."""

from __future__ import annotations

from pathlib import Path

from zhquality.errors import DataError

__all__ = ["data_file", "lexicon_folder"]

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
