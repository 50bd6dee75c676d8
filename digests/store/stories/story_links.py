"""Keeps which item goes on with which, and finds the stories that such links make."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import (
    CTE,
    BigInteger,
    Connection,
    Integer,
    Select,
    and_,
    delete,
    false,
    insert,
    literal,
    or_,
    select,
    update,
)

from digests.model import EditionState
from digests.store.database import Session
from digests.store.stories.story_tables import story_links
from digests.store.tables import editions
from digests.values.stories import ItemKey, Story, StoryLink, StoryPart

_LONGEST = 2_000
"""Links from the first item of a story to its last; more are not followed."""
_IS_LINKED = story_links.c.is_cut == false()

_Keys = Select[int, int, int]


class StoryLinkStore:
    """Keeps links; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, edition_id: int, links: Collection[StoryLink]) -> None:
        """Let an edition's items go on with these, and no others."""
        await self._session.in_write(_put, edition_id, links)

    async def of(self, edition_id: int) -> tuple[StoryLink, ...]:
        """The links of an edition's items, by number; those that were cut as well."""
        return await self._session.in_read(_of, edition_id)

    async def cut(self, edition_id: int, number: int, *, is_cut: bool) -> bool:
        """Cut the link of an item, or mend it; False where it has none."""
        return await self._session.in_write(_cut, edition_id, number, is_cut)

    async def follow(self, edition_id: int, draft_id: int, numbers: Mapping[int, int]) -> None:
        """Let an edition have the links of the draft that took its place.

        `numbers` are those that its items have now, by those they had. What went on with an item
        that is gone goes on with what that one continued.
        """
        await self._session.in_write(_follow, edition_id, draft_id, numbers)

    async def root_of(self, key: ItemKey) -> ItemKey:
        """The first item of the story that an item is of; itself where it continues none."""
        return await self._session.in_read(_root_of, key)

    async def roots_of(self, keys: Collection[ItemKey]) -> Mapping[ItemKey, ItemKey]:
        """The same of several items."""
        return await self._session.in_read(_roots_of, keys)

    async def story_of(self, key: ItemKey) -> Story:
        """The story that an item is of; of nothing but this one where it is in none."""
        return await self._session.in_read(_story_of, key)


def _put(connection: Connection, edition_id: int, links: Collection[StoryLink]) -> None:
    connection.execute(delete(story_links).where(story_links.c.edition_id == edition_id))
    if links:
        connection.execute(insert(story_links), [_row(edition_id, one) for one in links])


def _row(edition_id: int, link: StoryLink) -> dict[str, object]:
    return {
        "edition_id": edition_id,
        "number": link.number,
        "earlier_edition_id": link.earlier.edition,
        "earlier_number": link.earlier.number,
        "score": link.score,
        "is_cut": link.is_cut,
    }


def _of(connection: Connection, edition_id: int) -> tuple[StoryLink, ...]:
    query = select(story_links).where(story_links.c.edition_id == edition_id)
    return tuple(
        StoryLink(
            number=row.number,
            earlier=ItemKey(row.earlier_edition_id, row.earlier_number),
            score=row.score,
            is_cut=row.is_cut,
        )
        for row in connection.execute(query.order_by(story_links.c.number))
    )


def _cut(connection: Connection, edition_id: int, number: int, is_cut: bool) -> bool:
    is_it = and_(story_links.c.edition_id == edition_id, story_links.c.number == number)
    return connection.execute(update(story_links).where(is_it).values(is_cut=is_cut)).rowcount == 1


def _follow(
    connection: Connection, edition_id: int, draft_id: int, numbers: Mapping[int, int]
) -> None:
    before = {one.number: one for one in _of(connection, edition_id)}
    connection.execute(delete(story_links).where(story_links.c.edition_id == edition_id))
    of_draft = story_links.c.edition_id == draft_id
    connection.execute(update(story_links).where(of_draft).values(edition_id=edition_id))
    is_later = story_links.c.earlier_edition_id == edition_id
    columns = (story_links.c.edition_id, story_links.c.number, story_links.c.earlier_number)
    for row in connection.execute(select(*columns).where(is_later)).all():
        is_it = and_(story_links.c.edition_id == row.edition_id, story_links.c.number == row.number)
        number, gone = numbers.get(row.earlier_number), before.get(row.earlier_number)
        if number is not None:
            connection.execute(update(story_links).where(is_it).values(earlier_number=number))
        elif gone and not gone.is_cut:
            earlier = {
                "earlier_edition_id": gone.earlier.edition,
                "earlier_number": gone.earlier.number,
            }
            connection.execute(update(story_links).where(is_it).values(earlier))
        else:
            connection.execute(delete(story_links).where(is_it))


