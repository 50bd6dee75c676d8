"""Which items of an edition go on with a story that somebody follows or mutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from digests.model import Edition
from digests.personal.matching import ItemTexts, goes_on
from digests.values.rules import RuleSubject


class StoryFinder(Protocol):
    """Tells stories apart."""

    async def in_story(
        self, edition: Edition, items: Sequence[ItemTexts], story: RuleSubject
    ) -> frozenset[int]:
        """The numbers of an edition's items that belong to a story; `items` are their texts."""


class MainWords:
    """By the main words that an item shares with the one that the story was told by."""

    async def in_story(
        self, edition: Edition, items: Sequence[ItemTexts], story: RuleSubject
    ) -> frozenset[int]:
        """The numbers of the items that have enough of the story's main words."""
        begun = {story.number} if edition.id == story.edition else set()
        return frozenset(
            item.number for item in items if item.number in begun or goes_on(item, story.words)
        )
