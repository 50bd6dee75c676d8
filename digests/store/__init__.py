"""Everything that is kept: SQLAlchemy Core over SQLite or PostgreSQL. Rows never leave it.

Store ── editions, subscribers, ledger
  └ Database ── read, write: transactions, whose errors come out as StoreError
migrations ── what Alembic makes the tables with
"""

from digests.store.store import Store

__all__ = ["Store"]
