"""What editors change about a draft, each change written down at once; the last can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

import structlog

from digests.corrections import with_editors_summaries
from digests.model import (
    Alternatives,
    Digest,
    Draft,
    Edition,
    EditionKey,
    EditionState,
    Problem,
    Reading,
)
from digests.newsroom import Newsroom, note
from digests.parsing.checks import excesses
from digests.revisions import (
    REPEATS,
    Decision,
    Revised,
    SetDay,
    SetPaper,
    SetSlot,
    SetTitle,
    Settle,
    revised,
)
from digests.store.drafts.uploads import Original, Version
from digests.summary import summarised
from digests.values.questions import MomentQuestion
from digests.values.roles import AuditEntry

log = structlog.get_logger()

_ABOUT_PLACE = Settle | SetDay | SetPaper | SetSlot
"""What changes no word that readers see."""


class Outcome(StrEnum):
    """What became of a decision."""

    DONE = "done"  # it holds
    OUTDATED = "outdated"  # it was about what the draft does not say any more
    IMPOSSIBLE = "impossible"  # there is nothing that it could be about
    DECIDED = "decided"  # the edition is no draft any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """Where a draft is changed; whoever asks has to be an editor.

    `revision` is that of the draft which the editor saw; None where it does not matter, because
    doing it twice is the same as once.
    """

    newsroom: Newsroom

    async def draft(self, edition_id: int) -> Draft | None:
        """What a draft can be changed by; None where it is none, or too old."""
        return await self.newsroom.store.uploads.find(edition_id)

    async def shown_by(self, user_id: int, message_id: int) -> Edition | None:
        """The draft that a message in the private chat of an editor shows."""
        edition = await self.newsroom.store.draft_cards.shown_by(user_id, message_id)
        return await self.newsroom.edition(edition) if edition else None

    async def cards(self, edition_id: int) -> Mapping[int, tuple[int, ...]]:
        """The messages that show an edition, by the editor in whose private chat they are."""
        return await self.newsroom.store.draft_cards.of(edition_id)

    async def show(self, edition_id: int, user_id: int, card: tuple[int, ...]) -> None:
        """Note which messages show a draft to an editor."""
        await self.newsroom.store.draft_cards.show(edition_id, user_id, card)

    async def ask_moment(self, user_id: int, question: MomentQuestion) -> None:
        """Note that an editor is asked in their private chat when a draft shall appear."""
        await self.newsroom.store.draft_cards.ask(user_id, question)

    async def asked_moment(self, user_id: int, since: datetime) -> MomentQuestion | None:
        """What an editor was asked last, not before then; None where it was answered."""
        return await self.newsroom.store.draft_cards.asked(user_id, since)

    async def answered_moment(self, user_id: int) -> None:
        """Wait for no answer of an editor's any more."""
        await self.newsroom.store.draft_cards.answered(user_id)

    async def correcting(self, edition_id: int, *, by: int | None) -> Edition | None:
        """The draft by which a published edition is corrected, made of it where there is none.

        None where it is not published. So what was published changes only once an editor has seen
        what the correction changes.
        """
        newsroom, now = self.newsroom, self.newsroom.clock()
        edition = await newsroom.edition(edition_id)
        if edition is None or edition.state is not EditionState.PUBLISHED:
            return None
        fingerprint = edition.fingerprint
        async with newsroom.store.transaction() as unit:
            draft = edition
            while not draft.is_undecided:  # such a draft may have become another edition
                # The same until it is carried out, so that one draft gathers what is changed.
                fingerprint = sha256(f"{fingerprint} corrected".encode()).hexdigest()
                draft = await unit.editions.add(
                    edition.digest,
                    edition.problems,
                    date=edition.date,
                    paper=edition.paper,
                    slot=edition.slot,
                    fingerprint=fingerprint,
                    posted_by=by,
                    created_at=now,
                )
            written = Original(name="", data=b"", posted=now)
            await unit.uploads.keep(draft.id, written, Alternatives())
            if draft.created_at == now:
                await unit.story_links.put(draft.id, await unit.story_links.of(edition.id))
        return draft

    async def decide(
        self,
        edition_id: int,
        decision: Decision,
        *,
        revision: int | None = None,
        entry: AuditEntry | None = None,
    ) -> Outcome:
        """Let a decision hold; `entry` says so in the audit, in the same transaction."""
        found = await self._undecided(edition_id)
        if found is None:
            return Outcome.DECIDED
        edition, draft = found
        if revision not in {None, draft.revision}:
            return Outcome.OUTDATED
        result = revised(edition.digest, edition.problems, decision, draft.settled)
        if result is None:
            return Outcome.IMPOSSIBLE
        digest = await self._summarised_anew(result.digest, edition.digest)
        day = decision.day if isinstance(decision, SetDay) else edition.date
        slot = decision.slot if isinstance(decision, SetSlot) else edition.slot
        paper = decision.paper if isinstance(decision, SetPaper) else edition.paper
        if isinstance(decision, SetPaper) and not await self._is_paper(paper):
            return Outcome.IMPOSSIBLE
        after = Version(
            digest=digest,
            problems=result.problems,
            date=day,
            alternatives=draft.alternatives,
            paper=paper,
            slot=slot,
            is_revised=edition.is_revised or not isinstance(decision, _ABOUT_PLACE),
            settled=result.settled,
        )
        key = EditionKey(date=day, paper=paper, slot=slot)
        is_said = (digest, after.problems) == (edition.digest, edition.problems)
        if is_said and key == edition.key:
            return Outcome.DONE
        if (paper, slot) != (edition.paper, edition.slot):
            after = replace(after, problems=await self._repeats_anew(after, key))
        return await self._write(edition, draft.revision, after, entry)

    async def cut_link(
        self, edition_id: int, number: int, *, revision: int, is_cut: bool
    ) -> Outcome:
        """Let an item of a draft go on with nothing, or again with what was found."""
        found = await self._undecided(edition_id)
        if found is None:
            return Outcome.DECIDED
        if found[1].revision != revision:
            return Outcome.OUTDATED
        is_done = await self.newsroom.stories.cut(edition_id, number, is_cut=is_cut)
        return Outcome.DONE if is_done else Outcome.IMPOSSIBLE

    async def take_structure(
        self, edition_id: int, structure: str, *, revision: int, entry: AuditEntry
    ) -> Outcome:
        """Read a draft's file again, as one of that structure; what such are from now on.

        The day and the title that the editor decided on stay. Raises `ReadingError`.
        """
        found = await self._undecided(edition_id)
        original = await self.newsroom.store.uploads.original(edition_id)
        if found is None or original is None:
            return Outcome.DECIDED
        edition, draft = found
        if revision != draft.revision:
            return Outcome.OUTDATED
        if structure not in {one.key for one in draft.alternatives.structures}:
            return Outcome.IMPOSSIBLE
        reading = await self.newsroom.read(original, structure, edition.key)
        result = _as_decided(reading, edition.digest, draft.alternatives)
        after = Version(
            digest=result.digest,
            problems=result.problems,
            date=result.digest.date or edition.date,
            paper=edition.paper,
            slot=edition.slot,
            alternatives=reading.alternatives,
            is_revised=result.digest.title != reading.digest.title,
        )
        outcome = await self._write(edition, revision, after, entry)
        if outcome is Outcome.DONE:
            await self._remember(draft.alternatives, structure, entry)
        return outcome

    async def undo(self, edition_id: int, *, revision: int, entry: AuditEntry) -> Outcome:
        """Let a draft say what it did before its last change; a choice is undone with it."""
        found = await self._undecided(edition_id)
        if found is None:
            return Outcome.DECIDED
        now = self.newsroom.clock()
        async with self.newsroom.store.transaction() as unit:
            if not await unit.uploads.undo(edition_id, revision, now):
                return Outcome.OUTDATED
            await note(unit, entry, found[0].state)
        await self.newsroom.link_again(edition_id, found[0].digest)
        before, after = found[1].alternatives, await self.draft(edition_id)
        if after and after.alternatives.structure and after.alternatives != before:
            await self._remember(after.alternatives, after.alternatives.structure.key, entry)
        return Outcome.DONE

    async def _is_paper(self, key: str) -> bool:
        return key in {one.key for one in await self.newsroom.store.papers.all()}

    async def _undecided(self, edition_id: int) -> tuple[Edition, Draft] | None:
        edition, draft = await self.newsroom.edition(edition_id), await self.draft(edition_id)
        return (edition, draft) if edition and draft and edition.is_undecided else None

    async def _write(
        self, before: Edition, revision: int, after: Version, entry: AuditEntry | None
    ) -> Outcome:
        now = self.newsroom.clock()
        async with self.newsroom.store.transaction() as unit:
            if not await unit.uploads.revise(before.id, revision, after, now):
                return Outcome.OUTDATED
            await note(unit, entry, before.state)
        log.info("draft_revised", edition=before.id, items=len(after.digest.items))
        key = EditionKey(date=after.date, paper=after.paper, slot=after.slot)
        if (key, _said(after.digest)) != (before.key, _said(before.digest)):
            await self.newsroom.link_again(before.id, before.digest)
        return Outcome.DONE

    async def _repeats_anew(self, draft: Version, key: EditionKey) -> tuple[Problem, ...]:
        """What looks wrong, with what a draft says again of what came before its new place.

        Without the pairs that its editor has settled.
        """
        others = tuple(one for one in draft.problems if one.kind not in REPEATS)
        if excesses(draft.digest):
            return others
        found = (await self.newsroom.stories.compare(draft.digest, key)).repeats
        return (*others, *(one for one in found if one not in draft.settled))

    async def _remember(self, seen: Alternatives, structure: str, entry: AuditEntry) -> None:
        choices, now = self.newsroom.store.structure_choices, self.newsroom.clock()
        await choices.remember(entry.actor or 0, seen.title or "", structure, now)

    async def _summarised_anew(self, digest: Digest, before: Digest) -> Digest:
        """The digest with a summary of each item whose text is new, or was one of far too many."""
        if excesses(digest):
            return digest
        known = set() if excesses(before) else {item.paragraphs for item in before.items}
        new = tuple(item for item in digest.items if item.paragraphs not in known)
        told = await summarised(replace(digest, items=new), self.newsroom.summariser)
        by_number = {item.number: item for item in told.items}
        items = tuple(by_number.get(item.number, item) for item in digest.items)
        return replace(digest, items=items)


def _said(digest: Digest) -> list[tuple[object, ...]]:
    """What items are found by that go on with others."""
    return [(one.number, one.headline, one.paragraphs, one.sources) for one in digest.items]


def _as_decided(reading: Reading, before: Digest, seen: Alternatives) -> Revised:
    """What was read anew, with the day, title and summaries that an editor decided on."""
    digest = with_editors_summaries(before, reading.digest)
    result = Revised(digest=digest, problems=reading.problems)
    if before.date and before.date != seen.day:
        result = revised(result.digest, result.problems, SetDay(day=before.date)) or result
    if before.title and before.title != seen.title:
        result = revised(result.digest, result.problems, SetTitle(title=before.title)) or result
    return result
