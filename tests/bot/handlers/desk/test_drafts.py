"""What an editor posts and asks, who may, and what they see then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.views.callbacks import (
    AskMoment,
    AskRecall,
    AssumeDelivered,
    Callback,
    CancelBroadcast,
    DiscardDraft,
    PauseBroadcast,
    PublishAnyway,
    PublishAt,
    PublishDraft,
    RecallEdition,
    ReplaceEdition,
    ResendUnknown,
    ResumeBroadcast,
    RetryRefused,
    RetryTooLate,
    SendNow,
    ShowAsReader,
    ShowPreview,
)
from digests.model import EditionState
from simulator.protocol.wire import JsonObject
from simulator.state.people import Person
from tests.support.desk import DAY, DIGEST, Desk, labels, texts

LIMIT = 20 * 1024 * 1024
OF_EDITIONS: tuple[Callback, ...] = (
    ShowPreview(1),
    ShowAsReader(1),
    PublishDraft(1),
    PublishAnyway(1),
    AskMoment(1),
    PublishAt(1, 2_000_000_000),
    ReplaceEdition(1),
    DiscardDraft(1),
    AskRecall(1),
    RecallEdition(1),
)
OF_BROADCASTS: tuple[Callback, ...] = (
    SendNow(1),
    PauseBroadcast(1),
    ResumeBroadcast(1),
    CancelBroadcast(1),
    ResendUnknown(1),
    AssumeDelivered(1),
    RetryRefused(1),
    RetryTooLate(1),
)


def document(desk: Desk, **changes: object) -> JsonObject:
    """A digest as the editor's app would send it, with other words about the file."""
    message = desk.world.upload(desk.editor, "letter.txt", DIGEST.encode())
    desk.world.cloud.updates.clear()
    file = message.content["document"]
    assert isinstance(file, dict)
    told = {name: value for name, value in (file | changes).items() if value is not None}
    return {"document": told}


def downloads(desk: Desk) -> int:
    return sum(call.method == "getFile" for call in desk.world.calls)


# --- posting -------------------------------------------------------------------------------------


async def test_a_file_is_shown_as_it_was_understood_while_the_editor_sees_the_bot_at_work(
    desk: Desk,
) -> None:
    preview = await desk.draft()
    assert preview.text.startswith(
        "✅ 2 items · 0 readers\n📄 The Harbour Letter, 20 November 2026\nFri, November 20, 2026"
    )
    assert "Draft: readers don't see it yet." in preview.text
    assert "① The ferry runs again\nThu, Nov 19 · Harbour Post · 1 source" in preview.text
    assert labels(preview) == [
        *("📣 Publish now", "🌅 At the readers' hour", "🕖 Schedule"),
        *("🗄 Archive only", "🗑 Discard"),
        *("✏️ Change", "👁 As readers see it", "📱 Preview and test"),
        *("✓ Regular", "Evening", "🚨 Extra"),
    ]
    acted = next(call for call in desk.world.calls if call.method == "sendChatAction")
    assert acted.parameters["action"] == "typing"


async def test_a_file_from_a_reader_is_declined_and_not_even_fetched(
    desk: Desk, wren: Person
) -> None:
    (answer,) = await desk.posted(who=wren)
    assert answer.text == "Thank you, but only the editors of this bot can post a digest."
    assert downloads(desk) == 0
    assert "No drafts" in await desk.told(desk.editor, "/drafts")


@pytest.mark.parametrize(
    ("size", "told"),
    [(LIMIT + 1, "The file is too big; at most 20 MB can be read."), (LIMIT, "📄")],
)
async def test_a_file_is_fetched_up_to_20_megabytes(desk: Desk, size: int, told: str) -> None:
    desk.sends(desk.editor, document(desk, file_size=size))
    await desk.handled()
    (answer,) = desk.world.news(desk.editor)
    assert told in answer.text
    assert downloads(desk) == (size <= LIMIT)


async def test_a_file_without_a_name_or_a_size_is_read_as_text(desk: Desk) -> None:
    desk.sends(desk.editor, document(desk, file_size=None, file_name=None))
    await desk.handled()
    (preview,) = desk.world.news(desk.editor)
    assert "2 items" in preview.text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b" \n", "The file is empty. Please send one with text in it."),
        ("song.mp3", b"ID3\x04" + bytes(200), "This kind of file can't be read."),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", "The file is damaged or cut off."),
    ],
)
async def test_of_a_file_that_can_not_be_read_the_editor_is_told_why(
    desk: Desk, name: str, content: bytes, told: str
) -> None:
    (answer,) = await desk.posted(content, name)
    assert told in answer.text
    assert "No drafts" in await desk.told(desk.editor, "/drafts")


async def test_the_same_file_again_shows_where_its_edition_stands(desk: Desk) -> None:
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    desk.now += timedelta(minutes=1)
    before, preview = await desk.posted()
    assert before.text == "This text was posted before. Here is where it stands."
    assert "Published Fri, Nov 20, 12:00." in preview.text
    assert labels(preview) == ["👁 As readers see it", "↩️ Recall"]


