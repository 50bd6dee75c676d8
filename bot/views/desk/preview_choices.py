"""In which languages and forms an editor can see an edition, and where a test of it can go."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n.translator import Translator
from bot.views.callbacks import OfferPreviews, PreviewAs, SendTestToChat, SendTestToMe
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import title_of
from bot.views.rich_text import bold, join, plain, to_html
from bot.views.settings import FORMS
from digests.model import Edition


def previews_message(
    translator: Translator,
    edition: Edition,
    languages: Sequence[str],
    chosen: str,
    *,
    test_chat: str | None,
) -> OutgoingMessage:
    """The question how to see an edition: the forms in the language `chosen`, and the others.

    `test_chat` is where a test can go besides the editor's own chat.
    """
    ask = translator.gettext(
        "How do you want to see “{title}”?", title=title_of(translator, edition)
    )
    hint = translator.gettext(
        "You see exactly what a reader of that language and layout gets. A test goes out marked as "
        "one, in the language and layout of the chat it goes to. Readers get neither."
    )
    spoken = [
        button(
            f"✓ {translator.language_name(code)}"
            if code == chosen
            else translator.language_name(code),
            OfferPreviews(edition.id, code),
        )
        for code in languages
    ]
    forms = [
        button(translator.gettext(name), PreviewAs(edition.id, chosen, form))
        for form, name in FORMS.items()
    ]
    to_me = button(translator.gettext("🧪 Test to me"), SendTestToMe(edition.id))
    to_chat = button(
        translator.gettext("🧪 Test to {chat}", chat=test_chat), SendTestToChat(edition.id)
    )
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), plain(hint)])),
        keyboard=keyboard(
            [*rows(spoken, 3), *rows(forms, 2), [to_me, *([to_chat] if test_chat else [])]]
        ),
    )


def mark_of_test(translator: Translator, edition: Edition) -> OutgoingMessage:
    """What stands above a test, so that nobody takes it for a delivery."""
    said = translator.gettext(
        "🧪 A test of “{title}”: what follows was sent to no reader.",
        title=title_of(translator, edition),
    )
    return OutgoingMessage(text=to_html(bold(said)))
