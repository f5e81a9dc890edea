"""Texts checked together: the same reports as one by one, in order, with what goes wrong in its place."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhquality import Checker
from zhquality.batches import batches, held
from zhquality.document import Document

ROOT = Path(__file__).resolve().parents[1]
SPUN = (ROOT / "examples" / "spun-news.txt").read_text(encoding="utf-8")
CLEAN = (ROOT / "examples" / "clean-craft.txt").read_text(encoding="utf-8")
CHECKER = Checker()


def mixture() -> list[str]:
    """Parts of a spun and a clean page in any order, with empty, foreign, and long ones among them."""
    dice = random.Random(3)
    texts = ["", "\n", "plain English", "\ud800坏", SPUN, CLEAN, "他" * 300, (CLEAN + SPUN) * 12, "若是" * 40]
    for _ in range(60):
        page = dice.choice((SPUN, CLEAN, SPUN + CLEAN))
        start = dice.randrange(len(page))
        texts.append(page[start : start + dice.randrange(400)])
    dice.shuffle(texts)
    return texts


def test_texts_checked_together_get_the_reports_they_get_alone() -> None:
    texts = mixture()
    alone = [CHECKER.check(text) for text in texts]
    assert list(CHECKER.check_many(texts)) == alone
    assert list(CHECKER.check_many(reversed(texts))) == alone[::-1]
    assert list(CHECKER.check_many(texts, workers=2)) == alone


def test_no_text_gives_no_report() -> None:
    assert list(CHECKER.check_many([])) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_of_an_endless_source_a_few_batches_are_taken_ahead(workers: int) -> None:
    taken: list[int] = []

    def endless() -> Iterator[str]:
        for number in itertools.count():
            taken.append(number)
            assert number < 10_000, "the source is read to its end"
            yield f"第{number}篇。"

    assert len(list(itertools.islice(CHECKER.check_many(endless(), workers), 3))) == 3
    assert len(taken) <= (64 if workers == 1 else 64 * (2 * workers + 1))


def test_long_texts_fill_a_batch_by_themselves() -> None:
    assert [len(batch) for batch in batches(["长" * 20_000] * 5)] == [2, 2, 1]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_the_source_raises_comes_after_the_texts_before_it(workers: int) -> None:
    def broken() -> Iterator[str]:
        yield CLEAN
        yield SPUN
        raise OSError("the disk is gone")

    reports = CHECKER.check_many(broken(), workers)
    assert [next(reports), next(reports)] == [CHECKER.check(CLEAN), CHECKER.check(SPUN)]
    with pytest.raises(OSError, match="disk is gone"):
        next(reports)


def test_a_defect_is_raised_at_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Checker._report

    def report(self: Checker, document: Document, found: Any) -> Any:
        if "坏" in document.text:
            raise KeyError("a defect")
        return real(self, document, found)

    monkeypatch.setattr(Checker, "_report", report)
    reports = CHECKER.check_many(["好。", "也好。", "坏。", "好。"])
    assert [next(reports).quality, next(reports).quality] == [1.0, 1.0]
    with pytest.raises(KeyError, match="a defect"):
        next(reports)


def test_so_many_are_taken_ahead_as_are_held() -> None:
    taken: list[int] = []

    def source() -> Iterator[int]:
        for number in range(5):
            taken.append(number)
            yield number

    given = held(source(), 2)
    assert next(given) == 0
    assert taken == [0, 1, 2]
    assert list(given) == [1, 2, 3, 4]
    assert list(held(iter(()), 2)) == []
