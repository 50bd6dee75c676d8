"""What this system lets a process give up."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = "from digests.parsing.sandbox.confinement import confine; print(*confine())"


@cache
def lacking() -> frozenset[str]:
    """What a child that reads files can't be kept from here; asked of one."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return frozenset(done.stdout.split())
