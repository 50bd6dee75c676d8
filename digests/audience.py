"""Who gets the digest: subscribe and leave, choose when and how, be out of reach, be forgotten."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from digests.delivery.model import BroadcastKind, FirstDelivery
from digests.delivery.schedule import instant_of, last_minute_reached
from digests.model import (
    PAPER,
    SLOT,
    Addressees,
    ChatKind,
    Edition,
    EditionSummary,
    PauseReason,
    Preferences,
    Subscriber,
    SubscriberState,
)
from digests.store import Store, Unit
from digests.store.planning import day_in
from digests.store.readers.personal_data import Row
from digests.store.upkeep.intake import Decide, Entry, Survey
from digests.values.papers import Paper, paper_in
from digests.values.round_up import RoundUp
from digests.values.slots import REGULAR_KINDS, SlotKind, earliest_minute, kind_of

_UNKNOWN_ABSENCE = timedelta(days=7)
"""How long somebody counts as having been away of whom it was not written down."""

_RECENT = 10.0
"""Seconds for which readers are not counted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regained:
    """A subscriber who can be reached again, and what came out while they could not, newest first.

    `lost_at` is since when they could not be reached, None where that was not written down.
    """

    subscriber: Subscriber
    lost_at: datetime | None
    backlog: Sequence[EditionSummary]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A subscriber who just asked to be one.

    `is_new` where they were none before. `latest` is the latest edition, None if there is none;
    `first` is its delivery where it is to be brought to them now.
    """

    subscriber: Subscriber
    is_new: bool
    latest: Edition | None
    first: FirstDelivery | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderHours:
    """How many subscribers an edition goes to, by zone and minute of its day.

    One whose `slot` is of the evening reaches nobody before; an extra goes out at once.
    """

    minutes: Mapping[tuple[str, int], int]
    slot: str = SLOT

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.minutes.values())

    def next_hour(self, day: date, after: datetime) -> datetime | None:
        """When the edition of a day reaches its next readers; None where all hours have passed."""
        if kind_of(self.slot) is SlotKind.EXTRA:
            return None
        earliest = earliest_minute(self.slot)
        by_zone: defaultdict[str, list[int]] = defaultdict(list)
        for zone, minute in self.minutes:
            by_zone[zone].append(max(minute, earliest))
        found = (_next_in(ZoneInfo(zone), day, some, after) for zone, some in by_zone.items())
        return min(filter(None, found), default=None)


def _next_in(zone: ZoneInfo, day: date, minutes: Sequence[int], after: datetime) -> datetime | None:
    reached = last_minute_reached(day, zone, after)
    coming = min((minute for minute in minutes if minute > reached), default=None)
    return None if coming is None else instant_of(day, coming, zone)


@dataclass(slots=True)
class RecentReaderHours:
    """Hours of readers as they were some seconds ago at most; `elapsed` is a monotonic clock."""

    audience: Audience
    elapsed: Callable[[], float] = time.monotonic
    _known: dict[tuple[SlotKind, str], ReaderHours] = field(default_factory=dict)
    _until: float = 0.0

    async def now(self, slot: str = SLOT, paper: str = PAPER) -> ReaderHours:
        """Count those of an edition of that slot and paper, unless that was done just now."""
        if self.elapsed() >= self._until:
            self._known.clear()
            self._until = self.elapsed() + _RECENT
        key = kind_of(slot), paper
        if key not in self._known:
            self._known[key] = await self.audience.reader_hours(slot, paper)
        return self._known[key]


@dataclass(slots=True)
class RecentPapers:
    """The papers as they were some seconds ago at most; `elapsed` is a monotonic clock."""

    audience: Audience
    elapsed: Callable[[], float] = time.monotonic
    _known: Sequence[Paper] = ()
    _until: float = 0.0

    async def now(self) -> Sequence[Paper]:
        """Look them up, unless that was done just now."""
        if not self._known or self.elapsed() >= self._until:
            self._known = await self.audience.papers()
            self._until = self.elapsed() + _RECENT
        return self._known


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Everybody who ever talked to the bot, subscribed or not.

    `defaults` is what holds for whoever chose nothing; `clock` tells the time. Every method raises
    `StoreError` where the store can't be asked.
    """

    store: Store
    defaults: Preferences
    clock: Callable[[], datetime]

    async def find(self, chat_id: int, topic_id: int | None = None) -> Subscriber | None:
        """What is known of a chat, or of a topic of it; None where nothing was ever chosen."""
        return await self.store.subscribers.find(chat_id, topic_id)

    async def known(
        self, chat_id: int, topic_id: int | None, kind: ChatKind, *, language: str, timezone: str
    ) -> Subscriber:
        """The chat's subscriber; an unknown one is written down, but not subscribed.

        They read the paper that is written in their language.
        """
        paper = paper_in(await self.papers(), language)
        minute, zone = paper.for_newcomers(self.defaults, timezone)
        preferences = replace(
            self.defaults, language=language, timezone=zone, minute=minute, paper=paper.key
        )
        return await self.store.subscribers.remember(
            chat_id, topic_id, kind, preferences, self.clock()
        )

    async def subscribe(self, subscriber: Subscriber, *, at_once: bool = True) -> Joined:
        """Have every edition brought from now on, with the preferences there were.

        The latest one is promised `at_once`, unless they have it, that of a day before those
        beside it, and no extra: who brings it tells by `arrived`
        what of it did, or by `not_arrived` that it can't be brought. Asking again promises again
        what is not known to have arrived.
        """
        paper = subscriber.preferences.paper
        latest = await self.store.editions.latest(paper, kinds=REGULAR_KINDS) if at_once else None
        if latest:
            latest = await self.store.editions.of_day(latest.date, paper)
        is_new = subscriber.state is SubscriberState.LEFT
        async with self.store.transaction() as unit:
            first = None
            if latest:  # before anybody sees them active, so that no worker begins with them
                first = await unit.first_delivery.begin(latest.id, subscriber.id, is_new=is_new)
            joined = await unit.subscribers.subscribe(subscriber.id, self.clock())
        return Joined(subscriber=joined, is_new=is_new, latest=latest, first=first)

    async def arrived(
        self, first: FirstDelivery, part: int, message_id: int, *, is_more: bool
    ) -> None:
        """A part of the edition that was promised at once is there; whether there is another."""
        await self.store.first_delivery.note(first, part, message_id, is_more=is_more)

    async def not_arrived(self, first: FirstDelivery) -> None:
        """Nothing more of it arrives; it may come at their hour, as any edition."""
        await self.store.first_delivery.give_up(first)

    async def unsubscribe(self, subscriber_id: int) -> Subscriber:
        """Have none brought any more; preferences are kept."""
        return await self.store.subscribers.leave(subscriber_id)

    async def change(
        self, subscriber_id: int, edit: Callable[[Preferences], Preferences]
    ) -> Subscriber:
        """Change what was chosen, in a way that may be asked for more than once.

        Raises `ValueError` for a zone or minute that there is not.
        """
        return await self.store.subscribers.change(subscriber_id, edit, self.clock())

    async def lose_chat(self, chat_id: int, reason: PauseReason) -> int:
        """Send nothing more to a chat that can't be reached; how many subscriptions it had."""
        return await self.store.subscribers.pause_chat(chat_id, reason, self.clock())

    async def lose_again(self, regained: Regained, reason: PauseReason) -> None:
        """Send nothing more to who could not be reached after all, since they were lost first."""
        since = regained.lost_at or self.clock() - _UNKNOWN_ABSENCE
        async with self.store.transaction() as unit:
            untold = [one.id for one in regained.backlog]
            await unit.subscribers.put_back(regained.subscriber.id, untold)
            await unit.subscribers.pause(regained.subscriber.id, reason, since)

    async def tell_later(self, regained: Regained) -> None:
        """Have the next index tell somebody what came out while they could not be reached."""
        untold = [one.id for one in regained.backlog]
        await self.store.subscribers.put_back(regained.subscriber.id, untold)

    async def regain_chat(self, chat_id: int, *, closed_topics: bool = False) -> Sequence[Regained]:
        """Send again to a chat where the bot may write again: its subscriptions that were paused.

        A topic that was closed or deleted may be so still; whether those are meant as well say
        `closed_topics`. Who is told nothing of it was not paused.
        """
        excepted = () if closed_topics else (PauseReason.TOPIC_GONE,)
        async with self.store.transaction() as unit:
            were = await unit.subscribers.resume_chat(chat_id, excepted=excepted)
            return [await self._regained(unit, one) for one in were]

    async def regain(self, chat_id: int, topic_id: int | None = None) -> Sequence[Regained]:
        """The same for the one subscription of a chat, or of a topic of it."""
        async with self.store.transaction() as unit:
            were = await unit.subscribers.resume(chat_id, topic_id)
            return [await self._regained(unit, one) for one in were]

    async def _regained(self, unit: Unit, was: Subscriber) -> Regained:
        now = self.clock()
        since = min(now, was.lost_at or now - _UNKNOWN_ABSENCE)
        taken = await unit.subscribers.take_pending(was.id, now, since)
        backlog = await unit.editions.summaries_of(taken)
        there = replace(was, state=SubscriberState.ACTIVE, pause_reason=None, lost_at=None)
        return Regained(subscriber=there, lost_at=was.lost_at, backlog=backlog)

    async def missed(
        self,
        subscriber: Subscriber,
        since: date,
        *,
        before: date | None = None,
        edition: int | None = None,
    ) -> RoundUp | None:
        """What came out from a day on, older than an edition, and did not reach a subscriber.

        Where there is no such edition among it, of days before another. Without what is on its way
        to them; None where there is nothing.
        """
        chosen, now = subscriber.preferences, self.clock()
        zone = ZoneInfo(chosen.timezone)
        begin = instant_of(since, 0, zone)
        found = await self.store.editions.undelivered_to(subscriber, begin, now)
        coming = {
            one.edition_id
            for one in await self.store.ledger.unfinished()
            if one.kind is BroadcastKind.EDITION and chosen.has_edition(day_in(one, zone))
        }
        ids = [one.id for one in found]
        if edition in ids:
            found = found[ids.index(edition) + 1 :]
        elif before:
            found = tuple(one for one in found if one.date < before)
        return await self.round_up([one for one in found if one.id not in coming])

    async def take_pending(self, subscriber_id: int) -> RoundUp | None:
        """What somebody is to be told of by an index since they chose other days, told now instead.

        None where there is nothing. What is on its way to them is not in it.
        """
        taken = await self.store.subscribers.take_pending(subscriber_id, self.clock())
        return await self.store.editions.round_up(taken)

    async def round_up(self, missed: Sequence[EditionSummary]) -> RoundUp | None:
        """An index of editions, newest first; None without any."""
        return await self.store.editions.round_up([one.id for one in missed])

    async def move_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Take every subscription of a group to the chat id it has now."""
        await self.store.subscribers.migrate(old_chat_id, new_chat_id)

    async def forget(self, subscriber_id: int) -> None:
        """Delete everything that is kept about a subscriber."""
        await self.store.subscribers.forget(subscriber_id)

    async def forget_stranger(self, chat_id: int) -> None:
        """Delete what is kept about a chat of which no subscriber is known."""
        await self.store.subscribers.forget_stranger(chat_id)

    async def personal_data(self, subscriber_id: int) -> Mapping[str, Sequence[Row]]:
        """Everything that is kept about a subscriber, by the tables that it stands in."""
        return await self.store.personal_data.of(subscriber_id)

    async def data_of_stranger(self, chat_id: int) -> Mapping[str, Sequence[Row]]:
        """Everything that is kept about a chat of which no subscriber is known."""
        return await self.store.personal_data.of_stranger(chat_id)

    async def papers(self) -> Sequence[Paper]:
        """Every paper there is; the one that is always there comes first."""
        return await self.store.papers.all()

    async def counts(self) -> Mapping[SubscriberState, int]:
        """How many there are in each state."""
        return await self.store.subscribers.counts()

    async def reader_hours(self, slot: str = SLOT, paper: str = PAPER) -> ReaderHours:
        """To whom an edition of that slot and paper goes that is published now."""
        minutes = await self.store.subscribers.minutes(self.clock(), kind_of(slot), paper)
        return ReaderHours(minutes=minutes, slot=slot)

    async def reader_languages(self) -> Mapping[str, int]:
        """How many are active by the language they read in, the most first."""
        return await self.store.subscribers.languages()

    async def reader_papers(self) -> Mapping[str, int]:
        """How many are active by the key of the paper that they read."""
        return await self.store.subscribers.by_paper()

    async def addressed(self, addressees: Addressees) -> int:
        """How many an announcement to those would go to."""
        return await self.store.subscribers.addressed(addressees)

    def everyone(self) -> AsyncIterator[Subscriber]:
        """Each of them, by id."""
        return self.store.subscribers.each()

    async def take_in(self, entries: Iterable[Entry], decide: Decide) -> Survey:
        """Keep subscribers from elsewhere, known chats or new ones, all or none.

        `decide` is asked once, when all was looked at, whether to; see `IntakeStore.take_in`.
        """
        return await self.store.intake.take_in(entries, self.defaults, self.clock(), decide)
