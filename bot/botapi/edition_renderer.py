"""Editions from the store, as the messages that bring them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.frontpage.front_pages import FrontPages
from bot.i18n.translator import Translations, Translator
from bot.views.deep_links import with_links
from bot.views.desk.announcements import announcement_message
from bot.views.editions import correction_message, edition_messages, recall_message
from bot.views.message import OutgoingMessage
from bot.views.personal.personal_edition import personal_edition, personal_round_up
from bot.views.reading.errata import erratum_message
from bot.views.rhythm.round_up_message import round_up_message
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.errors import StoreError
from digests.model import ChatKind, Edition, EditionState, Form, Item
from digests.personal.reading_rules import ReadingRules
from digests.store.drafts.announcements import AnnouncementStore
from digests.store.editions import EditionStore
from digests.translation import ItemTranslation
from digests.translation.machine_translations import Asked, MachineTranslations
from digests.values.rules import EditionMarks, EditionView

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Renderer:
    """The messages that bring an edition, what is told of it or beside it; and pictures.

    In groups and channels their buttons open the private chat; `username` is the bot's. `rules`
    tell who sees an edition otherwise than others; `machine_translations` has it in other
    languages, None where nothing is translated.
    """

    editions: EditionStore
    announcements: AnnouncementStore
    translations: Translations
    front_pages: FrontPages
    username: Callable[[], str]
    rules: ReadingRules
    machine_translations: MachineTranslations | None = None

    async def marks(self, broadcast: Broadcast, user_id: int) -> EditionMarks | None:
        """What somebody's rules make of an edition; None where they see it as everybody does."""
        return await self.rules.marks_in_broadcast(user_id, broadcast.edition_id, broadcast.id)

    async def await_translation(self, edition_id: int, language: str) -> None:
        """Wait until an edition is translated, as long as a broadcast may wait for that."""
        if self.machine_translations:
            await self.machine_translations.wait(await self._edition(edition_id), language)

    async def prepare(self, broadcast: Broadcast) -> None:
        """Begin to translate what a broadcast brings, where there are readers who want that."""
        is_edition = broadcast.kind in {BroadcastKind.EDITION, BroadcastKind.CORRECTION}
        is_going = broadcast.state is BroadcastState.RUNNING
        if self.machine_translations and is_edition and is_going:
            try:
                edition = await self._edition(broadcast.edition_id)
                await self.machine_translations.prepare(edition)
            except StoreError as error:
                log.warning("translation_not_begun", error=type(error).__name__)

    async def translate(self, edition: Edition, language: str) -> Asked:
        """Begin to translate what of an edition is not translated yet."""
        its = self.machine_translations
        return await its.ask(edition, language) if its else Asked.NOTHING

    async def wording(self, edition_id: int, language: str) -> frozenset[int]:
        """The numbers of the items of an edition that are translated by now."""
        edition = await self._edition(edition_id)
        told = (await self.translated(edition, language)).machine_translation
        untranslated = told.untranslated if told else None
        if untranslated is None:
            return frozenset()
        return frozenset(one.number for one in edition.digest.items).difference(untranslated)

    async def translated(
        self, edition: Edition, language: str, *, is_shown: bool = True
    ) -> Edition:
        """An edition for who wants it in their language, or the original where that is to be shown.

        It says which of both it is.
        """
        if self.machine_translations is None:
            return edition
        return await self.machine_translations.shown(edition, language, is_shown=is_shown)

    async def item_translation(
        self, edition: Edition, item: Item, language: str
    ) -> ItemTranslation | None:
        """What became of translating an item; None where that was not tried."""
        its = self.machine_translations
        return await its.text(edition, item, language) if its else None

    async def parts(
        self,
        edition_id: int,
        language: str,
        form: Form,
        kind: ChatKind,
        view: EditionView | None = None,
    ) -> Sequence[OutgoingMessage]:
        """The messages that bring an edition in a language and form; at least one."""
        translator = self.translations.translator(language)
        edition = seen = await self._edition(edition_id)
        its = self.machine_translations
        if its and view and view.translated and form is not Form.FILE:
            seen = await its.shown(edition, language, only=view.wording)
        if view and view.marks:
            seen = personal_edition(translator, seen, view.marks)
        messages = await self.messages(translator, seen, form, drawn_of=edition)
        return [self._for(kind, message) for message in messages]

    async def messages(
        self,
        translator: Translator,
        edition: Edition,
        form: Form,
        *,
        drawn_of: Edition | None = None,
    ) -> Sequence[OutgoingMessage]:
        """The messages that bring an edition in a form, as they are in private chats.

        `drawn_of` is the edition as everybody sees it: one picture serves whatever somebody's
        rules mark. A recalled one has no picture, which would not say that it is.
        """
        has_picture = form is Form.FRONT_PAGE and edition.state is not EditionState.RECALLED
        front_page = await self.front_pages.of(drawn_of or edition) if has_picture else None
        # In a thread, as all that grows with an edition: the others' answers don't wait for it.
        return await asyncio.to_thread(
            edition_messages, translator, edition, form, front_page=front_page
        )

    async def notice(self, edition_id: int, language: str) -> OutgoingMessage:
        """What takes the place of a recalled edition that can't be deleted any more."""
        return recall_message(
            self.translations.translator(language), await self._edition(edition_id)
        )

    async def erratum(
        self, edition_id: int, place: int, language: str, kind: ChatKind
    ) -> OutgoingMessage:
        """What tells of the correction at that place of an edition's."""
        edition = await self._edition(edition_id)
        return self._for(
            kind, erratum_message(self.translations.translator(language), edition, place)
        )

    async def announcement(self, announcement_id: int) -> OutgoingMessage:
        """An announcement, which is the same for everybody."""
        announcement = await self.announcements.get(announcement_id)
        if announcement is None:
            raise StoreError(f"there is no announcement {announcement_id}")
        return announcement_message(announcement)

    async def round_up(
        self,
        edition_ids: Sequence[int],
        language: str,
        kind: ChatKind,
        user_id: int | None = None,
    ) -> OutgoingMessage:
        """An index of editions that somebody missed, given newest first.

        Of `user_id`, where there is one, what they follow is marked in it.
        """
        round_up = await self.editions.round_up(edition_ids)
        if round_up is None:
            raise StoreError("none of the editions can be read any more")
        translator = self.translations.translator(language)
        if user_id is not None:
            marks = [await self.rules.marks(user_id, one) for one in round_up.editions]
            round_up = personal_round_up(translator, round_up, marks)
        return self._for(kind, round_up_message(translator, round_up, self.username()))

    async def follow_up(self, edition_id: int, language: str, kind: ChatKind) -> OutgoingMessage:
        """What follows a message that could not be corrected where it stands."""
        message = correction_message(
            self.translations.translator(language), await self._edition(edition_id)
        )
        return self._for(kind, message)

    def _for(self, kind: ChatKind, message: OutgoingMessage) -> OutgoingMessage:
        return message if kind is ChatKind.PRIVATE else with_links(message, self.username())

    async def picture(self, key: str) -> bytes:
        """The bytes of a picture; raises `StoreError` where there is none of that key."""
        data = await self.editions.picture(key)
        if data is None:
            raise StoreError("a picture of the edition is not in the store")
        return data

    async def _edition(self, edition_id: int) -> Edition:
        edition = await self.editions.get(edition_id)
        if edition is None:
            raise StoreError(f"there is no edition {edition_id}")
        return edition
