"""From a machine translation to the original, and back, in the same message if it is one."""

from __future__ import annotations

import asyncio

from bot.handlers.reading.browsing import in_place, send_edition
from bot.handlers.request import Request, Toast, Wording, gone
from bot.views.callbacks import TurnToPage
from bot.views.translation.translation_callbacks import ShowOriginal, ShowTranslation
from digests.model import Edition, Form
from digests.translation.machine_translations import Asked


async def press_original(request: Request, callback: ShowOriginal) -> Toast | None:
    """Show an edition as its editor wrote it."""
    edition = await request.edition(callback.edition)
    if edition is None:
        return gone(request)
    await _show(request, edition, Wording.ORIGINAL, callback.number)
    return None


async def press_translation(request: Request, callback: ShowTranslation) -> Toast | None:
    """Show an edition as a machine translated it; where all or some is lacking, have it begin."""
    edition = await request.edition(callback.edition)
    if edition is None:
        return gone(request)
    asked = await request.services.renderer.translate(edition, request.translator.language)
    seen = await request.personal(edition, Wording.TRANSLATION)
    if seen.machine_translation and seen.machine_translation.is_shown:
        await _show(request, edition, Wording.TRANSLATION, callback.number)
        return _told_of_the_rest(request, asked)
    return Toast(_told_instead(request, asked), alert=True)


def _told_of_the_rest(request: Request, asked: Asked) -> Toast | None:
    if asked is Asked.NOTHING:
        return None
    gettext = request.translator.gettext
    if asked is Asked.BEGUN:
        return Toast(gettext("Some items are still being translated."))
    return Toast(gettext("Some items can't be translated just now."))


def _told_instead(request: Request, asked: Asked) -> str:
    gettext = request.translator.gettext
    match asked:
        case Asked.BEGUN:
            return gettext("It is being translated. Tap again in a minute.")
        case Asked.NOT_NOW:
            return gettext("It can't be translated just now. Please try again in ten minutes.")
        case Asked.NOTHING:
            return gettext("There is no translation that could be shown.")


async def _show(request: Request, edition: Edition, wording: Wording, number: int) -> None:
    """In place of the message where it is one, else below it; a file is never translated."""
    form = request.preferences.form
    seen = edition if form is Form.FILE else await request.personal(edition, wording)
    page = TurnToPage(edition.id, number)
    message = await asyncio.to_thread(in_place, request.translator, seen, form, page)
    if message is None:
        await send_edition(request, edition, wording)
        return
    (shown_here,) = await request.with_ways(edition, [message])
    await request.show(shown_here)
    request.remember_shown(edition)
