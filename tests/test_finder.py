"""The search for many words at once, against the automaton."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhquality.lexicon.scanner import Hits, Scanner, encode
from zhquality.model.finder import WordFinder
from zhquality.model.keys import SortedKeys
from zhquality.model.words import WordList

LETTERS = "甲乙丙\n"


def found(words: list[str], text: str) -> list[tuple[str, int]]:
    numbers, starts = WordFinder(words).find(text)
    return sorted((words[number], start) for number, start in zip(numbers.tolist(), starts.tolist(), strict=True))


@given(
    st.lists(st.text("甲乙丙", min_size=1, max_size=6), unique=True, max_size=30),
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


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=6), unique=True), st.lists(st.text("甲乙", max_size=6)))
def test_the_number_of_a_word_is_its_place(words: list[str], asked: list[str]) -> None:
    asked = list(filter(None, asked))
    numbers = WordFinder(words).numbers(asked).tolist()
    assert numbers == [words.index(word) if word in words else -1 for word in asked]


@given(st.lists(st.text("甲乙a", min_size=1, max_size=6), min_size=1), st.lists(st.text("甲乙", min_size=1)))
def test_a_list_of_words_is_a_sequence_of_them(words: list[str], more: list[str]) -> None:
    listed = WordList.of(words)
    assert list(listed) == words and len(listed) == len(words)
    assert [listed[number] for number in range(len(words))] == words and tuple(listed[1:3]) == tuple(words[1:3])
    assert listed.lengths.tolist() == list(map(len, words))
    assert listed.units.tobytes() == "".join(words).encode("utf-16-le")
    assert list(listed.and_more(more)) == words + more and listed.index(words[-1]) == words.index(words[-1])
    assert listed == WordList.of(words) and listed != words
