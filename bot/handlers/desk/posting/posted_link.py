"""A link that an editor posts instead of what it leads to: fetched, and read like a file."""

from __future__ import annotations

import contextlib
from urllib.parse import urlsplit

import structlog
from telegram import Message, MessageEntity
from telegram.error import TelegramError

from bot.fetch.fetcher import Fetched, NotFetched
from bot.handlers.desk import drafts
from bot.handlers.request import Request
from bot.views.desk.posting.link_faults import fetch_fault_sentence

log = structlog.get_logger()

_LITTLE = 80
"""Characters beside a link: its title, a word about it. A text with more is itself what is read."""
_TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.dog"})
"""Hosts whose links lead to chats, not to pages."""


def link_in(message: Message) -> str | None:
    """The one link of a message that says little else, as an address with its scheme."""
    text = (message.text or "").encode("utf-16-le")
    links, beside = set(), text
    for entity in sorted(message.entities, key=lambda entity: -entity.offset):
        begin, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        if entity.type == MessageEntity.TEXT_LINK:
            links.add(entity.url or "")
        elif entity.type == MessageEntity.URL:
            links.add(_with_scheme(text[begin:end].decode("utf-16-le")))
            beside = beside[:begin] + beside[end:]
    if len(links) != 1 or len(beside.decode("utf-16-le").strip()) > _LITTLE:
        return None
    link = links.pop()
    return link if _is_of_web(link) else None


def _with_scheme(typed: str) -> str:
    """As typed: of `readme.md` Telegram makes a link too, which nobody meant."""
    return f"https://{typed}" if "://" not in typed and "/" in typed else typed


def _is_of_web(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname not in _TELEGRAM


async def posted_link(request: Request) -> bool:
    """Fetch what an editor's message links to and show what was understood; False if it is none."""
    message = request.message
    link = link_in(message) if message and request.is_editor else None
    if message is None or link is None:
        return False
    if request.services.fetcher is None:
        await request.say(
            request.translator.gettext(
                "Links are not opened here. Please save the page as a file, and send me that."
            )
        )
        return True
    with contextlib.suppress(TelegramError):  # the sign is worth no link
        await request.chat.send_action("typing")
    match await request.services.fetcher.fetch(link):
        case Fetched() as found:
            await drafts.accept(request, found.name, found.data, message)
        case NotFetched() as missing:
            log.info("link_not_fetched", fault=missing.fault)
            await request.say(fetch_fault_sentence(request.translator, missing))
    return True
