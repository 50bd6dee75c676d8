"""The card of a broadcast, at each of its states."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.i18n.translator import Translations
from bot.views.desk.broadcasts import Stand, broadcast_message
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Progress
from digests.model import Digest, Edition, EditionState

NOW = datetime(2031, 5, 14, 6, tzinfo=UTC)
EDITION = Edition(
    id=7,
    date=NOW.date(),
    state=EditionState.PUBLISHED,
    digest=Digest(title="The Harbour Letter", language="en"),
    problems=(),
    fingerprint="f",
    posted_by=1,
    created_at=NOW,
)


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (BroadcastState.RUNNING, ["⏸ Pause", "⏹ Stop", "again", "arrived", "again"]),
        (BroadcastState.PAUSED, ["▶ Resume", "⏹ Stop", "again", "arrived", "again"]),
        (BroadcastState.FINISHED, ["again", "arrived", "again"]),
        (BroadcastState.CANCELLED, []),
    ],
)
def test_a_card_offers_only_what_can_be_done_in_its_state(
    state: BroadcastState, offered: list[str]
) -> None:
    broadcast = Broadcast(
        id=1,
        edition_id=7,
        kind=BroadcastKind.EDITION,
        state=state,
        day=NOW.date(),
        opened_at=NOW,
    )
    progress = Progress(owed=9, sent=5, unknown=2, refused=1)
    stand = Stand(content=EDITION, broadcast=broadcast, progress=progress)
    message = broadcast_message(Translations.load("en").translator("en"), stand)
    rows = message.keyboard.inline_keyboard if message.keyboard else ()
    shown = [button.text for row in rows for button in row]
    assert len(shown) == len(offered)
    assert all(label.endswith(end) for label, end in zip(shown, offered, strict=True))
