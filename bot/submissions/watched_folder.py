"""A folder whose files become editions: each is taken once it is whole, and moved away then.

What became an edition goes to `done/`, what can't be read to `failed/` with the reason beside it.
Whoever writes into the folder is not trusted with more than that: no link is followed, and nothing
outside of it is read or moved.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import SettingsError
from bot.submissions.submitter import Submitter
from bot.views.desk.posting.submissions import Arrival, Origin, SubmissionWay, not_opened_sentence
from bot.views.desk.problems import fault_sentence
from digests.errors import ReadingError, ReadingFault
from digests.newsroom import Upload
from digests.parsing.formats.detect import MAX_BYTES
from digests.values.roles import AuditWay

log = structlog.get_logger()

_DONE, _FAILED = "done", "failed"
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".swp", "~")
"""How names end of what a program is still writing."""
_PIECE = 1024 * 1024
_LONGEST_NAME = 255  # bytes, of the systems that we know


@dataclass(frozen=True, slots=True)
class _State:
    """By what a file is known to be the same, and unchanged."""

    file: int
    size: int
    changed: int

    @classmethod
    def of(cls, found: os.stat_result) -> _State:
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(slots=True, kw_only=True)
class WatchedFolder:
    """Takes what is put into a folder, and publishes it where it `publishes`.

    A file is whole when its size and time have not changed for `quiet` seconds, by the monotonic
    clock `elapsed`. `words` are what reasons are written in beside the files.
    """

    path: Path
    submitter: Submitter
    publishes: bool
    words: Translator
    clock: Callable[[], datetime]
    elapsed: Callable[[], float] = time.monotonic
    quiet: float = 5.0
    _seen: dict[str, tuple[_State, float]] = field(default_factory=dict)
    _left: dict[str, _State] = field(default_factory=dict)
    """Files that stay where they are, because they can't be opened or moved."""
    _is_failing: bool = False  # which the log is told once

    def prepare(self, besides: tuple[Path, ...] = ()) -> None:
        """See that there is such a folder, and that it is none of the bot's own `besides`.

        Raises `SettingsError`.
        """
        if self.path.resolve() in {path.resolve() for path in besides}:
            raise SettingsError(
                mark(
                    "BOT_INBOX is wrong: {folder} is a folder of the bot's own data, whose files "
                    "would be taken. Give it another."
                ),
                folder=self.path,
            )
        try:
            for name in (_DONE, _FAILED):
                (self.path / name).mkdir(parents=True, exist_ok=True)
                with _opened(self.path / name):
                    pass
        except OSError as error:
            raise SettingsError(
                mark(
                    "BOT_INBOX is wrong: user {user} can't write in {folder} ({why}). Give the "
                    "folder to that user."
                ),
                user=os.getuid(),
                folder=self.path,
                why=error.strerror,
            ) from None

    async def look(self) -> None:
        """Take every file that is whole; raises `StoreError` where it can't be kept just now."""
        for name in await asyncio.to_thread(self._whole):
            await self._take(name)

    def _whole(self) -> list[str]:
        """The names of the files that are whole, in their order."""
        try:
            found = self._found()
        except OSError as error:
            if not self._is_failing:
                log.warning("folder_not_read", error=error.strerror)
            self._is_failing = True
            return []
        self._is_failing, now = False, self.elapsed()
        before, self._seen = self._seen, {}
        self._left = {name: state for name, state in self._left.items() if name in found}
        for name, state in found.items():
            known = before.get(name)
            self._seen[name] = known if known and known[0] == state else (state, now)
        return sorted(
            name
            for name, (state, since) in self._seen.items()
            if now - since >= self.quiet and self._left.get(name) != state
        )

    def _found(self) -> dict[str, _State]:
        with os.scandir(self.path) as entries:
            return {
                entry.name: _State.of(entry.stat(follow_symlinks=False))
                for entry in entries
                if entry.is_file(follow_symlinks=False)
                and not entry.name.startswith(".")
                and not entry.name.lower().endswith(_UNFINISHED)
            }

    async def _take(self, name: str) -> None:
        state, _ = self._seen[name]
        origin = Origin(way=SubmissionWay.FOLDER, name=_printable(name))
        try:
            if fault := await self._fault_in(name, state, origin):
                log.info("submission_unreadable", fault=fault.fault)
                await self._move(name, state, _FAILED, fault_sentence(self.words, fault))
                await self.submitter.complain(origin, lambda words: fault_sentence(words, fault))
        except OSError as error:
            log.warning("submission_not_moved", error=error.strerror)
            self._left[name] = state
            await self.submitter.complain(origin, not_opened_sentence)

    async def _fault_in(self, name: str, state: _State, origin: Origin) -> ReadingError | None:
        """Make a file an edition; else why it is none. One that changes is left for later."""
        try:
            data = await asyncio.to_thread(self._read, name, state)
            if data is not None:
                await self._submit(name, state, origin, data)
        except ReadingError as error:
            return error
        return None

    async def _submit(self, name: str, state: _State, origin: Origin, data: bytes) -> None:
        upload = Upload(name=origin.name, data=data, posted=self.clock())
        accepted = await self.submitter.accept(upload, AuditWay.FOLDER)
        arrival = Arrival.DRAFT
        if self.publishes:
            arrival = await self.submitter.publish(accepted, AuditWay.FOLDER)
        # What was shown and not moved is shown again; what was moved and not shown never would be.
        await self.submitter.show(accepted.edition.id, origin, arrival)
        await self._move(name, state, _DONE)

    def _read(self, name: str, state: _State) -> bytes | None:
        """The file's content; None where it is no longer the one that was whole."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with _opened(self.path) as folder:
            try:
                number = os.open(name, flags, dir_fd=folder)
            except FileNotFoundError:
                return None
        with open(number, "rb") as file:  # noqa: PTH123 - a descriptor has no path
            found = os.fstat(number)
            if not stat.S_ISREG(found.st_mode) or _State.of(found) != state:
                return None
            if found.st_size > MAX_BYTES:
                raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{MAX_BYTES // 1_000_000} MB"})
            data = file.read(MAX_BYTES)
            return data if _State.of(os.fstat(number)) == state else None

    async def _move(self, name: str, state: _State, to: str, reason: str = "") -> None:
        await asyncio.to_thread(self._moved, name, state, to, reason)

    def _moved(self, name: str, state: _State, to: str, reason: str) -> None:
        """Move a file into a folder beside it, under a name that is free there."""
        with _opened(self.path) as folder, _opened(self.path / to) as target:
            if _state_of(name, folder) != state:
                return  # another file came under that name, and is taken next
            free = _free_name(name, target, self.clock())
            os.rename(name, free, src_dir_fd=folder, dst_dir_fd=target)
            if reason:
                _write(f"{free}.txt", f"{reason}\n", target)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """A folder's descriptor; raises `OSError` where it is none, or only a link to one."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield number
    finally:
        os.close(number)


def _state_of(name: str, folder: int) -> _State | None:
    try:
        return _State.of(os.stat(name, dir_fd=folder, follow_symlinks=False))
    except FileNotFoundError:
        return None


def _free_name(name: str, folder: int, now: datetime) -> str:
    """The name, or with the time before it where it is taken, or its reason's would be."""
    taken = set(os.listdir(folder))
    stamp = now.strftime("%Y%m%dT%H%M%S")
    tries = (name, f"{stamp}-{name}", *(f"{stamp}-{count}-{name}" for count in range(2, 1000)))
    free = (one for one in map(_short, tries) if not taken & {one, f"{one}.txt"})
    return next(free)


def _short(name: str) -> str:
    """A name that leaves room for the ending of its reason's."""
    most = _LONGEST_NAME - len(".txt")
    return os.fsdecode(os.fsencode(name)[-most:])


def _write(name: str, text: str, folder: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with suppress(FileExistsError):
        number = os.open(name, flags, 0o644, dir_fd=folder)
        with open(number, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
            file.write(text)


def _printable(name: str) -> str:
    """A name as it can be shown and kept: what is no text in it as a sign for that."""
    shown = os.fsencode(name).decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in shown)
