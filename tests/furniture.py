"""What tests of furniture share."""

from __future__ import annotations

from zhquality import Checker

CHECKER = Checker()


def found(*lines: str) -> set[str]:
    """The furniture of a page with these lines."""
    text = "\n".join(lines) + "\n"
    return {f.surface.strip() for f in CHECKER.check(text).findings if f.rule.startswith("BPL")}
