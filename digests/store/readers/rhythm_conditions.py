"""A subscriber's rhythm in the table: its columns, and what `Rhythm` says, as conditions.

The planner's indexes carry every column that is asked for here, so that no row is looked at for it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    Index,
    Integer,
    and_,
    bindparam,
    literal,
    literal_column,
    not_,
    or_,
    text,
)

from digests.delivery.model import BroadcastKind
from digests.rhythm import Rhythm, weekday_bit
from digests.store.database import AnyRow
from digests.store.tables import subscribers

_DAY = timedelta(days=1)

_OWN_RHYTHM = "(weekdays <> 127 OR round_up OR away_until IS NOT NULL)"

# A round-up costs what those cost who may get one, not what all subscribers do.
Index(
    "ix_subscribers_rhythm",
    subscribers.c.timezone,
    subscribers.c.place,
    subscribers.c.weekdays,
    subscribers.c.round_up,
    subscribers.c.away_from,
    subscribers.c.away_until,
    sqlite_where=text(f"state = 'active' AND {_OWN_RHYTHM}"),
    postgresql_where=text(f"state = 'active' AND {_OWN_RHYTHM}"),
)


RHYTHM = tuple(subscribers.c[one.name] for one in fields(Rhythm))
"""The columns of a subscriber's rhythm."""


def rhythm_of(row: AnyRow) -> Rhythm:
    """The rhythm of a row that has its columns."""
    return Rhythm(**{column.name: getattr(row, column.name) for column in RHYTHM})


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlDay:
    """A day as statements ask about it: its date and the bit of its weekday."""

    day: ColumnElement[date]
    bit: ColumnElement[int]

    @classmethod
    def of(cls, day: date) -> SqlDay:
        """A day that is known."""
        return cls(day=literal(day, Date()), bit=literal(weekday_bit(day), Integer()))

    @classmethod
    def named(cls, name: str) -> SqlDay:
        """A day that is bound when the statement is run, by `bound`."""
        return cls(day=bindparam(name, type_=Date()), bit=bindparam(f"{name}_bit", type_=Integer()))


def bound(name: str, day: date) -> dict[str, object]:
    """What binds a day of that name."""
    return {name: day, f"{name}_bit": weekday_bit(day)}


def has_own_rhythm() -> ColumnElement[bool]:
    """Whether a subscriber is one of those of whom alone there are days without an edition."""
    # Of a boolean it would be asked whether it is 1, and SQLite would not know its index again.
    return literal_column(_OWN_RHYTHM)


def _is_there(one: SqlDay) -> ColumnElement[bool]:
    """Whether a subscriber is not away on a day; see `Rhythm.is_away`. Never unknown."""
    away_from, away_until = subscribers.c.away_from, subscribers.c.away_until
    return or_(
        away_until.is_(None),
        away_until <= one.day,
        and_(away_from.is_not(None), away_from > one.day),
    )


def _is_weekday(one: SqlDay) -> ColumnElement[bool]:
    return subscribers.c.weekdays.op("&")(one.bit) != 0


def is_on(one: SqlDay) -> ColumnElement[bool]:
    """Whether a day is one of a subscriber's; see `Rhythm.is_on`. Never unknown."""
    return and_(_is_weekday(one), _is_there(one))


def takes_index(one: SqlDay) -> ColumnElement[bool]:
    """Whether an index of what came too late is brought on a day; see `Rhythm.takes_index`."""
    return and_(or_(subscribers.c.round_up, _is_weekday(one)), _is_there(one))


def has_edition(one: SqlDay) -> ColumnElement[bool]:
    """Whether a subscriber is brought the edition of a day; see `Rhythm.has_edition`."""
    return and_(not_(subscribers.c.round_up), is_on(one))


def has_round_up(one: SqlDay, before: SqlDay) -> ColumnElement[bool]:
    """Whether a day begins with what a subscriber missed; see `Rhythm.has_round_up`.

    `before` is the day before it.
    """
    return and_(has_own_rhythm(), is_on(one), or_(subscribers.c.round_up, not_(is_on(before))))


def is_owed(kind: BroadcastKind, day: date) -> ColumnElement[bool]:
    """Whether a day is one on which a subscriber is owed what comes by the minute."""
    if kind is BroadcastKind.ROUND_UP:
        return has_round_up(SqlDay.of(day), SqlDay.of(day - _DAY))
    return has_edition(SqlDay.of(day))
