"""Keeps which item goes on with which, and finds the stories that such links make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import (
    CTE,
    Column,
    Connection,
    Integer,
    and_,
    bindparam,
    delete,
    exists,
    false,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from digests.model import Continuation, EditionState, ItemKey
from digests.store.database import Query, Session
from digests.store.stories.story_tables import story_links
from digests.store.tables import editions
from digests.values.stories import Story, StoryLink, StoryPart

_LONGEST = 2_000
"""Links from the first item of a story to its last; more are not followed."""
_IS_LINKED = story_links.c.is_cut == false()
_End = tuple[Column[int], Column[int]]
"""The item at one end of a link."""
_LATER: _End = (story_links.c.edition_id, story_links.c.number)
_EARLIER: _End = (story_links.c.earlier_edition_id, story_links.c.earlier_number)
_IDS = "edition_ids"


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

    async def follow(
        self, edition_id: int, draft_id: int, numbers: Mapping[int, int | None]
    ) -> None:
        """Let an edition have the links of the draft that took its place.

        `numbers` are those that its items have now, by those they had. What went on with an item
        that is gone goes on with what that one continued.
        """
        await self._session.in_write(_follow, edition_id, draft_id, numbers)

    async def roots_of(self, keys: Collection[ItemKey]) -> Mapping[ItemKey, ItemKey]:
        """The first item of the story that each is of; itself where it continues none."""
        return await self._session.in_read(_roots_of, keys)

    async def stories_of(self, keys: Collection[ItemKey]) -> Mapping[ItemKey, frozenset[ItemKey]]:
        """All items of the story that each is of, in whatever state; itself alone if in none."""
        return await self._session.in_read(_stories_of, keys)

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
    connection: Connection, edition_id: int, draft_id: int, numbers: Mapping[int, int | None]
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


def _roots_of(connection: Connection, keys: Collection[ItemKey]) -> Mapping[ItemKey, ItemKey]:
    """The first items of stories, by some of their items: up along the links of all at once."""
    if not keys:
        return {}
    found = _along(_LATER, _EARLIER, keys)
    goes_on = exists().where(
        story_links.c.edition_id == found.c.edition,
        story_links.c.number == found.c.number,
        _IS_LINKED,
        found.c.distance < _LONGEST,
    )
    roots = {key: key for key in keys}
    for row in connection.execute(select(found).where(~goes_on)):
        roots[ItemKey(row.of_edition, row.of_number)] = ItemKey(row.edition, row.number)
    return roots


def _whole(
    connection: Connection, roots: Collection[ItemKey]
) -> Mapping[ItemKey, frozenset[ItemKey]]:
    """All items of the stories that begin with these: down along the links of all at once."""
    found = _along(_EARLIER, _LATER, roots)
    whole = {root: {root} for root in roots}
    for row in connection.execute(select(found)):
        whole[ItemKey(row.of_edition, row.of_number)].add(ItemKey(row.edition, row.number))
    return {root: frozenset(items) for root, items in whole.items()}


def _along(begin: _End, end: _End, keys: Collection[ItemKey]) -> CTE:
    """What the links of some items lead to, each from its one end to the other, and how far."""
    start = select(
        begin[0].label("of_edition"),
        begin[1].label("of_number"),
        end[0].label("edition"),
        end[1].label("number"),
        literal(1, Integer()).label("distance"),
    ).where(tuple_(*begin).in_([(key.edition, key.number) for key in keys]), _IS_LINKED)
    known = start.cte("along", recursive=True)
    return known.union_all(
        select(known.c.of_edition, known.c.of_number, *end, known.c.distance + 1).where(
            begin[0] == known.c.edition,
            begin[1] == known.c.number,
            _IS_LINKED,
            known.c.distance < _LONGEST,
        )
    )


def _stories_of(
    connection: Connection, keys: Collection[ItemKey]
) -> Mapping[ItemKey, frozenset[ItemKey]]:
    roots = _roots_of(connection, keys)
    whole = _whole(connection, {*roots.values()})
    return {key: whole[root] for key, root in roots.items()}


def _story_of(connection: Connection, key: ItemKey) -> Story:
    """Parts that readers can look up, and the item itself where nobody can yet."""
    root = _roots_of(connection, [key])[key]
    items = _whole(connection, [root])[root]
    is_readable = or_(editions.c.state == EditionState.PUBLISHED, editions.c.id == key.edition)
    is_it = editions.c.id.in_({one.edition for one in items})
    query = select(editions.c.id, editions.c.date).where(is_it, is_readable)
    days = {row.id: row.date for row in connection.execute(query)}
    parts = [StoryPart(key=one, date=days[one.edition]) for one in items if one.edition in days]
    return Story(root=root, parts=tuple(sorted(parts, key=lambda part: (part.date, part.key))))


# The two are asked with every edition that is read, and put together once.


@cache
def _continuations() -> Query:
    """Those of the editions with `_IDS`, and when the earlier item came out."""
    earlier = editions.alias("earlier")
    return (
        select(*_LATER, *_EARLIER, earlier.c.date, earlier.c.slot)
        .join(earlier, earlier.c.id == story_links.c.earlier_edition_id)
        .where(
            story_links.c.edition_id.in_(bindparam(_IDS, expanding=True)),
            _IS_LINKED,
            earlier.c.state == EditionState.PUBLISHED,
        )
        .order_by(*_LATER)
    )


@cache
def _continued() -> Query:
    """The items of the editions with `_IDS` with which a published one goes on."""
    later = editions.alias("later")
    return (
        select(*_EARLIER)
        .join(later, later.c.id == story_links.c.edition_id)
        .where(
            story_links.c.earlier_edition_id.in_(bindparam(_IDS, expanding=True)),
            _IS_LINKED,
            later.c.state == EditionState.PUBLISHED,
        )
    )


def continuations_of(
    connection: Connection, edition_ids: Sequence[int]
) -> Mapping[int, Sequence[Continuation]]:
    """What the items of editions go on with, as far as readers can look it up, by edition."""
    found: dict[int, list[Continuation]] = defaultdict(list)
    for row in connection.execute(_continuations(), {_IDS: edition_ids}):
        key = ItemKey(row.earlier_edition_id, row.earlier_number)
        told = Continuation(number=row.number, earlier=key, date=row.date, slot=row.slot)
        found[row.edition_id].append(told)
    return found


def continued_of(connection: Connection, edition_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The items of editions with which a published one goes on: the edition's id, the number."""
    those = connection.execute(_continued(), {_IDS: edition_ids})
    return {(row.earlier_edition_id, row.earlier_number) for row in those}
