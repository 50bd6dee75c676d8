"""Who works with the data folder: bots side by side, or one command that must be alone.

Each bot holds a lock of the folder's (flock(2)) as long as it lives, however it ends. Processes on
other machines, which a PostgreSQL may have, are not seen so.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import structlog

from bot.errors import CommandError
from bot.i18n.marking import mark

log = structlog.get_logger()

_LOCK = "in-use.lock"


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold the folder for a bot; raises `CommandError` while a command must be alone with it.

    A bot goes on without the lock where the folder takes no files, as on a full disk.
    """
    try:
        lock = _opened(folder)
    except OSError as error:
        log.warning("data_folder_not_held", error=error.strerror)
        yield
        return
    with (
        lock,
        _held(
            lock,
            fcntl.LOCK_SH,
            mark(
                "its data are being restored or transferred; wait until that has ended, or stop it."
            ),
        ),
    ):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder for nobody else; raises `CommandError` while a bot runs."""
    with (
        _opened(folder) as lock,
        _held(
            lock,
            fcntl.LOCK_EX,
            mark("a bot runs with these data; wait until that has ended, or stop it."),
        ),
    ):
        yield


def _opened(folder: Path) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / _LOCK).open("a")


@contextmanager
def _held(lock: IO[str], kind: int, refusal: str) -> Iterator[None]:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(refusal) from None
    yield
