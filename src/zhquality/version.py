"""The version, apart so that asking for it imports nothing."""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = "0.1.0"
