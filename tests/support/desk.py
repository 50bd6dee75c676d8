"""A desk: the whole bot in this process, handling what people did as soon as it is told to.

Nothing runs beside a test: people act, `handled` has the bot answer, `deliver` sends what is owed.
So what is not there afterwards does not come any more.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import HttpUrl, SecretStr
from structlog.testing import capture_logs

from bot.app import build
from bot.composition.identity import Identity
from bot.composition.store import delivery
from bot.fetch.addresses import Address
from bot.fetch.fetcher import Fetcher
from bot.handlers.desk.posting.paste_buffer import PasteBuffer
from bot.handlers.request import Services
from bot.handlers.routes import ALLOWED_UPDATES, register
from bot.outbox.chat_limits import ChatLimits, NoChatLimits
from bot.runtime.lifecycle import Kawaraban
from bot.settings import Settings
from digests.editing import Editing
from digests.model import ChatKind, Digest, Edition, Item, Paragraph, Preferences, Reading, Source
from digests.parsing.parser import parse
from digests.store import Store
from digests.values.roles import Grant, StaffRole
from simulator.clock import Clock
from simulator.protocol.wire import JsonObject
from simulator.server import Simulator
from simulator.state import actions
from simulator.state.actions import Where
from simulator.state.chats import Chat
from simulator.state.cloud import Answer
from simulator.state.messages import Message
from simulator.state.people import Person
from simulator.world import DEMO_TOKEN, World
from tests.support.town import DEADLINE

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = NOON.date()
DIGEST = """\
The Harbour Letter, 20 November 2026

1. The ferry runs again (Harbour Post, 19 November 2026)
The ferry to the island runs again after three weeks of repairs.
https://example.org/ferry

