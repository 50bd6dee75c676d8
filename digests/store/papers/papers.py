"""The papers that there are."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import Connection, func, select, update

from digests.model import PAPER
from digests.store.database import Session, insert
from digests.store.papers.paper_tables import papers
from digests.values.papers import Paper


class PaperStore:
    """Keeps papers; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def all(self) -> tuple[Paper, ...]:
        """Every paper in their order; the one that is always there comes first."""
        return await self._session.in_read(all_papers)

    async def add(self, paper: Paper) -> bool:
        """Add a paper behind the others; False where one has its key."""
        return await self._session.in_write(_add, paper)

    async def change(self, paper: Paper) -> bool:
        """Let a paper be so; False where there is none of its key."""
        return await self._session.in_write(_change, paper)


def all_papers(connection: Connection) -> tuple[Paper, ...]:
    """Every paper in their order, within a transaction."""
    rows = connection.execute(select(papers).order_by(papers.c.position, papers.c.key)).all()
    names = [one.name for one in fields(Paper)]
    found = [Paper(**{name: getattr(row, name) for name in names}) for row in rows]
    is_said = any(one.key == PAPER for one in found)
    return tuple(found) if is_said else (Paper(), *found)


def _add(connection: Connection, paper: Paper) -> bool:
    last = select(func.coalesce(func.max(papers.c.position), 0) + 1).scalar_subquery()
    added = insert(connection, papers).values(asdict(paper) | {"position": last})
    new = added.on_conflict_do_nothing().returning(papers.c.key)
    return connection.execute(new).first() is not None


def _change(connection: Connection, paper: Paper) -> bool:
    if paper.key == PAPER:
        row = insert(connection, papers).values(asdict(paper) | {"position": 0})
        connection.execute(row.on_conflict_do_nothing())
    of_it = update(papers).where(papers.c.key == paper.key)
    return connection.execute(of_it.values(asdict(paper))).rowcount == 1
