"""Imports go down: the package is a house of floors, and no module imports one of a floor above its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "zhquality"
FLOORS = (
    "errors version lazy toml data document protected findings files gitignore walking batches ignores",
    "lexicon rules",
    "model config",
    "ranking resources",
    "detectors",
    "rereading reporting checker",
    "corpus output rewrite",
    "cli",
    "__init__ __main__",
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names.split()}


def imports(path: Path) -> Iterator[str]:
    """Modules and folders of the package that a module imports at any time; what only types need is left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "zhquality":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("zhquality."):
            yield node.module.split(".")[1]


def test_every_module_has_its_floor() -> None:
    here = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert here - {"__pycache__"} == set(FLOOR)


def test_imports_go_down() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        up = {name for name in imports(path) if FLOOR[name] > FLOOR[own]}
        assert not up, f"{path.relative_to(SOURCE)} imports {', '.join(sorted(up))}"


def test_files_stay_short() -> None:
    long = {path.name: count for path in SOURCE.rglob("*.py") if (count := path.read_text("utf-8").count("\n")) > 400}
    assert not long
