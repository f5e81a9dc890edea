"""``zhquality train``: estimate a language model from a corpus."""

from __future__ import annotations

from pathlib import Path

import click

from zhquality.corpus.readers import read_texts
from zhquality.errors import InputError

__all__ = ["command"]


@click.command("train", short_help="Estimate a language model. 训练语言模型。")
@click.argument("corpus", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The model file to write. 模型文件。"
)
@click.option("--sizes", default="700000,1550000,2200000", help="N-grams kept of order 2, 3, 4 (5). 各阶保留数。")
@click.option("--text-field", default="text", help="Field of the text in JSONL. JSONL 的正文字段。")
def command(corpus: tuple[Path, ...], output: Path, sizes: str, text_field: str) -> None:
    """Estimate a character n-gram model from plain text or JSONL (.gz .xz .zst), and write it.

    The same corpus gives the same bytes. A file named twice counts twice.
    """
    from zhquality.model.training import Settings, train

    try:
        numbers = tuple(int(part) for part in sizes.split(","))
    except ValueError as error:
        raise click.BadParameter("give whole numbers, such as 500000,900000,900000", param_hint="--sizes") from error
    if not 1 <= len(numbers) <= 4:
        raise click.BadParameter("give one to four numbers: orders 2 to 5", param_hint="--sizes")
    if output.is_dir() or not output.parent.is_dir():  # said before hours of counting
        raise InputError(f"{output}: name a file in a folder that is there")
    count = train(read_texts(corpus, text_field), output, Settings(len(numbers) + 1, numbers))
    click.echo(f"{output}: order {len(numbers) + 1} from {count:,} characters, {output.stat().st_size:,} bytes")
