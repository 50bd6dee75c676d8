"""What readers find in the archive, and what they don't."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from digests.archive import Archive, ItemPage
from digests.model import Digest, Edition, EditionState, Item, Paragraph, Picture
from digests.search.query import parse_query
from tests.digests.world import MORNING, TODAY, World

YESTERDAY = TODAY - timedelta(days=1)
HEADLINES = ("The ferry runs again", "The library stays open", "A bell was found")


@pytest.fixture
def archive(world: World) -> Archive:
    return Archive(store=world.store)


async def kept(world: World, day: date, state: EditionState) -> Edition:
    """An edition of a day with three items, in a state."""
    items = tuple(
        Item(number=n, headline=headline, paragraphs=(Paragraph(text=f"{headline}, {day}."),))
        for n, headline in enumerate(HEADLINES, start=1)
    )
    editions = world.store.editions
    edition = await editions.add(
        Digest(title=f"Letter of {day}", language="en", items=items),
        (),
        date=day,
        fingerprint=str(day),
        posted_by=None,
        created_at=MORNING,
    )
    if state is not EditionState.DRAFT:
        await editions.publish(edition.id, MORNING)
    if state is EditionState.RECALLED:
        published = frozenset({EditionState.PUBLISHED})
        await editions.mark(edition.id, state, at=MORNING, expected=published)
    return replace(edition, state=state)


async def test_an_issue_is_found_by_its_number_and_of_before_by_its_title(
    archive: Archive, world: World
) -> None:
    for number, digest in enumerate(
        (
            Digest(title="The Heron", issue=45),
            Digest(title="The Heron", issue=46),
            Digest(title="The Heron, Vol. 7"),
            Digest(title="The Heron, Vol. 46"),
        )
    ):
        edition = await world.store.editions.add(
            digest,
            (),
            date=YESTERDAY - timedelta(days=number),
            fingerprint=str(number),
            posted_by=None,
            created_at=MORNING,
        )
        await world.store.editions.publish(edition.id, MORNING)
    found = [await archive.of_issue(number) for number in (45, 46, 7, 8)]
    assert [edition.date if edition else None for edition in found] == [
        YESTERDAY,
        YESTERDAY - timedelta(days=1),
        YESTERDAY - timedelta(days=2),
        None,
    ]


def numbers(page: ItemPage) -> list[tuple[date, int]]:
    return [(edition.date, item.number) for edition, item in page.items]


@pytest.mark.parametrize(
    ("state", "readable"),
    [
        (EditionState.PUBLISHED, True),
        (EditionState.RECALLED, True),
        (EditionState.DRAFT, False),
    ],
)
async def test_readers_read_what_was_published(
    archive: Archive, world: World, state: EditionState, readable: bool
) -> None:
    edition = await kept(world, TODAY, state)
    found = await archive.edition(edition.id)
    assert (found is not None) is readable
    assert await archive.edition(edition.id, drafts=True)


async def test_the_edition_of_a_message_is_known_by_its_receipt(
    archive: Archive, world: World
) -> None:
    broadcast = await world.delivered(1)
    found = await archive.edition_of_message(1, 1)
    assert found
    assert found.id == broadcast.edition_id
    assert await archive.edition_of_message(1, 99) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [(TODAY, 1), (TODAY, 2), (TODAY, 3)]),
        ("2", [(TODAY, 2)]),
        (str(YESTERDAY), [(YESTERDAY, 1), (YESTERDAY, 2), (YESTERDAY, 3)]),
        (f"3 {YESTERDAY}", [(YESTERDAY, 3)]),
        (f"{YESTERDAY:%-d %B}", [(YESTERDAY, 1), (YESTERDAY, 2), (YESTERDAY, 3)]),
        ("ferry", [(TODAY, 1), (YESTERDAY, 1)]),
        ("zeppelin", []),
    ],
)
async def test_items_are_found_by_number_by_day_and_by_words(
    archive: Archive, world: World, words: str, found: list[tuple[date, int]]
) -> None:
    await kept(world, YESTERDAY, EditionState.PUBLISHED)
    await kept(world, TODAY, EditionState.PUBLISHED)
    page = await archive.items(words, today=TODAY, offset=0, limit=10)
    assert numbers(page) == found
    assert not page.is_more


async def test_a_page_of_items_says_whether_there_are_more(archive: Archive, world: World) -> None:
    await kept(world, TODAY, EditionState.PUBLISHED)
    first = await archive.items("", today=TODAY, offset=0, limit=2)
    rest = await archive.items("", today=TODAY, offset=2, limit=2)
    assert (numbers(first), first.is_more) == ([(TODAY, 1), (TODAY, 2)], True)
    assert (numbers(rest), rest.is_more) == ([(TODAY, 3)], False)


async def test_recalled_editions_are_not_found(archive: Archive, world: World) -> None:
    await kept(world, TODAY, EditionState.RECALLED)
    assert await archive.latest() is None
    assert await archive.of_day(TODAY) is None
    assert (await archive.page(offset=0, limit=5)).total == 0
    assert (await archive.search(parse_query("ferry"), offset=0, limit=5)).total == 0
    assert numbers(await archive.items("ferry", today=TODAY, offset=0, limit=5)) == []


async def test_days_are_those_of_what_is_published(archive: Archive, world: World) -> None:
    await kept(world, TODAY, EditionState.PUBLISHED)
    await kept(world, YESTERDAY, EditionState.PUBLISHED)
    await kept(world, TODAY - timedelta(days=2), EditionState.RECALLED)
    await kept(world, TODAY + timedelta(days=1), EditionState.DRAFT)
    assert await archive.days() == (TODAY, YESTERDAY)
    assert [one.date for one in await archive.between(YESTERDAY, YESTERDAY)] == [YESTERDAY]


async def test_a_day_knows_what_was_taken_back(archive: Archive, world: World) -> None:
    await kept(world, YESTERDAY, EditionState.RECALLED)
    await kept(world, TODAY, EditionState.DRAFT)
    assert await archive.has_recalled(YESTERDAY)
    assert not await archive.has_recalled(TODAY)
    evening = await world.store.editions.add(
        Digest(title="Letter"),
        (),
        date=TODAY,
        paper="akari",
        slot="evening",
        fingerprint="evening",
        posted_by=None,
        created_at=MORNING,
    )
    await world.store.editions.mark(
        evening.id, EditionState.RECALLED, at=MORNING, expected=frozenset({EditionState.DRAFT})
    )
    assert await archive.has_recalled(TODAY)
    assert await archive.of_paper("akari").has_recalled(TODAY)
    assert not await archive.of_paper("").has_recalled(TODAY)


async def test_pictures_are_named_by_their_format(archive: Archive, world: World) -> None:
    told = {"a" * 64: b"\x89PNG\r\n\x1a\n...", "b" * 64: b"\xff\xd8\xff\xe0..."}
    pictures = tuple(Picture(key=key, width=1, height=1, data=data) for key, data in told.items())
    lacking = Picture(key="c" * 64, width=1, height=1)
    item = Item(number=1, headline="A bell", pictures=(*pictures, lacking))
    digest = Digest(title="Letter", items=(item,))
    await world.store.editions.add(
        digest, (), date=TODAY, fingerprint="x", posted_by=None, created_at=MORNING
    )
    assert await archive.picture_endings(digest) == {"a" * 64: "png", "b" * 64: "jpg"}
    assert await archive.picture_endings(Digest(title="Letter")) == {}
    assert await archive.picture("b" * 64) == b"\xff\xd8\xff\xe0..."
