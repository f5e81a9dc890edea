"""Resident memory of a checker and of workers: ``python benchmarks/memory.py [DATA] [--workers N] [--write]`` (Linux).

Each state is reached in a process of its own. ``shared`` are pages backed by files (libraries, the mapped language model),
which the processes of one machine have in common; ``own`` is the rest. The memory of a long scan over time is the business of
``scan_memory.py``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from measuring import ROOT, as_installed, clean_and_spun, table, write

STATES = {
    "bare Python": "",
    "import zhquality": "import zhquality",
    "checker built": "c = zhquality.Checker(); c.check('')",
    "after clean pages": "c = zhquality.Checker(); [c.check(t) for t in clean]",
    "after spun pages": "c = zhquality.Checker(); [c.check(t) for t in clean + spun]",
}
_PROBE = """
import json, sys
texts = json.load(open(sys.argv[1], encoding="utf-8"))
clean, spun = texts["clean"], texts["spun"]
del texts
{imports}
{state}
rows = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({{k: int(rows[k].split()[0]) for k in ("VmRSS", "RssAnon", "RssFile", "VmHWM")}}))
"""
_WORKERS = """
import json, sys, os, itertools
import zhquality
texts = json.load(open(sys.argv[1], encoding="utf-8"))["spun"]
workers = int(sys.argv[2])
out = {}
for number, _ in enumerate(zhquality.Checker().check_many(itertools.chain(texts, texts), workers=workers)):
    if number >= len(texts):
        for child in open(f"/proc/self/task/{os.getpid()}/children").read().split():
            rows = dict(l.split(":", 1) for l in open(f"/proc/{child}/smaps_rollup").read().splitlines()[1:])
            out[child] = {k: int(rows[k].split()[0]) for k in ("Rss", "Pss")}
print(json.dumps(list(out.values())))
"""


def probe(code: str, *arguments: str) -> object:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=as_installed(),
    )
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("this benchmark reads /proc, which only Linux has")
    import tempfile

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as file:
        clean, spun = clean_and_spun(options.data, options.pages)
        json.dump({"clean": clean, "spun": spun}, file)
        file.flush()
        lines = []
        for name, state in STATES.items():
            imports = "import zhquality" if name not in {"bare Python", "import zhquality"} else ""
            kb = probe(_PROBE.format(imports=imports, state=state), file.name)
            assert isinstance(kb, dict)
            cells = (kb["VmRSS"], kb["RssAnon"], kb["RssFile"], kb["VmHWM"])
            lines.append((name, *(f"{cell / 1024:.0f}" for cell in cells)))
        each = probe(_WORKERS, file.name, str(options.workers))
    assert isinstance(each, list)
    text = table(("MB", "resident", "own", "shared", "peak"), lines)
    text += "\n\n" + table(
        ("MB", "resident", "proportional share"),
        [(f"worker {n}", f"{kb['Rss'] / 1024:.0f}", f"{kb['Pss'] / 1024:.0f}") for n, kb in enumerate(each, 1)],
    )
    print(text)
    if options.write:
        write("memory", text, {})


if __name__ == "__main__":
    main()
