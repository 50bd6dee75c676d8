"""From a machine translation to the original, and back, in the same message."""

from __future__ import annotations

import asyncio

from bot.handlers.reading.browsing import in_place, send_edition
from bot.handlers.request import Request, Toast, Wording
from bot.views.callbacks import TurnToPage
from bot.views.translation.translation_callbacks import ShowOriginal, ShowTranslation
from digests.model import Edition


async def press_original(request: Request, callback: ShowOriginal) -> Toast | None:
    """Show an edition as its editor wrote it."""
    edition = await request.edition(callback.edition)
    if edition is None:
        return _gone(request)
    await _show(request, edition, Wording.ORIGINAL, callback.number)
    return None


async def press_translation(request: Request, callback: ShowTranslation) -> Toast | None:
    """Show an edition as a machine translated it; where it didn't yet, have it begin."""
    edition = await request.edition(callback.edition)
    if edition is None:
        return _gone(request)
    seen = await request.personal(edition, Wording.TRANSLATION)
    if seen.machine_translation and seen.machine_translation.is_shown:
        await _show(request, edition, Wording.TRANSLATION, callback.number)
        return None
    if await request.services.renderer.translate(edition, request.translator.language):
        return Toast(
            request.translator.gettext("It is being translated. Tap again in a minute."), alert=True
        )
    return Toast(
        request.translator.gettext("There is no translation that could be shown."), alert=True
    )


async def _show(request: Request, edition: Edition, wording: Wording, number: int) -> None:
    """In place of the message where it is one, else below it."""
    seen = await request.personal(edition, wording)
    page = TurnToPage(edition.id, number)
    form = request.preferences.form
    message = await asyncio.to_thread(in_place, request.translator, seen, form, page)
    if message is None:
        await send_edition(request, edition, wording)
        return
    (shown_here,) = await request.with_ways(edition, [message])
    await request.show(shown_here)
    request.remember_shown(edition)


def _gone(request: Request) -> Toast:
    return Toast(request.translator.gettext("That edition is no longer available."))
