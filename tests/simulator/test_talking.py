"""People and a bot of python-telegram-bot talk with one another over HTTP."""

from __future__ import annotations

import pytest
import telegram

from simulator import World
from simulator.state.messages import Message
from simulator.state.people import Person


async def test_what_a_person_types_arrives_with_its_entities(
    world: World, bot: telegram.Bot
) -> None:
    person = world.person("Hana", language_code="ja")
    world.say(person, "/start https://example.com/a?b=c @someone #tag")
    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "ja"
    assert [entity.type for entity in update.message.entities] == [
        "bot_command",
        "url",
        "mention",
        "hashtag",
    ]
    assert await bot.get_updates(offset=update.update_id + 1) == ()


async def test_a_pressed_button_is_answered_once(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    button = telegram.InlineKeyboardButton("Next", callback_data="next")
    await bot.send_message(bob.id, "one", reply_markup=telegram.InlineKeyboardMarkup([[button]]))
    answer = world.press(bob, only_message(world, bob), "Next")
    update = (await bot.get_updates(offset=-1))[0]
    assert update.callback_query is not None
    assert update.callback_query.data == "next"
    await update.callback_query.answer("done")
    assert (await world.wait_for_answer(answer)).text("text") == "done"
    with pytest.raises(telegram.error.BadRequest, match="Query is too old"):
        await update.callback_query.answer("again")


def only_message(world: World, person: Person) -> Message:
    (message,) = world.inbox(person)
    return message


async def test_a_document_goes_up_and_down_unchanged(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    data = bytes(range(256)) * 40
    sent = await bot.send_document(bob.id, data, filename="版.bin", caption="<b>x</b>")
    assert sent.document is not None
    file = await bot.get_file(sent.document)
    assert bytes(await file.download_as_bytearray()) == data
    again = await bot.send_document(bob.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id
    assert [m.text for m in world.inbox(bob)] == ["<b>x</b>", ""]


async def test_audio_goes_out_by_its_id_as_it_was_described(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    sent = await bot.send_audio(
        bob.id, b"sound", filename="a.mp3", duration=61, title="号外", performer="Ana", caption="x"
    )
    assert sent.audio is not None
    again = await bot.send_audio(bob.id, sent.audio.file_id)
    assert again.audio is not None
    told = (again.audio.duration, again.audio.title, again.audio.performer, again.audio.file_name)
    assert told == (61, "号外", "Ana", "a.mp3")
    await bot.edit_message_caption(bob.id, sent.message_id, caption="y")
    assert [m.text for m in world.inbox(bob)] == ["y", ""]
