"""`backup`: a checked copy of the whole database, while a bot runs or not."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from bot.composition.store import now
from bot.errors import CommandError, Sentence
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from digests.store.upkeep.backup import Backup, BackupError, back_up


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Copy the whole database into a folder, and check it; none of the others is removed."""
    settings = OfflineSettings.load()
    try:
        done = back_up(settings.database, arguments.to or settings.backups, now())
    except BackupError as error:
        raise CommandError(
            mark("no backup was made: {why}."), why=Sentence.of_store(error)
        ) from None
    print("\n".join(_sentences(translator, done)))


def _sentences(translator: Translator, done: Backup) -> Iterator[str]:
    size = translator.decimal(done.size / 1e6)
    yield translator.gettext("{file} ({size} MB) is made, and checked.", file=done.file, size=size)
    if done.rows:  # those that say whether a backup is the right one
        told = (
            translator.ngettext("{count} reader", "{count} readers", done.rows["subscribers"]),
            translator.ngettext("{count} edition", "{count} editions", done.rows["editions"]),
            translator.ngettext("{count} picture", "{count} pictures", done.rows["pictures"]),
        )
        yield translator.gettext("In it: {contents}", contents=" · ".join(told))
