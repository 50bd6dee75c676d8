"""Of which paper a role or an invite is: of all of them where none is named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TABLES = ("staff", "invites", "audit")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("paper", sa.String(length=64)))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "paper")
