"""Start-up beside other tools, in one run: ``python benchmarks/startup.py [--rounds N] [--write]``.

Every command is a process of its own; all commands run in turn within a round. Wall time in milliseconds; the least time is
what the command takes when nothing disturbs it. Tools that are not installed are named.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from measuring import ROOT, as_installed, bars, made_up, table, version_of, write

SIZE = 2000
"""Bytes of UTF-8 of the page that is checked."""


def page(path: str) -> str:
    """A page of about 2 kB."""
    return "\n".join(made_up(path, 8)).encode()[:SIZE].decode("utf-8", "ignore") + "\n"


def commands(folder: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Commands by name, and the names of tools that are not there."""
    clean, spun = folder / "clean.txt", folder / "spun.txt"
    clean.write_text(page("benchmarks/clean.txt"), encoding="utf-8")
    spun.write_text(page("examples/spun-news.txt"), encoding="utf-8")
    scripts = Path(sys.executable).parent
    zhquality = (
        [str(scripts / "zhquality")] if (scripts / "zhquality").exists() else [sys.executable, "-m", "zhquality"]
    )
    found = {
        "bare Python": [sys.executable, "-c", "pass"],
        "import zhquality": [sys.executable, "-c", "import zhquality"],
        "zhquality --version": [*zhquality, "--version"],
        "zhquality check, clean 2 kB": [*zhquality, "check", "--quiet", str(clean)],
        "zhquality check, spun 2 kB": [*zhquality, "check", "--quiet", str(spun)],
    }
    if version_of("jieba"):
        found[f"import jieba {version_of('jieba')} and cut"] = [sys.executable, "-c", "import jieba; jieba.lcut('一')"]
    absent = []
    for tool in ("codespell", "typos"):
        where = shutil.which(tool, path=f"{scripts}:{Path.home() / '.cargo' / 'bin'}") or shutil.which(tool)
        if where is None:
            absent.append(tool)
            continue
        found[f"{tool} {version_of(tool) or ''}".strip() + ", clean 2 kB"] = [where, str(clean)]
    return found, absent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        found, absent = commands(Path(folder))
        for number in range(options.rounds + 1):
            for name, command in found.items():
                began = time.perf_counter()
                quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
                subprocess.run(command, check=False, cwd=ROOT, env=as_installed(), **quiet)
                if number:  # the first round warms the caches of the disk and compiles the modules
                    times.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    bare = min(times["bare Python"])
    lines = [
        (name, f"{min(t):.0f}", f"{median(t):.0f}", f"{max(t):.0f}", f"{min(t) - bare:+.0f}")
        for name, t in times.items()
    ]
    text = table(("ms", "least", "median", "greatest", "least, less bare Python"), lines)
    if absent:
        text += f"\n\nNot installed, so not measured: {', '.join(absent)}."
    print(text)
    if options.write:
        chart = bars("Start-up, least of all rounds", [(name, min(t)) for name, t in times.items()], "ms")
        write("startup", text, {"startup": chart})


if __name__ == "__main__":
    main()
