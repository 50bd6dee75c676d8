"""The tables of who opened which item, as both engines know them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from digests.store.tables import Key, metadata

# Who opened which item, for a few days, so that it counts once; and the sums, which say of nobody.
openings = Table(
    "openings",
    metadata,
    Column("edition_id", Key, primary_key=True, autoincrement=False),
    Column("subscriber_id", Key, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
opening_sums = Table(
    "opening_sums",
    metadata,
    Column("edition_id", Key, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("total", Integer, nullable=False),
    sqlite_with_rowid=False,
)
