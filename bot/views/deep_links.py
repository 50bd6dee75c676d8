"""Links that open the private chat with the bot, at what they are about.

https://core.telegram.org/bots/features#deep-linking: at most 64 of A–Z a–z 0–9 _ -
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.callbacks import (
    AboutEdition,
    Callback,
    ListSources,
    OpenArchive,
    OpenHit,
    OpenItem,
    OpenItemOfDay,
    TurnArchive,
    TurnToItem,
    TurnToPage,
)
from bot.views.keyboards import unpack
from bot.views.message import OutgoingMessage
from bot.views.personal.rule_callbacks import OfferRules
from bot.views.personal.saved_callbacks import SaveItem, UnsaveItem
from bot.views.reading.letter_callbacks import CastVote, WriteToEditor
from bot.views.reading.story_callbacks import UnfoldStory
from bot.views.translation.translation_callbacks import ShowOriginal, ShowTranslation


@dataclass(frozen=True, slots=True)
class PersonalTarget:
    """A command about a person, asked in the topic of a chat where others read; 0 for no topic."""

    command: str
    chat: int
    topic: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """What a link opens: an edition by its id or its day, of that one an item or all of it.

    Of a long one the `page` on which the item of that number stands. Or the `sources` of the
    edition, its `original` for who reads it translated, its `translation` for who does not, the
    `archive`, the settings of a `channel`, by its id without the sign, or the `invite` of that
    token, or the answer to what is `personal`.
    What else is named opens nothing: it tells where somebody `came_from`.
    """

    edition: int | None = None
    day: date | None = None
    number: int | None = None
    page: int | None = None
    sources: bool = False
    original: bool = False
    translation: bool = False
    archive: bool = False
    channel: int | None = None
    came_from: str | None = None
    invite: str | None = None
    personal: PersonalTarget | None = None


_ARCHIVE = "a"
_TARGETS: Sequence[tuple[re.Pattern[str], Callable[..., LinkTarget]]] = (
    (
        re.compile(r"i_([0-9]{1,15})_([0-9]{1,6})"),
        lambda edition, number: LinkTarget(edition=int(edition), number=int(number)),
    ),
    (
        re.compile(r"p_([0-9]{1,15})_([0-9]{1,6})"),
        lambda edition, number: LinkTarget(edition=int(edition), page=int(number)),
    ),
    (re.compile(r"e_([0-9]{1,15})"), lambda edition: LinkTarget(edition=int(edition))),
    (
        re.compile(r"l_([0-9]{1,15})"),
        lambda edition: LinkTarget(edition=int(edition), sources=True),
    ),
    (
        re.compile(r"o_([0-9]{1,15})"),
        lambda edition: LinkTarget(edition=int(edition), original=True),
    ),
    (
        re.compile(r"t_([0-9]{1,15})"),
        lambda edition: LinkTarget(edition=int(edition), translation=True),
    ),
    (re.compile(r"d_([0-9]{8})"), lambda day: LinkTarget(day=date.fromisoformat(day))),
    (re.compile(r"c_([0-9]{1,15})"), lambda channel: LinkTarget(channel=int(channel))),
    (re.compile(r"r_([A-Za-z0-9_-]{32})"), lambda token: LinkTarget(invite=token)),
    (re.compile(_ARCHIVE), lambda: LinkTarget(archive=True)),
    (
        re.compile(r"me_([a-z]{1,20})_([0-9]{1,15})_([0-9]{1,15})"),
        lambda command, chat, topic: LinkTarget(
            personal=PersonalTarget(command, -int(chat), int(topic))
        ),
    ),
    (
        re.compile(r"(?:from|s)_([A-Za-z0-9][A-Za-z0-9_-]{0,31})"),
        lambda source: LinkTarget(came_from=source.lower()),
    ),
)
"""What payloads look like, and what they name."""


_OF_EDITION: Mapping[type[Callback], str] = MappingProxyType(
    {ListSources: "l", ShowOriginal: "o", ShowTranslation: "t"}
)
"""How payloads begin that show something else of an edition than the whole of it."""


def deep_link(username: str, callback: Callback | None) -> str:
    """What a button shows, as a link into the private chat; the chat alone for all others."""
    link = f"https://t.me/{username}"
    payload = _payload(callback)
    return f"{link}?start={payload}" if payload else f"{link}?start"


def personal_link(username: str, command: str, chat_id: int, topic: int | None) -> str:
    """A link that has a command about a person answered to them alone.

    `chat_id` is where it was given, which may be decided about as well: a group's, a channel's.
    """
    return f"https://t.me/{username}?start=me_{command}_{-chat_id}_{topic or 0}"


def invitation(username: str, source: str) -> str:
    """A link that counts who comes by it: `source` is up to 32 of a–z 0–9 _ -."""
    return f"https://t.me/{username}?start=from_{source}"


def _payload(callback: Callback | None) -> str:
    match callback:
        case (
            OpenItem()
            | OpenHit()
            | TurnToItem()
            | WriteToEditor()
            | CastVote()
            | UnfoldStory()
            | SaveItem()
            | UnsaveItem()
            | OfferRules()
            | TurnToPage()
        ):
            what = "p" if isinstance(callback, TurnToPage) else "i"
            return f"{what}_{callback.edition}_{callback.number}"
        case AboutEdition():
            return f"{_OF_EDITION.get(type(callback), 'e')}_{callback.edition}"
        case OpenItemOfDay():
            return f"d_{callback.day:%Y%m%d}"
        case OpenArchive() | TurnArchive():
            return _ARCHIVE
    return ""


def invite_link(username: str, token: str) -> str:
    """The link that gives a role to whoever opens it first."""
    return f"https://t.me/{username}?start=r_{token}"


def target_of(payload: str) -> LinkTarget | None:
    """What a link's payload names, None for anything else; anybody may have made it up."""
    for pattern, target in _TARGETS:
        if found := pattern.fullmatch(payload):
            try:
                return target(*found.groups())
            except ValueError:  # no day of any month
                return None
    return None


def with_links(message: OutgoingMessage, username: str) -> OutgoingMessage:
    """The same message, whose buttons open in the private chat what they would open here.

    Those for which there is no link stay as they are.
    """
    if message.keyboard is None:
        return message
    rows = [[_linked(key, username) for key in row] for row in message.rows]
    return replace(message, keyboard=InlineKeyboardMarkup(rows))


def _linked(key: InlineKeyboardButton, username: str) -> InlineKeyboardButton:
    callback = unpack(key.callback_data) if isinstance(key.callback_data, str) else None
    if not _payload(callback):
        return key
    return InlineKeyboardButton(key.text, url=deep_link(username, callback))


def linked_edition(markup: InlineKeyboardMarkup | None, username: str) -> int | None:
    """The edition that a message's links to this bot lead to, None where it has none."""
    rows: Sequence[Sequence[InlineKeyboardButton]] = markup.inline_keyboard if markup else ()
    links = [(key.url or "").partition("?start=") for row in rows for key in row]
    payloads = [payload for chat, _, payload in links if chat == f"https://t.me/{username}"]
    targets = filter(None, map(target_of, payloads))
    return next((one.edition for one in targets if one.edition is not None), None)
