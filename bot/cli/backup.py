"""`backup`: a checked copy of the whole database, while a bot runs or not."""

from __future__ import annotations

import argparse

from bot.composition.store import now
from bot.errors import CommandError
from bot.settings import OfflineSettings
from digests.store.upkeep.backup import BackupError, back_up


def carry_out(arguments: argparse.Namespace) -> None:
    """Copy the whole database into a folder, and check it; none of the others is removed."""
    settings = OfflineSettings.load()
    try:
        done = back_up(settings.database, arguments.to or settings.backups, now())
    except BackupError as error:
        raise CommandError(f"no backup was made: {error}.") from None
    told = ", ".join(f"{done.rows[name]} {name}" for name in _TOLD if name in done.rows)
    print(f"{done.file} ({done.size / 1e6:.1f} MB), checked{told and ': '}{told}")


_TOLD = ("subscribers", "editions", "pictures")
"""Tables whose rows say whether a backup is the right one."""
