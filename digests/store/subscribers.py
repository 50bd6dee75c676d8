"""Subscribers: who reads the digest, where, and at which minute of their day."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from digests.errors import StoreError
from digests.model import (
    PAPER,
    Addressees,
    ChatKind,
    PauseReason,
    Preferences,
    Subscriber,
    SubscriberState,
)
from digests.store import planning
from digests.store.bots.bot_tables import IS_SET_ASIDE, inbox, misunderstood
from digests.store.broadcasts import lock_rate, newest_broadcast
from digests.store.database import AnyRow, Session, insert
from digests.store.letters.letter_tables import (
    NOBODY,
    blocked_senders,
    letter_cards,
    letters,
    votes,
)
from digests.store.papers.audiences import is_addressed, is_meant
from digests.store.personal.personal_tables import reading_rules, saved_items
from digests.store.readers import pending
from digests.store.readers.behind import UP_TO_DATE
from digests.store.readership.movements import note_movement
from digests.store.readership.opening_tables import openings
from digests.store.staff.schema import audit, staff
from digests.store.tables import (
    IS_ACTIVE,
    PLACES,
    WHOLE_CHAT,
    Instant,
    broadcasts,
    clock,
    draft_cards,
    editions,
    receipts,
    structure_choices,
    subscribers,
    undelivered,
)
from digests.values.figures import Movement
from digests.values.slots import SlotKind

_IN_REACH = MappingProxyType(
    {"state": SubscriberState.ACTIVE, "pause_reason": None, "lost_at": None}
)
_GONE_BY_CHOICE = MappingProxyType(
    {"state": SubscriberState.LEFT, "pause_reason": None, "lost_at": None}
)

# What every turn of a worker says; making a statement costs SQLAlchemy twice what running it does.
_KNOWN = select(subscribers.c.id).where(subscribers.c.id.in_(bindparam("ids", expanding=True)))
_NOTE_ARRIVALS = (
    update(subscribers)
    .values(lost_at=None)
    .where(subscribers.c.id.in_(bindparam("ids", expanding=True)))
    .where(subscribers.c.lost_at.is_not(None), IS_ACTIVE)
)


class SubscriberStore:
    """Everybody who ever talked to the bot, subscribed or not.

    Every method raises `StoreError` where the database did not do what was asked, or where there
    is no subscriber of that id.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, chat_id: int, topic_id: int | None = None) -> Subscriber | None:
        """The subscriber of a chat, or of a topic of it."""
        return await self._session.in_read(_first, _in_chat(chat_id, topic_id))

    async def remember(
        self,
        chat_id: int,
        topic_id: int | None,
        kind: ChatKind,
        preferences: Preferences,
        at: datetime,
    ) -> Subscriber:
        """The subscriber of a chat; an unknown one is known from now on, but not subscribed.

        Raises `ValueError` for a zone or minute that there is not.
        """
        preferences.check()
        newcomer = Subscriber(
            id=0,
            chat_id=chat_id,
            topic_id=topic_id,
            kind=kind,
            preferences=preferences,
            joined_at=at,
            state=SubscriberState.LEFT,
        )
        return await self._session.in_write(_remember, newcomer)

    async def subscribe(self, subscriber_id: int, at: datetime) -> Subscriber:
        """Make a subscriber active again, with the settings it had."""
        begins: Mapping[str, object] = {"joined_at": at, "untold": None, **UP_TO_DATE}
        had_left = subscribers.c.state == SubscriberState.LEFT
        anew = {
            name: case((had_left, value), else_=subscribers.c[name])
            for name, value in begins.items()
        }
        return await self._set(subscriber_id, _IN_REACH | anew)

    async def leave(self, subscriber_id: int) -> Subscriber:
        """Unsubscribe on purpose."""
        return await self._set(subscriber_id, _GONE_BY_CHOICE)

    async def note_source(self, subscriber_id: int, source: str) -> None:
        """Remember by whose invitation link somebody came; the first one holds.

        Who was subscribed by then did not come by it.
        """
        await self._session.in_write(_note_source, subscriber_id, source)

    async def pause_chat(self, chat_id: int, reason: PauseReason, at: datetime) -> int:
        """Remember why no active subscription of a chat can be reached; how many there were."""
        in_chat = subscribers.c.chat_id == chat_id
        return await self._session.in_write(_pause, in_chat, reason, at)

    async def pause(self, subscriber_id: int, reason: PauseReason, at: datetime) -> None:
        """Remember why an active subscriber can't be reached, and since when."""
        await self._session.in_write(pause_subscriber, subscriber_id, reason, at)

    async def resume_chat(
        self, chat_id: int, *, excepted: Collection[PauseReason] = ()
    ) -> tuple[Subscriber, ...]:
        """Make the subscriptions of a chat active that were paused: as they were until now.

        Those stay paused that are so for an `excepted` reason.
        """
        reason = subscribers.c.pause_reason
        meant = or_(reason.is_(None), reason.not_in(excepted))
        return await self._session.in_write(_resume, subscribers.c.chat_id == chat_id, meant)

    async def resume(self, chat_id: int, topic_id: int | None) -> tuple[Subscriber, ...]:
        """The same for the one subscription of a chat, or of a topic of it."""
        return await self._session.in_write(_resume, _in_chat(chat_id, topic_id))

    async def forget(self, subscriber_id: int) -> None:
        """Delete everything that is kept about a subscriber."""
        chat = select(subscribers.c.chat_id).where(subscribers.c.id == subscriber_id)
        await self._session.in_write(_forget, subscriber_id, chat)

    async def forget_stranger(self, chat_id: int) -> None:
        """Delete what is kept about a chat that was never written down as a subscriber."""
        await self._session.in_write(_forget, None, select(literal(chat_id, BigInteger)))

    async def change(
        self,
        subscriber_id: int,
        edit: Callable[[Preferences], Preferences],
        at: datetime | None = None,
    ) -> Subscriber:
        """Change what was chosen; raises `ValueError` for a zone or minute that there is not.

        `edit` is given what holds now, and may be asked more than once. Who moves to an hour that
        an open broadcast has passed gets it at once, unless they have it or know of it; an index
        tells of what else they awaited `at` that instant, by the database's clock if none is given.
        """
        return await self._session.in_write(_change_preferences, subscriber_id, edit, at)

    async def take_pending(
        self, subscriber_id: int, at: datetime, lost_at: datetime | None = None
    ) -> tuple[int, ...]:
        """The editions, by id, newest first, that somebody is told of now instead of by an index.

        What they were owed by an instant: since they changed what they chose, or of who could not
        be reached since `lost_at` what would have come.
        """
        return await self._session.in_write(_take_pending, subscriber_id, at, lost_at)

    async def put_back(self, subscriber_id: int, edition_ids: Collection[int]) -> None:
        """Have an index tell somebody of what was taken, and did not reach them."""
        await self._session.in_write(_put_back, subscriber_id, edition_ids)

    async def migrate(self, old_chat_id: int, new_chat_id: int) -> None:
        """Take every subscription of a group to the chat id it has now."""
        await self._session.in_write(_move_chat, old_chat_id, new_chat_id)

    async def counts(self) -> Mapping[SubscriberState, int]:
        """How many subscribers there are in each state."""
        return dict.fromkeys(SubscriberState, 0) | await self._session.in_read(_counts)

    async def minutes(
        self, at: datetime, kind: SlotKind = SlotKind.DAY, paper: str = PAPER
    ) -> Mapping[tuple[str, int], int]:
        """How many there are for editions of a kind, by each zone and minute of its day.

        Of those whose day it is at an instant.
        """
        return await self._session.in_read(_minutes, at, kind, paper)

    async def languages(self) -> Mapping[str, int]:
        """How many are active by language, the most first."""
        return await self._session.in_read(_languages)

    async def by_paper(self) -> Mapping[str, int]:
        """How many are active by the key of the paper that they read."""
        return await self._session.in_read(_by_paper)

    async def addressed(self, addressees: Addressees) -> int:
        """How many an announcement to those would go to."""
        return await self._session.in_read(_addressed, addressees)

    async def each(self, batch: int = 1_000) -> AsyncIterator[Subscriber]:
        """Every subscriber by id, read `batch` at a time."""
        last = 0
        while True:
            some = await self._session.in_read(_after, last, batch)
            for subscriber in some:
                yield subscriber
            if len(some) < batch:
                return
            last = some[-1].id

    async def _set(self, subscriber_id: int, values: Mapping[str, object]) -> Subscriber:
        return await self._session.in_write(_set, subscriber_id, values)


