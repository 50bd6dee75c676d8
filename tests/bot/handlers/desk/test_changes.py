"""What editors change about a draft, by buttons and by replies, and what they see then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.views.desk.decisions import ChangeItem, ItemChange, UndoChange
from digests.model import Edition, Severity, SummaryMaker
from simulator.state.messages import Message
from tests.support.desk import Desk, labels, texts

LISTS = """\
# The Harbour Letter, 20 November 2026

## Ships

- [The ferry runs again](https://example.org/ferry) after three weeks of repairs.
- [The pilot boat is sold](https://example.org/pilot) to the town on the other shore.

## Houses

- [The library stays open at night](https://example.org/library) until two in the morning.
- [A bell was found](https://example.org/bell) below the old mole by two divers.

## People

- [The harbour master retires](https://example.org/master) after thirty years of service.
- [A new cook is sought](https://example.org/cook) for the kitchen of the seamen's home.
"""
SECTIONS, ENTRIES = "3 sections", "6 entries"

LETTER = """\
The Harbour Letter, 20 November 2026
By Ada Quay

Good morning, and thank you for last week's letters.

1. The ferry runs again (Harbour Post, 19 November 2026)
The ferry to the island runs again after three weeks of repairs.
https://example.org/ferry

2. The crew is glad (Shore News, 20 November 2026)
The crew said that it is glad to sail.
https://example.org/crew

3. The library stays open at night (Harbour Post, 20 November 2026)
Readers may stay until two in the morning.
https://example.org/library
"""


async def saved(desk: Desk, number: int = 1) -> Edition:
    edition = await desk.store.editions.get(number)
    assert edition
    return edition


def headlines(edition: Edition) -> list[str]:
    return [f"{item.number} {item.headline}" for item in edition.digest.items]


def now(desk: Desk, message: Message) -> Message:
    """A message as it reads by now."""
    return next(m for m in desk.world.received(desk.editor.id) if m.id == message.id)


async def menu(desk: Desk, card: Message) -> Message:
    return (await desk.pressed(desk.editor, card, "✏️ Change")).last


async def item(desk: Desk, card: Message, number: str) -> Message:
    return (await desk.pressed(desk.editor, await menu(desk, card), number)).last


# --- structures ----------------------------------------------------------------------------------


async def test_a_card_says_as_what_a_file_was_read_and_offers_what_else_it_may_be(
    desk: Desk,
) -> None:
    card = (await desk.posted(LISTS, "letter.md"))[-1]
    assert f"Read as: {ENTRIES}." in card.text
    assert SECTIONS in labels(card)
    pressed = await desk.pressed(desk.editor, card, SECTIONS)
    assert not pressed.alert
    assert f"Read as: {SECTIONS}." in now(desk, card).text
    assert headlines(await saved(desk)) == ["1 Ships", "2 Houses", "3 People"]
    assert ENTRIES in labels(now(desk, card))


async def test_a_choice_counts_first_for_the_next_edition_of_that_title_and_editor(
    desk: Desk,
) -> None:
    card = (await desk.posted(LISTS, "letter.md"))[-1]
    await desk.pressed(desk.editor, card, SECTIONS)
    later = LISTS.replace("20 November", "27 November").replace("ferry runs", "tram runs")
    following = (await desk.posted(later, "letter.md"))[-1]
    assert f"Read as: {SECTIONS}." in following.text
    other = (await desk.posted(later.replace("Harbour Letter", "Mole Letter"), "letter.md"))[-1]
    assert f"Read as: {ENTRIES}." in other.text


async def test_a_choice_that_is_undone_or_forgotten_counts_no_more(desk: Desk) -> None:
    card = (await desk.posted(LISTS, "letter.md"))[-1]
    await desk.pressed(desk.editor, card, SECTIONS)
    await desk.pressed(desk.editor, now(desk, card), "↶ Undo")
    assert f"Read as: {ENTRIES}." in now(desk, card).text
    find = desk.store.structure_choices.find
    title = "The Harbour Letter, 27 November 2026"
    assert await find(desk.editor.id, title) == "sections"
    subscriber = await desk.store.subscribers.find(desk.editor.id, None)
    assert subscriber
    await desk.store.subscribers.forget(subscriber.id)
    assert await find(desk.editor.id, title) is None


async def test_another_structure_keeps_the_day_and_the_title_that_were_decided(desk: Desk) -> None:
    card = (await desk.posted(LISTS, "letter.md"))[-1]
    await desk.said(desk.editor, "title: The Quay", reply_to=card)
    await desk.said(desk.editor, "day: 21 November 2026", reply_to=card)
    await desk.pressed(desk.editor, now(desk, card), SECTIONS)
    edition = await saved(desk)
    assert (edition.digest.title, edition.date) == ("The Quay", date(2026, 11, 21))
    assert len(edition.digest.items) == 3


# --- buttons -------------------------------------------------------------------------------------


async def test_an_item_is_dropped_and_the_others_count_through(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    shown = await item(desk, card, "②")
    assert shown.text.startswith("② The crew is glad\nFri, Nov 20 · Shore News")
    pressed = await desk.pressed(desk.editor, shown, "🗑 Drop it")
    assert pressed.toast == "✓ Changed."
    assert headlines(await saved(desk)) == [
        "1 The ferry runs again",
        "2 The library stays open at night",
    ]
    assert "crew" not in now(desk, card).text
    assert "What would you like to change" in now(desk, shown).text


async def test_an_item_is_joined_with_the_one_before_it(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    shown = await item(desk, card, "②")
    await desk.pressed(desk.editor, shown, "⤴ Join with ①")
    first = (await saved(desk)).digest.items[0]
    assert [one.text for one in first.paragraphs] == [
        "The ferry to the island runs again after three weeks of repairs.",
        "The crew is glad (Shore News, 2026-11-20)",
        "The crew said that it is glad to sail.",
    ]
    assert len(first.sources) == 2
    assert first.summary
    assert now(desk, shown).text.startswith("① The ferry runs again")


async def test_an_item_can_be_the_greeting_or_the_afterword(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    await desk.pressed(desk.editor, await item(desk, card, "①"), "It is the greeting")
    await desk.pressed(desk.editor, await item(desk, card, "②"), "It is the afterword")
    digest = (await saved(desk)).digest
    assert headlines(await saved(desk)) == ["1 The crew is glad"]
    assert "The ferry runs again (Harbour Post, 2026-11-19)" in digest.preface
    assert digest.afterword[-1] == "https://example.org/library"


async def test_the_greeting_can_be_an_item(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    shown = (await desk.pressed(desk.editor, await menu(desk, card), "Greeting")).last
    assert "thank you for last week's letters" in shown.text
    await desk.pressed(desk.editor, shown, "It is an item")
    assert headlines(await saved(desk))[:2] == [
        "1 Good morning, and thank you for last week's letters.",
        "2 The ferry runs again",
    ]
    assert not (await saved(desk)).digest.preface


async def test_the_day_is_chosen_of_those_found_or_of_a_week_that_can_be_turned(
    desk: Desk,
) -> None:
    card = await desk.draft(LETTER)
    asked = (await desk.pressed(desk.editor, await menu(desk, card), "📅 Day")).last
    assert labels(asked)[0] == "📅 Fri, Nov 20"
    assert labels(asked)[-5:] == ["22", "23", "◀", "▶", "↩ Back"]
    turned = (await desk.pressed(desk.editor, asked, "▶")).last
    await desk.pressed(desk.editor, turned, "28")
    assert (await saved(desk)).date == (await saved(desk)).digest.date == date(2026, 11, 28)
    assert "Sat, November 28, 2026" in now(desk, card).text


async def test_an_outlet_is_chosen_of_those_that_the_digest_names_or_is_none(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    asked = (await desk.pressed(desk.editor, await item(desk, card, "②"), "📰 Outlet")).last
    assert labels(asked) == ["Harbour Post", "None", "↩ Back"]
    await desk.pressed(desk.editor, asked, "Harbour Post")
    assert (await saved(desk)).digest.items[1].outlet == "Harbour Post"
    asked = (await desk.pressed(desk.editor, now(desk, asked), "📰 Outlet")).last
    await desk.pressed(desk.editor, asked, "None")
    assert (await saved(desk)).digest.items[1].outlet is None


async def test_a_title_is_chosen_of_the_lines_that_may_be_one(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    asked = (await desk.pressed(desk.editor, await menu(desk, card), "🏷 Title")).last
    await desk.pressed(desk.editor, asked, "Good morning")
    title = "Good morning, and thank you for last week's letters."
    assert (await saved(desk)).digest.title == title
    assert f"\n📄 {title}" in now(desk, card).text


async def test_what_is_doubtful_has_its_buttons_on_the_card(desk: Desk) -> None:
    text = LETTER.replace("The Harbour Letter, 20 November 2026\nBy Ada Quay\n\n", "")
    card = (await desk.posted(text, "letter-2026-11-21.txt"))[-1]
    assert "The date 2026-11-21 was not in the text" in card.text
    assert "📅 Fri, Nov 20" in labels(card)
    await desk.pressed(desk.editor, card, "📅 Fri, Nov 20")
    assert "was not in the text" not in now(desk, card).text
    assert "📅 Fri, Nov 20" not in labels(now(desk, card))


async def test_an_item_that_looks_wrong_is_one_press_away(desk: Desk) -> None:
    card = await desk.draft(LETTER.replace("https://example.org/crew\n", ""))
    assert [label for label in labels(card) if label.startswith("⚠️")] == ["⚠️ ②"]
    shown = (await desk.pressed(desk.editor, card, "⚠️ ②")).last
    asked = (await desk.pressed(desk.editor, shown, "🔗 Source")).last
    await desk.said(desk.editor, "https://example.org/crew", reply_to=asked)
    assert not [label for label in labels(now(desk, card)) if label.startswith("⚠️")]


async def test_a_problem_that_an_editor_calls_right_blocks_publishing_no_more(desk: Desk) -> None:
    long = "\n\n".join(f"This is paragraph {n} of a greeting that never ends." for n in range(40))
    card = (await desk.posted(LETTER.replace("Good morning,", f"{long}\n\nGood"), "letter.txt"))[-1]
    await desk.pressed(desk.editor, card, "📣 Publish now")
    settling = [label for label in labels(now(desk, card)) if label.startswith("✓")]
    assert settling == ["✓ The rest is no news", "✓ The greeting is that long"]
    for label in settling:
        assert "Publish it all the same?" in now(desk, card).text
        await desk.pressed(desk.editor, now(desk, card), label)
        await desk.pressed(desk.editor, now(desk, card), "📣 Publish now")
    edition = await saved(desk)
    assert not [one for one in edition.problems if one.severity is Severity.BLOCKS]
    assert edition.state == "published"


# --- replies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["2 headline: The tram runs", "②見出し：The tram runs"])
async def test_a_reply_to_the_card_edits_a_headline_in_any_language(desk: Desk, said: str) -> None:
    card = await desk.draft(LETTER)
    answer = await desk.said(desk.editor, said, reply_to=card)
    assert (await saved(desk)).digest.items[1].headline == "The tram runs"
    assert answer[-1].text.startswith("② The tram runs")
    assert "② The tram runs" in now(desk, card).text


async def test_a_question_takes_the_reply_whatever_it_looks_like(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    shown = await item(desk, card, "③")
    asked = (await desk.pressed(desk.editor, shown, "✏️ Summary")).last
    lines = "The library has longer hours, from this very week on and for everybody.\nSo it says."
    await desk.said(desk.editor, lines, reply_to=asked)
    edition = await saved(desk)
    told = edition.digest.items[2]
    assert [one.text for one in told.summary] == lines.split("\n")
    assert told.summary_by is SummaryMaker.EDITOR
    assert "summary: by the editor" in now(desk, card).text
    assert "So it says." in now(desk, card).text
    assert now(desk, card).text.count("summary: built-in") == len(edition.digest.items) - 1
    assert await desk.store.editions.get(2) is None


async def test_sources_are_links_and_nothing_else(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    refused = await desk.told(desk.editor, "1 source: the post", reply_to=card)
    assert refused.startswith("I can't use that as a link.")
    two = "1 source: https://example.org/a?utm_source=x https://example.org/b"
    await desk.said(desk.editor, two, reply_to=card)
    sources = (await saved(desk)).digest.items[0].sources
    assert [one.url for one in sources] == ["https://example.org/a", "https://example.org/b"]


async def test_a_reply_about_no_item_is_told_how_and_other_words_stay_talk(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    assert "Which item?" in await desk.told(desk.editor, "headline: A", reply_to=card)
    assert "no item 9" in await desk.told(desk.editor, "9 headline: A", reply_to=card)
    before = await saved(desk)
    await desk.said(desk.editor, "hello there", reply_to=card)
    assert await saved(desk) == before


async def test_a_title_is_cut_on_buttons(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    await desk.said(desk.editor, f"title: {'Harbour ' * 400}", reply_to=card)
    (listed,) = await desk.said(desk.editor, "/drafts")
    assert max(map(len, labels(listed))) == 60


async def test_a_reply_that_is_edited_changes_it_again(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    said = desk.world.say(desk.editor, "1 headline: The tram runs", reply_to=card)
    await desk.handled()
    desk.world.edit(desk.editor, said, "1 headline: The train runs")
    await desk.handled()
    assert (await saved(desk)).digest.items[0].headline == "The train runs"


# --- in what order things are pressed ------------------------------------------------------------


async def test_the_last_change_can_be_undone_once(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    before = await saved(desk)
    assert "↶ Undo" not in labels(card)
    await desk.pressed(desk.editor, await item(desk, card, "②"), "🗑 Drop it")
    await desk.pressed(desk.editor, now(desk, card), "↶ Undo")
    edition = await saved(desk)
    assert (edition.digest, edition.problems) == (before.digest, before.problems)
    assert "The crew is glad" in now(desk, card).text
    assert "↶ Undo" not in labels(now(desk, card))


async def test_a_button_that_is_pressed_twice_drops_one_item(desk: Desk) -> None:
    await desk.draft(LETTER)
    drop = ChangeItem(1, 0, 1, ItemChange.DROP).pack()
    await desk.pressed_of_old(desk.editor, drop)
    again = await desk.pressed_of_old(desk.editor, drop)
    assert again.alert
    assert again.toast == "It has changed meanwhile; here is how it stands now."
    assert len((await saved(desk)).digest.items) == 2
    undone = await desk.pressed_of_old(desk.editor, UndoChange(1, 0).pack())
    assert undone.alert
    assert len((await saved(desk)).digest.items) == 2


async def test_what_is_published_is_changed_no_more_and_its_file_is_dropped(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    shown = await item(desk, card, "②")
    await desk.pressed(desk.editor, now(desk, card), "📣 Publish now")
    assert await desk.store.uploads.original(1) is None
    pressed = await desk.pressed(desk.editor, shown, "🗑 Drop it")
    assert pressed.toast.startswith("That can no longer be changed")
    assert len((await saved(desk)).digest.items) == 3


async def test_another_editor_sees_the_draft_where_they_change_it(desk: Desk) -> None:
    await desk.draft(LETTER)
    other = desk.world.person("Other")
    desk.world.unblock(other)
    admins = frozenset({desk.editor.id, other.id})
    staff = replace(desk.services.staff, owners=admins, editors=admins)
    desk.bot.application.bot_data = replace(desk.services, staff=staff)
    (listed,) = await desk.said(other, "/drafts")
    card = (await desk.pressed(other, listed, "Fri, Nov 20")).last
    shown = (await desk.pressed(other, card, "✏️ Change")).last
    shown = (await desk.pressed(other, shown, "②")).last
    pressed = await desk.pressed(other, shown, "🗑 Drop it")
    assert any("2 items" in text for text in texts(pressed.messages))


async def test_in_a_group_a_reply_of_an_editors_answers_a_question_and_that_of_others_does_not(
    desk: Desk,
) -> None:
    await desk.draft(LETTER)
    stranger = desk.world.person("Stranger")
    group = desk.world.supergroup("Newsroom", [desk.editor, stranger])
    listed = (await desk.said(desk.editor, "/drafts", chat=group))[-1]
    shown = (await desk.pressed(desk.editor, listed, "Fri, Nov 20")).last
    for button in ("✏️ Change", "①", "✏️ Headline"):
        shown = (await desk.pressed(desk.editor, shown, button)).last
    assert not await desk.said(stranger, "The goat runs", chat=group, reply_to=shown)
    assert (await saved(desk)).digest.items[0].headline == "The ferry runs again"
    assert await desk.said(desk.editor, "The tram runs", chat=group, reply_to=shown)
    assert (await saved(desk)).digest.items[0].headline == "The tram runs"


async def test_a_scheduled_draft_is_changed_and_stays_scheduled(desk: Desk) -> None:
    card = await desk.draft(LETTER)
    await desk.store.editions.mark(
        1,
        "scheduled",  # type: ignore[arg-type]  # the value of the state
        at=desk.now,
        publish_at=desk.now + timedelta(hours=1),
        expected=frozenset({(await saved(desk)).state}),
    )
    await desk.said(desk.editor, "1 headline: The tram runs", reply_to=card)
    edition = await saved(desk)
    assert edition.state == "scheduled"
    assert edition.digest.items[0].headline == "The tram runs"


# --- long drafts ---------------------------------------------------------------------------------


async def test_of_a_card_of_several_messages_those_that_changed_are_edited(desk: Desk) -> None:
    many = "".join(
        f"{n}. Headline of number {n}, which is neither long nor short "
        f"(Harbour Post, 19 November 2026)\nIt was told at length there.\n"
        f"https://example.org/{n}\n\n"
        for n in range(1, 91)
    )
    pages = await desk.posted(f"The Harbour Letter, 20 November 2026\n\n{many}")
    assert len(pages) == 4
    edits = len([call for call in desk.world.calls if call.method == "editMessageText"])
    await desk.said(desk.editor, "1 headline: The tram runs", reply_to=pages[0])
    assert "① The tram runs" in now(desk, pages[0]).text
    made = [call for call in desk.world.calls if call.method == "editMessageText"][edits:]
    assert [str(call.parameters["message_id"]) for call in made] == [
        str(pages[0].id),
        str(pages[3].id),
    ]
    turned = (await desk.pressed(desk.editor, await menu(desk, now(desk, pages[3])), "▶")).last
    assert labels(turned)[-2:] == ["◀", "↶ Undo"]
