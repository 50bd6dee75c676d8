"""Everything that somebody sends gets an answer, and what they edit is heard."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.state.chats import Standing
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, texts

UNDERSTOOD = "I can only read words. Send me the number of an item"
NO_DIGEST = "I can't read a digest from that. Please send me its text"
FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO: dict[str, Any] = {"photo": [FILE | {"width": 9, "height": 9}]}
SENT: dict[str, dict[str, Any]] = {
    "photo": PHOTO,
    "video": {"video": FILE | {"width": 9, "height": 9, "duration": 1}},
    "animation": {
        "animation": FILE | {"width": 9, "height": 9, "duration": 1},
        "document": FILE,
    },
    "voice": {"voice": FILE | {"duration": 1}},
    "video note": {"video_note": FILE | {"length": 9, "duration": 1}},
    "sticker": {
        "sticker": FILE
        | {
            "width": 9,
            "height": 9,
            "type": "regular",
            "is_animated": False,
            "is_video": False,
        }
    },
    "contact": {"contact": {"phone_number": "1", "first_name": "A"}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
}


async def sent(desk: Desk, who: Person, content: dict[str, Any], **envelope: Any) -> list[str]:
    desk.sends(who, content, **envelope)
    await desk.handled()
    return texts(desk.world.news(who))


@pytest.mark.parametrize("content", SENT.values(), ids=SENT)
async def test_a_reader_hears_what_is_understood(
    desk: Desk, wren: Person, content: dict[str, Any]
) -> None:
    (answer,) = await sent(desk, wren, content)
    assert answer.startswith(UNDERSTOOD)


@pytest.mark.parametrize("content", SENT.values(), ids=SENT)
async def test_an_editor_is_asked_for_the_text(desk: Desk, content: dict[str, Any]) -> None:
    (answer,) = await sent(desk, desk.editor, content)
    assert answer.startswith(NO_DIGEST)


@pytest.mark.parametrize(("said", "answer"), [("ferry", "①"), ("3", "③"), ("hello", "At")])
async def test_the_caption_of_a_readers_picture_is_understood_as_typed(
    desk: Desk, wren: Person, said: str, answer: str
) -> None:
    await desk.publish()
    (told,) = await sent(desk, wren, PHOTO | {"caption": said, "media_group_id": "7"})
    assert told.startswith(answer)
    assert await sent(desk, wren, PHOTO | {"media_group_id": "7"}) == []


async def test_a_file_of_a_reader_is_answered(desk: Desk, wren: Person) -> None:
    (answer,) = texts(await desk.posted(who=wren))
    assert answer.startswith("Thank you, but only the editors")


async def test_the_caption_of_a_picture_is_a_digest(desk: Desk) -> None:
    (card,) = await sent(desk, desk.editor, PHOTO | {"caption": DIGEST})
    assert "2 items" in card


async def test_a_link_in_a_caption_is_a_source(desk: Desk) -> None:
    text = DIGEST.replace("https://example.org/ferry", "Harbour Post")
    at = text.index("Harbour Post\n\n2.")
    link = {"type": "text_link", "offset": at, "length": 12, "url": "https://example.org/f"}
    await sent(desk, desk.editor, PHOTO | {"caption": text, "caption_entities": [link]})
    (edition,) = await desk.store.editions.drafts()
    assert [source.url for source in edition.digest.items[0].sources] == ["https://example.org/f"]


async def test_a_forwarded_post_of_a_channel_with_a_picture_is_a_digest(desk: Desk) -> None:
    channel = {"id": -1001, "type": "channel", "title": "Harbour"}
    origin = {"type": "channel", "date": 1_763_640_000, "chat": channel, "message_id": 1}
    content = PHOTO | {"caption": "1. The ferry runs again\nIt sails.\n\n2. A bell rang\nAt noon."}
    (card,) = await sent(desk, desk.editor, content, forward_origin=origin)
    assert "2 items" in card


async def test_an_album_with_a_digest_below_its_first_picture_is_one_draft(desk: Desk) -> None:
    desk.sends(desk.editor, PHOTO | {"caption": DIGEST}, media_group_id="7")
    desk.sends(desk.editor, PHOTO, media_group_id="7")
    await desk.handled()
    (card,) = texts(desk.world.inbox(desk.editor))
    assert "2 items" in card


async def test_an_album_is_answered_once(desk: Desk, wren: Person) -> None:
    for _ in range(3):
        desk.sends(wren, PHOTO, media_group_id="7")
    await desk.handled()
    assert len(desk.world.inbox(wren)) == 1
    assert len(await sent(desk, wren, PHOTO, media_group_id="8")) == 1


@pytest.mark.parametrize("caption", ["2", "2026-11-20"])
async def test_what_stands_below_a_picture_is_heard(desk: Desk, wren: Person, caption: str) -> None:
    await desk.publish()
    (answer,) = await sent(desk, wren, PHOTO | {"caption": caption})
    assert "The library stays open" in answer


async def test_a_picture_for_the_others_in_a_group_is_not_answered(
    desk: Desk, wren: Person
) -> None:
    group = desk.world.supergroup("Circle", [wren])
    desk.world.set_bot(group, wren, Standing.ADMINISTRATOR, ["can_manage_chat"])
    desk.sends(wren, PHOTO, chat=group)
    await desk.handled()
    assert not [text for text in texts(desk.world.received(group.id)) if UNDERSTOOD in text]


async def test_a_place_that_moves_is_answered_once(desk: Desk, wren: Person) -> None:
    (answer,) = await sent(desk, wren, {"location": {"latitude": 35.0, "longitude": 139.0}})
    assert answer == "Which of these shows your time?"
    chat = desk.world.cloud.chats.private(wren)
    (place,) = (one for one in chat.messages.values() if "location" in one.content)
    desk.world.cloud.announce(chat, place, edited=True)
    await desk.handled()
    assert len(desk.world.inbox(wren)) == 1


# --- edits ---------------------------------------------------------------------------------------


async def test_a_misspelt_command_is_answered_once_it_is_edited(desk: Desk, wren: Person) -> None:
    await desk.publish()
    said = desk.world.say(wren, "/itm 3")
    await desk.handled()
    assert texts(desk.world.news(wren))[0].startswith("I don't know that command")
    desk.world.edit(wren, said, "/item 3")
    await desk.handled()
    assert "A bell was found" in texts(desk.world.inbox(wren))[-1]


@pytest.mark.parametrize(("first", "then"), [("tree", "3"), ("/item", "/item 3")])
async def test_words_that_meant_nothing_are_answered_once_they_are_edited(
    desk: Desk, wren: Person, first: str, then: str
) -> None:
    await desk.publish()
    said = desk.world.say(wren, first)
    await desk.handled()
    desk.world.edit(wren, said, then)
    await desk.handled()
    assert "A bell was found" in texts(desk.world.inbox(wren))[-1]


async def test_an_edit_is_answered_by_a_process_that_did_not_hear_the_message(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    said = desk.world.say(wren, "/itm 3")
    await desk.handled()
    desk.bot = desk.built(desk.bot.settings)
    async with desk.started():
        for text in ("/iten 3", "/item 3", "/item 2"):
            desk.world.edit(wren, said, text)
            await desk.handled()
    first, second, third = texts(desk.world.inbox(wren))
    assert first.startswith("I don't know that command")
    assert second.startswith("I don't know that command")
    assert "A bell was found" in third


async def test_a_command_that_was_carried_out_is_not_carried_out_again(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    said = desk.world.say(wren, "/item 2")
    await desk.handled()
    desk.world.edit(wren, said, "/item 3")
    await desk.handled()
    assert len(desk.world.inbox(wren)) == 1


async def test_an_edit_is_answered_once(desk: Desk, wren: Person) -> None:
    await desk.publish()
    said = desk.world.say(wren, "/itm 3")
    await desk.handled()
    for text in ("/item 3", "/item 2"):
        desk.world.edit(wren, said, text)
        await desk.handled()
    assert len(desk.world.inbox(wren)) == 2