def pause_subscriber(
    connection: Connection, subscriber_id: int, reason: PauseReason, at: datetime
) -> None:
    """Pause a subscriber who is active; who left stays away.

    A chat that is not found is given up only if that is so again before anything arrives there.
    """
    is_it = subscribers.c.id == subscriber_id
    if reason is PauseReason.CHAT_NOT_FOUND:
        first = update(subscribers).where(is_it, IS_ACTIVE, subscribers.c.lost_at.is_(None))
        if _changed(connection, first.values(lost_at=at)):
            return
    _pause(connection, is_it, reason, at)


def note_arrivals(connection: Connection, ids: Collection[int]) -> None:
    """Forget of subscribers whom a message reached that one did not before."""
    connection.execute(_NOTE_ARRIVALS, {"ids": ids})


def known(connection: Connection, ids: Collection[int]) -> frozenset[int]:
    """Those of some subscribers who were not forgotten; of the others nothing may be kept."""
    return frozenset(connection.execute(_KNOWN, {"ids": ids}).scalars()) if ids else frozenset()


def regained_since(connection: Connection, ids: Collection[int]) -> dict[int, float]:
    """When subscribers were last back, by the database's clock; held as they are until the end."""
    query = select(subscribers.c.id, subscribers.c.regained_at).where(subscribers.c.id.in_(ids))
    return dict(list(connection.execute(query.with_for_update())))


