"""Writes that come while one is under way are one write."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.inbox.group_commit import GroupCommit


class Disk:
    """Takes a while for each write, and fails as it is told to."""

    def __init__(self) -> None:
        self.written: list[Sequence[int]] = []
        self.is_full = False
        self.free = asyncio.Event()

    async def write(self, items: Sequence[int]) -> None:
        await self.free.wait()
        if self.is_full:
            raise OSError("full")
        self.written.append(items)


async def test_the_first_is_written_at_once_and_what_comes_meanwhile_together() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    first = asyncio.create_task(group.put([1]))
    await asyncio.sleep(0)
    rest = [asyncio.create_task(group.put([number, -number])) for number in (2, 3, 4)]
    await asyncio.sleep(0)
    disk.free.set()
    await asyncio.gather(first, *rest)
    assert disk.written == [[1], [2, -2, 3, -3, 4, -4]]


async def test_nobody_is_told_before_it_is_written() -> None:
    disk = Disk()
    waiting = asyncio.create_task(GroupCommit(disk.write).put([1]))
    for _ in range(9):
        await asyncio.sleep(0)
    assert not waiting.done()
    disk.free.set()
    await waiting


async def test_a_write_that_fails_is_told_to_those_it_was_for_and_the_next_goes_on() -> None:
    disk = Disk()
    disk.free.set()
    group = GroupCommit(disk.write)
    disk.is_full = True
    with pytest.raises(OSError, match="full"):
        await group.put([1])
    disk.is_full = False
    await group.put([2])
    assert disk.written == [[2]]


async def test_who_no_longer_waits_keeps_nobody_from_being_told() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    gone, waiting = (asyncio.create_task(group.put([number])) for number in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    disk.free.set()
    await waiting
    assert [one for batch in disk.written for one in batch] == [1, 2]
