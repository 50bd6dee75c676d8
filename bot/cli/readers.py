"""`readers`: the subscribers from a CSV file, or to one."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli import subscriber_csv
from bot.composition.store import audience, now, opened
from bot.settings import OfflineSettings


def carry_out(arguments: argparse.Namespace) -> None:
    """Take subscribers in from a CSV file, or write them to one."""
    settings = OfflineSettings.load()
    asyncio.run(_exchange(settings, arguments.way, arguments.file))


async def _exchange(settings: OfflineSettings, way: str, file: Path) -> None:
    async with opened(settings) as store:
        if way == "export":
            count = await subscriber_csv.write(audience(settings, store), file)
            print(f"{count} readers written to {file}")
        else:
            count = await subscriber_csv.read(audience(settings, store), file, now())
            print(f"{count} readers taken in from {file}")
