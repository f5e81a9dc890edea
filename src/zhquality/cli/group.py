"""The group of commands: loaded one by one, with suggestions for mistyped names and one way to fail."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from zhquality.cli.common import asked_language, say
from zhquality.errors import InputError, ZhqualityError
from zhquality.version import VERSION

__all__ = ["run"]


class _ReaderGoneError(Exception):
    """Whoever read our output has left; click would end with a code of its own, which differs by version."""


class _Commands(click.Group):
    def __init__(self, names: Sequence[str], text: str) -> None:
        super().__init__(name="zhquality", help=text, context_settings={"help_option_names": ["-h", "--help"]})
        self._names = names

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self._names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self._names:
            return None
        command: click.Command = importlib.import_module(f"zhquality.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGoneError from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self._names:
            import difflib

            near = difflib.get_close_matches(args[0], self._names, 1)
            if near:
                raise click.UsageError(f"there is no command {args[0]}; did you mean {near[0]}?", ctx)
        return super().resolve_command(ctx, args)


def _show(error: click.ClickException) -> None:
    """Print what was wrong with the command line, and where to read on."""
    lang = asked_language()
    if lang == "en":
        error.show()
        return
    from zhquality.cli.translating import translated

    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(f"{error.ctx.get_usage()}\n用 {error.ctx.command_path} --help 查看帮助。\n", err=True)
    click.echo(f"错误：{translated(error.format_message(), lang)}", err=True)


def _drop_output() -> None:
    """What is still to be written goes nowhere: the interpreter flushes once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(names: Sequence[str], text: str) -> int:
    """Run the command named on the command line.

    Returns:
        The exit code: 0 clean, 1 findings, 2 an error, 130 interrupted.
    """
    group = _Commands(names, text)
    group = click.version_option(VERSION, prog_name="zhquality", message="%(prog)s %(version)s")(group)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = group.main(prog_name="zhquality", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        _show(error)
        return 2
    except click.exceptions.Exit as error:
        return error.exit_code
    except ZhqualityError as error:
        say(error)
        return 2
    except (BrokenPipeError, _ReaderGoneError):
        _drop_output()
        return 2
    except OSError as error:
        if error.filename is not None:  # not the output, and no failure that anyone foresaw
            raise
        _drop_output()
        say(InputError(f"standard output: cannot write: {error.strerror}; make room, or send it elsewhere"))
        return 2
    return code if isinstance(code, int) else 0
