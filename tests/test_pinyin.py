"""Readings of characters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from zhquality.errors import DataError
from zhquality.lexicon import pinyin


def test_readings_have_tones() -> None:
    assert {"háng", "xíng"} <= pinyin.readings("行")
    assert pinyin.readings("国") == {"guó"}
    assert pinyin.readings("x") == frozenset()


def test_the_package_with_its_phrases_is_not_imported() -> None:
    code = (
        "import sys, zhquality; from zhquality.lexicon.pinyin import readings; readings('国'); "
        "zhquality.Checker().check('中國(guó)的流量(liàng)'); print('pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinyin, "find_spec", lambda _: None)
    pinyin._table.cache_clear()
    try:
        with pytest.raises(DataError, match="pip install pypinyin"):
            pinyin.readings("国")
    finally:
        pinyin._table.cache_clear()
