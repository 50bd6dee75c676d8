"""The locks hold all that is installed from them, and what `pyproject.toml` asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from requirements.locks import TARGETS, Pin, Target, installed, pins
from requirements.resolve import lacking

ROOT = Path(__file__).parents[1]
PROJECT: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OURS = ("run", "llm", "dev")
LINUX = Target(python=(3, 12), system="linux", machine="x86_64")
MAC = Target(python=(3, 14), system="darwin", machine="arm64")
HASHES = " --hash=sha256:aa --hash=sha256:bb"


def lock(name: str) -> str:
    return (ROOT / f"requirements/{name}.lock").read_text("utf-8")


def declared(name: str) -> list[Requirement]:
    """What `pyproject.toml` wants in a lock."""
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    bot = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    llm = [*bot, *project["optional-dependencies"]["llm"]]
    wanted = {"run": bot, "llm": llm, "dev": [*llm, *groups["dev"]], "peers": groups["peers"]}
    return [Requirement(one) for one in wanted[name]]


# --- what is checked -------------------------------------------------------------------------


def unmet(wanted: Iterable[Requirement], locked: Mapping[str, Pin]) -> Iterator[str]:
    """A sentence for each requirement that no pin of the lock meets."""
    for one in wanted:
        pin = locked.get(canonicalize_name(one.name))
        if pin is None:
            yield f"{one} is not pinned"
        elif not one.specifier.contains(pin.version, prereleases=True):
            yield f"{one} is pinned at {pin.version}"


class Closure:
    """Follows what is installed of a lock to all that it requires on a kind of machine."""

    def __init__(self, locked: Iterable[Pin], target: Target) -> None:
        self.locked, self.target = installed(locked, target), target
        self.seen: set[tuple[str, str]] = set()

    def holes(self, wanted: Iterable[Requirement]) -> Iterator[str]:
        """A sentence for each requirement, however far away, that the lock does not meet."""
        for one in (one for one in wanted if self.target.admits(one.marker)):
            yield from unmet([one], self.locked)
            name = canonicalize_name(one.name)
            if name in self.locked and is_here(self.locked[name]):
                for extra in sorted({"", *one.extras}):
                    yield from self._within(name, extra)

    def _within(self, name: str, extra: str) -> Iterator[str]:
        if (name, extra) in self.seen:
            return
        self.seen.add((name, extra))
        for hole in self.holes(requirements(distribution(name), extra, self.target)):
            yield f"{name}[{extra}]: {hole}" if extra else f"{name}: {hole}"


def requirements(installed: Distribution, extra: str, target: Target) -> Iterator[Requirement]:
    """What a distribution requires there, with one of its extras."""
    for one in map(Requirement, installed.requires or ()):
        seen = {**target.environment(), "extra": extra}
        if one.marker is None or one.marker.evaluate(seen):
            one.marker = None
            yield one


# --- the locks as they are -------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS, ids=str)
@pytest.mark.parametrize("name", [*OURS, "peers"])
def test_all_that_is_declared_is_locked(name: str, target: Target) -> None:
    wanted = [one for one in declared(name) if target.admits(one.marker)]
    assert list(unmet(wanted, installed(pins(lock(name)), target))) == []


@pytest.mark.parametrize("target", TARGETS, ids=str)
@pytest.mark.parametrize("name", OURS)
def test_all_that_is_installed_finds_what_it_requires_in_the_lock(
    name: str, target: Target
) -> None:
    closure = Closure(pins(lock(name)), target)
    assert list(closure.holes(declared(name))) == []
    assert len(closure.seen) > len(declared(name))


@pytest.mark.parametrize("name", OURS)
def test_every_locked_package_is_made_for_every_python_we_promise(name: str) -> None:
    here = [pin for pin in pins(lock(name)) if is_here(pin)]
    for target in TARGETS:
        for one in installed(here, target):
            (pythons,) = distribution(one).metadata.get_all("Requires-Python", [""])
            assert f"{target.version}.9" in SpecifierSet(pythons), one


def test_this_environment_is_the_lock_s() -> None:
    here = [pin for pin in pins(lock("dev")) if is_here(pin)]
    found = {pin.name: distribution(pin.name).version for pin in here}
    assert found == {pin.name: pin.version for pin in here}


def is_here(pin: Pin) -> bool:
    return pin.requirement.marker is None or pin.requirement.marker.evaluate()


@pytest.mark.parametrize(("less", "more"), [("run", "llm"), ("llm", "dev")])
def test_a_larger_lock_pins_what_the_smaller_does(less: str, more: str) -> None:
    assert set(pins(lock(less))) <= set(pins(lock(more)))


@pytest.mark.parametrize("name", [*OURS, "peers"])
def test_a_lock_names_no_address(name: str) -> None:
    assert "://" not in lock(name)
    assert "--index" not in lock(name)
    assert all(pin.hashes for pin in pins(lock(name)))


# --- the checks bite -------------------------------------------------------------------------


def test_a_lock_without_what_an_extra_brings_is_noticed() -> None:
    """SQLAlchemy needs greenlet only where it is asked for its `asyncio` extra."""
    (hole, *_) = holes(run_without("greenlet"))
    assert "greenlet" in hole
    assert "sqlalchemy[asyncio]" in hole


def test_a_lock_with_a_version_that_another_package_refuses_is_noticed() -> None:
    found = holes([*run_without("httpcore"), *pins(f"httpcore==0.1{HASHES}")])
    assert found
    assert all("is pinned at 0.1" in hole for hole in found)


def test_a_lock_that_leaves_a_system_out_is_noticed() -> None:
    linux_only = pins(f"pillow==13.0.0 ; sys_platform == 'linux'{HASHES}")
    locked = [*run_without("pillow"), *linux_only]
    assert holes(locked) == []
    assert "pillow>=13 is not pinned" in holes(locked, MAC)


def test_a_dependency_that_was_not_locked_again_is_noticed() -> None:
    locked = installed(pins(f"aiohttp==3.14.5{HASHES}"), LINUX)
    wanted = [Requirement("aiohttp>=3.15"), Requirement("fastapi")]
    assert list(unmet(wanted, locked)) == [
        "aiohttp>=3.15 is pinned at 3.14.5",
        "fastapi is not pinned",
    ]


def run_without(name: str) -> list[Pin]:
    """The lock of the bot, broken."""
    return [pin for pin in pins(lock("run")) if pin.name != name]


def holes(locked: Iterable[Pin], target: Target = LINUX) -> list[str]:
    return list(Closure(locked, target).holes(declared("run")))


# --- the registry's files --------------------------------------------------------------------

ONE = ("one", "1.0")
WHEELS = {
    "one-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl": "aa",
    "one-1.0-cp314-cp314-macosx_11_0_arm64.whl": "bb",
}


@pytest.mark.parametrize("target", [LINUX, MAC], ids=str)
def test_a_wheel_that_runs_there_and_is_locked_will_do(target: Target) -> None:
    assert list(lacking(pins(f"one==1.0{HASHES}"), {ONE: WHEELS}, target)) == []


def test_a_wheel_for_every_machine_will_do() -> None:
    everywhere = {ONE: {"one-1.0-py3-none-any.whl": "aa"}}
    for target in TARGETS:
        assert list(lacking(pins(f"one==1.0{HASHES}"), everywhere, target)) == []


@pytest.mark.parametrize(
    "target",
    [
        Target(python=(3, 11), system="linux", machine="x86_64"),
        Target(python=(3, 12), system="linux", machine="aarch64"),
        Target(python=(3, 14), system="darwin", machine="x86_64"),
    ],
    ids=str,
)
def test_a_version_without_a_wheel_for_a_machine_is_noticed(target: Target) -> None:
    found = list(lacking(pins(f"one==1.0{HASHES}"), {ONE: WHEELS}, target))
    assert found == ["one 1.0 has no file"]


def test_a_file_that_is_not_the_locked_one_is_noticed() -> None:
    found = list(lacking(pins("one==1.0 --hash=sha256:cc"), {ONE: WHEELS}, MAC))
    assert found == [
        "one 1.0: the hash of one-1.0-cp314-cp314-macosx_11_0_arm64.whl is not in the lock"
    ]


def test_what_is_not_installed_on_a_machine_needs_no_file_for_it() -> None:
    assert list(lacking(pins(f"one==1.0 ; sys_platform == 'win32'{HASHES}"), {}, MAC)) == []
