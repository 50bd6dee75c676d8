"""The tables of what one person keeps; each row is of one person, by their Telegram id."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, text

from digests.store.tables import Instant, Key, metadata

# No foreign keys: what is saved outlives neither the edition nor the person. `number` is null once
# a correction took the item out. A reminder is due at `remind_at`; from `taken_at` on somebody
# has it in hand, and it is never handed out again unless they say that it did not leave.
saved_items = Table(
    "saved_items",
    metadata,
    Column("id", Key, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("edition_id", Key, nullable=False),
    Column("number", Integer),
    Column("saved_at", Instant, nullable=False),
    Column("remind_at", Instant),
    Column("taken_at", Instant),
    Index("uq_saved_items_user_id", "user_id", "edition_id", "number", unique=True),
    Index("ix_saved_items_edition_id", "edition_id"),
    sqlite_autoincrement=True,
)
IS_TO_COME = saved_items.c.remind_at.is_not(None) & saved_items.c.taken_at.is_(None)
Index(
    "ix_saved_items_remind_at",
    saved_items.c.remind_at,
    sqlite_where=text("remind_at IS NOT NULL AND taken_at IS NULL"),
    postgresql_where=text("remind_at IS NOT NULL AND taken_at IS NULL"),
)
