"""What was done to editions and roles, by whom and by which way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from digests.store.database import AnyRow, Session
from digests.store.staff.schema import audit
from digests.values.roles import AuditEntry, AuditWay


class AuditStore:
    """The audit; entries are only added. Raises `StoreError` where that was not done."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, entry: AuditEntry) -> None:
        """Write down what was done."""
        await self._session.in_write(write_entry, entry)

    async def latest(self, count: int, offset: int = 0) -> Sequence[AuditEntry]:
        """The entries behind the `offset` newest ones, newest first, up to so many."""
        return await self._session.in_read(_latest, count, offset)

    async def since(self, at: datetime | None) -> Sequence[AuditEntry]:
        """Every entry from an instant on, or all there are, oldest first."""
        return await self._session.in_read(_since, at)


def write_entry(connection: Connection, entry: AuditEntry) -> None:
    """Write an entry, in the transaction of what it tells of."""
    row = {
        "at": entry.at,
        "way": entry.way.value,
        "action": entry.action,
        "actor_id": entry.actor,
        "edition_id": entry.edition,
        "broadcast_id": entry.broadcast,
        "person_id": entry.person,
        "detail": entry.detail,
        "paper": entry.paper,
    }
    connection.execute(insert(audit).values(row))


def _latest(connection: Connection, count: int, offset: int) -> list[AuditEntry]:
    newest = select(audit).order_by(audit.c.id.desc()).limit(count).offset(offset)
    return list(map(_entry, connection.execute(newest)))


def _since(connection: Connection, at: datetime | None) -> list[AuditEntry]:
    query = select(audit).order_by(audit.c.id)
    wanted = query if at is None else query.where(audit.c.at >= at)
    return list(map(_entry, connection.execute(wanted)))


def _entry(row: AnyRow) -> AuditEntry:
    return AuditEntry(
        at=row.at,
        way=AuditWay(row.way),
        action=row.action,
        actor=row.actor_id,
        edition=row.edition_id,
        broadcast=row.broadcast_id,
        person=row.person_id,
        detail=row.detail,
        paper=row.paper,
    )
