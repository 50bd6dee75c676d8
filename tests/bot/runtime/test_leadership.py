"""Of several processes one leads, another takes over, and never do two at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from bot.composition.identity import Identity
from bot.runtime.leadership import Leadership
from digests.errors import StoreBusyError
from digests.store.processes.leases import LEASE, Beat, ProcessStore
from tests.support.virtual_time import VirtualTime

TAKEN_OVER = 10.0
"""Seconds after which another process leads at the latest."""


@dataclass
class Row:
    """A lease, as the database has it."""

    name: str = ""
    until: float = 0.0


class Leases(ProcessStore):
    """The leases of one database whose clock is a virtual time, as one process reaches them."""

    def __init__(self, time: VirtualTime, row: Row, living: dict[str, float]) -> None:
        self.time, self.row, self._living = time, row, living
        self.is_away = self.is_read_only = False

    async def join(self, name: str, worker: str) -> None:
        """Begin to live."""
        del worker
        self._check_writing()
        self._living[name] = self.time() + LEASE

    async def beat(self, name: str, worker: str, *, stands: bool) -> Beat:
        """Renew."""
        await self.join(name, worker)
        if stands and (self.row.name == name or self.row.until < self.time()):
            self.row.name, self.row.until = name, self.time() + LEASE
        leads = self.row.name if self.row.until >= self.time() else ""
        return Beat(leads=leads == name, leader=leads)

    async def leader(self) -> str:
        """Who has the lease, or had it last."""
        if self.is_away:
            raise StoreBusyError("the server is away")
        return self.row.name

    async def living(self) -> frozenset[str]:
        """Who lives."""
        return frozenset(name for name, until in self._living.items() if until >= self.time())

    async def resign(self, name: str) -> None:
        """Give up the lead."""
        self._check_writing()
        if self.row.name == name:
            self.row.until = 0.0

    async def leave(self, name: str) -> None:
        """Give up both."""
        await self.resign(name)
        self._living.pop(name, None)

    def _check_writing(self) -> None:
        if self.is_away or self.is_read_only:
            raise StoreBusyError("the server is away")


@dataclass
class Cluster:
    """Several processes over one database."""

    time: VirtualTime = field(default_factory=VirtualTime)
    row: Row = field(default_factory=Row)
    lives: dict[str, float] = field(default_factory=dict)
    leading: list[str] = field(default_factory=list)  # whose duties are being done

    @asynccontextmanager
    async def process(self, worker: str) -> AsyncIterator[Process]:
        """One of them, until the block ends or it is stopped."""
        leases = Leases(self.time, self.row, self.lives)
        process = Process(self, leases, worker)
        running = asyncio.create_task(process.run())
        try:
            yield process
        finally:
            process.stop.set()
            await self.time.run(running)


@dataclass
class Process:
    """A process that does its duties while it leads."""

    cluster: Cluster
    leases: Leases
    worker: str
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    lingers: float = 0.0  # seconds between the end of its duties and its own

    def __post_init__(self) -> None:
        time = self.cluster.time
        self.leadership = Leadership(self.leases, Identity.of(self.worker), time, time.sleep)

    async def run(self) -> None:
        async with self.leadership.kept():
            await self.leadership.follow(self.duties, self.stop)
            await self.cluster.time.sleep(self.lingers)

    async def duties(self, over: asyncio.Event) -> None:
        self.cluster.leading.append(self.worker)
        assert self.cluster.leading == [self.worker], "two lead at once"
        await over.wait()
        self.cluster.leading.remove(self.worker)


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


async def test_the_first_leads_the_others_stand_by_and_both_say_so(cluster: Cluster) -> None:
    with capture_logs() as logs:
        async with cluster.process("a") as a:
            await cluster.time.pass_by(0.1)
            async with cluster.process("b") as b:
                await cluster.time.pass_by(60)
                assert cluster.leading == ["a"]
                assert a.leadership.is_leader
                assert not a.leadership.stands_by
                assert not b.leadership.is_leader
                assert b.leadership.stands_by
                assert b.leadership.leader == a.leadership.name
                assert await a.leadership.living() == {a.leadership.name, b.leadership.name}
    told = [(entry["event"], entry["process"].partition("/")[0]) for entry in logs]
    assert told[:2] == [("leading", "a"), ("standing_by", "b")]


async def test_who_is_stopped_hands_the_lead_over_within_two_seconds(cluster: Cluster) -> None:
    async with cluster.process("b") as b:
        async with cluster.process("a") as a:
            await cluster.time.pass_by(9)
            b.lingers = 20  # what is in flight comes to its end, and the process lives until then
            b.stop.set()
            await cluster.time.pass_by(2)
            assert cluster.leading == ["a"]
            assert b.leadership.name in await a.leadership.living()
        assert not a.leadership.owns()
    assert cluster.leading == []
    assert not cluster.lives


async def test_who_is_cut_off_has_stepped_down_before_another_leads(cluster: Cluster) -> None:
    async with cluster.process("a") as a:
        await cluster.time.pass_by(0.1)
        async with cluster.process("b"):
            await cluster.time.pass_by(20)
            a.leases.is_away = True
            await cluster.time.pass_by(TAKEN_OVER)
            assert cluster.leading == ["b"]  # and never both, which `duties` asserts
            assert not a.leadership.owns()
            a.leases.is_away = False
            await cluster.time.pass_by(TAKEN_OVER)
            assert cluster.leading == ["b"]
            assert a.leadership.owns()
            assert a.leadership.stands_by


async def test_who_stood_still_does_not_believe_in_its_lease(cluster: Cluster) -> None:
    async with cluster.process("a") as a:
        await cluster.time.pass_by(20)
        believed = [(a.leadership.is_leader, a.leadership.owns())]
        cluster.time.now += LEASE  # and nothing of the process has run
        believed.append((a.leadership.is_leader, a.leadership.owns()))
        assert believed == [(True, True), (False, False)]


async def test_a_lapse_is_known_of_though_it_was_over_before_anybody_asked(
    cluster: Cluster,
) -> None:
    leases = Leases(cluster.time, cluster.row, cluster.lives)
    one = Leadership(leases, Identity.of("one"), cluster.time)
    await one.beat()
    cluster.time.now += LEASE - 1
    await one.beat()
    assert one.lapses == 0
    cluster.time.now += LEASE
    await one.beat()
    assert (one.owns(), one.lapses) == (True, 1)


async def test_a_database_that_takes_no_writes_leaves_the_lead_where_it_was(
    cluster: Cluster,
) -> None:
    async with cluster.process("a") as a:
        await cluster.time.pass_by(20)
        a.leases.is_read_only = True
        await cluster.time.pass_by(60)
        assert cluster.leading == ["a"]
        assert not a.leadership.owns()
        cluster.row.name = "another"
        await cluster.time.pass_by(2)
        assert cluster.leading != ["a"]
        a.leases.is_read_only = False


@pytest.mark.parametrize(
    ("last", "leading"), [("", ["a"]), ("a/1f", ["a"]), ("b/1f", []), ("another a/1f", [])]
)
async def test_who_starts_where_nothing_can_be_written_leads_if_it_led_before(
    cluster: Cluster, last: str, leading: list[str]
) -> None:
    cluster.row.name = last
    async with cluster.process("a") as a:
        a.leases.is_read_only = True
        await cluster.time.pass_by(20)
        assert cluster.leading == leading
        a.leases.is_read_only = False


async def test_who_loses_the_database_is_still_the_one_that_speaks_for_all(
    cluster: Cluster,
) -> None:
    async with cluster.process("a") as a:
        await cluster.time.pass_by(20)
        a.leases.is_away = True
        with capture_logs() as logs:
            await cluster.time.pass_by(60)
        assert [entry["event"] for entry in logs] == ["lease_not_renewed", "no_longer_leading"]
        assert cluster.leading == []
        assert not a.leadership.stands_by
        a.leases.is_away = False
        await cluster.time.pass_by(2)
        assert [*cluster.leading] == ["a"]


async def test_what_fails_in_its_duties_ends_it(cluster: Cluster) -> None:
    async def duties(_: asyncio.Event) -> None:
        raise RuntimeError("a bug")

    leases = Leases(cluster.time, cluster.row, cluster.lives)
    leadership = Leadership(leases, Identity.of("a"), cluster.time, cluster.time.sleep)

    async def run() -> None:
        async with leadership.kept():
            await leadership.follow(duties, asyncio.Event())

    with pytest.raises(RuntimeError):
        await cluster.time.run(run())
    assert not leadership.is_leader
    assert not cluster.lives


async def test_who_only_delivers_never_leads(cluster: Cluster) -> None:
    leases = Leases(cluster.time, cluster.row, cluster.lives)
    leadership = Leadership(leases, Identity.of("helper"), cluster.time, cluster.time.sleep)
    async with leadership.kept(stands=False):
        await cluster.time.pass_by(20)
        assert not leadership.is_leader
        assert leadership.owns()
        async with cluster.process("a"):
            await cluster.time.pass_by(2)
            assert cluster.leading == ["a"]
