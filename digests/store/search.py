"""The index of published items: FTS5 on SQLite, a tsvector on PostgreSQL, the same terms in both.

It repeats what the published editions say, and is made again from those of a day whenever one of
them changes, and from all where the terms of an earlier release stand in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.types import TypeDecorator, TypeEngine

from digests.model import SLOT, EditionState, Item
from digests.search.index_terms import HEADLINE_MARK, TERMS_VERSION, item_terms
from digests.search.phrases import Phrase
from digests.search.query import Hit, Query, SearchOrder, SearchPage
from digests.store.database import AnyRow, Session, aside
from digests.store.papers.slot_conditions import is_morning
from digests.store.planning import lock_planner
from digests.store.serialization import read_digest
from digests.store.tables import editions
from digests.text import words
from digests.text.ruby import without_readings
from digests.values.slots import in_order

_ROWS_A_DAY = 100_000
# Nobody turns that many pages, and counting every hit of a common word takes longer than finding
# the newest.
_MOST_COUNTED = 10_000
_MOST_LISTED = 1_000
"""So many keys are read of what holds several words; where there are less, they are all."""
_MOST_COMPARED = 50
"""Of so many of the newest those come first that hold the words as they were typed."""
_BEGUN = 400
"""Characters of a text that tell what an item is about."""
_VERSION_KEY = 0
"""The key of the row that says, in place of an edition, which terms the index holds."""
# The limits of a tsvector: terms behind the last position are found, but in no phrase, and the
# whole may weigh 1 MB.
_LAST_POSITION = 16_383
_MOST_TERMS = 60_000


_Choices = Sequence[Sequence[Phrase]]
"""Of each of these any phrase."""


class _Where(Enum):
    """Where the words of a query stand in an item."""

    ANYWHERE = "anywhere"
    HEADLINE = "headline"
    """All of them in its headline."""
    ELSEWHERE = "elsewhere"
    """Not all of them there."""


class _Terms(TypeDecorator[Sequence[str]]):
    """Index terms in their order, as each engine takes them."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """The engine's own type."""
        is_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(Text() if is_sqlite else TSVECTOR())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Terms are letters and digits, so nothing needs escaping."""
        if value is None:
            return None
        return " ".join(value) if dialect.name == "sqlite" else " ".join(_lexemes(value))


# Rows stand in the order of their keys, so that the newest come first without sorting. The table
# is virtual on SQLite: only its migration knows how to make it.
search = Table(
    "search",
    MetaData(),
    Column("rowid", BigInteger, primary_key=True),
    Column("terms", _Terms, nullable=False),
    Column("edition_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("headline", Text, nullable=False),
    Column("outlet", Text),
    Column("body", Text, nullable=False),
)


_SHOWN = tuple(column for column in search.c if column.name != "terms")
# What is asked alike each time is put together once: that takes longer than to ask it.
_NEWEST_SHOWN = select(*_SHOWN).order_by(search.c.rowid.desc())
_SHOWN_OF = select(*_SHOWN).where(search.c.rowid.in_(bindparam("keys", expanding=True)))
_SLOTS = select(editions.c.id, editions.c.slot, is_morning().label("is_morning")).where(
    editions.c.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statements:
    """What is asked of the rows that fit."""

    newest: Select[*tuple[Any, ...]]
    """A page of them, each with how many there are."""
    newest_keys: Select[int]
    any_keys: Select[int]
    """The first that are found, which takes less than the newest."""
    count: Select[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the rows have to fit, as the engine is told."""

    statements: _Statements
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What a query asks for; to tell its phrases takes long, so that it is done once."""

    dialect: str
    words: _Choices
    beside: _Choices
    """What the outlet and the sources must hold."""
    unwanted: Sequence[Phrase]
    keys: tuple[int, int] | None
    """The least and greatest, where it is kept to a period."""

    @classmethod
    def of(cls, query: Query, dialect: str) -> _Sought:
        """What a query asks for."""
        said, beside = query.wanted_words, query.wanted_beside
        is_kept = query.since or query.until or not (said or beside)
        return cls(
            dialect=dialect,
            words=said,
            beside=beside,
            unwanted=query.unwanted,
            keys=_keys(query.since, query.until) if is_kept else None,
        )

    def asked(self, where: _Where) -> _Asked:
        """What holds of the rows that fit, their words in the headline, only elsewhere, or any."""
        is_anywhere = where is _Where.ANYWHERE
        headline = [] if is_anywhere else [_of_headline(choice) for choice in self.words]
        wanted = [*(headline if where is _Where.HEADLINE else self.words), *self.beside]
        unwanted: list[_Choices] = [[(phrase,)] for phrase in self.unwanted]
        if where is _Where.ELSEWHERE:
            unwanted = [*unwanted, headline]
        write = _in_fts5 if self.dialect == "sqlite" else _in_tsquery
        values: dict[str, object] = dict(write(wanted, unwanted))
        if self.keys:
            values |= zip(("first", "last"), self.keys, strict=True)
        return _Asked(statements=_statements(self.dialect, frozenset(values)), values=values)


def _of_headline(choice: Sequence[Phrase]) -> Sequence[Phrase]:
    return [phrase.marked(HEADLINE_MARK) for phrase in choice]


@cache
def _statements(dialect: str, names: frozenset[str]) -> _Statements:
    """Those with the conditions whose values have these names."""
    fits = tuple(_conditions(dialect, names))
    keys = select(search.c.rowid).where(*fits)
    some, newest_first = bindparam("limit", type_=Integer), search.c.rowid.desc()
    count = select(func.count()).select_from(keys.limit(_MOST_COUNTED).subquery())
    newest = select(*_SHOWN, count.scalar_subquery().label("total")).where(*fits)
    return _Statements(
        newest=newest.order_by(newest_first).limit(some).offset(bindparam("offset", type_=Integer)),
        newest_keys=keys.order_by(newest_first).limit(some),
        any_keys=keys.limit(some),
        count=count,
    )


def _conditions(dialect: str, names: frozenset[str]) -> Iterator[ColumnElement[bool]]:
    if "first" in names:
        yield search.c.rowid.between(bindparam("first"), bindparam("last"))
    if "wanted" in names and dialect == "sqlite":
        yield _matches(bindparam("wanted", type_=Text))
    elif "wanted" in names:
        yield _is_in(bindparam("wanted", type_=TSQUERY))
    if "unwanted" in names:
        held = select(search.c.rowid).where(_matches(bindparam("unwanted", type_=Text)))
        yield search.c.rowid.not_in(held)


class SearchStore:
    """Finds published items.

    Every method raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(
        self,
        query: Query,
        *,
        limit: int,
        offset: int = 0,
        order: SearchOrder = SearchOrder.NEWEST,
    ) -> SearchPage:
        """The items that fit all of the query; those of a day stand in its order."""
        return await self._session.in_read(_find, query, limit, offset, order)

    async def is_current(self) -> bool:
        """Whether the index holds the terms that are asked for today."""
        return await self._session.in_read(_is_current)

    async def make_again(self) -> None:
        """Index every published edition anew, a day at a time; again from the first if it ends."""
        for day in await self._session.in_read(_published_days):
            await self._session.in_write(_reindex_locked, day)
        await self._session.in_write(_set_current)


