"""What is kept about a reader: told, handed out, and deleted."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from telegram import Chat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.handlers.permissions import Role, rule_against
from bot.handlers.reading.saved import saved
from bot.handlers.request import Request, Toast
from bot.handlers.subscriptions import settings
from bot.settings import JOURNALS_KEPT, UPDATES_KEPT
from bot.views.callbacks import Callback, ForgetChat
from bot.views.deep_links import PersonalTarget
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.personal.personal_callbacks import ForgetElsewhere
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
        is_overwritten=settings.database.startswith("sqlite"),
        drafts=settings.keep_drafts if request.is_editor else None,
    )
    await request.send(
        [privacy_message(request.translator, operator=settings.operator, kept_for=kept_for)]
    )


async def my_data(request: Request) -> None:
    """A file of everything that is kept about this chat, for it alone."""
    found = await _kept_about(request)
    if not any(found.values()):
        await request.say(request.translator.gettext("Nothing is kept about this chat."))
        return
    said = request.translator.gettext(
        "All that is kept about this chat. /privacy says why and for how long, /forget deletes it."
    )
    await _send_data(request, found, said)


async def _kept_about(request: Request) -> Mapping[str, Sequence[object]]:
    """What is kept about a chat; who never subscribed may have written what meant nothing."""
    audience = request.services.audience
    if request.subscriber is None:
        return await audience.data_of_stranger(request.subject.id)
    await request.services.readership.write_openings()
    return await audience.personal_data(request.subscriber.id)


async def _send_data(request: Request, found: Mapping[str, Sequence[object]], said: str) -> None:
    file = OutgoingMessage(
        text=to_html(plain(said)), document=("kawaraban.json", _written(found)), is_personal=True
    )
    await request.send([file])


def _written(found: Mapping[str, Sequence[object]]) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=2).encode()


async def forget(request: Request) -> None:
    """Ask whether everything kept about this chat shall be deleted."""
    said = request.translator.gettext(
        "Delete the subscription, the settings, all receipts, and what was saved, followed and "
        "muted in this chat?"
    )
    await _ask_to_forget(request, said, ForgetChat())


async def _ask_to_forget(request: Request, said: str, callback: Callback) -> None:
    sure = button(request.translator.gettext("Delete everything"), callback)
    await request.send([OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([[sure]]))])


async def press_forget(request: Request, _: ForgetChat) -> Toast:
    """Delete everything kept about this chat, in the store and in memory."""
    if request.subscriber:
        await request.services.letters.keep_barred(request.chat.id)
        await request.services.audience.forget(request.subscriber.id)
    else:
        await request.services.audience.forget_stranger(request.chat.id)
    services = request.services
    services.staff.forgot()
    services.shown.take((request.chat.id, request.topic))
    services.asked_letters.take(request.chat.id)
    services.just_saved.take(request.chat.id)
    if request.user and request.grant and request.is_private:
        grant = await services.staff.grant_of(request.user.id)  # one that the settings give stays
        with contextlib.suppress(TelegramError):  # the next start sets it
            await services.set_menu(request.bot, services.translations, request.user.id, grant)
    if request.user and request.is_private:
        services.waiting_channels.take(request.user.id)
    said = request.translator.gettext("Everything kept about this chat is deleted.")
    await request.show(OutgoingMessage(text=to_html(plain(said))))
    return Toast(said)


# --- what was asked where others read ---


async def open_personal(request: Request, asked: PersonalTarget) -> bool:
    """Answer in private what was asked elsewhere; False for what is no question of this kind.

    It is about the person, and about that other chat as well where they decide about it.
    """
    answer = _ANSWERS.get(asked.command)
    if answer is None or not request.is_private:
        return False
    await answer(replace(request, words=""))
    about = await _elsewhere(request, asked.chat, asked.topic)
    if about is None or about.subscriber is None or await rule_against(about, Role.DECIDER):
        return True
    name = about.subject.title or ""
    if answer is my_data:
        said = request.translator.gettext("All that is kept about “{chat}”.", chat=name)
        await _send_data(request, await _kept_about(about), said)
    elif answer is forget:
        said = request.translator.gettext(
            "Delete the subscription, the settings and all receipts of “{chat}”?", chat=name
        )
        await _ask_to_forget(request, said, ForgetElsewhere(-asked.chat, asked.topic))
    return True


_ANSWERS: Mapping[str, Callable[[Request], Awaitable[None]]] = MappingProxyType(
    {
        "privacy": privacy,
        "mydata": my_data,
        "forget": forget,
        "saved": saved,
        "settings": settings,
    }
)
"""Who answers a command about a person."""


async def press_forget_elsewhere(request: Request, callback: ForgetElsewhere) -> Toast:
    """Delete everything kept about a group or a channel; who presses is asked for anew."""
    about = await _elsewhere(request, -callback.chat, callback.topic)
    if about is None or await rule_against(about, Role.DECIDER):
        said = request.translator.gettext("Only the admins of that chat can do that.")
        return Toast(said)
    if about.subscriber:
        await request.services.audience.forget(about.subscriber.id)
    request.services.shown.take((about.subject.id, callback.topic or None))
    said = request.translator.gettext(
        "Everything kept about “{chat}” is deleted.", chat=about.subject.title or ""
    )
    await request.show(OutgoingMessage(text=to_html(plain(said))))
    return Toast(said)


async def _elsewhere(request: Request, chat_id: int, topic: int) -> Request | None:
    """The same request about another chat; None where the bot is not in it."""
    try:
        found = await request.services.client.ask("getChat", lambda: request.bot.get_chat(chat_id))
    except (BadRequest, Forbidden):
        return None
    subscriber = await request.services.audience.find(found.id, topic or None)
    chat = Chat(id=found.id, type=found.type, title=found.title)
    return replace(request, channel=chat, subscriber=subscriber)
