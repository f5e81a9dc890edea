"""One self-contained HTML page: findings beside the cleaned text, to accept, reject and download. No network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import Any, Protocol
from urllib.parse import quote

from zhquality.findings import Applicability, Finding, Report, apply_edits
from zhquality.rules import catalogue

__all__ = ["FileResult", "render", "render_folder", "render_index"]


class FileResult(Protocol):
    """What the report needs of a checked file."""

    @property
    def name(self) -> str:
        """Name shown to people, such as a path."""

    @property
    def text(self) -> str:
        """The text as it was checked."""

    @property
    def report(self) -> Report:
        """The report of exactly this text."""

    @property
    def cleaned(self) -> str:
        """The text as ``clean`` leaves it."""


def render(results: Sequence[FileResult], lang: str) -> str:
    """A page with every result; more than one gets a table of contents in front.

    Args:
        results: checked files in the order to show.
        lang: ``zh`` or ``en``: the language shown first; the page has a switch.

    Returns:
        HTML that encodes to UTF-8 whatever the texts hold, lone surrogates included.
    """
    title = results[0].name if len(results) == 1 else "zhquality"
    return _page(title, lang, [_summary(result) | _details(result) for result in results])


def render_index(results: Sequence[FileResult], links: Sequence[str], lang: str) -> str:
    """A page that lists many files and links to the report of each.

    Args:
        results: checked files in the order to show.
        links: for each result the relative path of its report.
        lang: ``zh`` or ``en``.

    Raises:
        ValueError: if there are not as many links as results.
    """
    listed = [_summary(result) | {"href": _link(link)} for result, link in zip(results, links, strict=True)]
    return _page("zhquality", lang, listed)


def render_folder(results: Sequence[FileResult], lang: str) -> Iterator[tuple[str, str]]:
    """A page for every result and an index of them, as relative paths and HTML; the index comes last.

    Args:
        results: checked files in the order to show.
        lang: ``zh`` or ``en``.
    """
    width = len(str(len(results)))
    names = []
    for number, result in enumerate(results, 1):
        stem = re.sub(r"[^\w.-]+", "-", PurePath(result.name).stem)[:60].strip("-.") or "text"
        names.append(f"pages/{number:0{width}d}-{stem}.html")
        yield names[-1], render([result], lang)
    yield "index.html", render_index(results, names, lang)


def _link(path: str) -> str:
    # Colons are quoted too, so that no path can become a scheme such as javascript:; "./" keeps "//host" on this machine.
    return "./" + quote(path, safe="/", errors="surrogatepass")


def _summary(result: FileResult) -> dict[str, Any]:
    report = result.report
    return {
        "name": result.name,
        "quality": report.quality,
        "scores": dict(report.scores),
        "counts": dict(sorted(Counter(finding.rule for finding in report.findings).items())),
    }


def _details(result: FileResult) -> dict[str, Any]:
    text = result.text
    edits = result.report.edits(Applicability.SAFE)
    accepted = {(edit.start, edit.end, edit.replacement) for edit in edits}
    # JavaScript counts UTF-16 units: every character beyond the first plane before an offset shifts it by one.
    wide = [index for index, character in enumerate(text) if character > "\uffff"]
    findings: list[list[Any]] = []
    for finding in result.report.findings:
        key = (finding.start, finding.end, finding.proposals[0].text if finding.proposals else None)
        taken = finding.applicability is Applicability.SAFE and key in accepted
        accepted -= {key} if taken else set()  # of equal findings one is accepted
        findings.append(_row(finding, wide, taken))
    cleaned = None if apply_edits(text, edits) == result.cleaned else result.cleaned
    return {"text": text, "findings": findings, "cleaned": cleaned}


def _row(finding: Finding, wide: Sequence[int], taken: bool) -> list[Any]:
    """One finding as report.js reads it."""
    start, end = finding.start, finding.end
    return [
        finding.rule,
        start,
        end,
        start + bisect_left(wide, start),
        end + bisect_left(wide, end),
        finding.confidence,
        finding.message,
        finding.message_zh,
        int(finding.applicability),
        [[proposal.text, proposal.confidence] for proposal in finding.proposals],
        int(taken),
    ]


def _page(title: str, lang: str, listed: list[dict[str, Any]]) -> str:
    codes = {code for file in listed for code in file["counts"]}
    known = catalogue()
    rules = {
        code: [known[code].name, known[code].summary, known[code].summary_zh] for code in sorted(codes & known.keys())
    }
    style, script = _asset("report.css"), _asset("report.js")
    language = "en" if lang.lower().startswith("en") else "zh"
    return _fill(
        _asset("report.html"),
        {
            "lang": "en" if language == "en" else "zh-Hans",
            "title": html.escape(re.sub("[\ud800-\udfff\0]", "\ufffd", title)),
            "style": style,
            "style_hash": _hash(style),
            "script": script,
            "script_hash": _hash(script),
            "data": _json({"lang": language, "rules": rules, "files": listed}),
        },
    )


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Fill every ``{{name}}`` in one pass, so that a value is never itself read as a template."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], template)


def _asset(name: str) -> str:
    return files("zhquality.output").joinpath("assets").joinpath(name).read_text(encoding="utf-8")


def _hash(source: str) -> str:
    """A content security policy source: only this very script or style may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _json(value: object) -> str:
    """JSON that is safe inside a script element and encodes to UTF-8."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", raw)
