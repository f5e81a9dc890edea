"""Annotations of GitHub Actions: one workflow command a finding."""

from __future__ import annotations

from collections.abc import Sequence

from zhquality.output import Result, message_of
from zhquality.output.places import placed

__all__ = ["render"]


def _escape(text: str, *, as_property: bool = False) -> str:
    """Escapes of workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if as_property else text


def render(results: Sequence[Result], lang: str) -> str:
    """One ``::warning`` a line; columns are code points."""
    lines = []
    for result in results:
        for finding, place in placed(result):
            fields = {
                "file": result.name,
                "line": place.line,
                "col": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
                "title": finding.rule,
            }
            given = ",".join(f"{name}={_escape(str(value), as_property=True)}" for name, value in fields.items())
            lines.append(f"::warning {given}::{_escape(message_of(finding, lang))}")
    return "\n".join(lines)
