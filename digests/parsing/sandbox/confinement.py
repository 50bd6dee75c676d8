"""What the child can't do any more when it meets a file, and how the bot hides from it.

Python starts and loads the parser first; then this process gives up what no parser needs. So what
a hostile file makes of it finds no environment of the bot's, no database, no network and nobody to
send anything to, as far as the kernel knows how to forbid that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import digests

FILES, CALLS = "files", "calls"
"""What a kernel may not be able to forbid: to read files, to make system calls."""

_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/nix/store",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
)
"""Where libraries lie that are no Python's, and the data they look for."""


def conceal() -> None:
    """Let no child read this process's environment and memory, though it is the same user's."""
    if sys.platform == "linux":
        from digests.parsing.sandbox import linux  # noqa: PLC0415 - other systems have no such calls

        with suppress(OSError):
            linux.conceal()


def confine() -> tuple[str, ...]:
    """Give up whatever parsing doesn't need, for good; what could not be given up."""
    if sys.platform != "linux":
        return FILES, CALLS
    from digests.parsing.sandbox import landlock, linux, seccomp  # noqa: PLC0415 - as above

    linux.give_up_privileges()
    steps: dict[str, Callable[[], None]] = {
        FILES: lambda: landlock.allow_only_to_read(_needed()),
        CALLS: seccomp.forbid_calls,
    }
    return tuple(name for name, step in steps.items() if not _taken(step))


def _taken(step: Callable[[], None]) -> bool:
    try:
        step()
    except OSError:
        return False
    return True


def _needed() -> Iterator[Path]:
    """Where code and its data lie: ours, Python's, the libraries'.

    Of a folder that Python looks into no more than that, unless packages are installed there:
    beside the code of a checkout may lie its settings and its database.
    """
    yield Path(digests.__file__).parent
    for prefix in (sys.prefix, sys.base_prefix):
        yield Path(prefix, "lib")
        yield Path(prefix, "lib64")
    yield from map(Path, filter(_holds_packages, sys.path))
    yield from map(Path, _SYSTEM)


def _holds_packages(entry: str) -> bool:
    """Whether packages are installed in an entry of Python's path."""
    if not os.path.isdir(entry):  # noqa: PTH112 - `pathlib` takes several times as long
        return False
    return any(name.endswith(".dist-info") for name in os.listdir(entry))  # noqa: PTH208 - the same
