"""Searching past editions: `/search 停戦`, `/search tariff since:2025-01 outlet:ロイター`."""

from __future__ import annotations

from datetime import date

from bot.handlers.request import Request, Toast
from bot.views.items import item_messages
from bot.views.message import OutgoingMessage
from bot.views.search_results import Search, findings_message, nothing_found_message, words_of
from digests.search.query import parse_query

_PAGE = 5
"""Hits on a page: each has a headline, a line of facts and two of text."""
_LONGEST = 100
"""Characters of a question; more says nothing more."""


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


async def press_found(request: Request) -> None:
    """Turn to another page of the same search."""
    words = words_of(request.message.text or "") if request.message else ""
    await request.show(await _found(request, words, request.callback.number(0)))


async def press_day(request: Request) -> Toast | None:
    """Open an item by its day and number."""
    edition = await request.services.store.editions.of_day(
        date.fromisoformat(request.callback.args[0])
    )
    found = edition.digest.item(request.callback.number(1)) if edition else None
    if edition is None or found is None:
        return Toast(request.translator.gettext("That edition is no longer available."))
    await request.send(item_messages(request.translator, edition, found))
    return None


async def _found(request: Request, words: str, offset: int) -> OutgoingMessage:
    search = Search(words=words, query=parse_query(words), offset=offset, size=_PAGE)
    if search.query.is_empty:
        return nothing_found_message(request.translator, search)
    found = await request.services.store.search.find(search.query, limit=_PAGE, offset=offset)
    if not found.total:
        return nothing_found_message(request.translator, search)
    return findings_message(request.translator, search, found)
