"""argparse in the language of whoever is at the terminal.

It has no translations of its own, and no way to give it some but through compiled files; so what it
prints is translated here: headings by name, complaints by the messages that it makes them of.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Any, NoReturn

from bot.i18n.marking import mark

Say = Callable[[str], str]
"""Says a message in a language, its placeholders as they are."""

_HEADINGS = MappingProxyType(
    {"positional arguments": mark("positional arguments"), "options": mark("options")}
)
_COMPLAINTS = (
    mark("the following arguments are required: {names}"),
    mark("unrecognized arguments: {words}"),
    mark("argument {name}: invalid choice: {word} (choose from {words})"),
    mark("argument {name}: invalid int value: {word}"),
    mark("argument {name}: expected one argument"),
    mark("argument {name}: expected at least one argument"),
)
"""What it complains of, as it says that; what it says otherwise stays as it is."""


class TranslatedParser(argparse.ArgumentParser):
    """A parser whose help and complaints are in one language; so are those of its commands."""

    def __init__(self, say: Say, **options: Any) -> None:
        self._say = say
        formatter = partial(_TranslatedFormatter, say)
        super().__init__(add_help=False, formatter_class=formatter, **options)
        self.add_argument(
            "-h", "--help", action="help", help=say(mark("show this help message and exit"))
        )

    def error(self, message: str) -> NoReturn:
        """Complain of wrong words, and end with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {translated(self._say, message)}\n")


class _TranslatedFormatter(argparse.HelpFormatter):
    def __init__(self, say: Say, prog: str, **options: Any) -> None:
        super().__init__(prog, **options)
        self._say = say

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        told = self._say(mark("usage: ")) if prefix is None else prefix
        super().add_usage(usage, actions, groups, told)

    def start_section(self, heading: str | None) -> None:
        message = _HEADINGS.get(heading or "")
        super().start_section(self._say(message) if message else heading)


def translated(say: Say, complaint: str) -> str:
    """What argparse complains of, in a language."""
    for message in _COMPLAINTS:
        parts = re.split(r"\{(\w+)\}", message)
        pattern = "".join(
            f"(?P<{part}>.+)" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        )
        if found := re.fullmatch(pattern, complaint, re.DOTALL):
            return say(message).format(**found.groupdict())
    return complaint
