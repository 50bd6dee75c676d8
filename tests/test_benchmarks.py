"""Benchmarks start with no more packages than they need: one lock's, and never the peers'."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from benchmarks.__main__ import module_of, names
from tests.support.packages import loaded, locked
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[1]
MADE_OF_DEV = frozenset({"fuzz"})
"""Benchmarks that need what tests are written with; the others run where the bot does."""
BLOCKED = "sys.modules.update({name: None for name in sys.argv[2:] if name not in sys.modules})\n"
LOADING = """
from importlib import import_module
for name in sys.argv[1].split():
    refusal = None
    try:
        import_module(name)
    except ImportError as error:
        refusal = error
    print(name, refusal)
"""
SPEED = """
from benchmarks.speed import contestants, postgres
with postgres() as server:
    print(*(one.name for one in contestants(server)), sep=", ")
"""
MAIN = "import subprocess; subprocess.run = lambda *_, **_further: None"
"""In front of the benchmarks' `main`, so that none runs."""


def test_benchmarks_are_listed_without_any_package(tmp_path: Path) -> None:
    listed = "from benchmarks.__main__ import names; assert names()['start']"
    assert loaded(listed, folder=tmp_path, environment=surroundings()) == set()


def test_every_benchmark_says_what_it_measures() -> None:
    assert "start" in names()
    assert all(line.endswith((".", ":")) for line in names().values()), names()


@pytest.fixture(scope="module")
def refused() -> dict[str, str]:
    """What each benchmark could not be loaded for; those of one lock are loaded in one process."""
    told: dict[str, str] = {}
    for lock, those in (("dev.lock", MADE_OF_DEV), ("run.lock", names().keys() - MADE_OF_DEV)):
        lacking = packages_distributions().keys() - locked(lock)
        said = run_without(lacking, LOADING, " ".join(map(module_of, sorted(those))))
        told |= dict(line.split(" ", 1) for line in said.splitlines())
    assert len(told) == len(names())
    return told


@pytest.mark.parametrize("name", names())
def test_a_benchmark_is_loaded_with_the_packages_of_its_lock_alone(
    name: str, refused: dict[str, str]
) -> None:
    assert refused[module_of(name)] == "None"


def run_without(lacking: Iterable[str], code: str, modules: str) -> str:
    """What a piece of Python prints where some packages lack; it is told of `modules`."""
    words = [sys.executable, "-c", f"import sys\n{BLOCKED}{code}", modules, *lacking]
    return subprocess.check_output(words, cwd=ROOT, encoding="utf-8")  # noqa: S603 - our own code


def test_speed_is_measured_without_postgresql_where_it_can_not_be_had() -> None:
    said = run_without(packages_distributions().keys() - locked("run.lock"), SPEED, "")
    *skipped, names = said.splitlines()
    assert any(line.startswith("skipped: PostgreSQL") for line in skipped)
    assert names.startswith("ours, ledger on SQLite")
    assert "ours, ledger on PostgreSQL" not in names


def test_benchmarks_are_listed_where_the_output_takes_ascii_alone() -> None:
    listed = f"{MAIN}; from benchmarks.__main__ import main; main()"
    environment = {**surroundings(), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", listed, "start"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "start: " in done.stdout


def test_no_benchmark_counts_on_a_port_that_others_may_have() -> None:
    files = [*(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "benchmarks/peers").glob("node/*.mjs")]
    for file in files:
        fixed = re.search(r"port\s*[=:]\s*[1-9][0-9_]*|127\.0\.0\.1:[0-9]", file.read_text("utf-8"))
        assert fixed is None, file.name
