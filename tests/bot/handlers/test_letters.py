"""What readers tell the editors about an item: written, confirmed, answered, limited, voted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.handlers.request import Services
from digests.values.feedback import LetterKind, VoteSums
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import LETTERS, Desk, Pressed, labels, texts

ASKED = "Send this to the editor?"
WORDS = "Is the ferry free for children?"


async def item_of(desk: Desk, who: Person, number: int = 1) -> Message:
    """An item as somebody sees it."""
    await desk.publish()
    (item,) = await desk.said(who, str(number))
    return item


async def written(desk: Desk, who: Person, words: str, item: Message) -> Pressed:
    """Somebody writes about an item and sends it."""
    (asked,) = await desk.said(who, words, reply_to=item)
    return await desk.pressed(who, asked, "✉️ Send")


async def letter_of(desk: Desk, who: Person, words: str = WORDS) -> Message:
    """The card of a letter on the editor's desk."""
    await written(desk, who, words, await item_of(desk, who))
    (card,) = desk.world.news(desk.editor)
    return card


# --- written -------------------------------------------------------------------------------------


async def test_words_in_reply_to_an_item_go_to_the_editor_once_confirmed(
    desk: Desk, wren: Person
) -> None:
    item = await item_of(desk, wren, 2)
    (asked,) = await desk.said(wren, WORDS, reply_to=item)
    assert asked.text.startswith(ASKED)
    assert "② The library stays open" in asked.text
    assert "You can send 3 messages today" in asked.text
    assert not desk.world.news(desk.editor)
    sent = await desk.pressed(wren, asked, "✉️ Send")
    assert "You can send 2 more today" in sent.last.text
    assert sent.last.id == asked.id
    assert not labels(sent.last)
    (card,) = desk.world.news(desk.editor)
    for told in ("From a reader", "② The library stays open", "Fri, November 20, 2026", WORDS):
        assert told in card.text
    assert wren.first_name not in card.text
    assert str(wren.id) not in f"{card.text} {card.markup}"
    opened = await desk.pressed(desk.editor, card, "📖 Open ②")
    assert opened.last.text.startswith("② The library")


