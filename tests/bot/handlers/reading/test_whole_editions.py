"""A whole edition in a chat: page by page, as the editor's file, and as it was corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from digests.model import Form
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, digest_of, labels

THREE = DIGEST.replace("until two", "until three")
FOUR = DIGEST.replace("until two", "until four")


def file_of(message: Message) -> Mapping[str, object]:
    document = message.content["document"]
    assert isinstance(document, dict)
    return document


async def correct(desk: Desk, text: str, name: str = "letter.txt") -> None:
    """The editor posts the day's digest anew, in place of the one that is out."""
    desk.now += timedelta(minutes=5)
    preview = (await desk.posted(text, name))[-1]
    await desk.pressed(desk.editor, preview, "✏️ Correct silently")
    await desk.deliver()


# --- page by page --------------------------------------------------------------------------------


async def test_a_long_edition_is_turned_over_in_one_message(desk: Desk, wren: Person) -> None:
    await desk.publish(count=60)
    (edition,) = await desk.said(wren, "/today")
    assert labels(edition)[-4:] == ["☰ 1/3", "▶", "🔗 Sources", "🗂 Past editions"]
    turned = await desk.pressed(wren, edition, "▶")
    assert turned.last.id == edition.id
    assert labels(edition)[:2] == ["🔔 Subscribe", "㉑"]
    await desk.pressed(wren, edition, "☰")
    await desk.pressed(wren, edition, "41–60")
    opened = await desk.pressed(wren, edition, "60.")
    assert opened.last.id != edition.id
    assert opened.last.text.startswith("60. ")
    back = await desk.pressed(wren, opened.last, "📋 Items")
    assert back.last.id == opened.last.id
    assert "☰ 3/3" in labels(opened.last)


async def test_what_is_said_behind_a_page_is_about_its_edition(desk: Desk, wren: Person) -> None:
    await desk.publish(count=60)
    (edition,) = await desk.said(wren, "/today")
    await desk.pressed(wren, edition, "▶")
    assert (await desk.told(wren, "45", reply_to=edition)).startswith("㊺ ")
    assert (await desk.told(wren, "sources", reply_to=edition)).startswith("Sources\nLetter of")


async def test_a_number_that_a_long_edition_lacks_is_answered_with_its_pages(
    desk: Desk, wren: Person
) -> None:
    await desk.publish(count=60)
    (asked,) = await desk.said(wren, "/item 99")
    assert labels(asked) == ["🔔 Subscribe", "1–20", "21–40", "41–60", "📋 Items"]


async def test_a_page_in_a_group_is_turned_in_the_private_chat(desk: Desk, wren: Person) -> None:
    edition = await desk.publish(count=60)
    shown, *_ = await desk.said(wren, f"/start p_{edition.id}_41")
    assert "☰ 3/3" in labels(shown)


async def test_the_list_takes_the_place_of_an_item(desk: Desk, wren: Person) -> None:
    await desk.publish()
    (item,) = await desk.said(wren, "2")
    back = await desk.pressed(wren, item, "📋 Items")
    assert back.last.id == item.id
    assert item.text.startswith("🗞 Letter of")


# --- the editor's file ---------------------------------------------------------------------------


async def test_who_wants_the_file_gets_the_one_that_the_editor_posted(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.FILE)
    preview = (await desk.posted(DIGEST, "harbour letter.txt"))[-1]
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    await desk.deliver()
    (edition,) = desk.world.inbox(wren)
    sent = desk.world.cloud.files.get(str(file_of(edition)["file_id"]))
    assert sent
    assert (sent.name, sent.data) == ("harbour letter.txt", DIGEST.encode())
    await correct(desk, THREE, "corrected.txt")
    assert desk.world.inbox(wren) == [edition]
    assert file_of(edition)["file_name"] == "corrected.txt"
    assert "② two → three" in edition.text


async def test_where_the_editor_posted_no_file_one_is_made_for_people(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.FILE)
    preview = (await desk.said(desk.editor, DIGEST))[-1]
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    (edition,) = await desk.said(wren, "/today")
    assert file_of(edition)["file_name"] == "2026-11-20.html"
    sent = desk.world.cloud.files.get(str(file_of(edition)["file_id"]))
    assert sent
    assert sent.data.startswith(b"<!doctype html>")
    assert b"Readers may stay until two in the morning." in sent.data


async def test_a_file_that_telegram_has_lost_is_made_anew(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.FILE)
    preview = (await desk.posted(DIGEST))[-1]
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    desk.world.cloud.files._by_id.clear()
    (edition,) = await desk.said(wren, "/today")
    assert file_of(edition)["file_name"] == "2026-11-20.html"
    (again,) = await desk.said(wren, "/today")
    assert file_of(again)["file_id"] == file_of(edition)["file_id"]


# --- corrected -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", Form)
async def test_who_opens_a_corrected_edition_sees_what_was_changed(desk: Desk, form: Form) -> None:
    wren = await desk.subscriber("Wren", form=form)
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    for text in (THREE, FOUR, FOUR.replace("Harbour Post, 20", "Quay Post, 20")):
        await correct(desk, text)
    told = (await desk.said(wren, "/today"))[0].text
    assert (
        "✏️ Corrected on Fri, Nov 20\n② Harbour Post → Quay Post\n② three → four\n② two → three"
        in told
    )


async def test_who_opens_a_corrected_item_sees_what_was_changed_in_it(
    desk: Desk, wren: Person
) -> None:
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await correct(desk, THREE)
    changed = await desk.told(wren, "2")
    assert "✏️ Corrected on Fri, Nov 20\ntwo → three\n" in changed
    assert "Corrected" not in await desk.told(wren, "1")


async def test_an_item_that_was_put_in_says_since_when(desk: Desk, wren: Person) -> None:
    await desk.publish()
    edition = await desk.store.editions.latest()
    assert edition
    more = replace(digest_of(edition.date, 4), title=edition.digest.title)
    draft = await desk.store.editions.add(
        more, (), date=edition.date, fingerprint="more", posted_by=None, created_at=desk.now
    )
    await desk.services.newsroom.replace(draft.id)
    assert "＋ new: ④ The ferry runs again" in await desk.told(wren, "/today")
    assert "✏️ Added on Fri, Nov 20" in await desk.told(wren, "4")
