"""What goes on from edition to edition: what readers see of it, and what editors cut."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.views.desk.decisions import CutLink
from bot.views.reading.story_callbacks import UnfoldStory
from digests.model import Edition, ItemKey
from digests.values.roles import AuditWay
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import Desk, labels

SUNK = (
    "Dredger sinks off Gull Point",
    "The dredger Marigold sank off Gull Point. Its crew of nine was saved by the pilot boat.",
)
FOUND = (
    "Divers reach the dredger Marigold",
    "Divers reached the dredger Marigold off Gull Point and found its hull torn. It lies deep.",
)
RAISED = (
    "Dredger Marigold to be raised",
    "The owner will raise the dredger Marigold off Gull Point. Its torn hull is mended first.",
)
CHOIR = (
    "School choir wins a cup",
    "Forty children sang three songs about herring. They won a cup.",
)
ROSES = ("Roses in November", "In the park roses bloom in frost. Gardeners call it a warm autumn.")
BREAD = ("Bakery turns a hundred", "The bakery in Mole Street was opened a century ago by a baker.")
TALKS = (
    "停戦の協議が始まる",
    "リンネ島の停戦をめぐる協議が、青浜市で始まった。両軍の代表が停戦の条件を話し合う。",
)
AGREED = (
    "リンネ島の停戦に両軍が合意",
    "リンネ島の停戦をめぐり、両軍の代表が青浜市で合意した。停戦は金曜日に始まる。",
)
FIRST, SECOND, THIRD = (date(2026, 11, day) for day in (18, 19, 20))
SO_FAR = "📅 The story so far"


def letter(day: date, *items: tuple[str, str]) -> str:
    told = [
        f"{number}. {headline} (Harbour Post, {day.day} November 2026)\n{text}\n"
        f"https://example.org/{headline.replace(' ', '-')}\n"
        for number, (headline, text) in enumerate(items, start=1)
    ]
    return f"The Harbour Letter, {day.day} November 2026\n\n" + "\n".join(told)


async def out(desk: Desk, day: date, *items: tuple[str, str]) -> Edition:
    """An edition that went through the editor's hands, as readers can look it up."""
    await desk.posted(letter(day, *items))
    (draft,) = await desk.services.newsroom.drafts()
    edition = await desk.services.newsroom.archive(draft.id)
    assert edition
    return edition


async def two_days(desk: Desk) -> tuple[Edition, Edition]:
    return await out(desk, FIRST, SUNK, CHOIR), await out(desk, SECOND, BREAD, FOUND)


def timeline(message: Message) -> list[str]:
    """What a message is called, and its days with their items."""
    first, *lines = message.text.splitlines()
    return [first, *(line for line in lines if re.match(r"▶|\w+, November|[①-⑳]", line))]


def now(desk: Desk, message: Message) -> Message:
    return next(m for m in desk.world.received(desk.editor.id) if m.id == message.id)


# --- readers -------------------------------------------------------------------------------------


async def test_an_item_says_what_it_continues_and_unfolds_its_story(
    desk: Desk, wren: Person
) -> None:
    await two_days(desk)
    (edition,) = await desk.said(wren, "/today")
    assert "② Divers reach the dredger Marigold\nHarbour Post\n↪ continues ① of Wed, Nov 18" in (
        edition.text
    )
    assert edition.text.count("↪") == 1
    (item,) = await desk.said(wren, "/item 2")
    assert "↪ continues ① of Wed, Nov 18" in item.text
    (story,) = (await desk.pressed(wren, item, SO_FAR)).messages
    assert story.text.splitlines() == [
        "📅 The story so far",
        "2 items",
        "",
        "Wed, November 18, 2026",
        "① Dredger sinks off Gull Point",
        "The dredger Marigold sank off Gull Point.",
        "🔗 Harbour Post (example.org)",
        "",
        "▶ Thu, November 19, 2026",
        "② Divers reach the dredger Marigold",
        "Divers reached the dredger Marigold off Gull Point and found its hull torn.",
        "🔗 Harbour Post (example.org)",
    ]
    opened = await desk.pressed(wren, story, "① Wed, Nov 18")
    assert "① Dredger sinks off Gull Point" in opened.last.text
    assert SO_FAR in labels(opened.last)


async def test_what_is_of_no_story_has_no_way_to_one(desk: Desk, wren: Person) -> None:
    _, second = await two_days(desk)
    (item,) = await desk.said(wren, "/item 1")
    assert SO_FAR not in labels(item)
    data = UnfoldStory(second.id, 1).pack()
    pressed = await desk.pressed_of_old(wren, data)
    assert pressed.toast == "That story is no longer available."


async def test_a_word_that_names_a_story_leads_to_it_above_the_hits(
    desk: Desk, wren: Person
) -> None:
    await two_days(desk)
    (page,) = await desk.said(wren, "marigold")
    assert "📅 The story so far: 2 items" in labels(page)
    unfolded = await desk.pressed(wren, page, "📅 The story so far: 2 items")
    assert timeline(unfolded.last) == [
        "📅 The story so far",
        "Wed, November 18, 2026",
        "① Dredger sinks off Gull Point",
        "▶ Thu, November 19, 2026",
        "② Divers reach the dredger Marigold",
    ]
    await out(
        desk, THIRD, ("Herring is dear", "A pound of herring costs more. Three boats went out.")
    )
    (page,) = await desk.said(wren, "herring")
    assert not any(label.startswith(SO_FAR) for label in labels(page))


