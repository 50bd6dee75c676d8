"""Two editors at one desk: what one does the other sees, undoes, and agrees to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.views.callbacks import (
    ArchiveOnly,
    AskMoment,
    Callback,
    PublishAt,
    PublishOld,
    RecallEdition,
    ReplaceEdition,
)
from bot.views.desk.publication.publishing_callbacks import (
    Approve,
    AskPublish,
    ConfirmPublish,
    PublishAtAnyway,
    Told,
)
from digests.model import EditionState
from digests.values.roles import AuditWay
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, labels

CHANGED = "It has changed meanwhile; here is how it stands now."


async def state(desk: Desk) -> EditionState:
    """How the first edition stands."""
    edition = await desk.store.editions.get(1)
    assert edition
    return edition.state


async def second_editor(desk: Desk) -> Person:
    """Another editor, who has written to the bot."""
    other = desk.world.person("Wren")
    assert {desk.editor.id, other.id} <= desk.services.settings.admin_ids
    desk.world.unblock(other)
    return other


async def card_of(desk: Desk, who: Person) -> Message:
    """The first draft as an editor opens it."""
    (listed,) = await desk.said(who, "/drafts")
    return (await desk.pressed(who, listed, "Fri, Nov 20")).last


@pytest.fixture
def ids(desk: Desk) -> str:
    """The ids of the desk's editor and of whoever comes next."""
    return f"{desk.editor.id} {desk.editor.id + 1}"


@pytest.fixture
async def pair(tmp_path: Path, template: Path, ids: str) -> AsyncIterator[Desk]:
    """A desk of two editors who have ten seconds to undo."""
    folder = tmp_path / "pair"
    folder.mkdir()
    async with Desk.opened(folder, template, admin_ids=ids, undo_seconds=10) as desk:
        yield desk


@pytest.fixture
async def agreeing(tmp_path: Path, template: Path, ids: str) -> AsyncIterator[Desk]:
    """A desk of two editors of whom each has to agree to what the other publishes."""
    folder = tmp_path / "agreeing"
    folder.mkdir()
    async with Desk.opened(folder, template, admin_ids=ids, approvals=1) as desk:
        yield desk


# --- the question --------------------------------------------------------------------------------


async def test_what_is_in_order_is_asked_about_with_its_numbers(desk: Desk) -> None:
    for name in ("Wren", "Lark"):
        await desk.subscriber(name)
    preview = await desk.draft(DIGEST.replace("https://example.org/library\n", ""))
    asked = await desk.asked(desk.editor, preview, "📣 Publish now")
    assert [message.id for message in asked.messages] == [preview.id]
    first, counts, doubt = preview.text.splitlines()
    assert first == "Publish “The Harbour Letter, 20 November 2026” now?"
    assert counts == "2 items, 1 doubt, 2 readers"
    assert doubt.endswith("No source link.")
    assert labels(preview) == ["📣 Yes, publish", "↩ Back"]
    assert await state(desk) is EditionState.DRAFT


async def test_an_untitled_draft_is_asked_about_by_its_day_and_first_headline(desk: Desk) -> None:
    preview = await desk.draft("1. The ferry runs again\nIt sails.\n\n2. A bell\nIn the mole.\n")
    asked = await desk.asked(desk.editor, preview, "📣 Publish now")
    assert asked.last.text.splitlines()[0] == "Publish “Fri, Nov 20 The ferry runs again” now?"


@pytest.mark.parametrize(
    "late",
    [
        AskPublish(1, 0),
        ConfirmPublish(1, 0, Told.COUNTS),
        ConfirmPublish(1, 0, Told.DAY),
        ArchiveOnly(1, 0),
        AskMoment(1, 0),
        PublishAt(1, 2_000_000_000, 0),
        PublishAtAnyway(1, 2_000_000_000, 0),
        ReplaceEdition(1, 0),
    ],
)
async def test_a_press_on_a_card_of_before_a_change_is_told_what_changed_and_publishes_nothing(
    desk: Desk, late: Callback
) -> None:
    preview = await desk.draft()
    await desk.said(desk.editor, "1 headline: A bell was found", reply_to=preview)
    told = await desk.pressed_of_old(desk.editor, late.pack())
    assert told.toast == f"{CHANGED}\n✏️ ① A bell was found"
    assert told.alert
    assert "① A bell was found" in told.messages[0].text
    assert await state(desk) is EditionState.DRAFT


