"""The days beside one and the last ones, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from digests.model import PAPER, Digest, Edition, EditionState, Item, ItemKey, Paragraph
from digests.store import Store
from digests.values.days import DaysBeside, EditionOfDay
from digests.values.stories import StoryLink

DAY = date(2031, 5, 14)
NOW = datetime(2031, 5, 14, tzinfo=UTC)
PUBLISHED = frozenset({EditionState.PUBLISHED})


async def draft_of(
    store: Store, day: date, *, paper: str = PAPER, slot: str = "", first: int = 1, count: int = 2
) -> Edition:
    items = tuple(
        Item(number=n, headline=f"Bell {n} of {day}", paragraphs=(Paragraph(text="It rang."),))
        for n in range(first, first + count)
    )
    return await store.editions.add(
        Digest(title=None, items=items),
        (),
        date=day,
        paper=paper,
        slot=slot,
        fingerprint=f"{day} {paper} {slot}",
        posted_by=None,
        created_at=NOW,
    )


async def out(store: Store, ago: int, **given: str | int) -> Edition:
    draft = await draft_of(store, DAY - timedelta(days=ago), **given)  # type: ignore[arg-type]
    edition = await store.editions.publish(draft.id, NOW)
    assert edition
    return edition


def opened(edition: Edition, first: int = 1) -> EditionOfDay:
    return EditionOfDay(id=edition.id, date=edition.date, first_item=first)


async def test_beside_a_day_are_the_nearest_that_its_paper_has_an_edition_of(store: Store) -> None:
    assert await store.published_days.beside(await draft_of(store, DAY)) == DaysBeside()
    far, before, middle = [await out(store, ago, first=3) for ago in (9, 4, 2)]
    gone = await out(store, 3)
    await store.editions.mark(gone.id, EditionState.RECALLED, at=NOW, expected=PUBLISHED)
    await out(store, 1, paper="akari")
    found = await store.published_days.beside(middle)
    assert found == DaysBeside(before=opened(before, 3))
    assert await store.published_days.beside(before) == DaysBeside(
        before=opened(far, 3), after=opened(middle, 3)
    )


async def test_of_a_day_beside_the_edition_of_the_same_slot_is_opened_else_the_first(
    store: Store,
) -> None:
    day, evening = await out(store, 2), await out(store, 2, slot="evening")
    other, its_evening = await out(store, 1), await out(store, 1, slot="evening")
    last = await out(store, 0)
    assert (await store.published_days.beside(its_evening)).before == opened(evening)
    assert (await store.published_days.beside(its_evening)).after == opened(last)
    assert (await store.published_days.beside(other)).before == opened(day)


async def test_the_last_days_end_with_the_newest_edition_and_leave_older_ones_out(
    store: Store,
) -> None:
    made = [await out(store, ago) for ago in (9, 6, 3, 0)]
    await out(store, 0, paper="akari")
    for earlier, later in ((0, 1), (1, 2), (2, 3)):
        link = StoryLink(number=2, earlier=ItemKey(made[earlier].id, 2), score=0.5)
        await store.story_links.put(made[later].id, [link])
    found = await store.published_days.last(7, PAPER)
    keys = [ItemKey(one.id, number) for one in reversed(made[1:]) for number in (1, 2)]
    assert [one.key for one in found.items] == keys
    assert found.items[0].item.headline == f"Bell 1 of {DAY}"
    assert [one.key for one in found.going_on] == [ItemKey(made[3].id, 2)]


async def test_before_the_first_edition_there_are_no_last_days(store: Store) -> None:
    found = await store.published_days.last(7)
    assert (found.items, found.going_on) == ((), ())
