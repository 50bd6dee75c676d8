"""Announcements, and broadcasts that are about none of the editions or about one correction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORD = sa.String(length=16)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("language", _WORD, nullable=False, server_default=""),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcements_created_at", "announcements", ["created_at"])
    if op.get_context().dialect.name == "sqlite":
        rebuild_broadcasts(sa.Column("subject", _KEY, nullable=False, server_default="0"))
    else:
        op.alter_column("broadcasts", "edition_id", nullable=True)
        op.add_column("broadcasts", sa.Column("subject", _KEY, nullable=False, server_default="0"))
    index("uq_broadcasts_announcement", "subject", "announcement")


def downgrade() -> None:
    """What the earlier release does not know goes, with all that was planned of it."""
    unknown = "SELECT id FROM broadcasts WHERE kind IN ('announcement', 'erratum')"
    for table in ("plans", "chunks", "undelivered"):
        op.execute(f"DELETE FROM {table} WHERE broadcast_id IN ({unknown})")  # noqa: S608 - ours
    op.execute("DELETE FROM broadcasts WHERE kind IN ('announcement', 'erratum')")
    op.drop_index("uq_broadcasts_announcement", "broadcasts")
    if op.get_context().dialect.name == "sqlite":
        rebuild_broadcasts(None)
    else:
        op.drop_column("broadcasts", "subject")
        op.alter_column("broadcasts", "edition_id", nullable=False)
    op.drop_table("announcements")


def rebuild_broadcasts(subject: sa.Column[int] | None) -> None:
    """SQLite can't let a column have no value: the table is made again, with the rows it had.

    Rows of other tables name its own: they may do so in vain until the transaction ends.
    """
    kept = (
        "id, edition_id, kind, state, day, opened_at, opened_by, finished_at, resumed_at,"
        " pause_note, hurried, forgiven, echo_until"
    )
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(f"CREATE TABLE broadcasts_before AS SELECT {kept} FROM broadcasts")  # noqa: S608
    op.drop_table("broadcasts")
    op.create_table(
        "broadcasts",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("edition_id", _KEY, nullable=subject is not None),
        *([] if subject is None else [subject]),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("opened_by", sa.BigInteger()),
        sa.Column("finished_at", _INSTANT),
        sa.Column("resumed_at", _INSTANT),
        sa.Column("pause_note", sa.Text()),
        sa.Column("hurried", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("forgiven", sa.Integer(), server_default="0", nullable=False),
        sa.Column("echo_until", sa.Double()),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_broadcasts_edition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO broadcasts ({kept}) SELECT {kept} FROM broadcasts_before")  # noqa: S608
    op.execute("DROP TABLE broadcasts_before")
    op.create_index("ix_broadcasts_edition_id", "broadcasts", ["edition_id"])
    op.create_index("ix_broadcasts_state", "broadcasts", ["state"])
    index("uq_broadcasts_edition_id", "edition_id", "edition")


def index(name: str, column: str, kind: str) -> None:
    op.create_index(
        name,
        "broadcasts",
        [column],
        unique=True,
        sqlite_where=sa.text(f"kind = '{kind}'"),
        postgresql_where=sa.text(f"kind = '{kind}'"),
    )
