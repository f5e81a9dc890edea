"""Words as jieba's dictionary has them, for the few texts that ask for it: loading it takes a second and 50 MB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

__all__ = ["crossing", "frequencies", "segments"]


def _jieba() -> Any:  # noqa: ANN401 - a module without types
    """The package, imported where it is needed and told not to say what it loads."""
    jieba = import_module("jieba")
    jieba.setLogLevel(60)
    return jieba


def segments(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text, in order, each with its first code point; only words of the dictionary are longer than one."""
    position = 0
    for word in _jieba().cut(text, HMM=False):
        yield word, position
        position += len(word)


def crossing(left: str, right: str) -> tuple[str, tuple[int, int]] | None:
    """The word that lies across the joint of two texts, and its span from there on, so that its start is below zero."""
    joint = len(left)
    for word, start in segments(left + right):
        if start < joint < start + len(word):
            return word, (start - joint, start - joint + len(word))
    return None


def frequencies() -> Mapping[str, int]:
    """How often the dictionary counted each of its words; 0 for what only begins one."""
    jieba = _jieba()
    jieba.initialize()
    words: Mapping[str, int] = jieba.dt.FREQ
    return words
