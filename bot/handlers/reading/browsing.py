"""What readers ask for: editions, items, sources, past days."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from bot.handlers import personal_data, subscriptions
from bot.handlers.desk import staff
from bot.handlers.reading.last_shown import beside, latest_besides, shown, still_shown
from bot.handlers.reading.listening import send_aloud
from bot.handlers.reading.past_editions import (
    nothing_yet,
    send_archive,
    send_calendar,
    send_month,
)
from bot.handlers.reading.pictures import send_pictures
from bot.handlers.request import Request, Toast, Wording, gone
from bot.i18n.translator import Translator
from bot.intents.intent import (
    Beside,
    EditionReference,
    Latest,
    NotYet,
    OfDay,
    OfIssue,
    OfSlot,
    ReadAgain,
    ReadAloud,
    ReadArchive,
    ReadEdition,
    ReadFile,
    ReadItems,
    ReadPictures,
    ReadSources,
    Shown,
    Step,
)
from bot.intents.understanding import meant
from bot.site.paths import absolute, item_path
from bot.views.archive import with_days
from bot.views.callbacks import (
    ListPages,
    ListSources,
    OpenEdition,
    OpenHit,
    OpenItem,
    PageWords,
    TurnToItem,
    TurnToPage,
)
from bot.views.deep_links import LinkTarget, deep_link, target_of
from bot.views.editions import (
    edition_index,
    edition_messages,
    edition_page,
    item_numbers_message,
    offer_message,
    source_messages,
)
from bot.views.items import item_messages
from bot.views.message import OutgoingMessage
from bot.views.papers.papers import with_papers
from bot.views.papers.slots import slot_name
from bot.views.rich_text import circled
from bot.views.welcome import start_message
from digests.model import Edition, EditionState, Form, Item
from digests.values.slots import kind_of, slot_for

_WORDINGS: Mapping[PageWords | None, Wording] = MappingProxyType(
    {PageWords.ORIGINAL: Wording.ORIGINAL, PageWords.TRANSLATION: Wording.TRANSLATION}
)


async def start(request: Request) -> None:
    """Welcome, with one tap to subscribe and to the latest edition; or what a link names."""
    target = target_of(request.words)
    if target and await _open(request, target):
        return
    if target and target.came_from and request.is_private:
        subscriber = await request.known()
        await request.services.readership.note_source(subscriber.id, target.came_from)
    latest = await request.archive.latest()
    when = request.translator.clock_in(request.preferences)
    welcome = start_message(
        request.translator,
        latest,
        when=when,
        subscribed=request.is_subscribed,
        to_editor=request.is_editor and request.is_private,
    )
    await request.send([with_papers(welcome, request.papers, request.paper)])
    await _offer_waiting(request)


async def _offer_waiting(request: Request) -> None:
    """Show the settings of a channel to whom they could not be shown before this start."""
    waiting = request.services.waiting_channels
    channel_id = waiting.take(request.user.id) if request.user and request.is_private else None
    if channel_id is not None:
        await subscriptions.open_channel(request, channel_id)


async def open_link(request: Request, url: str) -> bool:
    """Show what a link to this bot names; False for any other link."""
    begin = f"https://t.me/{request.bot.username}?start="
    target = target_of(url.removeprefix(begin)) if url.startswith(begin) else None
    return target is not None and await _open(request, target)


async def _open(request: Request, target: LinkTarget) -> bool:
    """Show what a link names; False where it is not there any more."""
    if target.channel is not None:
        if not request.is_private:
            return False
        await subscriptions.open_channel(request, -target.channel)
        return True
    if target.invite is not None:
        return request.is_private and await staff.open_invite(request, target.invite)
    if target.personal is not None:
        about_them = replace(request, only_reads=False)
        return await personal_data.open_personal(about_them, target.personal)
    if target.archive:
        await send_archive(request, 0)
        return True
    return await _open_edition(request, target)


async def _open_edition(request: Request, target: LinkTarget) -> bool:
    if target.edition is not None:
        edition = await request.edition(target.edition)
    else:
        edition = await request.archive.of_day(target.day) if target.day else None
    if edition is None:
        return False
    if target.page is not None:
        await _send_page(request, edition, target.page)
        return True
    found = edition.digest.item(target.number) if target.number else None
    if target.number and found is None:
        return False
    if target.sources:
        await _send_sources(request, edition, ())
    elif target.original:
        await send_edition(request, edition, Wording.ORIGINAL)
    elif target.translation:
        await request.services.renderer.translate(edition, request.translator.language)
        await send_edition(request, edition, Wording.TRANSLATION)
    else:
        await (send_item(request, edition, found) if found else send_edition(request, edition))
    return True


async def _send_page(request: Request, edition: Edition, number: int) -> None:
    form = request.preferences.form
    seen = await request.personal(edition)
    page = await asyncio.to_thread(edition_page, request.translator, seen, form, number)
    if page is None:
        await send_edition(request, edition)
        return
    await request.send(await request.with_ways(edition, [page]))
    request.remember_shown(edition)


async def _send_sources(
    request: Request, edition: Edition, found: Sequence[Item], *, is_guess: bool = False
) -> None:
    """List links; `is_guess` where the latest edition's may be meant as well."""
    latest = await latest_besides(request, edition) if is_guess else None
    request.remember_shown(edition, found[-1] if found else still_shown(request, edition))
    messages = await asyncio.to_thread(source_messages, request.translator, edition, found, latest)
    await request.send(messages)


