"""Under which keys programs handed in editions, so that a repeated request makes no second one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from digests.store.database import Session, insert
from digests.store.tables import submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """What a key was used for: a content, by its SHA-256 in hex, and the edition it became."""

    fingerprint: str
    edition: int


class IdempotencyStore:
    """The keys that were used; a key goes on meaning what it was used for first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, key: str) -> KeyUse | None:
        """What a key was used for, None where it is new."""
        return await self._session.in_read(_find, key)

    async def keep(self, key: str, use: KeyUse, at: datetime) -> KeyUse:
        """Remember what a key is used for; gives what it was used for first, by whomever."""
        return await self._session.in_write(_keep, key, use, at)


def _find(connection: Connection, key: str) -> KeyUse | None:
    query = select(submissions.c.fingerprint, submissions.c.edition_id)
    row = connection.execute(query.where(submissions.c.key == key)).first()
    return KeyUse(fingerprint=row.fingerprint, edition=row.edition_id) if row else None


def _keep(connection: Connection, key: str, use: KeyUse, at: datetime) -> KeyUse:
    row = {"key": key, "fingerprint": use.fingerprint, "edition_id": use.edition, "at": at}
    kept = insert(connection, submissions).values(row)
    connection.execute(kept.on_conflict_do_nothing(index_elements=["key"]))
    return _find(connection, key) or use
