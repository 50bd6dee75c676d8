from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import replace
from pathlib import Path
from random import Random
from sqlite3 import ProgrammingError
from types import MappingProxyType
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, insert, make_url, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Claim
from digests.delivery.policy import DeliverySettings
from digests.errors import StoreBusyError, StoreError, StoreReleaseError
from digests.model import (
    Addressees,
    ChatKind,
    Digest,
    EditionKey,
    EditionState,
    PauseReason,
    Preferences,
    Subscriber,
)
from digests.search.query import parse_query
from digests.store import Store
from digests.store import store as store_module
from digests.store.database import Database, aside
from digests.store.editions import EditionStore
from digests.store.ledger import LedgerStore
from digests.store.migrate import config_over, upgrade
from digests.store.search import SearchStore
from digests.store.subscribers import SubscriberStore
from digests.store.tables import planner, subscribers
from tests.digests.conftest import IDLENESS
from tests.digests.world import MORNING, TODAY

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]

SUBSCRIBER = Subscriber(
    id=0,
    chat_id=1,
    kind=ChatKind.PRIVATE,
    preferences=Preferences(language="ja", timezone="UTC", minute=0),
    joined_at=MORNING,
)

ARGUMENTS: MappingProxyType[str, Any] = MappingProxyType(
    {
        "answers": 0,
        "at": MORNING,
        "before": MORNING,
        "broadcast_id": 1,
        "by": None,
        "chat_id": 1,
        "chunk_id": 1,
        "created_at": MORNING,
        "date": TODAY,
        "day": TODAY,
        "days": 7,
        "digest": Digest(title=None),
        "draft_id": 2,
        "edit": lambda preferences: preferences,
        "edition_id": 1,
        "edition_ids": [1],
        "edition_key": EditionKey(date=TODAY),
        "expected": frozenset({EditionState.DRAFT}),
        "first": TODAY,
        "last": TODAY,
        "fingerprint": "f",
        "holding": (),
        "key": "k",
        "addressees": Addressees(),
        "announcement_id": 1,
        "ids": [1],
        "keys": ["k"],
        "source": "flyer",
        "kind": BroadcastKind.EDITION,
        "preferences": SUBSCRIBER.preferences,
        "claim": Claim(
            chunk_id=1,
            epoch=1,
            broadcast=Broadcast(
                id=1,
                edition_id=1,
                kind=BroadcastKind.EDITION,
                state=BroadcastState.RUNNING,
                day=TODAY,
                opened_at=MORNING,
            ),
        ),
        "language": "ja",
        "limit": 1,
        "message_id": 1,
        "minute": 1,
        "new_chat_id": 2,
        "note": "",
        "number": 1,
        "now": MORNING,
        "offset": 0,
        "old_chat_id": 1,
        "place": EditionKey(date=TODAY),
        "posted_by": None,
        "query": parse_query("橋"),
        "problems": (),
        "reason": PauseReason.BLOCKED,
        "resend": True,
        "settlements": (),
        "since": MORNING,
        "state": EditionState.DISCARDED,
        "subscriber": SUBSCRIBER,
        "subscriber_id": 1,
        "those": [SUBSCRIBER],
        "timezone": "UTC",
        "topic_id": None,
        "until": MORNING,
        "wanted": 1,
        "worker": "w",
    }
)


METHODS = [
    (part, name)
    for part, kind in (
        ("editions", EditionStore),
        ("subscribers", SubscriberStore),
        ("ledger", LedgerStore),
        ("search", SearchStore),
    )
    for name, _ in inspect.getmembers(kind, inspect.isfunction)
    if not name.startswith("_")
]


async def call(store: Store, part: str, name: str) -> None:
    """Call a method with whatever arguments it wants."""
    method = getattr(getattr(store, part), name)
    wanted = inspect.signature(method).parameters
    result = method(**{key: value for key, value in ARGUMENTS.items() if key in wanted})
    if isinstance(result, AsyncIterator):
        _ = [item async for item in result]
    else:
        await result


async def test_every_method_says_in_our_words_that_the_database_failed(
    empty_url: str, settings: DeliverySettings
) -> None:
    store = await Store.open(empty_url, settings)  # without any table
    for part, name in METHODS:
        with pytest.raises(StoreError) as caught:
            await call(store, part, name)
        assert type(caught.value) is StoreError, name
        assert isinstance(caught.value.__cause__, SQLAlchemyError), name
    await store.close()


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_locked_database_is_busy_and_works_again_later(store: Store, url: str) -> None:
    impatient = await Store.open(f"{url.partition('?')[0]}?timeout=0.01")
    async with store.transaction():
        with pytest.raises(StoreBusyError, match="database is locked"):
            await impatient.ledger.release_all("w")
        with pytest.raises(StoreBusyError, match="database is locked"):
            await impatient.database.in_write(lambda connection: connection.exec_driver_sql("-- "))
        assert await impatient.editions.count() == 0  # who reads does not wait
    others = copy_context()
    async with impatient.transaction():
        with pytest.raises(StoreBusyError, match="database is locked"):
            await asyncio.create_task(impatient.ledger.release_all("w"), context=others)
    await impatient.ledger.release_all("w")
    await impatient.close()


