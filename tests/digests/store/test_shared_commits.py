"""Bursts on SQLite: what waits at the same time is written at once, each with its own answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, Self

import pytest
from sqlalchemy import Connection, Engine, event, select, text, update
from sqlalchemy.exc import OperationalError

from digests.errors import StoreBusyError, StoreError
from digests.model import ChatKind, Preferences, Subscriber
from digests.store import Store, shared_commits
from digests.store.database import Database
from digests.store.tables import planner
from tests.digests.world import MORNING

pytestmark = pytest.mark.parametrize("engine", ["sqlite"])

PREFERENCES = Preferences(language="ja", timezone="UTC", minute=0)
MANY = 300


def turns(connection: Connection) -> int:
    return int(connection.execute(select(planner.c.turns)).scalar_one())


def raise_turns(connection: Connection) -> int:
    raised = update(planner).values(turns=planner.c.turns + 1).returning(planner.c.turns)
    return int(connection.execute(raised).scalar_one())


def begin_at_none(connection: Connection) -> None:
    connection.execute(update(planner).values(turns=0))


def fail(connection: Connection) -> None:
    raise_turns(connection)
    raise LookupError


@contextmanager
def commits() -> Iterator[list[Connection]]:
    """Those that are made meanwhile."""
    made: list[Connection] = []

    def count(connection: Connection) -> None:
        made.append(connection)

    with told(count):
        yield made


@contextmanager
def told(listener: Callable[[Connection], None]) -> Iterator[None]:
    """Somebody hears of every commit before it is made."""
    event.listen(Engine, "commit", listener)
    try:
        yield
    finally:
        event.remove(Engine, "commit", listener)


class Gate:
    """A piece of work that takes until it is opened, so that others wait behind it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._begun, self._open = threading.Event(), threading.Event()

    async def __aenter__(self) -> Self:
        self._passing = asyncio.create_task(self._store.database.in_write(self._pass))
        assert await asyncio.to_thread(self._begun.wait, 60)
        return self

    def _pass(self, _: Connection) -> None:
        self._begun.set()
        self._open.wait(60)

    def open(self) -> None:
        self._open.set()

    async def __aexit__(self, *_: object) -> None:
        self.open()
        await self._passing


@pytest.fixture
async def gate(store: Store) -> AsyncIterator[Gate]:
    await store.database.in_write(begin_at_none)
    async with Gate(store) as gate:
        yield gate


def behind(store: Store, *pieces: Callable[[Connection], Any]) -> list[asyncio.Task[Any]]:
    return [asyncio.create_task(store.database.in_write(piece)) for piece in pieces]


async def outcomes(tasks: list[asyncio.Task[Any]]) -> list[Any]:
    return await asyncio.gather(*tasks, return_exceptions=True)


async def subscribe(store: Store, chat_id: int) -> Subscriber:
    known = await store.subscribers.remember(chat_id, None, ChatKind.PRIVATE, PREFERENCES, MORNING)
    return await store.subscribers.subscribe(known.id, MORNING)


async def test_whoever_waits_at_the_same_time_shares_a_transaction(
    store: Store, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_commits, "_LONGEST_GROUP", 60)
    with commits() as made:
        waiting = behind(store, *[raise_turns] * MANY)
        await asyncio.sleep(0)
        gate.open()
        assert sorted(await outcomes(waiting)) == list(range(1, MANY + 1))
    assert len(made) == 2  # one is the gate's


async def test_a_transaction_is_shared_for_a_while_only(
    store: Store, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_commits, "_LONGEST_GROUP", 0)
    with commits() as made:
        waiting = behind(store, *[raise_turns] * 5)
        await asyncio.sleep(0)
        gate.open()
        assert sorted(await outcomes(waiting)) == [1, 2, 3, 4, 5]
    assert len(made) == 6


async def test_thousands_at_once_are_all_written_down(store: Store) -> None:
    people = await asyncio.gather(*(subscribe(store, chat_id) for chat_id in range(1, 2_001)))
    assert len({one.id for one in people}) == 2_000


async def test_one_that_fails_spoils_no_other_and_leaves_nothing(store: Store, gate: Gate) -> None:
    def ask_for_nonsense(connection: Connection) -> None:
        raise_turns(connection)
        connection.execute(text("SELECT nonsense"))

    waiting = behind(store, raise_turns, fail, raise_turns, ask_for_nonsense, raise_turns)
    await asyncio.sleep(0)
    gate.open()
    first, failed, second, nonsense, third = await outcomes(waiting)
    assert [first, second, third] == [1, 2, 3]
    assert isinstance(failed, LookupError)
    assert isinstance(nonsense, StoreError)
    assert await store.database.in_read(turns) == 3


