"""Who came and went, what was opened, and by which link somebody came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    has_source = sa.text("source IS NOT NULL")
    op.add_column("subscribers", sa.Column("source", sa.String(length=32)))
    op.create_index(
        "ix_subscribers_source",
        "subscribers",
        ["source", "state"],
        sqlite_where=has_source,
        postgresql_where=has_source,
    )
    counted = ["state", "pause_reason", "kind", "language", "form"]
    op.create_index("ix_subscribers_counted", "subscribers", counted)
    op.create_index("ix_undelivered_failure", "undelivered", ["broadcast_id", "failure"])
    op.create_table(
        "movements",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_movements"),
    )
    op.create_index("ix_movements_at", "movements", ["at"])
    op.create_table(
        "openings",
        sa.Column("edition_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("subscriber_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "subscriber_id", "number", name="pk_openings"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opening_sums",
        sa.Column("edition_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "number", name="pk_opening_sums"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("opening_sums")
    op.drop_table("openings")
    op.drop_table("movements")
    op.drop_index("ix_undelivered_failure", table_name="undelivered")
    op.drop_index("ix_subscribers_counted", table_name="subscribers")
    op.drop_index("ix_subscribers_source", table_name="subscribers")
    op.drop_column("subscribers", "source")
