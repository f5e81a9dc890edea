"""``zhquality completion``: the script that lets a shell complete commands, options and rules."""

from __future__ import annotations

import click

__all__ = ["command"]

_SHELLS = ("bash", "zsh", "fish")
_NAMES = ("zhquality", "zhq")
_VARIABLE = "_ZHQUALITY_COMPLETE"
"""What click looks for at the start of the program, whose name is always zhquality."""


@click.command("completion", short_help="Print a completion script for a shell. 输出命令补全脚本。")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that lets SHELL complete commands, options and rule codes.

    bash: add `eval "$(zhquality completion bash)"` to ~/.bashrc; zsh: the same with zsh in ~/.zshrc; fish:
    `zhquality completion fish > ~/.config/fish/completions/zhquality.fish`.
    """
    from click.shell_completion import get_completion_class

    group = context.find_root().command
    maker = get_completion_class(shell)
    if maker is None:  # the choices are those that click has
        raise click.UsageError(f"click has no completion for {shell}")
    for name in _NAMES:
        click.echo(maker(group, {}, name, _VARIABLE).source())