def _pause(
    connection: Connection, where: ColumnElement[bool], reason: PauseReason, at: datetime
) -> int:
    """How many were active, and are paused now."""
    since = func.coalesce(subscribers.c.lost_at, literal(at, Instant()))
    values = {"state": SubscriberState.PAUSED, "pause_reason": reason, "lost_at": since}
    lost = _changed(connection, update(subscribers).where(where, IS_ACTIVE).values(values))
    note_movement(connection, Movement.LOST, lost)
    return lost


def _resume(connection: Connection, *where: ColumnElement[bool]) -> tuple[Subscriber, ...]:
    """Those who were paused, as they were; a refusal that is older tells nothing about any more."""
    seen = update(subscribers).where(*where, subscribers.c.state != SubscriberState.LEFT)
    connection.execute(seen.values(regained_at=clock()))
    paused = select(subscribers).where(*where, subscribers.c.state == SubscriberState.PAUSED)
    were = tuple(map(subscriber_of, connection.execute(paused)))
    if were:
        ids = [one.id for one in were]
        connection.execute(update(subscribers).where(subscribers.c.id.in_(ids)).values(_IN_REACH))
    note_movement(connection, Movement.BACK, len(were))
    return were


def move_subscriber(connection: Connection, subscriber_id: int, chat_id: int) -> None:
    """Take a subscriber, and all others of its chat, to the chat id it has now."""
    moved = _one(connection, subscribers.c.id == subscriber_id)
    _move_chat(connection, moved.chat_id, chat_id)


def _move_chat(connection: Connection, old: int, new: int) -> None:
    if old == new:
        return  # its update and the broadcast's refusal both tell of it
    # Messages are numbered anew there; each letter keeps a number that no other has.
    moved = {"chat_id": new, "written": -letters.c.id}
    connection.execute(update(letters).where(letters.c.chat_id == old).values(moved))
    moving = connection.execute(select(subscribers).where(subscribers.c.chat_id == old))
    for subscriber in map(subscriber_of, moving.all()):
        there = _first(connection, _in_chat(new, subscriber.topic_id))
        is_it = subscribers.c.id == subscriber.id
        if there and there.state is SubscriberState.ACTIVE:
            # Somebody subscribed again from the new chat: that subscription is the living one.
            _set(connection, subscriber.id, _GONE_BY_CHOICE)
            continue
        if there:
            connection.execute(delete(subscribers).where(subscribers.c.id == there.id))
        connection.execute(update(subscribers).where(is_it).values(chat_id=new))


def _remember(connection: Connection, newcomer: Subscriber) -> Subscriber:
    added = insert(connection, subscribers).values(row_of(newcomer))
    connection.execute(added.on_conflict_do_nothing())
    return _one(connection, _in_chat(newcomer.chat_id, newcomer.topic_id))


def _changed(connection: Connection, change: Update) -> int:
    """How many it changed."""
    return connection.execute(change).rowcount


def _set(connection: Connection, subscriber_id: int, values: Mapping[str, object]) -> Subscriber:
    """Change a subscriber's state, and note that they came, are back, or left."""
    is_it = subscribers.c.id == subscriber_id
    was = connection.execute(select(subscribers.c.state).where(is_it).with_for_update()).scalar()
    connection.execute(update(subscribers).where(is_it).values(values))
    becomes = values["state"]
    if was is SubscriberState.ACTIVE and becomes is SubscriberState.LEFT:
        note_movement(connection, Movement.LEFT)
    elif becomes is SubscriberState.ACTIVE and was is not SubscriberState.ACTIVE:
        is_back = was is SubscriberState.PAUSED
        note_movement(connection, Movement.BACK if is_back else Movement.CAME)
    return _one(connection, is_it)


