"""``zhquality rule``: explain a rule."""

from __future__ import annotations

import click

from zhquality.cli.common import complete_codes, language
from zhquality.rules import Rule, catalogue, rule

__all__ = ["command"]


@click.command("rule", short_help="Explain a rule, or list them. 解释规则。")
@click.argument("code", required=False, default="", shell_complete=complete_codes)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Only this language. 只用这种语言。")
def command(code: str, lang: str | None) -> None:
    """Explain one rule in Chinese and English, with examples; list a family such as SPN, or without CODE all rules."""
    several = [entry for entry in catalogue().values() if entry.code.startswith(code.upper())]
    if code.upper() in catalogue() or not several:
        click.echo("\n".join(_explained(rule(code), lang)))
        return
    chosen = language(lang)
    for entry in several:
        click.echo(f"{entry.code}  {entry.summary_zh if chosen == 'zh' else entry.summary}")


def _explained(entry: Rule, lang: str | None) -> list[str]:
    lines = [f"{entry.code} {entry.name}", ""]
    if lang != "en":
        lines += [entry.summary_zh, "", entry.why_zh.strip(), ""]
    if lang != "zh":
        lines += [entry.summary, "", entry.why.strip(), ""]
    lines += ["✗ " + text for text in entry.matches]
    lines += ["✓ " + text for text in entry.rejects]
    return lines
