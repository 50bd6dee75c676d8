"""`stats`: readers, growth, deliveries and openings in figures."""

from __future__ import annotations

import argparse
import asyncio

from bot.composition.store import opened, readership
from bot.errors import CommandError
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from bot.views.desk.readership.figures import csv_of, report_lines
from digests.values.figures import Figures

_MOST_DAYS = 3_660


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Print the figures of a period, for people or as CSV."""
    if not 1 <= arguments.days <= _MOST_DAYS:
        raise CommandError(mark("--days is a number from 1 to {most}."), most=_MOST_DAYS)
    figures = asyncio.run(_figures(OfflineSettings.load(), arguments.days))
    if arguments.csv:
        print(csv_of(figures), end="")
    else:
        print("\n\n".join(report_lines(translator, figures)))


async def _figures(settings: OfflineSettings, days: int) -> Figures:
    async with opened(settings) as store:
        return await readership(settings, store).figures(days)
