"""The hooks, run by the real pre-commit in a real repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SPUN = (
    "这家公司的认真人示意，他们的手艺在海内处于领先职位，若是产物的价钱继续下降，营业就很难生长，"
    "然则公司照样对未来充满信心。记者领会到，公司现在正在思量进入外洋市场。\n"
)
CLEAN = "老木匠的手艺是从他父亲那里学来的，一门手艺要学十年。\n"
ZERO_WIDTH = "县图书馆上个月搬进了新\u200b楼，周末来看书的人很多。\n"

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="hooks are fetched by git from a repository"
)


class Project:
    """A repository with the hooks installed."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
        safe = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
        without = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        self.environment = without | dict.fromkeys(names, "test") | safe | {"PRE_COMMIT_HOME": str(home)}
        self.git("init", "--quiet")
        head = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        self.config(head.stdout.strip())

    def config(self, revision: str) -> None:
        hooks = "".join(f"      - id: {name}\n" for name in ("zhquality-clean", "zhquality"))
        text = f"repos:\n  - repo: {ROOT}\n    rev: {revision}\n    hooks:\n{hooks}"
        (self.folder / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, env=self.environment, check=True, capture_output=True)

    def stage(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.git("add", name)
        return path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture
def project(tmp_path: Path, home: Path) -> Project:
    made = Project(tmp_path, home)
    made.stage("clean.md", CLEAN)
    first = made.run("zhquality")
    if "No matching distribution" in first.stdout or "Connection" in first.stdout:
        pytest.skip("no package index to install the hook's environment from")
    assert first.returncode == 0, first.stdout + first.stderr
    return made


def test_a_spun_page_fails_and_a_clean_one_passes(project: Project) -> None:
    project.stage("文章.md", SPUN)
    done = project.run("zhquality")
    assert done.returncode == 1
    assert "文章.md:1:" in done.stdout
    assert "认真人" in done.stdout
    assert "clean.md" not in done.stdout


def test_the_cleaning_hook_fixes_and_fails_once(project: Project) -> None:
    path = project.stage("page.md", ZERO_WIDTH)
    assert project.run("zhquality-clean").returncode == 1
    assert "\u200b" not in path.read_text(encoding="utf-8")
    project.git("add", "page.md")
    assert project.run("zhquality-clean").returncode == 0


def test_only_staged_files_of_text_types_are_touched(project: Project) -> None:
    loose = project.folder / "loose.md"
    loose.write_text(ZERO_WIDTH, encoding="utf-8")
    code = project.stage("code.py", f"# {SPUN}")
    assert project.run("zhquality-clean").returncode == 0
    assert project.run("zhquality").returncode == 0
    assert "\u200b" in loose.read_text(encoding="utf-8")
    assert code.read_text(encoding="utf-8") == f"# {SPUN}"


def test_ignores_hold(project: Project) -> None:
    project.stage("quoted.md", f"<!-- zhquality: ignore-file -->\n{SPUN}")
    done = project.run("zhquality")
    assert done.returncode == 0, done.stdout


def test_excludes_of_the_settings_hold_whatever_the_arguments(project: Project) -> None:
    project.stage("old/page.md", SPUN)
    project.stage("zhquality.toml", 'exclude = ["old/"]\n')
    config = project.folder / ".pre-commit-config.yaml"
    arguments = config.read_text(encoding="utf-8").replace(
        "- id: zhquality\n", '- id: zhquality\n        args: ["-q"]\n'
    )
    config.write_text(arguments, encoding="utf-8")
    done = project.run("zhquality", "--verbose")
    assert done.returncode == 0, done.stdout
    project.stage("new/page.md", SPUN)
    done = project.run("zhquality")
    assert done.returncode == 1
    assert "old/page.md" not in done.stdout
