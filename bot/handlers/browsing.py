"""What readers ask for: editions, items, sources, past days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from telegram.error import TelegramError

from bot.botapi.errors import is_unknown_method
from bot.handlers.request import Ask, Toast
from bot.views.editions import archive_letter, edition_letters, source_letters
from bot.views.items import circled, item_letters
from bot.views.keyboards import edition_of, is_archive
from bot.views.welcome import about_letter, privacy_letter, start_letter
from digests.model import Edition, EditionState, Form, Item, SubscriberState
from digests.text import references

_PAGE = 8
"""Editions on a page of the archive: as many day buttons as fit on a phone's screen."""
_READABLE = frozenset({EditionState.PUBLISHED, EditionState.RECALLED})


async def start(ask: Ask) -> None:
    """Welcome, with one tap to subscribe and to the latest edition.

    Who was paused because they could not be reached is back, with their settings.
    """
    if ask.reader and ask.reader.state is SubscriberState.PAUSED:
        subscribers = ask.services.store.subscribers
        back = await subscribers.subscribe(ask.reader.id, ask.now)
        ask = replace(ask, reader=back)
    latest = await ask.services.store.editions.latest()
    settings = ask.services.settings
    minute = ask.reader.minute if ask.reader else settings.minute
    when = f"{ask.speech.clock(minute)} ({ask.speech.zone(ask.zone)})"
    await ask.send([start_letter(ask.speech, latest, when=when, subscribed=ask.is_subscribed)])


async def today(ask: Ask) -> None:
    """The latest edition."""
    latest = await ask.services.store.editions.latest()
    if latest is None:
        await _nothing_yet(ask)
        return
    await _send_edition(ask, latest)


async def on_day(ask: Ask) -> None:
    """The edition of a day: `/date 2025-03-14`, `/date 3/14`, `/date 昨日`."""
    if not ask.words:
        await ask.say(ask.speech.t("Which day? For example: /date {day}", day=ask.today))
        return
    edition = await _edition_of_day(ask, ask.words)
    if edition:
        await _send_edition(ask, edition)


async def item(ask: Ask) -> None:
    """An item of the latest edition or of a day: `/item 3`, `/item 3 2025-03-14`."""
    number, words = _leading_number(ask.words)
    if number is None:
        await ask.say(ask.speech.t("Which item? For example: /item 3"))
        return
    edition = await _meant(ask, words)
    if edition:
        await _send_item(ask, edition, number)


async def sources(ask: Ask) -> None:
    """The links of the latest edition, or of one item: `/sources`, `/sources 3`."""
    number, words = _leading_number(ask.words)
    edition = await _meant(ask, words)
    if edition is None:
        return
    found = edition.digest.item(number) if number else None
    if number and found is None:
        await ask.say(_no_such_item(ask, edition, number))
        return
    await ask.send(source_letters(ask.speech, edition, found))


async def number(ask: Ask) -> None:
    """A bare number: an item of the edition replied to, else of the latest."""
    text = ask.message.text or "" if ask.message else ""
    asked = references.item_number(text)
    edition = await _replied_to(ask) or await ask.services.store.editions.latest()
    if asked is None:
        return
    if edition is None:
        await _nothing_yet(ask)
        return
    await _send_item(ask, edition, asked)


async def archive(ask: Ask) -> None:
    """Past editions, newest first."""
    editions = ask.services.store.editions
    total = await editions.count()
    if not total:
        await _nothing_yet(ask)
        return
    offset = ask.press.number(0) if ask.query else 0
    page = await editions.page(offset=offset, limit=_PAGE)
    letter = archive_letter(ask.speech, page, offset=offset, total=total, page=_PAGE)
    turning = ask.query and ask.message and is_archive(ask.message.reply_markup)
    await (ask.show(letter) if turning else ask.send([letter]))


async def about(ask: Ask) -> None:
    """Who makes the digest and runs the bot."""
    operator = ask.services.settings.operator
    user_id = ask.user.id if ask.user else None
    await ask.send([about_letter(ask.speech, operator=operator, user_id=user_id)])


async def privacy(ask: Ask) -> None:
    """What is kept of a reader."""
    await ask.send([privacy_letter(ask.speech, operator=ask.services.settings.operator)])


async def talk(ask: Ask) -> None:
    """Words that are no command: a day, or else a hint at what can be asked."""
    text = ask.message.text or "" if ask.message else ""
    if references.day(text, ask.today):
        edition = await _edition_of_day(ask, text)
        if edition:
            await _send_edition(ask, edition)
        return
    await ask.say(
        ask.speech.t("Send me a number for an item (3), a day (3/14), or /help for all I can do.")
    )


async def unknown_command(ask: Ask) -> None:
    """A command that doesn't exist."""
    await ask.say(ask.speech.t("I don't know that command. /help lists those I know."))


# --- presses ---


async def press_unknown(ask: Ask) -> Toast:
    """A button from before an update of the bot."""
    return Toast(ask.speech.t("This button is out of date. /help lists what I can do."))


