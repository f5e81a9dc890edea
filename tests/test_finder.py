"""The search for many words at once, against the automaton."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhquality.lexicon.scanner import Hits, Scanner, encode
from zhquality.model.finder import WordFinder
from zhquality.model.keys import SortedKeys

LETTERS = "甲乙丙\n"


def found(words: list[str], text: str) -> list[tuple[str, int]]:
    numbers, starts = WordFinder(words).find(text)
    return sorted((words[number], start) for number, start in zip(numbers.tolist(), starts.tolist(), strict=True))


@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=6), unique=True, max_size=30),
    st.text(LETTERS + "\ud800", max_size=60),
)
def test_every_occurrence_is_found_overlapping_ones_too(words: list[str], text: str) -> None:
    scanner = Scanner(words)
    data = encode(text)
    hits = list(scanner.hits(data, scanner.raw(data)))
    assert found(words, text) == sorted((hit.literal, hit.start) for hit in hits)
    assert list(Hits(text, words)) == sorted(hits, key=lambda hit: (hit.start, hit.end))


@given(
    st.lists(st.text(LETTERS + "aé😀", min_size=1, max_size=12), max_size=30),
    st.lists(st.text(LETTERS + "aé😀\ud800\udc00", max_size=60), min_size=1, max_size=4),
)
def test_a_first_text_is_looked_through_as_the_automaton_does(words: list[str], texts: list[str]) -> None:
    by_hand, automaton = Scanner(words), Scanner(words)
    by_hand._by_hand, automaton._by_hand = 10_000, 0
    for data in map(encode, texts):
        assert by_hand.raw(data) == automaton.raw(data)
    assert "_automaton" not in by_hand.__dict__
    many = encode(texts[0] * 10_000)
    assert by_hand.raw(many) == automaton.raw(many)


def test_a_word_that_begins_another_and_one_at_the_end() -> None:
    assert found(["技", "技术", "技术员"], "技术员和技术") == [
        ("技", 0),
        ("技", 4),
        ("技术", 0),
        ("技术", 4),
        ("技术员", 0),
    ]
    assert found(["技术员"], "技术") == []
    assert found(["技术"], "") == []
    assert found([], "技术") == []


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1), st.lists(st.integers(0, 2**32 - 1)), st.integers(1, 12))
def test_keys_are_found_where_they_are(keys: list[int], other: list[int], bits: int) -> None:
    """However uneven the buckets are."""
    keys = sorted(set(keys))
    wanted = np.array([*keys, *other], np.uint64)
    at, there = SortedKeys(np.array(keys, np.uint32), bits).find(wanted)
    assert there.tolist() == [hash_ in set(keys) for hash_ in wanted.tolist()]
    assert [keys[place] for place in at[there].tolist()] == wanted[there].tolist()
