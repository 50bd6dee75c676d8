"""An edition as a file that we make: for readers of the form where the editor posted none."""

from __future__ import annotations

from bot.i18n.translator import Translator
from bot.views.papers.slots import title_of
from bot.views.reading.corrections import corrections_of, corrections_of_item
from bot.views.rich_text import RichText, text_of
from digests.export.html import Wording, page_of
from digests.model import Edition, Item


def edition_file(translator: Translator, edition: Edition) -> tuple[str, bytes]:
    """The name of the file, after the edition's day, and the page of HTML in it."""
    title = title_of(translator, edition)
    wording = Wording(
        related=translator.gettext("Related"),
        day=translator.day,
        changes=_lines(corrections_of(translator, edition)),
        changes_of=lambda item: _changes_of(translator, edition, item),
    )
    page = page_of(edition.digest, title, edition.date, wording)
    return f"{edition.date.isoformat()}.html", page.encode()


def _changes_of(translator: Translator, edition: Edition, item: Item) -> list[str]:
    return _lines(corrections_of_item(translator, edition, item))


def _lines(rich: RichText) -> list[str]:
    return text_of(rich).splitlines()
