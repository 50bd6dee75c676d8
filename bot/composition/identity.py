"""Who a process is among all that work over one database; no two take themselves for each other."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

import structlog

from bot.composition.store import notes
from bot.settings import OfflineSettings

log = structlog.get_logger()

ALONE = "bot"
"""The name of whoever runs the bot."""

_NODE = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The names of a process.

    `worker` is what it is called again when it is started again, and what no other is called while
    it lives: so what a worker of that name left is its own. `name` is that of this start alone.
    What workers of the names in `inherits` left is its own as well.
    """

    worker: str
    name: str
    inherits: tuple[str, ...] = ()

    @classmethod
    def of(cls, worker: str, inherits: tuple[str, ...] = ()) -> Identity:
        """A start of a worker."""
        return cls(worker=worker, name=f"{worker}/{secrets.token_hex(4)}", inherits=inherits)

    def is_of_worker(self, name: str) -> bool:
        """Whether a name is of this start or of an earlier one of the same worker."""
        return name.rpartition("/")[0] == self.worker


@contextmanager
def identity(settings: OfflineSettings, role: str) -> Iterator[Identity]:
    """Who this process is until the block ends, or the process does, however that is.

    The worker's name is the role, which others may have too, the data folder's random id, and the
    first number that no other process of role and folder has. A number is held by a lock of the
    system, which lets go of it even when the process is killed; so whoever is started again finds
    its journal at once, and whoever is started beside it gets another.

    Where the folder can't be written the process has a name for this start alone.
    """
    try:
        worker, lock = _first_free(notes(settings), f"{role}-{_node(settings.data_dir)}")
    except OSError as error:
        log.warning("identity_not_kept", kind=type(error).__name__, error=error.strerror)
        yield Identity.of(f"{role}-{secrets.token_hex(8)}")
        return
    try:
        yield Identity.of(worker, _inherited(notes(settings), role))
    finally:
        os.close(lock)


def _node(folder: Path) -> str:
    """The random id of a data folder, made when it is first asked for."""
    file = os.open(folder / "node", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = os.read(file, 16).decode("ascii", "replace").strip()
        if _NODE.fullmatch(known):
            return known
        made = secrets.token_hex(4)
        os.ftruncate(file, 0)
        os.pwrite(file, f"{made}\n".encode("ascii"), 0)
        return made
    finally:
        os.close(file)


def _first_free(folder: Path, named: str) -> tuple[str, int]:
    """The first worker of a name that does not live, and the open file whose lock says so."""
    for number in count():
        worker = f"{named}-{number}"
        place = folder / quote(worker, safe="")
        place.mkdir(parents=True, exist_ok=True)
        if (file := _locked(place / "lock")) is not None:
            return worker, file
    raise AssertionError("there is always another number")


def _locked(path: Path) -> int | None:
    """The open file, locked; None where another process has locked it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    except OSError:
        os.close(file)
        raise
    return file


def _inherited(folder: Path, role: str) -> tuple[str, ...]:
    """The role alone, which a release without numbers goes by, where its journal is left here.

    Elsewhere a process of that name may live, and is none of ours.
    """
    return (role,) if any((folder / quote(role, safe="")).glob("*-*")) else ()
