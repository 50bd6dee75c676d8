"""The catalogues: which languages the bot speaks, found by looking where they lie.

A language is a file `XX/LC_MESSAGES/kawaraban.po` of gettext's, its folder named as GNU gettext
names locales: `de`, `pt_BR`, `zh_Hant`. Nothing else lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "kawaraban"
SOURCE_LANGUAGE = "en"
"""The language of the message ids; it needs no catalogue."""
DEFAULT_LANGUAGE = "ja"
"""What is spoken where nobody says otherwise."""


def catalogs(folder: Path | None = None) -> Mapping[str, Path]:
    """The catalogue of each language that has one, in `folder` or else in the bot's own."""
    files = sorted((folder or LOCALES).glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return {file.parent.parent.name.replace("-", "_"): file for file in files}


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """Every language the bot speaks, by name."""
    return tuple(sorted({SOURCE_LANGUAGE, *catalogs(folder)}))


def language_named(tag: str, among: Iterable[str]) -> str | None:
    """The very language of a tag, however it is written: `pt-br` is `pt_BR`; else None."""
    return next((name for name in among if _folded(name) == _folded(tag)), None)


def _folded(tag: str) -> str:
    return tag.replace("-", "_").lower()
