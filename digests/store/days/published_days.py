"""Finds what was published on the days beside one, and on the last ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, or_, select

from digests.model import Edition, EditionState, Item, ItemKey, Paragraph
from digests.store.database import AnyRow, Session
from digests.store.search import newest_items, numbers_of_first_items
from digests.store.stories.story_links import continuations_of
from digests.store.tables import editions
from digests.values.days import DaysBeside, EditionOfDay, LastItems
from digests.values.slots import in_order
from digests.values.stories import PublishedItem

_MOST_EDITIONS, _MOST_ITEMS = 30, 600
"""As many of the newest are looked at, however many a few days have."""
_PLACE = (editions.c.id, editions.c.date, editions.c.slot)


class PublishedDayStore:
    """Finds days; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def beside(self, edition: Edition) -> DaysBeside:
        """The days before and after an edition's on which its paper published something.

        Of each the edition of the same slot, or the first one where it has none of that.
        """
        return await self._session.in_read(_beside, edition)

    async def last(self, days: int, paper: str | None = None) -> LastItems:
        """What was published in the `days` days up to the newest one; of any paper unless named."""
        return await self._session.in_read(_last, days, paper)


def _is_published(paper: str | None) -> Sequence[ColumnElement[bool]]:
    is_its = () if paper is None else (editions.c.paper == paper,)
    return (editions.c.state == EditionState.PUBLISHED, *is_its)


def _beside(connection: Connection, edition: Edition) -> DaysBeside:
    its, day = _is_published(edition.paper), editions.c.date
    older = select(day).where(*its, day < edition.date).order_by(day.desc()).limit(1)
    newer = select(day).where(*its, day > edition.date).order_by(day).limit(1)
    is_beside = or_(day == older.scalar_subquery(), day == newer.scalar_subquery())
    query = select(*_PLACE).where(*its, is_beside)
    by_day: dict[date, list[AnyRow]] = {}
    for row in connection.execute(query):
        by_day.setdefault(row.date, []).append(row)
    chosen = {
        day: min(rows, key=lambda row: (row.slot != edition.slot, in_order(row.slot)))
        for day, rows in by_day.items()
    }
    found = _opened(connection, chosen)
    return DaysBeside(
        before=next((one for one in found if one.date < edition.date), None),
        after=next((one for one in found if one.date > edition.date), None),
    )


def _opened(connection: Connection, chosen: Mapping[date, AnyRow]) -> Sequence[EditionOfDay]:
    """The editions that have items to open."""
    first = numbers_of_first_items(connection, {row.id: day for day, row in chosen.items()})
    return [
        EditionOfDay(id=row.id, date=day, first_item=first[row.id])
        for day, row in chosen.items()
        if row.id in first
    ]


def _last(connection: Connection, days: int, paper: str | None) -> LastItems:
    newest = select(*_PLACE).where(*_is_published(paper)).order_by(editions.c.date.desc())
    rows = connection.execute(newest.limit(_MOST_EDITIONS)).all()
    if not rows:
        return LastItems(items=(), going_on=())
    since, until = rows[0].date - timedelta(days=days - 1), rows[0].date
    slots = {row.id: row.slot for row in rows if row.date >= since}
    found = newest_items(connection, since, until, editions_among=[*slots], limit=_MOST_ITEMS)
    items = {
        ItemKey(hit.edition_id, hit.number): PublishedItem(
            key=ItemKey(hit.edition_id, hit.number),
            date=hit.date,
            item=_item(hit.number, hit.headline, hit.text),
            slot=slots[hit.edition_id],
        )
        for hit in found
    }
    links = continuations_of(connection, [*slots])
    continued = {one.earlier for those in links.values() for one in those}
    going_on = {
        ItemKey(edition, one.number) for edition, those in links.items() for one in those
    } - continued
    return LastItems(
        items=[*items.values()], going_on=[one for key, one in items.items() if key in going_on]
    )


def _item(number: int, headline: str, text: str) -> Item:
    return Item(number=number, headline=headline, paragraphs=(Paragraph(text=text),))
