"""What is kept about a reader: told, handed out, and deleted."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence

from telegram.error import TelegramError

from bot.handlers.request import Request, Toast
from bot.settings import JOURNALS_KEPT, UPDATES_KEPT
from bot.views.callbacks import ForgetChat
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html
from bot.views.welcome import KeptFor, privacy_message
from digests.values.figures import OPENINGS_COUNTED


async def privacy(request: Request) -> None:
    """What is kept of a subscriber, and for how long."""
    settings = request.services.settings
    kept_for = KeptFor(
        receipts=settings.keep_receipts,
        openings=OPENINGS_COUNTED.days,
        updates=UPDATES_KEPT.days,
        journals=JOURNALS_KEPT.days,
        backups=settings.backup_keep,
        drafts=settings.keep_drafts if request.is_editor else None,
    )
    await request.send(
        [privacy_message(request.translator, operator=settings.operator, kept_for=kept_for)]
    )


async def my_data(request: Request) -> None:
    """A file of everything that is kept about this chat, for it alone."""
    subscriber = request.subscriber
    if subscriber is None:
        await request.say(request.translator.gettext("Nothing is kept about this chat."))
        return
    await request.services.readership.write_openings()
    found = await request.services.audience.personal_data(subscriber.id)
    said = request.translator.gettext(
        "All that is kept about this chat. /privacy says why and for how long, /forget deletes it."
    )
    file = OutgoingMessage(
        text=to_html(plain(said)), document=("kawaraban.json", _written(found)), is_personal=True
    )
    await request.send([file])


def _written(found: Mapping[str, Sequence[object]]) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=2).encode()


async def forget(request: Request) -> None:
    """Ask whether everything kept about this chat shall be deleted."""
    sure = button(request.translator.gettext("Delete everything"), ForgetChat())
    said = request.translator.gettext(
        "Delete the subscription, the settings and all receipts of this chat?"
    )
    await request.send([OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([[sure]]))])


async def press_forget(request: Request, _: ForgetChat) -> Toast:
    """Delete everything kept about this chat, in the store and in memory."""
    if request.subscriber:
        await request.services.audience.forget(request.subscriber.id)
    services = request.services
    services.staff.forgot()
    services.shown.take((request.chat.id, request.topic))
    services.asked_letters.take(request.chat.id)
    services.just_saved.take(request.chat.id)
    if request.user and request.staff_role and request.is_private:
        role = await services.staff.role_of(request.user.id)  # one that the settings give stays
        with contextlib.suppress(TelegramError):  # the next start sets it
            await services.set_menu(request.bot, services.translations, request.user.id, role)
    if request.user and request.is_private:
        services.waiting_channels.take(request.user.id)
    said = request.translator.gettext("Everything kept about this chat is deleted.")
    await request.show(OutgoingMessage(text=to_html(plain(said))))
    return Toast(said)
