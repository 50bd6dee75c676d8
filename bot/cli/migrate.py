"""`migrate`: the database's tables, brought up to date."""

from __future__ import annotations

import argparse
import asyncio

from bot.composition.store import opened
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings


def carry_out(_arguments: argparse.Namespace, translator: Translator) -> None:
    """Bring the database's tables up to date."""
    asyncio.run(_migrate(OfflineSettings.load()))
    print(translator.gettext("The tables are up to date."))


async def _migrate(settings: OfflineSettings) -> None:
    async with opened(settings):
        return
