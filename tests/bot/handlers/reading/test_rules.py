"""What readers follow and mute: chosen by a press or in words, seen in editions, taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.views.callbacks import SayWords
from bot.views.personal.rule_callbacks import RingFor
from bot.views.rhythm.rhythm_callbacks import Sound
from digests.model import Form, ItemKey
from digests.values.rules import RuleSubject, Stance, Subject
from digests.values.stories import StoryLink
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.digests.statements import statements
from tests.support.desk import DAY, Desk, digest_of, labels

MARKED = "① ★ The ferry runs again"


async def published(desk: Desk) -> None:
    items = digest_of(DAY).items
    first = replace(items[0], outlet="Harbour Post")
    await desk.publish(items=(first, *items[1:]))


async def offered(desk: Desk, who: Person, number: int = 1) -> Message:
    """What an item offers to be followed."""
    await published(desk)
    (item,) = await desk.said(who, str(number))
    return (await desk.pressed(who, item, "☆ Follow…")).last


async def test_an_item_offers_what_can_be_followed_and_a_press_does_and_undoes_it(
    desk: Desk, wren: Person
) -> None:
    choices = await offered(desk, wren)
    assert choices.text.startswith("What would you like to follow or mute?\n\n① The ferry")
    assert labels(choices)[:2] == ["★ Harbour Post", "🔇 Harbour Post"]
    assert "★ this story" in labels(choices)
    pressed = await desk.pressed(wren, choices, "★ Harbour Post")
    assert pressed.toast == "★ You follow Harbour Post from now on."
    assert "★ Harbour Post ✓" in labels(choices)
    assert MARKED in (await desk.said(wren, "/today"))[0].text
    assert (await desk.pressed(wren, choices, "★ Harbour Post ✓")).toast == "Taken out."
    assert "★" not in (await desk.said(wren, "/today"))[0].text


@pytest.mark.parametrize(
    ("words", "said", "shown"),
    [
        ("follow ferry", "★ You follow ferry from now on.", MARKED),
        ("Follow harbour post!", "★ You follow Harbour Post from now on.", MARKED),
        ("ferryをフォロー", "★ You follow ferry from now on.", MARKED),
        ("ferryは見たくない", "🔇 ferry is muted from now on.", "🔇 muted: ferry"),
        ("mute the ferry", "🔇 the ferry is muted from now on.", "🔇 muted: the ferry"),
    ],
)
async def test_words_follow_and_mute(
    desk: Desk, wren: Person, words: str, said: str, shown: str
) -> None:
    await published(desk)
    assert await desk.told(wren, words) == said
    assert shown in (await desk.said(wren, "/today"))[0].text


async def test_a_muted_item_is_folded_and_opens_whole(desk: Desk, wren: Person) -> None:
    await published(desk)
    await desk.said(wren, "mute ferry")
    (edition,) = await desk.said(wren, "/today")
    assert "① The ferry runs again\n🔇 muted: ferry\n\n②" in edition.text
    assert "Paragraph 2." in edition.text
    opened = (await desk.pressed(wren, edition, "①")).last
    assert "Paragraph 1." in opened.text
    assert "muted" not in opened.text


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.FILE])
async def test_what_is_delivered_is_marked_for_whoever_has_rules_and_for_nobody_else(
    desk: Desk, form: Form
) -> None:
    robin = await desk.subscriber("Robin", form=form)
    tit = await desk.subscriber("Tit", form=form)
    await desk.said(robin, "follow ferry")
    await desk.said(robin, "mute library")
    draft = await desk.draft()
    await desk.pressed(desk.editor, draft, "📣 Publish now")
    await desk.deliver()
    (his,), (hers,) = (desk.world.inbox(one)[-1:] for one in (robin, tit))
    assert "★ The ferry runs again" in shown(his)
    assert "🔇 muted: library" in shown(his)
    assert "two in the morning" not in shown(his)
    assert not {"★", "🔇"} & {*shown(hers)}


async def test_of_a_broadcast_to_many_followers_their_story_is_looked_up_once(desk: Desk) -> None:
    people = [await desk.subscriber(f"Reader {number}") for number in range(12)]
    before = await desk.publish(DAY - timedelta(days=1))
    story = RuleSubject(
        subject=Subject.STORY, label="Ferry", words=("ferry",), edition=before.id, number=3
    )
    for person in people:
        await desk.services.reading_rules.put(person.id, story, Stance.FOLLOW)
    draft = await desk.draft()
    (edition,) = await desk.services.newsroom.drafts()
    link = StoryLink(number=1, earlier=ItemKey(before.id, 3), score=0.5)
    await desk.services.stories.put(edition.id, [link])
    await desk.pressed(desk.editor, draft, "📣 Publish now")
    with statements() as asked:
        await desk.deliver()
    assert all(MARKED in desk.world.inbox(one)[-1].text for one in people)
    links = [one for one in asked if "RECURSIVE" in one and "story_links" in one]
    assert len(links) == 2  # up to the roots, and down


def shown(message: Message) -> str:
    """What a message says, whatever its kind."""
    return message.text or str(message.content)


async def test_the_settings_count_rules_and_list_them_to_be_taken_out(
    desk: Desk, wren: Person
) -> None:
    await desk.said(wren, "follow ferry")
    await desk.said(wren, "mute sports")
    (card,) = await desk.said(wren, "/settings")
    assert card.text.endswith("Following: 1 · Muted: 1")
    listed = (await desk.pressed(wren, card, "★ Following and muted")).last
    assert labels(listed) == ["✕ 🔇 sports", "✕ ★ ferry", "🔔 Ring for this", "⚙️ Settings"]
    listed = (await desk.pressed(wren, listed, "✕ ★ ferry")).last
    assert listed.text.startswith("Following: 0 · Muted: 1")
    listed = (await desk.pressed(wren, listed, "✕ 🔇 sports")).last
    assert listed.text.startswith("You follow and mute nothing.")
    assert (await desk.pressed(wren, listed, "⚙️ Settings")).last.text.startswith("⚙️ Settings")


async def test_a_press_lets_what_is_followed_ring_and_another_no_more(
    desk: Desk, wren: Person
) -> None:
    await desk.said(wren, "follow ferry")
    (card,) = await desk.said(wren, "/settings")
    listed = (await desk.pressed(wren, card, "★ Following and muted")).last
    pressed = await desk.pressed(wren, listed, "🔔 Ring for this")
    assert pressed.toast == "🔔 An edition with ferry rings from now on, but not at night."
    assert labels(pressed.last)[1] == "✓ 🔔 Ring for this"
    (rule,) = await desk.services.reading_rules.of(wren.id)
    assert rule.rings
    pressed = await desk.pressed(wren, pressed.last, "✓ 🔔 Ring for this")
    assert pressed.toast == "Editions with ferry come like all others."
    gone = RingFor(rule.id, Sound.ON, 0).pack()
    await desk.said(wren, "mute ferry")
    assert (await desk.pressed_of_old(wren, gone)).toast == "Nothing has changed."


async def test_this_is_chosen_from_what_the_item_offers(desk: Desk, wren: Person) -> None:
    await published(desk)
    await desk.said(wren, "follow this")
    assert "Open an item first" in await desk.told(wren, "follow this")
    await desk.said(wren, "1")
    (choices,) = await desk.said(wren, "この記事をフォロー")
    assert choices.text.startswith("What would you like to follow or mute?")


async def test_rules_are_a_persons_own_and_no_groups(desk: Desk, wren: Person) -> None:
    await published(desk)
    circle = desk.world.supergroup("Reading circle", [wren])
    await desk.handled()
    name = desk.bot.application.bot.username
    (item,) = await desk.said(wren, f"/item@{name} 1", chat=circle)
    pressed = await desk.pressed(wren, item, "☆ Follow…")
    assert pressed.url == f"https://t.me/{name}?start=i_1_1"
    pressed = await desk.pressed_of_old(wren, SayWords("follow ferry").pack(), chat=circle)
    assert pressed.last.text.startswith("That's between you and me")
    assert labels(pressed.last) == ["🔒 Open our private chat"]
    opened = (await desk.said(wren, f"/start me_settings_{-circle.id}_0"))[-1]
    assert "★ Following and muted" in labels(opened)
    assert not await desk.services.reading_rules.of(wren.id)


async def test_rules_are_handed_out_and_forgotten(desk: Desk, wren: Person) -> None:
    await desk.said(wren, "follow ferry")
    found = await desk.services.audience.find(wren.id)
    assert found
    data = await desk.services.audience.personal_data(found.id)
    assert [(row["stance"], row["label"]) for row in data["reading_rules"]] == [("follow", "ferry")]
    (asked,) = await desk.said(wren, "/forget")
    await desk.pressed(wren, asked, "Delete everything")
    assert not await desk.services.reading_rules.of(wren.id)


async def test_a_person_has_so_many_rules_and_no_more(desk: Desk, wren: Person) -> None:
    for number in range(50):
        await desk.said(wren, f"follow ferry{number}")
    assert (await desk.told(wren, "follow one more")).startswith("You can follow and mute 50")
    assert await desk.told(wren, "mute ferry3") == "🔇 ferry3 is muted from now on."  # instead
