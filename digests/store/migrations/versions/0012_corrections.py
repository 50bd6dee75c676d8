"""What was changed in an edition after it was published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "editions", sa.Column("corrections", sa.Text, nullable=False, server_default="[]")
    )


def downgrade() -> None:
    op.drop_column("editions", "corrections")
