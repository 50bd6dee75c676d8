"""Texts that an editor pastes or forwards, in one message or in several, with links in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from telegram import Chat, Message, MessageEntity

from bot.handlers.desk.posting.paste_buffer import PasteBuffer, together, with_links
from bot.handlers.routes import register
from digests.errors import ReadingError, ReadingFault
from digests.model import EditionState, Reading
from simulator.protocol.wire import JsonObject
from simulator.state.messages import Message as SentMessage
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, InProcess, labels, texts

FIRST, SECOND = "https://example.org/ferry", "https://example.net/library"
LINKED = (
    "The Harbour Letter, 20 November 2026\n\n"
    "1. The ferry runs again\n"
    "🛳🛳 It sails at seven, the Harbour Post says, as before.\n\n"
    "2. The library stays open 🌙\n"
    "Until two, the Gazette says, and longer.\n"
)


def entity(text: str, words: str, **kind: str) -> JsonObject:
    """An entity as Telegram gives it: where its words are, in UTF-16 code units."""
    offset = len(text[: text.index(words)].encode("utf-16-le")) // 2
    return {"offset": offset, "length": len(words.encode("utf-16-le")) // 2, **kind}


def link(text: str, words: str, url: str) -> JsonObject:
    return entity(text, words, type="text_link", url=url)


def message(text: str, *entities: JsonObject, number: int = 1) -> Message:
    return Message(
        message_id=number,
        date=datetime(2026, 11, 20, tzinfo=UTC),
        chat=Chat(1, Chat.PRIVATE),
        text=text,
        entities=[MessageEntity(**dict[str, Any](entity)) for entity in entities],
    )


# --- links ---------------------------------------------------------------------------------------


def linked(sent: SentMessage) -> list[str]:
    """Where the named links of a message lead."""
    entities: Any = sent.content["entities"]
    return [one["url"] for one in entities if one["type"] == "text_link"]


async def test_the_links_of_a_pasted_text_are_the_sources_of_the_items_they_stand_in(
    desk: Desk, wren: Person
) -> None:
    entities = [link(LINKED, "Harbour Post", FIRST), link(LINKED, "Gazette", SECOND)]
    desk.sends(desk.editor, {"text": LINKED, "entities": entities})
    await desk.handled()
    (preview,) = desk.world.news(desk.editor)
    assert preview.text.count("1 source") == 2
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    (first,) = await desk.said(wren, "1")
    assert f"🛳🛳 It sails at seven, the Harbour Post <{FIRST}> says, as before." in first.text
    assert linked(first) == [FIRST]
    (second,) = await desk.said(wren, "2")
    assert f"Until two, the Gazette <{SECOND}> says, and longer." in second.text
    assert linked(second) == [SECOND]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one two three", "two"),
        ("🛳 one two three", "two"),
        ("𠮷野家 one 👨‍👩‍👧 two three", "two"),
        ("one two", "two"),
        ("🛳 three", "🛳"),
        ("二つの話", "二つ"),
    ],
)
def test_a_link_stands_right_behind_its_words(text: str, words: str) -> None:
    linked = text.replace(words, f"{words} <{FIRST}>")
    assert with_links(message(text, link(text, words, FIRST))) == linked


def test_several_links_do_not_move_each_other() -> None:
    text = "🛳 one two 🌙 three"
    found = with_links(message(text, link(text, "one", FIRST), link(text, "three", SECOND)))
    assert found == f"🛳 one <{FIRST}> two 🌙 three <{SECOND}>"
    turned = with_links(message(text, link(text, "three", SECOND), link(text, "one", FIRST)))
    assert turned == found


def test_what_is_marked_but_no_link_is_left_as_it_is() -> None:
    text = f"🛳 one two {FIRST}"
    marks = (entity(text, "one", type="bold"), entity(text, FIRST, type="url"))
    assert with_links(message(text, *marks)) == text


# --- pieces --------------------------------------------------------------------------------------


async def pieces(desk: Desk, *texts: str, seconds: int = 1) -> list[SentMessage]:
    """The editor's app sends the pieces of a text, one after the other; what the bot wrote."""
    seen = len(desk.world.inbox(desk.editor))
    for piece in texts:
        desk.world.say(desk.editor, piece)
        await desk.handled()
        desk.now += timedelta(seconds=seconds)
    return desk.world.inbox(desk.editor)[seen:]