async def send_item(request: Request, edition: Edition, found: Item) -> None:
    """Show an item, which `next` said in this chat is about from now on."""
    await _send_items(request, edition, [found])


async def today(request: Request) -> None:
    """The latest edition."""
    await read(request, ReadEdition(Latest()))


async def on_day(request: Request) -> None:
    """The edition of a day: `/date 2025-03-14`, `/date 3/14`, `/date 昨日`; alone, a calendar."""
    intent = meant("date", request.words, request.today)
    if intent:
        await read(request, intent)
        return
    said = ""
    if request.words:
        words = re.sub(r"\s+", " ", request.words)[:40]
        said = request.translator.gettext("I couldn't tell which day “{words}” is.", words=words)
    await send_calendar(request, said)


async def item(request: Request) -> None:
    """An item of the edition shown last or of a day: `/item 3`, `/item 3 2025-03-14`."""
    intent = meant("item", request.words, request.today)
    if intent:
        await read(request, intent)
        return
    edition, _ = await shown(request)
    if edition is None:
        await nothing_yet(request)
        return
    await request.send_not_understood(
        [
            item_numbers_message(
                request.translator, edition, request.translator.gettext("Which item?")
            )
        ]
    )


async def sources(request: Request) -> None:
    """The links of an edition, or of one item: `/sources`, `/sources 3`."""
    intent = meant("sources", request.words, request.today) if request.words else ReadSources()
    await (read(request, intent) if intent else on_day(request))


async def listen(request: Request) -> None:
    """An edition read out: `/listen`, `/listen yesterday`; else the one shown last."""
    intent = meant("listen", request.words, request.today) if request.words else None
    await read(request, intent or ReadAloud())


OfEdition = ReadItems | ReadEdition | ReadSources | ReadPictures | ReadFile | ReadAloud
Reading = OfEdition | ReadAgain | Step | ReadArchive | NotYet
READING = (
    *(ReadItems, ReadEdition, ReadSources, ReadPictures, ReadFile, ReadAloud),
    *(ReadAgain, Step, ReadArchive, NotYet),
)
"""The intents that only read; their types, for `isinstance`."""


async def read(request: Request, intent: Reading) -> None:
    """Show what somebody wants to read."""
    match intent:
        case ReadArchive():
            month = intent.month
            await (send_month(request, *month) if month else send_archive(request, 0))
        case NotYet():
            await _send_not_yet(request, intent.day)
        case Step():
            await _step(request, intent.by)
        case ReadAgain():
            await _read_again(request)
        case _:
            edition = await _edition_of(request, intent.edition)
            if edition:
                await _read_of(request, edition, intent)


async def _read_of(request: Request, edition: Edition, intent: OfEdition) -> None:
    found = await _items(request, edition, getattr(intent, "numbers", ()))
    match intent:
        case ReadItems() if found:
            is_guess = isinstance(intent.edition, Shown)
            await _send_items(request, edition, found, is_guess=is_guess)
        case ReadSources() | ReadPictures() if found or not intent.numbers:
            about = found or await _item_meant(request, edition, intent)
            if isinstance(intent, ReadPictures):
                await send_pictures(request, edition, about)
                return
            is_guess = isinstance(intent.edition, Shown)
            await _send_sources(request, edition, about, is_guess=is_guess)
        case ReadFile():
            await request.send(await request.in_form(edition, Form.FILE))
            request.remember_shown(edition, still_shown(request, edition))
        case ReadAloud():
            await send_aloud(request, edition)
        case ReadEdition():
            await send_edition(request, edition)


