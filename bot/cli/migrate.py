"""`migrate`: the database's tables, brought up to date."""

from __future__ import annotations

import argparse
import asyncio

from bot.composition.store import now, opened
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from digests.values.roles import AuditEntry, AuditWay


def carry_out(_arguments: argparse.Namespace, translator: Translator) -> None:
    """Bring the database's tables up to date."""
    asyncio.run(_migrate(OfflineSettings.load()))
    print(translator.gettext("The tables are up to date."))


async def _migrate(settings: OfflineSettings) -> None:
    async with opened(settings) as store:
        await store.audit.add(AuditEntry(at=now(), way=AuditWay.CLI, action="migrate"))
