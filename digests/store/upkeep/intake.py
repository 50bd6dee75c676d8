"""Subscribers from elsewhere, any number of them, kept in one transaction: all of them or none.

They are written to a temporary table first, where the database finds who is named twice, who is
known and what is different. That takes long and keeps nobody from writing; then, in one transaction
that does, the known are changed and the new are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from digests.model import ChatKind, Preferences, Subscriber, SubscriberState
from digests.store import planning
from digests.store.broadcasts import newest_broadcast
from digests.store.database import AnyRow, Query, Session
from digests.store.papers.paper_tables import papers
from digests.store.readers import pending
from digests.store.readership.movements import note_movement
from digests.store.subscribers import row_of, subscriber_of
from digests.store.tables import WHOLE_CHAT, subscribers
from digests.values.figures import Movement

_BATCH = 5_000  # entries that are in memory at once
_MOST_NAMED = 20  # of those who are named twice

_PREFERRED = tuple(one.name for one in fields(Preferences))
FIELDS = (
    *(one.name for one in fields(Subscriber) if one.name not in {"id", "preferences"}),
    *_PREFERRED,
)
"""What there is to say of a subscriber: every field but the id, which is the store's to give."""

_KEY = ("chat_id", "topic_id")
_KEPT = (*_KEY, "joined_at")
"""What stays as it is of who is known."""

_OF_STATE = ("pause_reason", "lost_at")
"""What is said with the state, or else stays as it is with it."""

