"""A request: an update as handlers see it, and the services they answer with."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot.botapi.addressed import addressed_text, topic_of
from bot.botapi.client import BotClient
from bot.botapi.edition_renderer import Renderer
from bot.botapi.errors import is_not_modified, is_unknown_method
from bot.botapi.files import Attachment
from bot.botapi.requests import EncodedMessage, Target
from bot.fetch.fetcher import Fetcher
from bot.handlers.desk.draft_cards import DraftCards
from bot.handlers.desk.progress_card import ProgressCards
from bot.handlers.reading.audio_requests import AudioRequests
from bot.handlers.remembered import (
    AskedLetter,
    Misunderstood,
    Remembered,
    ShownButtons,
    ShownLast,
)
from bot.i18n.translator import Translations, Translator
from bot.intents.labels import Vocabulary
from bot.intents.places import guessed_zone
from bot.intents.pressing import buttons_of
from bot.outbox.lanes import Lane
from bot.settings import Settings
from bot.views.archive import with_days
from bot.views.callbacks import Callback, Subscribe
from bot.views.deep_links import with_links
from bot.views.editions import with_others
from bot.views.keyboards import carried, unpack
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import others_of
from bot.views.personal.personal_edition import personal_edition
from bot.views.reading.listening import with_listening
from bot.views.rich_text import plain, to_html
from bot.views.settings import about_channel
from bot.views.welcome import inviting
from digests.archive import READABLE, Archive
from digests.audience import Audience, RecentPapers, RecentReaderHours
from digests.broadcasts import Broadcasts
from digests.editing import Editing
from digests.errors import StoreError
from digests.letters import Letters
from digests.model import (
    ChatKind,
    Edition,
    EditionState,
    Form,
    Item,
    Preferences,
    Subscriber,
    SubscriberState,
)
from digests.newsroom import Newsroom
from digests.personal.reading_rules import ReadingRules
from digests.personal.saved_items import SavedItems
from digests.publishing import Publishing
from digests.readership import Readership
from digests.staff import Staff
from digests.stories.stories import Stories
from digests.values.papers import Paper, paper_in, paper_of
from digests.values.roles import Grant, StaffRole

log = structlog.get_logger()

KINDS: Mapping[str, ChatKind] = MappingProxyType(
    {
        ChatType.PRIVATE: ChatKind.PRIVATE,
        ChatType.GROUP: ChatKind.GROUP,
        ChatType.SUPERGROUP: ChatKind.GROUP,
        ChatType.CHANNEL: ChatKind.CHANNEL,
    }
)
_JUST_NOW = timedelta(minutes=10)
"""For how long what stands on the buttons shown last means the same, typed."""
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


class Wording(Enum):
    """In whose words an edition is shown."""

    CHOSEN = auto()  # as the chat chose
    ORIGINAL = auto()
    TRANSLATION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What handlers answer with; built once, by `bot.app`.

    `fetcher` fetches links, None where the operator wants none opened;
    `renderer` puts editions into messages as delivery sends them;
    `shown` is what was shown last, by chat and topic, `shown_buttons` which buttons were;
    `misunderstood` are the messages whose words meant nothing to the bot;
    `waiting_channels` those into which people brought the bot whom it may not write to yet;
    `asked_letters` about which item a private chat was last asked what to tell the editors;
    `just_saved` which item was saved last in a private chat;
    `audio` sends editions read out, None where the operator has set no voice;
    `set_menu` has Telegram show somebody the commands of their role;
    `report_failure` tells the owners of a kind of failure, and of the id by which the log has it;
    `keep_open` has an update, by its number, handled anew by the next start, for as many seconds
    as are left; `arrived` is when an update came, by the database's clock, None where that is
    unknown.
    """

    settings: Settings
    newsroom: Newsroom
    editing: Editing
    publishing: Publishing
    archive: Archive
    stories: Stories
    papers: RecentPapers
    audience: Audience
    broadcasts: Broadcasts
    letters: Letters
    saved_items: SavedItems
    reading_rules: ReadingRules
    readership: Readership
    staff: Staff
    translations: Translations
    renderer: Renderer
    reader_hours: RecentReaderHours
    client: BotClient
    cards: ProgressCards
    draft_cards: DraftCards
    fetcher: Fetcher | None
    shown_buttons: Remembered[tuple[int, int | None], ShownButtons] = field(
        default_factory=Remembered
    )
    long_searches: Remembered[str, str] = field(default_factory=Remembered)
    misunderstood: Misunderstood
    shown: Remembered[tuple[int, int | None], ShownLast]
    vocabulary: Vocabulary
    waiting_channels: Remembered[int, int] = field(default_factory=Remembered)
    asked_letters: Remembered[int, AskedLetter] = field(default_factory=Remembered)
    just_saved: Remembered[int, ShownLast] = field(default_factory=Remembered)
    audio: AudioRequests | None
    clock: Callable[[], datetime]
    keep_open: Callable[[int, Callable[[], float]], None]
    set_menu: Callable[[ExtBot[None], Translations, int, Grant | None], Awaitable[None]]
    report_failure: Callable[[str, str], None]
    arrived: Callable[[int], datetime | None]


Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]


