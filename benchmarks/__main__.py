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

_NONE = frozenset({"__main__", "acceptance", "ours", "peers", "stalls"})
"""Modules here that measure nothing by themselves."""


def names() -> Mapping[str, str]:
    """Every benchmark with the first line of what it says of itself."""
    found = [module.name for module in iter_modules([str(Path(__file__).parent)])]
    return {name: _first_line(name) for name in found if name not in _NONE}


def _first_line(name: str) -> str:
    # Read, not imported: each needs packages that another does without.
    source = Path(__file__).with_name(f"{name}.py").read_text("utf-8")
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
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        subprocess.run(command, env=environment, check=True)  # noqa: S603 - ours


if __name__ == "__main__":
    main()
