"""The local Telegram is a distribution of its own, and whole; the bot's has nothing of it."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
SIMULATOR = ROOT / "simulator"


def contents(project: Path, into: Path) -> set[str]:
    """The files of a project's wheel, without those that only describe it."""
    (wheel,) = WheelBuilder(str(project)).build(directory=str(into), versions=["standard"])
    names = ZipFile(wheel).namelist()
    return {name for name in names if ".dist-info/" not in name}


def test_its_wheel_has_each_of_its_modules_the_page_and_the_rules_of_the_bot_api(
    tmp_path: Path,
) -> None:
    unwanted = {"__pycache__", "pyproject.toml"}
    files = (path for path in SIMULATOR.rglob("*") if path.is_file())
    own = {path.relative_to(ROOT) for path in files if not unwanted & set(path.parts)}
    assert contents(SIMULATOR, tmp_path) == {path.as_posix() for path in own}


def test_the_bot_s_wheel_has_nothing_of_it(tmp_path: Path) -> None:
    packages = {name.partition("/")[0] for name in contents(ROOT, tmp_path)}
    assert packages == {"bot", "digests"}


def test_it_declares_the_packages_that_it_imports_and_no_other() -> None:
    project = tomllib.loads((SIMULATOR / "pyproject.toml").read_text("utf-8"))["project"]
    imported = {name for path in SIMULATOR.rglob("*.py") for name in packages_of(path)}
    foreign = imported - set(sys.stdlib_module_names) - {"simulator"}
    assert {one.partition(">")[0] for one in project["dependencies"]} == foreign


def packages_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize("name", ["requires-python", "version", "license", "authors"])
def test_it_says_what_the_bot_says_of_itself(name: str) -> None:
    one, other = (
        tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"][name]
        for folder in (ROOT, SIMULATOR)
    )
    assert one == other
