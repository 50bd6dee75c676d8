"""`demo`: everything with a local Telegram."""

from __future__ import annotations

import argparse
import asyncio
from importlib.util import find_spec

from bot.errors import CommandError


def carry_out(arguments: argparse.Namespace) -> None:
    """Start a local Telegram, the bot beside it, and sample editions."""
    if find_spec("simulator") is None:
        raise CommandError(
            "The demo needs the local Telegram, which is not installed here. "
            "Install `kawaraban[demo]`, or run `make demo` in a checkout."
        )
    from bot.cli.demonstration import demonstration  # noqa: PLC0415 - it loads the local Telegram

    asyncio.run(demonstration.run(port=arguments.port))