async def drafts(desk: Desk) -> list[str]:
    found = await desk.store.editions.drafts()
    return [(edition.digest.title or "").partition(",")[0] for edition in found]


async def test_a_text_that_an_app_cut_is_put_together_again(desk: Desk, wren: Person) -> None:
    story = "word " * 900
    text = DIGEST.replace("three weeks of repairs.", f"three {story}weeks of repairs.")
    (card,) = await pieces(desk, text[:4096], text[4096:])
    assert "2 items" in card.text
    await desk.pressed(desk.editor, card, "📣 Publish now")
    everything = " ".join(texts(await desk.said(wren, "1")))
    assert everything.count("word ") >= 899
    assert "three word" in everything


async def test_a_draft_is_there_at_once_and_grows_with_each_piece(desk: Desk) -> None:
    head, tail = DIGEST.split("\n\n2. ")
    (card,) = await pieces(desk, head)
    assert "1 item" in card.text
    assert not await pieces(desk, f"2. {tail}")
    assert "② The library stays open at night" in card.text
    assert len(await drafts(desk)) == 1


async def test_the_buttons_of_a_draft_that_grew_are_about_all_of_it(
    desk: Desk, wren: Person
) -> None:
    head, tail = DIGEST.split("\n\n2. ")
    (card,) = await pieces(desk, head, f"2. {tail}")
    assert (await desk.pressed(desk.editor, card, "📣 Publish now")).toast == "📣 Published."
    assert "② The library stays open" in await desk.told(wren, "/today")


async def test_a_short_rest_of_a_text_belongs_to_it_and_begins_a_line(desk: Desk) -> None:
    head, tail = DIGEST.split("\n\n2. ")
    (card,) = await pieces(desk, head, f"2. {tail.splitlines()[0]}", tail.splitlines()[1])
    assert "② The library stays open at night" in card.text
    assert "Belongs to no item" not in card.text


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> str:
    """A text that can't be read; what follows on it can."""
    text = "An unreadable line\n" * 5
    parse = InProcess.parse

    async def refusing(
        self: InProcess, name: str, data: bytes, *, posted: date | None, structure: str | None
    ) -> Reading:
        if data.decode().strip() == text.strip():
            raise ReadingError(ReadingFault.EMPTY)
        return await parse(self, name, data, posted=posted, structure=structure)

    monkeypatch.setattr(InProcess, "parse", refusing)
    return text


async def test_a_beginning_that_is_no_digest_becomes_one_with_its_next_piece(
    desk: Desk, unreadable: str
) -> None:
    (card,) = await pieces(desk, unreadable)
    assert not card.buttons
    assert not await pieces(desk, DIGEST)
    assert "2 items" in card.text
    assert card.buttons


async def test_a_piece_after_the_draft_was_published_makes_a_new_draft(desk: Desk) -> None:
    head, tail = DIGEST.split("\n\n2. ")
    (card,) = await pieces(desk, head)
    await desk.pressed(desk.editor, card, "📣 Publish now")
    another = (await pieces(desk, f"2. {tail}"))[-1]
    assert "2 items" in another.text
    assert any("Correct" in label for label in labels(another))
    assert "Published" in card.text


async def test_a_scheduled_draft_that_grows_stays_scheduled(desk: Desk) -> None:
    head, tail = DIGEST.split("\n\n2. ")
    (card,) = await pieces(desk, head)
    (kept,) = await desk.store.editions.drafts()
    at = desk.now + timedelta(hours=3)
    await desk.services.newsroom.schedule(kept.id, at)
    await pieces(desk, f"2. {tail}")
    (grown,) = await desk.store.editions.drafts()
    assert (grown.state, grown.publish_at) == (EditionState.SCHEDULED, at)
    assert "Scheduled for" in card.text


