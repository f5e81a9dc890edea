"""Fails when checking clean text became more than twice as slow: ``python benchmarks/guard.py [DATA] [--rounds N]``.

Compared with the bare automaton over the same words in the same run, so that it holds on any machine. Without DATA the
texts are shuffled sentences; each kind has its own pinned ratio. Lowering one takes an edit that a reviewer sees.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from measuring import clean_and_spun, interleaved
from throughput import bare_automaton, own

from zhquality import Checker

PINNED = {"made up": 0.019, "corpus": 0.041}
"""Speed of ``check`` on clean text as a share of the bare automaton's, as measured on 2026-11-24; raise it with the speed."""
LOSS = 2.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    checker = Checker()
    clean, _ = clean_and_spun(options.data, 300)
    check, bare = own(checker, spun=False)[0], bare_automaton(checker)
    rates = interleaved([check, bare], clean, options.rounds)
    middle, low, high = rates[check.name].against(rates[bare.name])
    pinned = PINNED["corpus" if options.data else "made up"]
    print(f"check on clean text: {middle:.3f} of the bare automaton ({low:.3f} to {high:.3f}); pinned {pinned:.3f}")
    if middle < pinned / LOSS:
        print(
            f"check lost more than {LOSS:g} times its speed: profile it, or lower PINNED and say why", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