def _root_of(connection: Connection, key: ItemKey) -> ItemKey:
    start = _start(key).cte("earlier", recursive=True)
    step = select(
        story_links.c.earlier_edition_id, story_links.c.earlier_number, start.c.distance + 1
    ).where(
        story_links.c.edition_id == start.c.edition,
        story_links.c.number == start.c.number,
        _IS_LINKED,
        start.c.distance < _LONGEST,
    )
    found = start.union_all(step)
    farthest = select(found.c.edition, found.c.number).order_by(found.c.distance.desc()).limit(1)
    row = connection.execute(farthest).one()
    return ItemKey(row.edition, row.number)


def _start(key: ItemKey) -> _Keys:
    return select(
        literal(key.edition, BigInteger()).label("edition"),
        literal(key.number, Integer()).label("number"),
        literal(0, Integer()).label("distance"),
    )


def _roots_of(connection: Connection, keys: Iterable[ItemKey]) -> Mapping[ItemKey, ItemKey]:
    return {key: _root_of(connection, key) for key in keys}


def _later(root: ItemKey) -> CTE:
    """An item and all that go on with it, straight or not."""
    start = _start(root).cte("later", recursive=True)
    step = select(story_links.c.edition_id, story_links.c.number, start.c.distance + 1).where(
        story_links.c.earlier_edition_id == start.c.edition,
        story_links.c.earlier_number == start.c.number,
        _IS_LINKED,
        start.c.distance < _LONGEST,
    )
    return start.union_all(step)


def _story_of(connection: Connection, key: ItemKey) -> Story:
    """Parts that readers can look up, and the item itself where nobody can yet."""
    root = _root_of(connection, key)
    later = _later(root)
    is_readable = or_(editions.c.state == EditionState.PUBLISHED, editions.c.id == key.edition)
    query = (
        select(editions.c.id, editions.c.date, later.c.number)
        .join(later, later.c.edition == editions.c.id)
        .where(is_readable)
        .distinct()
        .order_by(editions.c.date, editions.c.id, later.c.number)
    )
    rows = connection.execute(query).all()
    parts = tuple(StoryPart(key=ItemKey(row.id, row.number), date=row.date) for row in rows)
    return Story(root=root, parts=parts)


def continuations_of(
    connection: Connection, edition_ids: Sequence[int]
) -> Sequence[tuple[int, int, int, int, date, str]]:
    """Of each item of editions that goes on with one that readers can look up: both, and its day.

    The edition's id and the number, then those of the earlier one, with its day and slot.
    """
    earlier = editions.alias("earlier")
    query = (
        select(
            story_links.c.edition_id,
            story_links.c.number,
            story_links.c.earlier_edition_id,
            story_links.c.earlier_number,
            earlier.c.date,
            earlier.c.slot,
        )
        .join(earlier, earlier.c.id == story_links.c.earlier_edition_id)
        .where(
            story_links.c.edition_id.in_(edition_ids),
            _IS_LINKED,
            earlier.c.state == EditionState.PUBLISHED,
        )
        .order_by(story_links.c.edition_id, story_links.c.number)
    )
    return [tuple(row) for row in connection.execute(query)]


def continued_of(connection: Connection, edition_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The items of editions with which a published one goes on: the edition's id, the number."""
    later = editions.alias("later")
    query = (
        select(story_links.c.earlier_edition_id, story_links.c.earlier_number)
        .join(later, later.c.id == story_links.c.edition_id)
        .where(
            story_links.c.earlier_edition_id.in_(edition_ids),
            _IS_LINKED,
            later.c.state == EditionState.PUBLISHED,
        )
    )
    return {(row.earlier_edition_id, row.earlier_number) for row in connection.execute(query)}
