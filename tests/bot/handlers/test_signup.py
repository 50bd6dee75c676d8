"""Who subscribes has the latest edition at once, and is told when the next one comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digests.delivery.model import BroadcastKind
from digests.model import Edition, Form
from simulator.protocol.faults import FaultKind
from simulator.state.people import Person
from tests.support.desk import DAY, DIGEST, Desk, labels


@pytest.fixture
async def edition(desk: Desk) -> Edition:
    """The edition of the day, which goes out."""
    edition = await desk.publish()
    await desk.store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=DAY, at=desk.now, by=None
    )
    return edition


@pytest.mark.usefixtures("edition")
async def test_the_latest_edition_comes_at_once_and_not_again_at_its_hour(
    desk: Desk, wren: Person
) -> None:
    wren.language_code = "pt-br"  # 9 o'clock there
    (card,) = await desk.said(wren, "/settings 20:00")
    said, digest = (await desk.pressed(wren, card, "🔔 Subscribe")).messages
    assert said.text.splitlines() == [
        "🔔 Subscribed: the digest comes every day at 20:00 (Brazil (Sao Paulo) Time).",
        "Here is the latest edition. The next one comes tomorrow at 20:00.",
        "I think it's 09:00 where you are. If not, choose yours with 🌏.",
    ]
    assert labels(said) == ["🕖 Time", "🌏 Time zone"]
    assert "The ferry runs again" in digest.text
    had = desk.world.inbox(wren)
    desk.now += timedelta(days=1, hours=12)
    await desk.deliver()
    assert desk.world.inbox(wren) == had


@pytest.mark.usefixtures("edition")
async def test_it_comes_in_the_chosen_form_and_numbers_belong_to_it(
    desk: Desk, wren: Person
) -> None:
    card = (await desk.said(wren, "/settings"))[-1]
    await desk.pressed(wren, card, "📄 Layout")
    await desk.pressed(wren, card, "As a file")
    _, digest = await desk.said(wren, "/subscribe")
    assert "document" in digest.content
    subscriber = await desk.store.subscribers.find(wren.id)
    assert subscriber
    assert subscriber.preferences.form is Form.FILE
    (item,) = await desk.said(wren, "2")
    assert item.text.startswith("② The library")
    assert "🔔 Subscribe" not in labels(item)


async def test_the_rich_form_falls_back_where_the_server_knows_none(desk: Desk) -> None:
    rook = await desk.subscriber("Rook", form=Form.RICH)
    await desk.said(rook, "/unsubscribe")
    await desk.publish()
    desk.world.cloud.settings.older_api = True
    _, digest = await desk.said(rook, "/subscribe")
    assert "The ferry runs again" in digest.text


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    ("kind", "later"), [(FaultKind.CHAT_NOT_FOUND, 1), (FaultKind.CUT_AFTER, 0)]
)
async def test_what_could_not_be_brought_comes_at_its_hour_and_what_is_in_doubt_does_not(
    desk: Desk, wren: Person, kind: FaultKind, later: int
) -> None:
    await desk.said(wren, "/settings 20:00")
    desk.world.fault(kind, text="The ferry runs again", count=None)
    await desk.said(wren, "/subscribe")
    desk.world.clear_faults()
    had = len(desk.world.inbox(wren))
    desk.now += timedelta(hours=9)
    await desk.deliver()
    assert len(desk.world.inbox(wren)) == had + later


@pytest.mark.usefixtures("edition")
async def test_a_correction_reaches_what_came_at_once(desk: Desk, wren: Person) -> None:
    _, digest = await desk.said(wren, "/subscribe")
    preview = await desk.draft(DIGEST.replace("runs again", "runs tonight"))
    await desk.pressed(desk.editor, preview, "✏️ Correct silently")
    await desk.deliver()
    assert "The ferry runs tonight" in digest.text


@pytest.mark.usefixtures("edition")
async def test_a_group_has_it_with_links_and_a_channel_at_its_hour(
    desk: Desk,
) -> None:
    owner = desk.world.person("Owner")
    group = desk.world.supergroup("Harbour", [owner])
    channel = desk.world.channel("Gazette", [owner])
    await desk.handled()
    _, digest = await desk.said(owner, "/subscribe", chat=group)
    assert all(button.url for button in digest.buttons)
    (answer,) = await desk.said(owner, "/subscribe", chat=channel)
    assert answer.text.splitlines()[1:] == ["The next edition comes tomorrow at 07:00."]
    assert not labels(answer)
