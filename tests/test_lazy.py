"""Expressions that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from zhquality import lazy


def test_a_lazy_expression_does_what_it_stands_for() -> None:
    expression = lazy.pattern("(?P<a>x)Y", re.IGNORECASE)
    assert expression.fullmatch("xy") and not expression.search("z") and dict(expression.groupindex) == {"a": 1}
    with pytest.raises(re.error):
        lazy.pattern("(").search("")


def test_a_guarded_expression_is_compiled_for_lines_with_a_literal(monkeypatch: pytest.MonkeyPatch) -> None:
    expression = lazy.guarded("编辑[:：]甲", {"编辑"})
    with monkeypatch.context() as patch:
        patch.setattr(re, "compile", None)
        assert expression.fullmatch("雨停了") is None and expression.search("雨停了") is None
    assert expression.fullmatch("编辑:甲") and expression.search("（编辑：甲）")
    assert expression.fullmatch("雨停了") is None and expression.fullmatch("编辑") is None
    assert expression.search("雨停了") is None and expression.search("编辑") is None
    assert expression.finditer("编辑:甲 编辑:甲")
    assert lazy.guarded(".", ()).fullmatch("雨")


def test_a_guarded_expression_is_not_compiled_for_what_lacks_a_set_or_is_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expression = lazy.guarded("(?:编辑|作者):(?:甲|乙){1,2}", {"编辑", "作者"}, (), {"甲", "乙"}, longest=5)
    with monkeypatch.context() as patch:
        patch.setattr(re, "compile", None)
        for line in ("编辑:丙", "甲:乙", "编辑:甲乙甲"):
            assert expression.fullmatch(line) is None
        assert expression.search("编辑:丙丁") is None
    assert expression.fullmatch("编辑:甲乙") and expression.search("……作者:甲乙甲乙")
    assert expression.fullmatch("编辑:甲乙甲") is None


def test_a_guarded_expression_reads_han_characters_without_their_range() -> None:
    expression = lazy.guarded("编辑:[一-鿿]{2,3}(?<=[㐀-鿿])", {"编辑"})
    assert expression.pattern == "编辑:[一-鿿]{2,3}(?<=[㐀-鿿])"
    assert expression.fullmatch("编辑:王小明") and expression.fullmatch("编辑:㐀々")
    for line in ("编辑:ab", "编辑:12", "编辑:é×", "编辑:，。", "编辑:王"):
        assert expression.fullmatch(line) is None
