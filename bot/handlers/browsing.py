"""What readers ask for: editions, items, sources, past days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.handlers.request import Request, Toast
from bot.views.callbacks import (
    AboutEdition,
    ListSources,
    OpenArchive,
    OpenEdition,
    OpenHit,
    OpenItem,
    TurnArchive,
    TurnToItem,
)
from bot.views.deep_links import LinkTarget, target_of
from bot.views.editions import archive_message, source_messages
from bot.views.items import item_messages
from bot.views.keyboards import carried
from bot.views.message import OutgoingMessage
from bot.views.rich_text import circled
from bot.views.welcome import (
    KeptFor,
    about_message,
    invitation_message,
    privacy_message,
    start_message,
)
from digests.model import Edition, Item, SubscriberState
from digests.text import references

_PAGE = 8
"""Editions on a page of the archive: as many day buttons as fit on a phone's screen."""


async def start(request: Request) -> None:
    """Welcome, with one tap to subscribe and to the latest edition; or what a link names.

    Who was paused because they could not be reached is back, with their settings.
    """
    if request.subscriber and request.subscriber.state is SubscriberState.PAUSED:
        back = await request.services.audience.subscribe(request.subscriber.id)
        request = replace(request, subscriber=back)
    target = target_of(request.words)
    if target and await _open(request, target):
        return
    latest = await request.services.archive.latest()
    when = request.translator.clock_in(request.preferences)
    await request.send(
        [start_message(request.translator, latest, when=when, subscribed=request.is_subscribed)]
    )


async def _open(request: Request, target: LinkTarget) -> bool:
    """Show what a link names, with one tap to subscribe; False where it is not there any more."""
    archive = request.services.archive
    if target.edition is not None:
        edition = await archive.edition(target.edition, drafts=request.is_editor)
    else:
        edition = await archive.of_day(target.day) if target.day else None
    if edition is None:
        return False
    found = edition.digest.item(target.number) if target.number else None
    if target.number and found is None:
        return False
    await (_show_item(request, edition, found) if found else request.send_edition(edition))
    if not request.is_subscribed:
        when = request.translator.clock_in(request.preferences)
        await request.send([invitation_message(request.translator, when=when)])
    return True


async def _show_item(request: Request, edition: Edition, found: Item) -> None:
    await request.send(item_messages(request.translator, edition, found))


async def today(request: Request) -> None:
    """The latest edition."""
    latest = await request.services.archive.latest()
    if latest is None:
        await _nothing_yet(request)
        return
    await request.send_edition(latest)


async def on_day(request: Request) -> None:
    """The edition of a day: `/date 2025-03-14`, `/date 3/14`, `/date 昨日`."""
    if not request.words:
        await request.say_not_understood(
            request.translator.gettext("Which day? For example: /date {day}", day=request.today)
        )
        return
    edition = await _edition_of_day(request, request.words)
    if edition:
        await request.send_edition(edition)


async def item(request: Request) -> None:
    """An item of the latest edition or of a day: `/item 3`, `/item 3 2025-03-14`."""
    number, words = references.leading_number(request.words)
    if number is None:
        await request.say_not_understood(
            request.translator.gettext("Which item? For example: /item 3")
        )
        return
    edition = await _meant(request, words)
    if edition:
        await _send_item(request, edition, number)


async def sources(request: Request) -> None:
    """The links of the latest edition, or of one item: `/sources`, `/sources 3`."""
    number, words = references.leading_number(request.words)
    edition = await _meant(request, words)
    if edition is None:
        return
    found = edition.digest.item(number) if number else None
    if number and found is None:
        await request.say(_no_such_item(request, edition, number))
        return
    await request.send(source_messages(request.translator, edition, found))


async def number(request: Request) -> None:
    """A bare number: an item of the edition replied to, else of the latest."""
    wanted = references.item_number(request.text)
    edition = await _replied_to(request) or await request.services.archive.latest()
    if wanted is None:
        return
    if edition is None:
        await _nothing_yet(request)
        return
    await _send_item(request, edition, wanted)


async def archive(request: Request) -> None:
    """Past editions, newest first."""
    await _send_archive(request, 0)


async def _send_archive(request: Request, offset: int) -> None:
    page = await _archive_page(request, offset)
    await (request.send([page]) if page else _nothing_yet(request))


async def _archive_page(request: Request, offset: int) -> OutgoingMessage | None:
    """A page of past editions; None where there are no editions at all."""
    found = await request.services.archive.page(offset=offset, limit=_PAGE)
    if not found.total:
        return None
    return archive_message(
        request.translator, found.editions, offset=offset, total=found.total, page=_PAGE
    )


async def about(request: Request) -> None:
    """Who makes the digest and runs the bot."""
    operator = request.services.settings.operator
    user_id = request.user.id if request.user else None
    await request.send([about_message(request.translator, operator=operator, user_id=user_id)])


async def privacy(request: Request) -> None:
    """What is kept of a subscriber."""
    settings = request.services.settings
    kept_for = KeptFor(receipts=settings.keep_receipts, backups=settings.backup_keep)
    await request.send(
        [privacy_message(request.translator, operator=settings.operator, kept_for=kept_for)]
    )


async def talk(request: Request) -> None:
    """Words that are no command: a day, or else a hint at what can be asked."""
    if references.day(request.text, request.today):
        edition = await _edition_of_day(request, request.text)
        if edition:
            await request.send_edition(edition)
        return
    await request.say_not_understood(
        request.translator.gettext(
            "Send me a number for an item (3), a day (3/14), or /help for all I can do."
        )
    )


