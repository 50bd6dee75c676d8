"""Items that readers save: kept for one person, listed in their private chat, reminded of."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import BadRequest

from bot.botapi.errors import is_not_modified
from bot.botapi.requests import Target
from bot.handlers.reading.last_shown import shown
from bot.handlers.remembered import ShownLast
from bot.handlers.request import Request, Toast, gone
from bot.intents.intent import Remind
from bot.outbox.lanes import Lane
from bot.views.deep_links import personal_link
from bot.views.keyboards import carried
from bot.views.message import OutgoingMessage
from bot.views.personal.saved import (
    SavedEntry,
    SavedList,
    remind_sentence,
    saved_message,
    will_remind_message,
    with_saved,
)
from bot.views.personal.saved_callbacks import (
    CancelReminder,
    DropSaved,
    RemindOfItem,
    SaveItem,
    TurnSaved,
    UnsaveItem,
)
from bot.views.welcome import alone_message
from digests.model import Edition, Item

_PAGE = 5
"""Saved items on a page."""
_JUST_NOW = timedelta(minutes=10)
"""For how long a time that somebody names counts as when to be reminded of what they saved."""

_Place = tuple[int, int]
"""An item, by its edition's id and its number."""


async def saved(request: Request) -> None:
    """List what somebody saved; only where nobody else reads it."""
    if not request.is_private or request.user is None:
        await lead_into_private(request)
        return
    await request.send([await _page(request, request.user.id, 0)])


async def lead_into_private(request: Request) -> None:
    """Answer who asks where others read with a way to what they saved."""
    link = personal_link(request.bot.username, "saved", request.chat.id, request.topic)
    await request.send_to_asker(alone_message(request.translator, link))


def item_meant(request: Request) -> _Place | None:
    """The item of whose reminder somebody may speak: replied to, or saved just now."""
    message = request.message.reply_to_message if request.message else None
    if message:
        markup = message.reply_markup
        found = carried(markup, SaveItem) or carried(markup, UnsaveItem)
        return (found.edition, found.number) if found else None
    last = request.services.just_saved.find(request.chat.id)
    if last is None or last.number is None or request.now - last.at >= _JUST_NOW:
        return None
    return last.edition, last.number


async def remind(request: Request, intent: Remind) -> None:
    """Remind somebody who says so of the item that they reply to, or saved or were shown last."""
    if not request.is_private or request.user is None:
        await lead_into_private(request)
        return
    edition, item = await _meant(request)
    if edition is None or item is None:
        said = request.translator.gettext("Open an item first, then say when to remind you of it.")
        await request.say(said)
        return
    said = await _reminded(request, RemindOfItem(edition.id, item.number, intent.when))
    await request.send([will_remind_message(item, said)])


async def save(request: Request, number: int | None = None) -> None:
    """Save the item of that number; without one what is replied to or was shown last."""
    if not request.is_private or request.user is None:
        await lead_into_private(request)
        return
    is_reply = request.message is not None and request.message.reply_to_message is not None
    place = item_meant(request) if is_reply and number is None else None
    edition, item = await (_item(request, place) if place else _shown_last(request, number))
    if edition is None or item is None:
        await request.say(request.translator.gettext("Open an item first, then save it."))
        return
    toast = await press_save(request, SaveItem(edition.id, item.number))
    await request.send([will_remind_message(item, toast.text)])


async def _meant(request: Request) -> tuple[Edition | None, Item | None]:
    place = item_meant(request)
    last = request.services.shown.find((request.chat.id, request.topic))
    just_saved = request.services.just_saved.find(request.chat.id)
    is_newer = bool(last and last.number and just_saved and last.at >= just_saved.at)
    is_reply = request.message is not None and request.message.reply_to_message is not None
    if place and (is_reply or not is_newer):
        return await _item(request, place)
    return await _shown_last(request)


async def _shown_last(
    request: Request, number: int | None = None
) -> tuple[Edition | None, Item | None]:
    """The item shown last, or that of a number beside it."""
    edition, last = await shown(request)
    number = number or last
    return await _item(request, (edition.id, number)) if edition and number else (None, None)


