"""The index that finds published items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        # Terms come cut and folded; the tokenizer called ascii splits them at spaces alone. A
        # prefix of one character is a word of its own in Japanese.
        op.execute(
            "CREATE VIRTUAL TABLE search USING fts5 (terms, number UNINDEXED, headline UNINDEXED,"
            " outlet UNINDEXED, body UNINDEXED, tokenize = 'ascii', prefix = '1', columnsize = 0)"
        )
        return
    op.create_table(
        "search",
        sa.Column("rowid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("terms", TSVECTOR(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rowid", name="pk_search"),
    )
    op.create_index("ix_search_terms", "search", ["terms"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("search")
