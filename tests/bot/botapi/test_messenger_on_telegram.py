"""Delivery's way out on the local Telegram: what recipients see, and what every fault becomes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import ExtBot

from bot.botapi.client import BotClient
from bot.botapi.errors import judged
from bot.botapi.files import Attachments
from bot.botapi.messenger import TelegramMessenger
from bot.botapi.transport import Timeouts, Transport
from bot.outbox.chat_limits import NoChatLimits
from bot.outbox.outbox import Outbox
from bot.views.message import OutgoingMessage
from digests.delivery.model import Broadcast, BroadcastKind, Intent, Recipient
from digests.delivery.outcomes import Gone, HeldChat, Moved, Refused, Sent, Unknown, Unreached
from digests.model import ChatKind, Form, PauseReason
from digests.values.rules import EditionMarks, EditionView
from simulator import DEMO_TOKEN, FaultKind, Simulator, World
from simulator.state.chats import Standing
from simulator.state.people import Person
from tests.bot.botapi.newspaper import broadcast


def client_of(bot: ExtBot[Any], attachments: Attachments) -> BotClient:
    """The client over the bot's own connections."""
    assert isinstance(bot.request, Transport)
    return BotClient(bot.base_url, bot.request, Outbox(judged, NoChatLimits()), attachments)


pytestmark = pytest.mark.filterwarnings("ignore:.*PTB_TIMEDELTA")

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("①", callback_data="item:1:1")]])
QUICK = Timeouts(read=0.3, write=0.3)

MESSAGES: dict[Form, Sequence[OutgoingMessage]] = {
    Form.SUMMARIES: [
        OutgoingMessage(text="<b>瓦版</b> &amp; more", keyboard=KEYS),
        OutgoingMessage(text="two"),
    ],
    Form.FILE: [
        OutgoingMessage(text="the file", document=("号外.txt", "全文".encode()), keyboard=KEYS)
    ],
    Form.RICH: [OutgoingMessage(rich_html="<h2>瓦版</h2><p>news</p>")],
    Form.FULL: [OutgoingMessage(text="<b>瓦版</b> " + "the news in full, " * 80, keyboard=KEYS)],
}


@dataclass
class Newspaper:
    """A renderer with one edition, which `correct` changes."""

    messages: dict[Form, Sequence[OutgoingMessage]]

    async def marks(self, _broadcast: Broadcast, _user_id: int) -> EditionMarks | None:
        return None

    async def await_translation(self, _edition_id: int, _language: str) -> None:
        pass

    async def wording(self, _edition_id: int, _language: str) -> frozenset[int]:
        return frozenset()

    async def parts(
        self,
        edition_id: int,
        language: str,
        form: Form,
        kind: ChatKind,
        view: EditionView | None = None,
    ) -> Sequence[OutgoingMessage]:
        del edition_id, language, kind, view
        return self.messages[form]

    async def erratum(
        self, _edition_id: int, _place: int, _language: str, _kind: ChatKind
    ) -> OutgoingMessage:
        return OutgoingMessage(text="<i>told</i>")

    async def announcement(self, _announcement_id: int) -> OutgoingMessage:
        return OutgoingMessage(text="<i>announced</i>")

    async def round_up(
        self,
        _edition_ids: Sequence[int],
        _language: str,
        _kind: ChatKind,
        _user_id: int | None = None,
    ) -> OutgoingMessage:
        return OutgoingMessage(text="<i>rounded up</i>")

    async def follow_up(self, _edition_id: int, _language: str, _kind: ChatKind) -> OutgoingMessage:
        return OutgoingMessage(text="<i>corrected</i>")

    async def notice(self, _edition_id: int, _language: str) -> OutgoingMessage:
        return OutgoingMessage(text="<i>recalled</i>")

    async def picture(self, _key: str) -> bytes:
        return b""


@pytest.fixture
def world() -> World:
    world = World()
    world.cloud.settings.strict = True
    return world


@pytest.fixture
async def simulator(world: World) -> AsyncIterator[Simulator]:
    async with Simulator.serve(world) as running:
        yield running


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[ExtBot[Any]]:
    bot = ExtBot(
        DEMO_TOKEN,
        base_url=f"{simulator.url}/bot",
        request=Transport(timeouts=QUICK),
        get_updates_request=Transport(),
    )
    async with bot:
        yield bot


@pytest.fixture
def paper() -> Newspaper:
    return Newspaper(dict(MESSAGES))


@pytest.fixture
def messenger(bot: ExtBot[Any], paper: Newspaper) -> TelegramMessenger:
    return TelegramMessenger(client_of(bot, Attachments(paper)), paper)


@pytest.fixture
def bob(world: World) -> Person:
    person = world.person("Bob")
    world.say(person, "/start")
    return person


