"""Property tests try the same examples on every desk, and others in CI, which tells its seed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TESTS = Path(__file__).parent
QUIET = ("-p", "no:cacheprovider", "-p", "no:asyncio")
SEEN = """
import os
from pathlib import Path
from hypothesis import core, given, strategies as st

@given(st.integers())
def test_{name}(number):
    with Path("seen-{name}").open("a") as seen:
        seen.write(f"{{number}} ")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    Path(f"seed-{{worker}}").write_text(str(core.global_force_seed))
"""
WRONG = """
from hypothesis import given, strategies as st

@given(st.integers())
def test_it(number):
    assert number < 100
"""


@pytest.fixture(autouse=True)
def ours(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of tests with the `conftest.py` of all of ours, on a desk."""
    pytester.makeconftest((TESTS / "conftest.py").read_text(encoding="utf-8"))
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    for name in ("CI", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)


def examples(pytester: pytest.Pytester, *words: str) -> tuple[str, str | None]:
    """What one run tries, and the seed that it tells."""
    pytester.makepyfile(test_one=SEEN.format(name="one"))
    tried = pytester.path / "seen-one"
    tried.unlink(missing_ok=True)
    done = pytester.runpytest_subprocess(*QUIET, *words)
    done.assert_outcomes(passed=1)
    told = re.search(r"--hypothesis-seed=(\d+)", done.stdout.str())
    return tried.read_text(), told[1] if told else None


def test_on_a_desk_every_run_tries_the_same(pytester: pytest.Pytester) -> None:
    first, seed = examples(pytester)
    assert seed is None
    assert examples(pytester) == (first, None)


def test_ci_tries_others_each_time_and_its_seed_brings_them_back(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    first, seed = examples(pytester)
    second, other = examples(pytester)
    assert first != second
    assert seed is not None
    assert seed != other
    monkeypatch.delenv("CI")
    assert examples(pytester, f"--hypothesis-seed={seed}") == (first, seed)


def test_all_workers_of_a_run_have_its_seed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    for name in ("one", "two"):
        pytester.makepyfile(**{f"test_{name}": SEEN.format(name=name)})
    done = pytester.runpytest_subprocess(*QUIET, "-n", "2", "--dist", "each")
    done.assert_outcomes(passed=4)
    seeds = {path.name: path.read_text() for path in pytester.path.glob("seed-*")}
    assert set(seeds) == {"seed-gw0", "seed-gw1"}
    (seed,) = set(seeds.values())
    done.stdout.fnmatch_lines([f"*--hypothesis-seed={seed} *"])


def test_a_failure_in_a_worker_of_ci_tells_how_to_meet_it_again(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    pytester.makepyfile(WRONG)
    done = pytester.runpytest_subprocess(*QUIET, "-n", "1")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*@reproduce_failure(*"])
