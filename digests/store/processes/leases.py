"""The leases of processes: each has one on being alive, and one of them has that of the leader.

All times are the database's. A lease that nobody would take that long counts as ended as well: then
the clock was set back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)

from digests.delivery.share import Others
from digests.store import chunks
from digests.store.database import Database, insert
from digests.store.processes.notices import CHANNEL
from digests.store.tables import clock, leader, processes

LEASE = 5.0
"""Seconds for which a process counts as alive, and as the leader, without being heard of."""
_KEPT = 3600.0
"""Seconds for which the row of a process that ended without a word is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What a process learns when it renews its lease.

    `leads` says whether it is the leader; `leader` is the name of the one that is, empty where
    nobody is. `others` are those who share with it what Telegram allows the bot.
    """

    leads: bool
    leader: str
    others: Others = field(default_factory=Others)


class ProcessStore:
    """Which processes work over this database; every method raises `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def join(self, name: str, worker: str) -> None:
        """Begin to live, under a name that no other start ever has.

        `worker` is what a process keeps when it is started again and no other has meanwhile, so
        whoever has it in the database is dead: their leases end at once.
        """
        await self._database.in_write(_join, name, worker)

    async def beat(self, name: str, worker: str, *, stands: bool) -> Beat:
        """Renew one's lease; who `stands` gets or keeps that of the leader, unless another has it.

        One that was given up comes back.
        """
        return await self._database.in_write(_beat, name, worker, stands=stands)

    async def leader(self) -> str:
        """Who has, or had last, the lease of the leader; to ask where nothing can be written."""
        return await self._database.in_read(_leader)

    async def living(self) -> frozenset[str]:
        """The names of all that live."""
        return await self._database.in_read(_living)

    async def listen(self, name: str, tell: Callable[[], None]) -> None:
        """Tell once this listens, and whenever another process wrote something for this name.

        Returns at once where the database can't tell, else raises when it no longer can.
        """
        await self._database.listen(CHANNEL, lambda told: tell() if told in {"", name} else None)

    async def resign(self, name: str) -> None:
        """Leave the lead to others at once."""
        await self._database.in_write(_resign, name)

    async def leave(self, name: str) -> None:
        """Live no more, and lead no more."""
        await self._database.in_write(_leave, name)


def _lasts(lease_until: ColumnElement[float]) -> ColumnElement[bool]:
    return and_(lease_until >= clock(), lease_until <= clock() + 2 * LEASE)


def names_of_living() -> Select[str]:
    """The names of all that live, for a statement that acts on what the others have left."""
    return select(processes.c.name).where(_lasts(processes.c.lease_until))


def _join(connection: Connection, name: str, worker: str) -> None:
    dead = processes.c.worker == worker
    names = select(processes.c.name).where(dead)
    connection.execute(update(leader).where(leader.c.name.in_(names)).values(lease_until=0.0))
    connection.execute(delete(processes).where(dead))
    _renew(connection, name, worker)


def _beat(connection: Connection, name: str, worker: str, *, stands: bool) -> Beat:
    _renew(connection, name, worker)
    forgotten = or_(
        processes.c.lease_until < clock() - _KEPT, processes.c.lease_until > clock() + _KEPT
    )
    connection.execute(delete(processes).where(forgotten))
    if stands:
        is_free = or_(leader.c.name == name, ~_lasts(leader.c.lease_until))
        mine = {"name": name, "lease_until": clock() + LEASE}
        connection.execute(update(leader).where(is_free).values(mine))
    leads = connection.execute(select(leader.c.name).where(_lasts(leader.c.lease_until))).scalar()
    living = (
        select(func.count())
        .select_from(processes)
        .where(_lasts(processes.c.lease_until), processes.c.name != name)
    )
    others = Others(
        living=connection.execute(living).scalar_one(),
        delivering=chunks.count_others(connection, worker),
    )
    return Beat(leads=leads == name, leader=leads or "", others=others)


def _renew(connection: Connection, name: str, worker: str) -> None:
    row = {"name": name, "worker": worker, "lease_until": clock() + LEASE}
    renewed = insert(connection, processes).values(row)
    connection.execute(
        renewed.on_conflict_do_update(
            index_elements=["name"], set_={"lease_until": clock() + LEASE}
        )
    )


def _leader(connection: Connection) -> str:
    query: Select[str] = select(leader.c.name)
    return connection.execute(query).scalar_one()


def _living(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(names_of_living()).scalars())


def _resign(connection: Connection, name: str) -> None:
    connection.execute(update(leader).where(leader.c.name == name).values(lease_until=0.0))


def _leave(connection: Connection, name: str) -> None:
    _resign(connection, name)
    connection.execute(delete(processes).where(processes.c.name == name))
