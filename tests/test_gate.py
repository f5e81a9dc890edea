"""The evaluation gate: figures on labelled data may not fall below the floors pinned in ``gate/floors.toml``.

The data does not belong to the project. It is looked for in the folder named by ZHQUALITY_CORPUS, then beside the
checkout in ``../shared``; without it these tests are skipped.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ZHQUALITY_CORPUS", ROOT.parent / "shared"))
FLOORS = tomllib.loads((ROOT / "tests" / "gate" / "floors.toml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(
    not (DATA / "eval" / "evaluate.py").is_file(),
    reason="no evaluation data: set ZHQUALITY_CORPUS to its folder",
)


def digest() -> str:
    """SHA-256 of everything that is measured, names and bytes."""
    state = hashlib.sha256()
    files = [DATA / "eval" / "evaluate.py", DATA / "corpus" / "clean-dev.jsonl.xz"]
    files += [p for folder in ("eval/dev", "gold", "corpus/seeds") for p in (DATA / folder).rglob("*") if p.is_file()]
    for path in sorted(files):
        state.update(path.relative_to(DATA).as_posix().encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


@cache
def figures() -> dict[str, float]:
    """What the evaluation script says of the installed library."""
    script, measured = DATA / "eval" / "evaluate.py", {}
    runs = [
        [DATA / "eval" / "dev", "--clean", DATA / "corpus" / "clean-dev.jsonl.xz"],
        [DATA, "--only", "gold"],
    ]
    for number, arguments in enumerate(runs):
        target = Path(os.environ["PYTEST_GATE_FOLDER"]) / f"{number}.json"
        command = [sys.executable, script, *arguments, "--misses", "0", "--json", target]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr[-2000:]
        measured.update(json.loads(target.read_text(encoding="utf-8")))
    return measured


@pytest.fixture(autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ.setdefault("PYTEST_GATE_FOLDER", str(tmp_path_factory.mktemp("gate")))


def test_the_data_is_what_the_floors_were_pinned_on() -> None:
    assert digest() == FLOORS["sha256"], (
        "the evaluation data changed: measure again, then pin floors and digest together"
    )


@pytest.mark.parametrize("name", sorted(FLOORS["at_least"]))
def test_floor(name: str) -> None:
    assert figures()[name] >= FLOORS["at_least"][name]


@pytest.mark.parametrize("name", sorted(FLOORS["at_most"]))
def test_ceiling(name: str) -> None:
    assert figures()[name] <= FLOORS["at_most"][name]
