"""How an edition and an item say that a machine translated them, and what leads to the original."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import PageWords
from bot.views.keyboards import button
from bot.views.rich_text import RichText, aside, bold, circled, join, plain
from bot.views.translation.translation_callbacks import ShowOriginal, ShowTranslation
from digests.model import Edition, Item
from digests.translation import ItemTranslation

_MOST_NUMBERS = 12
"""Items that are named of those that are not translated; each says so when it is opened."""


def translation_note(translator: Translator, edition: Edition) -> RichText:
    """That headlines and summaries are a machine's, and which items are not translated."""
    told = edition.machine_translation
    if told is None or not told.is_shown:
        return ()
    said = translator.gettext("🌐 Headlines and summaries: machine translation")
    numbers = " ".join(circled(number).rstrip(".") for number in told.untranslated[:_MOST_NUMBERS])
    if len(told.untranslated) > _MOST_NUMBERS:
        numbers += " …"
    others = (
        translator.gettext(
            "In the original, without a translation that passed the check: {items}", items=numbers
        )
        if numbers
        else ""
    )
    return join("\n", [aside(translator, said), aside(translator, others)])


def translation_keys(
    translator: Translator, edition: Edition, number: int = 0
) -> Sequence[InlineKeyboardButton]:
    """The button to the original or back; none for who reads everything as it is.

    `number` is that of the first item of the page that the button stands on.
    """
    told = edition.machine_translation
    if told is None:
        return ()
    if told.is_shown:
        label = translator.gettext("🌐 Original")
        return [button(label, ShowOriginal(edition.id, number))]
    label = translator.gettext("🌐 Translation")
    return [button(label, ShowTranslation(edition.id, number))]


def page_words(edition: Edition) -> PageWords | None:
    """In which words the other pages of a page of an edition are, None where as the chat chose.

    So they are also of the original that is shown for want of a translation.
    """
    told = edition.machine_translation
    if told is None:
        return None
    if told.is_shown:
        return PageWords.TRANSLATION
    is_lacking = len(told.untranslated) == len(edition.digest.items)
    return None if is_lacking else PageWords.ORIGINAL


def item_in_words(
    translator: Translator, item: Item, translation: ItemTranslation | None
) -> RichText:
    """What a machine made of an item, above the original; that it is left out where it failed."""
    if translation is None:
        return ()
    if translation.text is None:
        said = translator.gettext("🌐 No translation passed the check; this is the original.")
        return aside(translator, said)
    text = translation.text
    return join(
        "\n",
        [
            aside(translator, translator.gettext("🌐 Machine translation; the original is below")),
            bold(f"{circled(item.number)} {text.headline}"),
            plain("\n".join(text.summary)),
        ],
    )
