"""`status`: readers, editions and deliveries."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator

from bot.composition.store import opened
from bot.frontpage.front_pages import NOT_DRAWN, FrontPages
from bot.i18n.translator import Translations, Translator
from bot.settings import OfflineSettings
from bot.views.desk.broadcasts import progress_lines
from digests.model import SubscriberState
from digests.store import Store
from digests.store.upkeep.backup import backups, lacking_program, made_at


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Print readers, editions and deliveries; with `--health` only fail if it isn't well."""
    settings = OfflineSettings.load()
    report = asyncio.run(_status(settings, translator))
    if not arguments.health:
        print(report)


async def _status(settings: OfflineSettings, translator: Translator) -> str:
    async with opened(settings) as store:
        report = await _report(translator, store)
        latest = await store.editions.latest()
    language = latest.digest.language if latest else settings.language
    drawn = _front_page(settings, translator, language)
    return "\n".join((report, *drawn, *_backups(settings, translator)))


def _front_page(settings: OfflineSettings, translator: Translator, language: str) -> Iterator[str]:
    """Why no front page is drawn of editions in a language."""
    pages = FrontPages.as_set(settings, Translations.load(settings.language))
    if not pages.may_be_drawn(language):
        told = translator.gettext(NOT_DRAWN, language=translator.name_of(language))
        yield f"⚠️ {told}"


def _backups(settings: OfflineSettings, translator: Translator) -> Iterator[str]:
    """When the newest backup was made, and what keeps further ones from being made."""
    if made := backups(settings.backups):
        moment = translator.moment(made_at(made[-1]), settings.timezone)
        yield translator.gettext("Latest backup: {moment}", moment=moment)
    else:
        yield translator.gettext("No backup has been made yet.")
    program = lacking_program(settings.database)
    if program and settings.backup_keep:
        yield translator.gettext(
            "⚠️ None is made at night: {program} of PostgreSQL is not installed here.",
            program=program,
        )


async def _report(translator: Translator, store: Store) -> str:
    """Readers by state, the editions, and the broadcasts under way."""
    counts = await store.subscribers.counts()
    latest = await store.editions.latest()
    lines = [
        translator.gettext("Subscribed: {count}", count=counts.get(SubscriberState.ACTIVE, 0)),
        translator.gettext(
            "Can't be reached: {count}", count=counts.get(SubscriberState.PAUSED, 0)
        ),
        translator.gettext("Not subscribed: {count}", count=counts.get(SubscriberState.LEFT, 0)),
        translator.ngettext("{count} edition", "{count} editions", await store.editions.count()),
    ]
    if latest:
        lines.append(translator.gettext("Latest: {day}", day=translator.day(latest.date)))
    for broadcast in await store.ledger.running():
        progress = await store.ledger.progress(broadcast.id)
        lines.append(f"#{broadcast.id}: " + ", ".join(progress_lines(translator, progress)))
    return "\n".join(lines)
