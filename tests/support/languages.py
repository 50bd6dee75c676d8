"""Languages that nobody speaks, made of what the code says, in a folder of a test's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from bot.i18n.catalogs import DOMAIN

Said = str | tuple[str, ...]
"""A message id: a sentence, or its singular and plural."""

_BOT = Path(__file__).parents[2] / "bot"
_KEYWORDS = {"gettext": None, "mark": None, "ngettext": (1, 2)}
_PLACES = re.compile(r"(\{\w+\}|(?<!\w)/\w+)")
"""What a translator keeps: placeholders and commands."""


@cache
def said_in_the_code() -> frozenset[Said]:
    """Every message that the bot says; to look for them takes half a second."""
    found = extract_from_dir(_BOT, method_map=[("**.py", "python")], keywords=_KEYWORDS)
    return frozenset(message for _, _, message, _, _ in found)


def stretched(text: str) -> str:
    """In brackets, and longer by two fifths, by one word that can't be broken."""
    return f"⟦{text} {'ß' * max(1, round(len(text) * 0.4) - 1)}⟧"


def from_right_to_left(text: str) -> str:
    """In brackets, and all words in Hebrew letters."""
    kept = [part if _PLACES.fullmatch(part) else _in_hebrew(part) for part in _PLACES.split(text)]
    return f"⟦{''.join(kept)}⟧"


def _in_hebrew(text: str) -> str:
    return re.sub("[A-Za-z]", lambda letter: chr(0x5D0 + ord(letter[0].lower()) % 27), text)


def every_message(say: Callable[[str], str]) -> dict[Said, Said]:
    """All that the bot says, said otherwise."""
    return {
        message: say(message) if isinstance(message, str) else tuple(map(say, message))
        for message in said_in_the_code()
    }


def write(
    folder: Path,
    language: str,
    words: Mapping[Said, Said] | Mapping[str, str],
    plurals: str = "",
) -> Path:
    """Write a catalogue below a folder and return the folder; `plurals` is its Plural-Forms."""
    catalog = Catalog(locale=language)
    if plurals:
        catalog.mime_headers = [("Plural-Forms", plurals)]
    for message, said in words.items():
        forms = said if isinstance(said, str) else _as_many(said, catalog.num_plurals)
        catalog.add(message, forms)
    file = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as target:
        write_po(target, catalog)
    return folder


def _as_many(forms: tuple[str, ...], count: int) -> tuple[str, ...]:
    return (*forms, *[forms[-1]] * count)[:count]
