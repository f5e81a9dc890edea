"""Errors in Chinese: the English text is looked up in ``messages.zh.tsv`` of the package's data.

A row is ``English⇥中文`` with places such as {0} for what differs; what stands in a place is looked up as well. A test
reads every message from the source and asks for its row. Errors are raised in English and translated where they are
shown, so the library below the command line knows one language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from zhquality.data import data_file

__all__ = ["translated"]

_PLACE = re.compile(r"\{(\d)\}")


def translated(text: str, lang: str) -> str:
    """An English message in a language; as it is where the language is English or the message unknown."""
    return _chinese(text) or text if lang == "zh" else text


@cache
def _rows() -> Sequence[tuple[re.Pattern[str], str]]:
    """Patterns of messages with their translations, those with the most text of their own first."""
    lines = data_file("messages.zh.tsv").read_text(encoding="utf-8").splitlines()
    pairs = sorted((line.split("\t") for line in lines), key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return [(_pattern(english), chinese) for english, chinese in pairs]


def _pattern(english: str) -> re.Pattern[str]:
    parts = [
        f"(?P<p{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(_PLACE.split(english))
    ]
    return re.compile("".join(parts), re.DOTALL)


def _chinese(text: str) -> str | None:
    for pattern, chinese in _rows():
        if found := pattern.fullmatch(text):
            return _filled(chinese, found.groupdict())
    said, end, shown = text.partition("\n")  # below it an expression, and a caret under what is wrong with it
    if end and (first := _chinese(said)):
        return f"{first}\n{shown}"
    where, colon, rest = text.partition(": ")  # a place in front, such as file:line
    inner = _chinese(rest) if colon else None
    return f"{where}：{inner}" if inner else None


def _filled(chinese: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: translated(values[f"p{place[1]}"], "zh"), chinese)
