"""Who was given a role, and who may take one by an invite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, select

from digests.store.database import AnyRow, Session, insert
from digests.store.staff.audit import write_entry
from digests.store.staff.schema import invites, staff
from digests.values.roles import AuditEntry, Grant, Invite, StaffMember, StaffRole


class StaffStore:
    """Roles and invites; each change is one transaction with the entry that tells of it.

    Raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def members(self) -> Sequence[StaffMember]:
        """Everybody who has a role by an invite, the longest first."""
        return await self._session.in_read(_members)

    async def invites(self, now: datetime) -> Sequence[Invite]:
        """The invites that can still be used."""
        return await self._session.in_read(_invites, now)

    async def invited_by(self, token: str, now: datetime) -> Invite | None:
        """The invite that a link's token is of; None where it can't be used any more."""
        return await self._session.in_read(_find, token, now)

    async def invite(
        self, token: str, grant: Grant, expires_at: datetime, entry: AuditEntry
    ) -> None:
        """Let a token give a role once; by the actor of the entry."""
        await self._session.in_write(_invite, token, grant, expires_at, entry)

    async def join(self, token: str, user_id: int, entry: AuditEntry) -> bool:
        """Use an invite up, and give its role to somebody; False where it can't be used."""
        return await self._session.in_write(_join, token, user_id, entry)

    async def withdraw(self, invite: int, entry: AuditEntry) -> bool:
        """Let an invite give nothing any more; False where it was used or withdrawn."""
        return await self._session.in_write(_withdraw, invite, entry)

    async def take_back(self, user_id: int, entry: AuditEntry) -> bool:
        """Take somebody's role; False where they have none."""
        return await self._session.in_write(_take_back, user_id, entry)


def _members(connection: Connection) -> list[StaffMember]:
    query = select(staff).order_by(staff.c.granted_at, staff.c.user_id)
    return [
        StaffMember(
            user_id=row.user_id,
            grant=_grant_of(row),
            granted_by=row.granted_by,
            granted_at=row.granted_at,
        )
        for row in connection.execute(query)
    ]


def _invites(connection: Connection, now: datetime) -> list[Invite]:
    query = select(invites).where(invites.c.expires_at > now).order_by(invites.c.id)
    return list(map(_invite_of, connection.execute(query)))


def _find(connection: Connection, token: str, now: datetime) -> Invite | None:
    query = select(invites).where(invites.c.token_hash == _hash(token), invites.c.expires_at > now)
    row = connection.execute(query).first()
    return _invite_of(row) if row else None


def _invite_of(row: AnyRow) -> Invite:
    return Invite(
        id=row.id, grant=_grant_of(row), invited_by=row.invited_by, expires_at=row.expires_at
    )


def _grant_of(row: AnyRow) -> Grant:
    return Grant(role=StaffRole(row.role), paper=row.paper)


def _invite(
    connection: Connection, token: str, grant: Grant, expires_at: datetime, entry: AuditEntry
) -> None:
    row = {"token_hash": _hash(token), "role": grant.role.value, "paper": grant.paper}
    made = {"expires_at": expires_at, "invited_by": entry.actor}
    connection.execute(insert(connection, invites).values(row | made))
    write_entry(connection, entry)


def _join(connection: Connection, token: str, user_id: int, entry: AuditEntry) -> bool:
    usable = (invites.c.token_hash == _hash(token)) & (invites.c.expires_at > entry.at)
    # Deleted first: of several who press at once, one finds it.
    columns = (invites.c.role, invites.c.paper, invites.c.invited_by)
    used = delete(invites).where(usable).returning(*columns)
    invite = connection.execute(used).first()
    if invite is None:
        return False
    given = {
        "role": invite.role,
        "paper": invite.paper,
        "granted_by": invite.invited_by,
        "granted_at": entry.at,
    }
    joined = insert(connection, staff).values(user_id=user_id, **given)
    connection.execute(joined.on_conflict_do_update(index_elements=["user_id"], set_=given))
    write_entry(connection, entry)
    return True


def _withdraw(connection: Connection, invite: int, entry: AuditEntry) -> bool:
    is_gone = connection.execute(delete(invites).where(invites.c.id == invite)).rowcount > 0
    if is_gone:
        write_entry(connection, entry)
    return is_gone


def _take_back(connection: Connection, user_id: int, entry: AuditEntry) -> bool:
    is_gone = connection.execute(delete(staff).where(staff.c.user_id == user_id)).rowcount > 0
    if is_gone:
        write_entry(connection, entry)
    return is_gone


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
