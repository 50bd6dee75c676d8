"""`readers`: the subscribers from a CSV file, or to one."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli import subscriber_csv
from bot.composition.store import audience, opened
from bot.errors import CommandError
from bot.settings import OfflineSettings


def carry_out(arguments: argparse.Namespace) -> None:
    """Take subscribers in from a CSV file, or write them to one."""
    settings = OfflineSettings.load()
    if arguments.way == "export":
        if arguments.dry_run:
            raise CommandError("--dry-run is for readers import; an export changes nothing.")
        asyncio.run(_export(settings, arguments.file))
    else:
        asyncio.run(_import(settings, arguments.file, dry_run=arguments.dry_run))


async def _export(settings: OfflineSettings, file: Path) -> None:
    async with opened(settings) as store:
        count = await subscriber_csv.write(audience(settings, store), file)
    print(f"{count} readers written to {file}")


async def _import(settings: OfflineSettings, file: Path, *, dry_run: bool) -> None:
    async with opened(settings) as store:
        done = await subscriber_csv.read(audience(settings, store), file, dry_run=dry_run)
    counts = f"{done.new} new, {done.changed} changed, {done.same} as they were"
    if dry_run:
        print(f"{done.total} readers would be taken in from {file}: {counts}. Nothing was written.")
    else:
        print(f"{done.total} readers taken in from {file}: {counts}")
