"""Who writes to an SQLite file as a running bot does, and tells how long it had to wait."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_EVERY = 0.02  # seconds: fifty transactions a second
_PATIENCE = 600.0  # seconds; a bot gives up after two


@dataclass(slots=True)
class Waits:
    """The seconds that each transaction took, the wait for its turn included."""

    seconds: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """The longest of all."""
        return max(self.seconds, default=0.0)


@contextmanager
def writing(file: Path) -> Iterator[Waits]:
    """Fifty transactions a second of one row each while the block runs."""
    waits, stop = Waits(), threading.Event()
    thread = threading.Thread(target=_write, args=(file, waits, stop))
    thread.start()
    try:
        yield waits
    finally:
        stop.set()
        thread.join()


def _write(file: Path, waits: Waits, stop: threading.Event) -> None:
    with closing(sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        while not stop.wait(_EVERY):
            begun = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE subscribers SET regained_at = 0 WHERE id = 1")
            connection.execute("COMMIT")
            waits.seconds.append(time.perf_counter() - begun)
