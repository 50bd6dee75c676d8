"""`publish`: files as editions, now or at a time."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.composition.store import newsroom, now, opened
from bot.errors import CommandError
from bot.i18n.translator import Translations
from bot.settings import OfflineSettings
from bot.views.desk.problems import fault_sentence
from digests.errors import ReadingError
from digests.newsroom import Newsroom, Upload


def carry_out(arguments: argparse.Namespace) -> None:
    """Publish files as editions, now or at a time; a running bot sends them."""
    settings = OfflineSettings.load()
    at = _moment(arguments.at, settings) if arguments.at else None
    uploads = [
        Upload(name=file.name, data=file.read_bytes(), posted=now()) for file in arguments.file
    ]
    asyncio.run(_publish(settings, uploads, at))


def _moment(text: str, settings: OfflineSettings) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is no time; write it as 2026-11-24T07:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.timezone))


async def _publish(
    settings: OfflineSettings, uploads: Sequence[Upload], at: datetime | None
) -> None:
    translator = Translations.load(settings.language).of(None)
    async with opened(settings) as store:
        desk = newsroom(settings, store)
        for upload in uploads:
            try:
                print(await _publish_one(desk, upload, at))
            except ReadingError as error:
                said = fault_sentence(translator, error)
                raise CommandError(f"{upload.name}: {said}") from None


async def _publish_one(desk: Newsroom, upload: Upload, at: datetime | None) -> str:
    edition = (await desk.accept(upload)).edition
    said = f"{edition.date}: {edition.digest.title} ({len(edition.digest.items)} items)"
    if at and await desk.schedule(edition.id, at):
        return f"{said}, scheduled for {at.isoformat()}"
    if not at and await desk.publish(edition.id):
        return f"{said}, published"
    raise CommandError(f"{said}: that day's edition is already decided; use the bot to replace it.")
