"""Days of one's own: chosen by button or in words, and told of what they passed over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.views.rhythm.rhythm_callbacks import PauseFromTo
from digests.delivery.model import BroadcastKind
from digests.model import Extras, Preferences
from digests.rhythm import WEEKDAYS
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels

ONE_DAY = timedelta(days=1)
FRIDAY = DAY


async def page(desk: Desk, who: Person) -> Message:
    """The days and pauses, in the place of the settings."""
    card = (await desk.said(who, "/settings"))[-1]
    await desk.pressed(who, card, "📆 Days and pauses")
    return card


async def chosen(desk: Desk, who: Person) -> Preferences:
    found = await desk.store.subscribers.find(who.id)
    assert found
    return found.preferences


async def come_out(desk: Desk, day: date) -> None:
    """An edition of a day, at noon of it, and all that is brought then."""
    desk.now = desk.now.replace(year=day.year, month=day.month, day=day.day)
    edition = await desk.publish(day)
    await desk.store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=day, at=desk.now, by=None
    )
    await pass_by(desk)


async def pass_by(desk: Desk) -> None:
    """What the bot does each minute."""
    await desk.services.broadcasts.plan()
    await desk.deliver()


def received(desk: Desk, who: Person) -> list[str]:
    """The first lines of all that came."""
    return [message.text.splitlines()[0] for message in desk.world.received(who.id)]


async def test_each_choice_on_the_page_says_when_the_next_edition_comes(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    card = await page(desk, wren)
    assert labels(card)[:4] == ["✓ Every day", "Mon–Fri", "Sat–Sun", "✓ Mo"]
    weekdays = await desk.pressed(wren, card, "Mon–Fri")
    assert weekdays.toast == "Saved. The next edition comes on Mon, Nov 23 at 00:00."
    assert "Delivery: on weekdays" in weekdays.last.text
    without = await desk.pressed(wren, weekdays.last, "✓ We")
    assert "on Monday, Tuesday, Thursday, and Friday" in without.last.text
    weekly = await desk.pressed(wren, without.last, "Once a week")
    assert weekly.toast == "Saved. The next round-up comes on Sun, Nov 22 at 00:00."
    moved = await desk.pressed(wren, weekly.last, "Tu")
    assert "Delivery: a round-up on Tuesday" in moved.last.text
    back = await desk.pressed(wren, moved.last, "✓ Once a week")
    assert "Delivery: every day" in back.last.text
    usual = await desk.subscriber("Finch")
    assert await chosen(desk, wren) == await chosen(desk, usual)


async def test_who_gets_nothing_is_not_told_on_which_days_it_comes(
    desk: Desk, wren: Person
) -> None:
    card = (await desk.said(wren, "weekdays only"))[-1]
    assert "Delivery: off (once you subscribe: on weekdays)" in card.text
    subscribed = await desk.pressed(wren, card, "🔔 Subscribe")
    assert "🔔 Subscribed:" in subscribed.last.text
    assert "Delivery: on weekdays" in (await page(desk, wren)).text


async def test_the_last_day_can_not_be_taken_away(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", weekdays=1)
    card = await page(desk, wren)
    await desk.pressed(wren, card, "✓ Mo")
    assert (await chosen(desk, wren)).weekdays == 1


async def test_what_is_typed_is_confirmed_with_the_next_edition(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    told = await desk.told(wren, "weekdays only")
    assert "The next edition comes on Mon, Nov 23 at 00:00." in told
    assert (await chosen(desk, wren)).weekdays == WEEKDAYS
    told = await desk.told(wren, "pause until Tuesday")
    assert "on weekdays, paused until Tue, Nov 24" in told
    assert "The next edition comes on Tue, Nov 24 at 00:00." in told
    assert "always silent" in await desk.told(wren, "/settings silently")
    assert "a round-up on Sunday" in await desk.told(wren, "毎週日曜にまとめて")


async def test_sound_and_quiet_hours_are_chosen_by_button(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    card = await page(desk, wren)
    assert "Sound: silent from 22:00 to 07:00" in card.text
    offered = await desk.pressed(wren, card, "🌙")
    later = await desk.pressed(wren, offered.last, "23:00")
    assert "Sound: silent from 23:00 to 06:00" in later.last.text
    silent = await desk.pressed(wren, later.last, "🔕 Silently")
    assert "Sound: always silent" in silent.last.text
    await desk.pressed(wren, silent.last, "🔊 With sound")
    assert not (await chosen(desk, wren)).silent


async def test_a_pause_that_is_ended_tells_in_one_message_what_came_out(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    card = await page(desk, wren)
    paused = await desk.pressed(wren, card, "⏸ 7 days")
    assert "paused until Fri, Nov 27" in paused.last.text
    before = received(desk, wren)
    for days in (1, 2):
        await come_out(desk, FRIDAY + days * ONE_DAY)
    assert received(desk, wren) == before
    resumed = await desk.pressed(wren, paused.last, "▶️ Go on now")
    assert resumed.toast == "Saved. The next edition comes tomorrow at 00:00."
    index = resumed.last
    assert index.text.splitlines()[0] == "2 editions came out while you were away:"
    assert labels(index) == ["Sun, Nov 22", "Sat, Nov 21"]
    assert str(index.content["entities"]).count("?start=i_") == 6


async def test_who_subscribes_again_ends_a_pause(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", away_until=FRIDAY + 9 * ONE_DAY)
    assert "The next edition comes tomorrow at 00:00." in await desk.told(wren, "/subscribe")
    assert (await chosen(desk, wren)).away_until is None


async def test_the_first_day_after_a_weekend_begins_with_its_headlines(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", weekdays=WEEKDAYS)
    for days in range(4):
        await come_out(desk, FRIDAY + days * ONE_DAY)
    await pass_by(desk)
    assert sorted(received(desk, wren)) == [
        "🗞 2 editions since Sat, Nov 21",
        "🗞 Letter of 2026-11-20",
        "🗞 Letter of 2026-11-23",
    ]


async def test_what_was_missed_can_be_asked_for(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", weekdays=WEEKDAYS)
    card = await page(desk, wren)
    nothing = await desk.pressed(wren, card, "🗞 What I missed")
    assert nothing.toast == "You have missed nothing."
    await come_out(desk, FRIDAY + ONE_DAY)
    index = await desk.pressed(wren, card, "🗞 What I missed")
    assert index.last.text.startswith("🗞 1 edition since Sat, Nov 21")


async def test_what_is_followed_is_marked_in_what_was_missed(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", weekdays=WEEKDAYS)
    finch = await desk.subscriber("Finch", weekdays=WEEKDAYS)
    await desk.said(wren, "follow ferry")
    await come_out(desk, FRIDAY + ONE_DAY)
    index = await desk.pressed(wren, await page(desk, wren), "🗞 What I missed")
    assert "① ★ The ferry" in index.last.text
    await come_out(desk, FRIDAY + 3 * ONE_DAY)
    await pass_by(desk)
    told = {
        who.id: next(one.text for one in desk.world.received(who.id) if "since Sat" in one.text)
        for who in (wren, finch)
    }
    assert "① ★ The ferry" in told[wren.id]
    assert "★" not in told[finch.id]


async def test_editors_see_no_card_of_what_goes_out_each_day(desk: Desk) -> None:
    await desk.subscriber("Wren", weekdays=WEEKDAYS)
    await come_out(desk, FRIDAY + ONE_DAY)
    desk.world.news(desk.editor)
    desk.now += 2 * ONE_DAY
    await desk.services.broadcasts.plan()
    (round_up,) = await desk.store.ledger.running()
    await desk.services.broadcasts.on_change(round_up)
    assert desk.world.news(desk.editor) == []
    await desk.services.broadcasts.pause(round_up.id)
    (card,) = desk.world.news(desk.editor)
    assert "Headlines for readers with days of their own" in card.text


async def test_a_vacation_is_chosen_by_its_first_and_its_last_day(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    card = await page(desk, wren)
    month = (await desk.pressed(wren, card, "🏖 From … to …")).last
    assert month.text.splitlines() == [
        "🏖 From which day on should nothing come?",
        "November 2026",
    ]
    assert "19" not in labels(month)  # yesterday
    following = (await desk.pressed(wren, month, "December 2026 ▶")).last
    first = (await desk.pressed(wren, following, "2")).last
    assert "From Wed, December 2, 2026 on nothing comes." in first.text
    assert "◀ November 2026" not in labels(first)
    assert "1" not in labels(first)
    done = await desk.pressed(wren, first, "9")
    assert "every day, but not from Wed, Dec 2 until Thu, Dec 10" in done.last.text
    found = await chosen(desk, wren)
    assert (found.away_from, found.away_until) == (date(2026, 12, 2), date(2026, 12, 10))
    for old in (
        PauseFromTo(FRIDAY - 2 * ONE_DAY, FRIDAY - ONE_DAY),
        PauseFromTo(FRIDAY + 2 * ONE_DAY, FRIDAY + ONE_DAY),
        PauseFromTo(FRIDAY, FRIDAY + 400 * ONE_DAY),
    ):
        assert (await desk.pressed_of_old(wren, old.pack())).toast == "Nothing has changed."
    begun = PauseFromTo(FRIDAY - ONE_DAY, FRIDAY + ONE_DAY)
    assert "Saved" in ((await desk.pressed_of_old(wren, begun.pack())).toast or "")
    found = await chosen(desk, wren)
    assert (found.away_from, found.away_until) == (FRIDAY, FRIDAY + 2 * ONE_DAY)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ({}, "weekdays"),
        ({"weekdays": 0b001_0000, "round_up": True}, "毎日届けて"),
        ({}, "静かに"),
        ({"silent": True}, "with sound"),
        ({}, "pause until Tuesday"),
        ({"away_from": FRIDAY, "away_until": FRIDAY + 9 * ONE_DAY}, "pause for 3 days"),
        ({}, "no extras"),
        ({"extras": Extras.SILENT}, "号外はいらない"),
    ],
)
async def test_what_was_typed_is_undone_by_a_press(
    desk: Desk, before: dict[str, object], words: str
) -> None:
    wren = await desk.subscriber("Wren", **before)
    was = await chosen(desk, wren)
    answer = (await desk.said(wren, words))[-1]
    assert labels(answer)[0] == "↩ Undo"
    assert await chosen(desk, wren) != was
    undone = await desk.pressed(wren, answer, "↩ Undo")
    assert await chosen(desk, wren) == was
    assert "↩ Undo" not in labels(undone.last)


async def test_what_changes_nothing_has_nothing_to_undo(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", weekdays=WEEKDAYS, extras=Extras.NONE)
    for words in ("weekdays", "no extras"):
        assert "↩ Undo" not in labels((await desk.said(wren, words))[-1])


async def test_how_extras_come_is_said_as_it_was_typed(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    assert await desk.told(wren, "no extras") == "Extras: not at all"
    assert (await chosen(desk, wren)).extras is Extras.NONE
    assert await desk.told(wren, "号外は静かに") == "Extras: silently"
    assert await desk.told(wren, "extras with sound") == "Extras: with a sound, except at night"