def to(
    chat_id: int, form: Form = Form.SUMMARIES, *, part: int = 0, topic: int | None = None
) -> Intent:
    recipient = Recipient(
        subscriber_id=1,
        chat_id=chat_id,
        topic_id=topic,
        kind=ChatKind.PRIVATE if chat_id > 0 else ChatKind.GROUP,
        language="ja",
        form=form,
    )
    return Intent(recipient=recipient, part=part, delay=0.0)


def again(intent: Intent, message_id: int) -> Intent:
    return Intent(recipient=intent.recipient, part=intent.part, delay=0.0, message_id=message_id)


async def sent(messenger: TelegramMessenger, intent: Intent) -> int:
    outcome = await messenger.deliver(broadcast(), intent)
    assert isinstance(outcome, Sent)
    return outcome.message_id


# --- what recipients see ------------------------------------------------------------------------


async def test_readers_see_what_was_rendered(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    number = await sent(messenger, to(bob.id))
    (message,) = world.inbox(bob)
    assert (message.id, message.text) == (number, "瓦版 & more")
    assert [button.data for button in message.buttons] == ["item:1:1"]
    assert world.violations == ()


async def test_a_file_reaches_each_reader_under_its_own_name(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    chats = [bob.id, *world.crowd(2)]
    for chat in chats:
        await sent(messenger, to(chat, Form.FILE))
    for chat in chats:
        (message,) = world.received(chat)
        document = message.content["document"]
        assert isinstance(document, dict)
        assert document["file_name"] == "号外.txt"
    uploads = [call for call in world.calls if "attach" in str(call.parameters)]
    assert len(uploads) <= 1
    assert world.violations == ()


async def test_a_rich_edition_is_one_message(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    await sent(messenger, to(bob.id, Form.RICH))
    (message,) = world.inbox(bob)
    assert "rich_message" in message.content
    assert world.violations == ()


async def test_an_older_server_gets_ordinary_messages(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    world.cloud.settings.older_api = True
    assert isinstance(await messenger.deliver(broadcast(), to(bob.id, Form.RICH)), Unreached)
    await sent(messenger, to(bob.id, Form.RICH))
    (message,) = world.inbox(bob)
    assert message.text == "瓦版 & more"


async def test_a_correction_changes_what_readers_have(
    messenger: TelegramMessenger, paper: Newspaper, world: World, bob: Person
) -> None:
    intents = [to(bob.id), to(bob.id, Form.FILE), to(bob.id, Form.RICH)]
    numbers = [await sent(messenger, intent) for intent in intents]
    paper.messages[Form.SUMMARIES] = [OutgoingMessage(text="corrected")]
    paper.messages[Form.FILE] = [OutgoingMessage(text="corrected", document=("new.txt", b"new"))]
    paper.messages[Form.RICH] = [OutgoingMessage(rich_html="<p>corrected</p>")]
    correction = broadcast(BroadcastKind.CORRECTION, 2)
    for intent, number in zip(intents, numbers, strict=True):
        assert await messenger.deliver(correction, again(intent, number)) == Sent(number)
        assert await messenger.deliver(correction, again(intent, number)) == Sent(number)
    text, file, _ = world.inbox(bob)
    assert text.text == "corrected"
    assert "new.txt" in str(file.content)
    assert world.violations == ()


async def test_a_recall_leaves_nothing(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    number = await sent(messenger, to(bob.id))
    recall = broadcast(BroadcastKind.RECALL, 2)
    assert await messenger.deliver(recall, again(to(bob.id), number)) == Sent(number)
    assert world.inbox(bob) == []
    assert await messenger.deliver(recall, again(to(bob.id), number)) == Sent(number)


@pytest.mark.parametrize("form", [Form.SUMMARIES, Form.FILE])
async def test_a_recall_after_two_days_leaves_a_notice(
    messenger: TelegramMessenger, world: World, bob: Person, form: Form
) -> None:
    number = await sent(messenger, to(bob.id, form))
    world.advance(49 * 3600)
    recall = broadcast(BroadcastKind.RECALL, 2)
    assert await messenger.deliver(recall, again(to(bob.id, form), number)) == Sent(number)
    (message,) = world.inbox(bob)
    assert "recalled" in str(message.content)


# --- who can't be reached --------------------------------------------------------------------


async def test_who_blocked_the_bot_is_gone_until_they_come_back(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    world.block(bob)
    assert await messenger.deliver(broadcast(), to(bob.id)) == Gone(PauseReason.BLOCKED)
    world.unblock(bob)
    await sent(messenger, to(bob.id))


async def test_deleted_accounts_strangers_and_unknown_chats_are_gone(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    world.deactivate(bob)
    outcome = await messenger.deliver(broadcast(), to(bob.id))
    assert outcome == Gone(PauseReason.DEACTIVATED)
    outcome = await messenger.deliver(broadcast(), to(world.person("Eve").id))
    assert outcome == Gone(PauseReason.CHAT_NOT_FOUND)
    assert await messenger.deliver(broadcast(), to(-4242)) == Gone(PauseReason.CHAT_NOT_FOUND)


async def test_a_group_that_threw_the_bot_out_is_gone(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    group = world.group("Readers", [bob])
    world.kick_bot(group, bob)
    assert await messenger.deliver(broadcast(), to(group.id)) == Gone(PauseReason.KICKED)


async def test_a_group_with_a_new_id_is_told_by_it(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    group = world.group("Readers", [bob])
    successor = world.migrate(group)
    assert await messenger.deliver(broadcast(), to(group.id)) == Moved(successor.id)
    await sent(messenger, to(successor.id))


async def test_a_topic_gets_its_edition_until_it_is_gone(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    forum = world.supergroup("Forum", [bob], is_forum=True)
    topic = world.topic(forum, "News")
    await sent(messenger, to(forum.id, topic=topic.id))
    assert world.received(forum.id)[-1].thread_id == topic.id
    topic.closed = True
    outcome = await messenger.deliver(broadcast(), to(forum.id, topic=topic.id))
    assert outcome == Gone(PauseReason.TOPIC_GONE)
    outcome = await messenger.deliver(broadcast(), to(forum.id, topic=99_999))
    assert outcome == Gone(PauseReason.TOPIC_GONE)


async def test_a_channel_needs_the_right_to_post(
    messenger: TelegramMessenger, world: World, bob: Person
) -> None:
    channel = world.channel("Daily", [bob])
    await sent(messenger, to(channel.id))
    world.set_bot(channel, bob, Standing.MEMBER)
    assert await messenger.deliver(broadcast(), to(channel.id)) == Gone(PauseReason.NO_RIGHTS)


# --- every fault -----------------------------------------------------------------------------

OUTCOMES = {
    FaultKind.FLOOD: HeldChat(1),
    FaultKind.BLOCKED: Gone(PauseReason.BLOCKED),
    FaultKind.DEACTIVATED: Gone(PauseReason.DEACTIVATED),
    FaultKind.KICKED: Gone(PauseReason.KICKED),
    FaultKind.NOT_MEMBER: Gone(PauseReason.KICKED),
    FaultKind.CANT_INITIATE: Gone(PauseReason.BLOCKED),
    FaultKind.CHAT_NOT_FOUND: Gone(PauseReason.CHAT_NOT_FOUND),
    FaultKind.MIGRATED: Moved(-1001234567890),
    FaultKind.BAD_REQUEST: Refused,
    FaultKind.UNAUTHORIZED: Unreached,
    FaultKind.CONFLICT: Unreached,
    FaultKind.SERVER_ERROR: Unknown,
    FaultKind.BAD_GATEWAY: Unknown,
    FaultKind.BAD_JSON: Unknown,
    FaultKind.CUT_BEFORE: Unknown,
    FaultKind.CUT_AFTER: Unknown,
    FaultKind.HANG: Unknown,
    FaultKind.HANG_AFTER: Unknown,
    FaultKind.SLOW: Sent,
}


@pytest.mark.parametrize("kind", FaultKind)
async def test_each_fault_has_its_outcome_and_the_next_message_goes_out(
    messenger: TelegramMessenger, world: World, bob: Person, kind: FaultKind
) -> None:
    lasting = 0.05 if kind is FaultKind.SLOW else 1.0
    moved = -1001234567890 if kind is FaultKind.MIGRATED else None
    world.fault(kind, seconds=lasting, migrate_to_chat_id=moved)
    outcome = await messenger.deliver(broadcast(), to(bob.id))
    expected = OUTCOMES[kind]
    assert type(outcome) is expected if isinstance(expected, type) else outcome == expected
    world.advance(10)
    if isinstance(outcome, HeldChat):
        await asyncio.sleep(outcome.seconds)  # a pause is kept in real time
    await sent(messenger, to(bob.id))
    assert world.violations == ()


async def test_a_server_that_is_gone_was_never_reached(
    world: World, paper: Newspaper, bob: Person
) -> None:
    async with Simulator.serve(world) as running:
        bot = ExtBot(
            DEMO_TOKEN,
            base_url=f"{running.url}/bot",
            request=Transport(timeouts=QUICK),
        )
        await bot.initialize()
    await bot.request.shutdown()  # forget the connection that was
    await bot.request.initialize()
    messenger = TelegramMessenger(client_of(bot, Attachments(paper)), paper)
    assert isinstance(await messenger.deliver(broadcast(), to(bob.id)), Unreached)
    await bot.shutdown()
