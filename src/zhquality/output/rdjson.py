"""Reviewdog's diagnostic format (rdjson); its columns are bytes of UTF-8."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from zhquality.findings import Applicability
from zhquality.output import Result, message_of
from zhquality.output.places import placed

__all__ = ["render"]


def render(results: Sequence[Result], lang: str) -> str:
    """One object with the diagnostics of all results: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf."""
    diagnostics: list[dict[str, Any]] = []
    for result in results:
        for finding, place in placed(result):
            where = {
                "start": {"line": place.line, "column": place.byte_column},
                "end": {"line": place.end_line, "column": place.end_byte_column},
            }
            diagnostics.append(
                {
                    "message": message_of(finding, lang),
                    "location": {"path": result.name, "range": where},
                    "severity": "INFO" if finding.applicability is Applicability.DISPLAY else "WARNING",
                    "code": {"value": finding.rule},
                    "suggestions": [{"range": where, "text": proposal.text} for proposal in finding.proposals],
                }
            )
    return json.dumps({"source": {"name": "zhquality"}, "diagnostics": diagnostics}, ensure_ascii=False, indent=1)
