"""What stands on the buttons shown last, typed instead of pressed."""

from __future__ import annotations

from datetime import timedelta

from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, labels


async def test_a_setting_is_chosen_by_the_words_on_its_button(desk: Desk, wren: Person) -> None:
    await desk.publish()
    await desk.said(wren, "/settings")
    (offered,) = await desk.said(wren, "Layout")
    assert "Headlines only" in labels(offered)
    assert "Layout: Headlines only" in await desk.told(wren, "headlines only")
    (rhythm,) = await desk.said(wren, "📆 Days and pauses")
    assert "✓ Mo" in labels(rhythm)
    (card, *_) = await desk.said(wren, "mo")
    assert "Mo" in labels(card)
    (settings,) = await desk.said(wren, "back")
    assert settings.text.startswith("⚙️ Settings")
    desk.now += timedelta(minutes=11)
    (asked,) = await desk.said(wren, "mo")  # opens the question, and changes nothing
    assert "Mo" in labels(asked)


async def test_what_is_followed_is_opened_by_its_name(desk: Desk, wren: Person) -> None:
    for words in ("mute", "フォロー", "/mute"):
        assert "follow" in (await desk.told(wren, words)).lower()


async def test_what_editors_decide_is_decided_by_a_press_alone(desk: Desk) -> None:
    (card,) = await desk.posted(DIGEST)
    assert "📣 Publish now" in labels(card)
    told = await desk.said(desk.editor, "publish now")
    assert told
    assert len(await desk.store.editions.drafts()) == 1