async def _item_meant(
    request: Request, edition: Edition, asked: ReadSources | ReadPictures
) -> list[Item]:
    """The item shown last, or replied to, where something of it alone is meant."""
    is_reply = request.message is not None and request.message.reply_to_message is not None
    if not isinstance(asked.edition, Shown) or not (asked.of_item or is_reply):
        return []
    _, number = await shown(request)
    one = edition.digest.item(number) if number else None
    return [one] if one else []


async def _items(request: Request, edition: Edition, numbers: Sequence[int]) -> list[Item]:
    """The items of these numbers; says which of them there are not."""
    found = [edition.digest.item(number) for number in numbers]
    missing = [abs(number) for number, one in zip(numbers, found, strict=True) if one is None]
    if missing:
        await request.send([_no_such_item(request, edition, missing)])
    return [one for one in found if one]


async def _send_items(
    request: Request, edition: Edition, found: Sequence[Item], *, is_guess: bool = False
) -> None:
    """Show items; `is_guess` where the latest edition's may be meant as well."""
    other = await latest_besides(request, edition) if is_guess else None
    for one in found:
        await request.send(await _messages(request, edition, one, latest=other))
        request.note_opened(edition, one)
    request.remember_shown(edition, found[-1])


async def _messages(
    request: Request, edition: Edition, found: Item, *, latest: Edition | None = None
) -> Sequence[OutgoingMessage]:
    address = _address(request, edition, found)
    takes_letters = request.services.settings.letters and edition.state is EditionState.PUBLISHED
    is_saved = await request.has_saved(edition, found)
    translation = None
    if request.preferences.translated:
        language = request.translator.language
        translation = await request.services.renderer.item_translation(edition, found, language)
    messages = await asyncio.to_thread(
        item_messages,
        request.translator,
        edition,
        found,
        latest=latest,
        address=address,
        letters=takes_letters,
        is_saved=is_saved,
        translation=translation,
    )
    if edition.state is not EditionState.PUBLISHED:
        return messages
    days = await request.archive.beside(edition)
    return with_days(request.translator, messages, days, of_items=True)


def _address(request: Request, edition: Edition, item: Item) -> str:
    """Where others find an item: on the site, where it has one, else in the bot's private chat."""
    site = request.services.settings.site
    if site and edition.state is EditionState.PUBLISHED:
        return absolute(site, item_path(edition, item.number))
    return deep_link(request.bot.username, OpenItem(edition.id, item.number))


async def send_edition(
    request: Request, edition: Edition, wording: Wording = Wording.CHOSEN
) -> None:
    """Show an edition, which numbers in this chat belong to from now on."""
    await request.send_edition(edition, wording)
    request.remember_shown(edition)


async def _read_again(request: Request) -> None:
    edition, number = await shown(request)
    one = edition.digest.item(number) if edition and number else None
    if edition and one:
        await send_item(request, edition, one)
    else:
        await read(request, ReadEdition(Shown()))


async def _step(request: Request, by: int) -> None:
    """Show the item behind the one shown last, or before it; the first or last one if none was."""
    edition, before = await shown(request)
    if edition is None or not edition.digest.items:
        await nothing_yet(request)
        return
    items = edition.digest.items
    places = [place for place, one in enumerate(items) if one.number == before]
    place = places[0] + by if places else 0 if by > 0 else len(items) - 1
    if 0 <= place < len(items):
        await _send_items(request, edition, [items[place]], is_guess=True)
        return
    said = (
        request.translator.gettext("That was the last item of this edition.")
        if by > 0
        else request.translator.gettext("That was the first item of this edition.")
    )
    await request.send([item_numbers_message(request.translator, edition, said)])


async def _send_not_yet(request: Request, day: date) -> None:
    latest = await request.archive.latest()
    if latest is None:
        await nothing_yet(request)
        return
    said = request.translator.gettext(
        "The edition for {day} isn't out yet.", day=request.translator.day(day)
    )
    await request.send([offer_message(request.translator, latest, said)])


async def archive(request: Request) -> None:
    """Past editions, newest first; those of a month: `/archive 2025-03`."""
    intent = meant("archive", request.words, request.today)
    await (read(request, intent) if intent else send_archive(request, 0))


