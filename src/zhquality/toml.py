"""Reading TOML. The reader is imported when there is some to read: it takes 5 ms, and a first check of most pages needs none."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["read_toml"]


def read_toml(text: str) -> dict[str, Any]:
    """The tables of a text.

    Raises:
        ValueError: if it is not TOML; says where.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    return tomllib.loads(text)