def reindex(connection: Connection, day: date) -> None:
    """Make the index of a day what its published editions say, within a writing transaction.

    Whoever calls it holds the lock of the day's editions: the rows of all share one range of keys.
    """
    is_published = editions.c.state == EditionState.PUBLISHED
    told = (editions.c.id, editions.c.paper, editions.c.slot, editions.c.digest)
    published = select(*told).where(editions.c.date == day, is_published)
    found = sorted(
        connection.execute(published).all(), key=lambda row: (row.paper, in_order(row.slot), row.id)
    )
    said = aside(connection, lambda: {row.id: read_digest(row.digest).items for row in found})
    index(connection, day, said)


def index(connection: Connection, day: date, said: Mapping[int, Sequence[Item]]) -> None:
    """Make the index of a day what the editions of these ids say, in that order."""
    first, last = _keys(day, day)
    connection.execute(delete(search).where(search.c.rowid.between(first, last)))
    rows = aside(connection, _rows, said, last)
    if rows:
        connection.execute(insert(search), rows)


def _is_current(connection: Connection) -> bool:
    version = select(search.c.edition_id).where(search.c.rowid == _VERSION_KEY)
    return connection.execute(version).scalar_one_or_none() == TERMS_VERSION


def _set_current(connection: Connection) -> None:
    lock_planner(connection)  # processes that start at once would all add the row
    connection.execute(delete(search).where(search.c.rowid == _VERSION_KEY))
    row = {"rowid": _VERSION_KEY, "terms": (), "number": 0, "headline": "", "body": ""}
    connection.execute(insert(search), [{**row, "edition_id": TERMS_VERSION}])


def _published_days(connection: Connection) -> Sequence[date]:
    is_published = editions.c.state == EditionState.PUBLISHED
    days = select(editions.c.date).where(is_published).distinct().order_by(editions.c.date)
    return connection.execute(days).scalars().all()


def _reindex_locked(connection: Connection, day: date) -> None:
    same_day = select(editions.c.id).where(editions.c.date == day).order_by(editions.c.id)
    connection.execute(same_day.with_for_update())
    reindex(connection, day)


