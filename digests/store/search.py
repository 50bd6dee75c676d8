"""The index of published items: FTS5 on SQLite, a tsvector on PostgreSQL, the same terms in both.

It repeats what the published editions say, and is made again from those of a day whenever one of
them changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.types import TypeDecorator, TypeEngine

from digests.model import EditionState, Item
from digests.search.index_terms import item_terms
from digests.search.query import Hit, Phrase, Query, SearchPage
from digests.store.database import AnyRow, Session, aside
from digests.store.serialization import read_digest
from digests.store.tables import editions
from digests.text.ruby import without_readings

_ROWS_A_DAY = 100_000
# Nobody turns that many pages, and counting every hit of a common word takes longer than finding
# the newest.
_MOST_COUNTED = 10_000
# The limits of a tsvector: terms behind the last position are found, but in no phrase, and the
# whole may weigh 1 MB.
_LAST_POSITION = 16_383
_MOST_TERMS = 60_000


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


class SearchStore:
    """Finds published items.

    Every method raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, query: Query, *, limit: int, offset: int = 0) -> SearchPage:
        """The items that fit all of the query, newest day first and in the day's order."""
        return await self._session.in_read(_find, query, limit, offset)


def reindex(connection: Connection, day: date) -> None:
    """Make the index of a day what its published editions say, within a writing transaction.

    Whoever calls it holds the lock of the day's editions: the rows of all share one range of keys.
    """
    is_published = editions.c.state == EditionState.PUBLISHED
    published = select(editions.c.id, editions.c.digest).where(editions.c.date == day, is_published)
    found = connection.execute(published.order_by(editions.c.paper, editions.c.slot))
    index(connection, day, {row.id: read_digest(row.digest).items for row in found})


def index(connection: Connection, day: date, said: Mapping[int, Sequence[Item]]) -> None:
    """Make the index of a day what the editions of these ids say, in that order."""
    first, last = _keys(day, day)
    connection.execute(delete(search).where(search.c.rowid.between(first, last)))
    rows = aside(connection, _rows, said, last)
    if rows:
        connection.execute(insert(search), rows)


def _find(connection: Connection, query: Query, limit: int, offset: int) -> SearchPage:
    fits = list(_fits(query, connection.dialect.name))
    counted = select(search.c.rowid).where(*fits).limit(_MOST_COUNTED).subquery()
    total = select(func.count()).select_from(counted).scalar_subquery()
    found = select(*_SHOWN, total.label("total")).where(*fits)
    newest = found.order_by(search.c.rowid.desc()).limit(limit).offset(offset)
    rows = connection.execute(newest).all()
    count = rows[0].total if rows else connection.execute(select(total)).scalar_one()
    is_capped = count == _MOST_COUNTED
    return SearchPage(total=count, hits=tuple(map(_hit, rows)), is_capped=is_capped)


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


def _fits(query: Query, dialect: str) -> Iterator[ColumnElement[bool]]:
    if query.since or query.until or not query.phrases:
        yield search.c.rowid.between(*_keys(query.since, query.until))
    if query.phrases and dialect == "sqlite":
        wanted = " AND ".join(map(_fts5, query.phrases))
        yield search.c.terms.op("MATCH", is_comparison=True)(literal(wanted, Text))
    elif query.phrases:
        wanted = " & ".join(map(_tsquery, query.phrases))
        yield search.c.terms.op("@@", is_comparison=True)(cast(wanted, TSQUERY))


def _fts5(phrase: Phrase) -> str:
    in_order = " ".join(phrase.terms)
    stems = (f'"{stem}"' for stem in sorted(phrase.stems))
    return "(" + " OR ".join([f'"{in_order}"' + "*" * phrase.open_ended, *stems]) + ")"


def _tsquery(phrase: Phrase) -> str:
    in_order = " <-> ".join(f"'{term}'" for term in phrase.terms)
    stems = (f"'{stem}'" for stem in sorted(phrase.stems))
    return "(" + " | ".join([f"({in_order}" + ":*" * phrase.open_ended + ")", *stems]) + ")"


def _hit(row: AnyRow) -> Hit:
    return Hit(
        edition_id=row.edition_id,
        date=date.fromordinal(row.rowid // _ROWS_A_DAY),
        number=row.number,
        headline=row.headline,
        outlet=row.outlet,
        text=row.body,
    )
