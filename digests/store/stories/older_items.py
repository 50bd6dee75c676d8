"""Finds, by the index for search, items of long ago that an item may go on with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from digests.model import Item, ItemKey, Paragraph
from digests.search.index_terms import HEADLINE_MARK, stem_term
from digests.store.database import Session
from digests.store.search import newest_with_any
from digests.values.stories import PublishedItem


class OlderItemStore:
    """Finds older items; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def like(
        self, asked: Collection[Collection[str]], *, paper: str, before: date, limit: int
    ) -> tuple[PublishedItem, ...]:
        """Items that a paper published before a day whose headline has any of some terms.

        For each of `asked` up to so many, the newest first, all of them once. They have their
        headline and text, and no sources: those are not in the index.
        """
        return await self._session.in_read(_like, asked, paper, before, limit)


def _like(
    connection: Connection,
    asked: Collection[Collection[str]],
    paper: str,
    before: date,
    limit: int,
) -> tuple[PublishedItem, ...]:
    found: dict[ItemKey, PublishedItem] = {}
    for terms in asked:
        wanted = {HEADLINE_MARK + one for term in terms for one in (term, stem_term(term))}
        for hit in newest_with_any(
            connection, sorted(wanted), paper=paper, before=before, limit=limit
        ):
            key = ItemKey(hit.edition_id, hit.number)
            text = (Paragraph(text=hit.text),)
            item = Item(number=hit.number, headline=hit.headline, paragraphs=text)
            found[key] = PublishedItem(key=key, date=hit.date, item=item)
    return tuple(sorted(found.values(), key=lambda one: (one.date, one.key), reverse=True))
