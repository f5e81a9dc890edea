"""``zhquality restore``: put the words back."""

from __future__ import annotations

from typing import Any

import click

from zhquality.checker import Checker
from zhquality.cli.clean import rewrite, writing
from zhquality.cli.common import choosing, config_of, with_paths

__all__ = ["command"]


@click.command("restore", short_help="Put spun and censored words back. 还原被替换、被屏蔽的词。")
@with_paths
@choosing
@writing
def command(paths: tuple[str, ...], mode: str | None, **options: Any) -> int:  # noqa: ANN401
    """Put spun and censored words back in files, folders, or standard input (-), and print the text.

    With --diff or --write, exit code 1 says that something changed.
    """
    names = ("select", "ignore", "min_confidence", "extend_lexicon", "allow")
    checker = Checker(config_of(*(options[name] for name in names)))
    return rewrite(paths, mode, lambda text: checker.restore(text).text)
