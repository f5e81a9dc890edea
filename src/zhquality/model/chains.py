"""Two tools, one after the other: 这样可以 → 如许可以 → 如允许以.

What the second tool did is undone first; if the restored page still looks spun, its own changes are put behind the first
ones. A change of the restored page that touches a restored word becomes one with it: its surface is what stands in the page,
its canonical what both steps lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhquality.model.decode import Choice

__all__ = ["apply", "chained"]


def apply(text: str, choices: Sequence[Choice]) -> str:
    """The text with the best candidate of every choice in place."""
    parts: list[str] = []
    cursor = 0
    for choice in choices:
        parts += [text[cursor : choice.start], choice.candidates[0]]
        cursor = choice.end
    parts.append(text[cursor:])
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Step:
    """A choice, and where it stands in the page and in the restored page: ``[low, high)`` there."""

    choice: Choice
    low: int
    high: int


def chained(text: str, first: Sequence[Choice], second: Sequence[Choice]) -> list[Choice]:
    """One list of choices that does what two do.

    Args:
        text: the page.
        first: its choices, by start.
        second: choices of the page that ``first`` gives, by start.
    """
    steps = list(_placed(first))
    result: list[Choice] = []
    shift = done = 0  # from offsets of the restored page to those of the page, and the steps behind us
    number = 0
    while number < len(second):
        begin = number
        low, high = second[number].start, second[number].end
        number += 1
        while done < len(steps) and steps[done].high <= low:
            result.append(steps[done].choice)
            shift = steps[done].choice.end - steps[done].high
            done += 1
        touched = done
        while True:  # whatever overlaps the span so far belongs to it
            if touched < len(steps) and steps[touched].low < high:
                low, high = min(low, steps[touched].low), max(high, steps[touched].high)
                touched += 1
            elif number < len(second) and second[number].start < high:
                high = max(high, second[number].end)
                number += 1
            else:
                break
        own = [step.choice for step in steps[done:touched]]
        start = low + shift
        if touched > done:
            shift = steps[touched - 1].choice.end - steps[touched - 1].high
        joined = _joined(text, (start, high + shift), own, second[begin:number], low)
        leads_back = joined.candidates[0] == text[joined.start : joined.end]
        result += own if leads_back else [joined]
        done = touched
    return result + [step.choice for step in steps[done:]]


def _placed(choices: Sequence[Choice]) -> list[_Step]:
    steps, shift = [], 0
    for choice in choices:
        low = choice.start + shift
        shift += len(choice.candidates[0]) - (choice.end - choice.start)
        steps.append(_Step(choice, low, choice.end + shift))
    return steps


def _joined(text: str, span: tuple[int, int], own: Sequence[Choice], second: Sequence[Choice], low: int) -> Choice:
    """The choices of both steps in one span of the page, which begins at ``low`` of the restored page."""
    start, end = span
    if not own:
        (choice,) = second
        return replace(choice, start=start, end=end)
    once, cursor = [], start
    for choice in own:
        once += [text[cursor : choice.start], choice.candidates[0]]
        cursor = choice.end
    restored = "".join(once) + text[cursor:end]
    twice, cursor = [], 0
    for choice in second:
        twice += [restored[cursor : choice.start - low], choice.candidates[0]]
        cursor = choice.end - low
    both = "".join(twice) + restored[cursor:]
    sure = min(choice.changed for choice in (*own, *second))
    return Choice(start, end, (both, restored), (sure, max(0.0, 1.0 - sure)), sure, own[0].pair)
