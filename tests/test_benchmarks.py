"""Benchmarks start with no more packages than they need: one lock's, and never the peers'."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from benchmarks.__main__ import names
from tests.support.packages import loaded, locked
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[1]
MADE_OF_DEV = frozenset({"fuzz"})
"""Benchmarks that need what tests are written with; the others run where the bot does."""
BLOCKED = "sys.modules.update({name: None for name in sys.argv[2:] if name not in sys.modules})\n"


def test_benchmarks_are_listed_without_any_package(tmp_path: Path) -> None:
    listed = "from benchmarks.__main__ import names; assert names()['start']"
    assert loaded(listed, folder=tmp_path, environment=surroundings()) == set()


def test_every_benchmark_says_what_it_measures() -> None:
    assert "start" in names()
    assert all(line.endswith((".", ":")) for line in names().values()), names()


@pytest.mark.parametrize("name", names())
def test_a_benchmark_is_loaded_with_the_packages_of_its_lock_alone(name: str) -> None:
    lock = "dev.lock" if name in MADE_OF_DEV else "run.lock"
    lacking = packages_distributions().keys() - locked(lock)
    code = f"import sys\n{BLOCKED}from importlib import import_module; import_module(sys.argv[1])"
    subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, f"benchmarks.{name}", *lacking], cwd=ROOT, check=True
    )


def test_no_benchmark_counts_on_a_port_that_others_may_have() -> None:
    files = [*(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "benchmarks/peers").glob("node/*.mjs")]
    for file in files:
        fixed = re.search(r"port\s*[=:]\s*[1-9][0-9_]*|127\.0\.0\.1:[0-9]", file.read_text("utf-8"))
        assert fixed is None, file.name