def _find(
    connection: Connection, query: Query, limit: int, offset: int, order: SearchOrder
) -> SearchPage:
    sought = _Sought.of(query, connection.dialect.name)
    if order is SearchOrder.BEST and sought.words:
        rows = _best(connection, query, sought, limit, offset)
        count = _count(connection, sought.asked(_Where.ANYWHERE))
    else:
        rows, count = _newest(connection, sought, limit, offset)
    is_capped = count == _MOST_COUNTED
    slots = _slots(connection, {row.edition_id for row in rows})
    hits = tuple(_hit(row, slots) for row in rows)
    return SearchPage(total=count, hits=hits, is_capped=is_capped)


def _slots(connection: Connection, ids: Collection[int]) -> Mapping[int, AnyRow]:
    """Of some editions which of their days they are, by their ids."""
    found = connection.execute(_SLOTS, {"ids": list(ids)}) if ids else ()
    return {row.id: row for row in found}


def _newest(
    connection: Connection, sought: _Sought, limit: int, offset: int
) -> tuple[Sequence[AnyRow], int]:
    """The newest rows that fit, and how many do.

    Several words together are seldom, and looking them up takes longest: it is done once.
    """
    asked = sought.asked(_Where.ANYWHERE)
    listed = max(_MOST_LISTED, offset + limit)
    if len(sought.words) > 1:
        some = {**asked.values, "limit": listed}
        keys = connection.execute(asked.statements.any_keys, some).scalars().all()
        if len(keys) < listed:
            wanted = sorted(keys, reverse=True)[offset : offset + limit]
            known = _rows_of(connection, wanted)
            return [known[key] for key in wanted], len(keys)
    page = {**asked.values, "limit": limit, "offset": offset}
    rows = connection.execute(asked.statements.newest, page).all()
    return rows, rows[0].total if rows else _count(connection, asked)


def _count(connection: Connection, asked: _Asked) -> int:
    return connection.execute(asked.statements.count, asked.values).scalar_one()


def _best(
    connection: Connection, query: Query, sought: _Sought, limit: int, offset: int
) -> Sequence[AnyRow]:
    """Headlines first, then what holds the words as typed, then the newest."""
    enough = max(offset + limit, _MOST_COMPARED)
    first = _newest_keys(connection, sought.asked(_Where.HEADLINE), enough)
    # Less than enough are all whose headline fits, so the others' places are known.
    is_all = len(first) < enough
    further = _newest_keys(connection, sought.asked(_Where.ELSEWHERE), enough) if is_all else []
    begun = [*first[:_MOST_COMPARED], *further[:_MOST_COMPARED]]
    compared = _rows_of(connection, begun)
    typed = aside(connection, _as_typed, query, compared, frozenset(first))
    in_order = [*_as_typed_first(first, typed), *_as_typed_first(further, typed)]
    wanted = in_order[offset : offset + limit]
    known = compared | _rows_of(connection, [key for key in wanted if key not in compared])
    return [known[key] for key in wanted]


def _newest_keys(connection: Connection, asked: _Asked, limit: int) -> Sequence[int]:
    values = {**asked.values, "limit": limit}
    return connection.execute(asked.statements.newest_keys, values).scalars().all()


def _rows_of(connection: Connection, keys: Sequence[int]) -> dict[int, AnyRow]:
    found = connection.execute(_SHOWN_OF, {"keys": keys}) if keys else ()
    return {row.rowid: row for row in found}


def _as_typed(query: Query, rows: Mapping[int, AnyRow], in_headline: frozenset[int]) -> set[int]:
    """The keys of the rows that hold the words as they were typed."""
    return {key for key, row in rows.items() if _is_as_typed(query, row, key in in_headline)}


def _is_as_typed(query: Query, row: AnyRow, in_headline: bool) -> bool:
    text = words.fold(row.headline if in_headline else f"{row.headline}\n{row.body}")
    return all(any(word.text in text for word in choice) for choice in query.choices)


def _as_typed_first(keys: Sequence[int], typed: set[int]) -> list[int]:
    return sorted(keys, key=lambda key: key not in typed)


def newest_with_any(
    connection: Connection, terms: Sequence[str], *, paper: str, before: date, limit: int
) -> tuple[Hit, ...]:
    """The newest items of a paper's editions before a day that have any of some index terms."""
    if not terms:
        return ()
    if connection.dialect.name == "sqlite":
        has_any = _matches(" OR ".join(f'"{term}"' for term in terms))
    else:
        has_any = _is_in(" | ".join(f"'{term}'" for term in terms))
    last = _keys(None, before)[1] - _ROWS_A_DAY
    is_before = search.c.rowid.between(1, last)
    is_its = search.c.edition_id.in_(select(editions.c.id).where(editions.c.paper == paper))
    newest = _NEWEST_SHOWN.where(has_any, is_before, is_its).limit(limit)
    return tuple(_hit(row, {}) for row in connection.execute(newest))