# --- undo ----------------------------------------------------------------------------------------


async def test_what_is_to_go_out_can_be_undone_by_any_editor_until_it_does(pair: Desk) -> None:
    desk, other = pair, await second_editor(pair)
    wren = await desk.subscriber("Reader")
    preview = await desk.draft()
    theirs = await card_of(desk, other)
    done = await desk.pressed(desk.editor, preview, "📣 Publish now")
    assert done.toast == "📣 Goes out at 12:00:10."
    for card in (preview, theirs):
        assert "Goes out at 12:00:10. Until then you can undo it." in card.text
        assert labels(card) == ["↶ Undo publishing", "👁 As readers see it"]
    desk.now += timedelta(seconds=9)
    assert not await desk.services.newsroom.is_any_due()
    undone = await desk.pressed(other, theirs, "↶ Undo publishing")
    assert undone.toast == "↶ It is a draft again."
    for card in (preview, theirs):
        assert "Draft: readers don't see it yet." in card.text
    desk.now += timedelta(seconds=9)
    assert not await desk.services.newsroom.publish_due()
    await desk.deliver()
    assert not desk.world.inbox(wren)


async def test_what_nobody_undid_goes_out_and_its_card_is_that_of_who_published_it(
    pair: Desk,
) -> None:
    desk, other = pair, await second_editor(pair)
    preview = await desk.draft()
    theirs = await card_of(desk, other)
    await desk.pressed(other, theirs, "📣 Publish now")
    again = await desk.pressed_of_old(other, PublishOld(1).pack())
    assert again.toast == "📣 Goes out at 12:00:10."
    desk.now += timedelta(seconds=10)
    desk.bot.leadership._leads_until = float("inf")
    await desk.bot._tick()
    for card in (preview, theirs):
        assert "Published Fri, Nov 20, 12:00." in card.text
    assert desk.world.inbox(other)[-1].text.startswith("✅ Delivered\nThe Harbour Letter")


async def test_an_undo_that_comes_too_late_is_told_so(pair: Desk) -> None:
    preview = await pair.draft()
    await pair.pressed(pair.editor, preview, "📣 Publish now")
    pair.now += timedelta(seconds=10)
    await pair.services.newsroom.publish_due()
    late = await pair.pressed(pair.editor, preview, "↶ Undo publishing")
    assert (late.toast, late.alert) == ("That was already decided.", True)
    assert "Published Fri, Nov 20, 12:00." in preview.text


async def corrected(desk: Desk) -> tuple[Message, Message, Person]:
    """The card of a draft that corrects a delivered edition, that edition's, and a reader."""
    wren = await desk.subscriber("Reader")
    first = await desk.draft()
    await desk.pressed(desk.editor, first, "📣 Publish now")
    desk.now += timedelta(seconds=10)
    await desk.services.newsroom.publish_due()
    await desk.deliver()
    return await desk.draft(DIGEST.replace("until two", "until three")), first, wren


