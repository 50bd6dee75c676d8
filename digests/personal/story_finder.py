"""Which items of an edition are of one story with which others: what was followed began there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from digests.model import Edition, ItemKey
from digests.store import Store


@dataclass(frozen=True, slots=True)
class StoryFinder:
    """Tells stories apart by the links between items, which editors can cut.

    Raises `StoreError` where the store can't be asked.
    """

    store: Store

    async def in_stories(self, edition: Edition) -> Mapping[ItemKey, frozenset[int]]:
        """The numbers of an edition's items, by each item of the stories that they go on with.

        One question for all of them, whoever follows which. Each item of the edition itself is of
        its own story, whether that goes on or not.
        """
        found: dict[ItemKey, set[int]] = defaultdict(set)
        for item in edition.digest.items:
            found[ItemKey(edition.id, item.number)].add(item.number)
        linked = [ItemKey(edition.id, one.number) for one in edition.continuations]
        if linked:
            for key, story in (await self.store.story_links.stories_of(linked)).items():
                for one in story:
                    found[one].add(key.number)
        return {key: frozenset(numbers) for key, numbers in found.items()}
