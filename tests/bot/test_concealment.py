"""Whoever starts children that read files hides from them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = """
import ctypes
from bot.composition.parsing import parser
get_dumpable = 3  # prctl(2)
print(ctypes.CDLL(None).prctl(get_dumpable), end=" ")
parser()
print(ctypes.CDLL(None).prctl(get_dumpable))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes differ")
def test_the_process_that_starts_readers_can_not_be_looked_into() -> None:
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1 0\n"