async def test_a_post_without_a_day_is_of_the_day_on_which_it_was_written_first(
    desk: Desk, wren: Person
) -> None:
    undated = "1. The ferry runs again\nIt sails at seven.\n\n2. A bell was found\nIn the mole.\n"
    written = desk.world.say(wren, undated)
    desk.now += timedelta(days=3)
    desk.world.forward(desk.editor, written)
    await desk.handled()
    preview = await desk.world.wait_for_message(desk.editor, containing="2 items")
    assert "Fri, November 20, 2026" in preview.text


async def test_cards_speak_the_language_of_the_editor_who_posted(desk: Desk) -> None:
    desk.editor.language_code = "ja"
    await desk.subscriber("Wren")
    done = await desk.pressed(desk.editor, await desk.draft(), "📣 今すぐ公開")
    assert done.last.text.startswith("📣 配信中")


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("callback", [*OF_EDITIONS, *OF_BROADCASTS])
async def test_no_button_of_the_editors_does_anything_for_a_reader(
    desk: Desk, wren: Person, callback: Callback
) -> None:
    desk.world.unblock(wren)
    await desk.draft()
    pressed = await desk.pressed_of_old(wren, callback.pack())
    assert pressed.toast == "Only the editors of this bot can do that."
    assert not pressed.messages
    edition = await desk.store.editions.get(1)
    assert edition
    assert edition.state is EditionState.DRAFT


@pytest.mark.parametrize("command", ["/drafts", "/status"])
async def test_no_command_of_the_editors_does_anything_for_a_reader(
    desk: Desk, wren: Person, command: str
) -> None:
    assert await desk.told(wren, command) == "Only the editors of this bot can do that."


async def test_who_is_an_editor_no_more_can_not_press_on_an_old_draft(
    desk: Desk, wren: Person
) -> None:
    preview = await desk.draft()
    others = frozenset({wren.id})
    staff = replace(desk.services.staff, owners=others, editors=others)
    desk.bot.application.bot_data = replace(desk.services, staff=staff)
    pressed = await desk.pressed(desk.editor, preview, "📣 Publish now")
    assert pressed.toast == "Only the editors of this bot can do that."
    assert "no editions yet" in await desk.told(desk.editor, "/today")
    assert "Only the editors" in await desk.told(desk.editor, "/drafts")
    (declined,) = await desk.posted(DIGEST + "\n")
    assert declined.text.startswith("Thank you, but")


@pytest.mark.parametrize("callback", OF_EDITIONS)
async def test_a_button_of_an_edition_that_is_not_there_was_decided(
    desk: Desk, callback: Callback
) -> None:
    pressed = await desk.pressed_of_old(desk.editor, callback.pack().replace(":1", ":7", 1))
    assert pressed.toast == "That was already decided."
    assert pressed.alert
    assert not pressed.messages


# --- lists ---------------------------------------------------------------------------------------


async def test_drafts_are_listed_newest_first_and_open_by_button(desk: Desk) -> None:
    assert await desk.told(desk.editor, "/drafts") == "No drafts. Post a file, and it becomes one."
    await desk.draft()
    await desk.draft(DIGEST.replace("20 November", "21 November", 1))
    (listed,) = await desk.said(desk.editor, "/drafts")
    assert listed.text == "Drafts and scheduled editions:"
    assert labels(listed) == [
        "Sat, Nov 21 The Harbour Letter, 21 November 2026",
        "Fri, Nov 20 The Harbour Letter, 20 November 2026",
    ]
    opened = await desk.pressed(desk.editor, listed, "Fri, Nov 20")
    assert "Draft: readers don't see it yet." in opened.last.text
    assert "\n📄 The Harbour Letter, 20 November 2026" in opened.last.text
    assert not opened.toast
    assert "posted before" not in str(texts(opened.messages))


async def test_what_was_decided_is_no_draft_any_more(desk: Desk) -> None:
    await desk.pressed(desk.editor, await desk.draft(), "🗑 Discard")
    await desk.pressed(desk.editor, await desk.draft(f"{DIGEST}\n"), "📣 Publish now")
    assert "No drafts" in await desk.told(desk.editor, "/drafts")


async def test_the_status_counts_subscribers_and_shows_a_new_card_for_what_goes_out(
    desk: Desk,
) -> None:
    await desk.subscriber("Wren")
    await desk.said(await desk.subscriber("Lark"), "/unsubscribe")
    gone = await desk.subscriber("Finch")
    desk.world.block(gone)
    await desk.handled()
    told = await desk.told(desk.editor, "/status")
    assert told == "📊 Readers\nSubscribed: 1\nCan't be reached: 1\nNot subscribed: 1"
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    readers, card = await desk.said(desk.editor, "/status")
    assert readers.text.startswith("📊 Readers")
    assert card.text.startswith("📣 Going out")


async def test_an_edition_that_was_only_posted_is_not_of_the_day(desk: Desk, wren: Person) -> None:
    await desk.draft()
    assert "no editions yet" in await desk.told(wren, f"/date {DAY}")
