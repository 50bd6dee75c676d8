"""What an update does is done once, though a kill has the update handled twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from telegram import Update

from bot.handlers.desk.posting.paste_buffer import PasteBuffer
from bot.handlers.routes import ALLOWED_UPDATES, register
from digests.delivery.model import Broadcast, Failure
from digests.errors import StoreError
from digests.model import Edition, EditionState, Subscriber
from digests.store.tables import undelivered
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk


@dataclass(frozen=True, kw_only=True)
class State:
    """Everything that an update may change."""

    subscribers: Sequence[Subscriber]
    editions: Sequence[Edition]
    broadcasts: Sequence[Broadcast]


async def state_of(desk: Desk) -> State:
    store = desk.store
    editions = [await store.editions.get(number) for number in range(1, 20)]
    broadcasts = []
    for number in range(1, 20):
        try:
            broadcasts.append(await store.ledger.broadcast(number))
        except StoreError:
            break  # there is none of that number
    return State(
        subscribers=[one async for one in store.subscribers.each()],
        editions=[one for one in editions if one],
        broadcasts=broadcasts,
    )


async def waiting(desk: Desk) -> Sequence[Update]:
    updates: Sequence[Update] = await desk.bot.application.bot.get_updates(
        desk.next_update, timeout=0, allowed_updates=ALLOWED_UPDATES
    )
    if updates:
        desk.next_update = updates[-1].update_id + 1
    return updates


async def twice(desk: Desk) -> State:
    """Have all that waits handled, then again by a process that remembers nothing; what is so."""
    updates = await waiting(desk)
    assert updates
    for update in updates:
        await desk.bot.application.process_update(update)
    once = await state_of(desk)
    started_anew(desk)
    desk.now += timedelta(seconds=30)
    for update in updates:
        await desk.bot.application.process_update(update)
    assert await state_of(desk) == once
    return once


def started_anew(desk: Desk, paste_buffer: PasteBuffer | None = None) -> None:
    """Forget what only the process remembers."""
    application = desk.bot.application
    application.handlers.clear()
    application.error_handlers.clear()
    register(application, paste_buffer or PasteBuffer())


# --- readers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["/start", "/subscribe", "/unsubscribe", "/language en", "/settings 06:45"]
)
async def test_what_a_reader_types(desk: Desk, wren: Person, said: str) -> None:
    await desk.said(wren, "/subscribe")
    desk.world.say(wren, said)
    state = await twice(desk)
    assert len(state.subscribers) == 1


async def test_who_comes_for_the_first_time_is_one_subscriber(desk: Desk, wren: Person) -> None:
    desk.world.say(wren, "/subscribe")
    assert len((await twice(desk)).subscribers) == 1


async def test_a_setting_that_was_pressed(desk: Desk, wren: Person) -> None:
    await desk.said(wren, "/subscribe")
    card = (await desk.said(wren, "/settings"))[-1]
    card = (await desk.pressed(wren, card, "🕖 Time")).last
    state = await pressed_twice(desk, card, "21:00", who=wren)
    assert [one.preferences.minute for one in state.subscribers] == [21 * 60]


async def test_who_is_forgotten_stays_so(desk: Desk, wren: Person) -> None:
    await desk.said(wren, "/subscribe")
    (question,) = await desk.said(wren, "/forget")
    state = await pressed_twice(desk, question, "Delete everything", who=wren)
    assert not state.subscribers


async def test_who_blocks_the_bot_and_comes_back_is_there(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    desk.world.block(wren)
    desk.world.unblock(wren)
    desk.world.say(wren, "/start")
    await twice(desk)


# --- editors -------------------------------------------------------------------------------------


async def test_a_posted_file_is_one_draft(desk: Desk) -> None:
    desk.world.upload(desk.editor, "letter.txt", DIGEST.encode())
    assert [one.state for one in (await twice(desk)).editions] == [EditionState.DRAFT]


async def test_a_pasted_text_is_one_draft(desk: Desk) -> None:
    desk.world.say(desk.editor, DIGEST)
    assert [one.state for one in (await twice(desk)).editions] == [EditionState.DRAFT]


async def pressed_twice(
    desk: Desk, message: Message, button: str, *, who: Person | None = None
) -> State:
    label = next((one.text for one in message.buttons if one.text.startswith(button)), button)
    desk.world.press(who or desk.editor, message, label)
    return await twice(desk)


@pytest.mark.parametrize(
    ("button", "left"), [("🗑 Drop it", 1), ("⤴ Join with ①", 1), ("It is the greeting", 1)]
)
async def test_an_item_that_was_changed(desk: Desk, button: str, left: int) -> None:
    shown = (await desk.pressed(desk.editor, await desk.draft(), "✏️ Change")).last
    shown = (await desk.pressed(desk.editor, shown, "②")).last
    state = await pressed_twice(desk, shown, button)
    assert [len(one.digest.items) for one in state.editions] == [left]


async def test_a_change_that_was_undone(desk: Desk) -> None:
    card = await desk.draft()
    await desk.said(desk.editor, "1 headline: A bell was found", reply_to=card)
    shown = (await desk.pressed(desk.editor, card, "✏️ Change")).last
    state = await pressed_twice(desk, shown, "↶ Undo")
    assert [one.digest.items[0].headline for one in state.editions] == ["The ferry runs again"]


async def test_a_reply_that_edits_an_item(desk: Desk) -> None:
    card = await desk.draft()
    desk.world.say(desk.editor, "1 headline: A bell was found", reply_to=card)
    state = await twice(desk)
    assert [one.digest.items[0].headline for one in state.editions] == ["A bell was found"]


async def test_a_draft_is_published_once(desk: Desk) -> None:
    await desk.subscriber("Wren")
    question = (await desk.asked(desk.editor, await desk.draft(), "📣 Publish now")).last
    state = await pressed_twice(desk, question, "📣 Yes")
    assert [one.state for one in state.editions] == [EditionState.PUBLISHED]
    assert len(state.broadcasts) == 1


async def test_a_draft_is_discarded_once(desk: Desk) -> None:
    state = await pressed_twice(desk, await desk.draft(), "🗑")
    assert [one.state for one in state.editions] == [EditionState.DISCARDED]


async def test_a_draft_takes_an_editions_place_once(desk: Desk) -> None:
    await desk.subscriber("Wren")
    await desk.publish()
    state = await pressed_twice(desk, await desk.draft(), "✏️ Correct silently")
    assert len(state.broadcasts) == 1


async def test_an_edition_is_recalled_once(desk: Desk) -> None:
    await desk.subscriber("Wren")
    preview = await desk.draft()
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    question = (await desk.pressed(desk.editor, preview, "↩️")).last
    state = await pressed_twice(desk, question, "Take it back")
    assert [one.state for one in state.editions] == [EditionState.RECALLED]
    assert len(state.broadcasts) == 2


async def test_a_moment_that_was_typed_is_the_one_that_was_meant(desk: Desk) -> None:
    question = (await desk.pressed(desk.editor, await desk.draft(), "🕖")).last
    desk.now = desk.now.replace(hour=13, minute=29, second=45)
    desk.world.say(desk.editor, "13:30", reply_to=question)
    state = await twice(desk)
    assert [one.publish_at for one in state.editions] == [desk.now.replace(minute=30, second=0)]


@pytest.mark.parametrize("button", ["⏸", "⏹ Yes, stop"])
async def test_a_broadcast_is_steered_once(desk: Desk, button: str) -> None:
    await desk.subscriber("Wren")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    card = desk.world.inbox(desk.editor)[-1]
    question = (await desk.pressed(desk.editor, card, "⏹")).last
    await pressed_twice(desk, question, button)


async def test_the_seconds_to_undo_are_those_of_the_first_press(desk: Desk) -> None:
    desk.bot.application.bot_data = replace(
        desk.services, publishing=replace(desk.services.publishing, undo=timedelta(seconds=90))
    )
    question = (await desk.asked(desk.editor, await desk.draft(), "📣 Publish now")).last
    leaves = desk.now + timedelta(seconds=90)
    state = await pressed_twice(desk, question, "📣 Yes")
    assert [one.publish_at for one in state.editions] == [leaves]


# --- a text in pieces ----------------------------------------------------------------------------

HEAD, TAIL = DIGEST.split("\n\n2. ")
PIECES = (HEAD, f"2. {TAIL.splitlines()[0]}", TAIL.splitlines()[1])


async def pieces(desk: Desk, *texts: str) -> Sequence[Update]:
    """The editor's app sends pieces of a text, which are handled."""
    for text in texts:
        desk.world.say(desk.editor, text)
    updates = await waiting(desk)
    for update in updates:
        await desk.bot.application.process_update(update)
    return updates