_OF_RHYTHM = ("away_from", "away_until")
"""What is said with the weekdays: whoever's are said, and no days away, is not away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of a subscriber, and where: `line` is that of a file.

    `said` has some of `FIELDS`. What it has not stays as it is for whoever is known, and is as for
    whoever chose nothing otherwise.
    """

    line: int
    chat_id: int
    topic_id: int | None
    said: Mapping[str, object]

    @classmethod
    def of(cls, line: int, subscriber: Subscriber) -> Entry:
        """Everything that there is to say of a subscriber."""
        said = {name: value for name, value in row_of(subscriber).items() if name not in _KEY}
        return cls(line=line, chat_id=subscriber.chat_id, topic_id=subscriber.topic_id, said=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A line about a subscriber of whom an earlier line speaks."""

    line: int
    earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What taking entries in would do, or did.

    `new`, `changed` and `same` are how many subscribers; `repeats` are the first of the lines that
    speak of one again, `repeated` is how many there are.
    """

    new: int
    changed: int
    same: int
    repeats: tuple[Repeat, ...] = ()
    repeated: int = 0

    @property
    def total(self) -> int:
        """How many subscribers the entries speak of."""
        return self.new + self.changed + self.same


Decide = Callable[[Survey], bool]
"""Whether to write, asked once when everything was looked at."""


class IntakeStore:
    """Takes in subscribers; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def take_in(
        self, entries: Iterable[Entry], defaults: Preferences, at: datetime, decide: Decide
    ) -> Survey:
        """Keep subscribers, known chats or new ones, where `decide` says so; what that is, or was.

        Who is new joined at `at`, unless an entry says otherwise; who is known joined when they
        joined. Nothing is written where somebody is named twice. Zones and minutes must be ones
        that there are. Others can't write only while what is different is written.
        """
        newcomer = _newcomer(defaults, at)
        return await self._session.staged(
            lambda connection: _stage(connection, entries, decide),
            lambda connection, staged: _keep(connection, staged, newcomer),
        )

    async def put_many(self, those: Iterable[Subscriber]) -> int:
        """Keep subscribers as they are given, known or new; returns how many.

        They are told apart by chat and topic: `id` means nothing, and who is known has joined when
        they joined. Raises `ValueError` for a zone or minute that there is not.
        """
        given, count = iter(those), 0
        while batch := list(islice(given, _BATCH)):
            for one in batch:
                one.preferences.check()
            latest = {(one.chat_id, one.topic_id): one for one in batch}
            entries = [Entry.of(line, one) for line, one in enumerate(latest.values())]
            await self._session.in_write(_take_in, entries)
            count += len(batch)
        return count


def _newcomer(defaults: Preferences, at: datetime) -> dict[str, ColumnElement[Any]]:
    """What holds for who is new where nothing is said.

    People's ids are positive (Bot API, `Chat.id`); what isn't a person is taken for a group. They
    read the paper that is written in their language, at its hour and by its clock.
    """
    usual = {name: _typed(name, getattr(defaults, name)) for name in _PREFERRED}
    person, group = (_typed("kind", kind) for kind in (ChatKind.PRIVATE, ChatKind.GROUP))
    return {
        "kind": case((_INCOMING.c.chat_id > 0, person), else_=group),
        "state": _typed("state", SubscriberState.ACTIVE),
        "joined_at": _typed("joined_at", at),
        **usual,
        "paper": func.coalesce(_paper_in(usual["language"]), usual["paper"]),
        **{
            name: func.coalesce(_of_paper(name, usual), usual[name])
            for name in ("minute", "timezone")
        },
    }


def _paper_in(language: ColumnElement[Any]) -> ColumnElement[Any]:
    """The first paper in the language that is said of somebody, or else in this one."""
    is_theirs = papers.c.language == func.coalesce(_INCOMING.c.language, language)
    found = select(papers.c.key).where(is_theirs).order_by(papers.c.position, papers.c.key)
    return found.limit(1).correlate(_INCOMING).scalar_subquery()


def _of_paper(name: str, usual: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """What the paper that somebody reads has for newcomers, if anything."""
    key = func.coalesce(_INCOMING.c.paper, _paper_in(usual["language"]), usual["paper"])
    found = select(papers.c[name]).where(papers.c.key == key)
    return found.correlate(_INCOMING).scalar_subquery()


def _typed(name: str, value: object) -> ColumnElement[Any]:
    return literal(value, subscribers.c[name].type)


_INCOMING = Table(
    "incoming",
    MetaData(),
    Column("line", Integer, primary_key=True, autoincrement=False),
    *(Column(name, subscribers.c[name].type) for name in FIELDS),
    Column("known", subscribers.c.id.type),  # the id of who is known
    Column("is_different", Boolean),  # whether what is said of whoever is known isn't so yet
    prefixes=["TEMPORARY"],
)
_IS_KNOWN = (subscribers.c.chat_id == _INCOMING.c.chat_id) & (
    subscribers.c.topic_id == _INCOMING.c.topic_id
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Staged:
    """What was found of the entries, whether to write, and the latest subscriber by then."""

    survey: Survey
    is_wanted: bool
    latest: int


def _take_in(connection: Connection, entries: Iterable[Entry]) -> None:
    """Take entries in, each of which says everything."""
    staged = _stage(connection, entries, lambda _: True)
    try:
        _keep(connection, staged, {})
    finally:
        _INCOMING.drop(connection, checkfirst=False)


def _stage(connection: Connection, entries: Iterable[Entry], decide: Decide) -> _Staged:
    """Write the entries to the temporary table, and find what is known of each."""
    _INCOMING.create(connection, checkfirst=False)
    _write(connection, entries)
    latest = connection.execute(select(func.coalesce(func.max(subscribers.c.id), 0))).scalar_one()
    _note_known(connection)
    survey = _survey(connection)
    return _Staged(survey=survey, is_wanted=decide(survey) and not survey.repeated, latest=latest)


def _keep(
    connection: Connection, staged: _Staged, newcomer: Mapping[str, ColumnElement[Any]]
) -> Survey:
    """Change the known and add the new; what was done, or would be.

    Who changed something since they were looked at keeps that, as after an intake a moment before.
    """
    if not staged.is_wanted:
        return staged.survey
    planning.lock_planner(connection)
    _note_latecomers(connection, staged.latest)
    _note_movements(connection, newcomer)
    changed = _change(connection)
    new = _add(connection, newcomer)
    return replace(
        staged.survey, new=new, changed=changed, same=staged.survey.total - new - changed
    )


def _note_latecomers(connection: Connection, latest: int) -> None:
    """Note who was new when the entries were looked at, and is known by now."""
    if connection.dialect.name != "sqlite":  # numbers of PostgreSQL's may come late
        _note_known(connection, _INCOMING.c.known.is_(None))
    elif connection.execute(select(subscribers.c.id).where(subscribers.c.id > latest)).first():
        _note_known(connection, subscribers.c.id > latest)


def _note_known(connection: Connection, *among: ColumnElement[bool]) -> None:
    known = {"known": subscribers.c.id, "is_different": _differs()}
    connection.execute(update(_INCOMING).where(_IS_KNOWN, *among).values(known))


def _note_movements(connection: Connection, newcomer: Mapping[str, ColumnElement[Any]]) -> None:
    """Note how many come and go by what is about to be written."""
    active, gone = (_typed("state", one) for one in (SubscriberState.ACTIVE, SubscriberState.LEFT))
    was, becomes = subscribers.c.state, _said("state")
    is_lost = and_(becomes != active, becomes != gone)
    moved = {
        Movement.CAME: and_(was != active, becomes == active),
        Movement.LEFT: and_(was == active, becomes == gone),
        Movement.LOST: and_(was == active, is_lost),
    }
    is_same_chat = _INCOMING.c.known == subscribers.c.id
    concerned = subscribers.join(_INCOMING, and_(is_same_chat, _INCOMING.c.is_different))
    counts = [func.count().filter(how) for how in moved.values()]
    known = connection.execute(select(*counts).select_from(concerned)).one()
    state = func.coalesce(_INCOMING.c.state, newcomer.get("state", active))
    are_new = select(func.count()).where(_INCOMING.c.known.is_(None), state == active)
    note_movement(connection, Movement.CAME, connection.execute(are_new).scalar_one())
    for kind, count in zip(moved, known, strict=True):
        note_movement(connection, kind, count)


def _write(connection: Connection, entries: Iterable[Entry]) -> None:
    nothing = dict.fromkeys(FIELDS)
    given = iter(entries)
    while batch := [_row(nothing, entry) for entry in islice(given, _BATCH)]:
        connection.execute(insert(_INCOMING), batch)


def _row(nothing: Mapping[str, None], entry: Entry) -> dict[str, object]:
    topic_id = WHOLE_CHAT if entry.topic_id is None else entry.topic_id
    key = {"line": entry.line, "chat_id": entry.chat_id, "topic_id": topic_id}
    return {**nothing, **entry.said, **key}


def _survey(connection: Connection) -> Survey:
    is_different = case((_INCOMING.c.is_different, 1), else_=0)
    counts = select(
        func.count(),
        func.count(_INCOMING.c.known),
        func.coalesce(func.sum(is_different), 0),
    ).select_from(_INCOMING)
    total, known, changed = connection.execute(counts).one()
    repeats, repeated = _repeats(connection)
    return Survey(
        new=total - known,
        changed=changed,
        same=known - changed,
        repeats=repeats,
        repeated=repeated,
    )


def _repeats(connection: Connection) -> tuple[tuple[Repeat, ...], int]:
    """The first lines that speak of somebody again, and how many there are."""
    first = func.min(_INCOMING.c.line).over(partition_by=[_INCOMING.c[name] for name in _KEY])
    lines = select(_INCOMING.c.line, first.label("earlier")).subquery()
    again = lines.c.line != lines.c.earlier
    found = connection.execute(select(lines).where(again).order_by(lines.c.line).limit(_MOST_NAMED))
    repeats = tuple(Repeat(line=line, earlier=earlier) for line, earlier in found)
    if len(repeats) < _MOST_NAMED:
        return repeats, len(repeats)
    return repeats, connection.execute(
        select(func.count()).select_from(lines).where(again)
    ).scalar_one()


def _said(name: str) -> ColumnElement[Any]:
    """What holds of a field for who is known: what is said, else what was."""
    said, was = _INCOMING.c[name], subscribers.c[name]
    if name in _OF_STATE:
        return case((_INCOMING.c.state.is_(None), was), else_=said)
    kept = func.coalesce(said, was, type_=was.type)
    if name in _OF_RHYTHM:
        return case((_INCOMING.c.weekdays.is_(None), kept), else_=said)
    return kept


def _differs(names: Iterable[str] = FIELDS) -> ColumnElement[bool]:
    return or_(
        *(subscribers.c[name].is_distinct_from(_said(name)) for name in names if name not in _KEPT)
    )


def _change(connection: Connection) -> int:
    """Change who is known, some at a time: who moves may be owed what is going out; how many."""
    last, changed, is_more = -1, 0, True
    while is_more:
        lines = select(_INCOMING.c.line).where(_INCOMING.c.is_different, _INCOMING.c.line > last)
        found = connection.execute(lines.order_by(_INCOMING.c.line).limit(_BATCH)).scalars().all()
        is_more = len(found) == _BATCH
        if found:
            changed += _change_some(connection, _INCOMING.c.line.between(found[0], found[-1]))
            last = found[-1]
    return changed


def _change_some(connection: Connection, among: ColumnElement[bool]) -> int:
    is_same_chat = _INCOMING.c.known == subscribers.c.id
    concerned = and_(among, _INCOMING.c.is_different, is_same_chat)
    moved = and_(among, _INCOMING.c.is_different, _differs(planning.MOVING))
    movers: list[tuple[Subscriber, Subscriber]] = []
    if planning.is_anything_going_out(connection):
        movers += map(_mover, connection.execute(_before_and_after().where(moved)))
    ids = select(_INCOMING.c.known).join(subscribers, is_same_chat).where(moved)
    pending.note_pending(connection, subscribers.c.id.in_(ids))
    values = {name: _said(name) for name in FIELDS if name not in _KEPT}
    during = case((_differs(planning.MOVING), newest_broadcast()), else_=subscribers.c.moved_during)
    done = connection.execute(
        update(subscribers).where(concerned).values(values | {"moved_during": during})
    )
    planning.catch_up(connection, movers)
    return done.rowcount


def _before_and_after() -> Query:
    after = [_said(name).label(f"new_{name}") for name in FIELDS if name not in _KEPT]
    return select(subscribers, *after).select_from(
        subscribers.join(_INCOMING, _INCOMING.c.known == subscribers.c.id)
    )


def _mover(row: AnyRow) -> tuple[Subscriber, Subscriber]:
    """A subscriber who is due at another instant or on other days from now on, before and after."""
    before = subscriber_of(row)
    chosen = {name: getattr(row, f"new_{name}") for name in _PREFERRED}
    after = replace(before, state=row.new_state, preferences=Preferences(**chosen))
    return before, after


def _add(connection: Connection, newcomer: Mapping[str, ColumnElement[Any]]) -> int:
    """Add who is new, in the order of the lines; how many."""
    values = [
        func.coalesce(_INCOMING.c[name], newcomer[name]) if name in newcomer else _INCOMING.c[name]
        for name in FIELDS
    ]
    unknown = select(*values).where(_INCOMING.c.known.is_(None)).order_by(_INCOMING.c.line)
    adding = insert(subscribers).from_select(list(FIELDS), unknown)
    return connection.execute(adding.execution_options(preserve_rowcount=True)).rowcount
