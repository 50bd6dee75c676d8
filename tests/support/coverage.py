"""Holds to its limits what the tests reached, as SlipCover measured it.

    python -m tests.support.coverage FILE

Prints how much of each package was reached, and ends with 1 if one is below its limit.
"""

from __future__ import annotations

import json
import platform
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

LIMITS: Mapping[str, float] = MappingProxyType({"digests": 95, "bot": 90})
"""How much of a package the tests must reach, in percent of its lines and branches together."""


def can_measure(
    python: Sequence[int] = sys.version_info[:2],
    system: str = sys.platform,
    machine: str = platform.machine(),
) -> bool:
    """Whether SlipCover has a wheel for a Python on a kind of machine, as the lock has it."""
    return tuple(python) >= (3, 12) or (system, machine) == ("linux", "x86_64")


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of the lines and branches ran."""

    reached: int = 0
    of: int = 0

    def __add__(self, other: Reach) -> Reach:
        return Reach(self.reached + other.reached, self.of + other.of)

    @property
    def percent(self) -> float:
        """Never rounded up to a limit. Of nothing, nothing was reached."""
        return self.reached * 10_000 // self.of / 100 if self.of else 0.0


def by_package(measured: Mapping[str, Any]) -> Mapping[str, Reach]:
    """What was reached of each package and of the folders in it, by their paths."""
    found: defaultdict[str, Reach] = defaultdict(Reach)
    for path, file in measured["files"].items():
        package, *inner = PurePosixPath(path).parent.parts
        reach = _of_file(file)
        found[package] += reach
        if inner:
            found[f"{package}/{inner[0]}"] += reach
    return dict(sorted(found.items()))


def _of_file(file: Mapping[str, Any]) -> Reach:
    reached = len(file["executed_lines"]) + len(file["executed_branches"])
    missing = len(file["missing_lines"]) + len(file["missing_branches"])
    return Reach(reached, reached + missing)


def table(found: Mapping[str, Reach], limits: Mapping[str, float] = LIMITS) -> Iterator[str]:
    """A line for each package: what was reached of how much, in percent, and its limit."""
    yield f"{'lines and branches of':<24}{'reached':>8}{'of':>8}{'%':>8}  limit"
    for name, reach in found.items():
        shown = name if name in limits or "/" not in name else f"  {name}"
        limit = f"{limits[name]:7g}" if name in limits else ""
        yield f"{shown:<24}{reach.reached:8}{reach.of:8}{reach.percent:8.2f}{limit}"


def below(found: Mapping[str, Reach], limits: Mapping[str, float] = LIMITS) -> Iterator[str]:
    """A sentence for each package of which too little was reached, or nothing measured."""
    for name, limit in limits.items():
        percent = found.get(name, Reach()).percent
        if percent < limit:
            yield f"The tests reach {percent:.2f} % of {name}/, which is less than {limit:g} %."


def main() -> None:
    """Print the table of the file that the command line names."""
    found = by_package(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    sys.stdout.write("".join(f"{line}\n" for line in table(found)))
    sys.exit("\n".join(below(found)) or None)


if __name__ == "__main__":
    main()
