"""Texts that an editor pastes or forwards, in one message or in several, with links in them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, Message, MessageEntity

from bot.handlers.desk.paste_buffer import PasteBuffer, together, with_links
from simulator.protocol.wire import JsonObject
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, Silence, texts

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
    assert [button.url for button in first.buttons if button.url] == [FIRST]
    (second,) = await desk.said(wren, "2")
    assert f"Until two, the Gazette <{SECOND}> says, and longer." in second.text
    assert [button.url for button in second.buttons if button.url] == [SECOND]


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


async def pieces(desk: Desk, *texts: str) -> None:
    """The editor's app sends the pieces of a text, one after the other."""
    desk.silence.pieces = len(texts)
    for piece in texts:
        desk.world.say(desk.editor, piece)
        await desk.handled()


async def test_a_text_that_an_app_cut_is_put_together_again(desk: Desk, wren: Person) -> None:
    story = "word " * 900
    text = DIGEST.replace("three weeks of repairs.", f"three {story}weeks of repairs.")
    await pieces(desk, text[:4096], text[4096:])
    (preview,) = desk.world.news(desk.editor)
    assert "2 items" in preview.text
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    everything = " ".join(texts(await desk.said(wren, "1")))
    assert everything.count("word ") >= 899
    assert "three word" in everything


async def test_a_short_rest_of_a_text_belongs_to_it_and_begins_a_line(desk: Desk) -> None:
    head, tail = DIGEST.split("\n\n2. ")
    await pieces(desk, head, f"2. {tail.splitlines()[0]}", tail.splitlines()[1])
    (preview,) = desk.world.news(desk.editor)
    assert "② The library stays open at night" in preview.text
    assert "Belongs to no item" not in preview.text


async def test_pieces_that_come_in_another_order_are_put_into_that_of_their_numbers() -> None:
    board = PasteBuffer(sleep=Silence(pieces=2).sleep)
    first, whole = await asyncio.gather(
        board.whole(message("second", number=2)), board.whole(message("first", number=1))
    )
    assert first is None
    assert whole == "first\nsecond\n"
    assert not board.is_open(1)


def test_a_message_that_is_full_runs_on_and_any_other_ends_a_line() -> None:
    full, short = "x" * 4096, "y" * 4095
    assert together([full, "rest"]) == f"{full}rest\n"
    assert together([short, "rest"]) == f"{short}\nrest\n"


async def test_the_next_text_after_a_whole_one_is_an_edition_of_its_own(desk: Desk) -> None:
    await pieces(desk, DIGEST)
    await pieces(desk, DIGEST.replace("20 November", "21 November", 1))
    (listed,) = await desk.said(desk.editor, "/drafts")
    assert len(listed.buttons) == 2


# --- what is a digest ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Good morning!", f"A long line {'of words ' * 20}", "Two\nshort lines", "x" * 78 + "\n"],
)
async def test_short_words_or_a_single_line_of_an_editor_are_talk(desk: Desk, text: str) -> None:
    assert (await desk.told(desk.editor, text)).startswith("Send me a number")


async def test_a_long_text_of_several_lines_is_read(desk: Desk) -> None:
    text = f"1. The ferry runs again\n{'It sails. ' * 6}"[:80]
    assert len(text) == 80
    assert (await desk.told(desk.editor, text)).startswith("📄")


async def test_whatever_an_editor_forwards_is_read(desk: Desk, wren: Person) -> None:
    desk.world.forward(desk.editor, desk.world.say(wren, "The ferry runs again"))
    await desk.handled()
    assert desk.world.news(desk.editor)[-1].text.startswith("📄")


async def test_a_long_text_of_a_reader_is_talk(desk: Desk, wren: Person) -> None:
    assert (await desk.told(wren, DIGEST)).startswith("Send me a number")
