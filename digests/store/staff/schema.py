"""The tables of those who work on editions; part of the schema that `digests.store.tables` has."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from digests.store.tables import Instant, Key, metadata

# Whom the settings name is not in it. `granted_by` is the owner who invited them. Here as below,
# `paper` is that which the role is for, NULL where it is for all.
staff = Table(
    "staff",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", String(16), nullable=False),
    Column("granted_by", BigInteger, nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("paper", String(64)),
)

# `token_hash` is the SHA-256 of what the link carries, in hex: who reads the table can't join.
invites = Table(
    "invites",
    metadata,
    Column("id", Key, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("invited_by", BigInteger, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("paper", String(64)),
    sqlite_autoincrement=True,
)

# No foreign keys: what was done stays when what it was done to is deleted.
audit = Table(
    "audit",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("way", String(16), nullable=False),
    Column("action", String(64), nullable=False),
    Column("actor_id", BigInteger),
    Column("edition_id", Key),
    Column("broadcast_id", Key),
    Column("person_id", BigInteger),
    Column("detail", String(64), nullable=False),
    Column("paper", String(64)),
    sqlite_autoincrement=True,
)
