"""How editors want drafts published, and which messages show a draft to each of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "draft_cards",
        sa.Column("edition_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_draft_cards_edition_id"),
        sa.PrimaryKeyConstraint("edition_id", "user_id", name="pk_draft_cards"),
    )
    op.execute(
        "INSERT INTO draft_cards (edition_id, user_id, card)"
        " SELECT edition_id, shown_to, card FROM uploads WHERE shown_to IS NOT NULL"
    )
    op.drop_column("uploads", "card")
    op.drop_column("uploads", "shown_to")
    op.create_table(
        "publish_orders",
        sa.Column("edition_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ordered_by", sa.BigInteger()),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True)),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name="fk_publish_orders_edition_id"
        ),
        sa.PrimaryKeyConstraint("edition_id", name="pk_publish_orders"),
    )


def downgrade() -> None:
    op.drop_table("publish_orders")
    op.add_column("uploads", sa.Column("shown_to", sa.BigInteger()))
    op.add_column("uploads", sa.Column("card", sa.Text(), server_default="[]", nullable=False))
    op.drop_table("draft_cards")
