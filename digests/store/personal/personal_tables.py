"""The tables of what one person keeps; each row is of one person, by their Telegram id."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Enum,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
)

from digests.store.tables import Instant, Key, metadata
from digests.values.rules import Stance, Subject


def _word(of: type[Stance | Subject]) -> Enum:
    return Enum(
        of,
        native_enum=False,
        create_constraint=False,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )


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

# By `key` a subject is the same as another; see `digests.values.rules` for the rest. `words` is a
# list in JSON; edition and number are 0 where it is about no story.
reading_rules = Table(
    "reading_rules",
    metadata,
    Column("id", Key, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("key", String(200), nullable=False),
    Column("stance", _word(Stance), nullable=False),
    Column("subject", _word(Subject), nullable=False),
    Column("label", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("edition_id", Key, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("rings", Boolean, nullable=False, server_default=false()),
    Index("uq_reading_rules_user_id", "user_id", "key", unique=True),
    sqlite_autoincrement=True,
)
