"""Which packages the locks hold, and which of them a piece of Python loads."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]

_TOLD = """
import atexit, json, sys
tops = lambda: sorted({name.partition(".")[0] for name in sys.modules})
atexit.register(lambda: print(json.dumps(tops()), file=sys.stderr))
"""


@cache
def locked(lock: str) -> frozenset[str]:
    """The modules that a lock's packages bring, by their names at the top."""
    lines = (ROOT / "requirements" / lock).read_text("utf-8").splitlines()
    names = {_plain(found[0]) for line in lines if (found := re.match(r"[A-Za-z0-9._-]+", line))}
    owners = packages_distributions()
    return frozenset(module for module, by in owners.items() if {*map(_plain, by)} & names)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def loaded(
    code: str, *words: str, folder: Path, environment: Mapping[str, str], data: bytes = b""
) -> set[str]:
    """The packages of `run.lock` that a process has loaded when it ends, run with some words."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", _TOLD + code, *words],
        env={**environment, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        input=data,
        capture_output=True,
        check=False,
    )
    told = done.stderr.decode()
    assert done.returncode == 0, told
    return set(json.loads(told.splitlines()[-1])) & locked("run.lock")
