"""Papers: the publications under one bot, each with readers, a language and an hour of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digests.model import PAPER, Preferences

_KEY = re.compile(r"[a-z][a-z0-9-]{0,15}")
MAIN = "main"
"""How the key of the paper that is always there is written and read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A publication. The one that is always there has the key `PAPER`, and maybe no title.

    `language` is the code of that in which it is written, empty where that is not said. `minute`
    is that of the day at which newcomers get it, and `timezone` the zone of those of whom no other
    is known; None where it is the bot's.
    """

    key: str = PAPER
    title: str = ""
    language: str = ""
    minute: int | None = None
    timezone: str | None = None

    def for_newcomers(self, defaults: Preferences, timezone: str) -> tuple[int, str]:
        """At which minute, and by which zone, it comes to who chose nothing yet."""
        is_unknown = timezone == defaults.timezone
        zone = self.timezone if self.timezone and is_unknown else timezone
        return defaults.minute if self.minute is None else self.minute, zone


def written_key(key: str) -> str:
    """A key as people write it."""
    return key or MAIN


def read_key(written: str) -> str | None:
    """What was written, as a key: up to 16 small letters, digits and hyphens; None for others."""
    if written == MAIN:
        return PAPER
    return written if _KEY.fullmatch(written) else None


def paper_in(papers: Sequence[Paper], language: str) -> Paper:
    """The first paper that is written in a language, else the first of all."""
    return next((one for one in papers if one.language == language), papers[0])


def paper_of(papers: Sequence[Paper], key: str) -> Paper:
    """The paper of a key; the first where there is none such."""
    return next((one for one in papers if one.key == key), papers[0])
