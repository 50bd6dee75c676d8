"""The tables of what each bot has: what came in to it, and what Telegram knows by its name."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    String,
    Table,
    Text,
    literal_column,
    null,
    text,
)

from digests.store.tables import metadata

file_ids = Table(
    "file_ids",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(64), primary_key=True),
    Column("file_id", Text, nullable=False),
)
# What came from outside; once it is handled, only its number is left.
inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("conversation", BigInteger, nullable=False),
    Column("payload", Text, nullable=False),
    Column("owner", String(160), nullable=False),
    # Both by the database's clock.
    Column("arrived", Double, nullable=False),
    Column("handled", Double),
    # How often it was begun since a process ended that had it; none before that.
    Column("tries", Integer),
    Index("ix_inbox_handled", "handled"),
)
IS_WAITING = inbox.c.handled == null()
IS_SET_ASIDE = (inbox.c.handled != null()) & (inbox.c.payload != literal_column("''"))
Index(
    "ix_inbox_owner",
    inbox.c.bot_id,
    inbox.c.owner,
    inbox.c.id,
    sqlite_where=text("handled IS NULL"),
    postgresql_where=text("handled IS NULL"),
)
Index(
    "ix_inbox_conversation",
    inbox.c.bot_id,
    inbox.c.conversation,
    sqlite_where=text("handled IS NULL"),
    postgresql_where=text("handled IS NULL"),
)
Index(
    "ix_inbox_set_aside",
    inbox.c.conversation,
    sqlite_where=text("handled IS NOT NULL AND payload <> ''"),
    postgresql_where=text("handled IS NOT NULL AND payload <> ''"),
)

# `update_id` is the last update that brought the message; `arrived` by the database's clock.
misunderstood = Table(
    "misunderstood",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, nullable=False),
    Column("arrived", Double, nullable=False),
)
