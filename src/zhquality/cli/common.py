"""What several commands share: options, reading the inputs, the language of messages."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from zhquality.checker import Checker
from zhquality.config import Config
from zhquality.errors import ConfigError, InputError, ZhqualityError
from zhquality.files import Source, find_files, read_source

__all__ = ["choosing", "config_of", "inputs", "language", "say", "with_paths"]

F = TypeVar("F", bound=Callable[..., object])
STDIN = "-"


def with_paths(function: F) -> F:
    """The PATH arguments."""
    return click.argument("paths", nargs=-1, required=True, metavar="PATH…")(function)


def choosing(function: F) -> F:
    """The options that choose rules."""
    for option in (
        click.option("--select", default="", help="Rule prefixes to report, such as SPN,CEN001. 只报告这些规则。"),
        click.option("--ignore", default="", help="Rule prefixes not to report. 不报告这些规则。"),
        click.option(
            "--min-confidence", type=click.FloatRange(0, 1), default=None, help="Least confidence. 最低置信度。"
        ),
        click.option("--extend-lexicon", multiple=True, help="A further dictionary of spun terms. 追加词典。"),
        click.option("--allow", multiple=True, help="A term that is always right. 放行的词。"),
    ):
        function = option(function)
    return function


def _prefixes(value: str) -> tuple[str, ...]:
    return tuple(part.strip().upper() for part in value.split(",") if part.strip())


def config_of(
    select: str, ignore: str, min_confidence: float | None, extend_lexicon: Sequence[str], allow: Sequence[str]
) -> Config:
    """The settings of the nearest file above the working folder, as the options change them.

    Rules and the least confidence given as options replace the file's; terms and dictionaries are added to its own.

    Raises:
        ConfigError: if the file is wrong, or no rule has one of the prefixes.
    """
    from zhquality.cli.settings import find_settings

    base = find_settings(Path.cwd())
    config = replace(
        base,
        select=_prefixes(select) or base.select,
        ignore=_prefixes(ignore) or base.ignore,
        min_confidence=base.min_confidence if min_confidence is None else min_confidence,
        extend_lexicons=(*base.extend_lexicons, *extend_lexicon),
        allow=(*base.allow, *allow),
    )
    _must_be_rules((*config.select, *config.ignore, *config.thresholds))
    return config


def _must_be_rules(prefixes: Sequence[str]) -> None:
    if not prefixes:
        return
    from zhquality.rules import catalogue

    for prefix in prefixes:
        if not any(code.startswith(prefix) for code in catalogue()):
            raise ConfigError(f"no rule begins with {prefix}; `zhquality rule` lists them")


def language(lang: str | None) -> str:
    """``zh`` or ``en``: as asked, else by the locale."""
    if lang:
        return lang
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if (name or locale.getlocale()[0] or "").lower().startswith("zh") else "en"


def _stdin(name: str) -> Source:
    from zhquality.files import decode_bytes

    data = sys.stdin.buffer.read()
    text, encoding = decode_bytes(data, Path(name))
    return Source(Path(name), text, encoding, 0)


def inputs(paths: Sequence[str], stdin_name: str = "<stdin>") -> Iterator[Source | ZhqualityError]:
    """Every input in order; one that cannot be read is an error in its place, and the others follow."""
    for path in paths:
        try:
            if path == STDIN:
                yield _stdin(stdin_name)
                continue
            files = list(find_files([Path(path)]))
        except InputError as error:
            yield error
            continue
        for file in files:
            try:
                yield read_source(file)
            except InputError as error:
                yield error


def say(error: ZhqualityError) -> None:
    """Print an error to standard error."""
    click.echo(f"zhquality: {error}", err=True)


def checker_of(config: Config) -> Checker:
    """The checker of a command."""
    return Checker(config)
