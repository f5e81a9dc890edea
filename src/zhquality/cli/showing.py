"""The settings in force, as TOML that could be written to a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from zhquality.cli.common import Wanted
from zhquality.cli.workspace import STDIN, Workspace

__all__ = ["settings_lines"]


def settings_lines(workspace: Workspace, wanted: Wanted) -> Iterator[str]:
    """What holds for the first path named, and where it comes from."""
    first = wanted.paths[0] if wanted.paths else "."
    path = Path(wanted.stdin_filename or "stdin") if first == STDIN else Path(first)
    if path.is_dir():
        path /= "any file"
    settings, config = workspace.settings(path.absolute()), workspace.config(path)
    yield f"# settings of {path}"
    yield f"# from {settings.file}" if settings.file else "# no file of settings; the defaults"
    yield f"select = {_toml(config.select)}"
    yield f"ignore = {_toml(config.ignore)}"
    yield f"min-confidence = {config.min_confidence}"
    yield f"allow = {_toml(config.allow)}"
    yield f"extend-lexicons = {_toml(config.extend_lexicons)}"
    if config.model:
        yield f"model = {_toml(config.model)}"
    yield f"exclude = {_toml((*(glob.pattern for glob in settings.exclude), *wanted.exclude))}"
    yield "[thresholds]"
    for code, least in config.thresholds.items():
        yield f"{_toml(code)} = {least}"
    yield "[per-file-ignores]"
    for glob, codes in settings.per_file_ignores:
        yield f"{_toml(glob.pattern)} = {_toml(codes)}"


def _toml(value: object) -> str:
    """Strings and lists of them are written alike in TOML and in JSON."""
    return json.dumps(value, ensure_ascii=False)
