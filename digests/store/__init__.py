"""Everything that is kept: SQLAlchemy Core over SQLite or PostgreSQL. Rows never leave it.

Store ── editions, subscribers, ledger, search, each thing asked a transaction by itself
  ├ transaction ── Unit: the same parts, all that is asked of them one transaction
  └ Database ── a Session that does pieces of work; their errors come out as StoreError
migrations ── what Alembic makes the tables with
"""

from digests.store.store import Store, Unit

__all__ = ["Store", "Unit"]