def _note_source(connection: Connection, subscriber_id: int, source: str) -> None:
    came = update(subscribers).where(
        subscribers.c.id == subscriber_id,
        subscribers.c.source.is_(None),
        subscribers.c.state == SubscriberState.LEFT,
    )
    connection.execute(came.values(source=source))


def _forget(connection: Connection, subscriber_id: int | None, chat: Select[int]) -> None:
    """Delete what is kept about a subscriber, None where there is none, and about a chat."""
    lock_rate(connection)  # what a worker reports now is written before, or not at all
    is_active = select(func.count()).where(subscribers.c.id == subscriber_id, IS_ACTIVE)
    note_movement(connection, Movement.LEFT, connection.execute(is_active).scalar_one())
    # One look into the key for each.
    sent = receipts.c.edition_id.in_(select(editions.c.id))
    opened = openings.c.edition_id.in_(select(editions.c.id))
    excepted = undelivered.c.broadcast_id.in_(select(broadcasts.c.id))
    chosen = structure_choices.c.user_id.in_(chat)  # a private chat has the id of its person
    written = letters.c.user_id.in_(chat) | letters.c.chat_id.in_(chat)
    # What waits for an answer goes on counting for how many came of late, as nobody's.
    emptied = {"words": "", "below": 0, "written": -letters.c.id, "topic_id": WHOLE_CHAT}
    nobodys = emptied | {"user_id": NOBODY, "chat_id": NOBODY}
    answered = update(letters).where(letters.c.answered_by.in_(chat))
    for kept in (
        delete(structure_choices).where(chosen),
        delete(draft_cards).where(draft_cards.c.user_id.in_(chat)),
        delete(receipts).where(sent, receipts.c.subscriber_id == subscriber_id),
        delete(undelivered).where(excepted, undelivered.c.subscriber_id == subscriber_id),
        delete(openings).where(opened, openings.c.subscriber_id == subscriber_id),
        delete(inbox).where(inbox.c.conversation.in_(chat), IS_SET_ASIDE),
        delete(inbox).where(_is_of_group(chat), IS_SET_ASIDE),
        delete(misunderstood).where(misunderstood.c.chat_id.in_(chat)),
        delete(letters).where(written, letters.c.answered_by.is_not(None)),
        update(letters).where(written).values(nobodys),
        answered.values(answered_by=NOBODY),
        delete(letter_cards).where(letter_cards.c.chat_id.in_(chat)),
        delete(blocked_senders).where(blocked_senders.c.user_id.in_(chat)),
        delete(votes).where(votes.c.user_id.in_(chat)),
        delete(saved_items).where(saved_items.c.user_id.in_(chat)),
        delete(reading_rules).where(reading_rules.c.user_id.in_(chat)),
        delete(staff).where(staff.c.user_id.in_(chat)),
        # What was done stays on record, but not by whom.
        update(audit).values(actor_id=None).where(audit.c.actor_id.in_(chat)),
        update(audit).values(person_id=None).where(audit.c.person_id.in_(chat)),
        delete(subscribers).where(subscribers.c.id == subscriber_id),
    ):
        connection.execute(kept)


def _is_of_group(chat: Select[int]) -> ColumnElement[bool]:
    """Whether an update came from a group, and names whose private chat it is."""
    number = cast(chat.scalar_subquery(), String)
    named = (inbox.c.payload.like(literal('%id":') + number + end) for end in (",%", "}%"))
    return and_(inbox.c.conversation < 0, or_(*named))


def _counts(connection: Connection) -> dict[SubscriberState, int]:
    query = select(subscribers.c.state, func.count()).group_by(subscribers.c.state)
    return dict(list(connection.execute(query)))


