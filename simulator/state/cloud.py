"""Everything the server knows: the bot, the people, their chats and what went between them."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from simulator.clock import Clock
from simulator.protocol.faults import Faults
from simulator.protocol.limits import Limits, Offence, Violation, Window
from simulator.protocol.schema import Schema
from simulator.protocol.updates import Updates
from simulator.protocol.webhook import Webhook
from simulator.protocol.wire import Fields, JsonObject
from simulator.state.chats import Chat, Chats, ChatType, Member, Standing
from simulator.state.events import KEPT_CALLS, Call, Events
from simulator.state.files import Files
from simulator.state.host import HostTab
from simulator.state.menus import CommandMenus
from simulator.state.messages import Message
from simulator.state.people import BotAccount, Contact, People, Person
from simulator.text.formatted_cache import Contents


@dataclass(slots=True, kw_only=True)
class Settings:
    """Switches of the server.

    `older_api` makes it a server from before rich messages; `strict` refuses parameters that
    the Bot API doesn't know; `latency` is added to each answer, in seconds; `webhook_retry` is how
    many seconds after a failed delivery to a webhook the next try comes, doubled each time;
    `webhook_connections` is how many calls of it are under way at once, 40 at most.
    """

    older_api: bool = False
    strict: bool = True
    latency: float = 0.0
    webhook_retry: float = 1.0
    webhook_connections: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that is about to be put into a chat."""

    content: Mapping[str, object]
    sender: JsonObject | None = None
    receiver: JsonObject | None = None
    by_bot: bool = False
    reply_to: Message | None = None
    thread_id: int | None = None
    markup: JsonObject | None = None
    keyboard: JsonObject | None = None
    envelope: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Answer:
    """What the bot said to a pressed button or an inline query; `given` is None until it did.

    `contents` holds, for an inline query, the message that each result would send.
    """

    id: str
    person: Person
    moment: float
    given: Fields | None = None
    contents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Deliveries:
    """The exact record of what the bot put into each chat, in order; nothing is ever removed."""

    by_chat: dict[int, list[Message]] = field(default_factory=dict)
    most_in_a_second: int = 0
    total: int = 0
    _recent: Window = field(default_factory=lambda: Window(1.0))

    def add(self, chat_id: int, message: Message, now: float) -> None:
        """Write down one more."""
        self.by_chat.setdefault(chat_id, []).append(message)
        self.total += 1
        self._recent.moments.append(now)
        self.most_in_a_second = max(self.most_in_a_second, self._recent.count(now))


class Cloud:
    """The whole state, and the few acts everything else is made of."""

    def __init__(self, bot: BotAccount, clock: Clock, chance: random.Random) -> None:
        self.bot = bot
        self.clock = clock
        self.chance = chance
        self.settings = Settings()
        self.schema = Schema.load()
        self.people = People()
        self.chats = Chats()
        self.files = Files()
        self.contents = Contents()
        self.menus = CommandMenus()
        self.updates = Updates(clock)
        self.events = Events()
        self.faults = Faults(chance)
        self.limits = Limits()
        self.deliveries = Deliveries()
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.statuses: Counter[int] = Counter()
        self.callbacks: dict[str, Answer] = {}
        self.inline_queries: dict[str, Answer] = {}
        self.webhook: Webhook | None = None
        self.host_tab: HostTab | None = None
        self.last_act: dict[int, int] = {}
        self._ids = count(1)

    def new_id(self) -> str:
        """A fresh id for a query, as long as Telegram's."""
        return str(self.bot.id * 10**9 + next(self._ids))

    def post(self, chat: Chat, draft: Draft) -> Message:
        """Put a message into a chat and tell those who look on."""
        message = Message(
            id=next(chat.numbers),
            date=self.clock.stamp(),
            chat=chat.as_json(),
            content=draft.content,
            sender=draft.sender,
            receiver=draft.receiver,
            by_bot=draft.by_bot,
            reply_to=draft.reply_to,
            thread_id=draft.thread_id,
            markup=draft.markup,
            keyboard=draft.keyboard,
            envelope=draft.envelope,
        )
        chat.messages[message.id] = message
        if draft.by_bot:
            self.deliveries.add(chat.id, message, self.clock.now())
        # Written out when somebody looks: most runs have no page open.
        self.events.add("message", lambda: {"chat_id": chat.id, "message": message.as_shown()})
        message.seq = self.events.last
        return message

    def acted(self, chat: Chat) -> None:
        """Somebody did something in a chat: what came before it is old news there."""
        self.last_act[chat.id] = self.events.last

    def announce(self, chat: Chat, message: Message, *, edited: bool = False) -> None:
        """Queue the update that tells the bot of somebody's message."""
        kind = "channel_post" if chat.type is ChatType.CHANNEL else "message"
        self.updates.put(f"edited_{kind}" if edited else kind, message.as_json())

    def changed(self, chat: Chat, message: Message) -> None:
        """Tell those who look on that a message has new content."""
        self.events.add("edit", lambda: {"chat_id": chat.id, "message": message.as_shown()})
        message.seq = self.events.last

    def removed(self, chat: Chat, messages: Iterable[Message]) -> None:
        """Take messages out of a chat, for everybody in it."""
        numbers = [message.id for message in messages]
        for number in numbers:
            chat.messages[number].deleted = True
        self.events.add("delete", lambda: {"chat_id": chat.id, "message_ids": numbers})

    def set_contact(self, person: Person, contact: Contact) -> None:
        """Change how a person stands to the bot, and tell the bot."""
        before, person.contact = person.contact, contact
        old, new = _standing(before), _standing(contact)
        if old is not new and contact is not Contact.DEACTIVATED:
            chat = self.chats.private(person)
            self.tell_standing(chat, person, Member(standing=old), Member(standing=new))
        self.events.add("chats", dict)

    def tell_standing(self, chat: Chat, person: Person, before: Member, after: Member) -> None:
        """Queue the my_chat_member update of a change that `person` made."""
        user = self.bot.as_user()
        self.updates.put(
            "my_chat_member",
            {
                "chat": chat.as_json(),
                "from": person.as_user(),
                "date": self.clock.stamp(),
                "old_chat_member": before.as_json(user, chat.type),
                "new_chat_member": after.as_json(user, chat.type),
            },
        )

    def blame(self, offence: Offence, method: str, chat_id: int | None, detail: str) -> None:
        """Remember something the bot should not have done."""
        self.limits.violations.append(
            Violation(offence=offence, method=method, chat_id=chat_id, detail=detail)
        )


def _standing(contact: Contact) -> Standing:
    return Standing.KICKED if contact is Contact.BLOCKED else Standing.MEMBER
