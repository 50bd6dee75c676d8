"""What a worker wrote on its own disk between two turns of the ledger.

A kill leaves unknown whatever the ledger was not told yet. But what a process wrote into a file
outlives it, because the kernel has it. So the start and the result of each attempt are recorded
there, and the next process of the same name knows all but what was under way. Only a machine that
goes down can lose the end of a file; so entries count only until it starts again. Nothing here is
forced to the disk: that a message is about to be sent stands in the ledger before, which is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import structlog

from digests.delivery.model import AttemptLog, Claim, Settlement
from digests.delivery.outcomes import Sent, Unknown

_log = structlog.get_logger()

_ROOM = 128 * 1024  # bytes set aside at a time: some two thousand messages
_VOID = b"!"
_NAME = re.compile(r"[0-9]+-[0-9]+")  # of a file: chunk and epoch
_BOOT = Path("/proc/sys/kernel/random/boot_id")  # random(4); there is none but on Linux


class JournalFile:
    """The entries of one claim; without a file where none can be written, which is no error.

    A file that misses anything is worse than none: it would tell that something was never sent.
    So when there is no room for more it is removed, and one that was cut short counts for nothing.
    """

    def __init__(self, path: Path | None, boot: str) -> None:
        self._path = path
        self._file: int | None = None
        self._room = self._end = 0
        if path:
            _remove(path)
            self._carry_out(lambda: self._open(path))
            self._append(f"{boot}\n")

    def record_start(self, subscriber_id: int, part: int) -> None:
        """Record that a message may be on its way from now on."""
        self._append(f"> {subscriber_id} {part}\n")

    def record_result(self, settlement: Settlement) -> None:
        """Record what became of a message, where that is known."""
        who = f"{settlement.subscriber_id} {settlement.part}"
        match settlement.outcome:
            case Sent(message_id):
                self._append(f"+ {who} {message_id} {settlement.more:d} {settlement.rest}\n")
            case Unknown():
                pass
            case _:
                self._append(f"- {who}\n")

    def close(self) -> None:
        """Leave the file as it is."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def discard(self) -> None:
        """Remove the file: the ledger knows everything, or somebody else has the chunk."""
        if self._file is not None:
            with suppress(OSError):
                os.pwrite(self._file, _VOID, 0)  # should the file stay, it counts no more
        self.close()
        if self._path:
            _remove(self._path)

    def _open(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def _append(self, line: str) -> None:
        entry = line.encode("ascii")
        if self._end + len(entry) > self._room:
            self._carry_out(self._make_room)
        self._carry_out(lambda: self._write(entry))

    def _make_room(self) -> None:
        """Set room aside before it is needed: a full disk is met between two entries."""
        if self._file is not None:
            os.posix_fallocate(self._file, self._room, _ROOM)
            self._room += _ROOM

    def _write(self, entry: bytes) -> None:
        if self._file is None:
            return
        if os.pwrite(self._file, entry, self._end) < len(entry):
            raise OSError("a part of an entry was written")
        self._end += len(entry)

    def _carry_out(self, step: Callable[[], None]) -> None:
        """Do something to the file; where that fails, it is given up."""
        try:
            step()
        except OSError as error:
            self.discard()
            _log.warning("journal_failed", kind=type(error).__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """The files of the worker of a name; without a folder nothing is recorded."""

    folder: Path | None = None
    boot: str = ""

    @classmethod
    def of(cls, folder: Path | None, worker: str) -> Journal:
        """The journal of a worker, in a folder that other workers may have theirs in.

        It needs a system that says since when it runs (Linux does).
        """
        if folder is None:
            return cls()
        try:
            boot = _BOOT.read_text("ascii").strip()
        except OSError:
            return cls()
        return cls(folder=folder / quote(worker, safe=""), boot=boot)

    def journal_file(self, claim: Claim) -> JournalFile:
        """A new file for a claim."""
        path = self.folder / f"{claim.chunk_id}-{claim.epoch}" if self.folder else None
        return JournalFile(path, self.boot)

    def left(self) -> Sequence[AttemptLog]:
        """What earlier processes of the name left; of files that don't count nothing."""
        found = (self._read(path) for path in self._files())
        return [log for log in found if log]

    def clear(self) -> None:
        """Remove what earlier processes left."""
        for path in self._files():
            _remove(path)

    def _files(self) -> Sequence[Path]:
        found = self.folder.glob("*-*") if self.folder else ()
        return sorted(path for path in found if _NAME.fullmatch(path.name))

    def _read(self, path: Path) -> AttemptLog | None:
        try:
            boot, *entries = _lines(path.read_bytes()) or [""]
            chunk_id, epoch = map(int, path.name.split("-"))
            return _replayed(entries, chunk_id, epoch) if boot == self.boot else None
        except (OSError, ValueError) as error:
            _log.warning("journal_failed", kind=type(error).__name__)
            return None


def remove_stale(folder: Path, before: datetime) -> int:
    """Remove what no worker has written to since an instant, of whatever name; how many files.

    A worker that lives makes its files anew with each claim; the others are of names that nobody
    has any more.
    """
    found = [path for path in folder.rglob("*-*") if _NAME.fullmatch(path.name)]
    stale = [path for path in found if path.stat().st_mtime < before.timestamp()]
    for path in stale:
        _remove(path)
    return len(stale)


def _lines(data: bytes) -> Sequence[str]:
    """The whole lines of a file; raises `ValueError` where any that it had may lack."""
    text, _, rest = data.partition(b"\0")
    if len(data) % _ROOM or rest.strip(b"\0"):
        raise ValueError("cut short")
    return text.decode("ascii").split("\n")[:-1]


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("journal_failed", kind=type(error).__name__)


def _replayed(entries: Iterable[str], chunk_id: int, epoch: int) -> AttemptLog:
    unfinished: set[int] = set()
    arrived: list[Settlement] = []
    for entry in entries:
        match entry.split(" "):
            case [">", subscriber, _]:
                unfinished.add(int(subscriber))
            case ["-", subscriber, _]:
                unfinished.discard(int(subscriber))
            case ["+", subscriber, *told]:
                unfinished.discard(int(subscriber))
                arrived.append(_arrived(subscriber, *told))
            case _:
                raise ValueError("no entry of ours")
    return AttemptLog(
        chunk_id=chunk_id, epoch=epoch, arrived=tuple(arrived), unfinished=frozenset(unfinished)
    )


def _arrived(subscriber: str, *told: str) -> Settlement:
    part, message_id, more, rest = told
    return Settlement(
        subscriber_id=int(subscriber),
        part=int(part),
        outcome=Sent(int(message_id)),
        more=more == "1",
        rest=float(rest),
    )
