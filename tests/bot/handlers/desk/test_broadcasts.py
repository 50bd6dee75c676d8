"""The card of a broadcast: what an editor sees of it, and what becomes of whom by a press."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from telegram.error import TelegramError

from bot.views.callbacks import CancelBroadcast, PauseBroadcast, ResumeBroadcast, SendNow
from digests.broadcasts import Broadcasts
from digests.delivery.model import BroadcastKind
from digests.errors import StoreBusyError
from digests.store.tables import chunks, subscribers
from simulator.protocol.faults import FaultKind
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels, texts


@pytest.fixture
async def careful(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk that sends nothing again of which nobody knows whether it arrived."""
    async with Desk.opened(tmp_path, template, doubt="hold") as desk:
        yield desk


async def card_of(desk: Desk) -> Message:
    """The card of a digest that was just published."""
    return (await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")).last


def has_it(desk: Desk, *people: Person) -> list[int]:
    """How often each has the digest."""
    return [sum("🗞" in text for text in texts(desk.world.received(who.id))) for who in people]


async def test_a_paused_broadcast_sends_nothing_until_it_is_resumed(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    card = await card_of(desk)
    assert labels(card) == ["⏸ Pause", "⏹ Stop"]
    paused = await desk.pressed(desk.editor, card, "⏸ Pause")
    assert [message.id for message in paused.messages] == [card.id]
    assert card.text.startswith("⏸ Paused")
    assert labels(card) == ["▶ Resume", "⏹ Stop"]
    await desk.deliver()
    assert has_it(desk, wren) == [0]
    await desk.pressed(desk.editor, card, "▶ Resume")
    assert card.text.startswith("📣 Going out")
    await desk.deliver()
    assert has_it(desk, wren) == [1]
    assert card.text.startswith("✅ Delivered")
    assert not labels(card)


async def test_a_stopped_broadcast_reaches_nobody_any_more(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    card = await card_of(desk)
    asked = (await desk.pressed(desk.editor, card, "⏹ Stop")).last
    assert asked.text.startswith("Stop sending “The Harbour Letter, 20 November 2026”?")
    assert labels(asked) == ["⏸ Pause", "⏹ Yes, stop", "↩ Back"]
    await desk.pressed(desk.editor, asked, "⏹ Yes, stop")
    await desk.services.cards.refresh()
    assert card.text.startswith("⏹ Stopped")
    assert labels(card) == ["▶ Send to the rest"]
    for callback in (ResumeBroadcast(1), SendNow(1), PauseBroadcast(1)):
        await desk.pressed_of_old(desk.editor, callback.pack())
    await desk.deliver()
    assert has_it(desk, wren) == [0]


async def test_a_stopped_broadcast_goes_on_from_its_card_or_from_the_status(desk: Desk) -> None:
    wren, lark = await desk.subscriber("Wren"), await desk.subscriber("Lark", minute=18 * 60)
    await card_of(desk)
    await desk.deliver()
    await desk.pressed_of_old(desk.editor, CancelBroadcast(1).pack())
    await desk.services.cards.refresh()
    card = (await desk.said(desk.editor, "/status"))[-1]
    assert card.text.startswith("⏹ Stopped")
    before = len(desk.world.inbox(desk.editor))
    await desk.pressed(desk.editor, card, "▶ Send to the rest")
    assert card.text.startswith("📣 Going out")
    await desk.pressed(desk.editor, card, "📣 To all now")
    await desk.deliver()
    assert has_it(desk, wren, lark) == [1, 1]
    assert card.text.startswith("✅ Delivered")
    assert len(desk.world.inbox(desk.editor)) == before


async def test_to_all_now_reaches_those_whose_hour_is_still_to_come(desk: Desk) -> None:
    wren, lark = await desk.subscriber("Wren"), await desk.subscriber("Lark", minute=18 * 60)
    card = await card_of(desk)
    assert "• 1 waits for its hour" in card.text
    assert labels(card) == ["📣 To all now", "⏸ Pause", "⏹ Stop"]
    await desk.deliver()
    assert has_it(desk, wren, lark) == [1, 0]
    await desk.pressed(desk.editor, card, "📣 To all now")
    assert "hour" not in card.text
    await desk.deliver()
    assert has_it(desk, wren, lark) == [1, 1]


async def test_without_a_press_a_reader_gets_it_at_their_hour(desk: Desk) -> None:
    lark = await desk.subscriber("Lark", minute=18 * 60)
    await card_of(desk)
    desk.now += timedelta(hours=5, minutes=59)
    await desk.deliver()
    assert has_it(desk, lark) == [0]
    desk.now += timedelta(minutes=1)
    await desk.deliver()
    assert has_it(desk, lark) == [1]


async def test_the_refused_are_sent_it_again(desk: Desk) -> None:
    wren, lark = await desk.subscriber("Wren"), await desk.subscriber("Lark")
    desk.world.fault(FaultKind.BAD_REQUEST, chat_id=lark.id)
    card = await card_of(desk)
    await desk.deliver()
    assert "• 1 delivered\n• 1 refused" in card.text
    assert labels(card) == ["🔁 Send the refused again"]
    report = desk.world.inbox(desk.editor)[-1]
    assert report.text == "It is uncertain whether 1 recipient has it."
    await desk.pressed(desk.editor, card, "🔁 Send the refused again")
    await desk.deliver()
    assert has_it(desk, wren, lark) == [1, 1]


async def test_whoever_missed_it_is_sent_it_after_all(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    card = await card_of(desk)
    told = update(subscribers).values(rounded_up=desk.now.date())  # the next index is tomorrow's
    await desk.store.database.in_write(lambda connection: connection.execute(told))
    too_late = update(chunks).values(expires=0.0)
    await desk.store.database.in_write(lambda connection: connection.execute(too_late))
    await desk.deliver()
    assert has_it(desk, wren) == [0]
    assert "• 1 too late" in card.text
    assert labels(card) == ["🔁 Send it late"]
    await desk.pressed(desk.editor, card, "🔁 Send it late")
    await desk.deliver()
    assert has_it(desk, wren) == [1]


@pytest.mark.parametrize(
    ("button", "copies"), [("🔁 Send the doubtful again", 2), ("✓ Take them as arrived", 1)]
)
async def test_the_editor_decides_whether_the_doubtful_are_sent_it_again(
    careful: Desk, button: str, copies: int
) -> None:
    wren, lark = await careful.subscriber("Wren"), await careful.subscriber("Lark")
    careful.world.fault(FaultKind.CUT_AFTER, chat_id=lark.id)
    card = await card_of(careful)
    await careful.deliver()
    assert "• 1 delivered\n• 1 in doubt" in card.text
    assert labels(card) == ["🔁 Send the doubtful again", "✓ Take them as arrived"]
    await careful.pressed(careful.editor, card, button)
    await careful.deliver()
    assert has_it(careful, wren, lark) == [1, copies]
    (counts,) = await careful.said(careful.editor, "/status")
    assert counts.text.startswith("📊 Readers")
    assert not await careful.store.ledger.exceptions(1)


async def test_a_text_that_telegram_refuses_pauses_and_shows_a_new_card_that_makes_a_sound(
    desk: Desk,
) -> None:
    for n in range(30):
        await desk.subscriber(f"Wren {n}")
    card = await card_of(desk)
    before = len(desk.world.inbox(desk.editor))
    desk.world.fault(
        FaultKind.BAD_REQUEST, text="🗞", count=None, description="Bad Request: unclosed tag"
    )
    await desk.deliver()
    (new,) = desk.world.inbox(desk.editor)[before:]
    assert new.text.startswith("⏸ Paused")
    assert "Telegram refused the text: Unclosed tag." in new.text
    assert labels(new)[0] == "▶ Resume"
    assert new.id != card.id


async def test_a_card_is_shown_where_the_broadcast_was_opened_and_nowhere_else(
    tmp_path: Path, template: Path
) -> None:
    async with Desk.opened(tmp_path, template, admin_ids="5000000001,5000000002") as desk:
        deputy = desk.world.person("Deputy")
        await desk.said(deputy, "/about")
        card = await card_of(desk)
        await desk.deliver()
        assert desk.world.inbox(desk.editor)[-1] == card
        assert not any("Delivered" in text for text in texts(desk.world.inbox(deputy)))


async def test_a_card_that_one_editor_deleted_keeps_no_others_from_going_on(
    tmp_path: Path, template: Path
) -> None:
    async with Desk.opened(tmp_path, template, admin_ids="5000000001,5000000002") as desk:
        deputy = await desk.subscriber("Deputy")
        await desk.said(desk.editor, "/settings")
        await desk.publish()
        await desk.store.ledger.open_broadcast(
            1, BroadcastKind.EDITION, day=DAY, at=desk.now, by=None
        )
        await desk.store.ledger.plan(desk.now)
        await desk.services.cards.refresh()
        first, second = (desk.world.inbox(who)[-1] for who in (desk.editor, deputy))
        assert first.text.startswith("📣 Going out")
        desk.world.delete(desk.editor, first)
        await desk.deliver()
        assert second.text.startswith("✅ Delivered")


async def test_a_card_of_a_broadcast_that_is_not_there_is_apologised_for(desk: Desk) -> None:
    pressed = await desk.pressed_of_old(desk.editor, PauseBroadcast(7).pack())
    assert pressed.alert
    assert pressed.toast
    assert not pressed.messages


async def test_who_asks_how_a_broadcast_stands_is_shown_it_and_kept_up_to_date(
    tmp_path: Path, template: Path
) -> None:
    async with Desk.opened(tmp_path, template, admin_ids="5000000001,5000000002") as desk:
        deputy = desk.world.person("Deputy")
        desk.world.unblock(deputy)
        wren = await desk.subscriber("Wren")
        opened = await card_of(desk)
        asked = (await desk.said(deputy, "/status"))[-1]
        assert asked.text.startswith("📣 Going out")
        await desk.deliver()
        assert has_it(desk, wren) == [1]
        assert opened.text.startswith("✅ Delivered")
        assert asked.text.startswith("✅ Delivered")


async def test_a_broadcast_that_is_over_before_its_card_is_sent_has_a_true_card(
    desk: Desk,
) -> None:
    await desk.subscriber("Wren")
    await desk.publish()
    cards, ledger = desk.services.cards, desk.store.ledger
    opened = await ledger.open_broadcast(1, BroadcastKind.EDITION, day=DAY, at=desk.now, by=None)
    await ledger.plan(desk.now)
    await asyncio.gather(cards.show(opened), cards.refresh(), cards.show(opened))
    await desk.deliver()
    (card,) = desk.world.inbox(desk.editor)
    assert card.text.startswith("✅ Delivered")


async def test_a_card_that_the_store_can_not_tell_of_comes_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.subscriber("Wren")

    async def busy(*_: object) -> object:
        raise StoreBusyError("locked")

    with monkeypatch.context() as patch:
        patch.setattr(Broadcasts, "status", busy)
        pressed = await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
        assert pressed.toast == "📣 Published."
    await desk.services.cards.refresh()
    assert desk.world.inbox(desk.editor)[-1].text.startswith("📣 Going out")


async def test_a_report_that_does_not_get_through_comes_later(desk: Desk) -> None:
    lark = await desk.subscriber("Lark")
    desk.world.fault(FaultKind.BAD_REQUEST, chat_id=lark.id, description="Bad Request: no")
    await card_of(desk)
    desk.world.fault(FaultKind.SERVER_ERROR, method="sendDocument", count=10)
    with pytest.raises(TelegramError):
        await desk.deliver()
    desk.world.cloud.faults.remove()
    await desk.services.cards.refresh()
    report = desk.world.inbox(desk.editor)[-1]
    assert report.text == "It is uncertain whether 1 recipient has it."


def cards_shown(desk: Desk) -> int:
    return sum("Going out" in text for text in texts(desk.world.received(desk.editor.id)))


async def test_while_another_process_leads_that_one_shows_the_cards(desk: Desk) -> None:
    await desk.subscriber("Wren")
    cards = desk.services.cards
    cards.stands_by = lambda: True
    await card_of(desk)
    await cards.refresh()
    assert cards_shown(desk) == 0
    cards.stands_by = lambda: False
    await cards.refresh()
    assert cards_shown(desk) == 1


async def test_a_card_that_was_let_go_is_not_kept_up_to_date(desk: Desk) -> None:
    await desk.subscriber("Wren")
    card = await card_of(desk)
    desk.services.cards.stands_by = lambda: True
    desk.services.cards.let_go()
    await desk.deliver()
    assert "Going out" in card.text
