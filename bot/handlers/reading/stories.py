"""How readers unfold a story: what editions said of one matter, day by day."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.handlers.reading.last_shown import shown
from bot.handlers.reading.search import find
from bot.handlers.request import Request, Toast
from bot.intents.intent import ReadStory
from bot.views.message import OutgoingMessage
from bot.views.reading.stories import StoryPage, story_message
from bot.views.reading.story_callbacks import TurnStory, UnfoldStory
from digests.archive import query_of
from digests.model import ItemKey
from digests.values.stories import Story

_PAGE = 8
"""Parts on a page: each has a day, a headline, a sentence and links."""


async def read(request: Request, intent: ReadStory) -> None:
    """Unfold the story that words name, else that of the item shown last.

    Words that name none are searched for.
    """
    present = None
    if intent.words:
        story = await request.services.stories.about(query_of(intent.words, request.today))
        present = story.parts[-1].key if story else None
    else:
        edition, number = await shown(request)
        present = ItemKey(edition.id, number) if edition and number else None
    if present and await press_story(request, UnfoldStory(present.edition, present.number)) is None:
        return
    if intent.words:
        await find(replace(request, words=intent.words))
        return
    said = (
        request.translator.gettext("No other edition tells of this so far.")
        if present
        else request.translator.gettext("Open an item first, then ask for its story.")
    )
    await request.say(said)


async def press_story(request: Request, callback: UnfoldStory) -> Toast | None:
    """Show the story that an item is of, at the page on which the item stands."""
    story = await _readable(request, callback)
    if story is None:
        return _gone(request)
    present = ItemKey(callback.edition, callback.number)
    keys = [part.key for part in story.parts]
    place = keys.index(present) if present in keys else len(keys) - 1
    await request.send([await _page(request, story, present, place // _PAGE * _PAGE)])
    return None


async def press_turn(request: Request, callback: TurnStory) -> Toast | None:
    """Show other parts of a story in this message."""
    story = await _readable(request, callback)
    if story is None:
        return _gone(request)
    present = ItemKey(callback.edition, callback.number)
    offset = min(callback.offset, len(story.parts) - 1)
    await request.show(await _page(request, story, present, offset))
    return None


async def _page(request: Request, story: Story, present: ItemKey, offset: int) -> OutgoingMessage:
    keys = [part.key for part in story.parts[offset : offset + _PAGE]]
    page = StoryPage(
        present=present,
        parts=await request.services.stories.told(keys),
        offset=offset,
        size=_PAGE,
        total=len(story.parts),
    )
    return await asyncio.to_thread(story_message, request.translator, page)


async def _readable(request: Request, callback: UnfoldStory | TurnStory) -> Story | None:
    """The story of an item that whoever presses may read."""
    edition = await request.edition(callback.edition)
    if edition is None:
        return None
    return await request.services.stories.so_far(edition.id, callback.number)


def _gone(request: Request) -> Toast:
    return Toast(request.translator.gettext("That story is no longer available."))
