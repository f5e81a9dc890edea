"""Pages that two tools worked on, one after the other."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from zhquality.model.chains import chained
from zhquality.model.decode import Choice
from zhquality.model.restoring import restore


def choice(start: int, end: int, word: str, sure: float = 0.9) -> Choice:
    return Choice(start, end, (word,), (sure,), sure, 0)


def test_a_change_of_a_change_is_one() -> None:
    text = "如允许以提高"
    first = [choice(1, 3, "许可", 0.8)]
    assert restore(text, first) == "如许可以提高"
    (both,) = chained(text, first, [choice(0, 2, "这样", 0.9)])
    assert (both.start, both.end, both.candidates) == (0, 3, ("这样可", "如许可"))
    assert both.changed == 0.8  # no surer than its less sure half


def test_changes_that_do_not_touch_stand_beside_each_other() -> None:
    text = "若是手艺好"
    result = chained(text, [choice(0, 2, "如果")], [choice(2, 4, "技术")])
    assert [(c.start, c.end, c.candidates[0]) for c in result] == [(0, 2, "如果"), (2, 4, "技术")]


def test_what_leads_back_stays_as_the_first_step_has_it() -> None:
    first = [choice(0, 2, "可以")]
    assert chained("能够", first, [choice(0, 2, "能够")]) == first


@st.composite
def two_steps(draw: st.DrawFn) -> tuple[str, list[Choice], list[Choice]]:
    """A text of small letters, changes of it to capitals, and changes of the result to digits."""
    text = draw(st.text("abcdef", min_size=1, max_size=30))

    def changes(length: int, alphabet: str) -> list[Choice]:
        places = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
        spans = [pair for pair in zip(places[::2], places[1::2], strict=False) if draw(st.booleans())]
        return [choice(low, high, draw(st.text(alphabet, min_size=1, max_size=4))) for low, high in spans]

    first = changes(len(text), "ABC")
    return text, first, changes(len(restore(text, first)), "123")


@given(two_steps())
def test_one_list_does_what_two_do(steps: tuple[str, list[Choice], list[Choice]]) -> None:
    text, first, second = steps
    result = chained(text, first, second)
    assert restore(text, result) == restore(restore(text, first), second)
    assert all(a.end <= b.start for a, b in pairwise(result))
