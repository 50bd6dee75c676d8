"""The language of whoever is at the terminal, by the locale of the environment; loads little.

POSIX names the variables and their order:
https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02
"""

from __future__ import annotations

import os
import re

from bot.i18n.catalogs import DEFAULT_LANGUAGE, SOURCE_LANGUAGE, language_named, languages

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is not empty counts
_PLAIN = frozenset({"C", "POSIX"})


def user_language() -> str | None:
    """The language of the locale, English where the bot doesn't speak that; None without one."""
    named = next(filter(None, map(os.environ.get, _VARIABLES)), "")
    tag = re.split(r"[.@]", named, maxsplit=1)[0]
    if not tag:
        return None
    return SOURCE_LANGUAGE if tag in _PLAIN else _spoken(tag) or SOURCE_LANGUAGE


def likely_language() -> str:
    """The same, else what the environment says of `BOT_LANGUAGE`, without a look into a file."""
    named = language_named(os.environ.get("BOT_LANGUAGE", ""), languages())
    return user_language() or named or DEFAULT_LANGUAGE


def _spoken(tag: str) -> str | None:
    spoken = languages()
    if found := language_named(tag, spoken):
        return found
    language = tag.partition("_")[0].lower()
    related = [name for name in spoken if name.partition("_")[0] == language]
    if related in ([], [language]):
        return language if related else None
    from bot.i18n import tags  # noqa: PLC0415 - which of several scripts or regions, CLDR knows

    return tags.best(tag, tags.index(spoken))
