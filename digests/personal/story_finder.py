"""Which items of an edition go on with a story that somebody follows or mutes."""

from __future__ import annotations

import asyncio
from typing import Protocol

from digests.model import Edition
from digests.personal.matching import goes_on
from digests.values.rules import RuleSubject


class StoryFinder(Protocol):
    """Tells stories apart."""

    async def in_story(self, edition: Edition, story: RuleSubject) -> frozenset[int]:
        """The numbers of an edition's items that belong to a story."""


class MainWords:
    """By the main words that an item shares with the one that the story was told by."""

    async def in_story(self, edition: Edition, story: RuleSubject) -> frozenset[int]:
        """The numbers of the items that have enough of the story's main words."""
        return await asyncio.to_thread(_in_story, edition, story)


def _in_story(edition: Edition, story: RuleSubject) -> frozenset[int]:
    language = edition.digest.language
    return frozenset(
        item.number
        for item in edition.digest.items
        if (edition.id, item.number) == (story.edition, story.number)
        or goes_on(item, language, story.words)
    )