async def test_a_correction_can_be_undone_until_it_goes_out(pair: Desk) -> None:
    desk = pair
    second, first, wren = await corrected(desk)
    done = await desk.pressed(desk.editor, second, "✏️ Correct silently")
    assert done.toast == "✏️ Corrected at 12:00:20."
    assert "The edition is corrected at 12:00:20." in second.text
    assert labels(second) == ["↶ Undo the correction", "👁 As readers see it"]
    await desk.pressed(desk.editor, second, "↶ Undo the correction")
    assert labels(second)[:2] == ["✏️ Correct silently", "📣 Correct and tell"]
    desk.now += timedelta(seconds=10)
    assert not await desk.services.newsroom.is_any_due()
    await desk.pressed(desk.editor, second, "📣 Correct and tell")
    desk.now += timedelta(seconds=10)
    desk.bot.leadership._leads_until = float("inf")
    await desk.bot._tick()
    await desk.deliver()
    for card in (second, first):
        assert "Published Fri, Nov 20, 12:00." in card.text
    digest, told = desk.world.inbox(wren)
    assert "until three" in digest.text
    assert told.text.startswith("✏️ Correction to ②: two → three")
    (noted,) = await desk.store.audit.latest(1)
    assert (noted.way, noted.action, noted.edition) == (AuditWay.CLOCK, "replace_edition", 2)


async def test_a_correction_whose_edition_was_recalled_meanwhile_is_a_draft_again(
    pair: Desk,
) -> None:
    desk = pair
    second, _, _ = await corrected(desk)
    await desk.pressed(desk.editor, second, "✏️ Correct silently")
    await desk.pressed_of_old(desk.editor, RecallEdition(1).pack())
    desk.now += timedelta(seconds=10)
    (held,) = await desk.services.newsroom.publish_due()
    assert held.id == 2


# --- a second editor agrees ----------------------------------------------------------------------


async def test_what_one_editor_publishes_waits_for_another_and_not_for_the_same(
    agreeing: Desk,
) -> None:
    desk, other = agreeing, await second_editor(agreeing)
    preview = await desk.draft()
    waits = await desk.pressed(desk.editor, preview, "📣 Publish now")
    assert waits.toast == "⏳ Another editor has to agree. I have asked the others."
    assert "Waits until another editor agrees: publish now." in preview.text
    assert labels(preview)[:2] == ["✅ Agree", "✖ Withdraw"]
    own = await desk.pressed(desk.editor, preview, "✅ Agree")
    assert (own.toast, own.alert) == ("Another editor has to agree, not you.", True)
    assert await state(desk) is EditionState.DRAFT
    asked, card = desk.world.news(other)
    assert asked.text.startswith("Editor wants to publish now.")
    done = await desk.pressed(other, card, "✅ Agree")
    assert done.toast == "📣 Published."
    assert await state(desk) is EditionState.PUBLISHED
    assert "Published Fri, Nov 20, 12:00." in preview.text
    assert desk.world.inbox(desk.editor)[-1].text.startswith("✅ Delivered")


async def test_what_was_changed_since_it_was_asked_is_not_agreed_to(agreeing: Desk) -> None:
    desk, other = agreeing, await second_editor(agreeing)
    preview = await desk.draft()
    await desk.pressed(desk.editor, preview, "📣 Publish now")
    await desk.said(desk.editor, "1 headline: A bell was found", reply_to=preview)
    told = await desk.pressed_of_old(other, Approve(1).pack())
    assert told.toast.startswith(CHANGED)
    assert await state(desk) is EditionState.DRAFT
    assert (
        await desk.pressed_of_old(other, Approve(1).pack())
    ).toast == "That was already decided."


async def test_what_was_agreed_to_and_changed_then_is_not_published_by_the_clock(
    agreeing: Desk,
) -> None:
    desk, other = agreeing, await second_editor(agreeing)
    preview = await desk.draft()
    await desk.said(desk.editor, "13:00", reply_to=await question(desk, preview))
    await desk.pressed_of_old(other, Approve(1).pack())
    assert await state(desk) is EditionState.SCHEDULED
    await desk.said(desk.editor, "1 headline: A bell was found", reply_to=preview)
    desk.now += timedelta(hours=1)
    (held,) = await desk.services.newsroom.publish_due()
    assert held.id == 1
    assert await state(desk) is EditionState.DRAFT


async def question(desk: Desk, preview: Message) -> Message:
    return (await desk.pressed(desk.editor, preview, "🕖 Schedule")).last
