"""The command line; one file a command, imported when it is called."""

from __future__ import annotations

import sys

__all__ = ["main"]

_HELP = "Find what tampering and scraping did to Chinese text, and put it right."
_COMMANDS = (
    "check",
    "clean",
    "compare",
    "completion",
    "dedup",
    "lexicon",
    "mine",
    "restore",
    "rule",
    "scan",
    "trace",
    "train",
)


def main() -> None:
    """Run the command line; never returns."""
    if sys.argv[1:] == ["--version"]:  # no imports: tools ask for it at every start
        from zhquality.version import VERSION

        print(f"zhquality {VERSION}")  # noqa: T201
        sys.exit(0)
    try:
        from zhquality.cli.group import run

        sys.exit(run(_COMMANDS, _HELP))
    except KeyboardInterrupt:  # while modules are still being imported
        sys.exit(130)
