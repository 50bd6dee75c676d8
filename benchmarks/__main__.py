"""Run benchmarks: `python -m benchmarks` runs every one, `python -m benchmarks NAME …` some.

Each prints what it compares; none needs anything but this machine, and the packages of its own.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from pkgutil import iter_modules

_NONE = frozenset({"__main__", "acceptance", "ours", "stalls", "writer"})
"""Modules here that measure nothing by themselves."""
_ROOMS = ("", "storage", "texts")
"""The folders in which benchmarks are, without those of the peers."""


def names() -> Mapping[str, str]:
    """Every benchmark with the first line of what it says of itself."""
    return {name: _first_line(place) for name, place in _places().items()}


def module_of(name: str) -> str:
    """Where a benchmark is: `benchmarks.texts.reading`."""
    room = _places()[name].parent.name
    return f"benchmarks.{room}.{name}" if room in _ROOMS else f"benchmarks.{name}"


def _places() -> Mapping[str, Path]:
    here = Path(__file__).parent
    found = {
        module.name: here / room / f"{module.name}.py"
        for room in _ROOMS
        for module in iter_modules([str(here / room)])
        if not module.ispkg and module.name not in _NONE
    }
    return dict(sorted(found.items()))


def _first_line(place: Path) -> str:
    # Read, not imported: each needs packages that another does without.
    source = place.read_text("utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]


def main() -> None:
    """List what there is, or run it, each in a process of its own."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # not every terminal has ──
    known = names()
    wanted = sys.argv[1:] or list(known)
    if unknown := [name for name in wanted if name not in known]:
        told = "\n".join(f"  {name:<10} {line}" for name, line in known.items())
        sys.exit(f"There is no {', '.join(unknown)}. There are:\n{told}")
    environment = {**os.environ, "PYTHONIOENCODING": f"{sys.stdout.encoding}:replace"}
    for name in wanted:
        print(f"\n── {name}: {known[name]}", flush=True)
        command = [sys.executable, "-m", module_of(name)]
        subprocess.run(command, env=environment, check=True)  # noqa: S603 - ours


if __name__ == "__main__":
    main()
