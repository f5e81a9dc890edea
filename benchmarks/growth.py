"""How cost grows: ``python benchmarks/growth.py [DATA] [--largest MB] [--write]``.

With the length of one text, with the size of a user's dictionary, with the share of spun pages, and on inputs made to be
slow. Processor time. An exponent near 1 means that twice the text takes twice the time.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from measuring import clean_and_spun, curve, fresh, table, write

from zhquality import Checker, Config

WORST: dict[str, Callable[[int], str]] = {
    "stars": lambda n: "*" * n,
    "full stops": lambda n: "。" * n,
    "one spun word over and over": lambda n: "大模子" * (n // 3),
    "one line of ordinary words": lambda n: "我们今天去公园里散步然后回家吃饭" * (n // 16),
    "brackets": lambda n: "（" * n,
    "line breaks": lambda n: "\n" * n,
    "furniture beside tags": lambda n: "返回首页 <b>\n" * (n // 9),
}


def seconds(checker: Checker, texts: Sequence[str], repeats: int = 1) -> float:
    """Processor time of checking fresh copies, the least of some repeats."""
    best = math.inf
    for _ in range(repeats):
        own = fresh(texts)
        began = time.process_time()
        for text in own:
            checker.check(text)
        best = min(best, time.process_time() - began)
    return best


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Slope of log time over log size, least squares, over the larger half of the sizes."""
    logs = [(math.log(x), math.log(max(y, 1e-6))) for x, y in points[len(points) // 2 - 1 :]]
    mean_x, mean_y = (sum(values) / len(values) for values in zip(*logs, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def lengths(checker: Checker, pages: Sequence[str], largest: float) -> list[tuple[float, float]]:
    """Megabytes of one text against seconds."""
    points, size = [], largest * 1e6
    whole = "\n".join(pages)
    whole *= math.ceil(size / len(whole.encode()))
    data = whole.encode()
    for divisor in (1000, 300, 100, 30, 10, 3, 1):
        text = data[: int(size / divisor)].decode("utf-8", "ignore")
        points.append((largest / divisor, seconds(checker, [text], 3 if divisor > 10 else 1)))
    return points


def dictionary(path: Path, rows: int) -> None:
    """A dictionary of made-up words, which no page holds: the cost is that of carrying it."""
    dice = random.Random(rows)
    han = [chr(0x4E00 + n) for n in range(3000)]
    surfaces = {"".join(dice.choices(han, k=3)) for _ in range(rows)}
    path.write_text("".join(f"{s}\t{''.join(dice.choices(han, k=2))}\n" for s in sorted(surfaces)), encoding="utf-8")


def lexicons(pages: Sequence[str], rows: Sequence[int]) -> list[tuple[float, float, float]]:
    """Rows of a user's dictionary, seconds to build a checker, seconds to check the pages."""
    out = []
    with tempfile.TemporaryDirectory() as folder:
        for count in rows:
            path = Path(folder) / f"{count}.tsv"
            dictionary(path, count)
            checker = Checker(Config(extend_lexicons=(str(path),)))
            build = seconds(checker, [""])
            out.append((float(count), build, seconds(checker, pages, 2)))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--largest", type=float, default=3.0, help="MB of the longest text; 10 for the full curve")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    clean, spun = clean_and_spun(options.data, 100)
    checker = Checker()
    seconds(checker, clean[:5] + spun[:5])
    texts, charts = [], {}
    for name, pages in (("clean", clean), ("spun", spun)):
        points = lengths(checker, pages, options.largest)
        charts[f"growth-{name}"] = curve(f"One {name} text", points, "MB", "seconds")
        lines = [(f"{x:g}", f"{y:.3f}", f"{x / max(y, 1e-9):.2f}") for x, y in points]
        heading = f"### Length of one {name} text (exponent {exponent(points):.2f})\n\n"
        texts.append(heading + table(("MB", "seconds", "MB/s"), lines))
        print(f"\n{texts[-1]}", flush=True)
    lines = [
        (f"{count:.0f}", f"{build:.2f}", f"{check:.2f}")
        for count, build, check in lexicons(clean[:40], (1000, 5000, 20_000, 50_000))
    ]
    texts.append("### Rows of a user's dictionary\n\n" + table(("rows", "s to build", "s for 40 clean pages"), lines))
    print(f"\n{texts[-1]}", flush=True)
    lines = []
    for percent in (0, 5, 20, 50, 100):
        mixed = spun[: round(percent * 0.6)] + clean[round(percent * 0.6) : 60]
        size = sum(len(text.encode()) for text in mixed) / 1e6
        lines.append((f"{percent} %", f"{size / seconds(checker, mixed):.2f}"))
    texts.append("### Share of spun pages\n\n" + table(("spun", "MB/s"), lines))
    print(f"\n{texts[-1]}", flush=True)
    lines = []
    for name, make in WORST.items():
        points = [(float(n), seconds(checker, [make(n)])) for n in (62_500, 125_000, 250_000, 500_000, 1_000_000)]
        lines.append((name, f"{points[-1][1]:.2f}", f"{exponent(points):.2f}"))
    texts.append("### Inputs made to be slow\n\n" + table(("a million of", "seconds", "exponent"), lines))
    print(f"\n{texts[-1]}", flush=True)
    if options.write:
        write("growth", "\n\n".join(texts), charts)


if __name__ == "__main__":
    main()
