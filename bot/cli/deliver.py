"""`deliver`: only deliveries, beside a running bot, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse

from bot import app
from bot.cli.run import serve
from bot.errors import CommandError
from bot.runtime.lifecycle import Kawaraban


def carry_out(arguments: argparse.Namespace) -> None:
    """Only deliver, beside a running bot, until SIGTERM or Ctrl-C."""
    if arguments.name == app.WORKER:
        raise CommandError(f"--name {arguments.name} is the bot's own; take another.")
    serve(Kawaraban.deliver, arguments.name)
