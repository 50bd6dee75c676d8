"""Which processes live over one database, and which of them leads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from digests.delivery.policy import DeliverySettings
from digests.delivery.share import Others
from digests.errors import StoreError
from digests.store import Store
from digests.store.bots.inbox import Incoming
from digests.store.database import Database
from digests.store.processes.leases import LEASE, Beat
from digests.store.tables import chunks, clock, leader, processes
from tests.digests.world import MORNING, World
from tests.support.town import DEADLINE

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


async def beats(world: World, name: str, *, stands: bool = True) -> Beat:
    return await world.store.processes.beat(name, f"worker of {name}", stands=stands)


async def lead(world: World, name: str, *, stands: bool = True) -> tuple[bool, str]:
    """Whether it leads, and who does."""
    beat = await beats(world, name, stands=stands)
    return beat.leads, beat.leader


async def test_the_first_leads_and_keeps_leading_while_others_learn_who_it_is(
    world: World,
) -> None:
    for _ in range(2):
        assert await lead(world, "a") == (True, "a")
        assert await lead(world, "b") == (False, "a")


async def test_of_many_that_stand_at_once_one_leads(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    worlds = [World(await open_store(settings), settings) for _ in range(3)]
    beaten = await asyncio.gather(*(beats(world, str(n)) for n, world in enumerate(worlds)))
    assert sum(beat.leads for beat in beaten) == 1


async def test_who_does_not_stand_never_leads(world: World) -> None:
    assert await lead(world, "a", stands=False) == (False, "")
    assert await lead(world, "b") == (True, "b")


@pytest.mark.parametrize("lease_until", [0.0, 1e12])  # over, or taken before the clock was set back
async def test_a_lead_that_nobody_keeps_is_another_s(world: World, lease_until: float) -> None:
    await beats(world, "a")
    await world.change(update(leader).values(lease_until=lease_until))
    assert (await beats(world, "b")).leads
    assert not (await beats(world, "a")).leads


async def test_a_lease_ends_by_itself(world: World) -> None:
    await beats(world, "a")
    await world.change(update(leader).values(lease_until=leader.c.lease_until - LEASE))
    assert (await beats(world, "b")).leads


async def test_who_resigns_leaves_the_lead_to_others_at_once_and_lives_on(world: World) -> None:
    await beats(world, "a")
    await world.store.processes.resign("a")
    assert (await beats(world, "b")).leads
    assert await world.store.processes.living() == {"a", "b"}


async def test_nobody_takes_the_lead_from_others_by_leaving(world: World) -> None:
    await beats(world, "a")
    await beats(world, "b")
    await world.store.processes.leave("b")
    assert await lead(world, "c") == (False, "a")
    assert await world.store.processes.living() == {"a", "c"}
    await world.store.processes.leave("a")
    assert (await beats(world, "c")).leads


@pytest.mark.parametrize("lease_until", [0.0, 1e12])
async def test_who_is_not_heard_of_does_not_live(world: World, lease_until: float) -> None:
    await beats(world, "a")
    await world.change(update(processes).values(lease_until=lease_until))
    await beats(world, "b")
    assert await world.store.processes.living() == {"b"}
    await beats(world, "a")
    assert await world.store.processes.living() == {"a", "b"}


async def test_what_a_killed_process_had_is_free_once_it_is_started_again(world: World) -> None:
    store = world.store.processes
    await store.join("w/1", "w")
    assert (await store.beat("w/1", "w", stands=True)).leads
    await store.join("w/2", "w")
    assert await store.living() == {"w/2"}
    assert (await store.beat("other/1", "other", stands=True)).leads


async def test_another_worker_s_start_frees_nothing(world: World) -> None:
    store = world.store.processes
    await store.join("v/1", "v")
    await store.beat("v/1", "v", stands=True)
    await store.join("w/1", "w")
    assert await store.living() == {"v/1", "w/1"}
    assert await store.leader() == "v/1"
    assert not (await store.beat("w/1", "w", stands=True)).leads


async def test_whoever_ended_without_a_word_is_forgotten_after_an_hour(world: World) -> None:
    for name, age in (("young", 3500), ("old", 3700), ("ahead", -1e9)):
        await beats(world, name)
        of_it = processes.c.name == name
        await world.change(update(processes).where(of_it).values(lease_until=clock() - age))
    await beats(world, "a")
    rows = await world.store.database.in_read(
        lambda connection: connection.execute(processes.select()).all()
    )
    assert {row.name for row in rows} == {"young", "a"}


async def test_each_learns_how_many_others_live_and_how_many_of_them_deliver(world: World) -> None:
    assert (await beats(world, "a")).others == Others()
    await beats(world, "b")
    await beats(world, "c")
    await world.change(
        update(processes).where(processes.c.name == "c").values(lease_until=clock() - 1)
    )
    await world.subscribers(3)
    await world.broadcast()
    await world.store.ledger.plan(MORNING)
    assert await world.store.ledger.claim("worker of b")
    assert (await beats(world, "a")).others == Others(living=1, delivering=1)
    assert (await beats(world, "b")).others == Others(living=1)
    await world.change(update(chunks).values(lease_until=clock() - 1))
    assert (await beats(world, "a")).others == Others(living=1)


# --- what one tells another ----------------------------------------------------------------------


@pytest.fixture
async def told(world: World) -> AsyncIterator[asyncio.Queue[str]]:
    """Whom the database tells that there is something for them; `a` and `b` listen."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    listening = [asyncio.create_task(hear(world, name, heard)) for name in "ab"]
    async with asyncio.timeout(DEADLINE):
        assert {await heard.get(), await heard.get()} == {"a", "b"}
    yield heard
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)


async def hear(world: World, name: str, heard: asyncio.Queue[str]) -> None:
    await world.store.processes.listen(name, lambda: heard.put_nowait(name))


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_where_the_database_tells_nobody_listening_is_over_at_once(world: World) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with asyncio.timeout(DEADLINE):
        await hear(world, "a", heard)
    assert heard.empty()


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_who_has_a_conversation_is_told_of_what_another_receives_of_it(
    world: World, told: asyncio.Queue[str]
) -> None:
    inbox = world.store.inbox(1)
    await inbox.receive([Incoming(id=1, conversation=7, payload="{}")], "a")
    await inbox.receive([Incoming(id=2, conversation=8, payload="{}")], "b")
    await inbox.receive([Incoming(id=3, conversation=7, payload="{}")], "b")
    async with asyncio.timeout(DEADLINE):
        assert await told.get() == "a"
    assert told.empty()  # of what is its own nobody needs to tell


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_where_the_connection_ends_the_listener_hears_of_it(
    world: World, told: asyncio.Queue[str]
) -> None:
    listening = asyncio.create_task(hear(world, "c", told))
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    )
    async with asyncio.timeout(DEADLINE):
        assert await told.get() == "c"
        await world.store.database.in_read(lambda connection: connection.execute(others))
        with pytest.raises(StoreError):
            await listening


async def test_a_server_that_takes_nothing_any_more_is_given_up_after_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Without the dialect that tests share, whose events would be those of another.
    monkeypatch.setattr("digests.store.database.create_async_engine", create_async_engine)
    database = Database.at("postgresql+psycopg://nobody@127.0.0.1:1/none")
    given: dict[str, object] = {}

    @event.listens_for(database.engine.sync_engine, "do_connect")
    def connect(_: object, __: object, ___: object, named: dict[str, object]) -> None:
        given.update(named)

    with pytest.raises(StoreError):
        await database.in_read(lambda _: None)
    await database.close()
    assert (given["connect_timeout"], given["tcp_user_timeout"]) == (5, 5_000)
