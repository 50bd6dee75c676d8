"""The cards of an edition in the chats of all its editors, edited when it stands elsewhere."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from telegram.error import BadRequest, TelegramError

from bot.botapi.client import BotClient
from bot.botapi.errors import is_not_modified
from bot.botapi.requests import Target
from bot.i18n.translator import Translations
from bot.outbox.lanes import Lane
from bot.views.desk.draft_state import draft_state, reach_of
from bot.views.desk.drafts import preview_messages
from bot.views.message import OutgoingMessage
from digests.audience import Audience, RecentReaderHours
from digests.editing import Editing
from digests.letters import Letters
from digests.model import Edition, EditionState
from digests.newsroom import Accepted, Newsroom
from digests.staff import Staff

log = structlog.get_logger()

Place = tuple[int, int | None]
"""A message by its chat's id and its own, None for no message of that chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCards:
    """Keeps every card of an edition up to date, each in its editor's language and time zone.

    A card that can't be edited any more is let alone: who wants it opens it again. So are those of
    whoever has no role (`staff`) for the edition's paper any more.
    """

    newsroom: Newsroom
    editing: Editing
    audience: Audience
    client: BotClient
    translations: Translations
    letters: Letters
    reader_hours: RecentReaderHours
    staff: Staff

    async def ask(self, editor: int, edition_id: int, question: OutgoingMessage) -> None:
        """Ask an editor something about an edition, and show it below.

        Raises `TelegramError` where they can't be written to.
        """
        await self.client.send(Target(editor), question, Lane.ANSWER)
        await self.send(editor, edition_id)

    async def send(self, editor: int, edition_id: int) -> None:
        """Show an edition to an editor; what becomes of it is shown there as well.

        Raises `TelegramError` where they can't be written to.
        """
        edition = await self.newsroom.edition(edition_id)
        if edition is None or not await self.staff.sees(editor, edition.paper):
            return
        messages = await self._messages(editor, await self.newsroom.look(edition))
        target = Target(editor)
        card = [await self.client.send(target, message, Lane.ANSWER) for message in messages]
        await self.editing.show(edition_id, editor, tuple(card))

    async def refresh_day(self, edition: Edition, besides: Place | None = None) -> None:
        """Edit the cards of an edition, and of drafts that it may keep from appearing.

        But one whose message has just been edited.
        """
        drafts = await self.newsroom.drafts()
        others = [one.id for one in drafts if one.key == edition.key and one.id != edition.id]
        for number in (edition.id, *others):
            await self.refresh(number, besides=besides)

    async def hand_over(self, draft_id: int, besides: Place | None = None) -> bool:
        """Let every card of a draft that has corrected an edition show that edition.

        So does the card that each editor has of the edition by now. False where it is no such.
        """
        draft = await self.newsroom.edition(draft_id)
        accepted = await self.newsroom.look(draft) if draft else None
        corrected = accepted.same_day if accepted else None
        if draft is None or draft.state is not EditionState.DISCARDED or corrected is None:
            return False
        await self.refresh(corrected.id, besides=besides)
        before = await self.editing.cards(corrected.id)
        for editor, card in (await self.editing.cards(draft_id)).items():
            # A reply to the former card is still about the edition; what begins and ends is new.
            whole = (*card[:-1], *before.get(editor, ()), *card[-1:])
            await self.editing.show(corrected.id, editor, whole)
        await self.refresh_day(corrected, besides=besides)
        return True

    async def refresh(
        self, edition_id: int, *, besides: Place | None = None, but: int | None = None
    ) -> None:
        """Edit every card of an edition, but that of a chat which shows it already."""
        cards = await self.editing.cards(edition_id)
        edition = await self.newsroom.edition(edition_id) if cards else None
        if edition is None:
            return
        accepted = await self.newsroom.look(edition)
        for editor, card in ((chat, shown) for chat, shown in cards.items() if chat != but):
            if not await self.staff.sees(editor, edition.paper):
                continue
            messages = await self._messages(editor, accepted)
            # What has fewer messages now, or more, ends as it should and is whole once opened.
            now = [*zip(card[:-1], messages[:-1], strict=False)]
            now += [(last, messages[-1]) for last in card[-1:]]
            for shown, message in now:
                if (editor, shown) != besides:
                    await self._edit(editor, shown, message)

    async def _messages(self, editor: int, accepted: Accepted) -> list[OutgoingMessage]:
        subscriber = await self.audience.find(editor)
        chosen = subscriber.preferences if subscriber else self.audience.defaults
        translator, edition = self.translations.of(subscriber), accepted.edition
        state = ""
        if edition.is_undecided:
            reader_hours = await self.reader_hours.now(edition.slot, edition.paper)
            reach = reach_of(reader_hours, edition, self.newsroom.clock())
            state = draft_state(translator, edition, reach, chosen.timezone)
        return await asyncio.to_thread(
            preview_messages,
            translator,
            edition,
            same_day=accepted.same_day,
            zone=chosen.timezone,
            draft=accepted.draft,
            prospect=accepted.prospect,
            papers=[one for one in accepted.papers if await self.staff.sees(editor, one.key)],
            votes=await self.letters.votes(edition.id),
            state=state,
        )

    async def _edit(self, editor: int, message_id: int, message: OutgoingMessage) -> None:
        try:
            await self.client.edit(Target(editor), message_id, message, Lane.ANSWER)
        except TelegramError as error:
            if not (isinstance(error, BadRequest) and is_not_modified(error)):
                log.info("card_not_edited", error=type(error).__name__)
