"""`restore`: a backup in the place of the database, with nothing going out by itself."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.composition.data_folder import alone
from bot.composition.store import now
from bot.errors import CommandError
from bot.settings import OfflineSettings
from digests.errors import StoreError
from digests.store.upkeep.restore import Restored, restore


def carry_out(arguments: argparse.Namespace) -> None:
    """Put a backup in the database's place; what was there is kept beside it."""
    settings = OfflineSettings.load()
    with alone(settings.data_dir):
        try:
            restoring = restore(settings.database, arguments.file, settings.backups, now())
            done = asyncio.run(restoring)
        except StoreError as error:
            raise CommandError(f"nothing was restored: {error}.") from None
    print("\n".join(_sentences(arguments.file, done)))


def _sentences(file: Path, done: Restored) -> Iterator[str]:
    yield f"{file} is in place."
    if done.kept:
        yield f"What was there before is {done.kept}."
    if done.held.broadcasts or done.held.editions:
        yield (
            f"{done.held.broadcasts} broadcasts are paused and {done.held.editions} scheduled"
            " editions are drafts, because nobody knows what went out since the backup. The"
            " editors are asked when the bot starts."
        )
