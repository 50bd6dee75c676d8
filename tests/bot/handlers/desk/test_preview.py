"""How editors see a draft before its readers do: its state, previews in each form, and tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.views.callbacks import PreviewAs
from digests.model import Form
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, labels, texts

AFTERWORD = "\n---\n\nUntil tomorrow, and thank you for the letters.\n"


async def offer(desk: Desk, text: str = DIGEST) -> Message:
    """The question how to see a draft."""
    return (await desk.pressed(desk.editor, await desk.draft(text), "📱 Preview")).last


def seen(messages: list[Message]) -> list[tuple[str, object, list[str]]]:
    """What is seen of messages, whoever got them."""
    return [(one.text, one.content.get("rich_message"), labels(one)) for one in messages]


# --- the first line ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minute", "told"),
    [
        (13 * 60, "✅ 2 items · 2 readers · next 13:00"),
        (11 * 60, "✅ 2 items · 2 readers · at once"),
    ],
)
async def test_a_card_opens_with_how_many_read_it_and_when_the_next_of_them_do(
    desk: Desk, minute: int, told: str
) -> None:
    for name in ("Ann", "Bob"):
        await desk.subscriber(name, minute=minute)
    assert (await desk.draft()).text.splitlines()[0] == told


async def test_the_next_hour_is_that_of_the_editions_day_and_told_by_the_editors_clock(
    desk: Desk,
) -> None:
    await desk.subscriber("Ann", minute=7 * 60, timezone="Asia/Tokyo")
    tomorrow = await desk.draft(DIGEST.replace("Letter, 20", "Letter, 21"))
    assert tomorrow.text.splitlines()[0].endswith("1 reader · next 22:00")
    await desk.subscriber("Bob", minute=60)
    desk.services.reader_hours._until = 0
    later = await desk.draft(DIGEST.replace("Letter, 20", "Letter, 22"))
    assert "2 readers · next Sat, Nov 21, 22:00" in later.text.splitlines()[0]


async def test_what_looks_wrong_is_counted_and_what_blocks_is_marked(desk: Desk) -> None:
    card = await desk.draft(DIGEST.replace("https://example.org/ferry\n", ""))
    assert card.text.splitlines()[0] == "✅ 2 items · 1 to look at · 0 readers"
    blocked = await desk.draft("A letter without any item\n\nIt only says hello to everybody.\n")
    assert blocked.text.startswith("⛔ 0 items")


# --- previews ------------------------------------------------------------------------------------


async def test_a_preview_is_what_a_reader_of_that_language_and_form_gets(desk: Desk) -> None:
    card = await desk.draft(DIGEST + AFTERWORD)
    languages = desk.services.translations.languages
    ways = [(language, form) for language in languages for form in Form]
    previews = {}
    for language, form in ways:
        packed = PreviewAs(1, language, form).pack()
        previews[language, form] = (await desk.pressed_of_old(desk.editor, packed)).messages
    readers = {way: await desk.subscriber(f"{way}", language=way[0], form=way[1]) for way in ways}
    await desk.pressed(desk.editor, card, "📣 Publish now")
    await desk.deliver()
    for way, reader in readers.items():
        got = desk.world.inbox(reader)
        assert got
        assert seen(previews[way]) == seen(got), way
        told = "Until tomorrow"
        assert way[1] is Form.FILE or told in str([(one.text, one.content) for one in got])


async def test_the_offer_turns_to_another_language_and_shows_each_form_there(desk: Desk) -> None:
    asked = await offer(desk)
    assert labels(asked)[0] == "✓ English"
    turned = await desk.pressed(desk.editor, asked, "日本語")
    assert turned.last.id == asked.id
    assert "✓ 日本語" in labels(turned.last)
    shown = await desk.pressed(desk.editor, turned.last, "Headlines only")
    assert "過去の号" in str(labels(shown.last)) or "バックナンバー" in str(labels(shown.last))
    forged = await desk.pressed_of_old(desk.editor, PreviewAs(1, "tlh", Form.FULL).pack())
    assert forged.alert
    assert not forged.messages


# --- tests ---------------------------------------------------------------------------------------


async def test_a_test_to_oneself_is_marked_and_is_no_delivery(desk: Desk) -> None:
    sent = await desk.pressed(desk.editor, await offer(desk), "🧪 Test to me")
    assert sent.toast == "🧪 The test is sent."
    mark, edition = sent.messages
    assert mark.text.startswith("🧪 A test of “The Harbour Letter")
    opened = await desk.pressed(desk.editor, edition, "①")
    assert opened.last.text.startswith("① The ferry runs again")
    assert not await desk.store.ledger.unfinished()
    assert await desk.store.ledger.edition_of_message(desk.editor.id, edition.id) is None


def with_test_chat(desk: Desk, name: str) -> None:
    settings = desk.services.settings.model_copy(update={"test_chat": name})
    desk.bot.application.bot_data = replace(desk.services, settings=settings)


async def test_a_test_goes_to_the_test_chat_without_buttons(desk: Desk, wren: Person) -> None:
    channel = desk.world.channel("Proofs", [wren], username="harbour_proofs")
    with_test_chat(desk, "@harbour_proofs")
    sent = await desk.pressed(desk.editor, await offer(desk), "🧪 Test to @harbour_proofs")
    assert sent.toast == "🧪 The test is sent."
    mark, edition = desk.world.news(channel)
    assert mark.text.startswith("🧪")
    assert "① The ferry runs again" in edition.text
    assert labels(edition) == []


async def test_a_test_chat_that_can_not_be_written_to_is_told(desk: Desk) -> None:
    with_test_chat(desk, "-1009999")
    sent = await desk.pressed(desk.editor, await offer(desk), "🧪 Test to -1009999")
    assert sent.alert
    assert "refuses" in sent.toast
    with_test_chat(desk, "")
    assert "Test to @" not in str(labels(await offer(desk, DIGEST.replace("two", "three"))))


async def test_a_draft_that_is_too_large_is_neither_previewed_nor_tested(desk: Desk) -> None:
    asked = await offer(desk, DIGEST.replace("The ferry to", "The ferry to " * 4_000))
    for button in ("Headlines only", "🧪 Test to me"):
        refused = await desk.pressed(desk.editor, asked, button)
        assert refused.alert
        assert not refused.messages


# --- greeting and afterword ----------------------------------------------------------------------


async def changes(desk: Desk, card: Message) -> Message:
    return (await desk.pressed(desk.editor, card, "✏️ Change")).last


async def test_greeting_and_afterword_are_written_by_a_reply(desk: Desk) -> None:
    card = await desk.draft()
    asked = (await desk.pressed(desk.editor, await changes(desk, card), "＋ Greeting")).last
    await desk.said(desk.editor, "Good morning.\n\nIt rains.", reply_to=asked)
    await desk.said(desk.editor, "afterword: Until\ntomorrow", reply_to=card)
    edition = await desk.store.editions.get(1)
    assert edition
    assert edition.digest.greeting == ("Good morning.", "It rains.")
    assert edition.digest.afterword == ("Until\ntomorrow",)
    shown = (await desk.pressed(desk.editor, await changes(desk, card), "Afterword")).last
    asked = (await desk.pressed(desk.editor, shown, "✏️ Write it anew")).last
    assert asked.text.startswith("Until\ntomorrow")
    shown = (await desk.pressed(desk.editor, await changes(desk, card), "Afterword")).last
    await desk.pressed(desk.editor, shown, "🗑 Drop it")
    edition = await desk.store.editions.get(1)
    assert edition
    assert edition.digest.afterword == ()


# --- help ----------------------------------------------------------------------------------------


async def test_start_and_help_tell_an_editor_what_to_post_and_a_reader_nothing_of_it(
    desk: Desk, wren: Person
) -> None:
    assert "You are an editor" in await desk.told(desk.editor, "/start")
    told = await desk.told(desk.editor, "/help")
    assert "For editors" in told
    assert "/drafts" in told
    for word in ("/start", "/help"):
        assert "editor" not in await desk.told(wren, word)


async def test_a_short_text_of_several_lines_is_told_to_be_too_short_and_can_be_searched_for(
    desk: Desk, wren: Person
) -> None:
    (answer,) = await desk.said(desk.editor, "Ferry\nLibrary")
    assert answer.text.startswith("That is too short to be a digest")
    found = await desk.pressed(desk.editor, answer, "🔎 Search for “Ferry Library”")
    assert "Nothing found" in found.last.text
    assert "too short" not in str(texts(await desk.said(wren, "Ferry\nLibrary")))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            {
                "sticker": {
                    "file_id": "a",
                    "file_unique_id": "b",
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "caption",
        ),
        ({"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}}, "caption"),
    ],
    ids=["sticker", "voice"],
)
async def test_what_holds_no_text_is_told_what_can_be_read(
    desk: Desk, content: dict[str, object], told: str
) -> None:
    desk.sends(desk.editor, content)
    await desk.handled()
    (answer,) = desk.world.news(desk.editor)
    assert told in answer.text


async def test_a_wrong_file_is_told_which_can_be_read(desk: Desk) -> None:
    (answer,) = await desk.posted(b"\x89PNG\r\n\x1a\n" + bytes(200), "quay.png")
    assert "Please send one of these" in answer.text


async def test_a_file_that_takes_long_is_told_to_be_read_in_the_place_of_its_card(
    desk: Desk,
) -> None:
    newsroom = desk.services.newsroom
    parser = newsroom.parser

    class Slow:
        """Reads when the editor was told that it does."""

        async def parse(self, name: str, data: bytes, **more: object) -> object:
            await desk.world.wait_for_message(desk.editor, containing=f"⏳ Reading {name}")
            return await parser.parse(name, data, **more)  # type: ignore[arg-type]

    slow = replace(newsroom, parser=Slow())  # type: ignore[arg-type]  # as any parser
    desk.bot.application.bot_data = replace(desk.services, newsroom=slow)
    (card,) = await desk.posted()
    assert "⏳" not in card.text
    assert "① The ferry runs again" in card.text
    assert [one.id for one in desk.world.inbox(desk.editor)] == [card.id]
    (fault,) = await desk.posted(b"  \n", "empty.txt")
    assert fault.text.startswith("The file is empty")
