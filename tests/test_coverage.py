"""What the tests reach is measured in every worker of theirs, and held to limits."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from bot.cli import migrate
from requirements.locks import TARGETS, Target
from tests.support.coverage import LIMITS, Reach, below, by_package, can_measure, table
from tests.support.forking import ForkServer, Wanted
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[1]
MODULE = """from typing import Protocol

class Spoken(Protocol):
    def say(self) -> str:
        return "nobody measures this"

def kept(self) -> int: ...

def chosen(left):
    if left:
        return "left"
    return "right"

def never():
    return "reached"
"""
MISSED = 15
EXCLUDED = (3, 4, 5, 7)
TEST = """from bot.module import chosen

def test_it():
    assert chosen({left}) == "{side}"
"""


def file(**counts: int) -> Mapping[str, Any]:
    names = ("executed_lines", "missing_lines", "executed_branches", "missing_branches")
    return {name: [[0, 0]] * counts.get(name, 0) for name in names}


def reach(reached: int, of: int) -> Mapping[str, Reach]:
    return {"digests": Reach(1, 1), "bot": Reach(reached, of)}


# --- the report ------------------------------------------------------------------------------


def test_lines_and_branches_count_alike_for_a_package_and_its_folders() -> None:
    files = {
        "bot/app.py": file(executed_lines=3, missing_lines=1),
        "bot/views/rich/text.py": file(executed_lines=2, executed_branches=1, missing_branches=3),
        "digests/model.py": file(executed_lines=5),
    }
    assert by_package({"files": files}) == {
        "bot": Reach(6, 10),
        "bot/views": Reach(3, 6),
        "digests": Reach(5, 5),
    }


def test_the_table_tells_percentages_and_limits() -> None:
    found = {"bot": Reach(6, 10), "bot/views": Reach(3, 6), "simulator": Reach(1, 3)}
    _, *lines = table(found, {"bot": 90})
    assert [line.split() for line in lines] == [
        ["bot", "6", "10", "60.00", "90"],
        ["bot/views", "3", "6", "50.00"],
        ["simulator", "1", "3", "33.33"],
    ]


def test_what_is_below_its_limit_is_told() -> None:
    assert list(below(reach(90, 100))) == []
    (sentence,) = below(reach(89_999, 100_000))
    assert sentence == "The tests reach 89.99 % of bot/, which is less than 90 %."


def test_a_package_that_was_not_measured_is_below_its_limit() -> None:
    assert len(list(below({}))) == len(LIMITS)


@pytest.mark.parametrize(("missing", "code"), [(0, 0), (50, 1)])
def test_the_report_ends_with_1_below_a_limit(tmp_path: Path, missing: int, code: int) -> None:
    files = {f"{name}/one.py": file(executed_lines=50, missing_lines=missing) for name in LIMITS}
    told = tmp_path / "measured.json"
    told.write_text(json.dumps({"files": files}))
    done = run(ROOT, "tests.support.coverage", str(told))
    assert done.returncode == code, done.stderr
    assert "bot " in done.stdout
    assert ("less than 90 %" in done.stderr) is bool(code)


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_it_is_measured_wherever_what_measures_is_installed(target: Target) -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    (wanted,) = (Requirement(one) for one in groups["dev"] if one.startswith("slipcover"))
    assert can_measure(target.python, target.system, target.machine) is target.admits(wanted.marker)


# --- what is measured ------------------------------------------------------------------------


def test_what_each_worker_reached_counts_and_the_exit_code_is_pytest_s(tmp_path: Path) -> None:
    pytest.importorskip("slipcover")
    for name in ("bot", "digests", "simulator", "tests"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "bot" / "module.py").write_text(MODULE)
    (tmp_path / "tests" / "test_left.py").write_text(TEST.format(left=True, side="left"))
    (tmp_path / "tests" / "test_right.py").write_text(TEST.format(left=False, side="wrong"))
    done = run(tmp_path, "slipcover", "-m", "pytest", "-n", "2", "-p", "no:cacheprovider")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    told = json.loads((tmp_path / ".coverage.json").read_text())["files"]["bot/module.py"]
    assert told["missing_lines"] == [MISSED]
    assert told["missing_branches"] == []
    assert {*told["executed_lines"]}.isdisjoint(EXCLUDED)


async def test_what_a_forked_bot_reached_counts_as_its_worker_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("slipcover")
    told = tmp_path / "told"
    told.mkdir()
    monkeypatch.setenv("SLIPCOVER_COVERAGE_DIR", str(told))
    monkeypatch.setenv("SLIPCOVER_SOURCE", "bot,digests")
    monkeypatch.setenv("SLIPCOVER_EXCLUDE_LINES", "if TYPE_CHECKING:")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw7")
    server = ForkServer()
    with (tmp_path / "printed").open("wb") as printed:
        wanted = Wanted(
            words=["migrate"], environment=surroundings(), folder=tmp_path, output=printed
        )
        process = await server.start(wanted)
        assert await process.wait() == 0
    server.close()
    (file,) = told.iterdir()
    assert file.match("coverage-gw*.json")  # for which SlipCover's plugin looks
    files = json.loads(file.read_text())["files"]
    assert inside(migrate.carry_out) & {*files["bot/cli/migrate.py"]["executed_lines"]}
    assert not any(name.startswith("tests") for name in files)


def inside(function: Callable[..., object]) -> set[int]:
    """The lines of a function below its first."""
    lines, first = inspect.getsourcelines(function)
    return {*range(first + 1, first + len(lines))}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a module in a folder as if nobody measured these tests."""
    plain = {name: value for name, value in os.environ.items() if not is_measuring(name)}
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", *words],
        cwd=folder, env=plain, check=False, capture_output=True, text=True,
    )  # fmt: skip


def is_measuring(name: str) -> bool:
    return name.startswith(("SLIPCOVER_", "PYTEST_"))
