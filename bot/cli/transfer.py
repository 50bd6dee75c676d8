"""`transfer`: everything from the database in use to another one."""

from __future__ import annotations

import argparse
import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.composition.data_folder import alone
from bot.composition.store import delivery, now
from bot.errors import CommandError, Sentence
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from digests.errors import StoreError
from digests.store import Store
from digests.store.store import HEAD
from digests.store.upkeep.transfer import Transfer
from digests.values.roles import AuditEntry, AuditWay


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Copy everything to another database, and compare; the one in use stays as it is."""
    settings = OfflineSettings.load()
    target = settings.with_database(arguments.to)
    if target.database == settings.database:
        raise CommandError(mark("--to names the database that is in use already."))
    with alone(settings.data_dir):
        rows = asyncio.run(copy_everything(settings.database, target.database))
        _copy_journals(delivery(settings).journal, delivery(target).journal)
    print(
        translator.ngettext(
            "{count} row is in the new database, and equal. Now set BOT_DATABASE_URL to it. The"
            " old one is as it was.",
            "{count} rows are in the new database, and equal. Now set BOT_DATABASE_URL to it. The"
            " old one is as it was.",
            rows,
        )
    )


async def copy_everything(source: str, target: str) -> int:
    """Copy one database to the other, and compare; how many rows. Raises `CommandError`."""
    old_away = mark("the database in use can't be opened: {why}.")
    new_away = mark("--to can't be opened: {why}.")
    async with _reached(source, old_away) as old, _reached(target, new_away) as new:
        if await old.revision() == HEAD and await old.processes.living():
            raise CommandError(
                mark(
                    "a bot runs with the old database, maybe on another machine; stop it first."
                    " After a kill it counts as running for five seconds."
                )
            )
        done = await Transfer(source=old, target=new, tell=_tell).run()
        await new.audit.add(AuditEntry(at=now(), way=AuditWay.CLI, action="transfer"))
    return sum(checksum.rows for name, checksum in done.items() if name != "search")


@asynccontextmanager
async def _reached(url: str, refusal: str) -> AsyncIterator[Store]:
    try:
        store = await Store.open(url)
    except StoreError as error:
        raise CommandError(refusal, why=Sentence.of_store(error)) from None
    try:
        yield store
    finally:
        await store.close()


def _tell(table: str, rows: int) -> None:
    print(f"{table}: {rows}", flush=True)


def _copy_journals(source: Path | None, target: Path | None) -> None:
    """What a killed bot knows of messages on their way, which the database was not told."""
    if source and target and source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
