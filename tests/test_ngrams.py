"""The n-gram model: training is deterministic and normalised, look-up agrees with it, bad files are refused."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhquality.data import data_file
from zhquality.errors import DataError, InputError
from zhquality.model.ngrams import BEHIND, NgramModel, code_units
from zhquality.model.training import Settings, train

SYLLABLES = "天地玄黄宇宙洪荒日月盈昃辰宿列张"


def corpus(seed: int = 1) -> list[str]:
    """Sentences in which every character strongly predicts the next one."""
    rng = random.Random(seed)
    texts = []
    for _ in range(300):
        at = rng.randrange(len(SYLLABLES))
        steps = [1 if rng.random() < 0.9 else rng.randrange(len(SYLLABLES)) for _ in range(30)]
        texts.append("".join(SYLLABLES[(at := (at + step) % len(SYLLABLES))] for step in steps) + "。")
    return texts


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "small.ngrams"
    train(corpus(), path, Settings(4, (2000, 2000, 2000)))
    return path


def test_same_corpus_same_bytes(small: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.ngrams"
    train(corpus(), again, Settings(4, (2000, 2000, 2000)))
    assert again.read_bytes() == small.read_bytes()


@pytest.mark.parametrize("context", ["", "天", "地玄", "黄宇宙", "荒天列", "。\n天"])
def test_probabilities_after_any_context_add_up_to_one(small: Path, context: str) -> None:
    model = NgramModel.open(small)
    letters = sorted({*"".join(corpus()), "\n"})
    total = sum(2.0 ** model.log2(code_units(context + letter))[-1] for letter in letters)
    # Quantisation moves each probability by up to 3.5 %; unseen characters keep a little for themselves.
    assert 0.93 < total < 1.05


def test_likely_text_scores_above_unlikely_text(small: Path) -> None:
    model = NgramModel.open(small)
    good, bad = model.score([("天地", "玄黄", "宇宙"), ("天地", "列荒", "宇宙")])
    assert good > bad + 5


def test_windows_score_like_the_same_text_in_one_piece(small: Path) -> None:
    model = NgramModel.open(small)
    whole = model.log2(code_units("天地玄黄宇宙洪荒日月"))
    (window,) = model.score([("天地玄", "黄宇", "宙洪荒")])
    assert window == pytest.approx(float(whole[3:8].sum()), abs=1e-3)


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=5), st.text(max_size=6)), max_size=8))
def test_any_windows_are_scored_alone_as_in_a_batch(windows: list[tuple[str, str, str]]) -> None:
    model = NgramModel.open(data_file("zh.ngrams"))
    batch = model.score(windows)
    alone = [model.score([window])[0] for window in windows]
    assert np.allclose(batch, alone, atol=1e-3)


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_words_put_into_a_text_are_scored_like_windows(order: int, tmp_path: Path) -> None:
    train(corpus(), tmp_path / "model", Settings(order, (2000,) * (order - 1)))
    model = NgramModel.open(tmp_path / "model")
    text, reach = "日月盈昃天地玄黄宇宙洪荒辰宿列张日月盈昃", order - 1
    spans = [(5, 7), (5, 6), (9, 9), (10, 13), (16, 17)]
    words = ["玄黄", "宇", "列张", "龘", "荒日月"]
    windows = [(text[:low], word, text[high : high + BEHIND]) for (low, high), word in zip(spans, words, strict=True)]
    starts, ends = np.array(spans).T
    laid = code_units("".join(left[-reach:] + word + right for left, word, right in windows))
    sizes = np.array(list(map(len, words)))
    scores = model.put_in(laid, sizes, model.steps(code_units(text)), (starts, ends))
    assert scores.tolist() == pytest.approx(model.score(windows), abs=1e-9)


@given(st.lists(st.text(), max_size=5))
def test_runs_are_weighed_alone_as_in_a_batch(texts: list[str]) -> None:
    model = NgramModel.open(data_file("zh.ngrams"))
    runs = [code_units(text) for text in texts]
    for run, logs in zip(runs, model.log2_each(runs), strict=True):
        assert np.array_equal(logs, model.log2(run))


@given(st.text(), st.lists(st.text(), min_size=1, max_size=5), st.text())
def test_middles_of_one_context_are_scored_like_windows(left: str, middles: list[str], right: str) -> None:
    model = NgramModel.open(data_file("zh.ngrams"))
    assert model.score_middles(left, middles, right).tolist() == model.score([(left, m, right) for m in middles])


def test_lone_surrogates_are_scored() -> None:
    assert np.isfinite(NgramModel.open(data_file("zh.ngrams")).score([("天\ud800", "\udc00地", "𠀀")])).all()


def test_shipped_model_is_within_its_budget() -> None:
    assert data_file("zh.ngrams").stat().st_size <= 15_000_000


def test_a_tiny_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too small"):
        train(["天地玄黄"], tmp_path / "x")


@pytest.mark.parametrize("damage", [b"", b"not a model at all", b"ZHNGRAM2\xff\xff\xff\x7f", b"ZHNGRAM2\x02\0\0\0{}"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "bad.ngrams"
    path.write_bytes(damage)
    with pytest.raises(DataError, match=r"bad\.ngrams"):
        NgramModel.open(path)


def test_a_truncated_file_is_refused(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.ngrams"
    path.write_bytes(small.read_bytes()[:-100])
    with pytest.raises(DataError, match="damaged"):
        NgramModel.open(path)
