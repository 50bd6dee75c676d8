"""Searching past editions: `/search 停戦`, `/search tariff since:2025-01 outlet:ロイター`."""

from __future__ import annotations

from hashlib import sha256

from bot.handlers.reading import browsing
from bot.handlers.request import Request, Services, Toast
from bot.i18n.translator import Translator
from bot.views.callbacks import OpenItemOfDay, TurnLongSearch, TurnSearch, fits
from bot.views.message import OutgoingMessage
from bot.views.search_results import (
    Search,
    findings_message,
    nothing_found_message,
    what_to_find_message,
)
from digests.search.query import Hit, SearchPage, parse_query

_PAGE = 5
"""Hits on a page: each has a headline, a line of facts and two of text."""
_LONGEST = 100
"""Characters of a question; more says nothing more."""
_MOST = 300
"""Characters of what may be a question at all."""
_FARTHEST = 99_999
"""More hits than a search counts."""


async def find(request: Request) -> None:
    """Find items by their words, newest first; a single one is opened at once."""
    if len(request.words) > _MOST:
        await request.say(
            request.translator.gettext("That is too long to search for. Send me a few words of it.")
        )
        return
    words = request.words[:_LONGEST].strip()
    search = _search(request.services, words, 0)
    if search.query.is_empty and not search.query.misread:
        await request.send([what_to_find_message(request.translator)])
        return
    found = await _hits(request.services, search)
    if found.total == 1 and await _open(request, found.hits[0]):
        return
    message = _page(request.translator, search, found)
    await (request.send([message]) if found.total else request.send_not_understood([message]))


async def _open(request: Request, hit: Hit) -> bool:
    """Show the only item that fits; False where it was recalled meanwhile."""
    edition = await request.services.archive.edition(hit.edition_id)
    item = edition.digest.item(hit.number) if edition else None
    if edition is None or item is None:
        return False
    await browsing.send_item(request, edition, item)
    return True


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
    await browsing.send_item(request, edition, found)
    return None


async def _found(request: Request, words: str, offset: int) -> OutgoingMessage:
    search = _search(request.services, words, offset)
    return _page(request.translator, search, await _hits(request.services, search))


def _search(services: Services, words: str, offset: int) -> Search:
    key = None if fits(TurnSearch(_FARTHEST, words)) else _remembered(services, words)
    return Search(words=words, query=parse_query(words), offset=offset, size=_PAGE, key=key)


async def _hits(services: Services, search: Search) -> SearchPage:
    if search.query.is_empty:
        return SearchPage(total=0, hits=())
    return await services.archive.search(search.query, offset=search.offset, limit=_PAGE)


def _page(translator: Translator, search: Search, found: SearchPage) -> OutgoingMessage:
    if not found.total:
        return nothing_found_message(translator, search)
    return findings_message(translator, search, found)


def _remembered(services: Services, words: str) -> str:
    """The key under which words that are too long for a button are remembered."""
    key = sha256(words.encode()).hexdigest()[:16]
    services.long_searches.add(key, words)
    return key
