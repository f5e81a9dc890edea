"""Findings for machines: one JSON array, or one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from zhquality.output import Result
from zhquality.output.places import placed

__all__ = ["as_object", "render", "render_lines"]


def as_object(result: Result) -> dict[str, Any]:
    """One result as plain data; offsets and columns are code points, lines and columns count from 1."""
    return {
        "path": result.name,
        "quality": round(result.report.quality, 4),
        "scores": {name: round(value, 4) for name, value in sorted(result.report.scores.items())},
        "findings": [
            {
                "rule": f.rule,
                "line": place.line,
                "column": place.column,
                "start": f.start,
                "end": f.end,
                "surface": f.surface,
                "confidence": round(f.confidence, 4),
                "applicability": f.applicability.name.lower(),
                "message": f.message,
                "message_zh": f.message_zh,
                "proposals": [{"text": p.text, "confidence": round(p.confidence, 4)} for p in f.proposals],
            }
            for f, place in placed(result)
        ],
    }


def render(results: Sequence[Result]) -> str:
    """A JSON array of all results."""
    return json.dumps([as_object(result) for result in results], ensure_ascii=False, indent=1)


def render_lines(results: Sequence[Result]) -> str:
    """One JSON object a line."""
    return "\n".join(json.dumps(as_object(result), ensure_ascii=False) for result in results)