async def test_a_card_that_was_deleted_is_shown_again(desk: Desk) -> None:
    head, tail = DIGEST.split("\n\n2. ")
    (card,) = await pieces(desk, head)
    desk.world.delete(desk.editor, card)
    (another,) = await pieces(desk, f"2. {tail}")
    assert "2 items" in another.text


async def test_a_card_of_several_messages_shrinks_with_its_text(desk: Desk) -> None:
    long = DIGEST.replace("The ferry runs again", f"The ferry runs again {'and again ' * 30}")
    items = "".join(f"{n}. Item {'of many words ' * 14}\nIt is so.\n\n" for n in range(3, 20))
    first = desk.world.say(desk.editor, (long + items)[:4096])
    await desk.handled()
    assert len(desk.world.inbox(desk.editor)) == 2
    desk.world.edit(desk.editor, first, DIGEST)
    await desk.handled()
    (card,) = desk.world.inbox(desk.editor)
    assert "2 items" in card.text
    assert card.buttons


def test_pieces_that_come_in_another_order_are_put_into_that_of_their_numbers() -> None:
    buffer = PasteBuffer()
    buffer.add(message("second", number=2))
    assert buffer.add(message("first", number=1)).text == "first\nsecond\n"


def test_a_message_that_is_full_runs_on_and_any_other_ends_a_line() -> None:
    full, short = "x" * 4096, "y" * 4095
    assert together([full, "rest"]) == f"{full}rest\n"
    assert together([short, "rest"]) == f"{short}\nrest\n"


@pytest.mark.parametrize(("seconds", "editions"), [(10, 1), (11, 2)])
async def test_a_text_is_a_piece_within_ten_seconds_and_later_an_edition_of_its_own(
    desk: Desk, seconds: int, editions: int
) -> None:
    await pieces(desk, DIGEST, seconds=seconds)
    await pieces(desk, DIGEST.replace("20 November", "21 November", 1))
    assert len(await drafts(desk)) == editions


def test_the_same_text_twice_is_not_joined() -> None:
    buffer = PasteBuffer()
    first = buffer.add(message("the same", number=1))
    assert buffer.add(message("the same", number=2)) is not first
    assert not buffer.is_open(message("the same", number=3))


# --- edits ---------------------------------------------------------------------------------------


async def edited(desk: Desk, said: SentMessage, text: str) -> list[SentMessage]:
    """The editor edits what they sent; what the bot wrote then."""
    seen = len(desk.world.inbox(desk.editor))
    desk.world.edit(desk.editor, said, text)
    await desk.handled()
    return desk.world.inbox(desk.editor)[seen:]


async def test_an_edited_text_changes_its_draft_and_its_card(desk: Desk) -> None:
    said = desk.world.say(desk.editor, DIGEST)
    await desk.handled()
    (card,) = desk.world.inbox(desk.editor)
    desk.now += timedelta(hours=1)
    assert not await edited(desk, said, DIGEST.replace("The Harbour Letter", "The Lantern"))
    assert await drafts(desk) == ["The Lantern"]
    assert "The Lantern" in card.text


async def test_a_piece_that_is_edited_changes_the_whole(desk: Desk) -> None:
    head, tail = DIGEST.split("\n\n2. ")
    said = desk.world.say(desk.editor, head)
    await desk.handled()
    await pieces(desk, f"2. {tail}")
    assert not await edited(desk, said, head.replace("The Harbour Letter", "The Lantern"))
    assert await drafts(desk) == ["The Lantern"]
    (edition,) = await desk.store.editions.drafts()
    assert len(edition.digest.items) == 2


