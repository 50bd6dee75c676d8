"""`restore`: a backup in the place of the database, with nothing going out by itself."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.composition.data_folder import alone
from bot.composition.store import now
from bot.errors import CommandError, Sentence
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from digests.errors import StoreError
from digests.store.upkeep.restore import Restored, restore


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Put a backup in the database's place; what was there is kept beside it."""
    settings = OfflineSettings.load()
    with alone(settings.data_dir):
        try:
            restoring = restore(settings.database, arguments.file, settings.backups, now())
            done = asyncio.run(restoring)
        except StoreError as error:
            raise CommandError(
                mark("nothing was restored: {why}."), why=Sentence.of_store(error)
            ) from None
    print("\n".join(_sentences(translator, arguments.file, done)))


def _sentences(translator: Translator, file: Path, done: Restored) -> Iterator[str]:
    yield translator.gettext("{file} is in place.", file=file)
    if done.kept:
        yield translator.gettext("What was there before is {file}.", file=done.kept)
    if done.held.broadcasts or done.held.editions:
        yield translator.gettext(
            "Broadcasts that are paused: {broadcasts}. Scheduled editions that are drafts now:"
            " {editions}. Nobody knows what went out since the backup; the editors are asked when"
            " the bot starts.",
            broadcasts=done.held.broadcasts,
            editions=done.held.editions,
        )
    if done.held.readers:
        yield translator.gettext(
            "Readers who no longer wait for an index of what came too late for them: {readers}."
            " They may have had it since the backup.",
            readers=done.held.readers,
        )
