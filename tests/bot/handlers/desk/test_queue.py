"""What is coming and how it is put off, moved, or told that it can't appear."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.handlers.desk.publication.scheduling import readers_moment
from bot.views.callbacks import PublishOld, RecallEdition
from digests.values.questions import MomentQuestion
from simulator.state.messages import Message
from tests.support.desk import DAY, DIGEST, NOON, Desk, labels

OTHER = DIGEST.replace("until two", "until three")
TAKEN = "⚠️ It can't appear: an edition of Fri, November 20, 2026 is already published."


async def queue(desk: Desk) -> Message:
    (message,) = await desk.said(desk.editor, "/queue")
    return message


async def scheduled(desk: Desk, text: str = DIGEST) -> Message:
    """The card of a draft that is to appear at 13:00."""
    card = await desk.draft(text)
    question = (await desk.pressed(desk.editor, card, "🕖 Schedule")).last
    await desk.pressed(desk.editor, question, "Fri, Nov 20, 13:00")
    return card


# --- the list ------------------------------------------------------------------------------------


async def test_nothing_is_coming_at_first(desk: Desk) -> None:
    assert (await queue(desk)).text == "Nothing is coming. Post a file, and it becomes a draft."


async def test_the_queue_names_what_goes_out_what_is_scheduled_and_drafts_with_their_cards(
    desk: Desk,
) -> None:
    await desk.subscriber("Wren")
    await desk.pressed(desk.editor, await desk.draft(DIGEST.replace("20 N", "19 N")), "📣 Publish")
    await desk.draft("1. A bell\nIn the mole.\n\n2. The tram runs\nIt runs.\n")
    await scheduled(desk)
    listed = await queue(desk)
    assert listed.text == (
        "The Harbour Letter, 19 November 2026\n📣 Going out · 0 %\n\n"
        "The Harbour Letter, 20 November 2026\nScheduled for Fri, Nov 20, 13:00.\n\n"
        "Fri, Nov 20 A bell\nDraft: readers don't see it yet."
    )
    assert labels(listed) == [
        "📣 Thu, Nov 19 The Harbour Letter, 19 November 2026",
        "Fri, Nov 20 The Harbour Letter, 20 November 2026",
        "Fri, Nov 20 A bell",
    ]
    going = await desk.pressed(desk.editor, listed, labels(listed)[0])
    assert going.last.text.startswith("📣 Going out")
    card = await desk.pressed(desk.editor, listed, labels(listed)[1])
    assert "Scheduled for Fri, Nov 20, 13:00." in card.last.text


async def test_what_lost_its_day_says_so_at_once_on_its_card_and_in_the_queue(desk: Desk) -> None:
    card = await scheduled(desk)
    await desk.draft(OTHER)
    await desk.pressed_of_old(desk.editor, PublishOld(2).pack())
    assert TAKEN in card.text
    assert TAKEN in (await queue(desk)).text
    assert labels(card)[:3] == ["✏️ Correct silently", "📣 Correct and tell", "✖ Unschedule"]
    await desk.pressed_of_old(desk.editor, RecallEdition(2).pack())
    assert TAKEN not in card.text


# --- put off and moved ---------------------------------------------------------------------------


async def test_a_scheduled_edition_is_moved_and_unscheduled_on_its_card(desk: Desk) -> None:
    card = await scheduled(desk)
    assert "Scheduled for Fri, Nov 20, 13:00." in card.text
    question = (await desk.pressed(desk.editor, card, "🕖 Move")).last
    await desk.pressed(desk.editor, question, "Fri, Nov 20, 15:00")
    assert "Scheduled for Fri, Nov 20, 15:00." in card.text
    done = await desk.pressed(desk.editor, card, "✖ Unschedule")
    assert done.toast == "↶ It is a draft again."
    assert "Draft: readers don't see it yet." in card.text
    desk.now += timedelta(hours=4)
    assert not await desk.services.newsroom.publish_due()
    assert await desk.store.editions.latest() is None


async def test_a_moment_typed_while_the_card_waits_is_its_answer_and_later_it_is_talk(
    desk: Desk,
) -> None:
    card = await desk.draft()
    await desk.pressed(desk.editor, card, "🕖 Schedule")
    assert "Time:" not in (await desk.said(desk.editor, "tomorrow at 7pm"))[-1].text
    assert "Scheduled for Sat, Nov 21, 19:00." in card.text
    assert "Time: 13:30" in await desk.told(desk.editor, "13:30")
    await desk.pressed(desk.editor, card, "🕖 Move")
    desk.now += timedelta(minutes=11)
    assert "Time: 13:30" in await desk.told(desk.editor, "13:30")


async def test_a_moment_is_the_answer_to_what_another_process_asked(desk: Desk) -> None:
    card = await desk.draft()
    asked = MomentQuestion(edition=1, revision=0, at=desk.now)
    await desk.store.draft_cards.ask(desk.editor.id, asked)
    await desk.said(desk.editor, "tomorrow at 7pm")
    assert "Scheduled for Sat, Nov 21, 19:00." in card.text
    assert await desk.store.draft_cards.asked(desk.editor.id, desk.now) is None


async def test_a_back_issue_is_asked_about_before_it_is_scheduled(desk: Desk) -> None:
    desk.now += timedelta(days=3)
    card = await desk.draft()
    question = (await desk.pressed(desk.editor, card, "🕖 Schedule")).last
    asked = (await desk.pressed(desk.editor, question, "Mon, Nov 23, 13:00")).last
    assert labels(asked) == ["🗄 Archive only", "📣 Send it all the same", "↩ Back"]
    await desk.pressed(desk.editor, asked, "📣 Send it all the same")
    assert "Scheduled for Mon, Nov 23, 13:00." in card.text


async def test_the_readers_hour_is_a_button_of_the_card(desk: Desk) -> None:
    card = await desk.draft()
    done = await desk.pressed(desk.editor, card, "🌅 At the readers' hour")
    assert done.toast == "🕖 Will be published Sat, Nov 21, 00:00."
    assert "Scheduled for Sat, Nov 21, 00:00." in card.text


@pytest.mark.parametrize(
    ("now", "day", "moment"),
    [
        (NOON, DAY, datetime(2026, 11, 21, tzinfo=UTC)),
        (NOON, date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC)),
        (NOON.replace(hour=5), DAY, NOON.replace(hour=7)),
        (NOON.replace(hour=5), date(2026, 11, 21), datetime(2026, 11, 21, tzinfo=UTC)),
    ],
)
def test_the_readers_hour_is_todays_where_it_is_to_come_and_else_the_next_day(
    now: datetime, day: date, moment: datetime
) -> None:
    assert readers_moment(now, ZoneInfo("UTC"), time(7), day) == moment


# --- posted again --------------------------------------------------------------------------------


async def test_what_was_recalled_and_is_posted_again_is_a_new_draft_to_be_published(
    desk: Desk,
) -> None:
    wren = await desk.subscriber("Wren")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.pressed_of_old(desk.editor, RecallEdition(1).pack())
    said, card = await desk.posted()
    assert said.text.startswith("This text was published and recalled.")
    assert "Draft: readers don't see it yet." in card.text
    (*_, same) = await desk.posted()
    assert "Draft: readers don't see it yet." in same.text
    assert (await desk.pressed(desk.editor, same, "📣 Publish now")).toast == "📣 Published."
    await desk.deliver()
    assert sum("🗞" in message.text for message in desk.world.inbox(wren)) == 1
    assert "The ferry runs again" in await desk.told(wren, "/item 1")
