"""A worker whose chunk is somebody else's by now: it loses no outcome and sends nothing more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from digests.delivery.journal import Journal
from digests.delivery.model import AttemptLog, Broadcast, Claim, Intent, Settlement, Step
from digests.delivery.outcomes import Outcome, Sent
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.errors import FencedError
from digests.store import Store
from tests.digests.work import FlakyLedger, RecordingLedger, at_work, until
from tests.digests.world import FakeMessenger, ManualWorker, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


async def test_who_is_taken_for_an_earlier_self_hears_it_at_its_next_turn(world: World) -> None:
    await world.planned(5)
    worker = ManualWorker(world.store, "a")
    await worker.turn(wanted=3)
    assert worker.claim
    # As another process of the name does, that reads the journal before anything was sent.
    log = AttemptLog(chunk_id=worker.claim.chunk_id, epoch=worker.claim.epoch)
    await world.store.ledger.release_all("a", [log])
    with pytest.raises(FencedError):
        await worker.turn(wanted=3)


@dataclass
class RepeatingLedger(RecordingLedger):
    """A ledger that tells the worker of its first intents once more."""

    told: tuple[Intent, ...] = ()

    async def advance(
        self,
        claim: Claim,
        settlements: Sequence[Settlement],
        *,
        holding: Collection[int],
        wanted: int,
        answers: int,
        latest: float | None = None,
    ) -> Step:
        """As the ledger does, with the first intents again in the second turn."""
        step = await super().advance(
            claim, settlements, holding=holding, wanted=wanted, answers=answers, latest=latest
        )
        again, self.told = self.told, step.intents if self.turns == 1 else ()
        return replace(step, intents=again + step.intents)


@dataclass(kw_only=True)
class HeldMessenger(FakeMessenger):
    """A messenger whose messages are under way until something is so."""

    until: Callable[[], bool]

    async def deliver(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        """Arrives then."""
        await until(self.until)
        return await super().deliver(broadcast, intent)


async def test_an_intent_that_is_told_twice_is_sent_once_and_its_outcome_kept(
    world: World,
) -> None:
    await world.planned(4)
    faults: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
    ledger = RepeatingLedger(world.store.ledger)
    # However long a turn takes: all are under way still when they are told again.
    messenger = HeldMessenger(until=lambda: ledger.turns > 2)
    async with at_work(ledger, messenger, world.settings):
        await until(lambda: len(ledger.settlements) == 4)
    assert messenger.chats == [1, 2, 3, 4]
    assert all(isinstance(one.outcome, Sent) for one in ledger.settlements)
    assert not faults


async def test_what_waits_for_its_slot_when_the_lease_has_ended_is_not_sent(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, rate=20, burst=0, horizon=10)
    world = World(await open_store(rules), rules)
    await world.planned(5)
    ahead = 0.0

    def stand_still(_: Intent) -> None:
        nonlocal ahead
        ahead = rules.lease

    # Claimed, told whom to write to, and from then on cut off from the database.
    ledger = FlakyLedger(world.store.ledger, chain(repeat("", 3), repeat("locked")))
    messenger = FakeMessenger(stand_still)
    worker = Worker(ledger, messenger, rules, clock=lambda: time.monotonic() + ahead)
    working = asyncio.create_task(worker.run(asyncio.Event()))
    await until(lambda: ahead > 0 and worker.throttle.room == rules.in_flight)
    assert len(messenger.intents) == 1
    working.cancel()
    await asyncio.wait([working])


async def test_what_a_worker_of_an_inherited_name_left_is_settled_at_the_start(
    open_store: OpenStore, settings: DeliverySettings, tmp_path: Path
) -> None:
    theirs = replace(settings, worker="bot", journal=tmp_path)
    world = World(await open_store(theirs), theirs)
    broadcast = await world.planned(3)
    lost = ManualWorker(world.store, "bot")
    await lost.turn(wanted=2)
    assert lost.claim
    journal = Journal.of(tmp_path, "bot")
    if journal.folder is None:
        pytest.skip("the bot's notes need Linux")
    file = journal.journal_file(lost.claim)
    for subscriber_id in lost.in_flight:
        file.record_start(subscriber_id, 0)
        file.record_result(Settlement(subscriber_id=subscriber_id, part=0, outcome=Sent(7)))
    file.close()
    messenger = FakeMessenger()
    rules = replace(theirs, worker="bot-1f-0", inherits=("bot",))
    async with at_work(world.store.ledger, messenger, rules):
        await until(lambda: len(messenger.arrived) == 1)
    assert (await world.progress(broadcast)).sent == 3
    assert not journal.left()