async def press_item(ask: Ask) -> Toast | None:
    """Open an item in a message of its own."""
    edition, found = await _pressed(ask)
    if edition is None or found is None:
        return _gone(ask)
    await ask.send(item_letters(ask.speech, edition, found))
    return None


async def press_turn(ask: Ask) -> Toast | None:
    """Show another item in this message, or below it where it needs several."""
    edition, found = await _pressed(ask)
    if edition is None or found is None:
        return _gone(ask)
    letters = item_letters(ask.speech, edition, found)
    await (ask.show(letters[0]) if len(letters) == 1 else ask.send(letters))
    return None


async def press_edition(ask: Ask) -> Toast | None:
    """Open an edition."""
    edition = await _readable(ask, ask.press.number(0))
    if edition is None:
        return _gone(ask)
    await _send_edition(ask, edition)
    return None


async def press_sources(ask: Ask) -> Toast | None:
    """List an edition's links."""
    edition = await _readable(ask, ask.press.number(0))
    if edition is None:
        return _gone(ask)
    await ask.send(source_letters(ask.speech, edition))
    return None


def _gone(ask: Ask) -> Toast:
    return Toast(ask.speech.t("That edition is no longer available."))


# --- finding what is meant ---


async def _pressed(ask: Ask) -> tuple[Edition | None, Item | None]:
    edition = await _readable(ask, ask.press.number(0))
    return edition, edition.digest.item(ask.press.number(1)) if edition else None


async def _readable(ask: Ask, edition_id: int) -> Edition | None:
    edition = await ask.services.store.editions.get(edition_id)
    readable = edition and (edition.state in _READABLE or ask.is_admin)
    return edition if readable else None


async def _replied_to(ask: Ask) -> Edition | None:
    """The edition of the message that is replied to, by its buttons or by the receipts."""
    message = ask.message.reply_to_message if ask.message else None
    if message is None:
        return None
    edition_id = edition_of(message.reply_markup)
    if edition_id is None:
        ledger = ask.services.store.ledger
        edition_id = await ledger.edition_of_message(ask.chat.id, message.message_id)
    return await _readable(ask, edition_id) if edition_id else None


def _leading_number(words: str) -> tuple[int | None, str]:
    """`3 2025-03-14` as 3 and the rest; without a number all of it is rest."""
    first, _, rest = words.partition(" ")
    found = references.item_number(first)
    return (found, rest.strip()) if found else (None, words)


async def _meant(ask: Ask, words: str) -> Edition | None:
    """The edition of the day named, of the message replied to, or the latest; tells if none."""
    if words:
        return await _edition_of_day(ask, words)
    edition = await _replied_to(ask) or await ask.services.store.editions.latest()
    if edition is None:
        await _nothing_yet(ask)
    return edition


async def _edition_of_day(ask: Ask, words: str) -> Edition | None:
    wanted = references.day(words, ask.today)
    if wanted is None:
        await ask.say(
            ask.speech.t(
                "“{words}” is no day I understand. Try 2025-03-14, 3/14 or yesterday.",
                words=re.sub(r"\s+", " ", words)[:40],
            )
        )
        return None
    editions = ask.services.store.editions
    edition = await editions.of_day(wanted)
    if edition is None:
        await _nearest(ask, wanted, await editions.nearest(wanted))
    return edition


async def _nearest(ask: Ask, wanted: date, nearest: Edition | None) -> None:
    """There is none of that day: say so, and offer the nearest that exists."""
    if nearest is None:
        await _nothing_yet(ask)
        return
    said = ask.speech.t(
        "There is no edition of {day}. The nearest is that of {nearest}: /date {iso}",
        day=ask.speech.day(wanted),
        nearest=ask.speech.day(nearest.date),
        iso=nearest.date,
    )
    await ask.say(said)


async def _send_edition(ask: Ask, edition: Edition) -> None:
    """Send an edition in the reader's form; with summaries where the server knows no rich one."""
    try:
        await ask.send(edition_letters(ask.speech, edition, ask.form))
    except TelegramError as error:
        if not is_unknown_method(error):
            raise
        await ask.send(edition_letters(ask.speech, edition, Form.SUMMARIES))


async def _send_item(ask: Ask, edition: Edition, wanted: int) -> None:
    found = edition.digest.item(wanted)
    if found is None:
        await ask.say(_no_such_item(ask, edition, wanted))
        return
    await ask.send(item_letters(ask.speech, edition, found))


def _no_such_item(ask: Ask, edition: Edition, wanted: int) -> str:
    numbers = [item.number for item in edition.digest.items]
    if not numbers:
        return ask.speech.t("That edition has no items.")
    nearest = min(numbers, key=lambda number: abs(number - wanted))
    return ask.speech.t(
        "There is no item {wanted} in the edition of {day}; it has {first} to {last}. "
        "The nearest: /item {nearest}",
        wanted=circled(wanted),
        day=ask.speech.short_day(edition.date),
        first=circled(numbers[0]),
        last=circled(numbers[-1]),
        nearest=nearest,
    )


async def _nothing_yet(ask: Ask) -> None:
    await ask.say(
        ask.speech.t("There are no editions yet. /subscribe, and the first one comes to you.")
    )
