"""What tests of faults share: the program as a command, and root without the right to do everything."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "zhquality", *map(str, arguments)]


def without_privilege(arguments: list[str]) -> list[str]:
    """The command such that permissions count for root too."""
    if os.geteuid() != 0:
        return arguments
    tool = shutil.which("setpriv")
    if tool is None:
        pytest.skip("root may write everywhere, and there is no setpriv to give that up")
    return [tool, "--bounding-set=-dac_override,-dac_read_search", *arguments]
