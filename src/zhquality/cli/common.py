"""What several commands share: options, the language of messages, errors."""

from __future__ import annotations

import functools
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from zhquality.config import Config
from zhquality.errors import ZhqualityError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = [
    "Chosen",
    "FloatRange",
    "Wanted",
    "choosing",
    "colored",
    "complete_codes",
    "language",
    "naming",
    "say",
    "speaking",
]

F = TypeVar("F", bound=Callable[..., object])


def speaking(function: F) -> F:
    """The option for the language of messages."""
    return click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of messages. 提示语言。")(function)


class Chosen(NamedTuple):
    """What the options say about rules and settings; they go over the settings of files."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: float | None = None
    extend_lexicon: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    model: str | None = None
    config: Path | None = None

    def check(self) -> None:
        """Raise ConfigError if no rule has one of the prefixes: before any file is looked for."""
        from zhquality.rules import must_be_rules

        must_be_rules((*self.select, *self.extend_select, *self.ignore))

    def over(self, base: Config) -> Config:
        """Settings as the options change them: rules, the least confidence and the model are replaced, the rest is added."""
        from zhquality.cli.settings import extended

        return replace(
            base,
            select=extended(self.select or base.select, self.extend_select),
            ignore=self.ignore or base.ignore,
            min_confidence=base.min_confidence if self.min_confidence is None else self.min_confidence,
            extend_lexicons=(*base.extend_lexicons, *self.extend_lexicon),
            allow=(*base.allow, *self.allow),
            model=self.model or base.model,
        )


def _prefixes(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Rule prefixes separated by commas."""
    del ctx, param
    return tuple(part.strip().upper() for part in value.split(",") if part.strip())


def complete_codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Families and rules that the last of the prefixes could become."""
    del ctx, param
    from click.shell_completion import CompletionItem

    from zhquality.rules import catalogue

    before, comma, last = incomplete.rpartition(",")
    codes = {code[:3]: "" for code in catalogue()} | {entry.code: entry.summary for entry in catalogue().values()}
    return [
        CompletionItem(before + comma + code, help=text)
        for code, text in codes.items()
        if code.startswith(last.upper())
    ]


def _codes(name: str, text: str) -> Callable[[F], F]:
    return click.option(name, default="", metavar="CODES", callback=_prefixes, shell_complete=complete_codes, help=text)


class FloatRange(click.FloatRange):
    """A range of numbers that NaN is not in; click compares it with both ends and finds nothing wrong."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click has it
        """The number; click's own error if it is none, or out of the range."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a valid float range.", param, ctx)
        return number


_CHOOSING = (
    _codes("--select", "Rule prefixes to report, such as SPN,CEN001. 只报告这些规则。"),
    _codes("--extend-select", "More of them, over the settings. 另外报告这些规则。"),
    _codes("--ignore", "Rule prefixes not to report. 不报告这些规则。"),
    click.option("--min-confidence", type=FloatRange(0, 1), help="Least confidence. 最低置信度。"),
    click.option(
        "--extend-lexicon", multiple=True, type=click.Path(), help="A further dictionary of spun terms. 追加词典。"
    ),
    click.option("--model", type=click.Path(), help="A model made by train, for the one that ships. 指定语言模型。"),
    click.option("--allow", multiple=True, help="A term that is always right. 放行的词。"),
    click.option(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Settings, instead of the nearest file's. 指定配置文件。",
    ),
)


class Wanted(NamedTuple):
    """Which files the command line names.

    Attributes:
        paths: files, folders, and ``-`` for standard input.
        exclude: patterns in the syntax of .gitignore, for paths below the working folder.
        force_exclude: whether what is excluded stays so when it is named itself.
        stdin_filename: what standard input is called, which decides its settings; empty if it has no name.
    """

    paths: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    stdin_filename: str = ""


_NAMING = (
    click.argument("paths", nargs=-1, metavar="PATH…"),
    click.option("--exclude", multiple=True, help="A pattern of paths not to look at. 排除的路径。"),
    click.option(
        "--force-exclude", is_flag=True, help="Exclude files that are named as well (for hooks). 点名的文件也照样排除。"
    ),
    click.option("--stdin-filename", default="", help="What to call standard input. 标准输入的名字。"),
)


def naming(function: Callable[..., Any]) -> Callable[..., Any]:
    """The PATH arguments and what bears on them; the command gets them as one argument, ``wanted``."""
    return _gathered(function, _NAMING, "wanted", Wanted)


def _gathered(function: Callable[..., Any], options: Sequence[Any], argument: str, kind: Any) -> Callable[..., Any]:  # noqa: ANN401 - a class
    """A command function whose options come as one object of the class ``kind``."""

    @functools.wraps(function)
    def called(**values: Any) -> object:  # noqa: ANN401 - click's options
        own = {name: values.pop(name) for name in kind._fields}
        return function(**{argument: kind(**own)}, **values)

    for option in reversed(options):
        called = option(called)
    return called


def choosing(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose rules and settings; the command gets them as one argument, ``chosen``."""
    return _gathered(function, _CHOOSING, "chosen", Chosen)


def language(lang: str | None) -> str:
    """``zh`` or ``en``: as asked, else by the locale."""
    if lang:
        return lang
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if not name:
        import locale

        name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith("zh") else "en"


def colored(*, no_color: bool) -> bool:
    """Whether standard output is a terminal that wants colour (https://no-color.org)."""
    return sys.stdout.isatty() and not no_color and not os.environ.get("NO_COLOR")


def asked_language() -> str:
    """The language of this run, read from the command line itself: errors may come before options are known."""
    for number, word in enumerate(sys.argv):
        if word == "--lang" and sys.argv[number + 1 : number + 2] in (["zh"], ["en"]):
            return sys.argv[number + 1]
        if word in {"--lang=zh", "--lang=en"}:
            return word[-2:]
    return language(None)


def say(error: ZhqualityError) -> None:
    """Print an error to standard error, in the language of this run."""
    from zhquality.cli.translating import translated

    click.echo(f"zhquality: {translated(str(error), asked_language())}", err=True)
