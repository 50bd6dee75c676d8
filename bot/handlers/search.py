"""Searching past editions: `/search 停戦`, `/search tariff since:2025-01 outlet:ロイター`."""

from __future__ import annotations

from hashlib import sha256

from bot.handlers.request import Request, Services, Toast
from bot.views.callbacks import OpenItemOfDay, TurnLongSearch, TurnSearch, fits
from bot.views.items import item_messages
from bot.views.message import OutgoingMessage
from bot.views.search_results import Search, findings_message, nothing_found_message
from digests.search.query import parse_query

_PAGE = 5
"""Hits on a page: each has a headline, a line of facts and two of text."""
_LONGEST = 100
"""Characters of a question; more says nothing more."""
_FARTHEST = 99_999
"""More hits than a search counts."""


async def find(request: Request) -> None:
    """Find items by their words, newest first."""
    words = request.words[:_LONGEST].strip()
    query = parse_query(words)
    if query.is_empty and not query.misread:
        await request.say(
            request.translator.gettext("What are you looking for? For example: /search 停戦")
        )
        return
    await request.send([await _found(request, words, 0)])


async def press_turn(request: Request, callback: TurnSearch) -> None:
    """Turn to another page of the same search."""
    await request.show(await _found(request, callback.words, callback.offset))


async def press_turn_long(request: Request, callback: TurnLongSearch) -> Toast | None:
    """The same for words that were too long for the button."""
    words = request.services.long_searches.find(callback.key)
    if words is None:
        return Toast(request.translator.gettext("I no longer know that search; please ask again."))
    await request.show(await _found(request, words, callback.offset))
    return None


async def press_item_of_day(request: Request, callback: OpenItemOfDay) -> Toast | None:
    """Open an item by its day and number."""
    edition = await request.services.archive.of_day(callback.day)
    found = edition.digest.item(callback.number) if edition else None
    if edition is None or found is None:
        return Toast(request.translator.gettext("That edition is no longer available."))
    await request.send(item_messages(request.translator, edition, found))
    return None


async def _found(request: Request, words: str, offset: int) -> OutgoingMessage:
    services = request.services
    key = None if fits(TurnSearch(_FARTHEST, words)) else _remembered(services, words)
    search = Search(words=words, query=parse_query(words), offset=offset, size=_PAGE, key=key)
    if search.query.is_empty:
        return nothing_found_message(request.translator, search)
    found = await services.archive.search(search.query, offset=offset, limit=_PAGE)
    if not found.total:
        return nothing_found_message(request.translator, search)
    return findings_message(request.translator, search, found)


def _remembered(services: Services, words: str) -> str:
    """The key under which words that are too long for a button are remembered."""
    key = sha256(words.encode()).hexdigest()[:16]
    services.long_searches.add(key, words)
    return key
