"""The network that foretells hidden words: its file, what it is given to see, damaged files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from zhquality.data import data_file
from zhquality.errors import DataError
from zhquality.model.cloze import FAR, NEAR, Cloze
from zhquality.model.ngrams import code_units

RNG = np.random.default_rng(0)
SHAPES = {"characters": (6, 3), "first": (3 * (2 * NEAR + 2), 5), "second": (5, 4), "output": (4, 2)}
BIASES = {"first_bias": 5, "second_bias": 4, "output_bias": 2}
CLOZE = Cloze(
    ("最大", "第一"),
    code_units("的，厂是"),
    {name: RNG.normal(size=shape).astype(np.float32) for name, shape in {**SHAPES, **BIASES}.items()},
)
SHIPPED = Cloze.open(data_file("cloze.npz"))


def test_probabilities_of_all_words_add_up_to_one() -> None:
    logs = CLOZE.log2("厂是*的，", 2, 3, ["第一", "最大"])
    assert np.exp2(logs).sum() == pytest.approx(1)


def test_words_it_does_not_know_have_no_probability() -> None:
    assert np.isnan(CLOZE.log2("*", 0, 1, ["木材"])).all()
    assert np.isnan(CLOZE.log2("*的", 0, 1, ["木材", "最大"])).tolist() == [True, False]


def test_what_stands_at_the_place_and_far_away_is_not_seen() -> None:
    text = "厂是*的，"
    far = "是" * 50 + "，" * FAR
    seen = CLOZE.log2(far + text, len(far) + 2, len(far) + 3, CLOZE.words)
    other = CLOZE.log2("厂" + far[50:] + text.replace("*", "最大"), FAR + 3, FAR + 5, CLOZE.words)
    assert np.allclose(seen, other)


def test_the_file_gives_the_network_back(tmp_path: Path) -> None:
    CLOZE.save(tmp_path / "a.npz")
    again = Cloze.open(tmp_path / "a.npz")
    again.save(tmp_path / "b.npz")
    assert again.words == CLOZE.words
    assert np.allclose(again.log2("厂是*的，", 2, 3, again.words), CLOZE.log2("厂是*的，", 2, 3, again.words), atol=0.2)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cloze.npz"
    path.write_bytes(data_file("cloze.npz").read_bytes()[:1000])
    with pytest.raises(DataError, match="damaged"):
        Cloze.open(path)


def test_the_shipped_network_looks_at_both_sides() -> None:
    text = "这是当地规模*的水泥厂之一，产品远销全国。"
    at = text.index("*")
    most, first = SHIPPED.log2(text, at, at + 1, ["最大", "第一"])
    assert most > first


def test_odd_texts_pass() -> None:
    for text in ("*", "😀*𠮷", "\ud800*\udc00", "*" * 200):
        at = text.index("*")
        assert np.isfinite(SHIPPED.log2(text, at, at + 1, ["最大"])).all()
