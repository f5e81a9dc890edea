"""Every rule of the catalogue flags its own examples and leaves its counter-examples alone."""

from __future__ import annotations

import re

import pytest

import zhquality
from zhquality.errors import ConfigError
from zhquality.rules import Rule, catalogue, rule

RULES = list(catalogue().values())
MATCHES = [pytest.param(r, text, id=f"{r.code}-{n}") for r in RULES for n, text in enumerate(r.matches)]
REJECTS = [pytest.param(r, text, id=f"{r.code}-{n}") for r in RULES for n, text in enumerate(r.rejects)]


def codes(text: str) -> set[str]:
    return {finding.rule for finding in zhquality.check(text).findings}


@pytest.mark.parametrize(("entry", "text"), MATCHES)
def test_matches(entry: Rule, text: str) -> None:
    assert entry.code in codes(text)


@pytest.mark.parametrize(("entry", "text"), REJECTS)
def test_rejects(entry: Rule, text: str) -> None:
    assert entry.code not in codes(text)


@pytest.mark.parametrize("entry", RULES, ids=lambda r: r.code)
def test_every_rule_is_explained_in_both_languages(entry: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{3}", entry.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.name)
    assert entry.matches
    assert entry.rejects
    for english, chinese in ((entry.summary, entry.summary_zh), (entry.why, entry.why_zh)):
        assert english.strip()
        assert re.search(r"[\u4e00-\u9fff]", chinese)


def test_names_are_unique() -> None:
    names = [entry.name for entry in RULES]
    assert len(names) == len(set(names))


def test_an_unknown_rule_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(ConfigError, match="SPN001"):
        rule("SPN01")
