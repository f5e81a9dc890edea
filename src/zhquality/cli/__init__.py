"""The command line; one file a command, imported when it is called."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn

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


_YOUNG = 200_000
"""Objects made before the collector looks at them: what is loaded lives to the end, and looking takes 10 ms of a start. A clean page
leaves 52,000."""


def main() -> NoReturn:
    """Run the command line; never returns."""
    if sys.argv[1:] == ["--version"]:  # no imports: tools ask for it at every start
        from zhquality.version import VERSION

        print(f"zhquality {VERSION}")  # noqa: T201
        sys.exit(0)
    _open_closed()
    gc.set_threshold(_YOUNG, 10, 10)
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # starting threads takes 30 ms, and no product is big enough for two
    try:
        from zhquality.cli.group import run

        code = run(_COMMANDS, _HELP)
    except KeyboardInterrupt:  # while modules are still being imported
        code = 130
    except Exception:  # noqa: BLE001 - a defect of the program: 1 would say that texts have findings
        import traceback

        traceback.print_exc()
        code = 2
    _end(code)


def _open_closed() -> None:
    """What is written to a stream that was closed (``>&-``) goes nowhere; Python has None for it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - as long as the program


def _end(code: int) -> NoReturn:
    """End without taking down what was loaded, object by object, which takes 20 ms; whatever writes files has closed them.

    Other processes are taken down in order.
    """
    if "multiprocessing" not in sys.modules:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)
