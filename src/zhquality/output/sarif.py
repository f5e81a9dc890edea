"""SARIF 2.1.0, for code-scanning services."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from zhquality.findings import Applicability, Finding
from zhquality.output import Result, message_of
from zhquality.output.places import Place, placed
from zhquality.rules import catalogue

__all__ = ["render"]


def _result(result: Result, finding: Finding, place: Place, lang: str) -> dict[str, Any]:
    uri = quote(PurePath(result.name).as_posix(), errors="surrogateescape")  # the bytes of a name that is no UTF-8
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    row: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": "note" if finding.applicability is Applicability.DISPLAY else "warning",
        "message": {"text": message_of(finding, lang)},
        "rank": round(100 * finding.confidence, 1),
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }
    if finding.proposals:
        row["fixes"] = [
            {
                "description": {"text": proposal.text},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": uri},
                        "replacements": [{"deletedRegion": region, "insertedContent": {"text": proposal.text}}],
                    }
                ],
            }
            for proposal in finding.proposals
        ]
    return row


def render(results: Sequence[Result], lang: str, version: str) -> str:
    """One SARIF log of all results; columns and offsets are code points."""
    rows = [_result(result, finding, place, lang) for result in results for finding, place in placed(result)]
    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.summary_zh if lang == "zh" else rule.summary},
            "fullDescription": {"text": (rule.why_zh if lang == "zh" else rule.why).strip()},
        }
        for rule in catalogue().values()
    ]
    driver = {"name": "zhquality", "version": version, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": rows}],
    }
    return json.dumps(log, ensure_ascii=False, indent=1)
