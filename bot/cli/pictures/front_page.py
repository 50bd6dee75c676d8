"""`front-page`: the front page of a file, as a picture."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.cli.read import reading_of
from bot.errors import CommandError
from bot.frontpage.front_pages import NOT_DRAWN, FrontPages
from bot.i18n.translator import Translations, Translator
from bot.settings import OfflineSettings
from digests.model import Digest, Edition, EditionState


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Draw the front page that the edition of a file would have."""
    settings = OfflineSettings.load()
    reading = reading_of(arguments.file, translator)
    pages = FrontPages.as_set(settings, Translations.load(settings.language))
    drawn = pages.draw(_edition(reading.digest, settings.timezone))
    if drawn is None:
        language = translator.name_of(reading.digest.language)
        raise CommandError(NOT_DRAWN, language=language)
    arguments.out.write_bytes(drawn)


def _edition(digest: Digest, zone: str) -> Edition:
    """The edition that a file would be; of today, where nothing names its day."""
    now = datetime.now(UTC)
    return Edition(
        id=0,
        date=digest.date or now.astimezone(ZoneInfo(zone)).date(),
        state=EditionState.DRAFT,
        digest=digest,
        problems=(),
        fingerprint="",
        posted_by=None,
        created_at=now,
    )
