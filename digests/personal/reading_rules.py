"""What a reader follows and mutes: chosen, listed, taken out, applied to an edition."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digests.errors import StoreError
from digests.model import Digest, Edition
from digests.personal.matching import ComparedEdition, ItemTexts, compared, marks_of, texts_of
from digests.personal.story_finder import StoryFinder
from digests.store import Store
from digests.store.personal.reading_rules import story_key
from digests.values.rules import (
    EditionMarks,
    ReadingRule,
    RuleSaid,
    RuleSubject,
    Stance,
    Subject,
)

_LONGEST_KEY = 200
_MOST_EDITIONS = 12
"""Whose texts are kept: those of an index, which many get one after the other, and two besides."""
_FRESH = 10.0
"""Seconds for which an edition on its way is taken for what it was."""
MOST_RULES = 50
"""Of one person."""


class RecentTexts:
    """The texts of the last editions that rules were applied to: those of all people are alike."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Digest, Sequence[ItemTexts]]] = {}

    async def of(self, edition: Edition) -> Sequence[ItemTexts]:
        """The texts of an edition's items, as it is now."""
        digest, items = self._kept.get(edition.id, (None, ()))
        if digest is not edition.digest and digest != edition.digest:
            items = await asyncio.to_thread(texts_of, edition)
        self._kept.pop(edition.id, None)
        self._kept[edition.id] = (edition.digest, items)
        if len(self._kept) > _MOST_EDITIONS:
            del self._kept[next(iter(self._kept))]
        return items


class OutgoingEditions:
    """The editions of broadcasts as rules are compared with them, by the broadcast's id.

    A copy is believed for some seconds: so late the rest gets a corrected one.
    """

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._kept: dict[int, tuple[float, ComparedEdition]] = {}
        self._asking = asyncio.Lock()

    async def of(
        self, broadcast_id: int, compared: Callable[[], Awaitable[ComparedEdition]]
    ) -> ComparedEdition:
        """An edition from its copy, or as `compared` makes it, for all who ask meanwhile."""
        async with self._asking:
            now = self._elapsed()
            self._kept = {one: kept for one, kept in self._kept.items() if now < kept[0]}
            if broadcast_id not in self._kept:
                self._kept[broadcast_id] = (now + _FRESH, await compared())
            return self._kept[broadcast_id][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """The rules of people, by their Telegram ids; `clock` tells the time.

    Every method raises `StoreError` where the store can't be asked.
    """

    store: Store
    clock: Callable[[], datetime]
    _recent: RecentTexts = field(default_factory=RecentTexts)
    _outgoing: OutgoingEditions = field(default_factory=OutgoingEditions)

    async def put(self, user_id: int, about: RuleSubject, stance: Stance) -> ReadingRule | None:
        """Follow or mute something from now on; None where somebody has as many rules as can be."""
        key = _key(about)
        rules = self.store.reading_rules
        return await rules.put(user_id, key, about, stance, at=self.clock(), most=MOST_RULES)

    async def take_out(self, user_id: int, about: RuleSubject) -> None:
        """Neither follow nor mute something any more."""
        await self.store.reading_rules.remove(user_id, _key(about))

    async def drop(self, user_id: int, rule_id: int) -> None:
        """The same by the id of a rule, if it is theirs."""
        await self.store.reading_rules.drop(user_id, rule_id)

    async def ring(self, user_id: int, rule_id: int, *, rings: bool) -> ReadingRule | None:
        """Let editions ring for what somebody follows, or not; None where it is none of theirs."""
        return await self.store.reading_rules.ring(user_id, rule_id, rings=rings)

    async def of(self, user_id: int) -> Sequence[ReadingRule]:
        """Everything that somebody follows and mutes, the newest first."""
        return await self.store.reading_rules.of(user_id)

    async def stance_on(self, user_id: int, about: RuleSubject) -> Stance | None:
        """Whether somebody follows or mutes something; None where they do neither."""
        return await self.store.reading_rules.stance(user_id, _key(about))

    async def everybody(self) -> Mapping[int, Sequence[ReadingRule]]:
        """The rules of all who have any, by their ids, the newest first."""
        return await self.store.reading_rules.everybody()

    async def take_in(self, said: Mapping[int, Sequence[RuleSaid]]) -> None:
        """Keep what is said of people beside what they follow and mute already, all or nothing."""
        async with self.store.transaction() as unit:
            for user_id, rules in said.items():
                for one in rules:
                    key, at = _key(one.about), self.clock()
                    kept = await unit.reading_rules.put(
                        user_id, key, one.about, one.stance, at=at, most=MOST_RULES
                    )
                    if kept and one.rings:
                        await unit.reading_rules.ring(user_id, kept.id, rings=True)

    async def marks(self, user_id: int, edition: Edition) -> EditionMarks | None:
        """What somebody's rules make of an edition; None where they see it as everybody does."""
        rules = await self.of(user_id)
        return await _marks(rules, await self._compared(edition)) if rules else None

    async def marks_in_broadcast(
        self, user_id: int, edition_id: int, broadcast_id: int
    ) -> EditionMarks | None:
        """The same of the edition of a broadcast, which goes to many people.

        What is the same for all of them is asked once in some seconds, and anew in each broadcast:
        one that corrects the edition counts other items. Raises `StoreError` also where there is no
        such edition.
        """
        rules = await self.of(user_id)
        if not rules:
            return None
        edition = await self._outgoing.of(broadcast_id, lambda: self._compared_by_id(edition_id))
        return await _marks(rules, edition)

    async def _compared(self, edition: Edition) -> ComparedEdition:
        items = await self._recent.of(edition)
        in_stories = await StoryFinder(self.store).in_stories(edition)
        return ComparedEdition(items=items, in_stories=in_stories)

    async def _compared_by_id(self, edition_id: int) -> ComparedEdition:
        edition = await self.store.editions.get(edition_id)
        if edition is None:
            raise StoreError(f"there is no edition {edition_id}")
        return await self._compared(edition)


async def _marks(rules: Sequence[ReadingRule], edition: ComparedEdition) -> EditionMarks | None:
    marks = await asyncio.to_thread(marks_of, rules, edition)
    return None if marks.is_empty else marks


def _key(about: RuleSubject) -> str:
    """By what a subject is the same as another, in each of its spellings."""
    if about.subject is Subject.STORY:
        return story_key(about.edition, about.number)
    return f"{about.subject}:{compared(about.label)}"[:_LONGEST_KEY]
