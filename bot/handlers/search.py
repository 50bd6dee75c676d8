"""Searching past editions: `/search 停戦`, `/search tariff since:2025-01 outlet:ロイター`."""

from __future__ import annotations

from datetime import date

from bot.handlers.request import Ask, Toast
from bot.views.items import item_letters
from bot.views.message import Letter
from bot.views.search_results import Search, asked_again, findings_letter, nothing_found_letter
from digests.search.query import parse_query

_PAGE = 5
"""Hits on a page: each has a headline, a line of facts and two of text."""
_LONGEST = 100
"""Characters of a question; more says nothing more."""


async def find(ask: Ask) -> None:
    """Find items by their words, newest first."""
    asked = ask.words[:_LONGEST].strip()
    query = parse_query(asked)
    if query.is_empty and not query.misread:
        await ask.say(ask.speech.t("What are you looking for? For example: /search 停戦"))
        return
    await ask.send([await _found(ask, asked, 0)])


async def press_found(ask: Ask) -> None:
    """Turn to another page of the same search."""
    asked = asked_again(ask.message.text or "") if ask.message else ""
    await ask.show(await _found(ask, asked, ask.press.number(0)))


async def press_day(ask: Ask) -> Toast | None:
    """Open an item by its day and number."""
    edition = await ask.services.store.editions.of_day(date.fromisoformat(ask.press.args[0]))
    found = edition.digest.item(ask.press.number(1)) if edition else None
    if edition is None or found is None:
        return Toast(ask.speech.t("That edition is no longer available."))
    await ask.send(item_letters(ask.speech, edition, found))
    return None


async def _found(ask: Ask, asked: str, offset: int) -> Letter:
    search = Search(asked=asked, query=parse_query(asked), offset=offset, size=_PAGE)
    if search.query.is_empty:
        return nothing_found_letter(ask.speech, search)
    found = await ask.services.store.search.find(search.query, limit=_PAGE, offset=offset)
    if not found.total:
        return nothing_found_letter(ask.speech, search)
    return findings_letter(ask.speech, search, found)