async def no_words(request: Request) -> None:
    """A picture, a voice, a sticker, a place …: what is understood instead.

    A place that somebody shares is edited whenever they move, so its edits are not waited for.
    """
    await request.say(
        request.translator.gettext(
            "I understand only what is written. Send me a number for an item (3), a day (3/14), "
            "or /help for all I can do."
        )
    )


async def unknown_command(request: Request) -> None:
    """A command that doesn't exist."""
    await request.say_not_understood(
        request.translator.gettext("I don't know that command. /help lists those I know.")
    )


# --- presses ---


async def press_item(request: Request, callback: OpenItem | OpenHit) -> Toast | None:
    """Open an item in a message of its own."""
    edition, found = await _pressed(request, callback)
    if edition is None or found is None:
        return _gone(request)
    await request.send(item_messages(request.translator, edition, found))
    return None


async def press_turn(request: Request, callback: TurnToItem) -> Toast | None:
    """Show another item in this message, or below it where it needs several."""
    edition, found = await _pressed(request, callback)
    if edition is None or found is None:
        return _gone(request)
    messages = item_messages(request.translator, edition, found)
    await (request.show(messages[0]) if len(messages) == 1 else request.send(messages))
    return None


async def press_edition(request: Request, callback: OpenEdition) -> Toast | None:
    """Open an edition."""
    edition = await _readable(request, callback)
    if edition is None:
        return _gone(request)
    await request.send_edition(edition)
    return None


async def press_sources(request: Request, callback: ListSources) -> Toast | None:
    """List an edition's links."""
    edition = await _readable(request, callback)
    if edition is None:
        return _gone(request)
    await request.send(source_messages(request.translator, edition))
    return None


async def press_archive(request: Request, callback: OpenArchive) -> None:
    """Show past editions."""
    await _send_archive(request, callback.offset)


async def press_turn_archive(request: Request, callback: TurnArchive) -> None:
    """Show other past editions in this message."""
    page = await _archive_page(request, callback.offset)
    await (request.show(page) if page else _nothing_yet(request))


def _gone(request: Request) -> Toast:
    return Toast(request.translator.gettext("That edition is no longer available."))


# --- finding what is meant ---


async def _pressed(
    request: Request, callback: OpenItem | OpenHit | TurnToItem
) -> tuple[Edition | None, Item | None]:
    edition = await _readable(request, callback)
    return edition, edition.digest.item(callback.number) if edition else None


async def _readable(request: Request, callback: AboutEdition | OpenHit) -> Edition | None:
    archive = request.services.archive
    return await archive.edition(callback.edition, drafts=request.is_editor)


async def _replied_to(request: Request) -> Edition | None:
    """The edition of the message that is replied to, by its buttons or by the receipts."""
    message = request.message.reply_to_message if request.message else None
    if message is None:
        return None
    about = carried(message.reply_markup, AboutEdition)
    if about:
        return await _readable(request, about)
    archive = request.services.archive
    return await archive.edition_of_message(request.chat.id, message.message_id)


async def _meant(request: Request, words: str) -> Edition | None:
    """The edition of the day named, of the message replied to, or the latest; tells if none."""
    if words:
        return await _edition_of_day(request, words)
    edition = await _replied_to(request) or await request.services.archive.latest()
    if edition is None:
        await _nothing_yet(request)
    return edition


async def _edition_of_day(request: Request, words: str) -> Edition | None:
    wanted = references.day(words, request.today)
    if wanted is None:
        await request.say_not_understood(
            request.translator.gettext(
                "“{words}” is no day I understand. Try 2025-03-14, 3/14 or yesterday.",
                words=re.sub(r"\s+", " ", words)[:40],
            )
        )
        return None
    archive = request.services.archive
    edition = await archive.of_day(wanted)
    if edition is None:
        await _nearest(request, wanted, await archive.nearest(wanted))
    return edition


async def _nearest(request: Request, wanted: date, nearest: Edition | None) -> None:
    """There is none of that day: say so, and offer the nearest that exists."""
    if nearest is None:
        await _nothing_yet(request)
        return
    said = request.translator.gettext(
        "There is no edition of {day}. The nearest is that of {nearest}: /date {iso}",
        day=request.translator.day(wanted),
        nearest=request.translator.day(nearest.date),
        iso=nearest.date,
    )
    await request.say(said)


async def _send_item(request: Request, edition: Edition, wanted: int) -> None:
    found = edition.digest.item(wanted)
    if found is None:
        await request.say(_no_such_item(request, edition, wanted))
        return
    await request.send(item_messages(request.translator, edition, found))


def _no_such_item(request: Request, edition: Edition, wanted: int) -> str:
    numbers = [item.number for item in edition.digest.items]
    if not numbers:
        return request.translator.gettext("That edition has no items.")
    nearest = min(numbers, key=lambda number: abs(number - wanted))
    return request.translator.gettext(
        "There is no item {wanted} in the edition of {day}; it has {first} to {last}. "
        "The nearest: /item {nearest}",
        wanted=circled(wanted),
        day=request.translator.short_day(edition.date),
        first=circled(numbers[0]),
        last=circled(numbers[-1]),
        nearest=nearest,
    )


async def _nothing_yet(request: Request) -> None:
    await request.say(
        request.translator.gettext(
            "There are no editions yet. /subscribe, and the first one comes to you."
        )
    )
