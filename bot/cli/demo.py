"""`demo`: everything with a local Telegram."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli import demonstration


def carry_out(arguments: argparse.Namespace) -> None:
    """Start a local Telegram, the bot beside it, and sample editions."""
    asyncio.run(demonstration.run(port=arguments.port))
