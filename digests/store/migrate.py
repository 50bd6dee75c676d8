"""Bringing the tables up to date, by Alembic over a connection of ours."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

_SCRIPTS = Path(__file__).with_name("migrations")
_LOCK = 0x6B617761  # any number that nothing else in the database locks


def config_over(connection: Connection) -> Config:
    """Alembic's configuration, without a file: it works on this connection."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Bring the tables up to date; processes that start at once wait for one another."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    command.upgrade(config_over(connection), "head")
