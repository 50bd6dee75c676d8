"""Who came and went: how many at which time, and of nobody in particular.

Each change of who is active is noted in its own transaction, as a row that is added: a counter of
the day would have everybody wait for everybody.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from digests.store.database import insert, instant
from digests.store.tables import movements
from digests.values.figures import Movement

_QUARTER = 15 * 60  # seconds


def note_movement(
    connection: Connection, kind: Movement, count: int = 1, at: datetime | None = None
) -> None:
    """Note that so many moved, now if it is not said when; nothing of nobody."""
    if count:
        moment = at or instant(connection)
        row = {"at": _quarter(moment), "kind": kind, "total": count}
        connection.execute(insert(connection, movements).values(row))


def _quarter(moment: datetime) -> datetime:
    """When the quarter of an hour began in which a moment is."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % _QUARTER, UTC)
