"""The power goes: what was confirmed is there, and nobody gets twice what was not in flight."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from digests.delivery.attempts import read
from digests.delivery.model import Broadcast, BroadcastState, UnknownPolicy
from digests.delivery.policy import DeliverySettings
from digests.model import EditionState, SubscriberState
from digests.store import Store
from digests.store.tables import chunks
from tests.digests.world import MORNING, World
from tests.support.surroundings import surroundings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="power is cut differently")

ROOT = Path(__file__).parents[3]
SUBSCRIBERS = 240

LIFE = """
import asyncio, os, sys
from digests.delivery import attempts
from digests.delivery.model import UnknownPolicy
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.store import Store
from tests.digests.world import FakeMessenger

class Telegram(FakeMessenger):
    async def deliver(self, broadcast, intent):
        await asyncio.sleep(0.002)
        os.write(1, b"%d\\n" % intent.recipient.chat_id)
        return await super().deliver(broadcast, intent)

async def live(folder, policy):
    rules = DeliverySettings(
        rate=1e6, limit=100_000, cycle=0.001, idle=0.02, in_flight=6, chunk=60, attempts=1_000,
        private_rest=0, policy=UnknownPolicy(policy),
    )
    store = await Store.open(f"sqlite+aiosqlite:///{folder}/store.db", rules)
    stop = asyncio.Event()
    working = asyncio.create_task(Worker(store.ledger, Telegram(), rules).run(stop))
    while await store.ledger.running():
        await asyncio.sleep(0.02)
    stop.set()
    await working
    await store.close()

attempts.LONGEST_WAIT = 0.0
asyncio.run(live(*sys.argv[1:]))
"""

CONFIRMING = """
import asyncio, os, sys
from digests.delivery.policy import DeliverySettings
from digests.model import ChatKind, Preferences
from digests.store import Store
from tests.digests.world import MORNING, World

async def confirm(folder):
    rules = DeliverySettings()
    store = await Store.open(f"sqlite+aiosqlite:///{folder}/store.db", rules)
    world = World(store, rules)
    await world.open((await world.edition()).id, MORNING)
    chosen = Preferences(language="en", timezone="UTC", minute=0)
    reader = await store.subscribers.remember(7, None, ChatKind.PRIVATE, chosen, MORNING)
    await store.subscribers.subscribe(reader.id, MORNING)
    os.write(1, b"confirmed\\n")
    await asyncio.Event().wait()

asyncio.run(confirm(*sys.argv[1:]))
"""


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands between a program and the system's word that something is on the disk."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    built = tmp_path_factory.mktemp("synced") / "only_synced.so"
    source = Path(__file__).with_name("only_synced.c")
    words = [compiler, "-shared", "-fPIC", "-o", str(built), str(source), "-ldl"]
    subprocess.run(words, check=True)  # noqa: S603 - our own words
    return built


@dataclass(kw_only=True)
class Machine:
    """A machine whose disk keeps only what it was told to keep when its power goes."""

    library: Path
    folder: Path
    synced: Path
    arrived: list[int] = field(default_factory=list)  # chats, which the power cut is no matter to

    def live(self, code: str, *words: str, cut_after: int) -> int:
        """Run a program until it has said so much; how much it said before the power was gone."""
        environment = surroundings() | {
            "LD_PRELOAD": str(self.library),
            "SYNCED_OF": str(self.folder),
            "SYNCED_INTO": str(self.synced),
        }
        command = [sys.executable, "-c", code, str(self.folder), *words]
        with self._started(command, environment) as running:
            assert running.stdout
            said = [line for _, line in zip(range(cut_after), running.stdout, strict=False)]
            running.kill()
            said += running.stdout.readlines()
        self.arrived += [int(line) for line in said if line.strip().isdigit()]
        self._cut()
        return len(said)

    @contextmanager
    def _started(
        self, command: list[str], environment: dict[str, str]
    ) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(  # noqa: S603 - our own words
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as running:
            try:
                yield running
            finally:
                running.kill()

    def _cut(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.synced, self.folder, ignore=shutil.ignore_patterns("*.part"))


@pytest.fixture
def machine(library: Path, tmp_path: Path, sqlite_template: Path) -> Machine:
    machine = Machine(library=library, folder=tmp_path / "data", synced=tmp_path / "synced")
    for folder in (machine.folder, machine.synced):
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "store.db")
    return machine


async def opened(machine: Machine, rules: DeliverySettings) -> Store:
    return await Store.open(f"sqlite+aiosqlite:///{machine.folder}/store.db", rules)


async def in_flight(machine: Machine, rules: DeliverySettings) -> tuple[int, BroadcastState]:
    """How many messages the disk says may be under way, and what became of the broadcast."""
    store = await opened(machine, rules)
    texts = await store.database.in_read(
        lambda connection: connection.execute(select(chunks.c.attempts)).scalars().all()
    )
    broadcast = await store.ledger.broadcast(1)
    await store.close()
    return sum(attempt.in_flight for text in texts for attempt in read(text)), broadcast.state


async def planned(machine: Machine, rules: DeliverySettings) -> Broadcast:
    store = await opened(machine, rules)
    world = World(store, replace(rules, chunk=60))
    await world.subscribers(SUBSCRIBERS, minute=300)
    broadcast = await world.broadcast(MORNING)
    await store.ledger.plan(MORNING)
    await store.close()
    shutil.copytree(machine.folder, machine.synced, dirs_exist_ok=True)
    return broadcast


def cut_again_and_again(machine: Machine, rules: DeliverySettings, chance: Random) -> int:
    """Life after life until the broadcast is over; how many messages the cuts left in flight."""
    asyncio.run(planned(machine, rules))
    left, state, lives = 0, BroadcastState.RUNNING, 0
    while state is BroadcastState.RUNNING:
        lives += 1
        cut_after = chance.randint(40, 90) if lives <= 3 else 100 * SUBSCRIBERS
        machine.live(LIFE, rules.policy.value, cut_after=cut_after)
        flying, state = asyncio.run(in_flight(machine, rules))
        left += flying
    assert lives == 4
    return left


@pytest.fixture
def rules(settings: DeliverySettings) -> DeliverySettings:
    return replace(settings, chunk=60)


def test_whoever_may_have_it_is_named_and_nobody_gets_it_twice(
    machine: Machine, rules: DeliverySettings
) -> None:
    rules = replace(rules, policy=UnknownPolicy.HOLD)
    left = cut_again_and_again(machine, rules, Random(1))
    assert [chat for chat, times in Counter(machine.arrived).items() if times > 1] == []
    assert SUBSCRIBERS - left <= len(machine.arrived)


def test_nobody_is_missed_and_only_what_was_in_flight_comes_twice(
    machine: Machine, rules: DeliverySettings
) -> None:
    left = cut_again_and_again(machine, rules, Random(2))
    assert set(machine.arrived) == set(range(1, SUBSCRIBERS + 1))
    assert len(machine.arrived) - SUBSCRIBERS <= left


async def test_what_was_confirmed_is_there(machine: Machine, rules: DeliverySettings) -> None:
    assert await asyncio.to_thread(machine.live, CONFIRMING, cut_after=1) == 1
    store = await opened(machine, rules)
    edition = await store.editions.get(1)
    reader = await store.subscribers.find(7)
    assert edition
    assert edition.state is EditionState.PUBLISHED
    assert reader
    assert reader.state is SubscriberState.ACTIVE
    assert [broadcast.edition_id for broadcast in await store.ledger.running()] == [1]
    await store.close()
