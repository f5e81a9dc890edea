"""Chinese text quality and rewrite detection.

>>> import zhquality
>>> zhquality.check("今天天气很好。").findings
()
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from zhquality.version import VERSION

if TYPE_CHECKING:
    from zhquality.checker import Checker
    from zhquality.config import Config
    from zhquality.errors import ConfigError, DataError, InputError, ZhqualityError
    from zhquality.findings import Applicability, Edit, Finding, Proposal, Report, Restoration
    from zhquality.rewrite.compare import Comparer
    from zhquality.rewrite.comparison import Comparison
    from zhquality.rewrite.fingerprint import Fingerprint

__all__ = [
    "Applicability",
    "Checker",
    "Comparison",
    "Config",
    "ConfigError",
    "DataError",
    "Edit",
    "Finding",
    "InputError",
    "Proposal",
    "Report",
    "Restoration",
    "ZhqualityError",
    "check",
    "clean",
    "compare",
    "fingerprint",
    "restore",
]

__version__ = VERSION

_HOMES = {
    "checker": ("Checker",),
    "config": ("Config",),
    "errors": ("ConfigError", "DataError", "InputError", "ZhqualityError"),
    "findings": ("Applicability", "Edit", "Finding", "Proposal", "Report", "Restoration"),
    "rewrite.comparison": ("Comparison",),
}
"""Classes by the module that defines them, imported when they are asked for: the version and the help need none."""


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            globals()[name] = value = getattr(import_module(f"zhquality.{module}"), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


@cache
def _default() -> Checker:
    from zhquality.checker import Checker

    return Checker()


def check(text: str) -> Report:
    """Find damage in a text with the default configuration; never raises on any str."""
    return _default().check(text)


def clean(text: str) -> str:
    """The text with the safe fixes applied; cleaning twice changes nothing more."""
    return _default().clean(text)


def restore(text: str) -> Restoration:
    """Put back the words a rewriter or a censor replaced."""
    return _default().restore(text)


@cache
def _comparer() -> Comparer:
    from zhquality.rewrite.compare import Comparer  # needs numpy

    return Comparer(_default())


def compare(a: str, b: str) -> Comparison:
    """Whether one of two texts was made from the other, which one, and which words were swapped; never raises on any str."""
    return _comparer().compare(a, b)


def fingerprint(text: str, *, restored: bool = False) -> Fingerprint:
    """Shingle hashes by which a text meets its source again, spun or not; never raises on any str.

    Args:
        text: the text.
        restored: also hash the text with its words put back; takes a full check.
    """
    from zhquality.rewrite.fingerprint import fingerprint as made_from

    return made_from(text, _comparer().vocabulary, (lambda spun: restore(spun).text) if restored else None)
