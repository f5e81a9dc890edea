"""``zhquality check``: show what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from zhquality.cli.common import Chosen, Wanted, choosing, colored, language, naming, say, speaking
from zhquality.cli.progress import Bar
from zhquality.cli.workspace import Workspace
from zhquality.errors import InputError
from zhquality.files import Source, write_new
from zhquality.output import Result

__all__ = ["command"]

FORMATS = ("text", "json", "jsonl", "sarif", "github", "junit", "rdjson", "html")


@click.command("check", short_help="Show what is wrong. 检查并指出问题。")
@naming
@choosing
@click.option("--output-format", type=click.Choice(FORMATS), default="text", help="How to show it. 输出格式。")
@click.option("--output-file", "-o", type=click.Path(path_type=Path), help="Where to write it. 输出到文件。")
@click.option(
    "--output-dir", type=click.Path(path_type=Path), help="With html: a page a file, and an index. HTML 输出到文件夹。"
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings. 有问题也返回 0。")
@click.option("--quiet", "-q", is_flag=True, help="No summary, no progress. 不显示小结和进度。")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them. 按规则统计。")
@click.option("--show-settings", is_flag=True, help="Print the settings of the first path and end. 显示生效的配置。")
@click.option("--add-ignore", is_flag=True, help="Write inline ignores for what is found. 为所有问题写入忽略注释。")
@click.option("--no-color", is_flag=True, help="No colour. 不用颜色。")
@speaking
def command(wanted: Wanted, chosen: Chosen, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Check files, folders, or standard input (-).

    Exit code 0: nothing found; 1: findings; 2: an input could not be read.
    """
    workspace = Workspace(wanted, chosen)
    if options["show_settings"]:
        from zhquality.cli.showing import settings_lines

        click.echo("\n".join(settings_lines(workspace, wanted)))
        return 0
    if options["output_dir"] and options["output_format"] != "html":
        raise click.UsageError("--output-dir goes with --output-format html")
    if options["statistics"] and options["output_format"] != "text":
        raise click.UsageError("--statistics goes with --output-format text")
    if options["add_ignore"]:
        from zhquality.cli.ignoring import add_ignores

        return add_ignores(workspace, quiet=options["quiet"])
    lang = language(options["lang"])
    streaming = options["output_format"] == "text" and not options["statistics"] and not options["output_file"]
    run = _Run(workspace, options, lang)
    results: list[Result] = []
    found = 0
    with Bar(quiet=options["quiet"]) as bar:
        for result in run.results(bar):
            found += len(result.report.findings)
            if streaming:
                _show(result, lang, color=colored(no_color=options["no_color"]))
            results.append(Result(result.name, "", result.report) if streaming else result)
    if not streaming:
        _write(results, options, lang)
    if options["output_format"] == "text" and not options["quiet"]:
        click.echo(_summary(found, len(results), run.failed, lang), err=True)
    return 2 if run.failed else int(bool(found) and not options["exit_zero"])


class _Run:
    """One pass over the files; ``failed`` counts those that could not be read."""

    def __init__(self, workspace: Workspace, options: dict[str, Any], lang: str) -> None:
        self.failed = 0
        self._workspace = workspace
        self._cleans = options["output_format"] == "html"
        self._unit = "篇" if lang == "zh" else "files"

    def results(self, bar: Bar) -> Iterator[Result]:
        files = self._workspace.files()
        for number, path in enumerate(files):
            bar.show(number, len(files), f"{number}/{len(files)} {self._unit}")
            try:
                if isinstance(path, InputError):
                    raise path
                source = self._workspace.read(path)
            except InputError as error:
                say(error)
                self.failed += 1
                continue
            yield self._result(source)

    def _result(self, source: Source) -> Result:
        checker = self._workspace.checker(source.path)
        cleaned = checker.clean(source.text) if self._cleans else ""
        return Result(str(source.path), source.text, checker.check(source.text), cleaned)


def _show(result: Result, lang: str, *, color: bool) -> None:
    from zhquality.output.text import finding_lines

    for line in finding_lines(result, lang, color=color):
        click.echo(line, color=color)


def _write(results: list[Result], options: dict[str, Any], lang: str) -> None:
    if options["output_dir"]:
        from zhquality.output.html import render_folder

        for name, page in render_folder(results, lang):
            write_new(options["output_dir"] / name, page)
        return
    text = _rendered(results, options["output_format"], lang, statistics=options["statistics"])
    if options["output_file"]:
        write_new(options["output_file"], text + "\n")
    elif text:
        click.echo(text)


def _rendered(results: list[Result], form: str, lang: str, *, statistics: bool) -> str:
    if statistics or form == "text":
        from zhquality.output.text import finding_lines, statistics_lines

        if statistics:
            return "\n".join(statistics_lines(results))
        return "\n".join(line for result in results for line in finding_lines(result, lang, color=False))
    if form == "sarif":
        from zhquality.output import sarif
        from zhquality.version import VERSION

        return sarif.render(results, lang, VERSION)
    if form in {"json", "jsonl"}:
        from zhquality.output import json

        return json.render(results) if form == "json" else json.render_lines(results)
    render: Callable[[list[Result], str], str] = import_module(f"zhquality.output.{form}").render
    return render(results, lang)


def _summary(found: int, texts: int, failed: int, lang: str) -> str:
    if lang == "zh":
        unread = f"另有 {failed} 个无法读取。" if failed else ""
        return (f"检查 {texts} 篇，发现 {found} 处。" if found else f"检查 {texts} 篇，没有发现问题。") + unread
    counted = f"{texts} text" if texts == 1 else f"{texts} texts"
    unread = f" {failed} could not be read." if failed else ""
    said = f"{found} {'finding' if found == 1 else 'findings'} in {counted}." if found else f"{counted}, nothing found."
    return said + unread
