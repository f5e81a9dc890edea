"""``zhquality trace``: which pages of a corpus a page was made from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhquality.cli.common import Chosen, language, say, speaking
from zhquality.cli.compare import read_one
from zhquality.cli.workspace import checker_here
from zhquality.errors import InputError

if TYPE_CHECKING:
    from zhquality.rewrite.comparison import Comparison

__all__ = ["command"]


@click.command("trace", short_help="Find the sources of a page in a corpus. 在语料库中查找一篇文本的来源。")
@click.argument("page", metavar="PAGE")
@click.option(
    "--against", required=True, multiple=True, type=click.Path(path_type=Path), metavar="CORPUS", help="语料库。"
)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Sources to show. 显示几篇。")
@click.option("--text-field", default="text", show_default=True, help="Field of the text. 正文字段。")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("--extend-lexicon", multiple=True, help="A further dictionary of spun terms. 追加词典。")
@speaking
def command(
    page: str,
    against: tuple[Path, ...],
    limit: int,
    text_field: str,
    output_format: str,
    extend_lexicon: tuple[str, ...],
    lang: str | None,
) -> int:
    """Rank the rows of a corpus (JSONL, Parquet, text files, folders) that PAGE (- is standard input) was made from.

    Exit code 0: no source found; 1: sources found; 2: an input could not be read. Rows that cannot be read are named
    on standard error and passed over.
    """
    from zhquality.corpus.pages import CorpusPage, read_pages
    from zhquality.corpus.sources import find_inputs
    from zhquality.output.compare_text import as_object
    from zhquality.rewrite.trace import trace

    text = read_one(page).text
    checker = checker_here(Chosen(extend_lexicon=extend_lexicon))
    inputs = find_inputs(against)
    places: list[tuple[str, int]] = []
    bad: dict[tuple[str, int], str] = {}

    def pages() -> Iterator[str]:
        places.clear()
        for row in read_pages(inputs, text_field):
            if isinstance(row, CorpusPage):
                places.append((row.file, row.line))
                yield row.text
            else:
                bad[row.file, row.line] = row.reason

    sources = trace(text, pages, checker, limit)
    for (file, line), reason in bad.items():
        say(InputError(f"{file}:{line}: {reason}"))
    if output_format == "json":
        rows = [{"file": places[s.number][0], "line": places[s.number][1], **as_object(s.comparison)} for s in sources]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        chinese = language(lang) == "zh"
        if not sources:
            click.echo("没有找到来源。" if chinese else "No source found.")
        for source in sources:
            file, line = places[source.number]
            click.echo(f"{file}:{line}  {_told(source.comparison, chinese=chinese)}")
    return int(bool(sources))


def _told(c: Comparison, *, chinese: bool) -> str:
    """How a source is related to the page, in a line."""
    if chinese:
        said = f"同源概率 {c.probability:.2f}，由它改写的概率 {c.b_rewritten:.2f}，换词 {len(c.swaps)} 种"
    else:
        said = f"related {c.probability:.2f}, made from it {c.b_rewritten:.2f}, {len(c.swaps)} words swapped"
    family = ("，词典 " if chinese else ", dictionary ") + c.family if c.family else ""
    return f"{c.coverage_b:4.0%}  {said}{family}"
