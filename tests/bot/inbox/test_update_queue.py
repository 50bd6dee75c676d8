"""How long updates wait for their answer."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Update

from bot.inbox.update_order import PerChat
from bot.inbox.update_queue import UpdateQueue


class Seconds:
    at = 100.0

    def now(self) -> float:
        return self.at


async def test_an_update_is_unhandled_until_its_handler_ends_well_or_not() -> None:
    time = Seconds()
    queue = UpdateQueue(time.now)
    assert (queue.oldest, queue.quiet_for) == (0, None)
    await queue.put(Update(1))
    time.at += 2
    await queue.put(Update(2))
    time.at += 3
    assert (queue.oldest, queue.quiet_for) == (5, 3)

    async def broken() -> None:
        raise ZeroDivisionError

    processor = PerChat(queue.handled)
    with pytest.raises(ZeroDivisionError):
        await processor.do_process_update(await queue.get(), broken())
    assert queue.oldest == 3
    await processor.do_process_update(await queue.get(), asyncio.sleep(0))
    assert queue.oldest == 0


async def test_answers_are_counted_by_how_long_they_took() -> None:
    time = Seconds()
    queue = UpdateQueue(time.now)
    for number, took in enumerate((0.1, 2.0, 90.0)):
        await queue.put(Update(number))
        time.at += took
        queue.handled(await queue.get())
    queue.handled(Update(99))  # that never was in it
    assert queue.seconds == pytest.approx(92.1)
    counts = {bound: count for bound, count in queue.counts.items() if bound in {0.3, 3, 30}}
    assert counts == {0.3: 1, 3.0: 2, 30.0: 2}
    assert queue.counts[float("inf")] == 3
