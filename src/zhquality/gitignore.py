"""What .gitignore files exclude, from the top of the repository down; pathspec does the matching."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhquality.files import cannot_read, is_file

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["GitIgnores", "is_pattern", "lenient_spec"]


def lenient_spec(lines: Sequence[str]) -> GitIgnoreSpec:
    """The patterns of a .gitignore file; lines that are none are passed over, as git does."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error):
        return GitIgnoreSpec.from_lines([line for line in lines if is_pattern(line)])


def is_pattern(line: str) -> bool:
    """Whether a line has the syntax of .gitignore."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):  # the second of a range turned around: [z-a]
        return False
    return True


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise cannot_read(path, error) from error


class GitIgnores:
    """The .gitignore files that bear on a folder: its own, those above it in its repository, and those below it."""

    def __init__(self, top: Path) -> None:
        """Read those above a folder.

        Raises:
            InputError: if one cannot be read.
        """
        self._top = top
        self._real = top.resolve()
        self._specs: dict[Path, GitIgnoreSpec] = {}
        above = [self._real, *self._real.parents]
        roots = [number for number, parent in enumerate(above) if os.path.exists(parent / ".git")]  # noqa: PTH110 - Path.exists raises where it may not look
        for folder in above[1 : roots[0] + 1] if roots else ():
            self._read(folder)

    def enter(self, folder: Path) -> None:
        """Read the files of a folder before anything in it is asked for.

        Raises:
            InputError: if one cannot be read.
        """
        self._read(self._real / folder.relative_to(self._top))

    def _read(self, folder: Path) -> None:
        files = (folder / ".git" / "info" / "exclude", folder / ".gitignore")  # the later pattern wins
        lines = [line for file in files if is_file(file) for line in _lines(file)]
        if lines:
            self._specs[folder] = lenient_spec(lines)

    def covers(self, path: Path, *, folder: bool) -> bool:
        """Whether git would leave out a path below the top; the nearest file that has a pattern for it decides."""
        if not self._specs:
            return False
        real = self._real / path.relative_to(self._top)
        for parent in real.parents:
            spec = self._specs.get(parent)
            if spec is not None:
                decided = spec.check_file(real.relative_to(parent).as_posix() + ("/" if folder else "")).include
                if decided is not None:
                    return decided
        return False
