"""`deliver`: only deliveries, beside a running bot, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse

from bot.cli.run import serve
from bot.composition.identity import ALONE
from bot.errors import CommandError
from bot.runtime.lifecycle import Kawaraban

_LONGEST_NAME = 100
"""The database keeps it with two numbers behind it."""


def carry_out(arguments: argparse.Namespace) -> None:
    """Only deliver, beside a running bot, until SIGTERM or Ctrl-C."""
    if arguments.name == ALONE:
        raise CommandError(f"--name {arguments.name} is the bot's own; take another.")
    if len(arguments.name) > _LONGEST_NAME:
        raise CommandError(f"--name may have {_LONGEST_NAME} characters at most.")
    serve(Kawaraban.deliver, arguments.name)
