"""What tests of the store and of delivery are made of: a messenger and a way to fill a store."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Update

from digests.delivery.model import (
    Broadcast,
    BroadcastKind,
    Claim,
    Failure,
    Intent,
    Progress,
    Recipient,
    Settlement,
    Step,
    Undelivered,
)
from digests.delivery.outcomes import AttemptResult, Outcome, Sent, Unknown
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.model import ChatKind, Digest, Edition, Item, Paragraph, Preferences, Subscriber
from digests.store import Store

MORNING = datetime(2025, 3, 14, 6, 30, tzinfo=UTC)
TODAY = MORNING.date()
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass
class FakeMessenger:
    """A messenger that remembers what arrived where; `say` may decide the outcome first."""

    say: Callable[[Intent], Outcome | None] = lambda _: None
    parts_of: Callable[[Recipient], int] = lambda _: 1
    latency: float = 0.0  # seconds there, and as many back
    in_flight: int = 0
    lost: int = 0  # what was under way when its worker died
    arrived: list[tuple[int, int]] = field(default_factory=list)  # chat, part
    intents: list[Intent] = field(default_factory=list)
    due: list[int] = field(default_factory=list)  # the parts that were asked about
    message_ids: Iterator[int] = field(default_factory=lambda: count(1))

    async def parts(self, broadcast: Broadcast, recipient: Recipient, part: int = 0) -> int:
        """As many as the test says."""
        del broadcast
        self.due.append(part)
        return self.parts_of(recipient)

    async def deliver(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        """Arrives, unless the test says something else."""
        del broadcast
        self.in_flight += 1
        try:
            return await self._carried(intent)
        except asyncio.CancelledError:
            self.lost += 1
            raise
        finally:
            self.in_flight -= 1

    async def _carried(self, intent: Intent) -> Outcome:
        await asyncio.sleep(self.latency)
        self.intents.append(intent)
        said = self.say(intent)
        if said is None or isinstance(said, Sent):
            self.arrived.append((intent.recipient.chat_id, intent.part))
        await asyncio.sleep(self.latency)
        return said or Sent(next(self.message_ids))

    @property
    def chats(self) -> list[int]:
        """The chats where something arrived, in their order."""
        return sorted(chat for chat, _ in self.arrived)

    @property
    def doubled(self) -> list[tuple[int, int]]:
        """What arrived more than once."""
        return [what for what, times in Counter(self.arrived).items() if times > 1]


@dataclass
class ManualWorker:
    """A worker moved by hand, one turn at a time."""

    store: Store
    name: str = "hand"
    claim: Claim | None = None
    in_flight: dict[int, Intent] = field(default_factory=dict)
    settlements: list[Settlement] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)  # subscribers, in order
    message_ids: Iterator[int] = field(default_factory=lambda: count(1))

    async def turn(
        self, wanted: int = 100, answers: int = 0, latest: float | None = None
    ) -> Step | None:
        """One turn of the ledger, over a chunk claimed for it if need be; None without one."""
        self.claim = self.claim or await self.store.ledger.claim(self.name)
        if self.claim is None:
            return None
        settled, self.settlements = self.settlements, []
        step = await self.store.ledger.advance(
            self.claim,
            settled,
            holding=set(self.in_flight),
            wanted=wanted,
            answers=answers,
            latest=latest,
        )
        self.in_flight |= {intent.recipient.subscriber_id: intent for intent in step.intents}
        if step.done:
            self.claim = None
        return step

    def arrive(
        self,
        say: Callable[[Intent], AttemptResult | None] = lambda _: None,
        *,
        parts: int = 1,
        most: int | None = None,
    ) -> None:
        """Let some of what is in flight arrive, unless the test says something else of it."""
        for subscriber_id in list(self.in_flight)[:most]:
            intent = self.in_flight.pop(subscriber_id)
            outcome = say(intent) or Sent(next(self.message_ids))
            if isinstance(outcome, Sent):
                self.sent.append(subscriber_id)
            self.settlements.append(
                Settlement(
                    subscriber_id=subscriber_id,
                    part=intent.part,
                    outcome=outcome,
                    more=intent.part + 1 < parts,
                )
            )

    async def settle_one(self, outcome: AttemptResult) -> Step | None:
        """Send one message, and tell the ledger what became of it."""
        await self.turn(wanted=1)
        self.arrive(lambda _: outcome)
        return await self.turn(wanted=0)

    async def finish(
        self, say: Callable[[Intent], AttemptResult | None] = lambda _: None
    ) -> list[int]:
        """Deliver all that is due: the subscribers it was sent to, in order."""
        before = len(self.sent)
        while (step := await self.turn()) is not None:
            self.arrive(say)
            if not (step.done or step.intents or self.settlements):
                break
        return self.sent[before:]


def there(edition: Edition | None) -> Edition:
    """An edition that is not None."""
    assert edition
    return edition


def choosing(**changes: Any) -> Callable[[Preferences], Preferences]:
    """What changes some preferences."""
    return lambda chosen: replace(chosen, **changes)


def chosen(one: Subscriber, **changes: Any) -> Subscriber:
    """A subscriber who chose something else."""
    return replace(one, preferences=replace(one.preferences, **changes))


@dataclass
class World:
    """A store with ways to fill it; subscribers have the chats 1, 2, 3 …"""

    store: Store
    settings: DeliverySettings
    chats: Iterator[int] = field(default_factory=lambda: count(1))

    async def subscriber(
        self, timezone: str = "UTC", minute: int = 0, **changes: Any
    ) -> Subscriber:
        """One more active subscriber, who joined long ago."""
        await self.subscribers(1, timezone, minute, **changes)
        found = [subscriber async for subscriber in self.store.subscribers.each()]
        return found[-1]

    async def subscribers(
        self, number: int, timezone: str = "UTC", minute: int = 0, **changes: Any
    ) -> None:
        """So many more active subscribers, who joined long ago."""
        preferences = Preferences(language="ja", timezone=timezone, minute=minute)
        names = {field.name for field in fields(Preferences)}
        template = Subscriber(
            id=0,
            chat_id=0,
            kind=ChatKind.PRIVATE,
            preferences=replace(
                preferences, **{name: changes.pop(name) for name in names & changes.keys()}
            ),
            joined_at=LONG_AGO,
        )
        template = replace(template, **changes)
        await self.store.intake.put_many(
            replace(template, chat_id=next(self.chats)) for _ in range(number)
        )

    async def edition(self, day: date = TODAY, fingerprint: str = "f") -> Edition:
        """A published edition of a day."""
        item = Item(number=1, headline="町に橋", paragraphs=(Paragraph(text="橋が架かった。"),))
        draft = await self.store.editions.add(
            Digest(title="今日の瓦版", date=day, items=(item,)),
            (),
            date=day,
            fingerprint=fingerprint,
            posted_by=None,
            created_at=MORNING,
        )
        return there(await self.store.editions.publish(draft.id, MORNING))

    async def broadcast(self, at: datetime = MORNING, *, day: date | None = None) -> Broadcast:
        """The broadcast of an edition, by default of that instant's day, opened then."""
        edition = await self.edition(day or at.date(), fingerprint=str(day or at.date()))
        return await self.open(edition.id, at)

    async def open(
        self, edition_id: int, at: datetime, kind: BroadcastKind = BroadcastKind.EDITION
    ) -> Broadcast:
        """A broadcast of an edition, opened at an instant."""
        edition = await self.store.editions.get(edition_id)
        assert edition
        return await self.store.ledger.open_broadcast(
            edition_id, kind, day=edition.date, at=at, by=None
        )

    async def open_correction(self, edition_id: int, at: datetime = MORNING) -> Broadcast:
        """A correction of an edition."""
        return await self.open(edition_id, at, BroadcastKind.CORRECTION)

    async def planned(self, subscribers: int = 3, **changes: Any) -> Broadcast:
        """A broadcast that so many subscribers are owed."""
        await self.subscribers(subscribers, minute=300, **changes)
        broadcast = await self.broadcast(MORNING)
        await self.store.ledger.plan(MORNING)
        return broadcast

    async def delivered(self, subscribers: int = 3, parts: int = 1) -> Broadcast:
        """A broadcast that so many subscribers have got, each message with an id of its own.

        In the first chats it is the first numbers, however fast each message was.
        """
        broadcast = await self.planned(subscribers)
        messenger = FakeMessenger(
            lambda intent: Sent(intent.recipient.chat_id + subscribers * intent.part),
            parts_of=lambda _: parts,
        )
        await self.deliver(messenger)
        return await self.store.ledger.broadcast(broadcast.id)

    async def with_unknowns(self, parts: int = 1) -> Broadcast:
        """A broadcast of which two of three subscribers may or may not have."""
        broadcast = await self.planned(3)
        worker = ManualWorker(self.store)
        await worker.turn()
        worker.arrive(
            lambda intent: None if intent.recipient.chat_id == 1 else Unknown("?"), parts=parts
        )
        while (step := await worker.turn()) and not step.done:
            worker.arrive(parts=parts)
        return broadcast

    async def unknowns(self, broadcast: Broadcast) -> tuple[Undelivered, ...]:
        """Of whom nobody can know whether they have a broadcast."""
        found = await self.store.ledger.exceptions(broadcast.id)
        return tuple(one for one in found if one.failure is Failure.UNKNOWN)

    async def progress(self, broadcast: Broadcast) -> Progress:
        """How far a broadcast is."""
        return await self.store.ledger.progress(broadcast.id)

    async def change(self, statement: Update) -> None:
        """Change what is written in the store, as if clocks had shown other times."""
        await self.store.database.in_write(lambda connection: connection.execute(statement))

    async def due(self, now: datetime) -> list[int]:
        """Plan for an instant and deliver what is due: the chats it went to."""
        await self.store.ledger.plan(now)
        sent = await ManualWorker(self.store).finish()
        chats = {one.id: one.chat_id async for one in self.store.subscribers.each()}
        return [chats[subscriber_id] for subscriber_id in sent]

    async def deliver(
        self, messenger: FakeMessenger, *, until: Callable[[], bool] = lambda: False
    ) -> None:
        """Run a worker until nothing is left that can be done now, or until something is so."""
        stop = asyncio.Event()
        worker = Worker(self.store.ledger, messenger, self.settings)
        running = asyncio.create_task(worker.run(stop))
        quiet = 0
        while quiet < 3 and not until():
            before = len(messenger.intents)
            await asyncio.sleep(0.03)
            is_still = before == len(messenger.intents) and not await self._is_anything_open()
            quiet = quiet + 1 if is_still else 0
        stop.set()
        await running

    async def _is_anything_open(self) -> bool:
        running = await self.store.ledger.running()
        progress = [await self.store.ledger.progress(broadcast.id) for broadcast in running]
        return any(p.left for p in progress)
