"""Patterns of site furniture: the TOML files of ``lexicons/boilerplate``, read and checked.

A file gives ``rule``, ``message`` and ``message_zh`` for its ``[[pattern]]`` tables. A pattern has a ``name``, a
``form``, a ``strength`` (2: enough to make a line furniture; 1: only in company), and whole lines it must
(``matches``) and must not (``rejects``) make furniture by itself. Its form says what is matched:

- ``words``: ``words`` anywhere in a line, each covering itself;
- ``head``: the same, and a line made of them opens a list of links;
- ``label``: ``words`` followed by a colon, covering up to ``value`` code points behind it;
- ``mark``: ``words`` that make the whole line furniture;
- ``line``: a ``regex`` that must match the whole line (``opens = true`` as for ``head``);
- ``tail``: a ``regex`` that must match at the end of a line; only that part is furniture.

A line that ends in a full stop, or is longer than ``SHORT`` code points, is only shown to patterns of form ``mark``
and to those with ``sentence = true``.

Patterns see a line as ``normalise`` gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zhquality import lazy
from zhquality.errors import DataError
from zhquality.lexicon.literals import longest_match, required_literals, required_sets
from zhquality.toml import read_toml

__all__ = ["BLANK", "FORMS", "SHORT", "Pattern", "is_sentence", "normalise", "read_patterns"]

FORMS = ("words", "head", "label", "mark", "line", "tail")
_WORD_FORMS = FORMS[:4]

_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | dict.fromkeys(
    [*map(ord, "\u3000\xa0\t\u2002\u2003\u2009\v\f\ufeff\u200b"), *range(0xE000, 0xF900)], " "
)
"""Full-width ASCII to half-width; blanks, and the private characters of icon fonts, to a space."""
_HALF_WIDTH[ord("︰")] = ord(":")
_HALF_WIDTH[ord("∶")] = ord(":")
_HALF_WIDTH[ord("│")] = ord("|")
_HALF_WIDTH |= {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}
_HALF_WIDTH |= {c: c - 0xFF21 + ord("a") for c in range(0xFF21, 0xFF3B)}


BLANK = "".join(chr(code) for code, char in _HALF_WIDTH.items() if char == " ") + " \r"
"""What may stand around a line: whatever ``normalise`` makes a space, and the carriage return."""


def normalise(text: str) -> str:
    """Half-width punctuation, lower case, plain spaces: one code point for one, so offsets hold."""
    return text.translate(_HALF_WIDTH)


SHORT = 120
"""Code points of a line that all patterns see; 3 of 500 furniture lines of 44 pages are longer."""


def is_sentence(line: str) -> bool:
    """Whether a normalised line ends in a full stop or is long."""
    return len(line) > SHORT or line.endswith(("。", "。)", "。”"))


class Pattern(NamedTuple):
    """One reviewed pattern.

    Attributes:
        rule: rule code of its findings.
        name: unique within its file.
        form: one of ``FORMS``.
        strength: 1 or 2.
        words: normalised words of a word form, else empty.
        regex: expression of the other forms, compiled at first use, else None.
        value: code points that a label's value may have.
        opens: whether a line of it opens a list of links.
        sentence: whether it may match sentences and long lines.
        matches: lines it must make furniture.
        rejects: lines it must leave alone.
        message: the finding's English sentence.
        message_zh: the same in Chinese.
        literals: normalised; a line without any of them cannot match. Empty if nothing is certain.
        needs: sets of literals that ``normalise`` leaves alone; a line the regex matches holds one of each.
        longest: code points of the longest line that the regex can match; 0 for a word form.
    """

    rule: str
    name: str
    form: str
    strength: int
    words: tuple[str, ...]
    regex: re.Pattern[str] | None
    value: int
    opens: bool
    sentence: bool
    matches: tuple[str, ...]
    rejects: tuple[str, ...]
    message: str
    message_zh: str
    literals: frozenset[str]
    needs: tuple[frozenset[str], ...]
    longest: int

    def may_match(self, line: str) -> bool:
        """Whether the regex may match a line without outer blanks, normalised or not: a quick look at what it needs."""
        return len(line) <= self.longest and all(any(map(line.__contains__, need)) for need in self.needs)


def read_patterns(folder: Path) -> tuple[Pattern, ...]:
    """All patterns of a folder's ``*.toml``, files and patterns in order.

    Raises:
        DataError: naming the file and the pattern, if one is damaged or a word is listed twice with one form.
    """
    patterns: list[Pattern] = []
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.toml")):
        for pattern in _read(path):
            for word in pattern.words:
                other = seen.setdefault(
                    (word, "label" if pattern.form == "label" else ""), f"{path.name}: {pattern.name}"
                )
                if other != f"{path.name}: {pattern.name}":
                    raise DataError(f"{path}: {pattern.name}: {word!r} is already in {other}: keep one")
            patterns.append(pattern)
    return tuple(patterns)


def _read(path: Path) -> Iterator[Pattern]:
    try:
        table = read_toml(path.read_text(encoding="utf-8"))
        rows = table["pattern"]
    except (ValueError, KeyError) as error:
        raise DataError(f"{path}: not a pattern file: {error}") from error
    for row in rows:
        yield _checked(path, table, row)


def _checked(path: Path, table: Mapping[str, Any], row: Mapping[str, Any]) -> Pattern:
    try:
        return _pattern(table, row)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise DataError(f"{path}: {row.get('name', 'a pattern without a name')}: {error}") from error


_KEYS = {"name", "form", "strength", "words", "regex", "value", "opens", "sentence", "matches", "rejects"}


def _pattern(table: Mapping[str, Any], row: Mapping[str, Any]) -> Pattern:
    form, strength = row["form"], row["strength"]
    if unknown := row.keys() - _KEYS:
        raise ValueError(f"unknown key {min(unknown)!r}")
    if form not in FORMS or strength not in (1, 2):
        raise ValueError(f"form must be one of {', '.join(FORMS)}, strength 1 or 2")
    if ("words" in row) != (form in _WORD_FORMS) or ("regex" in row) == (form in _WORD_FORMS):
        raise ValueError(f"a pattern of form {form} takes {'words' if form in _WORD_FORMS else 'regex'}")
    words = tuple(dict.fromkeys(normalise(word) for word in row.get("words", ())))
    literals = required_literals(row["regex"]) if "regex" in row else frozenset(words)
    return Pattern(
        rule=table["rule"],
        name=row["name"],
        form=form,
        strength=strength,
        words=words,
        regex=lazy.guarded(row["regex"], literals) if "regex" in row else None,
        value=row.get("value", 0),
        opens=row.get("opens", form == "head"),
        sentence=row.get("sentence", form == "mark"),
        matches=tuple(row["matches"]),
        rejects=tuple(row["rejects"]),
        message=table["message"],
        message_zh=table["message_zh"],
        literals=literals,
        needs=tuple(filter(_is_plain, required_sets(row["regex"]))) if "regex" in row else (),
        longest=longest_match(row["regex"]) if "regex" in row else 0,
    )


def _is_plain(literals: frozenset[str]) -> bool:
    """Whether no character of these comes out of ``normalise`` for another one; those are all ASCII."""
    return not any(char.isascii() for literal in literals for char in literal)
