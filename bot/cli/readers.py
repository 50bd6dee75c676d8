"""`readers`: the subscribers from a CSV file, or to one."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli.terminal import subscriber_csv
from bot.composition.store import audience, now, opened
from bot.errors import CommandError
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from digests.personal.reading_rules import ReadingRules
from digests.store import Store
from digests.store.upkeep.intake import Survey
from digests.values.roles import AuditEntry, AuditWay


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Take subscribers in from a CSV file, or write them to one."""
    settings = OfflineSettings.load()
    if arguments.way == "export":
        if arguments.dry_run:
            raise CommandError(mark("--dry-run is for readers import; an export changes nothing."))
        count = asyncio.run(_export(settings, arguments.file))
        print(
            translator.ngettext(
                "{count} reader written to {file}",
                "{count} readers written to {file}",
                count,
                file=arguments.file,
            )
        )
    else:
        done = asyncio.run(_import(settings, arguments.file, dry_run=arguments.dry_run))
        print(_report(translator, arguments, done))


async def _export(settings: OfflineSettings, file: Path) -> int:
    async with opened(settings) as store:
        return await subscriber_csv.write(audience(settings, store), file, rules=_rules(store))


async def _import(settings: OfflineSettings, file: Path, *, dry_run: bool) -> Survey:
    async with opened(settings) as store:
        chats = audience(settings, store)
        done = await subscriber_csv.read(chats, file, rules=_rules(store), dry_run=dry_run)
        if not dry_run:
            entry = AuditEntry(at=now(), way=AuditWay.CLI, action="import_readers")
            await store.audit.add(entry)
        return done


def _rules(store: Store) -> ReadingRules:
    return ReadingRules(store=store, clock=now)


def _report(translator: Translator, arguments: argparse.Namespace, done: Survey) -> str:
    counts = translator.gettext(
        "{new} new, {changed} changed, {same} as they were",
        new=done.new,
        changed=done.changed,
        same=done.same,
    )
    if arguments.dry_run:
        return translator.ngettext(
            "{count} reader would be taken in from {file}: {counts}. Nothing was written.",
            "{count} readers would be taken in from {file}: {counts}. Nothing was written.",
            done.total,
            file=arguments.file,
            counts=counts,
        )
    return translator.ngettext(
        "{count} reader taken in from {file}: {counts}",
        "{count} readers taken in from {file}: {counts}",
        done.total,
        file=arguments.file,
        counts=counts,
    )
