"""The files a command works on, each with the settings and the checker that hold for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import click

from zhquality.checker import Checker
from zhquality.cli.common import Chosen, Wanted
from zhquality.cli.settings import PATTERNS, Glob, Settings, find_settings, load_settings
from zhquality.config import Config
from zhquality.errors import ConfigError, InputError
from zhquality.files import Source, decode_bytes, read_source
from zhquality.gitignore import is_pattern
from zhquality.walking import find_files

__all__ = ["STDIN", "Workspace", "checker_here"]

STDIN = "-"
_UNNAMED = "<stdin>"


class Workspace:
    """What the command line names, under the settings nearest to each file and the options over them."""

    def __init__(self, wanted: Wanted, chosen: Chosen) -> None:
        chosen.check()
        self._wanted = wanted
        self._chosen = chosen
        self._by_folder: dict[Path, Settings] = {}
        self._checkers: dict[tuple[Path | None, tuple[str, ...]], Checker] = {}
        for pattern in wanted.exclude:
            if not is_pattern(pattern):
                raise ConfigError(f"--exclude: {pattern} must be {PATTERNS}")
        self._exclude = tuple(Glob(Path.cwd(), pattern) for pattern in wanted.exclude)

    @cached_property
    def _given(self) -> Settings | None:
        return load_settings(self._chosen.config) if self._chosen.config else None

    def settings(self, path: Path) -> Settings:
        """Settings for a file, without the options.

        Raises:
            ConfigError: if their file is wrong.
        """
        folder = path.parent
        if folder not in self._by_folder:
            self._by_folder[folder] = self._given or find_settings(folder)
        return self._by_folder[folder]

    def config(self, path: Path) -> Config:
        """Configuration for a file: its settings with the options over them."""
        return self._chosen.over(self.settings(_absolute(path)).config)

    def checker(self, path: Path) -> Checker:
        """The checker for a file; files with the same settings share its parts."""
        absolute = _absolute(path)
        settings = self.settings(absolute)
        key = settings.file, settings.ignored_in(absolute)
        if key not in self._checkers:
            if (settings.file, ()) not in self._checkers:
                self._checkers[settings.file, ()] = Checker(self.config(path))
            if key[1]:
                self._checkers[key] = self._checkers[settings.file, ()].ignoring(key[1])
        return self._checkers[key]

    def excludes(self, path: Path, *, folder: bool = False) -> bool:
        """Whether the options or the settings exclude a path."""
        absolute = _absolute(path)
        if any(glob.matches(absolute, folder=folder) for glob in self._exclude):
            return True
        return self.settings(absolute).excludes(absolute, folder=folder)

    def files(self) -> list[Path | InputError]:
        """Every file to read, in order; a path that is not there is an error in its place.

        Raises:
            UsageError: if no path was given.
        """
        if not self._wanted.paths:
            raise click.UsageError("give files, folders, or - for standard input")
        found: list[Path | InputError] = []
        for name in self._wanted.paths:
            if not name:  # a variable that is not set, and not the working folder
                found.append(InputError("'': no such file or folder"))
                continue
            path = Path(name)
            if self._wanted.force_exclude and self.excludes(
                Path(self._wanted.stdin_filename) if name == STDIN else path
            ):
                continue
            found += [path] if name == STDIN else find_files([path], lambda p, f: self.excludes(p, folder=f))
        return found

    def read(self, path: Path) -> Source:
        """A file's text, or that of standard input.

        Raises:
            InputError: if it cannot be read or decoded.
        """
        if str(path) != STDIN:
            return read_source(path)
        name = Path(self._wanted.stdin_filename or _UNNAMED)
        if sys.stdin is None:
            raise InputError("standard input is closed; give a file or a pipe")
        text, encoding = decode_bytes(sys.stdin.buffer.read(), name)
        return Source(name, text, encoding, 0)

    def sources(self) -> Iterator[Source | InputError]:
        """The texts of all files; what cannot be read is an error in its place, and the others follow."""
        for path in self.files():
            if isinstance(path, InputError):
                yield path
                continue
            try:
                yield self.read(path)
            except InputError as error:
                yield error


def _absolute(path: Path) -> Path:
    """The path without . and .., symbolic links as they are: patterns are about names."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve follows links


def checker_here(chosen: Chosen) -> Checker:
    """The checker of a command that is not about files of text: the settings are those of the working folder."""
    settings = load_settings(chosen.config) if chosen.config else find_settings(Path.cwd())
    return Checker(chosen.over(settings.config))
