"""Every message that the code can end with, as templates with numbered places, read from its syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "zhquality"
ERRORS = {"ZhqualityError", "ConfigError", "InputError", "DataError", "UsageError", "BadParameter"}


def templates(node: ast.expr) -> Iterator[str]:
    """The texts an expression can have; a value inside is a place such as {0}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from templates(node.body)
        yield from templates(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        parts, places = [], 0
        for value in node.values:
            if isinstance(value, ast.Constant):
                parts.append(str(value.value))
            else:
                parts.append(f"{{{places}}}")
                places += 1
        yield "".join(parts)


def messages() -> dict[str, str]:
    """Template to the file it stands in."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ERRORS:
                    found |= dict.fromkeys(templates(node.args[0]), path.name)
    return found
