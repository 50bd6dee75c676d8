"""Several processes over one store: each update is one's, also after it stood still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import update as update_of
from telegram import Update

from bot.inbox import inbox as inbox_module
from bot.inbox.updates import incoming_of
from bot.outbox.outbox import NotOwnedError
from digests.errors import StoreBusyError
from digests.store import Store
from digests.store.bots.bot_tables import inbox as inbox_table
from digests.store.bots.inbox import Incoming
from tests.bot.inbox.processes import Process, refused, said
from tests.support.town import DEADLINE


async def both() -> Collection[str]:
    await asyncio.sleep(0)
    return {"first", "second"}


async def test_a_chat_of_which_another_process_has_something_keeps_its_order(store: Store) -> None:
    first = Process.over(store, name="first", living=both)
    second = Process.over(store, name="second", living=both)
    first.handlers.free.clear()
    async with first.inbox.handling(), second.inbox.handling():
        await first.inbox.receive([said(1)])
        await first.until(lambda: first.handlers.begun == [1])
        await second.inbox.receive([said(2), said(3, 8)])
        await second.until(lambda: second.handlers.handled == [3])
        first.handlers.free.set()
        await first.rest()
    assert first.handlers.handled == [1, 2]


async def test_what_another_process_receives_for_this_one_is_taken_when_it_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "_LOOK_UNTOLD", 600.0)
    again = asyncio.Event()
    tells: list[Callable[[], None]] = []

    async def listen(tell: Callable[[], None]) -> None:
        tells.append(tell)
        if len(tells) == 1:
            monkeypatch.setattr(inbox_module, "_LOOK", 0.0)
            raise StoreBusyError("the server is started again")
        monkeypatch.setattr(inbox_module, "_LOOK", 600.0)
        again.set()
        await asyncio.Event().wait()

    first = Process.over(store, name="first", living=both, listen=listen)
    async with asyncio.timeout(DEADLINE), first.inbox.handling():
        await again.wait()
        await first.inbox.receive([said(1)])
        await first.rest()
        await first.store.receive([incoming_of(said(2))], "first")
        tells[-1]()
        await first.until(lambda: first.handlers.handled == [1, 2])


async def test_beside_others_who_can_not_tell_it_looks_more_often(store: Store) -> None:
    first = Process.over(store, name="first")
    assert first.inbox._patience == inbox_module._LOOK
    second = Process.over(store, name="second", living=both)
    async with second.inbox.handling():
        await second.until(lambda: second.inbox._next_look > 0)
    assert second.inbox._patience == inbox_module._LOOK_UNTOLD
    second.inbox._told()
    assert second.inbox._patience == inbox_module._LOOK


async def test_what_a_process_that_died_has_left_is_taken_over(store: Store) -> None:
    living = {"first", "second"}

    async def alive() -> Collection[str]:
        await asyncio.sleep(0)
        return {*living}

    dead = Process.over(store, name="first", living=alive)
    await dead.inbox.receive([said(1), said(2, 8)])
    second = Process.over(store, name="second", living=alive)
    async with second.inbox.handling():
        await second.inbox.receive([said(3, 9)])
        await second.until(lambda: second.handlers.handled == [3])
        living.remove("first")
        await second.rest()
    assert sorted(second.handlers.handled) == [1, 2, 3]


async def test_what_may_be_somebody_elses_by_now_does_not_begin(store: Store) -> None:
    owns = True
    first = Process.over(store, name="first", living=both, owns=lambda: owns)
    first.handlers.free.clear()
    async with first.inbox.handling():
        await first.inbox.receive([said(1), said(2), said(3)])
        await first.until(lambda: len(first.inbox._tasks) == 3 and first.handlers.begun == [1])
        owns = False  # it stood still, and the second took everything over
        await first.store.take_over("second", ())
        first.handlers.free.set()
        await first.until(lambda: not first.inbox._tasks)
        owns = True
        await first.inbox.receive([said(4, 8)])
        await first.until(lambda: first.handlers.handled == [1, 4])
    assert [one.id for one in await first.store.take("second", (), 9)] == [2, 3]


async def test_a_lapse_that_was_over_before_anybody_asked_lets_go_of_what_was_taken(
    store: Store,
) -> None:
    lapses = 0
    first = Process.over(store, name="first", living=both, lapses=lambda: lapses)
    first.handlers.free.clear()
    async with first.inbox.handling():
        await first.inbox.receive([said(1), said(2), said(3)])
        await first.until(lambda: len(first.inbox._tasks) == 3 and first.handlers.begun == [1])
        lapses = 1
        await first.store.take_over("second", ())
        first.handlers.free.set()
        await first.until(lambda: not first.inbox._tasks)
    assert first.handlers.handled == [1]


async def test_what_was_read_before_a_lapse_does_not_begin_after_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lapses = 0
    first = Process.over(store, name="first", living=both, lapses=lambda: lapses)
    take = first.store.take

    async def take_late(*words: Any) -> Sequence[Incoming]:
        nonlocal lapses
        found = await take(*words)
        if found:  # it stands still here, and its lease is renewed before it goes on
            await first.store.take_over("second", ())
            lapses = 1
        return found

    monkeypatch.setattr(first.store, "take", take_late)
    async with first.inbox.handling():
        await first.inbox.receive([said(1)])
        await first.until(lambda: lapses == 1)
        await first.until(lambda: not first.inbox._tasks)
    assert not first.handlers.begun


async def answered(process: Process, stalled: asyncio.Event) -> list[int]:
    """Handle as an answer does that waits for its turn: what is answered, as it happens."""
    done: list[int] = []

    async def handle(update: Update) -> None:
        process.handlers.begun.append(update.update_id)
        await stalled.wait()
        with suppress(NotOwnedError):  # the application sees to it
            await process.inbox.check_owned()
            done.append(update.update_id)

    process.inbox._handle = handle
    await asyncio.sleep(0)
    return done


@pytest.mark.parametrize("is_over", [False, True])
async def test_what_another_has_taken_over_is_not_answered_by_who_stood_still(
    store: Store, is_over: bool
) -> None:
    lapses, owns, stalled = 0, True, asyncio.Event()
    first = Process.over(store, name="first", living=both, lapses=lambda: lapses, owns=lambda: owns)
    second = Process.over(store, name="second", living=both)
    done = await answered(first, stalled)
    async with first.inbox.handling():
        await first.inbox.receive([said(1, 1), said(2, 2)])
        await first.until(lambda: first.handlers.begun == [1, 2])
        await store.database.in_write(lambda connection: connection.execute(hand_over(1)))
        lapses, owns = (1, True) if is_over else (0, False)
        stalled.set()
        await first.until(lambda: not first.inbox._tasks)
        assert done == [2]
        async with second.inbox.handling():
            await second.rest()
    assert second.handlers.handled == [1]


def hand_over(number: int) -> Any:
    """One update is the second process's."""
    return update_of(inbox_table).where(inbox_table.c.id == number).values(owner="second")


