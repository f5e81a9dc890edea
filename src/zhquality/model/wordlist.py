"""Lists of words: indices of dictionaries, glossaries, tables of translations. Nobody spins them, and in no sentence do their words stand for others."""

from __future__ import annotations

import numpy as np

__all__ = ["is_word_list"]

_RUNS, _MEAN, _SENTENCES = 100, 4.0, 0.02
"""Runs of Chinese characters of a list at the least, their mean length and full stops a run at the most: a dictionary lists sayings too. Of 33,144
documents of the training corpora one is such a list, of 1,350 simulated spun pages and 23 real ones none; of 2,544 public pages 37 are, changelogs and
comments of code among them."""


def is_word_list(text: str) -> bool:
    """Whether a text has hardly a sentence, and its Chinese characters stand in runs as short as words."""
    sentences = sum(map(text.count, "。！？"))
    if 2 * sentences > _SENTENCES * len(text):  # of two characters one begins a run at the most
        return False
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    han = (units >= 0x4E00) & (units <= 0x9FFF)
    runs = int(np.count_nonzero(han[1:] & ~han[:-1])) + int(han[:1].any())
    return runs >= _RUNS and sentences <= _SENTENCES * runs and int(np.count_nonzero(han)) <= _MEAN * runs
