"""`read`: what is understood of a file."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from bot.composition.reading import parser, summariser
from bot.errors import CommandError
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from bot.views.desk.posting.reading_report import reading_report
from bot.views.desk.problems import fault_sentence, plain_sentence
from digests.errors import ReadingError
from digests.export.json import json_of
from digests.model import Reading
from digests.parsing.sandbox.runner import FailureLog
from digests.summary import summarised


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Print what is understood of a file, for people or for programs."""
    reading = reading_of(OfflineSettings.load(), arguments.file, translator)
    if arguments.json:
        told = json_of(reading, lambda problem: plain_sentence(translator, problem))
        print(json.dumps(told, ensure_ascii=not _knows_all_characters(), indent=1))
    else:
        print(reading_report(translator, reading))


def reading_of(settings: OfflineSettings, file: Path, translator: Translator) -> Reading:
    """What is understood of a file, with summaries; raises `CommandError` where it is nothing."""
    failures = _Failures()
    data = file.read_bytes()
    try:
        return asyncio.run(_read(settings, file.name, data, failures))
    except ReadingError as error:
        said = failures.told(translator) or fault_sentence(translator, error)
        raise CommandError("{file}: {said}", file=file, said=said) from None


def _knows_all_characters() -> bool:
    return sys.stdout.encoding.lower().startswith("utf")


class _Failures:
    """What a log would be told: this command has none."""

    def __init__(self) -> None:
        self._said = ""

    def error(self, _event: str, /, **details: str | int) -> None:
        """Keep what a child said that could not start."""
        self._said = str(details.get("said", ""))

    def warning(self, _event: str, /, **details: str | int) -> None:
        """Nothing that whoever reads a file of their own has to know."""

    def told(self, translator: Translator) -> str:
        """Why no child could start, empty where one did."""
        if not self._said:
            return ""
        return translator.gettext(
            "the process that reads files could not start. It said:\n{said}",
            said=self._said.rstrip(),
        )


async def _read(settings: OfflineSettings, name: str, data: bytes, failures: FailureLog) -> Reading:
    reading = await parser(failures).parse(name, data, posted=None)
    digest = await summarised(reading.digest, summariser(settings))
    return Reading(digest=digest, problems=reading.problems)
