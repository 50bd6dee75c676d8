"""Inline mode: `@bot 停戦` typed in any chat offers items that can be sent there.

https://core.telegram.org/bots/api#inline-mode
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from telegram import InlineQueryResultArticle, Update
from telegram.error import EndPointNotFound
from telegram.ext import ExtBot

from bot.botapi.client import BotClient
from bot.handlers.request import Context
from bot.i18n.translator import Translator
from bot.intents.intent import (
    EditionReference,
    Intent,
    Latest,
    OfDay,
    OfIssue,
    ReadEdition,
    ReadItems,
    Shown,
)
from bot.intents.understanding import understand
from bot.views.inline_results import offer
from digests.archive import Archive, ItemPage
from digests.model import Edition
from digests.values.papers import paper_of

_PAGE = 10
"""Items of an answer, of the 50 that Telegram takes: each may be of another edition."""
_FRESH = timedelta(seconds=30)
"""So long Telegram repeats an answer to the same person, and offers what was just recalled."""
_OFFSET_DIGITS = 5
"""The offset comes back from the asker's app, which may have made it up."""


log = structlog.get_logger()


async def turn_on(bot: ExtBot[None], client: BotClient, translator: Translator) -> None:
    """Let the bot be asked from any chat, where it isn't and the server is of Bot API 10.5.

    What @BotFather was told, the placeholder too, stays as it is.
    """
    if bot.bot.supports_inline_queries:
        return
    settings = {
        "supports_inline_queries": True,
        "inline_query_placeholder": translator.gettext("words, a number or a day"),
    }
    try:
        await client.change_settings(settings)
    except EndPointNotFound:
        log.info("inline_not_turned_on", reason="the server is older than Bot API 10.5")
    else:
        await bot.get_me()  # whether it may be asked is what help tells


async def answer(update: Update, context: Context) -> None:
    """Offer what fits, in the language of whoever typed; only the log hears of a failure."""
    query = update.inline_query
    if query is None:
        return
    services = context.bot_data
    subscriber = await services.audience.find(query.from_user.id)
    chosen = subscriber.preferences if subscriber else services.audience.defaults
    offset = _offset(query.offset)
    paper = paper_of(await services.papers.now(), chosen.paper)
    today = services.clock().astimezone(ZoneInfo(chosen.timezone)).date()
    words, archive = " ".join(query.query.split()), services.archive.of_paper(paper.key)
    intent = understand(words, services.vocabulary.situation(today, frozenset()))
    found = await _named(archive, intent, offset) or await archive.items(
        words, today=today, offset=offset, limit=_PAGE
    )
    translator = services.translations.of(subscriber, query.from_user.language_code)
    results = await asyncio.to_thread(_offers, translator, found, context.bot.username)
    offers = partial(
        query.answer,
        results,
        cache_time=_FRESH,
        is_personal=True,  # another asker may speak another language, or live in another day
        next_offset=str(offset + _PAGE) if found.is_more else None,
    )
    await services.client.answer_query(offers)


async def _named(archive: Archive, intent: Intent, offset: int) -> ItemPage | None:
    """The items that somebody names, or those of the edition; None for all that is searched for."""
    if not isinstance(intent, ReadItems | ReadEdition):
        return None
    edition = await _edition(archive, intent.edition)
    if edition is None:
        return None
    numbers = intent.numbers if isinstance(intent, ReadItems) else ()
    named = [edition.digest.item(number) for number in numbers]
    items = [one for one in edition.digest.items if not numbers or one in named]
    if not items:
        return None
    page = [(edition, one) for one in items[offset : offset + _PAGE]]
    return ItemPage(items=page, is_more=offset + _PAGE < len(items))


async def _edition(archive: Archive, reference: EditionReference) -> Edition | None:
    match reference:
        case OfDay():
            return await archive.of_day(reference.day)
        case OfIssue():
            return await archive.of_issue(reference.number)
        case Latest() | Shown():
            return await archive.latest()
    return None


def _offers(
    translator: Translator, found: ItemPage, username: str
) -> list[InlineQueryResultArticle]:
    return [offer(translator, *one, username) for one in found.items]


def _offset(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) <= _OFFSET_DIGITS else 0
