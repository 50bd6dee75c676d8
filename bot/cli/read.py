"""`read`: what is understood of a file."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from bot.cli.reports import reading_report
from bot.composition.reading import parser, summariser
from bot.errors import CommandError
from bot.i18n.translator import Translations
from bot.settings import OfflineSettings
from bot.views.desk.problems import fault_sentence, plain_sentence
from digests.errors import ReadingError
from digests.export.json import json_of
from digests.model import Reading
from digests.summary import summarised


def carry_out(arguments: argparse.Namespace) -> None:
    """Print what is understood of a file, for people or for programs."""
    settings = OfflineSettings.load()
    translator = Translations.load(settings.language).of(None)
    try:
        reading = asyncio.run(_read(settings, arguments.file.name, arguments.file.read_bytes()))
    except ReadingError as error:
        raise CommandError(f"{arguments.file}: {fault_sentence(translator, error)}") from None
    if arguments.json:
        told = json_of(reading, lambda problem: plain_sentence(translator, problem))
        print(json.dumps(told, ensure_ascii=not _knows_all_characters(), indent=1))
    else:
        print(reading_report(translator, reading))


def _knows_all_characters() -> bool:
    return sys.stdout.encoding.lower().startswith("utf")


async def _read(settings: OfflineSettings, name: str, data: bytes) -> Reading:
    reading = await parser().parse(name, data, posted=None)
    digest = await summarised(reading.digest, summariser(settings))
    return Reading(digest=digest, problems=reading.problems)
