"""What a child process of the bot reaches counts, even when it is ended by a signal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARENT = """
import subprocess, sys

child = subprocess.Popen([sys.executable, "child.py"], stdout=subprocess.PIPE)
assert child.stdout.readline()
child.terminate()
child.wait()
"""
CHILD = """import time
def reached():
    return "here"
print(reached(), flush=True)
time.sleep(60)
"""
LINE = 3
"""Of what the child has surely reached when it is ended."""


def test_what_a_child_reached_before_it_was_ended_counts(tmp_path: Path) -> None:
    settings = tmp_path / ".coveragerc"
    settings.write_text(f"[run]\n{_settings()}\n")
    (tmp_path / "parent.py").write_text(PARENT)
    (tmp_path / "child.py").write_text(CHILD)
    _coverage(tmp_path, "run", "parent.py")
    _coverage(tmp_path, "combine", "--quiet")
    _coverage(tmp_path, "json", "--quiet")
    measured = json.loads((tmp_path / "coverage.json").read_text())["files"]["child.py"]
    assert LINE in measured["executed_lines"]


def _settings() -> str:
    """The project's own settings, but for the packages it measures."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = project["tool"]["coverage"]["run"] | {"source": ["."]}
    words = {key: ", ".join(one) if isinstance(one, list) else one for key, one in run.items()}
    return "\n".join(f"{key} = {value}" for key, value in words.items())


def _coverage(folder: Path, *words: str) -> None:
    """Run coverage as if nobody measured these tests."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "coverage", *words],
        cwd=folder, env=plain, check=True, capture_output=True, text=True,
    )  # fmt: skip
