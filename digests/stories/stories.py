"""Which items go on with which, found when a draft is read; and the stories that readers unfold."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from digests.model import Digest, Edition, EditionKey, EditionState, ItemKey, Problem
from digests.search.query import Query, SearchOrder
from digests.store import Store
from digests.stories.linking import Comparison, leading_terms
from digests.values.stories import PublishedItem, Story, StoryLink

_RECENT = timedelta(days=30)
"""Of so many days all items are compared, of earlier ones those that the index for search names."""
_MOST_ASKED, _MOST_FOUND = 60, 10
"""Items of a digest that the index is asked about, and how many it names for each."""
_MOST_HITS = 50
"""Hits of a search among which a story is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a digest has to do with what was published before: links to it, and repeats of it."""

    links: tuple[StoryLink, ...] = ()
    repeats: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """What goes on; every method raises `StoreError` where the store can't be asked."""

    store: Store

    async def compare(self, digest: Digest, key: EditionKey) -> Compared:
        """A digest beside what its paper published before it, by the key that it is to have.

        Its cost is bounded: by the items of a month, and by what the index names for each item.
        """
        day, paper = key.date, key.paper
        recent = await self.store.editions.recent_items(_RECENT.days, key)
        asked = await asyncio.to_thread(leading_terms, digest.items[:_MOST_ASKED], recent)
        long_ago = day - _RECENT
        older = await self.store.older_items.like(
            asked, paper=paper, before=long_ago, limit=_MOST_FOUND
        )
        return await asyncio.to_thread(_compared, digest, day, recent, older)

    async def needs_new_links(self, draft: Edition) -> bool:
        """Whether something of its paper was published since a draft was read."""
        latest = await self.store.editions.latest(draft.paper)
        published = latest.published_at if latest and draft.published_at is None else None
        return published is not None and published > draft.created_at

    async def put(
        self, edition_id: int, links: Sequence[StoryLink], cut: Collection[int] = ()
    ) -> None:
        """Let a draft's items go on with these; of those numbers the links are cut."""
        kept = [replace(one, is_cut=one.number in cut) for one in links]
        await self.store.story_links.put(edition_id, kept)

    async def cut_numbers(self, edition_id: int) -> frozenset[int]:
        """The numbers of the items whose links an editor has cut."""
        links = await self.store.story_links.of(edition_id)
        return frozenset(one.number for one in links if one.is_cut)

    async def cut(self, edition_id: int, number: int, *, is_cut: bool) -> bool:
        """Cut the link of an item, or mend it; False where it has none."""
        return await self.store.story_links.cut(edition_id, number, is_cut=is_cut)

    async def continues(self, edition_id: int) -> tuple[StoryLink, ...]:
        """What the items of an edition go on with, by number; what was cut is marked so."""
        return await self.store.story_links.of(edition_id)

    async def so_far(self, edition_id: int, number: int) -> Story | None:
        """The story that an item is of; None where it is of none."""
        story = await self.store.story_links.story_of(ItemKey(edition_id, number))
        return story if len(story.parts) > 1 else None

    async def about(self, query: Query) -> Story | None:
        """The story that words name: most of the items are of it in which they stand.

        None where they stand in less than half of its parts, or in one alone.
        """
        if not query.wanted_words:
            return None
        page = await self.store.search.find(query, limit=_MOST_HITS, order=SearchOrder.BEST)
        keys = [ItemKey(hit.edition_id, hit.number) for hit in page.hits]
        roots = await self.store.story_links.roots_of(keys)
        counts = Counter(roots[key] for key in keys)
        if not counts:
            return None
        root, count = counts.most_common(1)[0]
        story = await self.so_far(root.edition, root.number) if count > 1 else None
        return story if story and 2 * count >= min(len(story.parts), _MOST_HITS) else None

    async def told(self, keys: Sequence[ItemKey]) -> tuple[PublishedItem, ...]:
        """What items say; without those that were taken back meanwhile."""
        found = []
        for key in keys:
            edition = await self.store.editions.get(key.edition)
            item = edition.digest.item(key.number) if edition else None
            if edition and item and edition.state is not EditionState.RECALLED:
                found.append(
                    PublishedItem(key=key, date=edition.date, slot=edition.slot, item=item)
                )
        return tuple(found)


def _compared(
    digest: Digest, day: date, recent: Sequence[PublishedItem], older: Sequence[PublishedItem]
) -> Compared:
    comparison = Comparison(digest, day, recent, older)
    return Compared(links=comparison.links(), repeats=comparison.repeats())
