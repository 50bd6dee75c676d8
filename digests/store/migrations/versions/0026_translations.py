"""Translations of headlines and summaries, and who wants them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "translations",
        sa.Column("edition_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("headline", sa.Text()),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "language", "number", name="pk_translations"),
    )
    op.add_column(
        "subscribers",
        sa.Column("translated", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_index(
        "ix_subscribers_translated",
        "subscribers",
        ["paper", "language"],
        sqlite_where=sa.text("state = 'active' AND translated = 1"),
        postgresql_where=sa.text("state = 'active' AND translated"),
    )


def downgrade() -> None:
    op.drop_index("ix_subscribers_translated", table_name="subscribers")
    op.drop_column("subscribers", "translated")
    op.drop_table("translations")
