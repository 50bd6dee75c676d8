"""Which items of an edition go on with a story that somebody follows or mutes."""

from __future__ import annotations

from dataclasses import dataclass

from digests.model import Edition
from digests.store import Store
from digests.values.rules import RuleSubject
from digests.values.stories import ItemKey


@dataclass(frozen=True, slots=True)
class StoryFinder:
    """Tells stories apart by the links between items, which editors can cut.

    Raises `StoreError` where the store can't be asked.
    """

    store: Store

    async def in_story(self, edition: Edition, story: RuleSubject) -> frozenset[int]:
        """The numbers of an edition's items that belong to a story."""
        begun = ItemKey(story.edition, story.number)
        own = {story.number} if edition.id == story.edition else set()
        linked = [ItemKey(edition.id, one.number) for one in edition.continuations]
        if not linked:
            return frozenset(own)
        roots = await self.store.story_links.roots_of([begun, *linked])
        return frozenset(own | {one.number for one in linked if roots[one] == roots[begun]})
