"""What readers look up: the editions that were published, their items, and what is said in them."""

from __future__ import annotations

import asyncio
import re
from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from digests.model import (
    Digest,
    Edition,
    EditionKey,
    EditionState,
    EditionSummary,
    Item,
)
from digests.parsing.lexical.links import find_links, without_addresses
from digests.personal.main_words import common_words
from digests.search.query import Query, SearchOrder, SearchPage, parse_query
from digests.store import Store
from digests.text import references
from digests.values.days import DaysBeside, LastDays, LastItems
from digests.values.months import Month
from digests.values.slots import ALL_KINDS, SlotKind

READABLE = frozenset({EditionState.PUBLISHED, EditionState.RECALLED})
"""Who has the number of an edition may read it in these states; a recalled one says that it is."""

_LAST_DAYS = 7
_MOST_WORDS, _MOST_STORIES = 8, 3
"""As many as stand on a phone without turning it."""
_PNG = b"\x89PNG"


_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
"""A page as people type it, without `https://`."""
_LONGEST_TITLE = 200
"""Characters beside an address; a text with more is no page that somebody shares."""


def address_in(words: str) -> str | None:
    """The one address among words, without trackers; None where there are others or much else.

    Phones share a page as its title and its address.
    """
    found = find_links(_with_scheme(words))
    beside = without_addresses(_with_scheme(words), found)
    is_one = len({one.source.url for one in found}) == 1
    return found[0].source.url if is_one and len(beside.strip()) <= _LONGEST_TITLE else None


def query_of(words: str, today: date | None = None) -> Query:
    """The query that words mean; an address among them asks who cites the page.

    Where nobody does, the words beside it are searched for. `today` is the asker's.
    """
    address = address_in(words)
    if address is None:
        return parse_query(words, today)
    text = _with_scheme(words)
    said = parse_query(without_addresses(text, find_links(text)), today)
    return Query(address=address, step_back=None if said.is_empty else said)


