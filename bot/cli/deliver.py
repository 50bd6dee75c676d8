"""`deliver`: only deliveries, beside a running bot, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse

from bot.cli.run import serve
from bot.composition.identity import ALONE
from bot.errors import CommandError
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.runtime.lifecycle import Kawaraban

_LONGEST_NAME = 100
"""The database keeps it with two numbers behind it."""


def carry_out(arguments: argparse.Namespace, _translator: Translator) -> None:
    """Only deliver, beside a running bot, until SIGTERM or Ctrl-C."""
    if arguments.name == ALONE:
        raise CommandError(
            mark("--name {name} is the bot's own; take another."), name=arguments.name
        )
    if len(arguments.name) > _LONGEST_NAME:
        raise CommandError(mark("--name may have {count} characters at most."), count=_LONGEST_NAME)
    serve(Kawaraban.deliver, arguments.name)
