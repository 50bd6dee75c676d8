"""What a lock says: pins and their hashes, and where it applies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name

PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
MACHINES = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("darwin", "x86_64"))

GLIBC = 36
"""Minor version of the oldest glibc 2 that the locks are kept for: Debian 12's."""

MACOS = (13, 0)
"""The oldest macOS that the locks are kept for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A Python on a kind of machine; `system` is as `sys.platform` has it."""

    python: tuple[int, int]
    system: str
    machine: str

    def __str__(self) -> str:
        return f"Python {self.version} on {self.system} {self.machine}"

    @property
    def version(self) -> str:
        """The Python's major and minor version."""
        return ".".join(map(str, self.python))

    def admits(self, marker: Marker | None) -> bool:
        """Whether what bears this marker is installed there."""
        return marker is None or marker.evaluate(self.environment())

    def environment(self) -> dict[str, str]:
        """What environment markers see there."""
        return {
            **{name: str(value) for name, value in default_environment().items()},
            "python_version": self.version,
            "python_full_version": f"{self.version}.9",
            "platform_system": self.system.capitalize(),
            "platform_machine": self.machine,
            "sys_platform": self.system,
        }

    def tags(self) -> frozenset[Tag]:
        """The tags of the wheels that run there."""
        interpreter, platforms = f"cp{self.python[0]}{self.python[1]}", self._platforms()
        specific = cpython_tags(self.python, platforms=platforms)
        return frozenset([*specific, *compatible_tags(self.python, interpreter, platforms)])

    def _platforms(self) -> list[str]:
        if self.system == "darwin":
            return list(mac_platforms(MACOS, self.machine))
        dated = [f"manylinux{year}_{self.machine}" for year in ("1", "2010", "2014")]
        return dated + [f"manylinux_2_{minor}_{self.machine}" for minor in range(5, GLIBC + 1)]


TARGETS = tuple(
    Target(python=python, system=system, machine=machine)
    for python, (system, machine) in product(PYTHONS, MACHINES)
)
"""Everything that the locks are kept for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A line of a lock: one version of a package, and the SHA-256 of each of its files."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        """The package's normalized name."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The pinned version."""
        (specifier,) = self.requirement.specifier
        return specifier.version


def pins(lock: str) -> tuple[Pin, ...]:
    """The pins of a lock's text; a package may have several, each for other targets."""
    lines = re.sub(r"\\\n", " ", lock).splitlines()
    return tuple(_pin(line) for line in lines if line.strip() and not line.startswith("#"))


def installed(pins: Iterable[Pin], target: Target) -> Mapping[str, Pin]:
    """The pins that hold there, by the packages' names."""
    return {pin.name: pin for pin in pins if target.admits(pin.requirement.marker)}


def _pin(line: str) -> Pin:
    requirement, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
    return Pin(requirement=Requirement(requirement), hashes=frozenset(hashes))
