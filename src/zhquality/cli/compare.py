"""``zhquality compare``: is one text a rewrite of the other, and which words were swapped."""

from __future__ import annotations

import click

from zhquality.cli.common import Chosen, Wanted, language, speaking
from zhquality.cli.workspace import Workspace, checker_here
from zhquality.errors import InputError
from zhquality.files import Source

__all__ = ["command", "read_one"]


@click.command("compare", short_help="Is one text a rewrite of the other? 比较两篇文本是否洗稿。")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--output-format", type=click.Choice(["text", "json", "html"]), default="text", help="输出格式。")
@click.option("--extend-lexicon", multiple=True, help="A further dictionary of spun terms. 追加词典。")
@speaking
def command(a: str, b: str, output_format: str, extend_lexicon: tuple[str, ...], lang: str | None) -> int:
    """Compare two files (- is standard input): how they are related, which was rewritten, and with which words.

    Exit code 0: not related; 1: one was made from the other; 2: an input could not be read.
    """
    from zhquality.output import compare_text
    from zhquality.rewrite.compare import Comparer
    from zhquality.rewrite.comparison import RELATED

    if a == b == "-":
        raise click.UsageError("only one of the two texts can come from standard input")
    first, second = read_one(a), read_one(b)
    checker = checker_here(Chosen(extend_lexicon=extend_lexicon))
    comparison = Comparer(checker).compare(first.text, second.text)
    names, texts = (str(first.path), str(second.path)), (first.text, second.text)
    chosen = language(lang)
    if output_format == "json":
        click.echo(compare_text.render_json(comparison, names))
    elif output_format == "html":
        from zhquality.output import compare_html

        click.echo(compare_html.render(comparison, texts, names, chosen), nl=False)
    else:
        click.echo("\n".join(compare_text.lines(comparison, texts, names, chosen)))
    return int(comparison.probability >= RELATED)


def read_one(path: str) -> Source:
    """The one text of an argument.

    Raises:
        InputError: if it is a folder, or cannot be read.
    """
    found = list(Workspace(Wanted((path,)), Chosen()).sources())
    if len(found) != 1:
        raise InputError(f"{path}: a folder; name one file")
    if isinstance(found[0], InputError):
        raise found[0]
    return found[0]