@dataclass(frozen=True, slots=True)
class Toast:
    """The short answer to a press; as an alert it must be closed by hand.

    `url` is opened instead, where it leads to the bot itself (Bot API, answerCallbackQuery).
    """

    text: str
    alert: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request in one chat, and the ways to answer it.

    `subscriber` is what is known of the chat (or its topic), None where nothing was ever chosen.
    `channel` is the one that is decided about from a private chat; then it is the subscriber.
    `grant` is what the person may do with editions, looked up for this request alone.
    `papers` are those that there are.
    `words` is what followed the command, `callback` what the button pressed carried, None where
    that is none of ours. `only_reads` is False where something is decided, or kept about a person.
    """

    services: Services
    bot: ExtBot[None]
    update_id: int
    chat: Chat
    message: Message | None
    user: User | None
    query: CallbackQuery | None
    subscriber: Subscriber | None
    translator: Translator
    words: str = ""
    callback: Callback | None = None
    channel: Chat | None = None
    grant: Grant | None = None
    papers: Sequence[Paper] = (Paper(),)
    only_reads: bool = True

    @classmethod
    async def of(cls, update: Update, context: Context) -> Request | None:
        """Read an update; None where there is no chat to answer in."""
        chat, message = update.effective_chat, _seen(update.effective_message)
        if chat is None:
            return None
        services = context.bot_data
        subscriber = await services.audience.find(chat.id, topic_of(message))
        user = update.effective_user
        query = update.callback_query
        return cls(
            services=services,
            bot=context.bot,
            update_id=update.update_id,
            chat=chat,
            message=message,
            user=user,
            query=query,
            subscriber=subscriber,
            translator=services.translations.of(subscriber, user.language_code if user else None),
            words=" ".join(context.args or ()),
            callback=unpack(query.data or "") if query else None,
            grant=await services.staff.grant_of(user.id) if user else None,
            papers=await services.papers.now(),
        )

    @property
    def has_several_papers(self) -> bool:
        """Whether there is a paper to choose."""
        return len(self.papers) > 1

    @property
    def paper(self) -> Paper:
        """The one that is read here: what the chat chose, else the one in its language."""
        if self.subscriber:
            return paper_of(self.papers, self.subscriber.preferences.paper)
        return paper_in(self.papers, self.translator.language)

    @property
    def archive(self) -> Archive:
        """What readers look up here: the editions of the paper that is read here."""
        archive = self.services.archive
        return archive.of_paper(self.paper.key) if self.has_several_papers else archive

    @property
    def is_editor(self) -> bool:
        """Whether this person may decide about editions; never what a message claims."""
        return self.grant is not None and self.grant.can_edit

    @property
    def is_owner(self) -> bool:
        """Whether this person may decide who else may."""
        return self.grant is not None and self.grant.role is StaffRole.OWNER

    @property
    def sees_drafts(self) -> bool:
        """Whether this person may see what is not published."""
        return self.grant is not None

    @property
    def only_paper(self) -> Paper | None:
        """The one that this person's role is for, None where it is for all."""
        its = self.grant.paper if self.grant else None
        return None if its is None else paper_of(self.papers, its)

    def covers(self, paper: str | None) -> bool:
        """Whether this person has a role for what is of a paper; None is what concerns all."""
        return self.grant is not None and self.grant.covers(paper)

    async def edition(self, edition_id: int) -> Edition | None:
        """An edition that this person may read, before it is published where their role is."""
        found = await self.services.archive.edition(edition_id, drafts=self.sees_drafts)
        if found is None or found.state in READABLE or self.covers(found.paper):
            return found
        return None

    @property
    def is_private(self) -> bool:
        """Whether only this person reads the chat."""
        return self.chat.type == ChatType.PRIVATE

    @property
    def text(self) -> str:
        """What somebody typed to the bot, without its name."""
        return (addressed_text(self.message) if self.message else None) or ""

    @property
    def preferences(self) -> Preferences:
        """What the chat chose, or what holds where nothing was chosen."""
        if self.subscriber:
            return self.subscriber.preferences
        defaults, paper = self.services.audience.defaults, self.paper
        minute, zone = paper.for_newcomers(defaults, self.guessed_zone)
        return replace(defaults, timezone=zone, minute=minute, paper=paper.key)

    @property
    def guessed_zone(self) -> str:
        """The IANA zone of who said nothing of theirs: by their app's language, else the bot's."""
        default = self.services.audience.defaults.timezone
        if self.user is None or self.channel or not self.is_private:
            return default
        return guessed_zone(self.user.language_code, self.now) or default

    @property
    def zone(self) -> str:
        """Their IANA time zone."""
        return self.preferences.timezone

    @property
    def now(self) -> datetime:
        """The instant of the request."""
        return self.services.clock()

    @property
    def today(self) -> date:
        """Their calendar day."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    @property
    def is_subscribed(self) -> bool:
        """Whether the chat is sent every edition."""
        return self.subscriber is not None and self.subscriber.state is SubscriberState.ACTIVE

    @property
    def topic(self) -> int | None:
        """The forum topic of the request."""
        return topic_of(self.message)

    @property
    def subject(self) -> Chat:
        """The chat that is decided about: a channel's is another than the one that is spoken in."""
        return self.channel or self.chat

    async def about(self, channel: Chat) -> Request:
        """The same request, to decide about a channel."""
        subscriber = await self.services.audience.find(channel.id)
        return replace(self, channel=channel, subscriber=subscriber)

    async def known(self) -> Subscriber:
        """The chat's settings, written down from now on."""
        return self.subscriber or await self.services.audience.known(
            self.subject.id,
            None if self.channel else self.topic,
            KINDS[self.subject.type],
            language=self.translator.language,
            timezone=self.preferences.timezone,
        )

    async def know_person(self, user: User) -> None:
        """Write down a person of whom something is kept: so /mydata and /forget find it."""
        if self.is_private:
            await self.known()
            return
        spoken = self.services.translations.of(None, user.language_code)
        zone = self.services.audience.defaults.timezone
        await self.services.audience.known(
            user.id, None, ChatKind.PRIVATE, language=spoken.language, timezone=zone
        )

    def remember_shown(self, edition: Edition, item: Item | None = None) -> None:
        """Remember what was shown last here: what numbers and `next` said here are about."""
        shown = ShownLast(edition.id, item.number if item else None, self.now)
        self.services.shown.add((self.chat.id, self.topic), shown)

    async def has_saved(self, edition: Edition, item: Item) -> bool | None:
        """Whether whoever asks saved an item, None where it can't be saved.

        Where others read along, nobody's buttons tell.
        """
        if edition.state is not EditionState.PUBLISHED:
            return None
        if self.user is None or not self.is_private:
            return False
        found = await self.services.saved_items.find(self.user.id, edition.id, item.number)
        return found is not None

    def note_opened(self, edition: Edition, item: Item) -> None:
        """Count that whoever is known here opened an item; editors only look it through."""
        if self.subscriber and not self.is_editor:
            readership = self.services.readership
            readership.note_opening(edition, item.number, self.subscriber.id)

    def keep_open(self, left: Callable[[], float]) -> None:
        """Have this handled anew by the next start, while seconds are left."""
        self.services.keep_open(self.update_id, left)

    @property
    def arrived(self) -> datetime | None:
        """When this came, by the database's clock, and not when it is handled anew."""
        return self.services.arrived(self.update_id)

    async def say(self, text: str) -> None:
        """Answer with plain words."""
        await self.send([OutgoingMessage(text=to_html(plain(text)))])

    async def say_to_asker(self, text: str) -> None:
        """Answer with plain words that the others in a group need not see, if that can be had."""
        await self.send_to_asker(OutgoingMessage(text=to_html(plain(text))))

    async def send_to_asker(self, message: OutgoingMessage) -> None:
        """Answer with a message that the others in a group need not see, if that can be had."""
        if self.user is None or self.user.is_bot or self.subject.type not in _GROUPS:
            await self.send([message])
            return
        target = Target(self.chat.id, self.topic, self._replied_to(), only_for=self.user.id)
        await self.services.client.send(target, message, Lane.ANSWER)

    async def send_not_understood(self, messages: Iterable[OutgoingMessage]) -> None:
        """Answer with what would be understood; whoever edits the message is answered again."""
        if self.message and not self.query:
            place = (self.message.chat_id, self.message.message_id)
            try:
                await self.services.misunderstood.add(*place, self.update_id)
            except StoreError as error:
                log.warning("misunderstood_not_kept", error=type(error).__name__)
        await self.send(messages)

    async def send(self, messages: Iterable[OutgoingMessage | EncodedMessage]) -> None:
        """Answer with messages of their own; in groups the first one is a reply.

        What a newcomer opens lets them subscribe below the last one.
        """
        reply_to = self._replied_to()
        every = [*messages]
        said = [self._said(one, is_last=one is every[-1]) for one in every]
        self._remember_buttons(said)
        for message in said:
            target = Target(self.chat.id, self.topic, reply_to)
            await self.services.client.send(target, message, Lane.ANSWER)
            reply_to = None

    def _remember_buttons(self, messages: Iterable[OutgoingMessage | EncodedMessage]) -> None:
        """Remember what may be typed now as it would be pressed, where nobody else types."""
        if not self.is_private:
            return
        found = buttons_of(one.keyboard for one in messages if isinstance(one, OutgoingMessage))
        if found:
            key = (self.chat.id, self.topic)
            self.services.shown_buttons.add(key, ShownButtons(found, self.now))

    @property
    def buttons(self) -> Mapping[str, Callback]:
        """The buttons that were just shown here, by what stands on them."""
        last = self.services.shown_buttons.find((self.chat.id, self.topic))
        return last.by_label if last and self.now - last.at < _JUST_NOW else {}

    def _said(
        self, message: OutgoingMessage | EncodedMessage, *, is_last: bool
    ) -> OutgoingMessage | EncodedMessage:
        if isinstance(message, EncodedMessage):
            return message
        return self._shown(self._inviting(message) if is_last else message)

    def _inviting(self, message: OutgoingMessage) -> OutgoingMessage:
        """What a newcomer opens, with the way to subscribe as its first button.

        Where they decide something, only what has the way to subscribe anyway.
        """
        if self.is_subscribed or self.sees_drafts or self.channel or not self.is_private:
            return message
        is_there = carried(message.keyboard, Subscribe) is not None
        return inviting(self.translator, message) if self.only_reads or is_there else message

    def _shown(self, message: OutgoingMessage) -> OutgoingMessage:
        """As it is said here: in a channel nobody's press may post what it opens."""
        if self.channel:
            return about_channel(message, self.channel.id, self.channel.title or "")
        if self.chat.type == ChatType.CHANNEL:
            return with_links(message, self.bot.username)
        return message

    async def send_edition(self, edition: Edition, wording: Wording = Wording.CHOSEN) -> None:
        """Answer with an edition in the form chosen; with summaries where there is no rich one."""
        try:
            await self._send_in_form(edition, self.preferences.form, wording)
        except TelegramError as error:
            if not is_unknown_method(error):
                raise
            await self._send_in_form(edition, Form.SUMMARIES, wording)

    async def _send_in_form(self, edition: Edition, form: Form, wording: Wording) -> None:
        messages = await self.in_form(edition, form, wording)
        await self.send(await self.with_ways(edition, messages))

    async def with_ways(
        self, edition: Edition, messages: Sequence[OutgoingMessage]
    ) -> Sequence[OutgoingMessage]:
        """What shows an edition, with the ways to hear it, to others of its day, to other days."""
        if edition.state is not EditionState.PUBLISHED:
            return messages
        *before, last = messages
        if self.services.audio is not None:
            last = with_listening(self.translator, last, edition)
        its = self.services.archive.of_paper(edition.paper)
        others = others_of(edition, await its.all_of_day(edition.date))
        among = with_others(self.translator, [*before, last], others)
        return with_days(self.translator, among, await its.beside(edition))

    async def in_form(
        self, edition: Edition, form: Form, wording: Wording = Wording.CHOSEN
    ) -> Sequence[OutgoingMessage]:
        """The messages that bring an edition in a form here."""
        seen = edition if form is Form.FILE else await self.personal(edition, wording)
        return await self.services.renderer.messages(self.translator, seen, form, drawn_of=edition)

    async def personal(self, edition: Edition, wording: Wording = Wording.CHOSEN) -> Edition:
        """An edition as it is seen here: translated, or by whoever follows or mutes something."""
        if edition.state is not EditionState.PUBLISHED:
            return edition
        seen, marks = edition, None
        if self.preferences.translated or wording is not Wording.CHOSEN:
            is_shown = wording is not Wording.ORIGINAL
            language = self.translator.language
            seen = await self.services.renderer.translated(edition, language, is_shown=is_shown)
        if self.is_private:
            marks = await self.services.reading_rules.marks(self.chat.id, edition)
        return personal_edition(self.translator, seen, marks) if marks else seen

    @property
    def is_offered_translations(self) -> bool:
        """Whether what the chat gets can be translated: its paper is in another language."""
        language = self.paper.language or self.services.settings.language
        spoken = self.preferences.language if self.channel else self.translator.language
        return self.services.renderer.machine_translations is not None and spoken != language

    async def show(self, outgoing: OutgoingMessage) -> None:
        """Let a message take the place of the one whose button was pressed.

        Where nothing was pressed but its label typed, it comes below.
        """
        is_typed = self.query is None
        if self.message is None or is_typed or Attachment.of(outgoing) or not self.message.text:
            await self.send([outgoing])
            return
        self._remember_buttons([outgoing])
        try:
            await self.services.client.edit(
                Target(self.chat.id, self.topic),
                self.message.message_id,
                self._shown(self._inviting(outgoing)),
                Lane.ANSWER,
            )
        except BadRequest as error:
            if not is_not_modified(error):
                await self.send([outgoing])

    def _replied_to(self) -> int | None:
        if self.is_private or self.query or self.message is None:
            return None
        return self.message.message_id


async def translator_for(update: Update, services: Services) -> Translator:
    """The language of whom an update comes from, for whatever is said outside of a request.

    The chat's, or outside of chats the person's own one's; their app's where the store can't be
    asked, as it may be now.
    """
    chat, user = update.effective_chat, update.effective_user
    where = chat.id if chat else user.id if user else None
    subscriber = None
    with contextlib.suppress(StoreError):
        topic = topic_of(update.effective_message)
        subscriber = await services.audience.find(where, topic) if where else None
    return services.translations.of(subscriber, user.language_code if user else None)


def _seen(message: Message | None) -> Message | None:
    """The message, if Telegram shows it: of an old one below which somebody presses it doesn't."""
    return message if message and message.is_accessible else None


def gone(request: Request, *, alert: bool = False) -> Toast:
    """The answer where an edition that was asked for can't be shown any more."""
    said = request.translator.gettext("That edition is no longer available.")
    return Toast(said, alert=alert)
