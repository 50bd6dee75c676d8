"""What editors were asked about a moment, and what is kept of blocked writers once forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("draft_cards", sa.Column("asked_at", sa.DateTime(timezone=True)))
    op.add_column("draft_cards", sa.Column("asked_revision", sa.Integer()))
    op.create_table(
        "barred_senders",
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("letter_id", _KEY, nullable=True),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender", name="pk_barred_senders"),
    )


def downgrade() -> None:
    op.drop_table("barred_senders")
    op.drop_column("draft_cards", "asked_revision")
    op.drop_column("draft_cards", "asked_at")
