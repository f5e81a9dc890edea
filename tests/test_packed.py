"""N-grams in two bytes each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhquality.model.packed import PackedNgrams, fits, pack

HASHES = st.lists(st.integers(0, 2**32 - 1), unique=True, max_size=200)


def packed(hashes: list[int]) -> tuple[PackedNgrams, list[int], np.ndarray]:
    bits = np.linspace(1.0, 20.0, len(hashes))
    arrays, kept = pack(np.array(hashes, np.uint32), np.ones(len(hashes), np.int64), bits, 3)
    assert fits(arrays, 3)
    return PackedNgrams.of(arrays, 3), [hashes[place] for place in kept.tolist()], bits[kept]


@given(HASHES)
def test_what_was_kept_is_found_with_its_probability(hashes: list[int]) -> None:
    ngrams, kept, bits = packed(hashes)
    at, there, logs = ngrams.find(np.array(kept, np.uint64))
    assert there.all() and at.tolist() == list(range(len(kept)))
    assert np.allclose(-logs, bits, atol=0.5)  # 32 levels between 1 and 20


@given(HASHES, HASHES)
def test_others_are_seldom_taken_for_one(hashes: list[int], others: list[int]) -> None:
    ngrams, kept, _ = packed(hashes)
    bits = len(ngrams.counts).bit_length() - 1
    shown = {hash_ >> (32 - bits - 11) for hash_ in kept}  # bucket and fingerprint
    _, there, _ = ngrams.find(np.array(others, np.uint64))
    assert there.tolist() == [hash_ >> (32 - bits - 11) in shown for hash_ in others]


def test_more_entries_in_a_few_buckets_than_a_byte_counts() -> None:
    hashes = [bucket << 29 | finger << 18 for bucket in range(8) for finger in range(0, 2000, 40)]
    arrays, kept = pack(np.array(hashes, np.uint32), np.ones(400, np.int64), np.linspace(1, 20, 400), 3)
    counts = np.full(8, 50, np.uint8)
    entries = [finger << 5 for _ in range(8) for finger in range(0, 2000, 40)]
    arrays = {**arrays, "counts3": counts, "entries3": np.array([*entries, 0xFFFF], np.uint16)}
    assert len(kept) == 400 and fits(arrays, 3)
    at, there, _ = PackedNgrams.of(arrays, 3).find(np.array(hashes, np.uint64))
    assert there.all() and at.tolist() == list(range(400))


def test_of_two_that_look_alike_the_more_frequent_is_kept() -> None:
    arrays, kept = pack(np.array([5, 4], np.uint32), np.array([1, 2]), np.array([3.0, 9.0]), 2)
    assert kept.tolist() == [1] and fits(arrays, 2)


def test_one_in_a_thousand_absent_ones_is_found() -> None:
    random = np.random.default_rng(3)
    hashes = np.unique(random.integers(0, 2**32, 100_000, dtype=np.uint64))
    arrays, _ = pack(hashes.astype(np.uint32), np.ones(len(hashes), np.int64), random.uniform(1, 20, len(hashes)), 4)
    absent = np.setdiff1d(random.integers(0, 2**32, 200_000, dtype=np.uint64), hashes)
    assert PackedNgrams.of(arrays, 4).find(absent)[1].mean() < 0.002


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("counts2", np.ones(3, np.uint8)),
        ("counts2", np.ones(2, np.uint16)),
        ("entries2", np.zeros(3, np.uint16)),
        ("entries2", np.zeros(0, np.uint16)),
        ("levels2", np.zeros(8, np.float32)),
    ],
)
def test_damaged_arrays_do_not_fit(name: str, damage: np.ndarray) -> None:
    arrays, _ = pack(np.array([5, 2**31], np.uint32), np.ones(2, np.int64), np.array([3.0, 9.0]), 2)
    assert fits(arrays, 2)
    assert not fits({**arrays, name: damage}, 2)
