"""Two tools, one after the other: 这样可以 → 如许可以 → 如允许以.

What the second tool did is undone first; if the restored page still looks spun, its own changes are put behind the first
ones. A change of the restored page that touches a restored word becomes one with it: its surface is what stands in the page,
its canonical what both steps lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhquality.model.decode import Choice
from zhquality.model.restoring import placed, restore

__all__ = ["chained"]


def chained(text: str, first: Sequence[Choice], second: Sequence[Choice]) -> list[Choice]:
    """One list of choices that does what two do.

    Args:
        text: the page.
        first: its choices, by start.
        second: choices of the page that ``first`` gives, by start.
    """
    steps = list(placed(first))
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


def _joined(text: str, span: tuple[int, int], own: Sequence[Choice], second: Sequence[Choice], low: int) -> Choice:
    """The choices of both steps in one span of the page, which begins at ``low`` of the restored page."""
    start, end = span
    if not own:
        (choice,) = second
        return replace(choice, start=start, end=end)
    restored = restore(text[start:end], [_moved(choice, -start) for choice in own])
    both = restore(restored, [_moved(choice, -low) for choice in second])
    sure = min(choice.changed for choice in (*own, *second))
    return Choice(start, end, (both, restored), (sure, max(0.0, 1.0 - sure)), sure, own[0].pair)


def _moved(choice: Choice, by: int) -> Choice:
    return replace(choice, start=choice.start + by, end=choice.end + by)