2. The library stays open at night (Harbour Post, 20 November 2026)
Readers may stay until two in the morning.
https://example.org/library
"""
LETTERS = ("✉️", "👍", "👎")
"""What stands below an item besides its neighbours."""
OWN = ("🔖 Save", "☆ Follow…")
"""What stands beside the way to share it."""
YES = re.compile("publishnow:.*:counts")
"""What the button carries by which an editor says that a draft is to be published now."""
HEADLINES = ("The ferry runs again", "The library stays open", "A bell was found")


class InProcess:
    """Parses files in this process: a child for each would take longer than the rest of a test."""

    async def parse(
        self, name: str, data: bytes, *, posted: date | None, structure: str | None = None
    ) -> Reading:
        await asyncio.sleep(0)
        return parse(name, data, posted=posted, structure=structure)


def on_this_machine(address: Address, _port: int) -> bool:
    """The rule for what is fetched in tests: from their own servers and nowhere else."""
    return address.is_loopback


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """What a press brought: its short answer, and what the bot wrote or edited."""

    toast: str
    alert: bool
    url: str
    messages: list[Message]

    @property
    def last(self) -> Message:
        return self.messages[-1]


@dataclass(kw_only=True)
class Desk:
    """The bot, its world and its store; `now` is what every clock of theirs shows.

    At `url` its local Telegram can be looked at.
    """

    folder: Path
    world: World = field(init=False)
    store: Store = field(init=False)
    bot: Kawaraban = field(init=False)
    editor: Person = field(init=False)
    url: str = field(init=False)
    now: datetime = NOON
    chat_limits: ChatLimits = field(default_factory=NoChatLimits)
    next_update: int = 0
    logs: Sequence[Mapping[str, Any]] = ()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        folder: Path,
        template: Path,
        *,
        started: bool = True,
        chat_limits: ChatLimits | None = None,
        **changes: Any,
    ) -> AsyncIterator[Desk]:
        """A desk whose store is a copy of `template`; `changes` are to the settings.

        Where it is not `started`, the test runs the bot itself.
        """
        desk = cls(folder=folder, chat_limits=chat_limits or NoChatLimits())
        shutil.copy(template, folder / "kawaraban.db")
        # The standing limits are told elsewhere; a test is quicker than any reader.
        desk.world = World(clock=Clock(desk.seconds), limits=False)
        desk.editor = desk.world.person("Editor")
        desk.world.unblock(desk.editor)
        async with Simulator.serve(desk.world) as simulator:
            desk.url = simulator.url
            settings = desk.settings(simulator, **changes)
            desk.store = await Store.open(settings.database, delivery(settings))
            try:
                desk.bot = desk.built(settings)
                with capture_logs() as desk.logs:
                    async with desk.started() if started else nullcontext():
                        yield desk
            finally:
                await desk.store.close()
        assert not desk.world.violations

    @asynccontextmanager
    async def started(self) -> AsyncIterator[None]:
        """The application, ready to handle what it is given."""
        async with self.bot.application as application:
            await application.start()
            try:
                yield
            finally:
                await application.stop()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The bot as it runs by itself, until the block ends."""
        stop = asyncio.Event()
        task = asyncio.create_task(self.bot.run(stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(task, DEADLINE)

    def settings(self, simulator: Simulator, **changes: Any) -> Settings:
        given: dict[str, Any] = {
            "token": SecretStr(DEMO_TOKEN),
            "api_url": HttpUrl(simulator.url),
            "admin_ids": str(self.editor.id),
            "data_dir": self.folder,
            "language": "en",
            "timezone": "UTC",
            "hour": "07:00",
            "undo_seconds": 0,
        }
        return Settings.given(**(given | changes))

    def built(self, settings: Settings, identity: Identity | None = None) -> Kawaraban:
        """The bot as it is, but for its clocks and its parser."""
        bot = build(settings, self.store, identity, clock=self.clock, chat_limits=self.chat_limits)
        application = bot.application
        newsroom = replace(bot.services.newsroom, parser=InProcess())
        fetcher = bot.services.fetcher and Fetcher(rule=on_this_machine)
        editing = Editing(newsroom=newsroom)
        services = replace(
            bot.services,
            newsroom=newsroom,
            editing=editing,
            publishing=replace(bot.services.publishing, newsroom=newsroom),
            draft_cards=replace(bot.services.draft_cards, newsroom=newsroom, editing=editing),
            fetcher=fetcher,
        )
        application.bot_data = services
        application.handlers.clear()
        application.error_handlers.clear()
        register(application, PasteBuffer())
        return replace(bot, services=services)

    def clock(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    @property
    def services(self) -> Services:
        return self.bot.services

    # --- people ----------------------------------------------------------------------------------

    async def said(
        self,
        who: Person,
        text: str,
        *,
        chat: Chat | None = None,
        reply_to: Message | None = None,
    ) -> list[Message]:
        """Somebody types; what the bot wrote then."""
        self.world.say(who, text, chat=chat, reply_to=reply_to)
        await self.handled()
        return self.world.news(chat or who)

    async def told(self, who: Person, text: str, **where: Any) -> str:
        """Somebody types; the text of the one message the bot answered with."""
        (answer,) = await self.said(who, text, **where)
        return answer.text

    async def pressed(self, who: Person, message: Message, button: str) -> Pressed:
        """Somebody presses a button, given by its text, its beginning, or its data.

        Who is asked whether to publish what is in order says yes.
        """
        pressed = await self.asked(who, message, button)
        keys = [key for one in pressed.messages for key in one.buttons]
        yes = next((key.data for key in keys if YES.fullmatch(key.data or "")), None)
        is_to_publish = button.startswith("📣") and yes
        return await self.asked(who, pressed.last, yes) if yes and is_to_publish else pressed

    async def asked(self, who: Person, message: Message, button: str) -> Pressed:
        """The same, and whatever is asked then waits for its answer."""
        labels = [one.text for one in message.buttons]
        found = next((label for label in labels if label.startswith(button)), button)
        return await self._pressed(who, message, found)

    async def pressed_of_old(
        self,
        who: Person,
        data: str,
        *,
        chat: Chat | None = None,
        carries: str | None = None,
        accessible: bool = True,
    ) -> Pressed:
        """Somebody presses a button of a message that stands there since long ago.

        The message `carries` that button, unless it is said to carry another.
        """
        chat = chat or self.world.cloud.chats.private(who)
        sent = await self.bot.application.bot.send_message(chat.id, "an old message")
        message = next(m for m in self.world.received(chat.id) if m.id == sent.message_id)
        message.markup = {"inline_keyboard": [[{"text": "old", "callback_data": carries or data}]]}
        answer = self.world.press_forged(who, data, message, accessible=accessible)
        return await self._answered(answer, chat)

    async def pressed_inline(self, who: Person, data: str) -> Pressed:
        """Somebody presses a button below what was sent through inline mode."""
        answer = self.world.press_forged(who, data, None)
        return await self._answered(answer, self.world.cloud.chats.private(who))

    async def _pressed(self, who: Person, message: Message, button: str) -> Pressed:
        answer = self.world.press(who, message, button)
        return await self._answered(answer, self._chat_of(message))

    async def _answered(self, answer: Answer, chat: Chat) -> Pressed:
        await self.handled()
        given = answer.given
        assert given is not None, "the press was not answered"
        return Pressed(
            toast=given.text("text"),
            alert=given.flag("show_alert"),
            url=given.text("url"),
            messages=self.world.news(chat),
        )

    def _chat_of(self, message: Message) -> Any:
        return next(c for c in self.world.cloud.chats if c.id == message.chat["id"])

    async def posted(
        self, data: bytes | str = DIGEST, name: str = "letter.txt", *, who: Person | None = None
    ) -> list[Message]:
        """Somebody, the editor unless it is said, posts a file."""
        who = who or self.editor
        self.world.upload(who, name, data.encode() if isinstance(data, str) else data)
        await self.handled()
        return self.world.news(who)

    async def draft(self, text: str = DIGEST) -> Message:
        """The editor posts a digest; the preview with its buttons."""
        return (await self.posted(text))[-1]

    def sends(
        self, who: Person, content: JsonObject, chat: Chat | None = None, **envelope: Any
    ) -> None:
        """Somebody sends a message of that content, as the Bot API would tell it."""
        actions._send(self.world.cloud, who, content, Where(chat=chat), envelope)

    async def handled(self) -> None:
        """The bot handles whatever people did."""
        application = self.bot.application
        updates = await application.bot.get_updates(
            self.next_update, timeout=0, allowed_updates=ALLOWED_UPDATES
        )
        for update in updates:
            await application.process_update(update)
            self.next_update = update.update_id + 1

    # --- editions and subscribers ---------------------------------------------------------------

    async def publish(self, day: date = DAY, *, count: int = 3, **changes: Any) -> Edition:
        """An edition of a day that nobody is sent; readers can ask for it."""
        digest = replace(digest_of(day, count), **changes)
        draft = await self.store.editions.add(
            digest, (), date=day, fingerprint=str(day), posted_by=None, created_at=self.now
        )
        edition = await self.store.editions.publish(draft.id, self.now)
        assert edition
        return edition

    async def subscriber(self, name: str, **changes: Any) -> Person:
        """Somebody who is subscribed, by the clock of UTC at midnight."""
        person = self.world.person(name)
        self.world.unblock(person)
        kept = await self.store.subscribers.remember(
            person.id,
            None,
            ChatKind.PRIVATE,
            Preferences(language="en", timezone="UTC", minute=0),
            self.now,
        )
        await self.store.subscribers.subscribe(kept.id, self.now)
        if changes:
            edit = lambda chosen: replace(chosen, **changes)  # noqa: E731
            await self.store.subscribers.change(kept.id, edit)
        return person

    async def deliver(self) -> None:
        """Send everything that is owed by now, and bring the editors' cards up to date."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.bot.worker.run(stop))
        async with asyncio.timeout(DEADLINE):
            while await self._owed():  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.01)
        stop.set()
        await running
        await self.services.cards.refresh()

    async def _owed(self) -> bool:
        ledger = self.store.ledger
        await ledger.plan(self.now)
        progress = [await ledger.progress(one.id) for one in await ledger.running()]
        return any(one.left for one in progress)


async def given_role(
    desk: Desk, user_id: int, role: StaffRole, *, paper: str | None = None
) -> None:
    """Somebody has been invited by the desk's owner, for all papers or one, and has accepted."""
    staff, grant = desk.services.staff, Grant(role=role, paper=paper)
    token = await staff.invite(grant, by=desk.editor.id)
    assert await staff.join(token, user_id) == grant


def digest_of(day: date, count: int = 3) -> Digest:
    """A digest of a day whose items repeat the headlines."""
    items = tuple(
        Item(
            number=n,
            headline=HEADLINES[(n - 1) % len(HEADLINES)],
            paragraphs=(Paragraph(text=f"Paragraph {n}."),),
            sources=(Source(url=f"https://example.org/{n}", raw=f"https://example.org/{n}"),),
        )
        for n in range(1, count + 1)
    )
    return Digest(title=f"Letter of {day}", language="en", items=items)


def first_line(message: Message) -> str:
    """How a message begins."""
    return message.text.partition("\n")[0]


def labels(message: Message) -> list[str]:
    """What stands on a message's buttons."""
    return [button.text for button in message.buttons]


def texts(messages: Iterable[Message]) -> list[str]:
    return [message.text for message in messages]
