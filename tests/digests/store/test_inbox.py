"""What comes in is written down once, has one owner, and keeps its order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from digests.delivery.policy import DeliverySettings
from digests.model import ChatKind, Preferences
from digests.store import Store
from digests.store.bots.bot_tables import inbox as inbox_table
from digests.store.bots.inbox import NO_CONVERSATION, InboxStore, Incoming

BOT = 8_000_000_001


@pytest.fixture
def inbox(store: Store) -> InboxStore:
    return store.inbox(BOT)


def said(number: int, conversation: int = 7) -> Incoming:
    return Incoming(id=number, conversation=conversation, payload=f'{{"update_id":{number}}}')


async def taken(
    inbox: InboxStore, owner: str, known: Sequence[int] = (), limit: int = 9
) -> list[int]:
    return [one.id for one in await inbox.take(owner, known, limit)]


async def rows(store: Store) -> list[tuple[int, int, str, str]]:
    """Everything that is kept, by number."""

    def work(connection: Connection) -> list[tuple[int, int, str, str]]:
        table = inbox_table.c
        query = select(table.id, table.conversation, table.payload, table.owner).order_by(table.id)
        return [
            (row.id, row.conversation, row.payload, row.owner) for row in connection.execute(query)
        ]

    return await store.database.in_read(work)


async def test_what_came_is_taken_as_it_was_said_in_the_order_of_its_numbers(
    inbox: InboxStore,
) -> None:
    await inbox.receive([said(3), said(2**40, conversation=-(10**12)), said(1)], "me")
    assert await inbox.take("me", [], 9) == [said(1), said(3), said(2**40, conversation=-(10**12))]


async def test_only_what_is_not_known_is_taken_and_no_more_than_asked_for(
    inbox: InboxStore,
) -> None:
    await inbox.receive([said(number) for number in range(10)], "me")
    assert await taken(inbox, "me", [0, 1, 4], limit=3) == [2, 3, 5]
    assert await taken(inbox, "somebody else") == []


async def test_the_same_thing_twice_is_written_down_once(inbox: InboxStore) -> None:
    await inbox.receive([said(1)], "me")
    await inbox.receive([said(1), said(2)], "me")
    await inbox.receive([said(1)], "somebody else")
    assert await taken(inbox, "me") == [1, 2]


async def test_what_was_handled_is_handled_once_and_only_its_number_is_kept(
    store: Store, inbox: InboxStore
) -> None:
    await inbox.receive([said(1), said(2)], "me")
    await inbox.handled([1])
    await inbox.receive([said(1)], "me")
    assert await taken(inbox, "me") == [2]
    assert (await rows(store))[0] == (1, NO_CONVERSATION, "", "")


async def test_what_was_handled_before_it_could_be_written_down_is_not_handled_again(
    inbox: InboxStore,
) -> None:
    await inbox.handled([1])
    await inbox.receive([said(1)], "me")
    assert await taken(inbox, "me") == []


async def test_while_something_of_a_conversation_waits_the_rest_of_it_is_the_same_owners(
    inbox: InboxStore,
) -> None:
    await inbox.receive([said(1, 7)], "first")
    await inbox.receive([said(2, 7), said(3, 8)], "second")
    assert (await taken(inbox, "first"), await taken(inbox, "second")) == ([1, 2], [3])
    await inbox.handled([1, 2])
    await inbox.receive([said(4, 7)], "second")
    assert await taken(inbox, "second") == [3, 4]


async def test_what_belongs_to_no_conversation_is_whoever_receives_it(inbox: InboxStore) -> None:
    await inbox.receive([said(1, NO_CONVERSATION)], "first")
    await inbox.receive([said(2, NO_CONVERSATION)], "second")
    assert await taken(inbox, "second") == [2]


async def test_two_who_receive_at_once_agree_on_who_has_a_conversation(
    open_store: Callable[[DeliverySettings], Awaitable[Store]], settings: DeliverySettings
) -> None:
    stores = [await open_store(settings) for _ in range(2)]
    numbers = iter(range(1, 1_000))
    for conversation in range(1, 21):
        await asyncio.gather(
            *(
                store.inbox(BOT).receive([said(next(numbers), conversation)], f"owner {n}")
                for n, store in enumerate(stores)
            )
        )
    both = [await taken(stores[0].inbox(BOT), f"owner {n}", limit=99) for n in range(2)]
    assert sum(map(len, both)) == 40
    assert all(len(those) % 2 == 0 for those in both), both
    assert all({one + 1, one - 1} & {*those} for those in both for one in those)


async def test_what_the_dead_have_left_becomes_the_living_ones(inbox: InboxStore) -> None:
    await inbox.receive([said(1, 1), said(2, 2)], "dead")
    await inbox.receive([said(3, 3)], "living")
    await inbox.handled([2])
    assert await inbox.take_over("me", {"living"}) == 1
    assert (await taken(inbox, "me"), await taken(inbox, "living")) == ([1], [3])
    await inbox.receive([said(4, 1)], "living")
    assert await taken(inbox, "me") == [1, 4]


async def test_another_bot_has_an_inbox_of_its_own(store: Store, inbox: InboxStore) -> None:
    theirs = store.inbox(BOT + 1)
    await inbox.receive([said(1)], "me")
    await theirs.receive([said(1)], "me")
    await theirs.handled([1])
    assert await theirs.take_over("they", ()) == 0
    assert await taken(inbox, "me") == [1]
    assert ((await inbox.backlog()).waiting, (await theirs.backlog()).waiting) == (1, 0)


async def test_how_much_waits_and_for_how_long(inbox: InboxStore) -> None:
    empty = await inbox.backlog()
    assert (empty.waiting, empty.oldest) == (0, 0)
    await inbox.receive([said(1), said(2)], "me")
    before = await inbox.backlog()
    await inbox.handled([1])
    after = await inbox.backlog()
    assert (before.waiting, after.waiting) == (2, 1)
    assert 0 <= before.oldest <= after.oldest < 1_000


async def test_what_was_handled_long_ago_is_forgotten_and_what_waits_never_is(
    store: Store, inbox: InboxStore
) -> None:
    await inbox.receive([said(1), said(2)], "me")
    await inbox.handled([1])
    assert await inbox.tidy(1_000) == 0
    assert await inbox.tidy(-1_000) == 1
    assert [row[0] for row in await rows(store)] == [2]


async def test_what_waits_of_a_conversation_is_known_whoever_has_it(inbox: InboxStore) -> None:
    await inbox.receive([said(1, 7), said(2, 8), said(3, 9)], "me")
    await inbox.receive([said(4, 7), said(5, NO_CONVERSATION)], "somebody else")
    await inbox.handled([3])
    assert await inbox.waiting([7, 9, 10, NO_CONVERSATION]) == {7: {1, 4}}


async def test_where_nothing_is_left_to_take_over_nothing_is_written(
    inbox: InboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await inbox.receive([said(1)], "me")
    monkeypatch.setattr(type(inbox._session), "in_write", None)
    assert await inbox.take_over("me", ["somebody else"]) == 0


async def test_the_tries_of_what_the_dead_have_left_count_and_no_other(inbox: InboxStore) -> None:
    await inbox.receive([said(1), said(2, 8)], "dead")
    assert [one.tries for one in await inbox.take("dead", [], 9)] == [None, None]
    await inbox.take_over("me", ())
    await inbox.begun([1])
    await inbox.begun([1, 2])
    await inbox.take_over("somebody else", ())
    assert [one.tries for one in await inbox.take("somebody else", [], 9)] == [2, 1]
    await inbox.survived(1)
    assert [one.tries for one in await inbox.take("somebody else", [], 9)] == [0, 1]


async def test_what_is_set_aside_is_kept_unhandled_until_it_is_tidied(
    store: Store, inbox: InboxStore
) -> None:
    await inbox.receive([said(1), said(2, NO_CONVERSATION)], "me")
    for number in (1, 2):
        await inbox.set_aside(number)
    await inbox.handled([1, 2])
    await inbox.receive([said(1)], "me")
    assert await taken(inbox, "me") == []
    assert await rows(store) == [(1, 7, said(1).payload, ""), (2, NO_CONVERSATION, "", "")]
    assert await inbox.tidy(-1) == 2


async def test_what_was_set_aside_of_a_person_is_forgotten_with_them(
    store: Store, inbox: InboxStore
) -> None:
    preferences = Preferences(language="en", timezone="UTC", minute=0)
    now = datetime(2031, 5, 14, tzinfo=UTC)
    person = await store.subscribers.remember(7, None, ChatKind.PRIVATE, preferences, now)
    await inbox.receive([said(1, 7), said(2, 8)], "me")
    for number in (1, 2):
        await inbox.set_aside(number)
    await store.subscribers.forget(person.id)
    assert [number for number, *_ in await rows(store)] == [2]
