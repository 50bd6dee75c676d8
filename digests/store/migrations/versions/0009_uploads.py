"""What undecided editions were read from, and which structures editors chose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "editions", sa.Column("is_revised", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_table(
        "uploads",
        sa.Column("edition_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("posted", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alternatives", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("shown_to", sa.BigInteger()),
        sa.Column("card", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_uploads_edition_id"),
        sa.PrimaryKeyConstraint("edition_id", name="pk_uploads"),
    )
    op.create_table(
        "structure_choices",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("structure", sa.String(length=64), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "title", name="pk_structure_choices"),
    )


def downgrade() -> None:
    op.drop_table("structure_choices")
    op.drop_table("uploads")
    op.drop_column("editions", "is_revised")
