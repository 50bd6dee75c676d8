"""Which item of an edition goes on with which item of an earlier one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "story_links",
        sa.Column("edition_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("earlier_edition_id", _KEY, nullable=False),
        sa.Column("earlier_number", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "number", name="pk_story_links"),
    )
    op.create_index(
        "ix_story_links_earlier", "story_links", ["earlier_edition_id", "earlier_number"]
    )


def downgrade() -> None:
    op.drop_table("story_links")
