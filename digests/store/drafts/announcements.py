"""What editors tell readers beside editions, from when it is written."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select, update

from digests.errors import StoreError
from digests.model import Addressees, Announcement
from digests.store.database import Session, insert
from digests.store.tables import announcements


class AnnouncementStore:
    """Keeps announcements; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, content: str, at: datetime) -> Announcement:
        """Keep what an editor wrote, to be sent or not."""
        return await self._session.in_write(_add, content, at)

    async def get(self, announcement_id: int) -> Announcement | None:
        """The announcement of that id."""
        return await self._session.in_read(_get, announcement_id)

    async def address(self, announcement_id: int, addressees: Addressees) -> None:
        """Let it be for those."""
        await self._session.in_write(_address, announcement_id, addressees)


def _add(connection: Connection, content: str, at: datetime) -> Announcement:
    row = {"content": content, "created_at": at}
    added = insert(connection, announcements).values(row).returning(announcements.c.id)
    number = connection.execute(added).scalar_one()
    return Announcement(id=number, content=content)


def _get(connection: Connection, announcement_id: int) -> Announcement | None:
    query = select(announcements).where(announcements.c.id == announcement_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    addressees = Addressees(language=row.language, paper=row.paper)
    return Announcement(id=row.id, content=row.content, addressees=addressees)


def _address(connection: Connection, announcement_id: int, addressees: Addressees) -> None:
    one = update(announcements).where(announcements.c.id == announcement_id)
    if not connection.execute(one.values(asdict(addressees))).rowcount:
        raise StoreError(f"there is no announcement {announcement_id}")
