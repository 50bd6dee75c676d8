"""When an editor was asked when a draft shall appear, for whichever process gets the answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft_cards", sa.Column("asked_at", sa.DateTime(timezone=True)))
    op.add_column("draft_cards", sa.Column("asked_revision", sa.Integer()))


def downgrade() -> None:
    op.drop_column("draft_cards", "asked_revision")
    op.drop_column("draft_cards", "asked_at")
