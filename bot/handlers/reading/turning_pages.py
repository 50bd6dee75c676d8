"""The pages of a long edition, each in the place of the one before."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from bot.handlers.reading.browsing import send_edition
from bot.handlers.request import Request, Toast, Wording, gone
from bot.i18n.translator import Translator
from bot.views.callbacks import ListPages, PageWords, TurnToPage
from bot.views.editions import edition_index, edition_messages, edition_page
from bot.views.message import OutgoingMessage
from digests.model import Edition, Form

_WORDINGS: Mapping[PageWords | None, Wording] = MappingProxyType(
    {PageWords.ORIGINAL: Wording.ORIGINAL, PageWords.TRANSLATION: Wording.TRANSLATION}
)


async def press_page(request: Request, callback: TurnToPage | ListPages) -> Toast | None:
    """Show an edition in this message: the page of an item, or the index; whole if it is short."""
    edition = await request.edition(callback.edition)
    if edition is None:
        return gone(request)
    form = request.preferences.form
    wording = _WORDINGS.get(callback.words, Wording.CHOSEN)
    seen = await request.personal(edition, wording)
    message = await asyncio.to_thread(in_place, request.translator, seen, form, callback)
    if message:
        await request.show_reading(request.to_be_heard(edition, message))
        request.remember_shown(edition)
    else:
        await send_edition(request, edition, wording)
    return None


def in_place(
    translator: Translator, edition: Edition, form: Form, callback: TurnToPage | ListPages
) -> OutgoingMessage | None:
    """The one message that can take another's place; None where it would be several, or rich."""
    if isinstance(callback, ListPages):
        page = edition_index(translator, edition, form)
    else:
        page = edition_page(translator, edition, form, callback.number)
    if page:
        return page
    whole = edition_messages(translator, edition, form)
    return whole[0] if len(whole) == 1 and whole[0].rich_html is None else None
