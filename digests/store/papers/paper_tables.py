"""The table of papers; part of the schema that `digests.store.tables` has."""

from __future__ import annotations

from sqlalchemy import Column, SmallInteger, String, Table

from digests.store.tables import metadata

# That which is always there has the key '' and a row once something is said of it.
papers = Table(
    "papers",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("language", String(16), nullable=False),
    Column("minute", SmallInteger),
    Column("timezone", String(64)),
    Column("position", SmallInteger, nullable=False),
)
