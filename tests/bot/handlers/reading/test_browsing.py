"""What readers ask for, and what they see then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.views.callbacks import ListSources, OpenEdition, OpenItem, OpenItemOfDay, TurnToItem
from digests.model import PAPER, EditionState, Form
from digests.values.papers import Paper
from simulator.protocol.faults import FaultKind
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DAY, DIGEST, LETTERS, OWN, Desk, digest_of, first_line, labels

GONE = "That edition is no longer available."
NOTHING = "There are no editions yet. Send /subscribe to get the first one."
YESTERDAY = DAY - timedelta(days=1)


async def recall(desk: Desk, edition_id: int) -> None:
    published = frozenset({EditionState.PUBLISHED})
    await desk.store.editions.mark(
        edition_id, EditionState.RECALLED, at=desk.now, expected=published
    )


# --- before there is anything --------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", ["/today", "3", "/item 3", "/sources", "/archive", "/date 2026-11-20", "11/20"]
)
async def test_before_the_first_edition_that_is_what_anybody_is_told(
    desk: Desk, wren: Person, asked: str
) -> None:
    assert await desk.told(wren, asked) == NOTHING


async def test_the_greeting_offers_to_subscribe_and_the_latest_edition(
    desk: Desk, wren: Person
) -> None:
    (bare,) = await desk.said(wren, "/start")
    assert "Subscribe, and it comes to you at 07:00 (UTC)." in bare.text
    assert labels(bare) == ["🔔 Subscribe"]
    await desk.publish()
    (greeting,) = await desk.said(wren, "/start")
    assert labels(greeting) == ["🔔 Subscribe", "📖 Letter of 2026-11-20"]
    opened = await desk.pressed(wren, greeting, "📖")
    assert first_line(opened.last) == "🗞 Letter of 2026-11-20"


async def test_the_greeting_tells_a_subscriber_their_own_hour(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", minute=6 * 60 + 45, timezone="Europe/Paris")
    (greeting,) = await desk.said(wren, "/start")
    assert "You are subscribed: it comes at 06:45 (France Time)." in greeting.text
    assert not labels(greeting)


async def test_who_could_not_be_reached_is_back_with_a_start(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.HEADLINES)
    desk.world.block(wren)
    await desk.handled()
    assert "Can't be reached: 1" in await desk.told(desk.editor, "/status")
    assert "You are subscribed" in await desk.told(wren, "/start")
    assert "Layout: Headlines only" in await desk.told(wren, "/settings")
    assert "Subscribed: 1" in await desk.told(desk.editor, "/status")


async def test_who_left_is_not_brought_back_by_a_start(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await desk.said(wren, "/unsubscribe")
    assert "Subscribe, and it comes" in await desk.told(wren, "/start")


# --- editions and items --------------------------------------------------------------------------


async def test_the_latest_edition_is_that_of_the_newest_day(desk: Desk, wren: Person) -> None:
    await desk.publish(DAY)
    await desk.publish(YESTERDAY)
    (latest,) = await desk.said(wren, "/today")
    assert first_line(latest) == "🗞 Letter of 2026-11-20"
    assert labels(latest) == [
        "🔔 Subscribe",
        "①",
        "②",
        "③",
        "🔗 Sources",
        "🗂 Past editions",
        "◀ 11/19",
    ]


@pytest.mark.parametrize("asked", ["/date 2026-11-19", "/date 11/19", "11/19", "yesterday", "昨日"])
async def test_a_day_opens_its_edition(desk: Desk, wren: Person, asked: str) -> None:
    await desk.publish(DAY)
    await desk.publish(YESTERDAY)
    assert (await desk.told(wren, asked)).startswith("🗞 Letter of 2026-11-19")


async def test_a_day_is_that_of_the_readers_own_clock(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", timezone="Pacific/Kiritimati")  # 14 hours ahead
    await desk.publish(DAY)
    await desk.publish(YESTERDAY)
    assert (await desk.told(wren, "yesterday")).startswith("🗞 Letter of 2026-11-20")


async def test_a_day_without_an_edition_is_answered_with_the_nearest(
    desk: Desk, wren: Person
) -> None:
    await desk.publish(DAY)
    await desk.publish(date(2026, 11, 1))
    (told,) = await desk.said(wren, "/date 2026-11-05")
    assert told.text == "There is no edition of Thu, November 5, 2026. This is the nearest:"
    opened = await desk.pressed(wren, told, "📖 Sun, November 1, 2026")
    assert first_line(opened.last) == "🗞 Letter of 2026-11-01"


async def test_a_day_to_come_is_told_so(desk: Desk, wren: Person) -> None:
    await desk.publish(DAY)
    (told,) = await desk.said(wren, "tomorrow")
    assert told.text == "The edition for Sat, November 21, 2026 isn't out yet."
    assert labels(told)[1] == "📖 Fri, November 20, 2026"


@pytest.mark.parametrize("asked", ["/item 2", "2", "②", "２", "#2"])
async def test_a_number_opens_that_item_of_the_latest_edition(
    desk: Desk, wren: Person, asked: str
) -> None:
    await desk.publish(YESTERDAY)
    await desk.publish(DAY)
    (item,) = await desk.said(wren, asked)
    assert first_line(item) == "② The library stays open"
    assert "Letter of 2026-11-20 · 2/3" in item.text
    beside = ["◀ ①", "📋 Items", "③ ▶", "◀ 11/19"]
    assert labels(item) == ["🔔 Subscribe", *beside, *LETTERS, *OWN, "↗ Share"]


async def test_an_item_of_a_named_day_is_of_that_day(desk: Desk, wren: Person) -> None:
    await desk.publish(YESTERDAY)
    await desk.publish(DAY)
    assert "Letter of 2026-11-19 · 3/3" in await desk.told(wren, "/item 3 2026-11-19")
    assert "Which item?" in await desk.told(wren, "/item 3 never")


async def test_an_item_without_a_number_is_chosen_by_button(desk: Desk, wren: Person) -> None:
    await desk.publish(DAY)
    for asked in ("/item", "/item yesterday"):
        (told,) = await desk.said(wren, asked)
        assert told.text == "Which item?"
        assert labels(told) == ["🔔 Subscribe", "①", "②", "③", "📋 Items"]


@pytest.mark.parametrize("asked", ["/item 9", "9", "/sources 9"])
async def test_a_number_that_is_not_there_is_answered_with_those_that_are(
    desk: Desk, wren: Person, asked: str
) -> None:
    await desk.publish()
    (told,) = await desk.said(wren, asked)
    assert told.text == "There is no item ⑨ in the edition of Fri, Nov 20."
    assert labels(told) == ["🔔 Subscribe", "①", "②", "③", "📋 Items"]


async def test_several_items_are_opened_at_once(desk: Desk, wren: Person) -> None:
    await desk.publish()
    first, third = await desk.said(wren, "1と3")
    assert "1/3" in first.text
    assert "3/3" in third.text


async def test_items_are_counted_from_the_end_as_well(desk: Desk, wren: Person) -> None:
    await desk.publish()
    assert (await desk.told(wren, "the last one")).startswith("③")
    assert (await desk.told(wren, "最後から二番目")).startswith("②")
    await desk.publish(day=DAY - timedelta(days=1), items=digest_of(DAY).items[:1])
    told = await desk.told(wren, "yesterday's second to last")
    assert "There is no item ②" in told


async def test_an_edition_without_items_has_none_to_open(desk: Desk, wren: Person) -> None:
    await desk.publish(count=0)
    assert "no item ③" in await desk.told(wren, "3")
    assert "①" not in await desk.told(wren, "/today")


async def test_a_number_belongs_to_the_edition_shown_last(desk: Desk, wren: Person) -> None:
    await desk.publish(YESTERDAY)
    await desk.publish(DAY)
    await desk.said(wren, "11/19")
    (older,) = await desk.said(wren, "3")
    assert "Letter of 2026-11-19 · 3/3" in older.text
    newest = await desk.pressed(wren, older, "③ Fri, Nov 20")
    assert "Letter of 2026-11-20 · 3/3" in newest.last.text


@pytest.mark.parametrize("asked", ["next", "出典", "3の出典", "sources"])
async def test_what_is_asked_of_an_older_edition_leads_to_the_latest_ones(
    desk: Desk, wren: Person, asked: str
) -> None:
    await desk.publish(YESTERDAY)
    await desk.publish(DAY)
    await desk.said(wren, "11/19")
    (older,) = await desk.said(wren, asked)
    assert "2026-11-19" in older.text
    newest = await desk.pressed(
        wren, older, "① Fri, Nov 20" if asked == "next" else "🔗 Fri, Nov 20"
    )
    assert "2026-11-20" in newest.last.text


async def test_the_editions_before_and_behind_are_those_of_days_that_have_one(
    desk: Desk, wren: Person
) -> None:
    await desk.publish(DAY)
    await desk.publish(DAY - timedelta(days=3))
    assert (await desk.told(wren, "前の号")).startswith("🗞 Letter of 2026-11-17")
    assert await desk.told(wren, "previous edition") == "That was the oldest edition."
    assert (await desk.told(wren, "next edition")).startswith("🗞 Letter of 2026-11-20")
    assert await desk.told(wren, "次の号") == "That was the newest edition."


async def test_a_new_edition_is_what_numbers_belong_to(desk: Desk, wren: Person) -> None:
    await desk.publish(YESTERDAY)
    await desk.said(wren, "1")
    desk.now += timedelta(hours=1)
    await desk.publish(DAY)
    assert "Letter of 2026-11-20 · 3/3" in await desk.told(wren, "3")


async def test_the_edition_before_is_of_the_same_paper_and_none_at_all_is_told(
    desk: Desk, wren: Person
) -> None:
    assert NOTHING in await desk.told(wren, "previous edition")
    await desk.store.papers.add(Paper(key="tide", title="The Tide", language="en"))
    for day, paper in ((DAY - timedelta(days=3), PAPER), (YESTERDAY, "tide"), (DAY, PAPER)):
        draft = await desk.store.editions.add(
            replace(digest_of(day), title=f"{paper or 'Letter'} of {day}"),
            (),
            date=day,
            paper=paper,
            fingerprint=str(day),
            posted_by=None,
            created_at=desk.now,
        )
        await desk.store.editions.publish(draft.id, desk.now)
    assert "of 2026-11-17" in await desk.told(wren, "previous edition")
    assert "That was the oldest edition." in await desk.told(wren, "previous edition")


async def test_next_goes_on_from_the_item_shown_last(desk: Desk, wren: Person) -> None:
    await desk.publish()
    assert "1/3" in await desk.told(wren, "next")
    assert "2/3" in await desk.told(wren, "次")
    assert "1/3" in await desk.told(wren, "前")
    (end,) = await desk.said(wren, "previous")
    assert end.text == "That was the first item of this edition."
    await desk.said(wren, "3")
    assert await desk.told(wren, "next") == "That was the last item of this edition."


async def test_a_reply_to_an_item_asks_about_that_item(desk: Desk, wren: Person) -> None:
    await desk.publish()
    (second,) = await desk.said(wren, "2")
    await desk.said(wren, "3")
    assert "1/3" in await desk.told(wren, "previous", reply_to=second)


async def test_an_issue_is_found_by_the_number_in_its_title(desk: Desk, wren: Person) -> None:
    await desk.publish(YESTERDAY, title="The Harbour Letter, Vol. 7")
    await desk.publish(DAY, title="The Harbour Letter, Vol. 8")
    assert "Vol. 7" in await desk.told(wren, "vol. 7")
    assert first_line((await desk.said(wren, "第9号"))[0]) == "I couldn't find issue 9."


async def test_a_number_in_reply_to_an_edition_is_of_its_day(desk: Desk, wren: Person) -> None:
    await desk.publish(YESTERDAY)
    await desk.publish(DAY)
    (older,) = await desk.said(wren, "/date 2026-11-19")
    for asked in ("3", "/item 3"):
        assert "2026-11-19 · 3/3" in await desk.told(wren, asked, reply_to=older)
    (links,) = await desk.said(wren, "/sources", reply_to=older)
    assert "Letter of 2026-11-19" in links.text


async def test_a_number_in_reply_to_what_was_delivered_is_of_its_day(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.deliver()
    (digest,) = desk.world.inbox(wren)
    digest.markup = None  # as in a channel's copy, or below the first of several messages
    await desk.publish(DAY + timedelta(days=1))
    told = await desk.told(wren, "2", reply_to=digest)
    assert told.startswith("② The library stays open at night")


async def test_a_number_in_reply_to_anything_else_is_of_the_latest_edition(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    (about,) = await desk.said(wren, "/about")
    assert "2026-11-20 · 3/3" in await desk.told(wren, "3", reply_to=about)


async def test_the_sources_of_an_edition_or_an_item_are_listed(desk: Desk, wren: Person) -> None:
    await desk.publish()
    (every,) = await desk.said(wren, "/sources")
    assert every.text.count("🔗 example.org") == 3
    assert labels(every) == ["🔔 Subscribe", "📋 Items"]
    (one,) = await desk.said(wren, "/sources 2")
    assert one.text == ("Sources\nLetter of 2026-11-20\n\n② The library stays open\n🔗 example.org")
    (opened,) = (await desk.pressed(wren, one, "📋 Items")).messages
    assert first_line(opened) == "🗞 Letter of 2026-11-20"


# --- presses -------------------------------------------------------------------------------------


async def test_an_item_opens_below_the_list_and_its_neighbours_take_its_place(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    (listed,) = await desk.said(wren, "/today")
    opened = (await desk.pressed(wren, listed, "①")).last
    assert opened.id != listed.id
    assert labels(opened) == ["🔔 Subscribe", "📋 Items", "② ▶", *LETTERS, *OWN, "↗ Share"]
    turned = await desk.pressed(wren, opened, "② ▶")
    assert [message.id for message in turned.messages] == [opened.id]
    assert first_line(opened) == "② The library stays open"
    await desk.pressed(wren, opened, "③ ▶")
    assert labels(opened) == ["🔔 Subscribe", "◀ ②", "📋 Items", *LETTERS, *OWN, "↗ Share"]


async def test_a_neighbour_that_needs_several_messages_comes_below(
    desk: Desk, wren: Person
) -> None:
    text = " ".join(f"Sentence number {n} of a long story." for n in range(300))
    digest = DIGEST.replace("Readers may stay until two in the morning.", text)
    await desk.pressed(desk.editor, await desk.draft(digest), "📣 Publish now")
    (first,) = await desk.said(wren, "1")
    turned = await desk.pressed(wren, first, "② ▶")
    assert first_line(first) == "① The ferry runs again"
    assert len(turned.messages) > 1
    assert [bool(labels(message)) for message in turned.messages][-2:] == [False, True]
    end = turned.last.text
    back = await desk.pressed(wren, turned.last, "◀ ①")
    assert first_line(back.last) == "① The ferry runs again"
    assert turned.last.text == end


@pytest.mark.parametrize(
    "pressed",
    [
        *(OpenItem(1, 9).pack(), TurnToItem(1, 9).pack(), OpenItemOfDay(DAY, 9).pack()),
        *(
            OpenItem(9, 1).pack(),
            TurnToItem(9, 1).pack(),
            OpenItemOfDay(date(2026, 11, 1), 1).pack(),
        ),
        *(OpenEdition(9).pack(), ListSources(9).pack()),
    ],
)
async def test_a_button_of_what_is_not_there_says_so(
    desk: Desk, wren: Person, pressed: str
) -> None:
    desk.world.unblock(wren)
    await desk.publish()
    told = await desk.pressed_of_old(wren, pressed)
    assert told.toast == GONE
    assert not told.messages


@pytest.mark.parametrize(
    "pressed", [OpenItem(1, 1).pack(), TurnToItem(1, 1).pack(), OpenEdition(1).pack()]
)
async def test_a_draft_is_opened_by_nobody_but_editors(
    desk: Desk, wren: Person, pressed: str
) -> None:
    desk.world.unblock(wren)
    await desk.draft()
    assert (await desk.pressed_of_old(wren, pressed)).toast == GONE
    assert (await desk.pressed_of_old(desk.editor, pressed)).messages


async def test_a_recalled_edition_that_is_still_at_hand_can_be_read(
    desk: Desk, wren: Person
) -> None:
    edition = await desk.publish()
    (listed,) = await desk.said(wren, "/today")
    await recall(desk, edition.id)
    assert first_line((await desk.pressed(wren, listed, "②")).last) == "② The library stays open"
    links = (await desk.pressed(wren, listed, "🔗 Sources")).last
    opened = (await desk.pressed(wren, links, "📋 Items")).last
    assert "This edition was recalled." in opened.text


@pytest.mark.parametrize("carried", ["nonsense", "vote:3", "items:1:1"])
async def test_a_button_that_is_none_of_ours_is_out_of_date(
    desk: Desk, wren: Person, carried: str
) -> None:
    desk.world.unblock(wren)
    pressed = await desk.pressed_of_old(wren, carried)
    assert pressed.toast == "This button is out of date. /help lists what I can do."
    assert not pressed.messages


# --- talk ----------------------------------------------------------------------------------------


async def test_unknown_commands_are_answered_with_those_that_are_near(
    desk: Desk, wren: Person
) -> None:
    unknown = "I don't know that command."
    assert await desk.told(wren, "/nonsense") == unknown
    await desk.publish()
    (told,) = await desk.said(wren, "/serach ferry")
    assert told.text == f"{unknown} Did you mean /search?"
    assert labels(told) == ["🔔 Subscribe", "/search ferry", "❓ Help"]
    (helped,) = await desk.said(wren, "/hlep")
    assert helped.text == f"{unknown} Did you mean /help?"
    assert labels(helped) == ["🔔 Subscribe", "❓ Help"]
    found = await desk.pressed(wren, told, "/search ferry")
    assert "ferry" in found.last.text


async def test_words_that_no_button_can_carry_stand_behind_the_command_to_be_copied(
    desk: Desk, wren: Person
) -> None:
    words = "夜の渡し船の運航を続けるかどうかを決める議会"
    (told,) = await desk.said(wren, f"/serach {words}")
    assert told.text.splitlines()[1:] == [f"/search {words}"]
    assert labels(told)[-1:] == ["❓ Help"]
    (longest,) = await desk.said(wren, f"/serach {words * 180}")
    assert f"/search {words}" in longest.text


async def test_any_other_words_are_searched_for(desk: Desk, wren: Person) -> None:
    await desk.publish()
    assert (await desk.told(wren, "nightingales")).startswith("Nothing found for “nightingales”")


async def test_a_time_or_a_zone_in_words_is_chosen(desk: Desk, wren: Person) -> None:
    assert "Time: 06:30\nYour clock: UTC" in await desk.told(wren, "6時半")
    assert "Your clock: UTC+9 21:00 now" in await desk.told(wren, "UTC+9")
    (asked,) = await desk.said(wren, "パリ")
    chosen = await desk.pressed(wren, asked, "🕖")
    assert "Time: 06:30\nYour clock: Paris" in chosen.last.text


async def test_whoever_says_stop_in_their_own_words_is_unsubscribed(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    assert "Unsubscribed" in await desk.told(wren, "配信停止")


async def test_thanks_and_a_smile_are_answered(desk: Desk, wren: Person) -> None:
    assert "At your service" in await desk.told(wren, "ありがとう！")
    assert "I can only read words" in await desk.told(wren, "🙂")


async def test_what_was_edited_is_not_answered_again(desk: Desk, wren: Person) -> None:
    message = desk.world.say(wren, "/about")
    await desk.handled()
    desk.world.edit(wren, message, "/privacy")
    await desk.handled()
    assert len(desk.world.inbox(wren)) == 1


async def test_about_tells_the_operator_and_the_askers_id(desk: Desk, wren: Person) -> None:
    assert f"Your Telegram id: {wren.id}" in await desk.told(wren, "/about")
    assert "Not kept once you are answered: your name, and what you write." in await desk.told(
        wren, "/privacy"
    )


async def test_who_asks_for_the_sources_of_an_item_gets_those_alone_and_stays_there(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    (opened,) = await desk.said(wren, "2")
    assert "①" not in await desk.told(wren, "sources of this")
    replied = await desk.told(wren, "sources", reply_to=opened)
    assert "②" in replied
    assert "①" not in replied
    everything = await desk.told(wren, "sources")
    assert all(sign in everything for sign in "①②③")
    assert (await desk.told(wren, "next")).startswith("③")


async def test_help_offers_the_editors_commands_to_editors(desk: Desk, wren: Person) -> None:
    (told,) = await desk.said(wren, "/help")
    assert "/drafts" not in told.text
    assert labels(told) == [
        *("🔔 Subscribe", "📖 Latest edition", "📅 Choose a day"),
        *("🗂 Past editions", "⚙️ Settings"),
    ]
    assert "/drafts – drafts and scheduled editions" in await desk.told(desk.editor, "/help")


@pytest.mark.parametrize("asked", ["/today", "/date 2026-11-20"])
async def test_where_the_server_knows_no_rich_messages_an_edition_comes_with_summaries(
    desk: Desk, asked: str
) -> None:
    wren = await desk.subscriber("Wren", form=Form.RICH)
    await desk.publish()
    (rich,) = await desk.said(wren, asked)
    assert "rich_message" in rich.content
    desk.world.cloud.settings.older_api = True
    (plain,) = await desk.said(wren, asked)
    assert plain.text.startswith("🗞 Letter of 2026-11-20")


async def test_what_telegram_refuses_for_another_reason_is_not_sent_otherwise(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.HEADLINES)
    await desk.publish()
    desk.world.fault(FaultKind.BLOCKED, chat_id=wren.id)
    assert not await desk.said(wren, "/today")


@pytest.mark.parametrize(
    ("form", "there", "missing"),
    [
        (Form.HEADLINES, "① The ferry runs again", "Paragraph 1."),
        (Form.SUMMARIES, "Paragraph 1.", "🔗"),
        (Form.FULL, "Paragraph 1.\n🔗 example.org", "Related"),
    ],
)
async def test_an_edition_comes_in_the_form_that_was_chosen(
    desk: Desk, form: Form, there: str, missing: str
) -> None:
    wren = await desk.subscriber("Wren", form=form)
    await desk.publish()
    told = await desk.told(wren, "/today")
    assert there in told
    assert missing not in told


async def test_an_edition_as_a_file_is_named_after_its_day_and_has_its_buttons(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.FILE)
    await desk.publish()
    (file,) = await desk.said(wren, "/today")
    document = file.content["document"]
    assert isinstance(document, dict)
    assert document["file_name"] == "2026-11-20.html"
    assert first_line(file) == "🗞 Letter of 2026-11-20"
    assert labels(file) == ["①", "②", "③", "🔗 Sources", "🗂 Past editions"]
    opened = await desk.pressed(wren, file, "①")
    assert first_line(opened.last) == "① The ferry runs again"


async def test_each_message_of_an_answer_allows_to_be_charged_where_that_was_decided(
    tmp_path: Path, template: Path
) -> None:
    async with Desk.opened(tmp_path, template, paid_broadcast=True) as desk:
        text = " ".join(f"Sentence number {n} of a long story." for n in range(300))
        digest = DIGEST.replace("Readers may stay until two in the morning.", text)
        await desk.pressed(desk.editor, await desk.draft(digest), "📣 Publish now")
        wren = await desk.subscriber("Wren")
        assert len(await desk.said(wren, "2")) > 1
        sent = [call for call in desk.world.calls if call.parameters.get("chat_id") == wren.id]
        assert len(sent) > 1
        assert all(call.parameters["allow_paid_broadcast"] is True for call in sent)


async def test_where_there_is_a_site_its_address_is_shared(tmp_path: Path, template: Path) -> None:
    site = "https://news.example.org/paper"
    async with Desk.opened(tmp_path, template, site_url=site) as desk:
        edition = await desk.publish()
        wren = desk.world.person("Wren")
        (item,) = await desk.said(wren, "/item 2")
        assert quote(f"{site}/{DAY}/2/", safe="") in shared(item)
        await recall(desk, edition.id)
        opened = await desk.pressed(wren, item, "◀")
        assert not [one for one in opened.messages if "news.example.org" in shared(one)]


def shared(message: Message) -> str:
    """The link behind the button that shares an item; nothing where there is none."""
    return "".join(one.url or "" for one in message.buttons if one.text == "↗ Share")
