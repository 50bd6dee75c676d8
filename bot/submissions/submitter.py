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
from bot.views.desk.posting.submissions import Arrival, Origin, arrival_message, arrival_sentence
from bot.views.message import OutgoingMessage
from digests.audience import Audience
from digests.model import EditionState, Severity
from digests.newsroom import Accepted, Newsroom, Upload
from digests.values.roles import AuditEntry, AuditWay

log = structlog.get_logger()

Tell = Callable[[int, OutgoingMessage], Awaitable[object]]
"""Sends a message to a person."""
ShowCard = Callable[[int, int], Awaitable[None]]
"""Shows an editor the edition of an id; what becomes of it is shown there as well."""
Say = Callable[[Translator], str]
"""Something to be said in whatever language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """Hands to the desk what is no message; all who may publish (`editors`) are told and shown."""

    newsroom: Newsroom
    audience: Audience
    translations: Translations
    editors: Callable[[], Awaitable[frozenset[int]]]
    tell: Tell
    show_card: ShowCard

    async def accept(self, upload: Upload, way: AuditWay) -> Accepted:
        """Read an upload into a draft, which nobody is told of yet; raises `ReadingError`."""
        entry = AuditEntry(at=self.newsroom.clock(), way=way, action="take_in")
        return await self.newsroom.accept(replace(upload, entry=entry))

    async def publish(self, accepted: Accepted, way: AuditWay) -> Arrival:
        """Publish a draft about which nothing has to be decided; what became of it."""
        edition = accepted.edition
        if edition.state is EditionState.PUBLISHED:
            return Arrival.PUBLISHED
        if edition.state is not EditionState.DRAFT:
            return Arrival.DRAFT  # decided about already, as its card says
        if self._asks_for_a_decision(accepted):
            return Arrival.HELD_BACK
        now = self.newsroom.clock()
        entry = AuditEntry(at=now, way=way, action="publish", edition=edition.id)
        published = await self.newsroom.publish(edition.id, entry=entry)
        return Arrival.PUBLISHED if published else Arrival.HELD_BACK

    def _asks_for_a_decision(self, accepted: Accepted) -> bool:
        edition = accepted.edition
        return (
            self.newsroom.needs_approval
            or accepted.same_day is not None
            or any(problem.severity is Severity.BLOCKS for problem in edition.problems)
            or self.newsroom.is_old(edition)
            or self.newsroom.is_far_ahead(edition)
        )

    async def show(self, edition_id: int, origin: Origin, arrival: Arrival) -> None:
        """Show every editor where an edition came from, and its card."""
        for editor in sorted(await self.editors()):
            translator = await self._speaking_to(editor)
            said = arrival_sentence(translator, arrival)
            try:
                await self.tell(editor, arrival_message(translator, origin, said))
                await self.show_card(editor, edition_id)
            except TelegramError as error:
                log.warning("editor_not_reached", error=type(error).__name__)

    async def complain(self, origin: Origin, why: Say) -> None:
        """Tell every editor that nothing became of what came from there, and why."""
        for editor in sorted(await self.editors()):
            translator = await self._speaking_to(editor)
            try:
                await self.tell(editor, arrival_message(translator, origin, why(translator)))
            except TelegramError as error:
                log.warning("editor_not_reached", error=type(error).__name__)

    async def _speaking_to(self, editor: int) -> Translator:
        """An editor's language."""
        return self.translations.of(await self.audience.find(editor))
