"""What becomes of a draft: published, confirmed, scheduled, replaced, discarded, recalled."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.handlers.desk.publication.scheduling import likely_moments
from bot.views.callbacks import (
    ArchiveOnly,
    AskMoment,
    AskRecall,
    Callback,
    DiscardDraft,
    PublishAnyway,
    PublishDraft,
    PublishOld,
    RecallEdition,
    ReplaceEdition,
)
from bot.views.desk.decisions import CorrectAndTell
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, labels, texts

SHAPELESS = "The Harbour Letter, 20 November 2026\n\nThe ferry runs again, says the harbour.\n"
DECIDED = "That was already decided."
PASSED = "That moment has passed; please choose a later one."


async def scheduling(desk: Desk) -> Message:
    """The question when, of a new draft."""
    pressed = await desk.pressed(desk.editor, await desk.draft(), "🕖 Schedule")
    return pressed.last


async def answered(desk: Desk, typed: str) -> str:
    """What is told below the cards, when the question is answered by that."""
    return (await desk.said(desk.editor, typed, reply_to=await scheduling(desk)))[-1].text


# --- publishing ----------------------------------------------------------------------------------


async def test_a_published_draft_says_so_where_it_stands_and_goes_out(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    preview = await desk.draft()
    done = await desk.pressed(desk.editor, preview, "📣 Publish now")
    assert done.toast == "📣 Published."
    assert done.messages[0].id == preview.id
    assert "Published Fri, Nov 20, 12:00." in preview.text
    assert labels(preview) == ["👁 As readers see it", "↩️ Recall"]
    assert done.last.text.startswith("📣 Going out\nThe Harbour Letter")
    await desk.deliver()
    (digest,) = desk.world.inbox(wren)
    assert digest.text.startswith("🗞 The Harbour Letter, 20 November 2026")
    assert done.last.text.startswith("✅ Delivered")
    assert desk.world.inbox(desk.editor) == [preview, done.last]


@pytest.mark.parametrize(
    "kind",
    [
        PublishDraft,
        PublishAnyway,
        PublishOld,
        ArchiveOnly,
        AskMoment,
        ReplaceEdition,
        CorrectAndTell,
        DiscardDraft,
    ],
)
async def test_what_was_published_is_decided_and_sent_once(
    desk: Desk, kind: Callable[[int], Callback]
) -> None:
    wren = await desk.subscriber("Wren")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    again = await desk.pressed_of_old(desk.editor, kind(1).pack())
    assert (again.toast, again.alert) == (DECIDED, True)
    assert not again.messages
    await desk.deliver()
    assert len(desk.world.received(wren.id)) == 1


async def test_a_draft_is_shown_as_readers_will_see_it(desk: Desk) -> None:
    await desk.said(desk.editor, "/settings")
    shown = await desk.pressed(desk.editor, await desk.draft(), "👁 As readers see it")
    assert texts(shown.messages)[0].startswith("🗞 The Harbour Letter, 20 November 2026")
    assert labels(shown.last) == ["①", "②", "🔗 Sources", "🗂 Past editions"]
    opened = await desk.pressed(desk.editor, shown.last, "②")
    assert "② The library stays open at night" in opened.last.text


async def test_a_problem_that_blocks_is_asked_about_before_anybody_gets_it(
    desk: Desk, wren: Person
) -> None:
    preview = await desk.draft(SHAPELESS)
    asked = await desk.pressed(desk.editor, preview, "📣 Publish now")
    assert preview.text.startswith("⛔ Nothing in the text looks like an item.")
    assert preview.text.endswith("Publish it all the same?")
    assert labels(preview) == ["Publish anyway", "↩ Back"]
    assert [message.id for message in asked.messages] == [preview.id]
    assert "no editions yet" in await desk.told(wren, "/today")
    back = await desk.pressed(desk.editor, preview, "↩ Back")
    assert "Draft: readers don't see it yet." in back.last.text


async def test_what_is_published_anyway_is_published(desk: Desk, wren: Person) -> None:
    preview = await desk.draft(SHAPELESS)
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    done = await desk.pressed(desk.editor, preview, "Publish anyway")
    assert done.toast == "📣 Published."
    assert "Fri, November 20, 2026" in await desk.told(wren, "/today")


# --- a day long past -----------------------------------------------------------------------------


async def back_issue(desk: Desk) -> Message:
    """The question about a draft of three days ago."""
    desk.now += timedelta(days=3)
    preview = await desk.draft()
    asked = await desk.pressed(desk.editor, preview, "📣 Publish now")
    assert [message.id for message in asked.messages] == [preview.id]
    return preview


async def test_a_back_issue_is_asked_about_before_anybody_is_sent_it(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    question = await back_issue(desk)
    assert question.text == (
        "“The Harbour Letter, 20 November 2026” is dated Fri, November 20, 2026. "
        "Send it to everyone, or only add it to the archive?\n2 items, 0 doubts, 1 reader"
    )
    assert labels(question) == ["🗄 Archive only", "📣 Send it all the same", "↩ Back"]
    await desk.deliver()
    assert not desk.world.inbox(wren)
    assert "no editions yet" in await desk.told(wren, "/today")


async def test_a_misspelt_year_is_asked_about_before_everybody_waits_for_it(desk: Desk) -> None:
    preview = await desk.draft()
    await desk.said(desk.editor, "day: 2027-11-20", reply_to=preview)
    asked = (await desk.pressed(desk.editor, preview, "📣 Publish now")).last
    assert "is of Sat, November 20, 2027, and nobody is sent it before that day." in asked.text
    assert labels(asked) == ["📅 Day", "📣 Send it all the same", "↩ Back"]
    offered = (await desk.pressed(desk.editor, asked, "📅 Day")).last
    assert offered.id == preview.id
    await desk.said(desk.editor, "2026-11-20", reply_to=offered)
    assert (await desk.pressed(desk.editor, preview, "📣 Publish now")).toast == "📣 Published."


async def test_what_is_archived_can_be_read_and_is_sent_to_nobody(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    question = await back_issue(desk)
    done = await desk.pressed(desk.editor, question, "🗄 Archive only")
    assert done.toast == "🗄 Added to the archive; not sent to anyone."
    assert labels(question) == ["👁 As readers see it", "↩️ Recall"]
    for kind in (PublishOld, PublishDraft, ArchiveOnly):
        again = await desk.pressed_of_old(desk.editor, kind(1).pack())
        assert again.toast == DECIDED
    await desk.deliver()
    assert not any("🗞" in message.text for message in desk.world.inbox(wren))
    assert "The ferry runs again" in await desk.told(wren, "/item 1")


async def test_a_back_issue_is_sent_where_the_editor_wants_it(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    done = await desk.pressed(desk.editor, await back_issue(desk), "📣 Send it all the same")
    assert done.toast == "📣 Published."
    await desk.deliver()
    assert desk.world.inbox(wren)[0].text.startswith("🗞 The Harbour Letter, 20 November 2026")


async def test_an_edition_of_two_days_ago_is_news(desk: Desk) -> None:
    desk.now += timedelta(days=2)
    done = await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    assert done.toast == "📣 Published."


async def test_a_back_issue_that_is_blocked_is_asked_about_twice(desk: Desk) -> None:
    preview = await desk.draft(SHAPELESS)
    desk.now += timedelta(days=3)
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    await desk.pressed(desk.editor, preview, "Publish anyway")
    assert labels(preview)[0] == "🗄 Archive only"
    done = await desk.pressed(desk.editor, preview, "🗄 Archive only")
    assert done.toast.startswith("🗄")


async def test_a_day_that_has_an_edition_is_not_archived_over(desk: Desk) -> None:
    first = await back_issue(desk)
    second = await desk.draft(DIGEST.replace("until two", "until three"))
    await desk.pressed(desk.editor, second, "📣 Publish now")
    await desk.pressed(desk.editor, first, "🗄 Archive only")
    assert labels(second)[0] == "✏️ Correct silently"
    refused = await desk.pressed_of_old(desk.editor, ArchiveOnly(2).pack())
    assert (refused.toast, refused.alert) == (
        "An edition of that day is already published.",
        True,
    )


# --- a day that has an edition -------------------------------------------------------------------


async def test_a_second_draft_of_a_day_shows_what_it_would_change(desk: Desk) -> None:
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    second = await desk.draft(DIGEST.replace("until two", "until three"))
    assert "Its day is out already: it would correct that edition." in second.text.splitlines()[5]
    assert "An edition of Fri, November 20, 2026 is already published." in second.text
    changed = (
        "✏️ changed: ② The library stays open at night\nmay stay until two three in the morning"
    )
    assert changed in second.text
    assert '"strikethrough"' in json.dumps(second.content["entities"])
    assert labels(second) == [
        "✏️ Correct silently",
        "📣 Correct and tell",
        "↩ Leave as it was",
        "✏️ Change",
        "👁 As readers see it",
        "📱 Preview and test",
        *("✓ Regular", "Evening", "🚨 Extra"),
    ]


async def test_no_second_edition_of_a_day_is_published_beside_the_first(desk: Desk) -> None:
    first, second = await desk.draft(), await desk.draft(DIGEST.replace("until two", "until three"))
    await desk.pressed(desk.editor, first, "📣 Publish now")
    assert labels(second)[0] == "✏️ Correct silently"
    refused = await desk.pressed_of_old(desk.editor, PublishDraft(2).pack())
    assert refused.toast == "An edition of that day is already published."
    assert refused.alert
    assert not refused.messages


async def test_a_replaced_edition_is_corrected_where_readers_have_it(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.deliver()
    (digest,) = desk.world.inbox(wren)
    second = await desk.draft(DIGEST.replace("until two", "until three"))
    desk.now += timedelta(minutes=5)
    done = await desk.pressed(desk.editor, second, "✏️ Correct silently")
    assert done.toast == "✏️ Corrected."
    assert "Published Fri, Nov 20, 12:00." in second.text
    assert done.last.text.startswith("✏️ Correction")
    await desk.deliver()
    assert "until three" in digest.text
    assert "Corrected on Fri, Nov 20\n② two → three" in digest.text
    assert desk.world.inbox(wren) == [digest]


async def test_who_has_an_edition_is_told_of_its_correction_in_reply_to_it(desk: Desk) -> None:
    wren, owl = await desk.subscriber("Wren"), await desk.subscriber("Owl", language="ja")
    gone = await desk.subscriber("Gone")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.deliver()
    await desk.said(gone, "/unsubscribe")
    late = await desk.subscriber("Late", minute=23 * 60)
    before = len(desk.world.inbox(gone))
    second = await desk.draft(DIGEST.replace("until two", "until three"))
    done = await desk.pressed(desk.editor, second, "📣 Correct and tell")
    assert done.toast == "✏️ Corrected."
    await desk.deliver()
    digest, told = desk.world.inbox(wren)
    assert told.text == "✏️ Correction to ②: two → three\nThe library stays open at night"
    assert told.reply_to is digest
    assert "until three" in digest.text
    assert desk.world.inbox(owl)[-1].text.startswith("✏️ ②の訂正：two → three")
    assert len(desk.world.inbox(gone)) == before
    assert not desk.world.inbox(late)
    opened = await desk.pressed(wren, told, "②")
    assert opened.last.text.startswith("② The library stays open at night")
    answer = await desk.told(wren, "1", reply_to=told)
    assert answer.startswith("① The ferry runs again")


async def test_a_correction_is_told_once_however_often_it_is_decided(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.deliver()
    await desk.draft(DIGEST.replace("until two", "until three"))
    for _ in range(2):
        await desk.pressed_of_old(desk.editor, CorrectAndTell(2).pack())
    await desk.deliver()
    assert len(desk.world.inbox(wren)) == 2


async def test_where_there_is_nothing_to_replace_any_more_the_draft_is_published(
    desk: Desk, wren: Person
) -> None:
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.draft(DIGEST.replace("until two", "until three"))
    await desk.pressed_of_old(desk.editor, RecallEdition(1).pack())
    question = (await desk.pressed_of_old(desk.editor, ReplaceEdition(2).pack())).last
    done = await desk.pressed(desk.editor, question, "📣 Yes")
    assert done.toast == "📣 Published."
    assert "until three" in await desk.told(wren, "/today")


async def test_a_reply_to_a_published_edition_makes_a_draft_that_shows_what_it_would_correct(
    desk: Desk, wren: Person
) -> None:
    published = await desk.draft()
    await desk.pressed(desk.editor, published, "📣 Publish now")
    (card,) = await desk.said(desk.editor, "2 headline: The library closes", reply_to=published)
    assert "✏️ changed: ② The library closes" in card.text
    assert labels(card)[:2] == ["✏️ Correct silently", "📣 Correct and tell"]
    assert "② The library stays open at night" in await desk.told(wren, "/today")
    await desk.said(desk.editor, "1 headline: A bell", reply_to=published)
    assert "✏️ changed: ① A bell" in card.text
    await desk.pressed(desk.editor, card, "✏️ Correct silently")
    assert "② The library closes" in await desk.told(wren, "/today")
    (kept,) = await desk.said(desk.editor, "day: 2026-11-22", reply_to=published)
    assert kept.text == "That edition is no longer a draft."


# --- discarding and recalling --------------------------------------------------------------------


async def test_a_discarded_draft_says_so_and_can_be_discarded_once(desk: Desk) -> None:
    preview = await desk.draft()
    done = await desk.pressed(desk.editor, preview, "🗑 Discard")
    assert done.toast == "🗑 Discarded."
    assert "Discarded." in preview.text
    assert labels(preview) == ["👁 As readers see it"]
    again = await desk.pressed_of_old(desk.editor, DiscardDraft(1).pack())
    assert (again.toast, again.alert) == (DECIDED, True)


async def test_a_recall_is_asked_about_and_then_takes_the_edition_back(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    preview = await desk.draft()
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    await desk.deliver()
    (digest,) = desk.world.inbox(wren)
    asked = await desk.pressed(desk.editor, preview, "↩️ Recall")
    assert asked.last.text.startswith("Take “The Harbour Letter, 20 November 2026” back from")
    assert labels(asked.last) == ["Take it back", "↩ Back"]
    assert "The Harbour Letter" in await desk.told(wren, "/today")
    done = await desk.pressed(desk.editor, asked.last, "Take it back")
    assert done.toast == "↩️ Recalled."
    assert "Recalled." in asked.last.text
    assert done.last.text.startswith("↩️ Recall")
    await desk.deliver()
    assert digest.deleted
    assert "no editions yet" in await desk.told(wren, "/today")


@pytest.mark.parametrize("kind", [AskRecall, RecallEdition])
async def test_only_what_is_published_can_be_recalled(
    desk: Desk, kind: Callable[[int], Callback]
) -> None:
    await desk.draft()
    pressed = await desk.pressed_of_old(desk.editor, kind(1).pack())
    assert (pressed.toast, pressed.alert) == (DECIDED, True)
    assert not pressed.messages


# --- scheduling ----------------------------------------------------------------------------------


async def test_the_question_when_offers_the_next_moments_of_the_editors_clock(desk: Desk) -> None:
    question = await scheduling(desk)
    assert question.text == (
        "When should “The Harbour Letter, 20 November 2026” be published?\n"
        "Or write a time: 07:30, tomorrow 19:00. Times are those of UTC."
    )
    assert labels(question) == [
        *("Fri, Nov 20, 13:00", "Fri, Nov 20, 14:00", "Fri, Nov 20, 15:00"),
        *("Sat, Nov 21, 07:00", "Sun, Nov 22, 07:00", "↩ Back"),
    ]


def test_a_moment_is_offered_once_and_never_one_that_has_begun() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    six = datetime(2026, 11, 20, 6, 0, tzinfo=zone)
    hours = [moment.strftime("%d %H") for moment in likely_moments(six, zone, time(7))]
    assert hours == ["20 07", "20 08", "20 09", "21 07", "22 07"]
    seven = six + timedelta(hours=1)
    assert likely_moments(seven, zone, time(7))[0] == seven + timedelta(hours=1)


async def test_a_moment_on_a_button_is_taken_and_told(desk: Desk, wren: Person) -> None:
    question = await scheduling(desk)
    done = await desk.pressed(desk.editor, question, "Fri, Nov 20, 13:00")
    assert done.toast == "🕖 Will be published Fri, Nov 20, 13:00."
    assert done.last.text == done.toast
    assert "no editions yet" in await desk.told(wren, "/today")
    (listed,) = await desk.said(desk.editor, "/drafts")
    opened = await desk.pressed(desk.editor, listed, "Fri, Nov 20")
    assert "Scheduled for Fri, Nov 20, 13:00." in opened.last.text
    assert labels(opened.last) == [
        *("📣 Publish now", "🕖 Move", "✖ Unschedule", "✏️ Change"),
        *("👁 As readers see it", "📱 Preview and test", "🗑 Discard"),
    ]


@pytest.mark.parametrize("button", ["📣 Publish now", "🗑 Discard"])
async def test_a_scheduled_edition_can_still_be_decided_otherwise(
    desk: Desk, wren: Person, button: str
) -> None:
    await desk.pressed(desk.editor, await scheduling(desk), "Fri, Nov 20, 13:00")
    preview = (await desk.posted())[-1]
    done = await desk.pressed(desk.editor, preview, button)
    assert done.toast in {"📣 Published.", "🗑 Discarded."}
    published = "📣" in done.toast
    assert ("Harbour Letter" in await desk.told(wren, "/today")) is published
    assert "No drafts" in await desk.told(desk.editor, "/drafts")


async def test_a_scheduled_edition_can_be_given_another_moment(desk: Desk) -> None:
    question = await scheduling(desk)
    await desk.pressed(desk.editor, question, "Fri, Nov 20, 13:00")
    await desk.pressed(desk.editor, question, "Fri, Nov 20, 15:00")
    (listed,) = await desk.said(desk.editor, "/drafts")
    opened = await desk.pressed(desk.editor, listed, "Fri, Nov 20")
    assert "Scheduled for Fri, Nov 20, 15:00." in opened.last.text


async def test_a_moment_on_a_button_that_has_passed_meanwhile_is_not_taken(desk: Desk) -> None:
    question = await scheduling(desk)
    desk.now += timedelta(hours=1)
    pressed = await desk.pressed(desk.editor, question, "Fri, Nov 20, 13:00")
    assert (pressed.toast, pressed.alert) == (PASSED, True)


async def test_a_moment_on_a_button_comes_too_late_for_what_was_decided(desk: Desk) -> None:
    question = await scheduling(desk)
    await desk.pressed_of_old(desk.editor, PublishOld(1).pack())
    pressed = await desk.pressed(desk.editor, question, "Fri, Nov 20, 13:00")
    assert (pressed.toast, pressed.alert) == (DECIDED, True)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("13:30", "Fri, Nov 20, 13:30"),
        ("12:01", "Fri, Nov 20, 12:01"),
        ("12:00", "Sat, Nov 21, 12:00"),
        ("7:05", "Sat, Nov 21, 07:05"),
        (" 19時 ", "Fri, Nov 20, 19:00"),
        ("19時30分", "Fri, Nov 20, 19:30"),
        ("2026-11-22 07:30", "Sun, Nov 22, 07:30"),
        ("11/22 7:30", "Sun, Nov 22, 07:30"),
        ("tomorrow 7pm", "Sat, Nov 21, 19:00"),
        ("at 7pm on Sunday", "Sun, Nov 22, 19:00"),
        ("明日の7時半", "Sat, Nov 21, 07:30"),
        ("today 23:59", "Fri, Nov 20, 23:59"),
    ],
)
async def test_a_moment_is_typed_in_reply_to_the_question(
    desk: Desk, typed: str, moment: str
) -> None:
    told = await answered(desk, typed)
    assert told == f"🕖 Will be published {moment}."


async def test_a_typed_moment_is_one_of_the_clock_that_the_editor_lives_by(desk: Desk) -> None:
    await desk.said(desk.editor, "/settings Asia/Tokyo")
    told = await answered(desk, "21:30")
    assert told == "🕖 Will be published Fri, Nov 20, 21:30."
    edition = await desk.store.editions.get(1)
    assert edition
    assert edition.publish_at == datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["soon", "24:00", "12:60", "never 07:30", "2026-13-40 07:30"])
async def test_what_is_no_moment_is_asked_for_again(desk: Desk, typed: str) -> None:
    told = await answered(desk, typed)
    assert told == "I couldn't read that as a time. Try 07:30 or 2026-11-24 07:30."


async def test_a_typed_day_that_is_over_is_told_as_passed(desk: Desk) -> None:
    told = await answered(desk, "2026-11-19 07:30")
    assert told == PASSED


async def test_a_typed_moment_for_what_was_decided_is_told_so(desk: Desk) -> None:
    question = await scheduling(desk)
    await desk.pressed_of_old(desk.editor, DiscardDraft(1).pack())
    assert await desk.told(desk.editor, "13:30", reply_to=question) == DECIDED


async def test_a_moment_in_reply_to_anything_else_is_talk(desk: Desk) -> None:
    preview = await desk.draft()
    for other in (preview, (await desk.said(desk.editor, "/about"))[0]):
        told = await desk.told(desk.editor, "13:30", reply_to=other)
        assert "Time: 13:30" in told


async def test_a_moment_for_an_edition_that_is_not_there_is_talk(desk: Desk) -> None:
    question = await scheduling(desk)
    question.markup = {"inline_keyboard": [[{"text": "x", "callback_data": "at:9:2000000000"}]]}
    told = await desk.told(desk.editor, "13:30", reply_to=question)
    assert "Time: 13:30" in told


async def test_a_reader_who_answers_the_question_only_talks(desk: Desk, wren: Person) -> None:
    question = await scheduling(desk)
    copy = desk.world.forward(wren, question)
    copy.markup = question.markup
    await desk.handled()
    told = await desk.told(wren, "13:30", reply_to=copy)
    assert "Time: 13:30" in told
    edition = await desk.store.editions.get(1)
    assert edition
    assert edition.publish_at is None