# --- presses ---


async def press_item(request: Request, callback: OpenItem | OpenHit) -> Toast | None:
    """Open an item in a message of its own."""
    edition, found = await _pressed(request, callback)
    if edition is None or found is None:
        return gone(request)
    await _send_items(request, edition, [found])
    return None


async def press_turn(request: Request, callback: TurnToItem) -> Toast | None:
    """Show another item in this message, or below it where it needs several."""
    edition, found = await _pressed(request, callback)
    if edition is None or found is None:
        return gone(request)
    messages = await _messages(request, edition, found)
    is_one = len(messages) == 1
    await (request.show(messages[0]) if is_one else request.send(messages))
    request.note_opened(edition, found)
    request.remember_shown(edition, found)
    return None


async def press_edition(request: Request, callback: OpenEdition) -> Toast | None:
    """Open an edition."""
    edition = await request.edition(callback.edition)
    if edition is None:
        return gone(request)
    await send_edition(request, edition)
    return None


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
        (shown_here,) = await request.with_ways(edition, [message])
        await request.show(shown_here)
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


async def press_sources(request: Request, callback: ListSources) -> Toast | None:
    """List an edition's links."""
    edition = await request.edition(callback.edition)
    if edition is None:
        return gone(request)
    await _send_sources(request, edition, (), is_guess=request.query is None)
    return None


# --- finding what is meant ---


async def _pressed(
    request: Request, callback: OpenItem | OpenHit | TurnToItem
) -> tuple[Edition | None, Item | None]:
    edition = await request.edition(callback.edition)
    return edition, edition.digest.item(callback.number) if edition else None


async def _edition_of(request: Request, reference: EditionReference) -> Edition | None:
    """The edition that is meant; says so, and offers what there is, where there is none."""
    archive = request.archive
    match reference:
        case OfDay():
            return await _edition_of_day(request, reference.day)
        case OfSlot():
            return await _edition_of_slot(request, reference)
        case OfIssue():
            return await _edition_of_issue(request, reference.number)
        case Latest():
            edition = await archive.latest()
        case Beside():
            return await beside(request, reference.by)
        case Shown():
            edition, _ = await shown(request)
    if edition is None:
        await nothing_yet(request)
    return edition


async def _edition_of_day(request: Request, wanted: date) -> Edition | None:
    archive = request.archive
    edition = await archive.of_day(wanted)
    if edition:
        return edition
    nearest = await archive.nearest(wanted)
    if nearest is None:
        await nothing_yet(request)
        return None
    said = request.translator.gettext(
        "There is no edition of {day}. This is the nearest:", day=request.translator.day(wanted)
    )
    await request.send([offer_message(request.translator, nearest, said)])
    return None


async def _edition_of_slot(request: Request, wanted: OfSlot) -> Edition | None:
    """The last one of its kind on a day, the newest there is where no day is named."""
    archive = request.archive
    newest = None if wanted.day else await archive.latest([wanted.kind])
    if newest:
        return newest
    latest = await archive.latest()
    if latest is None:
        await nothing_yet(request)
        return None
    day = wanted.day or latest.date
    of_day = await archive.all_of_day(day)
    found = [one for one in of_day if kind_of(one.slot) is wanted.kind]
    if found or not of_day:
        return await (archive.edition(found[-1].id) if found else _edition_of_day(request, day))
    translator = request.translator
    said = translator.gettext(
        "There is no {slot} of {day}. This is the nearest:",
        slot=slot_name(translator, slot_for(wanted.kind), is_morning=True),
        day=translator.day(day),
    )
    nearest = await archive.edition(of_day[0].id)
    if nearest:
        await request.send([offer_message(translator, nearest, said)])
    return None


async def _edition_of_issue(request: Request, number: int) -> Edition | None:
    edition = await request.archive.of_issue(number)
    if edition is None:
        said = request.translator.gettext("I couldn't find issue {number}.", number=number)
        await send_calendar(request, said)
    return edition


def _no_such_item(request: Request, edition: Edition, missing: Sequence[int]) -> OutgoingMessage:
    translator = request.translator
    said = translator.gettext(
        "There is no item {wanted} in the edition of {day}.",
        wanted=" ".join(circled(number).rstrip(".") for number in missing),
        day=translator.short_day(edition.date),
    )
    return item_numbers_message(translator, edition, said)
