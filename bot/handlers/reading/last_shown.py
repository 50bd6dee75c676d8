"""What was shown last in a chat, which is what people are about who name nothing."""

from __future__ import annotations

from bot.handlers.reading.past_editions import nothing_yet
from bot.handlers.request import Request
from bot.views.callbacks import AboutEdition
from bot.views.deep_links import linked_edition
from bot.views.keyboards import carried
from bot.views.welcome import ways_message
from digests.model import Edition, Extras, Item
from digests.text import references
from digests.values.slots import ALL_KINDS, REGULAR_KINDS


async def shown(request: Request) -> tuple[Edition | None, int | None]:
    """The edition and the item's number that somebody is about who names none.

    Those of the message replied to, else those shown last in this chat, unless a newer edition
    came out since; else the latest edition.
    """
    replied = await _replied_to(request)
    if replied:
        return replied, _number_in(request)
    takes_extras = request.preferences.extras is not Extras.NONE
    latest = await request.archive.latest(ALL_KINDS if takes_extras else REGULAR_KINDS)
    last = request.services.shown.find((request.chat.id, request.topic))
    if last is None or (latest and latest.published_at and latest.published_at > last.at):
        return latest, None
    edition = await request.edition(last.edition)
    return (edition, last.number) if edition else (latest, None)


async def beside(request: Request, by: int) -> Edition | None:
    """The edition of the next day that has one, or of the one before; says where there is none."""
    edition, _ = await shown(request)
    if edition is None:
        await nothing_yet(request)
        return None
    days = await request.archive.beside(edition)
    found = days.after if by > 0 else days.before
    if found:
        return await request.archive.edition(found.id)
    translator = request.translator
    said = (
        translator.gettext("That was the newest edition.")
        if by > 0
        else translator.gettext("That was the oldest edition.")
    )
    await request.send([ways_message(translator, said)])
    return None


async def latest_besides(request: Request, edition: Edition) -> Edition | None:
    """The latest edition, where that is another than the one shown."""
    latest = await request.archive.latest()
    return latest if latest and latest.id != edition.id else None


def still_shown(request: Request, edition: Edition) -> Item | None:
    """The item of an edition that was shown last here, from which `next` goes on."""
    last = request.services.shown.find((request.chat.id, request.topic))
    if last is None or last.number is None or last.edition != edition.id:
        return None
    return edition.digest.item(last.number)


async def _replied_to(request: Request) -> Edition | None:
    """The edition of the message that is replied to, by its buttons or by the receipts."""
    message = request.message.reply_to_message if request.message else None
    if message is None:
        return None
    about = carried(message.reply_markup, AboutEdition)
    if about:
        return await request.edition(about.edition)
    linked = linked_edition(message.reply_markup, request.bot.username)
    if linked is not None:
        return await request.edition(linked)
    return await request.archive.edition_of_message(request.chat.id, message.message_id)


def _number_in(request: Request) -> int | None:
    """The number with which the message replied to begins, where that is one of ours."""
    message = request.message.reply_to_message if request.message else None
    if message is None or message.from_user is None or message.from_user.id != request.bot.id:
        return None
    first = (message.text or message.caption or "").split(maxsplit=1)
    return references.item_number(first[0]) if first else None