async def _item(request: Request, place: _Place) -> tuple[Edition | None, Item | None]:
    """An item that can be saved, with its edition; what was taken back can't."""
    edition = await request.archive.published(place[0])
    return edition, edition.digest.item(place[1]) if edition else None


# --- presses --------------------------------------------------------------------------------------


async def press_save(request: Request, callback: SaveItem) -> Toast:
    """Save an item for whoever presses."""
    _, item = await _item(request, (callback.edition, callback.number))
    user, translator = request.user, request.translator
    if item is None or user is None or user.is_bot:
        return gone(request)
    await request.know_person(user)
    is_new = await request.services.saved_items.save(user.id, callback.edition, callback.number)
    if request.is_private:
        last = ShownLast(callback.edition, callback.number, request.now)
        request.services.just_saved.add(request.chat.id, last)
        await _show_saved(request, callback)
        return Toast(translator.gettext("🔖 Saved. /saved lists it."))
    if is_new:
        said = translator.gettext("🔖 Saved for you alone. /saved in our private chat lists it.")
        return Toast(said)
    return Toast(translator.gettext("You saved this already. /saved in our private chat lists it."))


async def press_unsave(request: Request, callback: UnsaveItem) -> Toast:
    """Take an item out of what whoever presses has saved."""
    if request.user is None:
        return gone(request)
    saved_items = request.services.saved_items
    await saved_items.take_out(request.user.id, callback.edition, callback.number)
    if request.is_private:
        request.services.just_saved.take(request.chat.id)
        await _show_saved(request, callback)
    return Toast(request.translator.gettext("Taken out of what you saved."))


async def _show_saved(request: Request, callback: SaveItem | UnsaveItem) -> None:
    """Let the buttons below the item say what is so now."""
    message = request.message
    if message is None or message.reply_markup is None:
        return
    keys = with_saved(request.translator, message.reply_markup, callback)
    target = Target(request.chat.id, request.topic)
    try:
        await request.services.client.edit_keyboard(target, message.message_id, keys, Lane.ANSWER)
    except BadRequest as error:
        if not is_not_modified(error):
            raise


async def press_remind(request: Request, callback: RemindOfItem) -> Toast:
    """Remind whoever presses of an item."""
    _, item = await _item(request, (callback.edition, callback.number))
    if item is None:
        return gone(request)
    return Toast(await _reminded(request, callback))


async def _reminded(request: Request, callback: RemindOfItem) -> str:
    """Have a person reminded; what they are told of it. In private the chat's id is theirs."""
    chosen = (await request.known()).preferences
    place = (callback.edition, callback.number)
    at = await request.services.saved_items.remind(request.chat.id, place, callback.when, chosen)
    return remind_sentence(request.translator, at, request.now, chosen.timezone)


async def press_turn(request: Request, callback: TurnSaved) -> None:
    """Show other saved items in this message."""
    await request.show(await _page(request, request.chat.id, callback.offset))


async def press_cancel(request: Request, callback: CancelReminder) -> Toast:
    """Remind no more of a saved item."""
    await request.services.saved_items.cancel(request.chat.id, callback.saved)
    await request.show(await _page(request, request.chat.id, callback.offset))
    return Toast(request.translator.gettext("You won't be reminded."))


async def press_drop(request: Request, callback: DropSaved) -> Toast:
    """Take a saved item out of the list."""
    await request.services.saved_items.drop(request.chat.id, callback.saved)
    await request.show(await _page(request, request.chat.id, callback.offset))
    return Toast(request.translator.gettext("Taken out of what you saved."))


async def _page(request: Request, user_id: int, offset: int) -> OutgoingMessage:
    """A page of what somebody saved; the one before where that page is empty by now."""
    services = request.services
    found = await services.saved_items.page(user_id, offset=offset, limit=_PAGE)
    if not found.items and offset:
        return await _page(request, user_id, max(0, offset - _PAGE))
    entries = [
        SavedEntry.of(one, await services.archive.edition(one.edition)) for one in found.items
    ]
    shown = SavedList(
        entries=entries,
        total=found.total,
        offset=offset,
        size=_PAGE,
        zone=request.zone,
        now=request.now,
    )
    return saved_message(request.translator, shown)
