"""``zhquality dedup``: clusters of copies in a corpus, spun or not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhquality.cli.common import Chosen, language, speaking
from zhquality.cli.workspace import checker_here
from zhquality.errors import ConfigError
from zhquality.files import cannot_write

if TYPE_CHECKING:
    from zhquality.rewrite.dedup import Clusters

__all__ = ["command"]

_COLUMNS = (("zhq_keep", "bool"), ("zhq_original", "string"), ("zhq_share", "double"))


@click.command("dedup", short_help="Find copies in a corpus, spun or not. 语料库去重，识别伪原创副本。")
@click.argument("corpus", nargs=-1, required=True, metavar="CORPUS…", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write. 输出文件夹。")
@click.option("--text-field", default="text", show_default=True, help="Field of the text. 正文字段。")
@click.option("--date-field", default="", help="Field of a date that sorts by time. 日期字段。")
@click.option("--extend-lexicon", multiple=True, help="A further dictionary of spun terms. 追加词典。")
@speaking
def command(
    corpus: tuple[Path, ...],
    out: Path,
    text_field: str,
    date_field: str,
    extend_lexicon: tuple[str, ...],
    lang: str | None,
) -> int:
    """Cluster the rows of JSONL (.gz .xz .zst), Parquet, text files or folders, and name the likely original of each cluster.

    OUT/clusters.jsonl has a line a cluster; OUT/data has every row with the columns zhq_keep (false for a copy),
    zhq_original (file:line of the original, for rows in a cluster) and zhq_share; OUT/rejects.jsonl what could not be read.

    Exit code 0: all rows were read; 1: some are in rejects.jsonl; 2: an error.
    """
    from zhquality.corpus.pages import CorpusPage, read_pages, write_rejects, write_rows
    from zhquality.corpus.sources import Reject, find_inputs
    from zhquality.rewrite.dedup import Page, dedup

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError(f"{out}: not an empty folder; name another with --out")
    inputs = find_inputs(corpus)
    checker = checker_here(Chosen(extend_lexicon=extend_lexicon))
    rejects: list[Reject] = []

    def pages() -> Iterator[Page]:
        rejects.clear()
        for row in read_pages(inputs, text_field, date_field):
            if isinstance(row, CorpusPage):
                yield Page(row.text, row.date)
            else:
                rejects.append(row)

    clusters = dedup(pages, checker)
    rows = (row for row in read_pages(inputs, text_field) if isinstance(row, CorpusPage))
    places = {n: row.place for n, row in enumerate(rows) if n in clusters.original}

    def values(number: int) -> tuple[Any, ...]:
        original = clusters.original.get(number)
        share = clusters.share.get(number)
        return clusters.keeps(number), None if original is None else places[original], share

    write_rows(inputs, out / "data", text_field, _COLUMNS, values)
    try:
        _write_clusters(out / "clusters.jsonl", clusters, places)
        write_rejects(out / "rejects.jsonl", rejects)
    except OSError as error:
        raise cannot_write(out, error) from error
    click.echo(_summary(clusters, language(lang)))
    return int(bool(rejects))


def _write_clusters(path: Path, clusters: Clusters, places: Mapping[int, str]) -> None:
    """A line a cluster."""
    with path.open("w", encoding="utf-8") as file:
        for original, copies in clusters.members().items():
            rows = [{"row": places[n], "share": round(clusters.share[n], 4)} for n in copies]
            file.write(json.dumps({"original": places[original], "copies": rows}, ensure_ascii=False) + "\n")


def _summary(clusters: Clusters, lang: str) -> str:
    members = clusters.members()
    copies = sum(map(len, members.values()))
    if lang == "zh":
        return f"{clusters.pages} 篇，{len(members)} 组重复，副本 {copies} 篇。"
    counted = (
        (clusters.pages, "page", "pages"),
        (len(members), "cluster", "clusters"),
        (copies, "copy", "copies"),
    )
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counted) + "."