def _minutes(
    connection: Connection, at: datetime, kind: SlotKind, paper: str
) -> dict[tuple[str, int], int]:
    minute = (subscribers.c.place // PLACES).label("reached")  # the index has no other
    zone = subscribers.c.timezone
    is_their_day = planning.has_edition_at(connection, at, paper)
    # By its name: PostgreSQL takes a quotient that is bound twice for two.
    counted = select(zone, minute, func.count()).where(is_meant(paper, kind), is_their_day)
    query = counted.group_by(zone, "reached")
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def _languages(connection: Connection) -> dict[str, int]:
    query = select(subscribers.c.language, func.count()).where(IS_ACTIVE)
    most_first = (func.count().desc(), subscribers.c.language)
    found = connection.execute(query.group_by(subscribers.c.language).order_by(*most_first))
    return dict(list(found))


def _by_paper(connection: Connection) -> dict[str, int]:
    query = select(subscribers.c.paper, func.count()).where(IS_ACTIVE)
    return dict(list(connection.execute(query.group_by(subscribers.c.paper))))


def _addressed(connection: Connection, addressees: Addressees) -> int:
    language, paper = literal(addressees.language), literal(addressees.paper, String())
    meant = is_addressed(language, paper)
    query = select(func.count()).select_from(subscribers).where(meant)
    return connection.execute(query).scalar_one()


def _after(connection: Connection, last: int, limit: int) -> list[Subscriber]:
    query = select(subscribers).where(subscribers.c.id > last).order_by(subscribers.c.id)
    return list(map(subscriber_of, connection.execute(query.limit(limit))))


def _take_pending(
    connection: Connection, subscriber_id: int, at: datetime, lost_at: datetime | None
) -> tuple[int, ...]:
    planning.lock_planner(connection)
    return pending.take_pending(connection, subscriber_id, at, lost_at)


def _put_back(connection: Connection, subscriber_id: int, edition_ids: Collection[int]) -> None:
    planning.lock_planner(connection)
    pending.put_back(connection, subscriber_id, edition_ids)


def _change_preferences(
    connection: Connection,
    subscriber_id: int,
    edit: Callable[[Preferences], Preferences],
    at: datetime | None,
) -> Subscriber:
    is_it = subscribers.c.id == subscriber_id
    before = _one(connection, is_it)
    after = replace(before, preferences=edit(before.preferences))
    if _moves(before, after):
        planning.lock_planner(connection)
        before = _one(connection, is_it)  # what others changed before the lock was ours
        after = replace(before, preferences=edit(before.preferences))
    after.preferences.check()
    if _moves(before, after):
        pending.note_pending(connection, is_it, at)
    return _change(connection, before, after)


def _change(connection: Connection, before: Subscriber, after: Subscriber) -> Subscriber:
    """Write what is different; whoever may move needs the planner's lock."""
    was, values = row_of(before), row_of(after)
    change: dict[str, Any] = {name: new for name, new in values.items() if new != was[name]}
    moves = _moves(before, after)
    if moves:
        change["moved_during"] = newest_broadcast()
    if change:
        connection.execute(update(subscribers).where(subscribers.c.id == before.id).values(change))
    if moves:
        planning.catch_up(connection, [(before, after)])
    return after


def _moves(before: Subscriber, after: Subscriber) -> bool:
    """Whether the digest is due at another instant or on other days, or is another paper's."""
    was, becomes = before.preferences, after.preferences
    return any(getattr(was, name) != getattr(becomes, name) for name in planning.MOVING)


def _one(connection: Connection, where: ColumnElement[bool]) -> Subscriber:
    found = _first(connection, where)
    if found is None:
        raise StoreError("there is no such subscriber")
    return found


def _first(connection: Connection, where: ColumnElement[bool]) -> Subscriber | None:
    row = connection.execute(select(subscribers).where(where)).first()
    return subscriber_of(row) if row else None


def _in_chat(chat_id: int, topic_id: int | None) -> ColumnElement[bool]:
    topic = WHOLE_CHAT if topic_id is None else topic_id
    return and_(subscribers.c.chat_id == chat_id, subscribers.c.topic_id == topic)


def row_of(subscriber: Subscriber) -> dict[str, object]:
    """The columns of a subscriber, but the id and what the store adds."""
    values = asdict(subscriber)
    del values["id"]
    values |= values.pop("preferences")
    if subscriber.topic_id is None:
        values["topic_id"] = WHOLE_CHAT
    return values


def subscriber_of(row: AnyRow) -> Subscriber:
    """The subscriber of a row with all columns of the table."""
    return Subscriber(
        id=row.id,
        chat_id=row.chat_id,
        topic_id=None if row.topic_id == WHOLE_CHAT else row.topic_id,
        kind=row.kind,
        preferences=_preferences(row),
        state=row.state,
        pause_reason=row.pause_reason,
        joined_at=row.joined_at,
        lost_at=row.lost_at,
    )


def _preferences(row: AnyRow) -> Preferences:
    return Preferences(**{one.name: getattr(row, one.name) for one in fields(Preferences)})
