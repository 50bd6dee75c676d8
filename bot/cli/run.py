"""`run`: the bot, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Awaitable, Callable

from telegram.error import InvalidToken

from bot import app
from bot.composition.data_folder import in_use
from bot.composition.identity import ALONE, identity
from bot.composition.store import now, opened
from bot.errors import CommandError
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.runtime import event_loop, logs
from bot.runtime.lifecycle import Kawaraban
from bot.settings import Settings
from digests.delivery.steady_clock import steady

Work = Callable[[Kawaraban, asyncio.Event], Awaitable[None]]
"""What a bot does until the event."""


def carry_out(_arguments: argparse.Namespace, _translator: Translator) -> None:
    """Run the bot until SIGTERM or Ctrl-C."""
    serve(Kawaraban.run)


def serve(work: Work, role: str = ALONE) -> None:
    """Build the bot with the settings of the environment, and let it work until told to stop."""
    settings = Settings.load()
    logs.configure(settings)
    try:
        event_loop.run(_serve(settings, work, role))
    except InvalidToken:
        raise CommandError(
            mark("Telegram does not know this BOT_TOKEN. @BotFather tells the right one.")
        ) from None


async def _serve(settings: Settings, work: Work, role: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with opened(settings) as store:
        with in_use(settings.data_dir), identity(settings, role) as who:
            await work(app.build(settings, store, who, believed=steady(now)), stop)
