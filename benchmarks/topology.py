"""Kill one of three bots again and again behind a proxy, and hold it against a run without kills.

    python -m benchmarks.topology [SUBSCRIBERS] [RATE] [QUESTIONS] [SECONDS]

Three `run` with a webhook over one PostgreSQL, a broadcast at so many messages a second, so many
people a second who ask something, and every so many seconds a `kill -9` of one at random, which is
started again at once. Then the database is started again in the middle of a broadcast, and one bot
stands still for longer than the others leave it its chunk.
"""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from bot.inbox.updates import conversation_of
from digests.delivery.attempts import read
from digests.errors import StoreError
from digests.store.bots.bot_tables import IS_WAITING, inbox
from digests.store.tables import chunks, leader
from simulator.server import Simulator
from simulator.world import World
from tests.support.databases.postgres import PostgresServer, connect, postgres_server
from tests.support.forking import ForkServer
from tests.support.mailing import Mailing
from tests.support.processes.cluster import Cluster, Node
from tests.support.town import Town

T = TypeVar("T")

SUBSCRIBERS, RATE, QUESTIONS, SECONDS = 20_000, 300, 50, 5
NODES = 3
LATENCY = 0.02
STILL = 36.0
"""Seconds: the lease of a chunk is 30."""
GLANCE = 0.005
"""Seconds between two looks for answers."""


@dataclass(kw_only=True)
class Questions:
    """People who ask one after the other, each once, and how long each waited."""

    world: World
    rate: float
    asked: dict[int, float] = field(default_factory=dict)
    waits: dict[int, float] = field(default_factory=dict)

    @asynccontextmanager
    async def coming(self) -> AsyncIterator[None]:
        """They ask while the block runs; then they wait for what is missing."""
        tasks = [asyncio.create_task(self._ask()), asyncio.create_task(self._look())]
        try:
            yield
            tasks[0].cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(30):
                    while self.open:  # noqa: ASYNC110 - nobody is told
                        await asyncio.sleep(0.1)
        finally:
            for task in tasks:
                task.cancel()

    @property
    def open(self) -> set[int]:
        """Who has no answer."""
        return {*self.asked} - {*self.waits}

    async def _ask(self) -> None:
        begun = time.perf_counter()
        while True:
            for chat in self.world.crowd(100):
                person = self.world.cloud.people.get(chat)
                assert person
                self.world.say(person, "/about")
                self.asked[chat] = time.perf_counter()
                due = begun + len(self.asked) / self.rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))

    async def _look(self) -> None:
        while True:
            now = time.perf_counter()
            for chat in self.open:
                if self.world.received(chat):
                    self.waits[chat] = now - self.asked[chat]
            await asyncio.sleep(GLANCE)

    def answered_twice(self) -> set[int]:
        """Who has more than one answer."""
        return {chat for chat in self.asked if len(self.world.received(chat)) > 1}


@dataclass(kw_only=True)
class Count:
    """What became of one run."""

    seconds: float = 0.0
    kills: int = 0
    missed: int = 0
    doubled: set[int] = field(default_factory=set)
    in_flight: set[int] = field(default_factory=set)
    asked: int = 0
    lost: int = 0
    answered_twice: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)  # who asked, and a killed process had it
    takeovers: list[float] = field(default_factory=list)
    waits: Mapping[int, float] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)  # that the bots' logs name

    @property
    def p99(self) -> float:
        """Of those that no killed process held, in seconds."""
        waits = [wait for chat, wait in self.waits.items() if chat not in self.held]
        return quantiles(waits, n=100)[98] if len(waits) > 1 else 0.0

    def told(self, name: str, subscribers: int) -> str:
        """One run as a line or two."""
        beyond = self.doubled - self.in_flight
        answered_beyond = self.answered_twice - self.held
        return (
            f"{name}: {subscribers:,} in {self.seconds:.1f} s"
            f" ({subscribers / self.seconds:.0f} a second), {self.kills} kills\n"
            f"  missed {self.missed}; doubled {len(self.doubled)}, in flight"
            f" {len(self.in_flight)}, doubled beyond those {len(beyond)}\n"
            f"  updates {self.asked:,}, lost {self.lost}, answered twice"
            f" {len(self.answered_twice)}, beyond those that were held {len(answered_beyond)};"
            f" p99 {self.p99:.3f} s, longest {max(self.waits.values(), default=0.0):.3f} s;"
            f" longest until what was held had another owner"
            f" {max(self.takeovers, default=0.0):.1f} s\n"
            f"  logged: {', '.join(f'{name} {n}' for name, n in self.events.most_common(9))}"
        )


