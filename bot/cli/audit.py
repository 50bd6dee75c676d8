"""`audit`: what was done to editions and roles, by whom and by which way."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.composition.store import opened
from bot.errors import CommandError
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from bot.views.desk.roles.audit import entry_line
from digests.values.roles import AuditEntry


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Print the entries, oldest first; with `--csv` for programs, with `--since` from a day on."""
    settings = OfflineSettings.load()
    since = _beginning(arguments.since, settings) if arguments.since else None
    found = asyncio.run(_entries(settings, since))
    if arguments.csv:
        _write(found)
        return
    for entry in found:
        print(entry_line(translator, entry, settings.timezone))


def _beginning(day: str, settings: OfflineSettings) -> datetime:
    """When a day begins by the operator's clock."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(settings.timezone))
    except ValueError:
        raise CommandError(mark("{text} is no day; write it as 2026-11-24."), text=day) from None


async def _entries(settings: OfflineSettings, since: datetime | None) -> Sequence[AuditEntry]:
    async with opened(settings) as store:
        return await store.audit.since(since)


def _write(found: Sequence[AuditEntry]) -> None:
    names = [field.name for field in fields(AuditEntry)]
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    for entry in found:
        writer.writerow(asdict(entry) | {"at": entry.at.isoformat()})
