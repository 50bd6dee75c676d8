"""Items that readers save: below an item, in a list of their own, reminded of when they said."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from simulator.protocol.faults import FaultKind
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import Desk, labels, texts

EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
WITHOUT_FERRY = """\
The Harbour Letter, 20 November 2026

1. The library stays open (Harbour Post, 20 November 2026)
Readers may stay until two in the morning.
https://example.org/2

2. A bell was found (Harbour Post, 20 November 2026)
It lay in the harbour.
https://example.org/3
"""
TIMES = ["⏰ Tonight", "⏰ On Saturday"]


async def item_of(desk: Desk, who: Person, number: int = 1) -> Message:
    """An item as somebody sees it."""
    await desk.publish()
    (item,) = await desk.said(who, str(number))
    return item


async def remind_of_two(desk: Desk, who: Person) -> None:
    """Somebody saves the first two items, and wants to be reminded of them tonight."""
    await desk.publish()
    for number in ("1", "2"):
        (item,) = await desk.said(who, number)
        await desk.pressed(who, item, "🔖 Save")
        await desk.pressed(who, item, "⏰ Tonight")


async def reminded(desk: Desk, who: Person, at: datetime = EVENING) -> list[Message]:
    """What somebody is sent of what is due at an instant."""
    desk.now = at
    before = {message.id for message in desk.world.received(who.id)}
    await desk.bot.reminders.send_due()
    return [message for message in desk.world.received(who.id) if message.id not in before]


def is_silent(desk: Desk) -> bool:
    """Whether the last message arrived without a sound."""
    sent = [call for call in desk.world.calls if call.method == "sendMessage"]
    return "disable_notification" in sent[-1].parameters


async def test_the_button_below_an_item_saves_it_and_takes_it_out_again(
    desk: Desk, wren: Person
) -> None:
    item = await item_of(desk, wren, 2)
    saved = await desk.pressed(wren, item, "🔖 Save")
    assert saved.toast == "🔖 Saved. /saved lists it."
    assert labels(item)[-5:] == ["🔖 Saved", "☆ Follow…", "↗ Share", *TIMES]
    assert "② The library stays open" in await desk.told(wren, "/saved")
    (again,) = await desk.said(wren, "2")
    assert labels(again)[-5:] == ["🔖 Saved", "☆ Follow…", "↗ Share", *TIMES]
    taken_out = await desk.pressed(wren, item, "🔖 Saved")
    assert taken_out.toast == "Taken out of what you saved."
    assert labels(item)[-3:] == ["🔖 Save", "☆ Follow…", "↗ Share"]
    assert await desk.told(wren, "保存した記事") == (
        "You have saved nothing. 🔖 below an item saves it."
    )


async def test_saved_items_are_listed_by_pages_and_taken_out_there(
    desk: Desk, wren: Person
) -> None:
    await desk.publish(count=7)
    for number in range(1, 8):
        (item,) = await desk.said(wren, str(number))
        await desk.pressed(wren, item, "🔖 Save")
        desk.now += timedelta(minutes=1)
    (page,) = await desk.said(wren, "/saved")
    assert page.text.startswith("🔖 7 saved items")
    assert [sign for sign in page.text if sign in "①②③④⑤⑥⑦"] == [*"⑦⑥⑤④③"]
    older = (await desk.pressed(wren, page, "Older ▶")).last
    assert labels(older) == [
        "📖 ② Fri, Nov 20",
        "✕ Take out",
        "📖 ① Fri, Nov 20",
        "✕ Take out",
        "◀ Newer",
    ]
    assert (await desk.pressed(wren, older, "📖 ①")).last.text.startswith("① The ferry")
    for _ in range(2):
        older = (await desk.pressed(wren, older, "✕ Take out")).last
    assert older.text.startswith("🔖 5 saved items")  # the page that is left
    assert "⑦" in older.text


async def test_a_reminder_comes_in_the_evening_once_and_opens_the_item(
    desk: Desk, wren: Person
) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "🔖 Save")
    assert (await desk.pressed(wren, item, "⏰ Tonight")).toast == (
        "⏰ I'll remind you today at 20:00."
    )
    assert "⏰ today at 20:00" in await desk.told(wren, "/saved")
    assert not await reminded(desk, wren, EVENING - timedelta(seconds=1))
    (card,) = await reminded(desk, wren)
    assert card.text.startswith("⏰ You wanted to be reminded\n\n① The ferry runs again")
    assert not is_silent(desk)
    assert (await desk.pressed(wren, card, "📖 Open ①")).last.text.startswith("① The ferry")
    assert not await reminded(desk, wren, EVENING + timedelta(hours=1))


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("今夜", "today at 20:00"),
        ("土曜に", "tomorrow at 07:00"),
        ("on Saturday!", "tomorrow at 07:00"),
        ("remind me tonight", "today at 20:00"),
    ],
)
async def test_words_after_saving_say_when_to_be_reminded(
    desk: Desk, wren: Person, words: str, when: str
) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "🔖 Save")
    assert await desk.told(wren, words) == f"⏰ I'll remind you {when}.\n\n① The ferry runs again"


async def test_words_in_reply_to_an_item_remind_of_that_one_and_save_it(
    desk: Desk, wren: Person
) -> None:
    item = await item_of(desk, wren)
    await desk.said(wren, "2")
    assert "① The ferry" in await desk.told(wren, "今夜", reply_to=item)
    assert "② The library" in await desk.told(wren, "土曜日に知らせて")  # shown last
    assert (await desk.told(wren, "/saved")).startswith("🔖 2 saved items")


async def test_whoever_says_so_saves_what_was_shown_last_and_is_reminded_of_it(
    desk: Desk, wren: Person
) -> None:
    assert await desk.told(wren, "save this") == "Open an item first, then save it."
    item = await item_of(desk, wren)
    assert "① The ferry" in await desk.told(wren, "保存して")
    await desk.said(wren, "2")
    assert "tomorrow at 07:00" in (told := await desk.told(wren, "remind me tomorrow"))
    assert "② The library" in told
    assert "① The ferry" in await desk.told(wren, "save this", reply_to=item)
    assert "③ A bell" in await desk.told(wren, "bookmark 3", reply_to=item)
    assert (await desk.told(wren, "/saved")).startswith("🔖 3 saved items")


async def test_a_time_is_searched_for_where_nothing_was_saved(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "🔖 Save")
    desk.now += timedelta(minutes=11)
    assert "remind" not in await desk.told(wren, "tonight")
    assert "Open an item first" in await desk.told(
        await desk.subscriber("Tit"), "remind me tonight"
    )


async def test_a_reminder_that_comes_at_night_rings_nobody(desk: Desk) -> None:
    tit = await desk.subscriber("Tit")
    item = await item_of(desk, tit)
    await desk.pressed(tit, item, "🔖 Save")
    await desk.pressed(tit, item, "⏰ On Saturday")  # at their hour, which is midnight
    (card,) = await reminded(desk, tit, datetime(2026, 11, 21, 0, 0, tzinfo=UTC))
    assert card.text.startswith("⏰ You wanted")
    assert is_silent(desk)


async def test_a_reminder_rings_nobody_who_wants_all_silent(desk: Desk) -> None:
    tit = await desk.subscriber("Tit", silent=True)
    item = await item_of(desk, tit)
    await desk.pressed(tit, item, "🔖 Save")
    await desk.pressed(tit, item, "⏰ Tonight")
    await reminded(desk, tit, datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    assert is_silent(desk)


async def test_a_reminder_keeps_to_the_quiet_hours_of_its_reader(desk: Desk) -> None:
    tit = await desk.subscriber("Tit", quiet_from=19 * 60, quiet_until=8 * 60)
    item = await item_of(desk, tit)
    await desk.pressed(tit, item, "🔖 Save")
    await desk.pressed(tit, item, "⏰ Tonight")
    await reminded(desk, tit, datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    assert is_silent(desk)


async def test_a_saved_item_follows_a_correction_that_numbers_it_anew(
    desk: Desk, wren: Person
) -> None:
    await remind_of_two(desk, wren)
    await desk.draft(WITHOUT_FERRY)
    (draft,) = await desk.store.editions.drafts()
    await desk.services.newsroom.replace(draft.id, by=desk.editor.id)
    listed = await desk.told(wren, "/saved")
    assert "① The library stays open" in listed
    assert "The corrected edition of Fri, November 20, 2026 no longer has that item." in listed
    cards = texts(await reminded(desk, wren))
    assert sum("no longer has that item" in text for text in cards) == 1
    assert sum("① The library stays open" in text for text in cards) == 1


async def test_of_a_recalled_edition_nothing_is_shown(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "🔖 Save")
    await desk.pressed(wren, item, "⏰ Tonight")
    await desk.services.newsroom.recall(1)
    for text in (await desk.told(wren, "/saved"), *texts(await reminded(desk, wren))):
        assert "The editor has taken back the edition of Fri, November 20, 2026." in text
        assert "ferry" not in text


async def test_what_was_saved_in_a_group_is_listed_in_private_alone(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    circle = desk.world.supergroup("Reading circle", [wren])
    await desk.handled()
    (item,) = await desk.said(wren, f"/item@{desk.bot.application.bot.username} 1", chat=circle)
    before = labels(item)
    assert (await desk.pressed(wren, item, "🔖 Save")).toast.startswith("🔖 Saved for you alone")
    assert (await desk.pressed(wren, item, "🔖 Save")).toast.startswith("You saved this already")
    assert labels(item) == before
    (told,) = await desk.said(wren, "/saved", chat=circle)
    assert told.text.startswith("That's between you and me")
    assert labels(told) == ["🔒 Open our private chat"]
    opened = await desk.told(wren, f"/start me_saved_{-circle.id}_0")
    assert "① The ferry" in opened


async def test_what_is_saved_is_handed_out_and_forgotten(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "🔖 Save")
    await desk.pressed(wren, item, "⏰ Tonight")
    found = await desk.services.audience.find(wren.id)
    assert found
    rows = (await desk.services.audience.personal_data(found.id))["saved_items"]
    assert [(row["edition_id"], row["number"]) for row in rows] == [(1, 1)]
    (asked,) = await desk.said(wren, "/forget")
    await desk.pressed(wren, asked, "Delete everything")
    assert not await reminded(desk, wren)


async def test_whose_bot_is_blocked_is_reminded_once_they_are_back(
    desk: Desk, wren: Person
) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "🔖 Save")
    await desk.pressed(wren, item, "⏰ Tonight")
    desk.world.block(wren)
    assert not await reminded(desk, wren)
    await desk.handled()
    desk.world.unblock(wren)
    await desk.handled()
    assert any("The ferry" in text for text in texts(await reminded(desk, wren)))


async def test_a_reminder_that_may_have_come_is_not_sent_again(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "🔖 Save")
    await desk.pressed(wren, item, "⏰ Tonight")
    desk.world.fault(FaultKind.CUT_AFTER, chat_id=wren.id)
    assert len(await reminded(desk, wren)) == 1  # which the bot doesn't know
    assert not await reminded(desk, wren)
    assert "⏰ The reminder may not have reached you." in await desk.told(wren, "/saved")
    await desk.pressed(wren, item, "⏰ Tonight")
    assert "tomorrow at 20:00" in await desk.told(wren, "/saved")


async def test_reminders_that_were_handed_out_as_the_bot_ends_are_sent(
    desk: Desk, wren: Person
) -> None:
    await remind_of_two(desk, wren)
    desk.now = EVENING
    before = len(desk.world.received(wren.id))
    desk.world.fault(FaultKind.SLOW, chat_id=wren.id, seconds=0.5)  # the other waits behind it
    running = asyncio.create_task(desk.bot.reminders.run())
    await desk.world.wait_until(lambda: len(desk.world.received(wren.id)) > before)
    running.cancel()
    await asyncio.wait([running])
    assert len(desk.world.received(wren.id)) == before + 2
    assert "may not have reached you" not in await desk.told(wren, "/saved")


async def test_a_reminder_is_called_off_and_the_item_stays_saved(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "🔖 Save")
    await desk.pressed(wren, item, "⏰ Tonight")
    (listed,) = await desk.said(wren, "/saved")
    pressed = await desk.pressed(wren, listed, "⏰ Off")
    assert pressed.toast == "You won't be reminded."
    assert labels(listed) == ["📖 ① Fri, Nov 20", "✕ Take out"]
    assert not await reminded(desk, wren)
