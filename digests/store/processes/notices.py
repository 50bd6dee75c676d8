"""What one process tells another at once, where the database can: by PostgreSQL's NOTIFY."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

CHANNEL = "kawaraban"
"""Where the names are told of processes that have something to take."""


def notify(connection: Connection, names: Iterable[str]) -> None:
    """Tell processes, once this transaction is committed, that something of theirs is written."""
    if connection.dialect.name != "postgresql":
        return
    for name in sorted(names):
        connection.execute(
            text("SELECT pg_notify(:channel, :name)"), {"channel": CHANNEL, "name": name}
        )