async def test_what_was_a_search_is_searched_for(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    (asked,) = await desk.said(wren, "bell", reply_to=item)
    found = await desk.pressed(wren, asked, "🔎 It was a search")
    assert "A bell was found" in found.last.text
    assert not desk.world.news(desk.editor)


@pytest.mark.parametrize(
    ("words", "answer"),
    [("3", "③ A bell"), ("2026-11-20", "Letter of"), ("sources", "🔗"), ("06:45", "06:45")],
)
async def test_a_number_a_day_or_a_setting_in_reply_to_an_item_is_what_it_always_is(
    desk: Desk, wren: Person, words: str, answer: str
) -> None:
    item = await item_of(desk, wren)
    told = await desk.said(wren, words, reply_to=item)
    assert answer in told[0].text
    assert ASKED not in told[0].text


async def test_words_that_are_no_reply_are_searched_for(desk: Desk, wren: Person) -> None:
    await item_of(desk, wren)
    assert "A bell was found" in (await desk.told(wren, "bell"))


async def test_what_comes_after_the_button_below_an_item_is_for_the_editor(
    desk: Desk, wren: Person
) -> None:
    item = await item_of(desk, wren)
    question = (await desk.pressed(wren, item, "✉️")).last
    assert "tell the editor" in question.text
    (asked,) = await desk.said(wren, WORDS)
    assert asked.text.startswith(ASKED)
    assert "A bell was found" in await desk.told(wren, "bell")  # only the next message
    desk.now += timedelta(days=3)
    (asked,) = await desk.said(wren, WORDS, reply_to=question)
    assert asked.text.startswith(ASKED)


async def test_who_types_much_later_is_searching_again(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    await desk.pressed(wren, item, "✉️")
    desk.now += timedelta(minutes=11)
    assert "A bell was found" in await desk.told(wren, "bell")


async def test_who_does_not_want_to_write_is_asked_no_more(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    question = (await desk.pressed(wren, item, "✉️")).last
    left = await desk.pressed(wren, question, "Don't write")
    assert left.last.text == "Nothing was sent to the editor."
    assert "A bell was found" in await desk.told(wren, "bell")


@pytest.mark.parametrize("words", ["", "It runs on Sundays too."])
async def test_a_mistake_is_reported_with_a_line_or_without(
    desk: Desk, wren: Person, words: str
) -> None:
    item = await item_of(desk, wren)
    question = (await desk.pressed(wren, item, "✉️")).last
    question = (await desk.pressed(wren, question, "⚠️ Report a mistake")).last
    if words:
        (asked,) = await desk.said(wren, words)
        await desk.pressed(wren, asked, "✉️ Send")
    else:
        await desk.pressed(wren, question, "⚠️ Send without words")
    (card,) = desk.world.news(desk.editor)
    assert card.text.startswith("⚠️ A reader reports a mistake")
    assert words in card.text


async def test_what_is_far_too_long_is_not_sent(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    told = await desk.told(wren, "many words " * 100, reply_to=item)
    assert "at most 1000 characters" in told


async def test_the_same_message_is_one_letter(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    (asked,) = await desk.said(wren, WORDS, reply_to=item)
    (send,) = [key.data or "" for key in asked.buttons if key.text == "✉️ Send"]
    await desk.pressed(wren, asked, "✉️ Send")
    asked.markup = {"inline_keyboard": [[{"text": "✉️ Send", "callback_data": send}]]}
    again = await desk.pressed(wren, asked, "✉️ Send")  # as if it were handled twice
    assert "You can send 2 more today" in again.last.text
    assert len(desk.world.news(desk.editor)) == 1


async def test_only_whoever_wrote_it_can_send_it(desk: Desk, wren: Person) -> None:
    other = desk.world.person("Finch")
    group = desk.world.supergroup("Harbour", [wren, other])
    await desk.publish()
    await desk.handled()
    name = desk.bot.application.bot.name
    (item,) = await desk.said(wren, f"/item{name} 1", chat=group)
    assert not await desk.said(wren, WORDS, chat=group, reply_to=item)  # maybe said to the others
    (asked,) = await desk.said(wren, f"{name} {WORDS}", chat=group, reply_to=item)
    refused = await desk.pressed(other, asked, "✉️ Send")
    assert refused.toast.startswith("Only whoever wrote it")
    await desk.pressed(wren, asked, "✉️ Send")
    (card,) = desk.world.news(desk.editor)
    assert WORDS in card.text
    assert name not in card.text
    await desk.said(desk.editor, "Up to twelve years.", reply_to=card)
    (answer,) = [m for m in desk.world.news(group) if "From the editor" in m.text]
    assert answer.text == "✉️ From the editor: Up to twelve years."


async def test_in_a_group_the_button_says_how_to_write(desk: Desk, wren: Person) -> None:
    group = desk.world.supergroup("Harbour", [wren])
    await desk.publish()
    await desk.handled()
    (item,) = await desk.said(wren, f"/item{desk.bot.application.bot.name} 1", chat=group)
    pressed = await desk.pressed(wren, item, "✉️")
    assert pressed.toast.startswith("Reply to the item")
    assert not pressed.messages


# --- answered ------------------------------------------------------------------------------------


async def test_an_answer_comes_below_the_item_and_the_words_are_gone(
    desk: Desk, wren: Person
) -> None:
    card = await letter_of(desk, wren)
    told = await desk.said(desk.editor, "3", reply_to=card)  # whatever it is, it is the answer
    assert "✉️ Your answer was sent." in texts(told)
    answer = desk.world.news(wren)[-1]
    assert answer.text == "✉️ From the editor: 3"
    item = next(m for m in desk.world.received(wren.id) if m.text.startswith("①"))
    assert answer.reply_to is not None
    assert answer.reply_to.id == item.id
    now = next(m for m in desk.world.received(desk.editor.id) if m.id == card.id)
    assert f"✅ Answered by {desk.editor.first_name}" in now.text
    kept = await desk.store.letters.get(1)
    assert kept
    assert not kept.letter.words
    (asked,) = await desk.said(wren, "Thank you, and dogs?", reply_to=answer)
    assert asked.text.startswith(ASKED)


async def test_a_reader_s_reply_to_a_card_is_no_answer(desk: Desk, wren: Person) -> None:
    await letter_of(desk, wren)
    refused = await desk.pressed_of_old(wren, "mute:1")
    assert refused.toast == "Only the editors of this bot can do that."
    (card,) = [m for m in desk.world.received(desk.editor.id) if WORDS in m.text]
    before = len(desk.world.received(wren.id))
    desk.world.say(wren, "I am no editor", reply_to=card)
    await desk.handled()
    assert not any("From the editor" in m.text for m in desk.world.received(wren.id)[before:])


async def test_who_can_not_be_reached_any_more_gets_no_answer(desk: Desk, wren: Person) -> None:
    card = await letter_of(desk, wren)
    (question,) = await desk.said(wren, "/forget")
    await desk.pressed(wren, question, "Delete everything")
    told = await desk.told(desk.editor, "Yes, it is.", reply_to=card)
    assert told == "Whoever wrote this can't be answered any more."


# --- limited -------------------------------------------------------------------------------------


async def test_a_person_writes_a_few_times_a_day(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    for _ in range(3):
        await written(desk, wren, WORDS, item)
    (refused,) = await desk.said(wren, "bell", reply_to=item)
    assert "as often as is possible in one day" in refused.text
    assert labels(refused) == ["🔎 It was a search"]
    pressed = await desk.pressed(wren, item, "✉️")
    assert "tomorrow" in pressed.toast
    desk.now += timedelta(hours=25)
    assert "You can send 2 more today" in (await written(desk, wren, WORDS, item)).last.text


async def test_all_together_write_so_often_a_day(
    desk: Desk, wren: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.letters.LETTERS_OF_ALL", 1)
    card = await letter_of(desk, wren)
    assert WORDS in card.text
    (question,) = await desk.said(wren, "/forget")  # which frees nobody's place
    await desk.pressed(wren, question, "Delete everything")
    finch = desk.world.person("Finch")
    (item,) = await desk.said(finch, "1")
    (refused,) = await desk.said(finch, WORDS, reply_to=item)
    assert refused.text.startswith("The editor has very many messages")


async def test_who_is_blocked_writes_no_more_until_an_editor_lets_them(
    desk: Desk, wren: Person
) -> None:
    card = await letter_of(desk, wren)
    blocked = (await desk.pressed(desk.editor, card, "🚫 No more")).last
    item = next(m for m in desk.world.received(wren.id) if m.text.startswith("①"))
    (refused,) = await desk.said(wren, WORDS, reply_to=item)
    assert refused.text == "The editor takes no more messages from you."
    await desk.pressed(desk.editor, blocked, "Let them write again")
    (asked,) = await desk.said(wren, WORDS, reply_to=item)
    assert asked.text.startswith(ASKED)


async def test_where_no_editor_can_be_reached_nothing_is_kept(desk: Desk, wren: Person) -> None:
    item = await item_of(desk, wren)
    desk.world.block(desk.editor)
    sent = await written(desk, wren, WORDS, item)
    assert sent.toast == "The editor can't be reached just now."
    assert await desk.store.letters.count(desk.now - timedelta(days=1)) == 0


async def test_a_bot_may_take_no_letters(tmp_path: Path, template: Path) -> None:
    async with Desk.opened(tmp_path, template, letters=False) as desk:
        wren = desk.world.person("Wren")
        item = await item_of(desk, wren)
        assert not set(labels(item)) & set(LETTERS)
        assert "A bell was found" in await desk.told(wren, "bell", reply_to=item)
        for data in ("write:1:1", "vote:1:1:up", "report:1:1:5"):
            pressed = await desk.pressed_of_old(wren, data)
            assert pressed.toast == "The editor takes no messages here at the moment."
        assert not await desk.services.letters.votes(1)


# --- voted ---------------------------------------------------------------------------------------


async def test_a_person_has_one_vote_an_item_and_the_editor_sees_sums(
    desk: Desk, wren: Person
) -> None:
    item = await item_of(desk, wren)
    thanks, back = "Thank you. The editor sees only how many voted.", "Your vote was taken back."
    for sign, told in (("👍", thanks), ("👍", back), ("👍", thanks), ("👎", thanks)):
        desk.now += timedelta(seconds=1)
        pressed = await desk.pressed(wren, item, sign)
        assert pressed.toast == told
        assert not pressed.messages
    finch = desk.world.person("Finch")
    (other,) = await desk.said(finch, "3")
    await desk.pressed(finch, other, "👍")
    assert await desk.services.letters.votes(1) == {1: VoteSums(down=1), 3: VoteSums(up=1)}
    (card,) = (await desk.pressed_of_old(desk.editor, "preview:1")).messages[-1:]
    assert "👍 1 👎 1\n① 👍 0 👎 1 · ③ 👍 1 👎 0" in card.text


async def test_a_draft_has_no_votes_and_no_letters(desk: Desk) -> None:
    await desk.draft()
    shown = await desk.pressed_of_old(desk.editor, "item:1:1")
    assert not set(labels(shown.last)) & set(LETTERS)
    pressed = await desk.pressed_of_old(desk.editor, "vote:1:1:up")
    assert pressed.toast == "That edition is no longer available."


# --- kept ----------------------------------------------------------------------------------------


async def test_no_words_are_logged(desk: Desk, wren: Person) -> None:
    card = await letter_of(desk, wren)
    await desk.said(desk.editor, "An answer of the editor's", reply_to=card)
    assert not any(WORDS in str(entry) or "An answer" in str(entry) for entry in desk.logs)


async def kinds(services: Services) -> LetterKind | None:
    kept = await services.letters.find(1)
    return kept.letter.kind if kept else None


async def test_what_is_forgotten_is_in_no_letter(desk: Desk, wren: Person) -> None:
    await letter_of(desk, wren)
    assert await kinds(desk.services) is LetterKind.LETTER
    (question,) = await desk.said(wren, "/forget")
    await desk.pressed(wren, question, "Delete everything")
    assert await kinds(desk.services) is None
