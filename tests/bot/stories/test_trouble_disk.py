"""The disk fills up in the middle of a broadcast; told to the real process."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from digests.delivery.model import Failure
from tests.support.mailing import Mailing
from tests.support.town import DEADLINE, Town

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of processes differ")

CROWD = 200
MIDDLE = 60


class Disk(Protocol):
    """Where the bot's data lie."""

    def fill(self) -> None:
        """Leave no room."""

    def empty(self) -> None:
        """Make room again."""


@dataclass
class Quota:
    """A limit on the files of the bot's process, which needs nobody's leave."""

    town: Town

    def fill(self) -> None:
        self._limit(64 * 1024)  # less than its database has by then

    def empty(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        assert self.town.process
        if self.town.process.returncode is None:
            limits = (size, resource.RLIM_INFINITY)
            resource.prlimit(self.town.process.pid, resource.RLIMIT_FSIZE, limits)


@dataclass
class FileSystem:
    """A small file system of its own."""

    folder: Path

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as ballast, suppress(OSError):
            while ballast.write(bytes(4096)):
                continue

    def empty(self) -> None:
        self._ballast.unlink(missing_ok=True)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[FileSystem]:
    """A file system of 4 MB below the test's folder, where this machine lets us mount one."""
    if not run("mount", "-t", "tmpfs", "-o", "size=4m", "kawaraban", str(tmp_path)):
        pytest.skip("only root may mount")
    yield FileSystem(tmp_path)
    run("umount", "--lazy", str(tmp_path))


def run(program: str, *words: str) -> bool:
    """Whether a program of the system does what it is asked."""
    found = shutil.which(program)
    if found is None:
        return False
    done = subprocess.run([found, *words], check=False, capture_output=True)  # noqa: S603 - our own words
    return done.returncode == 0


@pytest.fixture(params=["quota"])
def disk(request: pytest.FixtureRequest) -> Disk:
    """One of the two ways in which a write finds no room."""
    if request.param == "quota":
        return Quota(request.getfixturevalue("town"))
    found: FileSystem = request.getfixturevalue("small")
    return found


@pytest.fixture
def doubt() -> str:
    """What is done with a message of which nobody can know whether it arrived."""
    return "resend"


@pytest.fixture
async def mailing(disk: Disk, town: Town, doubt: str) -> AsyncIterator[Mailing]:
    """An edition on its way to two hundred people, from a disk that can fill up."""
    town.settings |= {"BOT_RATE": "100", "BOT_PAID_BROADCAST": "true", "BOT_DOUBT": doubt}
    town.world.cloud.settings.latency = 0.05
    async with Mailing.begin(town) as mailing:
        await mailing.subscribe(mailing.crowd(CROWD))
        await mailing.publish()
        await town.start()
        await town.ask(town.editor, "/language en", answer="from now on")
        await mailing.under_way(MIDDLE)
        yield mailing
        disk.empty()


async def heard(mailing: Mailing, words: str) -> None:
    """Wait until the editor was told."""
    await mailing.world.wait_until(lambda: told(mailing, words), timeout=DEADLINE)


def told(mailing: Mailing, words: str) -> int:
    """How many messages that say this the editor has."""
    return sum(words in message.text for message in mailing.world.inbox(mailing.town.editor))


@pytest.mark.parametrize("disk", ["quota", "file system"], indirect=True)
async def test_a_full_disk_costs_nobody_anything_and_the_editor_hears_of_it_once(
    mailing: Mailing, disk: Disk
) -> None:
    town, alice = mailing.town, mailing.world.person("Alice")
    disk.fill()
    await heard(mailing, "My database can't write")
    assert mailing.arrived < CROWD

    await town.ask(alice, "/item 1", answer="①")
    await town.ask(alice, "/today", answer="The ferry runs again")
    await town.ask(alice, "/subscribe", answer="I can't save anything just now")
    assert mailing.arrived < CROWD

    disk.empty()
    await mailing.ends()
    assert set(mailing.copies().values()) == {1}
    assert not await mailing.exceptions()
    await town.ask(alice, "/subscribe", answer="Subscribed")
    await heard(mailing, "My database works again")
    assert told(mailing, "My database can't write") == 1
    assert told(mailing, "Delivered") == 1
    assert not mailing.world.violations


@pytest.mark.parametrize("doubt", ["hold"])
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
async def test_a_bot_that_ends_on_a_full_disk_leaves_in_doubt_only_what_it_could_not_write(
    mailing: Mailing, disk: Disk, by: signal.Signals
) -> None:
    disk.fill()
    await heard(mailing, "My database can't write")
    await mailing.town.end(by)
    in_flight = await mailing.in_flight()
    assert in_flight

    disk.empty()
    await mailing.town.start()
    await mailing.ends()
    assert not mailing.doubled()
    assert not mailing.missed()  # Telegram had taken them; only the bot can't know
    # Fewer, where there was room for the notes.
    assert {one.chat_id for one in await mailing.exceptions()} <= in_flight
    assert {one.failure for one in await mailing.exceptions()} <= {Failure.UNKNOWN}


@pytest.mark.parametrize("disk", ["file system"], indirect=True)
async def test_a_bot_that_is_started_on_a_full_disk_answers_and_tells_the_editor(
    mailing: Mailing, disk: Disk
) -> None:
    alice = mailing.world.person("Alice")
    disk.fill()
    await mailing.town.end(signal.SIGKILL)
    in_flight = await mailing.in_flight()
    await mailing.town.start()
    await heard(mailing, "My database can't write")
    await mailing.town.ask(alice, "/item 2", answer="②")
    disk.empty()
    await mailing.ends()
    assert not mailing.missed()
    assert mailing.doubled() <= in_flight
