"""How editors see an edition as its readers will, and send tests of it, which are no delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.botapi.errors import is_unknown_method
from bot.botapi.requests import Target, encode
from bot.handlers.request import KINDS, Request, Toast, gone
from bot.outbox.lanes import Lane
from bot.views.callbacks import (
    OfferPreviews,
    PreviewAs,
    SendTestToChat,
    SendTestToMe,
    ShowAsReader,
)
from bot.views.desk.preview_choices import mark_of_test, previews_message
from bot.views.desk.problems import problem_sentence
from bot.views.keyboards import carried
from bot.views.message import OutgoingMessage
from bot.views.plain_words import without_buttons
from digests.model import ChatKind, Edition, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an edition goes, and how it is read there; with or without its buttons."""

    target: Target
    kind: ChatKind
    language: str
    form: Form
    has_buttons: bool = True


async def press_previews(request: Request, callback: OfferPreviews) -> Toast | None:
    """Offer an edition in each form and language; below its card, else in place of the offer."""
    edition = await request.services.newsroom.edition(callback.edition)
    languages = request.services.translations.languages
    if edition is None or callback.language not in languages:
        return gone(request, alert=True)
    message = previews_message(
        request.translator,
        edition,
        languages,
        callback.language,
        test_chat=request.services.settings.test_chat,
    )
    is_card = carried(request.message.reply_markup if request.message else None, ShowAsReader)
    await (request.send([message]) if is_card else request.show(message))
    return None


async def press_preview_as(request: Request, callback: PreviewAs) -> Toast | None:
    """Show an edition as a reader of that language and form gets it."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None or callback.language not in request.services.translations.languages:
        return gone(request, alert=True)
    place = _Place(
        target=Target(request.chat.id, request.topic),
        kind=KINDS[request.chat.type],
        language=callback.language,
        form=callback.form,
    )
    return _too_large(request, edition) or await _refused(request, edition, place)


async def press_test_to_me(request: Request, callback: SendTestToMe) -> Toast | None:
    """Send a test to where the button was pressed, as its settings say."""
    edition = await request.services.newsroom.edition(callback.edition)
    if edition is None:
        return gone(request, alert=True)
    place = _Place(
        target=Target(request.chat.id, request.topic),
        kind=KINDS[request.chat.type],
        language=request.translator.language,
        form=request.preferences.form,
    )
    return await _test(request, edition, place)


async def press_test_to_chat(request: Request, callback: SendTestToChat) -> Toast | None:
    """Send a test to the test chat, as that chat would get the edition, but without buttons.

    They would lead those who read there, and are no editors, to what nobody may read yet.
    """
    edition = await request.services.newsroom.edition(callback.edition)
    name = request.services.settings.test_chat
    if edition is None or name is None:
        return gone(request, alert=True)
    try:
        place = await _test_chat(request, name)
    except (BadRequest, Forbidden) as error:
        return _not_written(request, error)
    return await _test(request, edition, place)


async def _test_chat(request: Request, name: str) -> _Place:
    services = request.services
    found = await services.client.ask("getChat", lambda: request.bot.get_chat(name))
    subscriber = await services.audience.find(found.id)
    chosen = subscriber.preferences if subscriber else services.audience.defaults
    return _Place(
        target=Target(found.id),
        kind=KINDS[found.type],
        language=chosen.language,
        form=chosen.form,
        has_buttons=False,
    )


async def _test(request: Request, edition: Edition, place: _Place) -> Toast:
    """Send an edition below a mark that it is a test; what became of it."""
    too_large = _too_large(request, edition)
    if too_large:
        return too_large
    mark = mark_of_test(request.services.translations.translator(place.language), edition)
    try:
        await request.services.client.send(place.target, mark, Lane.ANSWER)
    except (BadRequest, Forbidden) as error:
        return _not_written(request, error)
    refused = await _refused(request, edition, place)
    return refused or Toast(request.translator.gettext("🧪 The test is sent."))


async def _refused(request: Request, edition: Edition, place: _Place) -> Toast | None:
    """Send what readers would be sent, the same way; None, or why Telegram refuses it."""
    try:
        try:
            await _send(request, edition, place, place.form)
        except TelegramError as error:
            if not is_unknown_method(error):
                raise
            await _send(request, edition, place, Form.SUMMARIES)  # as delivery does
    except (BadRequest, Forbidden) as error:
        return _not_written(request, error)
    return None


async def _send(request: Request, edition: Edition, place: _Place, form: Form) -> None:
    renderer = request.services.renderer
    messages = await renderer.parts(edition.id, place.language, form, place.kind)
    for message in _said(messages, place):
        await request.services.client.send(place.target, encode(message), Lane.ANSWER)


def _said(messages: Sequence[OutgoingMessage], place: _Place) -> Sequence[OutgoingMessage]:
    return messages if place.has_buttons else [without_buttons(one) for one in messages]


def _too_large(request: Request, edition: Edition) -> Toast | None:
    excesses = request.services.newsroom.excesses(edition)
    if not excesses:
        return None
    return Toast(problem_sentence(request.translator, excesses[0]), alert=True)


def _not_written(request: Request, error: TelegramError) -> Toast:
    said = request.translator.gettext("Telegram refuses it there: {why}", why=error.message)
    return Toast(said, alert=True)
