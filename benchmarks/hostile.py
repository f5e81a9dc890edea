"""Every regular expression of the package against inputs made to slow it down, and whole checks of such texts.

    python benchmarks/hostile.py

Patterns are recorded as the package compiles them. For each repeat in a pattern the input is a shortest text up to that repeat,
then what it repeats, over and over, then something that ends it badly; it is searched at two sizes. What takes more than 10
times as long on 4 times the text is reported: 4 would be linear, 16 quadratic.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from re import _constants as c
from re import _parser as parser
from typing import Any

import regex

SMALL, FACTOR, LIMIT, NOISE = 4000, 4, 10, 0.03
ENDS = ("", "\n", "\x00", "。x", "*")
PAGE, WINDOW = 6000, 1000
"""Code points of the pages that show what a pattern is run over, and below which that is called a window."""
LINES = ("{}\n", "{} <b>\n", "`{}`\n\n", "[{}](http://a.cn)\n", "# {}\n", "| {} |\n", "> {}\n", "<!-- {} -->\n")
"""How an example stands in a line: what is protected, and what a line belongs to, is looked up for every finding."""
_ARTICLE = "河道清淤完工，岸边也种上了新柳，傍晚常有人来散步，孩子们都说这里比从前好看了许多。"
MIXED = (
    ("微❤信，", "扣扣的", ""),
    (" ", "*一", ""),
    ("", "\u200e一", ""),
    ("", "鐨勬", ""),
    ("", "延伸阅读\n", _ARTICLE),
    ("发布时间：2020-01-01\n", "首页\n东城区西城区\n", f"河道清淤完工\n{_ARTICLE}"),
)
"""What makes pages of two halves, and how they end: things that are looked for beside others, in a line or a stretch of lines, however long that is."""
ANYWHERE = {"search", "finditer", "findall", "sub", "subn", "split", "splititer"}
FOUND: dict[tuple[str, int], Watched] = {}


class Watched:
    """A compiled pattern that notes how it is used: what is matched in one place is tried there, and windows are noted."""

    def __init__(self, pattern: Any) -> None:
        self.pattern_ = pattern
        self.used: set[str] = set()
        self.longest = 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.pattern_, name)
        if name not in ANYWHERE | {"match", "fullmatch"}:
            return real
        self.used.add(name)

        def noted(*given: Any, **named: Any) -> Any:
            text, *places = given[1:] if name.startswith("sub") else given
            start, end = (*places, None, None)[:2]
            start, end = named.get("pos", start), named.get("endpos", end)
            self.longest = max(self.longest, min(len(text), len(text) if end is None else end) - (start or 0))
            return real(*given, **named)

        return noted

    def seconds(self, text: str) -> float:
        began = time.process_time()
        if self.used & ANYWHERE or not self.used & {"match", "fullmatch"}:
            for _ in self.pattern_.finditer(text):
                pass
        else:
            for method in self.used & {"match", "fullmatch"}:
                getattr(self.pattern_, method)(text)
        return time.process_time() - began


def record(module: Any) -> None:
    real = module.compile

    def compile_(pattern: Any, flags: int = 0, *args: Any, **named: Any) -> Any:
        compiled = real(pattern, flags, *args, **named)
        caller = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001
        if caller.startswith("zhquality") and isinstance(compiled.pattern, str):
            return FOUND.setdefault((compiled.pattern, compiled.flags), Watched(compiled))
        return compiled

    module.compile = compile_


def one_of(items: Any) -> str:
    """A character of a class; negated ones give one that is in few classes."""
    if items and items[0][0] is c.NEGATE:
        excluded = {chr(v) for op, v in items[1:] if op is c.LITERAL}
        return next((x for x in "一a1 。" if x not in excluded), "丁")
    for op, value in items:
        if op is c.LITERAL:
            return chr(value)
        if op is c.RANGE:
            return chr(value[0])
        if op is c.CATEGORY:
            return {c.CATEGORY_DIGIT: "1", c.CATEGORY_SPACE: " ", c.CATEGORY_WORD: "a"}.get(value, "。")
    return "一"


def sample(tree: Any) -> str:
    """A short text that a parsed pattern matches, or nearly."""
    out = ""
    for op, value in tree:
        if op is c.LITERAL:
            out += chr(value)
        elif op is c.NOT_LITERAL:
            out += "一" if value != ord("一") else "a"
        elif op is c.ANY:
            out += "一"
        elif op is c.IN:
            out += one_of(value)
        elif op in {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}:
            out += sample(value[2]) * max(1, value[0])
        elif op is c.SUBPATTERN:
            out += sample(value[-1])
        elif op is c.ATOMIC_GROUP:
            out += sample(value)
        elif op is c.BRANCH:
            out += sample(value[1][0])
    return out


def pumps(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """For every repeat: a text that leads to it, and one round of it."""
    for op, value in tree:
        if op in {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}:
            yield before, sample(value[2])
            yield from pumps(value[2], before)
        elif op is c.SUBPATTERN:
            yield from pumps(value[-1], before)
        elif op is c.ATOMIC_GROUP:
            yield from pumps(value, before)
        elif op is c.BRANCH:
            for branch in value[1]:
                yield from pumps(branch, before)
                yield before, sample(branch)
        before += sample([(op, value)])


def attacks(source: str) -> Iterator[tuple[str, str]]:
    """Lead and round for every way to feed a pattern too much; what the parser cannot read is fed its own characters."""
    try:
        tree = parser.parse(source)
    except (re.error, RecursionError, OverflowError):
        yield from (("", char) for char in sorted(set(source))[:40])
        return
    yield "", sample(tree) or " "
    seen = set()
    for lead, round_ in pumps(tree):
        if round_ and (lead[-20:], round_) not in seen:
            seen.add((lead[-20:], round_))
            yield lead, round_
            yield "", round_


def is_slow(pattern: Watched, lead: str, round_: str, end: str) -> tuple[float, float] | None:
    times = []
    for size in (SMALL, SMALL * FACTOR):
        text = lead + round_ * max(1, size // len(round_)) + end
        times.append(min(pattern.seconds(text) for _ in range(2)))
    return (times[0], times[1]) if times[1] > NOISE and times[1] > LIMIT * times[0] else None


def units() -> list[str]:
    """What whole pages are made of: every rule's own example, whole, cut, and in lines beside markup, and single characters."""
    from zhquality.rules import catalogue

    examples = {text for rule in catalogue().values() for text in rule.matches}
    halves = {text[: len(text) // 2] for text in examples} | {text[len(text) // 2 :] for text in examples}
    lines = {form.format(text) for text in examples for form in LINES}
    return sorted(unit for unit in examples | halves | lines | set("一*`<>。 \n\t[]()#&|_-~a1×□\u200b") if unit)


def slow_patterns(pages: dict[str, None]) -> dict[str, int]:
    """Attack every compiled pattern; what it is attacked with is added to the pages to check."""
    tried = slow = windowed = 0
    for (source, _), pattern in sorted(FOUND.items()):
        for lead, round_ in attacks(source):
            pages[lead + round_ * (200 // len(round_))] = None
            for end in ENDS:
                tried += 1
                times = is_slow(pattern, lead, round_, end)
                if times and 0 < pattern.longest < WINDOW:
                    windowed += 1
                elif times:
                    slow += 1
                    tail = f"{lead[-20:]!r} + {round_[:30]!r}*n + {end!r}"
                    print(f"pattern {source[:90]!r}: {tail}: {times[0]:.3f} → {times[1]:.3f} s")
    return {
        "patterns": len(FOUND),
        "inputs": tried,
        "slow_inputs": slow,
        "slow_but_only_run_over_windows": windowed,
    }


def halves(first: str, second: str, end: str, length: int) -> str:
    """A page of two halves; of one, if the first of them is empty or a whole line."""
    if not first or first.endswith("\n"):
        return first + second * (length // len(second)) + end
    return first * (length // 2 // len(first)) + second * (length // 2 // len(second)) + end


def slow_pages(check: Callable[[str], object], pages: Iterable[str], shorter: int) -> dict[str, float | str]:
    """Check every page in two lengths."""
    looked_at = slow = 0
    worst = (0.0, "")
    made = [(unit, ("", unit, "")) for unit in pages] + [("".join(parts), parts) for parts in MIXED]
    for unit, parts in made:
        looked_at += 1
        times = []
        for length in (shorter, shorter * FACTOR):
            text = halves(*parts, max(length, len(unit)))
            began = time.process_time()
            check(text)
            times.append(time.process_time() - began)
        worst = max(worst, (times[1] / (shorter * FACTOR) * 1e6, unit[:40]))
        if times[1] > LIMIT * times[0] and times[1] > 0.2:
            slow += 1
            print(f"page {unit[:60]!r}*n: {times[0]:.2f} → {times[1]:.2f} s")
    return {
        "pages": looked_at,
        "slow_pages": slow,
        "worst_seconds_per_million_characters": round(worst[0], 1),
        "worst_unit": worst[1],
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--length", type=int, default=5000, help="code points of the shorter whole page")
    given = arguments.parse_args()
    record(re)
    record(regex)
    from zhquality import Checker

    checker = Checker()
    for unit in units():  # wakes every detector, so that every pattern is compiled, and shows what it is run over
        checker.restore(unit)
        checker.check(unit * (PAGE // len(unit)))
    pages = dict.fromkeys(units())
    figures = slow_patterns(pages) | slow_pages(checker.check, pages, given.length)
    print(json.dumps(figures, ensure_ascii=False))
    sys.exit(bool(figures["slow_inputs"] or figures["slow_pages"]))


if __name__ == "__main__":
    main()
