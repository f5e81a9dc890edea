"""``zhquality scan``: check a corpus through worker processes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import click

from zhquality.cli.common import Chosen, FloatRange, choosing, language, speaking
from zhquality.cli.progress import Bar
from zhquality.cli.workspace import checker_here

__all__ = ["command"]

_LOG = 30.0
"""Seconds between two lines of progress where standard error is not a terminal."""


@click.command("scan", short_help="Check a corpus. 检查整个语料库。")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write. 输出文件夹。")
@click.option("--text-field", default="text", show_default=True, help="Field of the text. 正文字段。")
@click.option("--id-field", default="", help="A field every row must have; named in rejects. 编号字段。")
@click.option("--keep", default="", help='Rows to write, such as "spun < 0.2 and quality > 0.6". 只写符合条件的行。')
@click.option("--clean", is_flag=True, help="Add the cleaned text as zhq_cleaned. 加上修正后的正文。")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; as many as cores if left out. 进程数。")
@click.option(
    "--shard-size", type=click.IntRange(min=1), default=1000, show_default=True, help="Rows a part. 每片行数。"
)
@click.option("--sample", type=FloatRange(0, 1, min_open=True), default=1.0, help="Share of rows. 抽样比例。")
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary. 不显示进度和小结。")
@speaking
@choosing
def command(inputs: tuple[Path, ...], out: Path, chosen: Chosen, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Check JSONL (.gz .xz .zst), Parquet and folders of text; write every row with its scores and findings.

    Rows go to OUT/data in order, what cannot be read to OUT/rejects.jsonl with file, line and reason, counts to
    OUT/summary.json. Run the same command again after a crash: it goes on where it ended.

    Exit code 0: all rows were read; 1: some are in rejects.jsonl; 2: an error, nothing finished is lost.
    """
    from zhquality.corpus.scan import Options, scan

    checker = checker_here(chosen)
    settings = Options(
        **{name: options[name] for name in ("text_field", "id_field", "keep", "clean", "shard_size", "sample")}
    )
    workers = options["workers"] or os.cpu_count() or 1
    lang = language(options["lang"])
    with Bar(quiet=options["quiet"]) as bar:
        tally = scan(inputs, out, settings, checker, workers, _Line(bar, lang, quiet=options["quiet"]).show)
    if not options["quiet"]:
        from zhquality.output.tally import lines

        for text in lines(tally, lang):
            click.echo(text)
    if tally.rejected:
        rejects = out / "rejects.jsonl"
        said = f"{tally.rejected} 行无法读取，见 {rejects}" if lang == "zh" else f"{tally.rejected} rejected: {rejects}"
        click.echo(said, err=True)
    return int(tally.rejected > 0)


class _Line:
    """The progress on standard error: a bar on a terminal, now and then a line elsewhere."""

    def __init__(self, bar: Bar, lang: str, *, quiet: bool) -> None:
        self._bar = bar
        self._lang = lang
        self._logs = not quiet and not sys.stderr.isatty()
        self._began = self._shown = time.monotonic()
        self._first: tuple[int, int] | None = None

    def show(self, progress: Any) -> None:  # noqa: ANN401 - corpus.scan.Progress, imported late
        now = time.monotonic()
        tally = progress.tally
        if self._first is None:
            self._first = (progress.done, tally.bytes)
        spent = now - self._began
        rate = (tally.bytes - self._first[1]) / max(spent, 1e-3) / 1e6
        words = ("行", "拒", "剩余") if self._lang == "zh" else ("rows", "rejected", "left")
        text = f"{tally.rows:,} {words[0]}  {rate:.2f} MB/s  {tally.rejected:,} {words[1]}"
        self._bar.show(progress.done, progress.total, text)
        if self._logs and now - self._shown >= _LOG:
            self._shown = now
            moved = progress.done - self._first[0]
            left = int(spent * (progress.total - progress.done) / moved) if moved > 0 else 0
            share = 100 * progress.done / max(1, progress.total)
            text += f"  {words[2]} {left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
            click.echo(f"{share:5.1f} %  {text}", err=True)