def patience(connection: Connection) -> int:
    """Milliseconds that SQLite waits for a lock."""
    return int(connection.execute(text("PRAGMA busy_timeout")).scalar_one())


@pytest.mark.parametrize(("asked", "waits"), [("", 2_000), ("?timeout=7.5", 7_500)])
async def test_a_writer_waits_as_long_as_the_url_says_and_two_seconds_by_itself(
    tmp_path: Path, asked: str, waits: int
) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/store.db{asked}")
    async with store.database.transaction() as transaction:
        assert await transaction.in_read(patience) == waits
    assert await store.database.in_read(patience) == waits
    await store.close()


async def test_a_timeout_that_is_no_number_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="timeout is soon, which is no number of seconds"):
        await Store.open(f"sqlite+aiosqlite:///{tmp_path}/store.db?timeout=soon")


async def test_a_server_out_of_reach_is_busy(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    with pytest.raises(StoreBusyError):
        await Store.open(url)


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_transaction_may_stand_idle_for_as_long_as_the_url_says_else_for_ten_seconds(
    url: str,
) -> None:
    given = make_url(url).update_query_dict({"options": f"-c {IDLENESS}=7s"})
    assert await idleness(given) == "7s"
    assert await idleness(given.set(query={"host": given.query["host"]})) == "10s"


async def idleness(place: URL) -> str:
    database = Database.at(place.render_as_string(hide_password=False))
    asked = text(f"SHOW {IDLENESS}")
    try:
        return str(await database.in_read(lambda connection: connection.scalar(asked)))
    finally:
        await database.close()


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_connection_that_the_server_closed_is_busy_and_opened_again(store: Store) -> None:
    leave = text("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(StoreBusyError):
        await store.database.in_write(lambda connection: connection.execute(leave))
    await store.ledger.release_all("w")


async def test_a_file_that_can_not_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open"):
        await Store.open(f"sqlite+aiosqlite:///{tmp_path}/nowhere/store.db")


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_full_disk_is_an_error_that_passes(store: Store) -> None:
    def limit_pages(connection: Connection, most: int | None = None) -> None:
        pages = most or connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    await store.database.in_write(limit_pages)
    many = [replace(SUBSCRIBER, chat_id=number) for number in range(2_000)]
    with pytest.raises(StoreError, match="disk is full"):
        await store.intake.put_many(many)
    assert await store.subscribers.find(1) is None
    await store.database.in_write(limit_pages, 100_000)
    assert await store.intake.put_many(many) == 2_000


async def test_what_went_wrong_is_told_without_naming_readers(store: Store) -> None:
    await store.intake.put_many([replace(SUBSCRIBER, chat_id=123456789)])
    copied = [column for column in subscribers.c if column.name not in {"id", "place"}]
    again = insert(subscribers).from_select([c.name for c in copied], select(*copied))
    with pytest.raises(StoreError) as caught:
        await store.database.in_write(lambda connection: connection.execute(again))
    assert "123456789" not in str(caught.value)


def raise_turns(connection: Connection) -> int:
    raised = update(planner).values(turns=planner.c.turns + 1).returning(planner.c.turns)
    number: int = connection.execute(raised).scalar_one()
    return number


async def write_a_lot(store: Store) -> None:
    async with store.database.transaction() as transaction:
        for _ in range(5):
            await transaction.in_write(raise_turns)


async def test_who_is_cancelled_while_writing_keeps_nobody_from_it(store: Store) -> None:
    chance = Random(5)
    for _ in range(60):
        writing = asyncio.create_task(write_a_lot(store))
        await asyncio.sleep(chance.uniform(0, 0.01))
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
        await write_a_lot(store)  # which would be busy


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_piece_of_work_is_done_even_for_who_is_cancelled_and_before_the_next(
    store: Store,
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        connection.execute(update(planner).values(turns=41))
        begun.set()
        go_on.wait(10)

    first = asyncio.create_task(store.database.in_write(slow))
    assert await asyncio.to_thread(begun.wait, 10)
    first.cancel()
    second = asyncio.create_task(store.database.in_write(raise_turns))
    await store.database.in_read(patience)  # others go on meanwhile
    assert not first.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await second == 42


async def test_a_piece_of_work_that_fails_leaves_nothing(store: Store) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(update(planner).values(turns=41))
        connection.execute(text("SELECT nonsense"))

    with pytest.raises(StoreError):
        await store.database.in_write(fail)
    assert await store.database.in_write(raise_turns) != 42


async def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store.transaction() as unit:
            await unit.intake.put_many([SUBSCRIBER])
            assert await unit.subscribers.find(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await store.subscribers.find(1) is None


async def test_what_a_transaction_wrote_is_seen_once_it_is_over(store: Store) -> None:
    async with store.transaction() as unit:
        await unit.intake.put_many([SUBSCRIBER])
        assert await store.subscribers.find(1) is None
    assert await store.subscribers.find(1)


async def test_tasks_of_a_transaction_s_block_may_use_it_at_once(store: Store) -> None:
    async with store.transaction() as unit:
        await asyncio.gather(
            *(unit.intake.put_many([replace(SUBSCRIBER, chat_id=n)]) for n in range(1, 9))
        )
        assert len([one async for one in unit.subscribers.each(batch=3)]) == 8
    assert len([one async for one in store.subscribers.each()]) == 8


async def test_when_one_of_several_tasks_fails_the_transaction_leaves_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store.transaction() as unit:
            await asyncio.gather(
                unit.intake.put_many([SUBSCRIBER]),
                unit.ledger.broadcast(404),
                unit.intake.put_many([replace(SUBSCRIBER, chat_id=2)]),
            )

    with pytest.raises(StoreError, match="there is no broadcast 404"):
        await fail()
    assert [one async for one in store.subscribers.each()] == []


async def test_a_failure_that_the_block_overlooks_leaves_nothing_either(store: Store) -> None:
    async def overlook() -> None:
        async with store.transaction() as unit:
            await unit.intake.put_many([SUBSCRIBER])
            with suppress(StoreError):
                await unit.subscribers.leave(404)
            with pytest.raises(StoreError, match="a part of the transaction has failed"):
                await unit.subscribers.find(1)

    with pytest.raises(StoreError, match="a part of the transaction has failed"):
        await overlook()
    assert await store.subscribers.find(1) is None


async def test_a_failure_that_nobody_waits_for_leaves_nothing_either(store: Store) -> None:
    async def leave_behind() -> None:
        async with store.transaction() as unit:
            await unit.intake.put_many([SUBSCRIBER])
            failing.append(asyncio.create_task(unit.subscribers.leave(404)))
            await asyncio.sleep(0)

    failing: list[asyncio.Task[Subscriber]] = []
    with pytest.raises(StoreError, match="a part of the transaction has failed"):
        await leave_behind()
    assert await asyncio.gather(*failing, return_exceptions=True)
    assert await store.subscribers.find(1) is None


async def test_what_takes_long_is_computed_out_of_the_event_loop_s_way(store: Store) -> None:
    def computed_in(connection: Connection) -> int:
        return aside(connection, threading.get_ident)

    assert await store.database.in_write(computed_in) != threading.get_ident()
    async with store.database.transaction() as transaction:
        assert await transaction.in_write(computed_in) != threading.get_ident()


async def test_a_transaction_that_is_over_does_nothing_more(store: Store) -> None:
    async with store.transaction() as unit:
        pass
    with pytest.raises(StoreError, match="the transaction is over"):
        await unit.intake.put_many([SUBSCRIBER])
    assert await store.subscribers.find(1) is None


async def test_transactions_are_done_one_after_another(store: Store) -> None:
    async def raise_twice() -> tuple[int, int]:
        async with store.database.transaction() as transaction:
            first = await transaction.in_write(raise_turns)
            await asyncio.sleep(0)
            return first, await transaction.in_write(raise_turns)

    pairs = sorted(await asyncio.gather(*(raise_twice() for _ in range(5))))
    assert [second - first for first, second in pairs] == [1] * 5
    assert len({first for first, _ in pairs}) == 5


async def test_a_write_past_the_transaction_of_its_block_is_refused_at_once(store: Store) -> None:
    past = [store.ledger.release_all("w"), store.database.transaction().__aenter__()]
    async with store.transaction() as unit:
        for write in past:
            with pytest.raises(StoreError, match="goes past the transaction") as caught:
                await asyncio.gather(write)
            assert type(caught.value) is StoreError  # which no one tries again
        await unit.intake.put_many([SUBSCRIBER])
    assert await store.subscribers.find(1)


async def test_a_task_that_outlives_the_block_it_began_in_writes_as_any(store: Store) -> None:
    async def later() -> None:
        await over.wait()
        await store.intake.put_many([SUBSCRIBER])

    over = asyncio.Event()
    async with store.transaction():
        task = asyncio.create_task(later())
    over.set()
    await task
    assert await store.subscribers.find(1)


async def test_migrating_twice_or_at_once_is_harmless(
    empty_url: str, settings: DeliverySettings
) -> None:
    stores = [await Store.open(empty_url, settings) for _ in range(3)]
    assert not await stores[0].healthy()
    await asyncio.gather(*(store.migrate() for store in stores))
    await stores[0].migrate()
    assert await stores[0].healthy()
    for store in stores:
        await store.close()


async def test_the_tables_are_those_of_the_migrations(store: Store) -> None:
    def check(connection: Connection) -> None:
        command.check(config_over(connection))

    await store.database.in_write(check)


def test_the_newest_migration_is_the_one_that_the_code_was_written_for() -> None:
    scripts = ScriptDirectory(str(Path(store_module.__file__).with_name("migrations")))
    assert scripts.get_current_head() == store_module.HEAD


async def test_every_migration_can_be_taken_back(store: Store) -> None:
    def back_and_forth(connection: Connection) -> None:
        command.downgrade(config_over(connection), "base")
        upgrade(connection)

    await store.database.in_write(back_and_forth)
    assert await store.healthy()


async def test_an_earlier_release_sends_nothing_of_other_papers_and_slots(store: Store) -> None:
    """It knows neither, and would send it to everybody."""
    adding = text(
        "INSERT INTO broadcasts (kind, subject, state, day, opened_at, finished_at, hurried,"
        " forgiven, paper, slot) VALUES ('announcement', :one, :state, '2025-03-14',"
        " '2025-03-14 06:30:00+00:00', '2025-03-14 07:30:00+00:00', false, 0, :paper, :slot)"
    )
    those = [
        ("running", "", ""),
        ("running", "akari", ""),
        ("paused", "", "evening"),
        ("finished", "akari", ""),
        ("cancelled", "akari", ""),
    ]

    def back(connection: Connection) -> list[tuple[str, bool]]:
        for one, (state, paper, slot) in enumerate(those):
            row = {"one": one, "state": state, "paper": paper, "slot": slot}
            connection.execute(adding, row)
        command.downgrade(config_over(connection), "0017")
        left = "SELECT state, finished_at IS NOT NULL FROM broadcasts ORDER BY id"
        found = [(state, bool(ended)) for state, ended in connection.execute(text(left))]
        upgrade(connection)  # other tests use the same tables
        return found

    found = await store.database.in_write(back)
    stopped = ("cancelled", False)  # which nobody can resume
    assert found == [("running", True), stopped, stopped, ("finished", True), stopped]


async def test_beside_a_newer_release_one_goes_on_and_does_not_start_again(store: Store) -> None:
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    await store.database.in_write(lambda connection: connection.execute(newer))
    assert await store.healthy()
    with pytest.raises(StoreReleaseError, match=rf"\(9999,.*knows {store_module.HEAD}\)"):
        await store.migrate()
    older = text("UPDATE alembic_version SET version_num = '0000'")
    await store.database.in_write(lambda connection: connection.execute(older))
    assert not await store.healthy()


async def test_a_database_out_of_reach_is_not_healthy(
    tmp_path: Path, settings: DeliverySettings
) -> None:
    store = Store(Database.at(f"sqlite+aiosqlite:///{tmp_path}"), settings)  # which is a folder
    assert not await store.healthy()
    await store.close()


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_store_that_was_closed_says_so(store: Store) -> None:
    await store.close()
    assert not await store.healthy()
    with pytest.raises(StoreError, match="the database is closed"):
        await store.subscribers.find(1)


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_store_is_closed_once_what_is_under_way_has_let_go_of_its_connection(
    store: Store,
) -> None:
    has_begun, may_end = threading.Event(), threading.Event()
    connections: list[Any] = []

    def linger(connection: Connection) -> None:
        connections.append(connection.connection.dbapi_connection)
        has_begun.set()
        may_end.wait()

    reading = asyncio.create_task(store.database.in_read(linger))
    await asyncio.to_thread(has_begun.wait)
    closing = asyncio.create_task(store.close())
    await asyncio.wait([closing], timeout=0.1)
    was_early = closing.done()
    may_end.set()
    assert not was_early
    await asyncio.gather(reading, closing)
    assert_closed(connections[0])


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_who_has_a_connection_of_their_own_lets_go_of_it_though_the_store_is_closed(
    store: Store,
) -> None:
    connections: list[Any] = []
    has_begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stage(connection: Connection) -> None:
        connections.append(connection.connection.dbapi_connection)
        loop.call_soon_threadsafe(has_begun.set)

    async with store.database.transaction():
        # In a context of its own: it waits for the block's turn, and is no part of the block.
        staged = loop.create_task(
            store.database.staged(stage, lambda _connection, _stage: None), context=Context()
        )
        await has_begun.wait()
    await store.close()
    with pytest.raises(StoreError, match="the database is closed"):
        await staged
    assert_closed(connections[0])


def assert_closed(connection: Any) -> None:
    with pytest.raises(ProgrammingError, match="closed database"):
        connection.execute("SELECT 1")