async def test_an_edit_back_to_what_it_was_is_a_draft_again(desk: Desk) -> None:
    said = desk.world.say(desk.editor, DIGEST)
    await desk.handled()
    await edited(desk, said, DIGEST.replace("The Harbour Letter", "The Lantern"))
    await edited(desk, said, DIGEST)
    (card,) = desk.world.inbox(desk.editor)
    assert (await desk.pressed(desk.editor, card, "📣 Publish now")).toast == "📣 Published."


async def test_an_edit_that_can_not_be_read_leaves_the_draft_and_says_why(
    desk: Desk, unreadable: str
) -> None:
    said = desk.world.say(desk.editor, DIGEST)
    await desk.handled()
    (card,) = desk.world.inbox(desk.editor)
    (told,) = await edited(desk, said, unreadable)
    assert not told.buttons
    assert card.buttons
    assert len(await drafts(desk)) == 1


async def test_an_edit_of_a_text_whose_draft_was_changed_by_hand_undoes_none_of_it(
    desk: Desk,
) -> None:
    said = desk.world.say(desk.editor, DIGEST)
    await desk.handled()
    (card,) = desk.world.inbox(desk.editor)
    await desk.said(desk.editor, "title: The Quay", reply_to=card)
    changed = card.text
    told, another = await edited(desk, said, DIGEST.replace("The Harbour Letter", "The Lantern"))
    assert told.text.startswith("You have changed that draft since")
    assert "The Lantern" in another.text
    assert card.text == changed
    assert await drafts(desk) == ["The Lantern", "The Quay"]


async def test_an_edited_text_is_shown_where_its_draft_was_shown_last(desk: Desk) -> None:
    said = desk.world.say(desk.editor, DIGEST)
    await desk.handled()
    (listed,) = await desk.said(desk.editor, "/drafts")
    again = (await desk.pressed(desk.editor, listed, "Fri, Nov 20")).last
    assert not await edited(desk, said, DIGEST.replace("The Harbour Letter", "The Lantern"))
    assert "The Lantern" in again.text


async def test_after_a_restart_an_edit_is_a_new_draft_and_that_is_said(desk: Desk) -> None:
    said = desk.world.say(desk.editor, DIGEST)
    await desk.handled()
    application = desk.bot.application
    application.handlers.clear()
    register(application, PasteBuffer())
    told, card = await edited(desk, said, DIGEST.replace("The Harbour Letter", "The Lantern"))
    assert told.text.startswith("I no longer know which draft")
    assert "The Lantern" in card.text
    assert await drafts(desk) == ["The Lantern", "The Harbour Letter"]


async def test_a_long_text_of_a_reader_that_is_edited_is_no_digest(
    desk: Desk, wren: Person
) -> None:
    said = desk.world.say(wren, DIGEST)
    await desk.handled()
    desk.world.edit(wren, said, f"{DIGEST}.")
    await desk.handled()
    assert not await drafts(desk)


# --- what is a digest ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["The ferry", f"A long line {'of words ' * 20}", "x" * 78 + "\n"],
)
async def test_short_words_or_a_single_line_of_an_editor_are_talk(desk: Desk, text: str) -> None:
    assert (await desk.told(desk.editor, text)).startswith("Nothing found")


async def test_a_long_text_of_several_lines_is_read(desk: Desk) -> None:
    text = f"1. The ferry runs again\n{'It sails. ' * 6}"[:80]
    assert len(text) == 80
    assert "📄" in await desk.told(desk.editor, text)


async def test_whatever_an_editor_forwards_is_read(desk: Desk, wren: Person) -> None:
    desk.world.forward(desk.editor, desk.world.say(wren, "The ferry runs again"))
    await desk.handled()
    assert "📄" in desk.world.news(desk.editor)[-1].text


async def test_a_long_text_of_a_reader_is_talk(desk: Desk, wren: Person) -> None:
    assert (await desk.told(wren, DIGEST)).startswith("That is too long to search for.")
