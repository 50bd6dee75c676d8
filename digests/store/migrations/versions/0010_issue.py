"""The number of an edition's issue; those of before are found by their titles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("editions", sa.Column("issue", sa.Integer()))
    op.create_index("ix_editions_issue", "editions", ["issue"])


def downgrade() -> None:
    op.drop_index("ix_editions_issue", "editions")
    op.drop_column("editions", "issue")
