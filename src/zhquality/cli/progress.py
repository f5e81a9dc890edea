"""A progress bar for people who wait: on a terminal, after the first second; nothing in pipes."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["Bar"]

_PATIENCE = 1.0
"""Seconds without a bar: most runs are over by then, and the library that draws it is imported only for the others."""


class Bar:
    """Shows how far a run is; a context manager."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._wanted = sys.stderr.isatty() and not quiet
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def show(self, done: float, total: float | None, text: str = "") -> None:
        """Say how much is done, of how much if that is known, and in a few words what."""
        if not self._wanted or (self._bar is None and time.monotonic() - self._began < _PATIENCE):
            return
        if self._bar is None:
            self._open()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total, text=text)

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[text]}", markup=False),
            TimeRemainingColumn(),
        )
        self._bar = Progress(
            *columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()
        )
        self._task = self._bar.add_task("", total=None, text="")
        self._bar.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
