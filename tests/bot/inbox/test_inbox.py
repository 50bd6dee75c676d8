"""What comes in is handled once and in order, through ends, takeovers and a store that fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.inbox import inbox as inbox_module
from bot.inbox.updates import Told, incoming_of
from digests.errors import StoreError
from digests.store import Store
from digests.store.bots.inbox import NO_CONVERSATION, Incoming
from tests.bot.inbox.processes import Process, refused, said
from tests.support.town import DEADLINE

# --- once ----------------------------------------------------------------------------------------


async def test_what_comes_in_is_handled_and_nothing_of_it_stays(process: Process) -> None:
    async with process.inbox.handling():
        await process.inbox.receive([said(1), said(2), said(3, 8)])
        await process.rest()
    assert sorted(process.handlers.handled) == [1, 2, 3]


async def test_the_same_update_twice_is_handled_once(process: Process) -> None:
    async with process.inbox.handling():
        await asyncio.gather(*(process.inbox.receive([said(1)]) for _ in range(5)))
        await process.rest()
        await process.inbox.receive([said(1), said(2)])
        await process.rest()
    assert process.handlers.handled == [1, 2]
    assert process.times.waiting == 0


async def test_what_is_handled_while_the_store_is_read_is_not_handled_again(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = asyncio.Event()

    async def slow(_: str, known: Collection[int], __: int) -> Sequence[Incoming]:
        """What waits as it was when the reading began, less what is known."""
        waiting = [incoming_of(said(1))]
        if process.handlers.begun:
            process.handlers.free.set()
            await process.until(lambda: not process.inbox._tasks)
            seen.set()
        return [one for one in waiting if one.id not in known]

    monkeypatch.setattr(process.store, "take", slow)
    process.handlers.free.clear()
    async with asyncio.timeout(DEADLINE), process.inbox.handling():
        await process.until(lambda: process.handlers.begun == [1])
        await process.inbox.receive([said(2)])
        await seen.wait()
        await asyncio.sleep(0)
        assert process.handlers.begun == [1]


async def test_while_an_update_is_handled_it_is_known_when_it_was_written_down(
    store: Store, process: Process
) -> None:
    await process.inbox.receive([said(1)])
    (written,) = await process.store.take(process.inbox._ownership.name, (), 1)
    later = Process.over(store)
    later.handlers.free.clear()
    async with later.inbox.handling():
        await later.until(lambda: later.handlers.begun == [1])
        assert written.arrived
        assert later.inbox.arrived(1) == written.arrived
        later.handlers.free.set()
        await later.rest()
    assert later.inbox.arrived(1) is None


async def test_an_update_whose_handler_fails_is_handled(process: Process) -> None:
    process.handlers.error = ZeroDivisionError()
    with capture_logs() as logs:
        async with process.inbox.handling():
            await process.inbox.receive([said(1)])
            await process.rest()
    assert process.handlers.handled == [1]
    assert [entry["event"] for entry in logs] == ["update_failed"]


async def test_an_update_that_can_not_be_read_keeps_no_other_and_is_logged_without_its_text(
    process: Process,
) -> None:
    broken = said(1, text="a secret")
    broken = {**broken, "message": {**broken["message"], "date": "soon"}}
    with capture_logs() as logs:
        async with process.inbox.handling():
            await process.inbox.receive([broken, {"update_id": 2, "message": 3}, said(3)])
            await process.rest()
    assert process.handlers.handled == [3]
    assert [(entry["event"], entry["update"]) for entry in logs] == [
        ("update_unreadable", 1),
        ("update_unreadable", 2),
    ]
    assert "a secret" not in str(logs)


# --- in order ------------------------------------------------------------------------------------


async def test_a_chat_keeps_its_order_however_much_waits(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "_ROOM", 10)
    await process.inbox.receive([said(number, number % 3 + 1) for number in range(60)])
    async with process.inbox.handling():
        await process.until(lambda: len(process.handlers.handled) > 5)
        await process.inbox.receive([said(number, number % 3 + 1) for number in range(60, 90)])
        await process.rest()
    done = process.handlers.handled
    assert sorted(done) == list(range(90))
    for chat in range(3):
        assert [one for one in done if one % 3 == chat] == list(range(chat, 90, 3))


async def test_no_more_than_there_is_room_for_is_in_memory(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "_ROOM", 10)
    process.handlers.free.clear()
    await process.inbox.receive([said(number, number) for number in range(1, 31)])
    async with process.inbox.handling():
        await process.until(lambda: len(process.handlers.begun) == 10)
        await process.inbox.receive([said(99, 99)])
        assert len(process.inbox._tasks) == 10
        process.handlers.free.set()
        await process.rest()
    assert len(process.handlers.handled) == 31


@pytest.mark.parametrize(
    ("happened", "chat_id"),
    [
        ({"message": {"chat": {"id": 5}}}, 5),
        ({"edited_message": {"chat": {"id": -(10**12)}}}, -(10**12)),
        ({"channel_post": {"chat": {"id": 5}}}, 5),
        ({"my_chat_member": {"chat": {"id": 5}, "from": {"id": 6}}}, 5),
        ({"callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 5}}}}, 5),
        ({"callback_query": {"from": {"id": 6}}}, NO_CONVERSATION),
        ({"inline_query": {"from": {"id": 6}}}, NO_CONVERSATION),
        ({"callback_query": {"message": "x"}}, NO_CONVERSATION),
        ({"message": {"chat": {"id": "x"}}}, NO_CONVERSATION),
        ({"message": None}, NO_CONVERSATION),
    ],
)
def test_an_update_keeps_the_order_of_the_chat_it_happened_in(
    happened: dict[str, Any], chat_id: int
) -> None:
    assert incoming_of({"update_id": 1, **happened}).conversation == chat_id


# --- ends ----------------------------------------------------------------------------------------


async def test_what_has_begun_comes_to_its_end_and_the_rest_is_for_the_next_start(
    store: Store, process: Process
) -> None:
    process.handlers.free.clear()
    leaving = asyncio.Event()

    async def live() -> None:
        async with process.inbox.handling():
            await leaving.wait()

    running = asyncio.create_task(live())
    await process.inbox.receive([said(1), said(2), said(3, 8)])
    await process.until(lambda: len(process.handlers.begun) == 2)
    leaving.set()
    await asyncio.sleep(0)
    assert not running.done()
    process.handlers.free.set()
    await running
    assert sorted(process.handlers.handled) == [1, 3]

    later = Process.over(store)
    with capture_logs() as logs:
        async with later.inbox.handling():
            await later.rest()
    assert later.handlers.handled == [2]
    assert [(entry["event"], entry["count"]) for entry in logs] == [("updates_taken_over", 1)]


async def test_what_was_received_after_the_end_is_for_the_next_start(
    store: Store, process: Process
) -> None:
    async with process.inbox.handling():
        pass
    await process.inbox.receive([said(1)])
    assert process.handlers.begun == []
    later = Process.over(store)
    async with later.inbox.handling():
        await later.rest()
    assert later.handlers.handled == [1]


async def test_what_is_kept_open_is_handled_anew_by_the_next_start_until_its_time_is_over(
    store: Store, process: Process
) -> None:
    left = 600.0
    process.inbox.keep_open(1, lambda: left)
    async with process.inbox.handling():
        await process.inbox.receive([said(1), said(2)])
        await process.until(lambda: process.handlers.handled == [1, 2])
        assert process.times.waiting == 0

    later = Process.over(store)
    later.inbox.keep_open(1, lambda: left)
    async with later.inbox.handling():
        await later.until(lambda: later.handlers.handled == [1] and not later.inbox._open)
        left = 0.0
    last = Process.over(store)
    last.inbox.keep_open(1, iter([0.001, 0.001, 0.0]).__next__)
    async with last.inbox.handling():
        await last.rest()
    assert last.handlers.handled == [1]
    assert (await last.store.backlog()).waiting == 0


# --- a store that takes nothing ------------------------------------------------------------------


@pytest.fixture
async def full(process: Process, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    """A process that is up to date, and can write no longer."""
    monkeypatch.setattr(inbox_module, "_FIRST_WAIT", 0.001)
    monkeypatch.setattr(inbox_module, "_LONGEST_WAIT", 0.001)
    async with process.inbox.handling():
        await process.inbox.receive([said(1)])
        await process.rest()
        await process.until(lambda: not process.inbox._is_behind)
        process.store.is_full = True
        yield process
        process.store.is_full = False


async def test_what_can_not_be_written_down_is_answered_and_not_confirmed(full: Process) -> None:
    await refused(full, said(2))
    await full.until(lambda: full.handlers.handled == [1, 2])


async def test_what_was_answered_unwritten_is_not_answered_again_when_it_comes_again(
    full: Process,
) -> None:
    await refused(full, said(2))
    await refused(full, said(2), said(3))
    await full.until(lambda: full.handlers.handled == [1, 2, 3])
    full.store.is_full = False
    await full.inbox.receive([said(2), said(3), said(4)])
    await full.rest()
    assert full.handlers.handled == [1, 2, 3, 4]


async def test_a_store_that_fails_now_and_then_has_nothing_answered_twice(full: Process) -> None:
    await refused(full, said(2))
    full.store.is_full = False
    await full.until(lambda: not full.inbox._tasks)  # it was marked
    full.store.is_full = True
    await refused(full, said(2))
    assert not full.inbox._tasks
    assert full.handlers.handled == [1, 2]


async def test_nothing_is_answered_before_what_may_wait_in_the_store(process: Process) -> None:
    await process.inbox.receive([said(1)])
    process.store.is_full = True
    await refused(process, said(2), said(3, 8), told_by_nobody(4))
    await process.until(lambda: process.handlers.handled == [3, 4])


def told_by_nobody(number: int) -> Told:
    """An update of no chat."""
    asking = {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "Wren"}}
    return {"update_id": number, "inline_query": {**asking, "query": "", "offset": ""}}


async def test_what_waits_in_memory_only_comes_first(full: Process) -> None:
    full.handlers.free.clear()
    await refused(full, said(2))
    await refused(full, said(2), said(3))
    full.store.is_full = False
    await full.inbox.receive([said(2), said(3), said(4)])
    full.store.is_full = True
    await refused(full, said(5))
    full.handlers.free.set()
    await full.until(lambda: len(full.handlers.handled) >= 4)
    assert full.handlers.handled[1:4] == [2, 3, 4]


async def test_where_the_store_can_not_be_asked_either_whoever_writes_is_answered(
    full: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def waiting(_: object) -> dict[int, set[int]]:
        await asyncio.sleep(0)
        raise StoreError("gone")

    monkeypatch.setattr(full.store, "waiting", waiting)
    await refused(full, said(2))
    await full.until(lambda: full.handlers.handled == [1, 2])


async def test_a_start_over_a_store_that_takes_no_writes_answers(process: Process) -> None:
    process.store.is_full = True
    async with process.inbox.handling():
        await process.until(lambda: process.inbox._next_look > 0)
        await refused(process, said(2))
        await process.until(lambda: process.handlers.handled == [2])
        process.store.is_full = False


async def test_what_was_handled_is_noted_in_its_order_as_soon_as_that_can_be(
    full: Process,
) -> None:
    marked: list[int] = []
    mark: Callable[[Sequence[int]], Awaitable[None]] = full.store.handled

    async def handled(ids: Sequence[int]) -> None:
        await mark(ids)
        marked.extend(ids)

    full.store.handled = handled  # type: ignore[method-assign]
    for number in (2, 3, 4):
        await refused(full, said(number))
    await full.until(lambda: full.handlers.handled == [1, 2, 3, 4])
    assert not marked
    full.store.is_full = False
    await full.until(lambda: marked == [2, 3, 4])


async def test_a_store_that_stays_full_does_not_keep_the_bot_from_stopping(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "_FIRST_WAIT", 0.001)
    with capture_logs() as logs:
        async with asyncio.timeout(DEADLINE), process.inbox.handling():
            process.handlers.free.clear()
            await process.inbox.receive([said(1)])
            await process.until(lambda: process.handlers.begun == [1])
            process.store.is_full = True
            process.handlers.free.set()
    assert logs[-1] == {"event": "update_not_marked", "update": 1, "log_level": "warning"}
