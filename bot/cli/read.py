"""`read`: what is understood of a file."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.composition.parsing import parser
from bot.errors import CommandError
from bot.i18n.translator import Translator
from digests.errors import ReadingError
from digests.model import Reading
from digests.parsing.sandbox.runner import FailureLog
from digests.summary import Summariser, summarised


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Print what is understood of a file, for people or for programs."""
    reading = reading_of(arguments.file, translator)
    from bot.cli.terminal.reading import told  # noqa: PLC0415 - was loaded beside the parser

    print(told(reading, translator, as_json=arguments.json))


def reading_of(file: Path, translator: Translator) -> Reading:
    """What is understood of a file, with summaries; raises `CommandError` where it is nothing."""
    failures = _Failures()
    data = file.read_bytes()
    try:
        return asyncio.run(_read(file.name, data, failures))
    except ReadingError as error:
        from bot.views.desk.problems import fault_sentence  # noqa: PLC0415 - as above

        said = failures.told(translator) or fault_sentence(translator, error)
        raise CommandError("{file}: {said}", file=file, said=said) from None


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


async def _read(name: str, data: bytes, failures: FailureLog) -> Reading:
    """While the child starts and parses, whatever comes next is loaded here."""
    parsing = asyncio.create_task(parser(failures).parse(name, data, posted=None))
    summariser = await asyncio.to_thread(_summariser)
    reading = await parsing
    digest = await summarised(reading.digest, summariser)
    return Reading(digest=digest, problems=reading.problems)


def _summariser() -> Summariser:
    from bot.cli.terminal.reading import summariser_as_set  # noqa: PLC0415 - see `_read`

    return summariser_as_set()
