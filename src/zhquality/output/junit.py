"""JUnit XML, which most build servers read: a suite a text, a failed case a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from zhquality.output import Result, message_of
from zhquality.output.places import placed

__all__ = ["render"]

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold in any form."""


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def render(results: Sequence[Result], lang: str) -> str:
    """One document of all results; a text without findings is one passed case."""
    total = sum(len(result.report.findings) for result in results)
    root = ET.Element("testsuites", name="zhquality", failures=str(total))
    for result in results:
        findings = list(placed(result))
        counts = {"tests": str(max(1, len(findings))), "failures": str(len(findings)), "errors": "0"}
        suite = ET.SubElement(root, "testsuite", {"name": _clean(result.name)} | counts)
        if not findings:
            ET.SubElement(suite, "testcase", name=_clean(result.name), classname="zhquality")
        for finding, place in findings:
            name = f"{finding.rule} {place.line}:{place.column}"
            case = ET.SubElement(suite, "testcase", name=name, classname=_clean(result.name))
            failure = ET.SubElement(case, "failure", type=finding.rule, message=_clean(message_of(finding, lang)))
            failure.text = _clean(f"{result.name}:{place.line}:{place.column} {finding.surface}")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False)
