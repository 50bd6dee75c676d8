"""Editions that are larger than any reader can be sent: told, and not published by anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.views.callbacks import (
    ArchiveOnly,
    AskMoment,
    Callback,
    PublishAnyway,
    PublishAt,
    PublishDraft,
    PublishOld,
    ShowAsReader,
)
from digests.model import EditionState
from tests.support.desk import DAY, NOON, Desk, texts

SENTENCE = "The ferry to the island runs again after three weeks of repairs. "
HEAD = "The Harbour Letter, 20 November 2026\n\n"
LONG = f"{HEAD}1. The ferry (20 November 2026)\n{SENTENCE * 700}\n\n2. A bell (20 November 2026)\n"
MANY = HEAD + "\n".join(f"{n}. Bell {n} (20 November 2026)\nRung.\n" for n in range(1, 402))


@pytest.mark.parametrize(
    "made",
    [
        PublishDraft,
        PublishAnyway,
        PublishOld,
        ArchiveOnly,
        AskMoment,
        ShowAsReader,
        lambda edition: PublishAt.of(edition, NOON.replace(hour=18), None),
    ],
)
async def test_no_press_of_an_editor_lets_it_out(
    desk: Desk, made: Callable[[int], Callback]
) -> None:
    await desk.draft(LONG)
    (draft,) = await desk.services.newsroom.drafts()
    pressed = await desk.pressed_of_old(desk.editor, made(draft.id).pack())
    assert pressed.alert
    assert "🚫 ①: The item has 45" in pressed.toast
    assert "at most 40000 can be published" in pressed.toast
    assert len(pressed.toast) <= 200
    kept = await desk.services.newsroom.edition(draft.id)
    assert kept
    assert kept.state is EditionState.DRAFT
    assert await desk.store.editions.of_day(DAY) is None


async def test_the_card_says_what_is_too_large_first_and_all_of_it_takes_few_messages(
    desk: Desk,
) -> None:
    shown = texts(await desk.posted(MANY))
    assert len(shown) <= 10
    assert "🚫 401 items; at most 400 can be published." in "\n".join(shown)
    assert "… and 1 more" in "\n".join(shown)


async def test_a_scheduled_draft_that_grew_too_large_is_not_published_by_the_clock(
    desk: Desk,
) -> None:
    await desk.draft(LONG)
    (draft,) = await desk.services.newsroom.drafts()
    undecided = frozenset({EditionState.DRAFT})
    await desk.store.editions.mark(
        draft.id, EditionState.SCHEDULED, at=NOON, publish_at=NOON, expected=undecided
    )
    (held,) = await desk.services.newsroom.publish_due()
    assert held.id == draft.id
    assert await desk.store.editions.of_day(DAY) is None
