"""What editors tell readers beside editions: written, seen, confirmed, sent."""

from __future__ import annotations

import pytest

from bot.views.desk.decisions import ChooseReaders, SendAnnouncement
from digests.values.papers import Paper
from simulator.state.messages import Message
from tests.support.desk import Desk, labels, texts

WORDS = "We move to a new house on Monday."


async def choosing(desk: Desk, words: str = WORDS) -> Message:
    """The question whom to send an announcement."""
    *_, asked = await desk.said(desk.editor, f"/announce {words}")
    return asked


async def test_an_announcement_is_seen_counted_and_confirmed_before_anybody_gets_it(
    desk: Desk,
) -> None:
    wren, owl = await desk.subscriber("Wren"), await desk.subscriber("Owl", language="ja")
    preview, asked = await desk.said(desk.editor, f"/announce {WORDS}")
    assert preview.text == WORDS
    assert "2 subscribers in all" in asked.text
    assert labels(asked) == ["📣 Everybody (2)", "English (1)", "日本語 (1)", "↩ Tell nobody"]
    await desk.pressed(desk.editor, asked, "📣 Everybody")
    assert asked.text == "Send it to 2 subscribers now?"
    await desk.deliver()
    assert not desk.world.inbox(wren)
    done = await desk.pressed(desk.editor, asked, "📣 Send it now")
    assert done.toast == asked.text == "📣 The announcement is going out."
    assert done.last.text.startswith(f"📣 Going out\n{WORDS}")
    await desk.deliver()
    assert texts(desk.world.inbox(wren)) == texts(desk.world.inbox(owl)) == [WORDS]
    assert done.last.text.startswith("✅ Delivered")


async def test_an_announcement_to_a_language_reaches_its_readers_alone(desk: Desk) -> None:
    wren, owl = await desk.subscriber("Wren"), await desk.subscriber("Owl", language="ja")
    asked = await choosing(desk)
    await desk.pressed(desk.editor, asked, "日本語")
    assert asked.text == "Send it to 1 subscriber now?\n日本語"
    await desk.pressed(desk.editor, asked, "📣 Send it now")
    await desk.deliver()
    assert texts(desk.world.inbox(owl)) == [WORDS]
    assert not desk.world.inbox(wren)


async def test_where_there_are_several_papers_it_can_be_for_the_readers_of_one(desk: Desk) -> None:
    await desk.store.papers.change(Paper(title="The Lantern", language="en"))
    await desk.store.papers.add(Paper(key="akari", title="あかり新聞", language="ja"))
    wren, owl = await desk.subscriber("Wren"), await desk.subscriber("Owl", paper="akari")
    asked = await choosing(desk)
    assert labels(asked)[1:] == ["📰 The Lantern (1)", "📰 あかり新聞 (1)", "↩ Tell nobody"]
    for paper in ("The Lantern", "あかり新聞"):
        await desk.pressed(desk.editor, asked, f"📰 {paper}")
        assert asked.text == f"Send it to 1 subscriber now?\n{paper}"
        if paper == "The Lantern":
            await desk.pressed(desk.editor, asked, "↩ Back")
    await desk.pressed(desk.editor, asked, "📣 Send it now")
    await desk.deliver()
    assert texts(desk.world.inbox(owl)) == [WORDS]
    assert not desk.world.inbox(wren)


async def test_nobody_reads_a_paper_that_there_is_not(desk: Desk) -> None:
    await desk.subscriber("Wren")
    await choosing(desk)
    pressed = await desk.pressed_of_old(desk.editor, ChooseReaders(1, "", "none").pack())
    assert pressed.toast == "There is nobody to send it to."


async def test_words_behind_the_command_keep_their_formatting(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    entities = [
        {"type": "bot_command", "offset": 0, "length": 9},
        {"type": "bold", "offset": 13, "length": 4},
    ]
    desk.sends(desk.editor, {"text": "/announce\nWe move & grow.", "entities": entities})
    await desk.handled()
    await sent(desk, desk.world.news(desk.editor)[-1])
    (told,) = desk.world.inbox(wren)
    assert told.text == "We move & grow."
    assert told.content["entities"] == [{"type": "bold", "offset": 3, "length": 4}]


async def test_a_reply_to_the_question_is_announced(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    (question,) = await desk.said(desk.editor, "/announce")
    assert labels(question) == ["↩ Tell nobody"]
    *_, asked = await desk.said(desk.editor, WORDS, reply_to=question)
    await sent(desk, asked)
    assert texts(desk.world.inbox(wren)) == [WORDS]


async def test_in_reply_to_words_the_command_announces_those(desk: Desk) -> None:
    written = desk.world.say(desk.editor, WORDS)
    await desk.handled()
    desk.world.news(desk.editor)
    preview, _ = await desk.said(desk.editor, "/announce", reply_to=written)
    assert preview.text == WORDS


async def sent(desk: Desk, asked: Message) -> None:
    """It is sent to everybody."""
    await desk.pressed(desk.editor, asked, "📣 Everybody")
    await desk.pressed(desk.editor, asked, "📣 Send it now")
    await desk.deliver()


async def test_what_was_sent_is_sent_once_to_those_it_was_sent_to(desk: Desk) -> None:
    wren, owl = await desk.subscriber("Wren"), await desk.subscriber("Owl", language="ja")
    await choosing(desk)
    for language in ("en", "en", "", "ja"):
        await desk.pressed_of_old(desk.editor, SendAnnouncement(1, language).pack())
    await desk.deliver()
    assert len(desk.world.inbox(wren)) == 1
    assert not desk.world.inbox(owl)
    again = await desk.pressed_of_old(desk.editor, ChooseReaders(1, "ja").pack())
    assert again.toast == "That was already decided."


@pytest.mark.parametrize("button", ["↩ Tell nobody", "📣 Everybody"])
async def test_nobody_is_told_what_is_not_confirmed(desk: Desk, button: str) -> None:
    asked = await choosing(desk)
    pressed = await desk.pressed(desk.editor, asked, button)
    if button.startswith("📣"):
        assert pressed.toast == "There is nobody to send it to."
    else:
        assert asked.text == "Nobody was told anything."
    assert not await desk.store.ledger.unfinished()


async def test_an_announcement_is_no_edition(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await sent(desk, await choosing(desk))
    assert "no editions yet" in await desk.told(wren, "/today")
    assert "no editions yet" in await desk.told(wren, "/archive")
    assert not (await desk.services.audience.personal_data(1))["receipts"]
