"""Ways of showing what was found. Each renders results; none knows the detectors."""

from __future__ import annotations

from typing import NamedTuple

from zhquality.findings import Finding, Report

__all__ = ["Result", "message_of"]


class Result(NamedTuple):
    """One checked text.

    Attributes:
        name: what to call it: a path, or ``<stdin>``.
        text: the text that was checked.
        report: what was found in it.
        cleaned: the text with the safe fixes applied, where the format shows it.
    """

    name: str
    text: str
    report: Report
    cleaned: str = ""


def message_of(finding: Finding, lang: str) -> str:
    """A finding's message in Chinese (``zh``) or English (``en``)."""
    return finding.message_zh if lang == "zh" else finding.message
