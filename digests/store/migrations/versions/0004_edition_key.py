"""Paper and slot of an edition beside its day, and the edition of each indexed item."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ADDED = ("paper", "slot")
IS_PUBLISHED = "state = 'published'"

# A row's key begins with its day, counted from the first of January of the year 1. What stands in
# the index though its day has no published edition can't be asked for, and goes.
FILL_ON_SQLITE = """
INSERT INTO search_rebuilt (rowid, terms, number, headline, outlet, body, edition_id)
SELECT s.rowid, s.terms, s.number, s.headline, s.outlet, s.body, e.id
FROM search AS s
JOIN editions AS e ON e.state = 'published' AND e.date = date(s.rowid / 100000 + 1721424.5)
ORDER BY s.rowid
"""
FILL_BACK_ON_SQLITE = """
INSERT INTO search_rebuilt (rowid, terms, number, headline, outlet, body)
SELECT rowid, terms, number, headline, outlet, body FROM search ORDER BY rowid
"""
FILL_ON_POSTGRESQL = """
UPDATE search SET edition_id = e.id FROM editions AS e
WHERE e.state = 'published' AND e.date = DATE '0001-01-01' + (rowid / 100000 - 1)::integer
"""


def upgrade() -> None:
    for name in ADDED:
        column = sa.Column(name, sa.String(length=64), nullable=False, server_default="")
        op.add_column("editions", column)
    index_published("paper", "date", "slot")
    if op.get_context().dialect.name == "sqlite":
        rebuild_search(", edition_id UNINDEXED", FILL_ON_SQLITE)
        return
    op.add_column("search", sa.Column("edition_id", sa.BigInteger()))
    op.execute(FILL_ON_POSTGRESQL)
    op.execute("DELETE FROM search WHERE edition_id IS NULL")
    op.alter_column("search", "edition_id", nullable=False)


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        rebuild_search("", FILL_BACK_ON_SQLITE)
    else:
        op.drop_column("search", "edition_id")
    index_published("date")
    for name in ADDED:
        op.drop_column("editions", name)


def index_published(*columns: str) -> None:
    op.drop_index("uq_editions_published", "editions")
    op.create_index(
        "uq_editions_published",
        "editions",
        list(columns),
        unique=True,
        sqlite_where=sa.text(IS_PUBLISHED),
        postgresql_where=sa.text(IS_PUBLISHED),
    )


def rebuild_search(further_column: str, fill: str) -> None:
    """Copy the index: a virtual table takes no further column. Its terms stay as they are."""
    op.execute(
        "CREATE VIRTUAL TABLE search_rebuilt USING fts5 (terms, number UNINDEXED,"
        f" headline UNINDEXED, outlet UNINDEXED, body UNINDEXED{further_column},"
        " tokenize = 'ascii', prefix = '1', columnsize = 0)"
    )
    op.execute(fill)
    op.execute("DROP TABLE search")
    op.execute("ALTER TABLE search_rebuilt RENAME TO search")
