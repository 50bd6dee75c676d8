"""What was corrected, for whoever asks."""

from __future__ import annotations

from datetime import timedelta

from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, labels


async def test_where_nothing_was_corrected_the_list_says_so(desk: Desk, wren: Person) -> None:
    await desk.publish()
    assert await desk.told(wren, "/errata") == "No corrections so far."


async def test_corrections_are_listed_by_day_with_a_way_to_each_item(
    desk: Desk, wren: Person
) -> None:
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    for words in ("until three", "until four"):
        draft = await desk.draft(DIGEST.replace("until two", words))
        await desk.pressed(desk.editor, draft, "✏️ Correct silently")
        desk.now += timedelta(days=1)
    (listed,) = await desk.said(wren, "/errata")
    assert listed.text == (
        "✏️ Corrected on Sat, Nov 21\nThe Harbour Letter, 20 November 2026\n② three → four\n\n"
        "✏️ Corrected on Fri, Nov 20\nThe Harbour Letter, 20 November 2026\n② two → three"
    )
    assert labels(listed) == ["🔔 Subscribe", "② Fri, Nov 20"]
    opened = await desk.pressed(wren, listed, "②")
    assert opened.last.text.startswith("② The library stays open at night")
