"""Who works with the data folder: bots side by side, or one command that must be alone.

Each bot holds a lock of the folder's (flock(2)) as long as it lives, however it ends. Processes on
other machines, which a PostgreSQL may have, are not seen so.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import CommandError

_LOCK = "in-use.lock"


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold the folder for a bot; raises `CommandError` while a command must be alone with it."""
    with _held(folder, fcntl.LOCK_SH, "its data are being restored or transferred; wait for that"):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder for nobody else; raises `CommandError` while a bot runs."""
    with _held(folder, fcntl.LOCK_EX, "a bot runs with these data; stop it first"):
        yield


@contextmanager
def _held(folder: Path, kind: int, refusal: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"{refusal}.") from None
        yield