async def test_after_a_lapse_nothing_is_answered_of_which_the_store_can_not_say_whose_it_is(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def owns(*_: object) -> bool:
        await asyncio.sleep(0)
        raise StoreBusyError("out of reach")

    stalled, lapses = asyncio.Event(), 0
    first = Process.over(store, name="first", living=both, lapses=lambda: lapses)
    done = await answered(first, stalled)
    with monkeypatch.context() as cut_off:
        cut_off.setattr(first.store, "owns", owns)
        async with first.inbox.handling():
            await first.inbox.receive([said(1)])
            await first.until(lambda: first.handlers.begun == [1])
            lapses = 1
            stalled.set()
            await first.until(lambda: first.handlers.begun == [1, 1])
            await first.rest()
    assert done == [1]


async def test_what_is_still_its_own_afterwards_is_handled_then(store: Store) -> None:
    owns = False
    first = Process.over(store, name="first", living=both, owns=lambda: owns)
    async with first.inbox.handling():
        await first.inbox.receive([said(1)])
        await first.until(lambda: first.inbox._next_look > 0)
        assert not first.handlers.begun
        owns = True
        await first.rest()
    assert first.handlers.handled == [1]


@pytest.fixture
async def first(store: Store) -> AsyncIterator[Process]:
    """A process that handles what comes, and knows of another."""
    process = Process.over(store, name="first", living=both)
    async with process.inbox.handling():
        await process.until(lambda: process.inbox._has_others)
        yield process


async def test_beside_others_what_failed_once_is_written_and_answered_once(
    first: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, tries = first.store.receive, 0

    async def fail_once(*words: Any) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise StoreBusyError("the connection was ended while the process stood still")
        await receive(*words)

    monkeypatch.setattr(first.store, "receive", fail_once)
    await first.inbox.receive([said(1)])
    await first.rest()
    assert first.handlers.handled == [1]


async def test_beside_others_what_can_not_be_written_is_left_to_telegram_for_a_while(
    first: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.store.is_full = True
    await refused(first, said(1))
    assert not first.inbox._tasks
    monkeypatch.setattr(inbox_module, "_SHORTLY_AWAY", 0.0)
    await refused(first, said(1))
    await first.until(lambda: first.handlers.handled == [1])
    first.store.is_full = False
    await first.inbox.receive([said(1)])
    await first.rest()
    assert first.handlers.handled == [1]