def newest_items(
    connection: Connection,
    since: date,
    until: date,
    *,
    editions_among: Collection[int],
    limit: int,
) -> tuple[Hit, ...]:
    """The newest items of some editions of a period, with the beginning of their text."""
    begun = func.substr(search.c.body, 1, _BEGUN).label("body")
    told = [begun if column.name == "body" else column for column in _SHOWN]
    is_then = search.c.rowid.between(*_keys(since, until))
    is_its = search.c.edition_id.in_(editions_among)
    query = select(*told).where(is_then, is_its).order_by(search.c.rowid.desc()).limit(limit)
    return tuple(_hit(row, {}) for row in connection.execute(query))


def numbers_of_first_items(connection: Connection, days: Mapping[int, date]) -> Mapping[int, int]:
    """Of editions, whose days are given by their ids, the number of the first item that is told."""
    found: dict[int, int] = {}
    for edition_id, day in days.items():
        is_its = (search.c.rowid.between(*_keys(day, day)), search.c.edition_id == edition_id)
        first = select(search.c.number).where(*is_its).order_by(search.c.rowid.desc()).limit(1)
        number = connection.execute(first).scalar_one_or_none()
        if number is not None:
            found[edition_id] = number
    return found


def _keys(since: date | None, until: date | None) -> tuple[int, int]:
    """The least and greatest key of a period."""
    first = (since or date.min).toordinal() * _ROWS_A_DAY
    return first, ((until or date.max).toordinal() + 1) * _ROWS_A_DAY - 1


def _rows(said: Mapping[int, Sequence[Item]], last_key: int) -> list[dict[str, object]]:
    in_order = [(edition_id, item) for edition_id, items in said.items() for item in items]
    return [
        {
            "rowid": last_key - place,
            "edition_id": edition_id,
            "terms": item_terms(item)[:_MOST_TERMS],
            "number": item.number,
            "headline": _storable(item.headline),
            "outlet": _storable(item.outlet) if item.outlet else None,
            "body": _storable(_body(item)),
        }
        for place, (edition_id, item) in enumerate(in_order[:_ROWS_A_DAY])
    ]


def _body(item: Item) -> str:
    return "\n".join(without_readings(paragraph.text) for paragraph in item.paragraphs)


def _storable(text: str) -> str:
    return text.replace("\0", "")  # PostgreSQL takes no NUL


def _lexemes(terms: Sequence[str]) -> Iterator[str]:
    for position, term in enumerate(terms, start=1):
        yield f"'{term}':{position}" if position <= _LAST_POSITION else f"'{term}'"


def _in_fts5(wanted: _Choices, unwanted: Sequence[_Choices]) -> Iterator[tuple[str, str]]:
    """FTS5 takes away only from what it found."""
    without = " OR ".join(f"({' AND '.join(map(_any_fts5, one))})" for one in unwanted)
    if wanted:
        every = f"({' AND '.join(map(_any_fts5, wanted))})"
        yield "wanted", f"{every} NOT ({without})" if without else every
    elif without:
        yield "unwanted", without


def _in_tsquery(wanted: _Choices, unwanted: Sequence[_Choices]) -> Iterator[tuple[str, str]]:
    every = [_any_tsquery(choice) for choice in wanted]
    every += [f"!({' & '.join(map(_any_tsquery, one))})" for one in unwanted]
    if every:
        yield "wanted", " & ".join(every)


def _matches(asked: str | BindParameter[str]) -> ColumnElement[bool]:
    text = literal(asked, Text) if isinstance(asked, str) else asked
    return search.c.terms.op("MATCH", is_comparison=True)(text)


def _is_in(asked: str | BindParameter[str]) -> ColumnElement[bool]:
    return search.c.terms.op("@@", is_comparison=True)(cast(asked, TSQUERY))


def _any_fts5(phrases: Sequence[Phrase]) -> str:
    return f"({' OR '.join(map(_fts5, phrases))})"


def _fts5(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.terms)}"' + "*" * phrase.open_ended


def _any_tsquery(phrases: Sequence[Phrase]) -> str:
    return f"({' | '.join(map(_tsquery, phrases))})"


def _tsquery(phrase: Phrase) -> str:
    in_order = " <-> ".join(f"'{term}'" for term in phrase.terms)
    return f"({in_order}" + ":*" * phrase.open_ended + ")"


def _hit(row: AnyRow, slots: Mapping[int, AnyRow]) -> Hit:
    which = slots.get(row.edition_id)
    return Hit(
        edition_id=row.edition_id,
        date=date.fromordinal(row.rowid // _ROWS_A_DAY),
        number=row.number,
        headline=row.headline,
        outlet=row.outlet,
        text=row.body,
        slot=which.slot if which else SLOT,
        is_morning=bool(which and which.is_morning),
    )
