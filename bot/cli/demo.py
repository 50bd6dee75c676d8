"""`demo`: everything with a local Telegram."""

from __future__ import annotations

import argparse
import asyncio
from importlib.util import find_spec

from bot.errors import CommandError
from bot.i18n.marking import mark
from bot.i18n.translator import Translator


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Start a local Telegram, the bot beside it, and sample editions."""
    if find_spec("simulator") is None:
        raise CommandError(
            mark(
                "The demo needs the local Telegram, which is not installed here. Install"
                " `kawaraban[demo]`, or run `make demo` in a checkout."
            )
        )
    from bot.cli.demonstration import demonstration  # noqa: PLC0415 - it loads the local Telegram

    asyncio.run(demonstration.run(port=arguments.port, translator=translator))
