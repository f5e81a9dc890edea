"""``zhquality restore``: put the words back."""

from __future__ import annotations

from typing import Any

import click

from zhquality.cli.clean import rewrite, writing
from zhquality.cli.common import Chosen, Wanted, choosing, naming
from zhquality.cli.workspace import Workspace

__all__ = ["command"]


@click.command("restore", short_help="Put spun and censored words back. 还原被替换、被屏蔽的词。")
@naming
@choosing
@writing
def command(wanted: Wanted, chosen: Chosen, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Put spun and censored words back in files, folders, or standard input (-), and print the text.

    With --diff or --write, exit code 1 says that something changed.
    """
    return rewrite(Workspace(wanted, chosen), lambda checker, text: checker.restore(text).text, **options)
