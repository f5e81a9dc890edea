"""``zhquality check``: show what is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from zhquality.checker import Checker
from zhquality.cli.common import choosing, config_of, inputs, language, say, with_paths
from zhquality.errors import ZhqualityError
from zhquality.output import Result

__all__ = ["command"]

FORMATS = ("text", "json", "jsonl", "sarif", "github", "junit", "rdjson", "html")


_ANNOTATIONS = ("github", "junit", "rdjson")


@click.command("check", short_help="Show what is wrong. 检查并指出问题。")
@with_paths
@choosing
@click.option("--output-format", type=click.Choice(FORMATS), default="text", help="How to show it. 输出格式。")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings. 有问题也返回 0。")
@click.option("--quiet", "-q", is_flag=True, help="No summary. 不显示小结。")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them. 按规则统计。")
@click.option("--stdin-filename", default="<stdin>", help="What to call standard input. 标准输入的名字。")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of messages. 提示语言。")
@click.option("--no-color", is_flag=True, help="No colour. 不用颜色。")
@click.option("--force-exclude", is_flag=True, hidden=True, help="Accepted for hooks.")
def command(paths: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401 - click's options
    """Check files, folders, or standard input (-).

    Exit code 0: nothing found; 1: findings; 2: an input could not be read.
    """
    names = ("select", "ignore", "min_confidence", "extend_lexicon", "allow")
    checker = Checker(config_of(*(options[name] for name in names)))
    lang = language(options["lang"])
    results: list[Result] = []
    failed = False
    streaming = options["output_format"] == "text" and not options["statistics"]
    for source in inputs(paths, options["stdin_filename"]):
        if isinstance(source, ZhqualityError):
            say(source)
            failed = True
            continue
        cleaned = checker.clean(source.text) if options["output_format"] == "html" else ""
        result = Result(str(source.path), source.text, checker.check(source.text), cleaned)
        results.append(result if not streaming else Result(result.name, "", result.report))
        if streaming:
            _show(result, lang, color=_colored(no_color=options["no_color"]))
    if not streaming:
        click.echo(_rendered(results, options["output_format"], lang, statistics=options["statistics"]))
    found = sum(len(result.report.findings) for result in results)
    if options["output_format"] == "text" and not options["quiet"]:
        click.echo(_summary(found, len(results), lang), err=True)
    return 2 if failed else int(bool(found) and not options["exit_zero"])


def _colored(*, no_color: bool) -> bool:
    return sys.stdout.isatty() and not no_color and not os.environ.get("NO_COLOR")


def _show(result: Result, lang: str, *, color: bool) -> None:
    from zhquality.output.text import finding_lines

    for line in finding_lines(result, lang, color=color):
        click.echo(line, color=color)


def _rendered(results: list[Result], form: str, lang: str, *, statistics: bool) -> str:
    if statistics:
        from zhquality.output.text import statistics_lines

        return "\n".join(statistics_lines(results))
    if form == "sarif":
        from zhquality.output import sarif
        from zhquality.version import VERSION

        return sarif.render(results, lang, VERSION)
    if form == "html":
        from zhquality.output import html

        return html.render(results, lang)
    if form in _ANNOTATIONS:
        render: Callable[[list[Result], str], str] = import_module(f"zhquality.output.{form}").render
        return render(results, lang)
    from zhquality.output import json

    return json.render(results) if form == "json" else json.render_lines(results)


def _summary(found: int, texts: int, lang: str) -> str:
    if lang == "zh":
        return f"检查 {texts} 篇，发现 {found} 处。" if found else f"检查 {texts} 篇，没有发现问题。"
    return f"{found} findings in {texts} texts." if found else f"{texts} texts, nothing found."
