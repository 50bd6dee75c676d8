"""Translations of editions' headlines and summaries, one for each item and language."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, and_, delete, select
from sqlalchemy import text as sql

from digests.model import EditionState
from digests.store.database import AnyRow, Session, insert
from digests.store.tables import IS_ACTIVE, Key, editions, metadata, subscribers
from digests.translation import ItemText, ItemTranslation

# `revision` names the text that was translated; what did not pass the check has no headline.
# No foreign key: they are made anew from the edition.
translations = Table(
    "translations",
    metadata,
    Column("edition_id", Key, primary_key=True, autoincrement=False),
    Column("language", String(16), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("revision", String(64), nullable=False),
    Column("headline", Text),
    Column("summary", Text, nullable=False),
)
# Of a million subscribers it finds the few languages without a look at the others.
Index(
    "ix_subscribers_translated",
    subscribers.c.paper,
    subscribers.c.language,
    sqlite_where=sql("state = 'active' AND translated = 1"),
    postgresql_where=sql("state = 'active' AND translated"),
)


class TranslationStore:
    """Keeps translations; satisfies `digests.translation.KeptTranslations`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of(self, edition_id: int, language: str) -> Sequence[ItemTranslation]:
        """Those of an edition's items in a language, whatever the items say today."""
        return await self._session.in_read(_find, edition_id, language)

    async def keep(self, edition_id: int, language: str, made: Sequence[ItemTranslation]) -> None:
        """Keep some, each instead of an earlier one, as long as the edition is published."""
        await self._session.in_write(_keep, edition_id, language, made)

    async def languages(self, paper: str) -> Sequence[str]:
        """The languages of those who get a paper and want it in theirs."""
        return await self._session.in_read(_languages, paper)

    async def forget(self, edition_id: int) -> None:
        """Delete those of an edition."""
        await self._session.in_write(_drop, edition_id)


def _find(connection: Connection, edition_id: int, language: str) -> tuple[ItemTranslation, ...]:
    is_its = and_(translations.c.edition_id == edition_id, translations.c.language == language)
    rows = connection.execute(select(translations).where(is_its).order_by(translations.c.number))
    return tuple(map(_translation, rows))


def _translation(row: AnyRow) -> ItemTranslation:
    text = None
    if row.headline is not None:
        text = ItemText(headline=row.headline, summary=tuple(json.loads(row.summary)))
    return ItemTranslation(number=row.number, revision=row.revision, text=text)


def _keep(
    connection: Connection, edition_id: int, language: str, made: Sequence[ItemTranslation]
) -> None:
    is_published = select(editions.c.id).where(
        editions.c.id == edition_id, editions.c.state == EditionState.PUBLISHED
    )
    if connection.execute(is_published.with_for_update()).one_or_none() is None:
        return
    for one in made:
        told = {
            "revision": one.revision,
            "headline": one.text.headline if one.text else None,
            "summary": json.dumps(one.text.summary if one.text else (), ensure_ascii=False),
        }
        row = {"edition_id": edition_id, "language": language, "number": one.number, **told}
        kept = insert(connection, translations).values(row)
        keys = ["edition_id", "language", "number"]
        connection.execute(kept.on_conflict_do_update(index_elements=keys, set_=told))


def _languages(connection: Connection, paper: str) -> tuple[str, ...]:
    wants = and_(IS_ACTIVE, subscribers.c.translated, subscribers.c.paper == paper)
    query = select(subscribers.c.language).where(wants).distinct()
    return tuple(connection.execute(query.order_by(subscribers.c.language)).scalars())


def _drop(connection: Connection, edition_id: int) -> None:
    connection.execute(delete(translations).where(translations.c.edition_id == edition_id))
