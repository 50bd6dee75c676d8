"""A long edition is copied from reader to reader, whatever becomes of those who have it."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from digests.model import ChatKind, Form, Item, Paragraph
from tests.support.mailing import DIGEST, Mailing
from tests.support.town import DEADLINE, Town

CROWD = 120
LONG = replace(
    DIGEST,
    items=tuple(
        Item(
            number=n, headline=f"Harbour news {n}", paragraphs=(Paragraph(text="It sails. " * 30),)
        )
        for n in range(1, 31)
    ),
)


@pytest.fixture
async def mailing(town: Town) -> AsyncIterator[Mailing]:
    """An edition in several messages on its way to people, at a rate that takes seconds."""
    town.settings |= {"BOT_RATE": "200", "BOT_PAID_BROADCAST": "true"}
    town.world.cloud.settings.latency = 0.05
    async with Mailing.begin(town) as mailing:
        await mailing.subscribe(mailing.crowd(CROWD), form=Form.FULL)
        yield mailing


def parts_of(mailing: Mailing, chat: int, topic: int | None = None) -> Sequence[object]:
    """What a chat or its topic was sent, one message after the other."""
    received = mailing.world.received(chat)
    return [(one.content, one.buttons) for one in received if one.thread_id == topic]


def messages(mailing: Mailing) -> int:
    """How many messages readers were sent."""
    return sum(len(mailing.world.received(chat)) for chat in mailing.readers)


def delete_all(mailing: Mailing) -> None:
    """Everybody deletes what they were sent so far."""
    world = mailing.world
    for chat in mailing.readers:
        reader = world.cloud.people.get(chat)
        assert reader
        for message in world.inbox(reader):
            world.delete(reader, message)


def methods(mailing: Mailing) -> Sequence[str]:
    """What the bot has called so far to send."""
    called = (call.method for call in mailing.world.calls)
    return [method for method in called if method in {"sendMessage", "copyMessage"}]


async def test_everybody_has_the_same_and_hardly_anybody_the_text_itself(
    mailing: Mailing,
) -> None:
    alice = mailing.world.person("Alice")
    forum = mailing.world.supergroup("Harbour", [alice], is_forum=True)
    topic = mailing.world.topic(forum, "News")
    await mailing.subscribe([forum.id], kind=ChatKind.GROUP, topic_id=topic.id, form=Form.FULL)
    await mailing.publish(LONG)
    await mailing.town.start()
    await mailing.ends()
    first, *others = [parts_of(mailing, chat) for chat in mailing.readers[:CROWD]]
    assert len(first) > 1
    assert others == [first] * (CROWD - 1)
    assert parts_of(mailing, forum.id, topic.id) == first
    assert methods(mailing).count("copyMessage") > 2 * methods(mailing).count("sendMessage")
    assert not mailing.world.violations


async def test_originals_that_are_deleted_cost_nobody_their_edition(mailing: Mailing) -> None:
    await mailing.publish(LONG)
    await mailing.town.start()
    for number in (40, 80, 160):
        await mailing.world.wait_until(lambda: messages(mailing) >= number, timeout=DEADLINE)  # noqa: B023
        delete_all(mailing)
    await mailing.ends()
    first, *others = [parts_of(mailing, chat) for chat in mailing.readers]
    assert others == [first] * (CROWD - 1)
    assert 400 in mailing.world.statuses
    assert not await mailing.exceptions()
    assert not mailing.world.violations


async def test_after_a_kill_copying_goes_on_and_only_what_was_in_flight_is_doubled(
    mailing: Mailing,
) -> None:
    await mailing.publish(LONG)
    await mailing.town.start()
    await mailing.world.wait_until(lambda: messages(mailing) >= 100, timeout=DEADLINE)
    await mailing.town.end(signal.SIGKILL)
    in_flight = await mailing.in_flight()
    copied = methods(mailing).count("copyMessage")

    await mailing.town.start()
    await mailing.ends()
    assert methods(mailing).count("copyMessage") > copied
    told = {chat: [repr(part) for part in parts_of(mailing, chat)] for chat in mailing.readers}
    (whole,) = {frozenset(parts) for parts in told.values()}
    doubled = {chat for chat, parts in told.items() if len(parts) > len(whole)}
    assert doubled <= in_flight
    assert not await mailing.exceptions()
    assert not mailing.world.violations
