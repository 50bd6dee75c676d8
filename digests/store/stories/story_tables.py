"""The table of what goes on: an item has at most one link, to the item that it continues."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Index, Integer, Table, text

from digests.store.tables import Key, metadata

# No foreign keys: what is discarded goes before its links. Those that an editor cut stay, so that
# the same is not found again.
story_links = Table(
    "story_links",
    metadata,
    Column("edition_id", Key, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("earlier_edition_id", Key, nullable=False),
    Column("earlier_number", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("is_cut", Boolean, nullable=False, server_default=text("false")),
    Index("ix_story_links_earlier", "earlier_edition_id", "earlier_number"),
)