@pytest.mark.parametrize("count", [1, 2])
async def test_pieces_that_come_after_an_end_join_those_before_it(desk: Desk, count: int) -> None:
    updates = await pieces(desk, *PIECES[:count])
    started_anew(desk)
    for update in updates:  # which were kept open
        await desk.bot.application.process_update(update)
    await pieces(desk, *PIECES[count:])
    (draft,) = await desk.store.editions.drafts()
    assert [item.headline for item in draft.digest.items] == [
        "The ferry runs again",
        "The library stays open at night",
    ]
    assert "two in the morning" in draft.digest.items[1].paragraphs[0].text


async def test_every_piece_is_kept_open_until_no_other_can_come(
    desk: Desk,
) -> None:
    kept: dict[int, Callable[[], float]] = {}
    now = 100.0
    started_anew(desk, PasteBuffer(lambda: now))
    desk.bot.application.bot_data = replace(desk.services, keep_open=kept.__setitem__)
    await pieces(desk, PIECES[0])
    now += 9
    await pieces(desk, PIECES[1])
    now += 9
    assert [left() for left in kept.values()] == [1, 1]
    now += 1
    assert [left() for left in kept.values()] == [0, 0]
    await desk.said(desk.editor, "/drafts")
    assert len(kept) == 2


# --- what failed is tried again ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "failure"),
    [
        ("resend", Failure.UNKNOWN),
        ("trust", Failure.UNKNOWN),
        ("retry", Failure.REFUSED),
        ("late", Failure.TOO_LATE),
    ],
)
async def test_what_failed_is_settled_once(desk: Desk, word: str, failure: Failure) -> None:
    """What fails again before the press is handled anew stays failed."""
    await desk.subscriber("Wren")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    arrived = datetime.now(UTC)
    desk.bot.application.bot_data = replace(desk.services, arrived=lambda _: arrived)
    counts = []
    for at in (arrived - timedelta(seconds=1), arrived + timedelta(seconds=1)):
        await failed(desk, failure, at)
        await desk.pressed_of_old(desk.editor, f"{word}:1")
        counts.append(len(await desk.store.ledger.exceptions(1)))
    assert counts == [0, 1]


async def failed(desk: Desk, failure: Failure, at: datetime) -> None:
    """The one reader of the first broadcast does not have it, since then."""
    row = {"broadcast_id": 1, "subscriber_id": 1, "part": 0, "detail": "", "at": at}
    added = insert(undelivered).values(**row, failure=failure)
    await desk.store.database.in_write(lambda connection: connection.execute(added))