def _with_scheme(words: str) -> str:
    typed = words.strip()
    return f"https://{typed}" if _ADDRESS.fullmatch(typed) else typed


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    """Some published editions, newest first, and how many there are in all."""

    editions: Sequence[EditionSummary]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """Some items with their editions, and whether there are more."""

    items: Sequence[tuple[Edition, Item]]
    is_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The published editions; every method raises `StoreError` where the store can't be asked.

    Those of one `paper`, by its key, or of all; who names an edition by its id may read any.
    """

    store: Store
    paper: str | None = None

    def of_paper(self, key: str) -> Archive:
        """What one paper has published."""
        return replace(self, paper=key)

    async def latest(self, kinds: Collection[SlotKind] = ALL_KINDS) -> Edition | None:
        """The published edition of some kinds of the newest day, the newest of that day."""
        return await self.store.editions.latest(self.paper, kinds=kinds)

    async def of_day(self, day: date) -> Edition | None:
        """The edition published for a day; where it has none, that of its evening, or an extra."""
        return await self.store.editions.of_day(day, self.paper)

    async def at(self, key: EditionKey) -> Edition | None:
        """The edition published for a key."""
        return await self.store.editions.published(key)

    async def all_of_day(self, day: date) -> Sequence[EditionSummary]:
        """All editions published for a day, in their order."""
        return await self.store.editions.all_of_day(day, self.paper)

    async def nearest(self, day: date) -> Edition | None:
        """The published edition whose day is nearest; of two as near, the later one."""
        return await self.store.editions.nearest(day, self.paper)

    async def of_issue(self, number: int) -> Edition | None:
        """The newest edition of that issue, or of those without a number whose title names it."""
        edition = await self.store.editions.of_issue(number, self.paper)
        if edition:
            return edition
        for one in await self.store.editions.without_issue(self.paper):
            if one.title and references.issue_in(one.title) == number:
                return await self.store.editions.get(one.id)
        return None

    async def edition(self, edition_id: int, *, drafts: bool = False) -> Edition | None:
        """The edition of that id, if readers may read it; with `drafts`, in whatever state."""
        edition = await self.store.editions.get(edition_id)
        return edition if edition and (drafts or edition.state in READABLE) else None

    async def published(self, edition_id: int) -> Edition | None:
        """The edition of that id, if it is published and was not taken back."""
        edition = await self.store.editions.get(edition_id)
        return edition if edition and edition.state is EditionState.PUBLISHED else None

    async def edition_of_message(self, chat_id: int, message_id: int) -> Edition | None:
        """The edition that a delivered message was part of; None if that is not known."""
        edition_id = await self.store.ledger.edition_of_message(chat_id, message_id)
        return await self.edition(edition_id) if edition_id else None

    async def page(self, *, offset: int, limit: int) -> ArchivePage:
        """Published editions from the newest but `offset` on."""
        total = await self.store.editions.count(self.paper)
        found = await self.store.editions.page(offset=offset, limit=limit, paper=self.paper)
        return ArchivePage(editions=found, total=total)

    async def corrected(self, *, limit: int) -> Sequence[Edition]:
        """The newest published editions that were corrected, the newest first."""
        return await self.store.editions.corrected(limit, self.paper)

    async def month(self, year: int, month: int) -> Month:
        """The editions of a month, 1–12."""
        first = date(year, month, 1)
        last = date(year, month, monthrange(year, month)[1])
        found = await self.store.editions.between(first, last, self.paper)
        oldest, newest = await self.store.editions.span(self.paper) or (first, last)
        return Month(
            year=year,
            month=month,
            editions=found,
            has_older=oldest < first,
            has_newer=newest > last,
        )

    async def days(self) -> tuple[date, ...]:
        """The day of each published edition, the newest first."""
        return await self.store.editions.days()

    async def between(self, first: date, last: date) -> tuple[EditionSummary, ...]:
        """The published editions of the days from one to another, both included, newest first."""
        return await self.store.editions.between(first, last, self.paper)

    async def beside(self, edition: Edition) -> DaysBeside:
        """The days before and after an edition's that have one, whichever paper is its own."""
        return await self.store.published_days.beside(edition)

    async def last_days(self, today: date) -> LastDays:
        """What the editions of the last days were about; `today` is the asker's.

        Each of its words leads to an item where it is searched for.
        """
        found = await self.store.published_days.last(_LAST_DAYS, self.paper)
        words = await asyncio.to_thread(_searchable, found, today)
        return LastDays(words=words, stories=tuple(found.going_on[:_MOST_STORIES]))

    async def has_recalled(self, day: date) -> bool:
        """Whether an edition of a day was taken back after publishing."""
        return await self.store.editions.has_recalled(day, self.paper)

    async def picture_endings(self, digest: Digest) -> Mapping[str, str]:
        """How the names of a digest's pictures end (`jpg`, `png`), by the keys of those kept."""
        keys = {picture.key for item in digest.items for picture in item.pictures}
        openings = await self.store.editions.picture_openings(keys) if keys else {}
        return {key: "png" if o.startswith(_PNG) else "jpg" for key, o in openings.items()}

    async def picture(self, key: str) -> bytes | None:
        """The bytes of a picture by its key; whoever asks knows that readers may see it."""
        return await self.store.editions.picture(key)

    async def search(
        self, query: Query, *, offset: int, limit: int, order: SearchOrder = SearchOrder.BEST
    ) -> SearchPage:
        """The published items that fit a query, or what it steps back to where none do."""
        asked, find = query, self.store.search.find
        page = await find(asked, limit=limit, offset=offset, order=order)
        while not page.total and asked.step_back:
            asked = asked.step_back
            page = await find(asked, limit=limit, offset=offset, order=order)
        return replace(page, stepped_back_to=asked) if page.total and asked is not query else page

    async def items(self, words: str, *, today: date, offset: int, limit: int) -> ItemPage:
        """The items that words name by a number or a day, else those that hold the words.

        Without words, those of the latest edition. `today` is the asker's.
        """
        named = await self._named(words, today)
        if named:
            return _cut(named, offset, limit)
        return await self._holding(query_of(words, today), offset, limit)

    async def _named(self, words: str, today: date) -> Sequence[tuple[Edition, Item]]:
        number, rest = references.leading_number(words)
        if number is None:
            number, rest = references.trailing_number(words)
        day = references.day(rest, today)
        if rest and day is None:
            return ()
        edition = await (self.of_day(day) if day else self.latest())
        if edition is None:
            return ()
        items = edition.digest.items
        return [(edition, item) for item in items if number in {None, item.number}]

    async def _holding(self, query: Query, offset: int, limit: int) -> ItemPage:
        """What was recalled since the index was read is left out."""
        page = await self.search(query, offset=offset, limit=limit)
        ids = dict.fromkeys(hit.edition_id for hit in page.hits)
        editions = {one: await self.store.editions.get(one) for one in ids}
        found = [
            (edition, item)
            for hit in page.hits
            if (edition := editions[hit.edition_id])
            and edition.state is EditionState.PUBLISHED
            and (item := edition.digest.item(hit.number))
        ]
        return ItemPage(items=found, is_more=offset + limit < page.total)


def _searchable(found: LastItems, today: date) -> tuple[str, ...]:
    """The words most common among items, but for those that a search takes for something else."""
    words = common_words([one.item for one in found.items])
    queries = ((word, query_of(word, today)) for word in words)
    searched = (word for word, query in queries if query.wanted_words and not _is_of_days(query))
    return tuple(islice(searched, _MOST_WORDS))


def _is_of_days(query: Query) -> bool:
    return query.since is not None or query.until is not None


def _cut(items: Sequence[tuple[Edition, Item]], offset: int, limit: int) -> ItemPage:
    end = offset + limit
    return ItemPage(items=items[offset:end], is_more=end < len(items))
