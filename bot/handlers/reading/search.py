"""Searching past editions: `/search 停戦`, `/search tariff since:2025-01 outlet:ロイター`."""

from __future__ import annotations

import asyncio
from hashlib import sha256

from bot.handlers.reading import browsing
from bot.handlers.request import Request, Services, Toast, gone
from bot.views.callbacks import (
    OpenItemOfDay,
    TurnBest,
    TurnLongBest,
    TurnLongSearch,
    TurnSearch,
    fits,
)
from bot.views.message import OutgoingMessage
from bot.views.search_results import (
    Search,
    findings_message,
    nobody_cites_message,
    nothing_found_message,
    what_to_find_message,
)
from digests.archive import address_in, query_of
from digests.search.query import Hit, SearchOrder, SearchPage

_PAGE = 5
"""Hits on a page: each has a headline, a line of facts and two of text."""
_LONGEST = 100
"""Characters of a question; more says nothing more."""
_MOST = 300
"""Characters of what may be a question at all."""
_FARTHEST = 99_999
"""More hits than a search counts."""


async def find(request: Request) -> None:
    """Find items by their words, the best first; a single one that fits all is opened at once."""
    address = address_in(request.words)
    if address and await browsing.open_link(request, address):
        return
    if not address and len(request.words) > _MOST:
        await request.say(
            request.translator.gettext("That is too long to search for. Send me a few words of it.")
        )
        return
    words = request.words.strip() if address else request.words[:_LONGEST].strip()
    search = _search(request, words, 0, SearchOrder.BEST)
    if search.query.is_empty and not search.query.misread:
        last = await request.archive.last_days(request.today)
        await request.send([what_to_find_message(request.translator, last)])
        return
    found = await _hits(request.services, search)
    is_exact = found.stepped_back_to is None
    if found.total == 1 and is_exact and await _open(request, found.hits[0]):
        return
    if found.total:
        await request.send([await _page(request, search, found)])
    elif address:
        may_post = request.is_editor and request.services.fetcher is not None
        message = nobody_cites_message(request.translator, may_post=may_post)
        await request.send_not_understood([message])
    else:
        await request.send_not_understood([nothing_found_message(request.translator, search)])


async def _open(request: Request, hit: Hit) -> bool:
    """Show the only item that fits; False where it was recalled meanwhile."""
    edition = await request.archive.edition(hit.edition_id)
    item = edition.digest.item(hit.number) if edition else None
    if edition is None or item is None:
        return False
    await browsing.send_item(request, edition, item)
    return True


async def press_turn(request: Request, callback: TurnSearch) -> None:
    """Turn to another page of the same search, newest first."""
    await _turn(request, callback.words, callback.offset, SearchOrder.NEWEST)


async def press_turn_best(request: Request, callback: TurnBest) -> None:
    """Turn to another page of the same search, the best first."""
    await _turn(request, callback.words, callback.offset, SearchOrder.BEST)


async def press_turn_long(request: Request, callback: TurnLongSearch) -> Toast | None:
    """Turn a search whose words were too long for the button, newest first."""
    return await _turn_long(request, callback.key, callback.offset, SearchOrder.NEWEST)


async def press_turn_long_best(request: Request, callback: TurnLongBest) -> Toast | None:
    """The same, the best first."""
    return await _turn_long(request, callback.key, callback.offset, SearchOrder.BEST)


async def press_item_of_day(request: Request, callback: OpenItemOfDay) -> Toast | None:
    """Open an item by its day and number."""
    edition = await request.archive.of_day(callback.day)
    found = edition.digest.item(callback.number) if edition else None
    if edition is None or found is None:
        return gone(request)
    await browsing.send_item(request, edition, found)
    return None


async def _turn_long(request: Request, key: str, offset: int, order: SearchOrder) -> Toast | None:
    words = request.services.long_searches.find(key)
    if words is None:
        return Toast(request.translator.gettext("I no longer know that search; please ask again."))
    await _turn(request, words, offset, order)
    return None


async def _turn(request: Request, words: str, offset: int, order: SearchOrder) -> None:
    search = _search(request, words, offset, order)
    found = await _hits(request.services, search)
    await request.show(await _page(request, search, found))


def _search(request: Request, words: str, offset: int, order: SearchOrder) -> Search:
    key = None if fits(TurnSearch(_FARTHEST, words)) else _remembered(request.services, words)
    query = query_of(words, request.today)
    return Search(words=words, query=query, offset=offset, size=_PAGE, key=key, order=order)


async def _hits(services: Services, search: Search) -> SearchPage:
    if search.query.is_empty:
        return SearchPage(total=0, hits=())
    return await services.archive.search(
        search.query, offset=search.offset, limit=_PAGE, order=search.order
    )


async def _page(request: Request, search: Search, found: SearchPage) -> OutgoingMessage:
    translator = request.translator
    if not found.total:
        return nothing_found_message(translator, search)
    story = await request.services.stories.about(search.query) if not search.offset else None
    return await asyncio.to_thread(findings_message, translator, search, found, story)


def _remembered(services: Services, words: str) -> str:
    """The key under which words that are too long for a button are remembered."""
    key = sha256(words.encode()).hexdigest()[:16]
    services.long_searches.add(key, words)
    return key
