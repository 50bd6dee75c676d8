"""The simulated world as stories tell it: people act, the bot answers, things go wrong."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypedDict, TypeVar, Unpack

from simulator.api.rooms import open_topic, set_topic_closed
from simulator.clock import Clock
from simulator.protocol.faults import Fault, FaultKind
from simulator.protocol.limits import Violation
from simulator.protocol.wire import Fields, Upload
from simulator.state import actions, membership
from simulator.state.actions import Where
from simulator.state.chats import Chat, ChatType, Member, Standing, Topic
from simulator.state.cloud import Answer, Cloud
from simulator.state.events import Call
from simulator.state.host import HostTab
from simulator.state.messages import Message
from simulator.state.people import BotAccount, Contact, Person

DEMO_TOKEN: Final = "4242424242:local-demo-token-of-the-simulator-0"  # noqa: S105 a public demo


T = TypeVar("T")


class FaultConditions(TypedDict, total=False):
    """Which requests a fault strikes; see `simulator.protocol.faults.Fault`."""

    method: str | None
    chat_id: int | None
    text: str | None
    count: int | None
    probability: float
    seconds: float
    status: int | None
    description: str | None
    migrate_to_chat_id: int | None


class World:
    """One bot, its people and their chats; everything happens in one event loop.

    `clock` tells the simulated time, `seed` decides what chance decides, `limits` says whether
    Telegram's standing limits on the pace hold.
    """

    def __init__(
        self,
        *,
        token: str = DEMO_TOKEN,
        username: str = "kawaraban_demo_bot",
        clock: Clock | None = None,
        seed: int = 0,
        limits: bool = True,
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 faults need no cryptography
        self.cloud = Cloud(BotAccount.from_token(token, username), clock or Clock(), chance)
        self.cloud.limits.enabled = limits

    # --- people --------------------------------------------------------------------------------

    def person(
        self,
        first_name: str,
        *,
        language_code: str | None = "en",
        username: str | None = None,
        last_name: str | None = None,
    ) -> Person:
        """Somebody new, who has not met the bot yet."""
        person = Person(
            id=self.cloud.people.next_id(),
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.cloud.people.add(person)
        self.cloud.events.add("people", dict)
        return person

    def crowd(self, count: int, *, language_code: str = "en") -> range:
        """Many people who all started the bot; returns their ids."""
        ids = self.cloud.people.add_crowd(count, language_code)
        self.cloud.events.add("people", dict)
        return ids

    def say(
        self,
        person: Person,
        text: str,
        *,
        chat: Chat | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Somebody types a text, in their private chat with the bot when no chat is given."""
        return actions.say(self.cloud, person, text, Where(chat=chat, reply_to=reply_to))

    def say_in_topic(self, person: Person, text: str, chat: Chat, topic: Topic) -> Message:
        """Somebody types a text in a topic of a forum."""
        return actions.say(self.cloud, person, text, Where(chat=chat, thread_id=topic.id))

    def upload(
        self,
        person: Person,
        name: str,
        data: bytes,
        *,
        caption: str = "",
        chat: Chat | None = None,
    ) -> Message:
        """Somebody sends a file, whose type its name tells."""
        file = Upload(name=name, mime_type="", data=data)
        return actions.upload(self.cloud, person, file, caption=caption, where=Where(chat=chat))

    def upload_photo(
        self, person: Person, data: bytes, *, caption: str = "", chat: Chat | None = None
    ) -> Message:
        """Somebody sends a picture as a photo."""
        file = Upload(name="photo.jpg", mime_type="image/jpeg", data=data)
        where = Where(chat=chat)
        return actions.upload_photo(self.cloud, person, file, caption=caption, where=where)

    def forward(self, person: Person, message: Message, *, chat: Chat | None = None) -> Message:
        """Somebody passes a message on."""
        return actions.forward(self.cloud, person, message, Where(chat=chat))

    def edit(self, person: Person, message: Message, text: str) -> Message:
        """Somebody changes what they sent."""
        return actions.edit(self.cloud, person, message, text)

    def delete(self, person: Person, message: Message) -> None:
        """Somebody deletes a message of their chat with the bot, for both sides."""
        actions.delete(self.cloud, person, message)

    def press(self, person: Person, message: Message, button: str) -> Answer:
        """Somebody presses the button with this text or data."""
        return actions.press(self.cloud, person, message, button)

    def press_forged(
        self, person: Person, data: str, message: Message | None, *, accessible: bool = True
    ) -> Answer:
        """A modified app presses with any data, on any message or on one sent by inline mode."""
        return actions.press_forged(self.cloud, person, data, message, accessible=accessible)

    def ask_inline(self, person: Person, query: str, offset: str = "") -> Answer:
        """Somebody types the bot's name and a query in another chat."""
        return actions.ask_inline(self.cloud, person, query, offset)

    def choose(self, answer: Answer, result_id: str, *, chat: Chat | None = None) -> Message:
        """Somebody sends one of the results the bot offered."""
        return actions.choose(self.cloud, answer, result_id, Where(chat=chat))

    def block(self, person: Person) -> None:
        """Somebody stops the bot."""
        self.cloud.set_contact(person, Contact.BLOCKED)

    def unblock(self, person: Person) -> None:
        """Somebody lets the bot write again."""
        self.cloud.set_contact(person, Contact.STARTED)

    def deactivate(self, person: Person) -> None:
        """Somebody deletes their account."""
        self.cloud.set_contact(person, Contact.DEACTIVATED)

    # --- chats ---------------------------------------------------------------------------------

    def group(self, title: str, members: Iterable[Person]) -> Chat:
        """A small group; the first member made it and brought the bot."""
        return self._room(ChatType.GROUP, title, members)

    def supergroup(self, title: str, members: Iterable[Person], *, is_forum: bool = False) -> Chat:
        """A supergroup, with topics if it is a forum."""
        chat = self.cloud.chats.make(ChatType.SUPERGROUP, title)
        chat.is_forum = is_forum
        return membership.make_chat(self.cloud, chat, members)

    def channel(
        self, title: str, members: Iterable[Person], *, username: str | None = None
    ) -> Chat:
        """A channel of its first member, where the bot may post."""
        chat = self.cloud.chats.make(ChatType.CHANNEL, title, username)
        return membership.make_chat(self.cloud, chat, members)

    def _room(self, kind: ChatType, title: str, members: Iterable[Person]) -> Chat:
        return membership.make_chat(self.cloud, self.cloud.chats.make(kind, title), members)

    def slow_mode(self, chat: Chat, seconds: int) -> None:
        """Let a group take a message every so many seconds only, up to 3,600; 0 ends that.

        It concerns the bot as anybody who is no administrator there.
        """
        chat.slow_mode = seconds

    def topic(self, chat: Chat, name: str) -> Topic:
        """A new topic of a forum."""
        return open_topic(self.cloud, chat, name)

    def close_topic(self, chat: Chat, topic: Topic) -> None:
        """Somebody closes a topic: only administrators write there."""
        set_topic_closed(self.cloud, chat, topic, closed=True)

    def reopen_topic(self, chat: Chat, topic: Topic) -> None:
        """Somebody opens a topic again."""
        set_topic_closed(self.cloud, chat, topic, closed=False)

    def join(self, chat: Chat, person: Person, standing: Standing = Standing.MEMBER) -> None:
        """Somebody comes into a chat, or gets another standing in it."""
        membership.set_member(self.cloud, chat, person, Member(standing=standing))

    def leave(self, chat: Chat, person: Person) -> None:
        """Somebody goes."""
        self.join(chat, person, Standing.LEFT)

    def set_bot(
        self, chat: Chat, by: Person, standing: Standing, rights: Iterable[str] = ()
    ) -> None:
        """Somebody brings, promotes or throws out the bot."""
        member = Member(standing=standing, rights=frozenset(rights))
        membership.set_bot(self.cloud, chat, by, member)

    def add_bot(self, chat: Chat, by: Person) -> None:
        """Somebody brings the bot into a chat."""
        membership.bring_bot(self.cloud, chat, by)

    def kick_bot(self, chat: Chat, by: Person) -> None:
        """Somebody throws the bot out."""
        membership.set_bot(self.cloud, chat, by, Member(standing=Standing.KICKED))

    def migrate(self, group: Chat) -> Chat:
        """A group becomes a supergroup with a new id."""
        return membership.migrate(self.cloud, group)

    # --- what was seen -------------------------------------------------------------------------

    def inbox(self, person: Person) -> list[Message]:
        """What the bot wrote to somebody, as it stands now, without what was deleted."""
        return [message for message in self.received(person.id) if not message.deleted]

    def received(self, chat_id: int) -> Sequence[Message]:
        """Everything the bot ever put into a chat, in order."""
        return tuple(self.cloud.deliveries.by_chat.get(chat_id, ()))

    @property
    def calls(self) -> Sequence[Call]:
        """The bot's latest requests; polls that brought nothing are left out."""
        return tuple(self.cloud.calls)

    @property
    def statuses(self) -> Mapping[int, int]:
        """How many requests were answered with each HTTP status, of all there ever were."""
        return dict(self.cloud.statuses)

    @property
    def violations(self) -> Sequence[Violation]:
        """What the real Telegram would hold against the bot."""
        return tuple(self.cloud.limits.violations)

    async def wait_for_message(
        self, who: Person | Chat, *, containing: str = "", timeout: float = 60.0
    ) -> Message:
        """The bot's next message to a person or a chat, new or edited since the last act there.

        Raises `TimeoutError`, telling what came instead, after `timeout` real seconds.
        """

        def found() -> Message | None:
            news = self.news(who)
            return next((m for m in reversed(news) if containing in m.text), None)

        try:
            return await self.wait_until(found, timeout=timeout)
        except TimeoutError:
            came = [message.text[:200] for message in self.news(who)]
            raise TimeoutError(f"no message containing {containing!r} came, but: {came}") from None

    def news(self, who: Person | Chat) -> list[Message]:
        """The bot's messages since somebody last did something there, new or edited."""
        since = self.cloud.last_act.get(who.id, 0)
        messages = self.received(who.id)
        return [message for message in messages if message.seq > since and not message.deleted]

    async def wait_for_answer(self, answer: Answer, *, timeout: float = 60.0) -> Fields:
        """What the bot answered to a pressed button or an inline query."""
        return await self.wait_until(lambda: answer.given, timeout=timeout)

    async def wait_until(self, look: Callable[[], T | None], *, timeout: float = 60.0) -> T:
        """Look again after each event until there is something to see."""
        async with asyncio.timeout(timeout):
            while not (seen := look()):
                await self.cloud.events.wait()
            return seen

    def copies(self, chat_id: int, containing: str) -> int:
        """How many messages with these words the bot put into a chat, without deleted ones."""
        came = self.received(chat_id)
        return sum(containing in one.text and not one.deleted for one in came)

    def add_tab(self, tab: HostTab) -> None:
        """Give the chat page a tab of whoever serves this world."""
        self.cloud.host_tab = tab
        self.cloud.events.add("settings", dict)

    # --- what goes wrong -----------------------------------------------------------------------

    def fault(self, kind: FaultKind, **conditions: Unpack[FaultConditions]) -> Fault:
        """Let matching requests go wrong; once, unless `count` says otherwise (None: always)."""
        conditions.setdefault("count", 1)
        fault = Fault(id=self.cloud.faults.next_id(), kind=kind, **conditions)
        self.cloud.faults.add(fault)
        self.cloud.events.add("faults", dict)
        return fault

    def flood(self, **conditions: Unpack[FaultConditions]) -> Fault:
        """The next message is told to wait; so is whatever comes before `seconds` are over."""
        return self.fault(FaultKind.FLOOD, **conditions)

    def cut_before_delivery(self, **conditions: Unpack[FaultConditions]) -> Fault:
        """The connection ends and nothing was done."""
        return self.fault(FaultKind.CUT_BEFORE, **conditions)

    def cut_after_delivery(self, **conditions: Unpack[FaultConditions]) -> Fault:
        """The connection ends, but everything was done."""
        return self.fault(FaultKind.CUT_AFTER, **conditions)

    def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        self.cloud.faults.remove()

    def advance(self, seconds: float) -> None:
        """Let simulated time pass."""
        self.cloud.clock.advance(seconds)
        self.cloud.limits.forget_what_comes(self.cloud.clock.now())
        self.cloud.events.add("clock", dict)

    def move_to(self, moment: float) -> None:
        """Set the simulated time, in Unix seconds."""
        self.cloud.clock.move_to(moment)
        self.cloud.limits.forget_what_comes(moment)
        self.cloud.events.add("clock", dict)
