"""Throughput beside other tools, in one run: ``python benchmarks/throughput.py [DATA] [--rounds N] [--pages N] [--write]``.

DATA is a folder with ``corpus/clean-dev.jsonl.xz`` and ``eval/dev/sim/*.jsonl.xz``; without it pages are made of
shuffled sentences. Subjects run in turn within each round, each on fresh copies of the texts, and ratios are taken round by round.
One-core subjects are timed by processor time, process pools by wall time beside two processes that only spin.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind
from measuring import Rates, Subject, bars, clean_and_spun, interleaved, table, version_of, write

from zhquality import Checker

BASE = "jieba.cut"
PEERS = {
    # name: (package, module, path to the function, share of the texts it gets)
    BASE: ("jieba", "jieba", "lcut", 0.08),
    "rjieba.cut": ("rjieba", "rjieba", "cut", 1.0),
    "autocorrect_py.format": ("autocorrect_py", "autocorrect_py", "format", 0.5),
}


_MANY = 1_500
"""Pages for two processes: with 300 half a second of work is shared out in five chunks, which two can do in three at best."""


def each(function, texts: Sequence[str]) -> None:
    for text in texts:
        function(text)


def together(checker: Checker, texts: Sequence[str]) -> None:
    for _ in checker.check_many(texts):
        pass


def bare_automaton(checker: Checker) -> Subject:
    """What no scanner of the same words can do without: encode, and one pass."""
    words = [word.encode("utf-8", "surrogatepass") for word in checker._scanner.literals]  # noqa: SLF001
    kind = Implementation.DFA if len(words) <= 12_000 else Implementation.ContiguousNFA
    automaton = BytesAhoCorasick(words, matchkind=MatchKind.Standard, implementation=kind)

    def scan(text: str) -> None:
        automaton.find_matches_as_indexes(text.encode("utf-8", "surrogatepass"), overlapping=True)

    return Subject("bare automaton", partial(each, scan))


def peers() -> Iterator[Subject | str]:
    """The other tools as subjects, or the names of those that are not installed."""
    for name, (package, module, path, share) in PEERS.items():
        if version_of(package) is None:
            yield name
            continue
        yield Subject(f"{name} {version_of(package)}", partial(each, getattr(import_module(module), path)), share)
    yield opencc()


def opencc() -> Subject | str:
    """OpenCC, the C++ one or the one in Python: both install a module of this name."""
    for package in ("OpenCC", "opencc-python-reimplemented"):
        if version_of(package):
            share = 1.0 if package == "OpenCC" else 0.15
            converter = import_module("opencc").OpenCC("s2t")
            return Subject(f"{package} {version_of(package)}", partial(each, converter.convert), share)
    return "opencc"


def own(checker: Checker, spun: bool) -> list[Subject]:
    share = 0.25 if spun else 1.0
    return [
        Subject("zhquality check", partial(each, checker.check), share),
        Subject("zhquality check_many", partial(together, checker), share),
        Subject("zhquality clean", partial(each, checker.clean), share / 2),
        *([Subject("zhquality restore", partial(each, checker.restore), share)] if spun else []),
    ]


def report(title: str, rates: dict[str, Rates]) -> tuple[str, list[tuple[str, float]]]:
    base = (
        next(rate for name, rate in rates.items() if name.startswith(BASE))
        if any(name.startswith(BASE) for name in rates)
        else next(iter(rates.values()))
    )
    lines = []
    for name, rate in sorted(rates.items(), key=lambda item: -median(item[1].values)):
        middle, low, high = rate.against(base)
        lines.append((name, f"{median(rate.values):.2f}", f"{middle:.1f}", f"{low:.1f} to {high:.1f}"))
    text = f"### {title}\n\n" + table(("", "MB/s", f"× {BASE}", "spread"), lines)
    return text, [(name, float(ratio)) for name, _, ratio, _ in lines]


def spin(_: int) -> None:
    total = 0
    for number in range(6_000_000):
        total += number


def processes(checker: Checker, texts: list[str], rounds: int) -> str:
    """Two processes against one, and what the machine gives two processes that only spin."""
    ours, ceiling = [], []
    for _ in range(rounds):
        times = []
        for workers in (1, 2):
            began = time.perf_counter()
            for _ in checker.check_many(texts, workers=workers):
                pass
            times.append(time.perf_counter() - began)
        ours.append(times[0] / times[1])
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(spin, range(2)))
            began = time.perf_counter()
            list(map(spin, range(2)))
            one = time.perf_counter() - began
            began = time.perf_counter()
            list(pool.map(spin, range(2)))
            ceiling.append(one / (time.perf_counter() - began))
    lines = [
        (name, f"{median(values):.2f}", f"{min(values):.2f} to {max(values):.2f}")
        for name, values in (("check_many, 2 workers against 1", ours), ("pure spinning, the ceiling", ceiling))
    ]
    return "### Two processes (wall time)\n\n" + table(("", "speed-up", "spread"), lines)


def sections(clean: list[str], spun: list[str]) -> dict[str, tuple[list[str], bool]]:
    """Kinds of texts, and whether they are spun throughout."""
    twentieth = max(1, len(clean) // 20)
    mixed = clean[: len(clean) - twentieth] + spun[:twentieth]
    mixed.sort(key=hash)  # an order that is neither
    long = ["\n".join(clean[at : at + 20]) for at in range(0, len(clean), 20)]
    short = [s for text in clean[: len(clean) // 4] for s in re.split(r"(?<=[。！？\n])", text) if s.strip()]
    return {
        "Clean pages": (clean, False),
        "Spun pages": (spun, True),
        "95 clean : 5 spun": (mixed, False),
        "Long clean pages (20 joined)": (long, False),
        "Short clean comments (sentences)": (short, False),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    checker = Checker()
    clean, spun = clean_and_spun(options.data, options.pages)
    found = list(peers())
    absent = [peer for peer in found if isinstance(peer, str)]
    others = [peer for peer in found if isinstance(peer, Subject)]
    texts, charts = [], {}
    for number, (title, (pages, is_spun)) in enumerate(sections(clean, spun).items()):
        subjects = [*own(checker, is_spun), bare_automaton(checker), *others]
        text, values = report(title, interleaved(subjects, pages, options.rounds))
        texts.append(text)
        print(f"\n{text}", flush=True)
        if number < 3:
            charts[f"throughput-{('clean', 'spun', 'mixed')[number]}"] = bars(f"{title}: × {BASE}", values, "×")
    texts.append(processes(checker, clean_and_spun(options.data, _MANY)[0], options.rounds))
    texts.append(f"Not installed, so not measured: {', '.join(absent)}." if absent else "")
    print("\n" + "\n\n".join(texts[-2:]))
    if options.write:
        write("throughput", "\n\n".join(text for text in texts if text), charts)


if __name__ == "__main__":
    main()