async def test_a_bare_japanese_word_that_names_a_story_leads_to_its_days(
    desk: Desk, wren: Person
) -> None:
    await out(desk, FIRST, TALKS, CHOIR)
    await out(desk, SECOND, BREAD, AGREED)
    (page,) = await desk.said(wren, "停戦")
    assert page.text.startswith("🔎 停戦")
    unfolded = await desk.pressed(wren, page, "📅 The story so far: 2 items")
    assert timeline(unfolded.last) == [
        "📅 The story so far",
        "Wed, November 18, 2026",
        f"① {TALKS[0]}",
        "▶ Thu, November 19, 2026",
        f"② {AGREED[0]}",
    ]


async def test_what_was_taken_back_is_no_part_and_its_story_keeps_its_name(
    desk: Desk, wren: Person
) -> None:
    first, second = await two_days(desk)
    third = await out(desk, THIRD, RAISED)
    await desk.services.newsroom.recall(second.id)
    stories = desk.services.stories
    story = await stories.so_far(third.id, 1)
    assert story
    assert story.root == ItemKey(first.id, 1)
    assert [part.key for part in story.parts] == [ItemKey(first.id, 1), ItemKey(third.id, 1)]
    await desk.services.newsroom.recall(first.id)
    assert await stories.so_far(third.id, 1) is None
    (edition,) = await desk.said(wren, "/today")
    assert "↪" not in edition.text


# --- editors -------------------------------------------------------------------------------------


async def test_an_editor_sees_what_goes_on_and_cuts_what_is_another_matter(desk: Desk) -> None:
    await two_days(desk)
    card = await desk.draft(letter(THIRD, RAISED, ROSES))
    assert "① ← Thu, Nov 19 ②" in card.text
    links = (await desk.pressed(desk.editor, card, "📅 1 continuation")).last
    assert "① Dredger Marigold to be raised\n← Thu, Nov 19 ② Divers reach the" in links.text
    pressed = await desk.pressed(desk.editor, links, "✂ ①")
    assert pressed.toast == "✓ Changed."
    assert "✂ cut" in now(desk, links).text
    assert "←" not in now(desk, card).text
    (entry,) = [one for one in await desk.store.audit.latest(20) if one.action == "cut_link"]
    assert (entry.actor, entry.way) == (desk.editor.id, AuditWay.CHAT)
    await desk.pressed(desk.editor, now(desk, links), "↶ ①")
    assert "① ← Thu, Nov 19 ②" in now(desk, card).text


async def test_what_was_cut_stays_so_when_the_draft_changes_and_when_it_is_corrected(
    desk: Desk,
) -> None:
    await two_days(desk)
    await desk.draft(letter(THIRD, ROSES, RAISED))
    (draft,) = await desk.services.newsroom.drafts()
    editing, stories = desk.services.editing, desk.services.stories
    assert [one.number for one in draft.continuations] == [2]
    await editing.cut_link(draft.id, 2, revision=0, is_cut=True)
    card = desk.world.received(desk.editor.id)[-1]
    await desk.said(desk.editor, "1 headline: Roses bloom", reply_to=card)
    assert [(one.number, one.is_cut) for one in await stories.continues(draft.id)] == [(2, True)]
    edition = await desk.services.newsroom.archive(draft.id)
    assert edition
    await desk.posted(letter(THIRD, RAISED, ROSES))
    (again,) = await desk.services.newsroom.drafts()
    assert [(one.number, one.is_cut) for one in await stories.continues(again.id)] == [(1, True)]
    await desk.services.newsroom.replace(again.id)
    assert [(one.number, one.is_cut) for one in await stories.continues(edition.id)] == [(1, True)]
    assert await stories.so_far(edition.id, 1) is None


async def test_what_goes_on_with_a_corrected_item_follows_it_to_its_new_number(desk: Desk) -> None:
    first, second = await two_days(desk)
    await desk.posted(letter(FIRST, CHOIR, SUNK))
    (draft,) = await desk.services.newsroom.drafts()
    await desk.services.newsroom.replace(draft.id)
    (link,) = await desk.services.stories.continues(second.id)
    assert link.earlier == ItemKey(first.id, 2)


async def test_a_cut_of_what_the_draft_does_not_say_any_more_does_nothing(desk: Desk) -> None:
    await two_days(desk)
    card = await desk.draft(letter(THIRD, RAISED))
    (draft,) = await desk.services.newsroom.drafts()
    await desk.said(desk.editor, "1 headline: Dredger to be raised", reply_to=card)
    data = CutLink(draft.id, 0, 1).pack()
    pressed = await desk.pressed_of_old(desk.editor, data)
    assert pressed.toast == "It has changed meanwhile; here is how it stands now."
    assert not any(one.is_cut for one in await desk.services.stories.continues(draft.id))


async def test_news_that_was_told_is_named_and_may_be_told_again(desk: Desk) -> None:
    await two_days(desk)
    card = await desk.draft(letter(THIRD, CHOIR))
    assert "⚠️ ①: It says again what item 2 of 2026-11-18 said." in card.text
    await desk.pressed(desk.editor, card, "✓ Say it again")
    assert "It says again" not in now(desk, card).text


async def test_a_story_is_unfolded_by_its_name_and_after_one_of_its_items(
    desk: Desk, wren: Person
) -> None:
    await two_days(desk)
    for asked in ("Marigoldのこれまで", "story so far of Marigold"):
        assert (await desk.told(wren, asked)).startswith(SO_FAR)
    assert await desk.told(wren, "これまで") == "Open an item first, then ask for its story."
    await desk.said(wren, "2")
    for asked in ("これまで", SO_FAR, "続報"):
        assert (await desk.told(wren, asked)).startswith(SO_FAR)
    await desk.said(wren, "1")
    desk.now += timedelta(minutes=11)
    assert await desk.told(wren, "続報") == "No other edition tells of this so far."
    assert (await desk.told(wren, "bakeryの続報")).startswith("①")
