"""Which state of a page was read last, so that only another one becomes a draft."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, select

from digests.store.database import Session, insert
from digests.store.tables import followed_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """A page when it was last read, at `read_at`.

    `etag` and `modified` are its server's words for that state, `fingerprint` is the SHA-256 of
    the content in hex; each empty where there was none.
    """

    etag: str = ""
    modified: str = ""
    fingerprint: str = ""
    read_at: datetime


class FollowedPageStore:
    """The states of pages, by their addresses, which are not kept: they may hold a key."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, address: str) -> PageState | None:
        """The state that was read last, None where none was."""
        return await self._session.in_read(_find, _key(address))

    async def keep(self, address: str, state: PageState) -> None:
        """Remember a state; it takes the place of the one before."""
        await self._session.in_write(_keep, _key(address), state)


def _key(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def _find(connection: Connection, key: str) -> PageState | None:
    table = followed_pages.c
    query = select(table.etag, table.modified, table.fingerprint, table.read_at)
    row = connection.execute(query.where(table.key == key)).mappings().first()
    return PageState(**row) if row else None


def _keep(connection: Connection, key: str, state: PageState) -> None:
    row = asdict(state)
    kept = insert(connection, followed_pages).values(key=key, **row)
    connection.execute(kept.on_conflict_do_update(index_elements=["key"], set_=row))
