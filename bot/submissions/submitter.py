"""Takes an edition in from wherever it came, and shows the editors what became of it.

It goes the way of a file in the chat: read in the child process, checked, summarised, a draft. Only
where the operator wants it so, and nothing about it asks for a decision, is it published by itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog
from telegram.error import TelegramError

from bot.i18n.translator import Translations, Translator
from bot.views.desk.draft_state import draft_state, reach_of
from bot.views.desk.drafts import preview_messages
from bot.views.desk.submissions import Arrival, Origin, arrival_message, arrival_sentence
from bot.views.message import OutgoingMessage
from digests.audience import Audience, RecentReaderHours
from digests.model import AuditEntry, AuditWay, Edition, EditionState, Severity
from digests.newsroom import Accepted, Newsroom, Upload

log = structlog.get_logger()

Tell = Callable[[int, OutgoingMessage], Awaitable[object]]
"""Sends a message to a person."""
Say = Callable[[Translator], str]
"""Something to be said in whatever language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """Hands to the desk what is no message; all who may publish (`editors`) are told by `tell`."""

    newsroom: Newsroom
    audience: Audience
    reader_hours: RecentReaderHours
    translations: Translations
    editors: Callable[[], Awaitable[frozenset[int]]]
    tell: Tell

    async def accept(self, upload: Upload, way: AuditWay) -> Accepted:
        """Read an upload into a draft, which nobody is told of yet; raises `ReadingError`."""
        accepted = await self.newsroom.accept(upload)
        if accepted.is_new:
            await self._note("take_in", accepted.edition, way)
        return accepted

    async def _note(self, action: str, edition: Edition, way: AuditWay) -> None:
        entry = AuditEntry(
            at=self.newsroom.clock(),
            way=way,
            action=action,
            edition=edition.id,
            detail=edition.state,
        )
        await self.newsroom.store.audit.add(entry)

    async def publish(self, accepted: Accepted, way: AuditWay) -> Arrival:
        """Publish a draft about which nothing has to be decided; what became of it."""
        edition = accepted.edition
        if edition.state is EditionState.PUBLISHED:
            return Arrival.PUBLISHED
        if edition.state is not EditionState.DRAFT:
            return Arrival.DRAFT  # decided about already, as its card says
        if self._asks_for_a_decision(accepted) or not await self.newsroom.publish(edition.id):
            return Arrival.HELD_BACK
        await self._note("publish", replace(edition, state=EditionState.PUBLISHED), way)
        return Arrival.PUBLISHED

    def _asks_for_a_decision(self, accepted: Accepted) -> bool:
        edition = accepted.edition
        return (
            accepted.same_day is not None
            or any(problem.severity is Severity.BLOCKS for problem in edition.problems)
            or self.newsroom.is_old(edition)
        )

    async def show(self, edition_id: int, origin: Origin, arrival: Arrival) -> None:
        """Show every editor where an edition came from, and its card."""
        edition = await self.newsroom.edition(edition_id)
        if edition is None:
            return
        accepted, reader_hours = await self.newsroom.look(edition), await self.reader_hours.now()
        for editor in sorted(await self.editors()):
            translator, zone = await self._speaking_to(editor)
            reach = reach_of(reader_hours, edition, self.newsroom.clock())
            card = preview_messages(
                translator,
                accepted.edition,
                same_day=accepted.same_day,
                zone=zone,
                draft=accepted.draft,
                state=draft_state(translator, edition, reach, zone) if accepted.draft else "",
            )
            said = arrival_sentence(translator, arrival)
            await self._tell(editor, [arrival_message(translator, origin, said), *card])

    async def complain(self, origin: Origin, why: Say) -> None:
        """Tell every editor that nothing became of what came from there, and why."""
        for editor in sorted(await self.editors()):
            translator, _ = await self._speaking_to(editor)
            await self._tell(editor, [arrival_message(translator, origin, why(translator))])

    async def _speaking_to(self, editor: int) -> tuple[Translator, str]:
        """An editor's language and time zone."""
        subscriber = await self.audience.find(editor)
        chosen = subscriber.preferences if subscriber else self.audience.defaults
        return self.translations.of(subscriber), chosen.timezone

    async def _tell(self, editor: int, messages: list[OutgoingMessage]) -> None:
        try:
            for message in messages:
                await self.tell(editor, message)
        except TelegramError as error:
            log.warning("editor_not_reached", error=type(error).__name__)