@dataclass(kw_only=True)
class Trial:
    """A run: a broadcast, people who ask, and what happens meanwhile."""

    cluster: Cluster
    mailing: Mailing
    questions: Questions
    server: PostgresServer
    every: float
    chance: random.Random
    count: Count = field(default_factory=Count)

    async def nothing(self) -> None:
        """Nothing happens."""

    async def kills(self) -> None:
        """One after the other is killed and started again."""
        watching = []
        try:
            while True:
                await asyncio.sleep(self.every)
                watching.append(asyncio.create_task(await self._kill(self._any_node())))
        except asyncio.CancelledError:
            await asyncio.gather(*watching)
            raise

    def _any_node(self) -> Node:
        return self.chance.choice([*self.cluster.nodes])

    async def _kill(self, node: Node) -> Coroutine[Any, Any, None]:
        bodies = list(self.cluster.proxy.bodies.get(node.port, ()))
        node.running.kill()
        await node.running.wait()
        killed = time.perf_counter()
        self.count.kills += 1
        self.count.held |= {conversation_of(orjson.loads(body)) for body in bodies}
        self.count.in_flight |= await self.in_flight(node)
        self.count.held |= await self._waiting(node)
        name = await self._names(node)
        await node.start()
        return self._taken_over(name, killed)

    async def in_flight(self, node: Node) -> set[int]:
        """To whom a node has messages under way, as the ledger knows."""
        query = select(chunks.c.attempts).where(chunks.c.worker == node.worker)
        texts = await self._asked(lambda connection: connection.execute(query).scalars().all())
        attempts = [one for text in texts for one in read(text) if one.in_flight]
        return await self.mailing.chats_of(one.subscriber_id for one in attempts)

    async def _waiting(self, node: Node) -> set[int]:
        mine = inbox.c.owner.like(f"{node.worker}/%")
        query = select(inbox.c.conversation).where(IS_WAITING, mine)
        return {*await self._asked(lambda connection: connection.execute(query).scalars().all())}

    async def _names(self, node: Node) -> set[str]:
        """Under which it has led or owned updates."""
        query = select(inbox.c.owner).where(IS_WAITING, inbox.c.owner.like(f"{node.worker}/%"))
        led = select(leader.c.name).where(leader.c.name.like(f"{node.worker}/%"))
        both = query.union(led)
        return {*await self._asked(lambda connection: connection.execute(both).scalars().all())}

    async def _taken_over(self, names: set[str], since: float) -> None:
        owned = select(inbox.c.owner).where(IS_WAITING, inbox.c.owner.in_(names))
        led = select(leader.c.name).where(leader.c.name.in_(names))
        left = owned.union(led)
        while await self._asked(lambda connection: connection.execute(left).first()):  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.05)
        self.count.takeovers.append(time.perf_counter() - since)

    async def _asked(self, work: Callable[[Connection], T]) -> T:
        while True:
            with suppress(StoreError):
                return await self.mailing.store.database.in_read(work)
            await asyncio.sleep(0.1)

    async def restart(self) -> None:
        """The database is started again in the middle."""
        await self._until_left(0.7)
        await asyncio.to_thread(self.server.stop, "fast")
        await asyncio.sleep(1)
        await asyncio.to_thread(self.server.start)

    async def stand_still(self) -> None:
        """A bot with messages under way stands still until its chunk is somebody else's."""
        await self._until_left(0.9)
        while not (busy := [one for one in self.cluster.nodes if await self.in_flight(one)]):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
        node = busy[0]
        node.running.send_signal(signal.SIGSTOP)
        self.count.in_flight |= await self.in_flight(node)
        self.count.held |= await self._waiting(node)
        await asyncio.sleep(STILL)
        node.running.send_signal(signal.SIGCONT)

    async def run(self, happens: Callable[[Trial], Awaitable[None]]) -> Count:
        """The whole of it."""
        async with self.questions.coming():
            begun = time.perf_counter()
            await self.mailing.publish()
            happening = asyncio.ensure_future(happens(self))
            await self._until_left(0)
            self.count.seconds = time.perf_counter() - begun
            if happens is Trial.kills:
                happening.cancel()
            await asyncio.gather(happening, return_exceptions=True)
            await self.mailing.ends()
        return self._counted()

    async def _until_left(self, share: float) -> None:
        """Wait until no more than a share of the subscribers are without the edition."""
        left = {*self.mailing.subscribers}
        while len(left) > share * len(self.mailing.subscribers):
            left = {chat for chat in left if not self.mailing.world.received(chat)}
            await asyncio.sleep(0.1)

    def _counted(self) -> Count:
        count, questions = self.count, self.questions
        count.missed = len(self.mailing.missed())
        count.doubled = self.mailing.doubled()
        count.asked, count.lost = len(questions.asked), len(questions.open)
        count.answered_twice, count.waits = questions.answered_twice(), questions.waits
        return count


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much of everything."""

    subscribers: int
    rate: int
    questions: int
    every: float

    async def run(
        self, server: PostgresServer, happens: Callable[[Trial], Awaitable[None]], share: float = 1
    ) -> Count:
        """One run over a new database, with a share of the subscribers."""
        world, fork_server = World(), ForkServer()
        editor = world.person("Editor")
        world.cloud.settings.latency = LATENCY
        with tempfile.TemporaryDirectory() as folder, _database(server) as url:
            settings = {
                "BOT_PAID_BROADCAST": "true",
                "BOT_RATE": str(self.rate),
                "BOT_LOG_FORMAT": "json",
                "BOT_DATABASE_URL": url,
            }
            async with Simulator.serve(world) as simulator:
                town = Town(simulator, editor, Path(folder), settings, fork_server=fork_server)
                async with Mailing.begin(town) as mailing, Cluster.opened(town) as cluster:
                    await mailing.subscribe(mailing.crowd(round(self.subscribers * share)))
                    questions = Questions(world=world, rate=self.questions)
                    trial = Trial(
                        cluster=cluster,
                        mailing=mailing,
                        questions=questions,
                        server=server,
                        every=self.every,
                        chance=random.Random(0),
                    )
                    count = await trial.run(happens)
                for node in cluster.nodes:
                    lines = (node.folder / "log").read_text("utf-8").splitlines()
                    count.events.update(_event(line) for line in lines)
        fork_server.close()
        return count


def _event(line: str) -> str:
    """What a line of the log is about."""
    with suppress(ValueError, KeyError, TypeError):
        return str(orjson.loads(line)["event"])
    return "no event"


@contextmanager
def _database(server: PostgresServer) -> Iterator[str]:
    """The URL of a new database."""
    with connect(server.url) as admin:
        admin.execute("CREATE DATABASE topology")
    named = make_url(server.url).set(database="topology", drivername="postgresql+psycopg")
    try:
        yield named.render_as_string(hide_password=False)
    finally:
        with connect(server.url) as admin:
            admin.execute("DROP DATABASE topology WITH (FORCE)")


def main() -> None:
    """Measure and print."""
    given = [int(word) for word in sys.argv[1:]]
    usual = [SUBSCRIBERS, RATE, QUESTIONS, SECONDS]
    subscribers, rate, questions, every = [*given, *usual[len(given) :]]
    load = Load(subscribers=subscribers, rate=rate, questions=questions, every=every)
    with postgres_server({}) as server:
        quiet = asyncio.run(load.run(server, Trial.nothing))
        print(quiet.told("without kills", subscribers), flush=True)
        killed = asyncio.run(load.run(server, Trial.kills))
        print(killed.told("with kills", subscribers), flush=True)
        print(
            f"throughput {quiet.seconds / killed.seconds:.0%} of the run without kills,"
            f" p99 {killed.p99 / quiet.p99:.1f} times its",
            flush=True,
        )
        for name, happens in (
            ("the database started again", Trial.restart),
            ("one stands still", Trial.stand_still),
        ):
            count = asyncio.run(load.run(server, happens, 0.25))
            print(count.told(name, subscribers // 4), flush=True)


if __name__ == "__main__":
    main()