async def test_a_full_disk_concerns_only_what_does_not_fit(store: Store, gate: Gate) -> None:
    def limit_pages(connection: Connection) -> None:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    one = Subscriber(
        id=0, chat_id=0, kind=ChatKind.PRIVATE, preferences=PREFERENCES, joined_at=MORNING
    )
    many = [replace(one, chat_id=number) for number in range(2_000)]
    (limited,) = behind(store, limit_pages)
    importing = asyncio.create_task(store.intake.put_many(many))
    waiting = behind(store, raise_turns, raise_turns)
    await asyncio.sleep(0)
    gate.open()
    await limited
    with pytest.raises(StoreError, match="disk is full"):
        await importing
    assert await outcomes(waiting) == [1, 2]
    assert await store.subscribers.find(1_999) is None


async def test_what_is_done_for_a_commit_that_fails_is_done_again(store: Store, gate: Gate) -> None:
    failures = iter([RuntimeError()])

    def refuse(_: Connection) -> None:
        for failure in failures:
            raise OperationalError("COMMIT", None, failure)

    waiting = behind(store, raise_turns, raise_turns)
    await asyncio.sleep(0)
    gate.open()
    await gate._passing
    with told(refuse):
        assert await outcomes(waiting) == [1, 2]
    assert await store.database.in_read(turns) == 2


async def test_who_is_cancelled_while_they_wait_writes_nothing(store: Store, gate: Gate) -> None:
    waiting = behind(store, raise_turns, raise_turns)
    await asyncio.sleep(0)
    waiting[0].cancel()
    with suppress(asyncio.CancelledError):
        await waiting[0]  # at once: nothing of it has begun
    gate.open()
    assert await waiting[1] == 1


async def test_a_lock_of_another_s_is_told_to_all_who_waited_and_later_all_works(
    store: Store, url: str
) -> None:
    await store.database.in_write(begin_at_none)
    impatient = await Store.open(f"{url.partition('?')[0]}?timeout=0.01")
    async with store.transaction():
        waiting = behind(impatient, *[raise_turns] * 3)
        assert [type(one) for one in await outcomes(waiting)] == [StoreBusyError] * 3
    assert sorted(await outcomes(behind(impatient, *[raise_turns] * 3))) == [1, 2, 3]
    await impatient.close()


async def test_who_waits_gives_up_only_where_nobody_gets_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hold(until: asyncio.Event) -> None:
        async with store.transaction():
            begun.release()
            await until.wait()

    loop = asyncio.get_running_loop()
    real, later = loop.time, 0.0
    monkeypatch.setattr(loop, "time", lambda: real() + later)
    patience, begun = store.database._patience, asyncio.Semaphore(0)
    first, second = asyncio.Event(), asyncio.Event()
    holding = [asyncio.create_task(hold(until)) for until in (first, second)]
    await begun.acquire()
    waiting = [asyncio.create_task(hold(second)), *behind(store, raise_turns)]
    await asyncio.sleep(0)
    later += patience * 0.7
    first.set()
    await begun.acquire()
    later += patience * 0.7
    await asyncio.sleep(0.01)
    assert not any(one.done() for one in waiting)
    later += patience * 0.7
    assert [type(one) for one in await outcomes(waiting)] == [StoreBusyError] * 2
    second.set()
    await asyncio.gather(*holding)


def test_what_waits_when_the_program_ends_is_given_up(url: str) -> None:
    async def begin() -> None:
        database = Database.at(url)
        async with database._in_turn():
            left.append(asyncio.create_task(database.in_write(raise_turns)))
            await asyncio.sleep(0)
            raise KeyboardInterrupt

    left: list[asyncio.Task[int]] = []
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(begin())
    assert left[0].cancelled()


def test_what_shares_a_transaction_when_the_program_ends_is_not_waited_for(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_: Connection) -> None:
        begun.set()
        over.wait(60)

    async def end_it() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            over.set()

    database = Database.at(url)

    async def begin() -> None:
        left.extend(asyncio.create_task(database.in_write(one)) for one in (slow, raise_turns))
        left.append(asyncio.create_task(end_it()))
        assert await asyncio.to_thread(begun.wait, 60)
        raise KeyboardInterrupt

    monkeypatch.setattr(shared_commits, "_LONGEST_GROUP", 0)
    begun, over = threading.Event(), threading.Event()
    left: list[asyncio.Task[Any]] = []
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(begin())
    assert [one.cancelled() for one in left] == [True] * 3
    asyncio.run(database.close())


async def test_a_database_that_is_closed_says_so_to_all(store: Store) -> None:
    await store.close()
    told = await outcomes(behind(store, raise_turns, raise_turns))
    assert [str(one) for one in told] == ["the database is closed"] * 2
