"""What is in a row, JSONL or a text file, or what is wrong with it, in the same words for every command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhquality.corpus.sources import Row
from zhquality.errors import InputError
from zhquality.files import decode_bytes

__all__ = ["read_fields", "read_text", "text_of"]

_LONGEST_REASON = 200
"""Code points of a reason that names the fields of a row, which may have thousands."""


def read_fields(row: Row) -> tuple[str, dict[str, Any]]:
    """A row of JSONL as it was written, and its fields.

    Raises:
        InputError: if it is no JSON object; the message does not name the place, which is the row's.
    """
    try:
        line = row.data.decode("utf-8-sig" if row.line == 1 else "utf-8")
        fields = json.loads(line)
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: at byte {error.start} of the row") from error
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON: {error.msg.removesuffix(' at')} at character {error.pos}") from error
    except RecursionError as error:
        raise InputError("broken JSON: nested too deeply") from error
    except ValueError as error:  # a number of more digits than Python reads
        raise InputError(f"broken JSON: {error}") from error
    if not isinstance(fields, dict):
        raise InputError("not a JSON object")
    return line, fields


def read_text(row: Row) -> str:
    """The text of a row that is a whole text file.

    Raises:
        InputError: if it does not decode; the message does not name the place, which is the row's.
    """
    try:
        return decode_bytes(row.data, Path(row.file))[0]
    except InputError as error:
        raise InputError(str(error).removeprefix(f"{row.file}: ")) from error


def text_of(fields: Mapping[str, Any], text_field: str) -> str:
    """The text of a row.

    Raises:
        InputError: if the field is not there, or holds no string.
    """
    if text_field not in fields:
        raise InputError(f"no field {text_field!r}: the fields are {', '.join(fields) or 'none'}"[:_LONGEST_REASON])
    text = fields[text_field]
    if not isinstance(text, str):
        raise InputError(f"field {text_field!r} is not a string: {type(text).__name__}")
    return text
