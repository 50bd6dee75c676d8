"""What ends each process that handles it is given up, and all else is handled."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from structlog.testing import capture_logs
from telegram import Update

from bot.inbox.suspects import MOST_TRIES
from bot.inbox.updates import incoming_of
from digests.store import Store
from tests.bot.inbox.processes import Process, said
from tests.support.town import DEADLINE


class Lives:
    """Processes over one store, of which each ends by force while it handles what is deadly."""

    def __init__(self, store: Store, deadly: set[int], *, saying_so_is: bool = False) -> None:
        self.store = store
        self.deadly = deadly
        self.saying_so_is_deadly = saying_so_is
        self.count = 0
        self.given_up: list[int] = []
        self.handled: list[int] = []

    async def live(self) -> bool:
        """One process, until it ends by force or has no more to do; whether it had no more."""
        self.count += 1
        dead = asyncio.Event()
        process = Process.over(self.store, name=f"life {self.count}")

        async def handle(update: Update) -> None:
            if update.update_id in self.deadly:
                dead.set()
            if dead.is_set():
                await asyncio.Event().wait()
            await asyncio.sleep(0)
            self.handled.append(update.update_id)

        async def give_up(update: Update) -> None:
            if self.saying_so_is_deadly:
                dead.set()
                await asyncio.Event().wait()
            self.given_up.append(update.update_id)

        process.inbox._handle, process.inbox._give_up = handle, give_up
        feeding = asyncio.create_task(process.inbox._feed())
        rest = asyncio.create_task(process.rest())
        await asyncio.wait([rest, asyncio.create_task(dead.wait())], return_when="FIRST_COMPLETED")
        for task in (feeding, rest, *process.inbox._tasks.values()):
            task.cancel()
        return not dead.is_set()

    async def live_until_rest(self) -> None:
        """One after the other, as a supervisor has it."""
        async with asyncio.timeout(DEADLINE):
            while not await self.live():
                assert self.count < 20


async def receive(store: Store, numbers: Sequence[int]) -> None:
    """Each of a chat of its own, as if by a process that ended at once."""
    batch = [incoming_of(said(number, number)) for number in numbers]
    await store.inbox(1).receive(batch, "life 0")


async def test_what_ends_each_process_is_given_up_and_all_else_is_handled(store: Store) -> None:
    await receive(store, range(1, 61))
    lives = Lives(store, {40})
    with capture_logs() as logs:
        await lives.live_until_rest()
    assert lives.given_up == [40]
    assert {*lives.handled} == {*range(1, 61)} - {40}
    assert lives.count == MOST_TRIES + 1
    assert [one["update"] for one in logs if one["log_level"] == "error"] == [40]


async def test_two_that_end_each_process_are_both_found_among_others(store: Store) -> None:
    await receive(store, range(1, 41))
    lives = Lives(store, {7, 30})
    await lives.live_until_rest()
    assert {*lives.given_up} == {7, 30}
    assert {*lives.handled} == {*range(1, 41)} - {7, 30}


async def test_where_even_to_say_so_ends_a_process_nothing_more_is_said(store: Store) -> None:
    await receive(store, [1, 2])
    lives = Lives(store, {1}, saying_so_is=True)
    await lives.live_until_rest()
    assert (lives.given_up, lives.handled) == ([], [2])


async def test_what_goes_on_with_the_chat_of_what_was_given_up_is_handled(store: Store) -> None:
    await store.inbox(1).receive([incoming_of(said(n)) for n in (1, 2, 3)], "life 0")
    lives = Lives(store, {2})
    await lives.live_until_rest()
    assert lives.handled == [1, 3]


async def test_what_is_kept_open_through_many_ends_is_not_given_up(store: Store) -> None:
    await receive(store, [1])
    for _ in range(MOST_TRIES + 2):
        process = Process.over(store)
        process.inbox.keep_open(1, lambda: 600.0)
        async with process.inbox.handling():
            await process.until(lambda: process.handlers.handled == [1])  # noqa: B023 - of this turn
    last = Process.over(store)
    async with last.inbox.handling():
        await last.rest()
    assert last.handlers.handled == [1]
