"""Runs of stars, and what they can be."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["Kind", "Mark"]


class Kind(enum.Enum):
    """What a run of stars is."""

    OTHER = enum.auto()
    """Markup, arithmetic, wildcards, notes: nothing is hidden."""
    PERSONAL = enum.auto()
    """A mask of personal data."""
    OPEN = enum.auto()
    """Stands among Chinese words as a starred-out word would."""
    PAIRED = enum.auto()
    """The same, but two such runs enclose a phrase as Markdown emphasis does."""
    EDGE = enum.auto()
    """At the edge of a line or beside Latin letters, where notes and required-field marks stand as well."""
    LOOSE = enum.auto()
    """Beside a Chinese word, but where other uses are more common: a word only on a page of starred-out words."""


class Mark(NamedTuple):
    """One run ``[start, end)`` of stars; of a personal mask the whole masked datum.

    Attributes:
        start: first code point.
        end: one past the last.
        kind: what it is.
        partner: for PAIRED, and LOOSE that would be, the start of the other run.
        long: whether it is more than one star, or a full-width one: Markdown leaves such runs only in pairs.
    """

    start: int
    end: int
    kind: Kind
    partner: int = -1
    long: bool = False
