"""Readers, movements and deliveries counted, by queries that only read.

Where rows are many they go by an index. Only how subscribers stand and what they chose is found by
a look at each, in a transaction that keeps nobody from writing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, func, select

from digests.delivery.model import BroadcastKind, Failure
from digests.model import ChatKind, EditionState, Form, PauseReason, SubscriberState
from digests.store.database import Session
from digests.store.papers.papers import all_papers
from digests.store.readership.opening_tables import opening_sums
from digests.store.tables import (
    IS_ACTIVE,
    broadcasts,
    chunks,
    editions,
    movements,
    subscribers,
    undelivered,
)
from digests.values.figures import (
    DayOfReaders,
    EditionFigures,
    Figures,
    Movement,
    ReaderCounts,
    SourceCount,
    Standing,
)

_BLOCKED = frozenset({PauseReason.BLOCKED, PauseReason.KICKED})
_WENT_OUT = (EditionState.PUBLISHED, EditionState.REPLACED, EditionState.RECALLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpan:
    """Calendar days of a zone, both ends in it."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """When it begins."""
        return datetime.combine(self.first, time(), self.zone)

    def day_of(self, moment: datetime) -> date:
        """The day of a moment; what came after the period belongs to its end."""
        return min(moment.astimezone(self.zone).date(), self.last)


class CountingStore:
    """Counts; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def figures(self, period: DaySpan) -> Figures:
        """Everything about a period; the state of readers is that of now."""
        readers = await self._session.in_read(_readers)
        return Figures(
            first=period.first,
            last=period.last,
            readers=readers,
            days=await self._session.in_read(_days, period, readers.active),
            editions=await self._session.in_read(_editions, period),
            sources=await self._session.in_read(_sources),
        )


def _readers(connection: Connection) -> ReaderCounts:
    how = (
        subscribers.c.state,
        subscribers.c.pause_reason,
        subscribers.c.kind,
        subscribers.c.language,
        subscribers.c.form,
        subscribers.c.paper,
    )
    standings = Counter(dict.fromkeys(Standing, 0))
    kinds = Counter(dict.fromkeys(ChatKind, 0))
    forms = Counter(dict.fromkeys(Form, 0))
    languages: Counter[str] = Counter()
    by_paper: Counter[str] = Counter()
    for state, reason, kind, language, form, paper, count in connection.execute(
        select(*how, func.count()).group_by(*how)
    ):
        standings[_standing(state, reason)] += count
        if state is SubscriberState.ACTIVE:
            kinds[kind] += count
            languages[language] += count
            forms[form] += count
            by_paper[paper] += count
    papers = all_papers(connection)
    return ReaderCounts(
        standings=standings,
        kinds=kinds,
        languages=dict(languages.most_common()),
        forms=forms,
        papers={one: by_paper[one.key] for one in papers} if len(papers) > 1 else {},
    )


def _standing(state: SubscriberState, reason: PauseReason | None) -> Standing:
    match state:
        case SubscriberState.ACTIVE:
            return Standing.ACTIVE
        case SubscriberState.LEFT:
            return Standing.NOT_SUBSCRIBED
    return Standing.BLOCKED if reason in _BLOCKED else Standing.PAUSED


def _days(connection: Connection, period: DaySpan, active: int) -> Sequence[DayOfReaders]:
    """Each day since movements are written down, counted back from those who are active now."""
    earliest = connection.execute(select(func.min(movements.c.at))).scalar()
    if earliest is None:
        return ()
    since = max(period.first, period.day_of(earliest))
    moved = _movements(connection, period)
    days: list[DayOfReaders] = []
    day = period.last
    while day >= since:
        counts = {kind: moved[day, kind] for kind in Movement}
        days.append(DayOfReaders(day=day, movements=counts, active=active))
        active -= days[-1].gained
        day -= timedelta(days=1)
    return tuple(reversed(days))


def _movements(connection: Connection, period: DaySpan) -> Counter[tuple[date, Movement]]:
    query = (
        select(movements.c.at, movements.c.kind, func.sum(movements.c.total))
        .where(movements.c.at >= period.start)
        .group_by(movements.c.at, movements.c.kind)
    )
    moved: Counter[tuple[date, Movement]] = Counter()
    for at, kind, count in connection.execute(query):
        moved[period.day_of(at), kind] += count
    return moved


def _editions(connection: Connection, period: DaySpan) -> Sequence[EditionFigures]:
    went_out = select(editions.c.id, editions.c.date, editions.c.slot).where(
        editions.c.date.between(period.first, period.last), editions.c.state.in_(_WENT_OUT)
    )
    newest = went_out.order_by(editions.c.date.desc(), editions.c.id.desc())
    found = connection.execute(newest).all()
    ids = [edition.id for edition in found]
    its = select(broadcasts.c.id).where(
        broadcasts.c.edition_id.in_(ids), broadcasts.c.kind == BroadcastKind.EDITION
    )
    owed, failed = _owed(connection, its), _failed(connection, its)
    opened = _opened(connection, ids)
    those = select(broadcasts.c.edition_id).where(broadcasts.c.id.in_(its))
    was_broadcast = frozenset(connection.execute(those).scalars())
    return [
        EditionFigures(
            edition_id=edition.id,
            day=edition.date,
            slot=edition.slot,
            was_broadcast=edition.id in was_broadcast,
            owed=owed.get(edition.id, (0, 0))[0],
            reached=owed.get(edition.id, (0, 0))[1],
            unreachable=failed[edition.id, Failure.GONE],
            unknown=failed[edition.id, Failure.UNKNOWN],
            openings=opened.get(edition.id, {}),
        )
        for edition in found
    ]


def _owed(connection: Connection, its: Select[int]) -> Mapping[int, tuple[int, int]]:
    """To how many each edition was owed, and how many have it."""
    query = (
        select(broadcasts.c.edition_id, func.sum(chunks.c.owed), func.sum(chunks.c.sent))
        .join(chunks, chunks.c.broadcast_id == broadcasts.c.id)
        .where(broadcasts.c.id.in_(its))
        .group_by(broadcasts.c.edition_id)
    )
    return {edition: (owed, sent) for edition, owed, sent in connection.execute(query)}


def _failed(connection: Connection, its: Select[int]) -> Counter[tuple[int, Failure]]:
    """How many do not have each edition, by why."""
    query = (
        select(broadcasts.c.edition_id, undelivered.c.failure, func.count())
        .join(undelivered, undelivered.c.broadcast_id == broadcasts.c.id)
        .where(broadcasts.c.id.in_(its))
        .group_by(broadcasts.c.edition_id, undelivered.c.failure)
    )
    return Counter({(edition, why): count for edition, why, count in connection.execute(query)})


def _opened(connection: Connection, ids: Sequence[int]) -> Mapping[int, Mapping[int, int]]:
    query = select(opening_sums).where(opening_sums.c.edition_id.in_(ids))
    found: dict[int, dict[int, int]] = {}
    for row in connection.execute(query.order_by(opening_sums.c.number)):
        found.setdefault(row.edition_id, {})[row.number] = row.total
    return found


def _sources(connection: Connection) -> Sequence[SourceCount]:
    """By index, as most came by no link."""
    has_source = subscribers.c.source.is_not(None)
    came, active = func.count(), func.count().filter(IS_ACTIVE)
    query = (
        select(subscribers.c.source, came, active)
        .where(has_source)
        .group_by(subscribers.c.source)
        .order_by(came.desc(), subscribers.c.source)
    )
    return [
        SourceCount(source=source, came=all_of_it, active=still)
        for source, all_of_it, still in connection.execute(query)
    ]
