"""Links from item to item, and the stories that they make, on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from digests.model import Digest, Edition, EditionKey, EditionState, Item, ItemKey, Paragraph
from digests.personal.story_finder import StoryFinder
from digests.search.query import parse_query
from digests.store import Store
from digests.store.upkeep.tidying import Periods
from digests.stories.stories import Stories
from digests.values.stories import StoryLink
from tests.digests.statements import statements

DAY = date(2031, 5, 14)
NOW = datetime(2031, 5, 14, tzinfo=UTC)
FERRY = "The ferry Marigold to Gull Point runs again"


async def draft_of(store: Store, day: date, *headlines: str) -> Edition:
    items = tuple(
        Item(number=n, headline=text, paragraphs=(Paragraph(text=f"{text} {day}."),))
        for n, text in enumerate(headlines, start=1)
    )
    return await store.editions.add(
        Digest(title=None, items=items),
        (),
        date=day,
        fingerprint=str(day),
        posted_by=None,
        created_at=NOW,
    )


async def out(store: Store, day: date, *headlines: str) -> Edition:
    edition = await store.editions.publish((await draft_of(store, day, *headlines)).id, NOW)
    assert edition
    return edition


async def chain(store: Store, count: int) -> list[Edition]:
    """Editions of days that follow each other, the second item of each the story's next part."""
    made = [await out(store, DAY + timedelta(days=n), "A bell", FERRY) for n in range(count)]
    for earlier, later in pairwise(made):
        await store.story_links.put(later.id, [link(earlier)])
    return made


def link(earlier: Edition, number: int = 2) -> StoryLink:
    return StoryLink(number=number, earlier=ItemKey(earlier.id, 2), score=0.5)


async def test_a_story_is_what_links_lead_to_from_wherever_one_looks(store: Store) -> None:
    made = await chain(store, 4)
    whole = [ItemKey(one.id, 2) for one in made]
    for edition in made:
        story = await store.story_links.story_of(ItemKey(edition.id, 2))
        assert story.root == whole[0]
        assert [part.key for part in story.parts] == whole
    alone = await store.story_links.story_of(ItemKey(made[1].id, 1))
    assert [part.key for part in alone.parts] == [ItemKey(made[1].id, 1)]


async def test_an_edition_tells_what_it_goes_on_with_and_what_goes_on_with_it(
    store: Store,
) -> None:
    first, second = await chain(store, 2)
    found = [await store.editions.get(one.id) for one in (first, second)]
    assert [one and one.continued for one in found] == [{2}, frozenset()]
    (told,) = found[1].continuations if found[1] else ()
    assert (told.number, told.earlier, told.date) == (2, ItemKey(first.id, 2), DAY)


async def test_a_cut_parts_a_story_and_a_mended_link_joins_it_again(store: Store) -> None:
    made = await chain(store, 4)
    cut = store.story_links.cut
    assert await cut(made[2].id, 2, is_cut=True)
    assert not await cut(made[2].id, 1, is_cut=True)
    story = await store.story_links.story_of(ItemKey(made[3].id, 2))
    assert [part.key.edition for part in story.parts] == [made[2].id, made[3].id]
    assert await cut(made[2].id, 2, is_cut=False)
    whole = await store.story_links.story_of(ItemKey(made[3].id, 2))
    assert whole.root == ItemKey(made[0].id, 2)


async def test_a_word_names_a_story_where_it_stands_in_half_of_its_parts(store: Store) -> None:
    told = ("The ferry is sold", "A diesel ferry", "A diesel ferry sails", "Rain", "Ferry and hail")
    made = [await out(store, DAY + timedelta(days=n), "A bell", one) for n, one in enumerate(told)]
    for earlier, later in pairwise(made):
        await store.story_links.put(later.id, [link(earlier)])
    about = Stories(store=store).about
    story = await about(parse_query("ferry"))
    assert story
    assert len(story.parts) == 5
    assert await about(parse_query("diesel")) is None
    assert await about(parse_query("bell")) is None
    assert await about(parse_query("until:2031-05-20")) is None


async def test_a_draft_is_a_part_for_those_alone_who_look_from_it(store: Store) -> None:
    made = await chain(store, 2)
    draft = await draft_of(store, DAY + timedelta(days=9), "A bell", FERRY)
    await store.story_links.put(draft.id, [link(made[1])])
    of_readers = await store.story_links.story_of(ItemKey(made[0].id, 2))
    of_editor = await store.story_links.story_of(ItemKey(draft.id, 2))
    assert len(of_readers.parts) == 2
    assert len(of_editor.parts) == 3
    seen = await store.editions.get(made[1].id)
    assert seen
    assert not seen.continued


async def test_what_went_on_with_an_item_that_is_gone_goes_on_with_what_that_continued(
    store: Store,
) -> None:
    made = await chain(store, 3)
    await store.story_links.follow(made[1].id, 99, {1: 1})
    (left,) = await store.story_links.of(made[2].id)
    assert left.earlier == ItemKey(made[0].id, 2)
    await store.story_links.follow(made[0].id, 99, {1: 1})
    assert await store.story_links.of(made[2].id) == ()


async def test_links_of_what_was_thrown_away_go_with_it(store: Store) -> None:
    (first,) = await chain(store, 1)
    draft = await draft_of(store, DAY + timedelta(days=1), FERRY)
    await store.story_links.put(draft.id, [link(first, number=1)])
    await store.editions.mark(
        draft.id, EditionState.DISCARDED, at=NOW, expected=frozenset({EditionState.DRAFT})
    )
    periods = Periods(deliveries=timedelta(days=1), drafts=timedelta(days=1))
    assert (await store.tidying.tidy(NOW, periods)).get("story_links") is None
    assert (await store.tidying.tidy(NOW + timedelta(days=2), periods))["story_links"] == 1


async def test_what_is_older_than_a_month_is_found_by_the_index(store: Store) -> None:
    old = await out(store, DAY - timedelta(days=200), "A bell", FERRY)
    for n in range(3):
        await out(store, DAY - timedelta(days=n + 1), f"Roses bloom {n}", f"A choir sings {n}")
    later = Item(
        number=1,
        headline="The ferry Marigold to Gull Point is sold",
        paragraphs=(
            Paragraph(text="The ferry Marigold to Gull Point was sold. It runs again in May."),
        ),
    )
    found = await Stories(store=store).compare(
        Digest(title=None, items=(later,)), EditionKey(date=DAY)
    )
    (linked,) = found.links
    assert linked.earlier == ItemKey(old.id, 2)


async def test_whoever_follows_a_story_is_told_of_what_links_lead_to_it(store: Store) -> None:
    made = await chain(store, 3)
    assert await followed_in(store, made) == [{2}, {2}, {2}]
    await store.story_links.cut(made[2].id, 2, is_cut=True)
    assert await followed_in(store, made) == [{2}, {2}, frozenset()]


async def followed_in(store: Store, made: Sequence[Edition]) -> list[frozenset[int]]:
    """The numbers of each edition's items that are of the story which began in the first."""
    found = []
    for one in made:
        edition = await store.editions.get(one.id)
        assert edition
        in_stories = await StoryFinder(store).in_stories(edition)
        found.append(in_stories.get(ItemKey(made[0].id, 2), frozenset()))
    return found


async def test_the_stories_of_many_items_are_asked_for_at_once(store: Store) -> None:
    first, *_, last = made = await chain(store, 5)
    keys = [ItemKey(one.id, number) for one in made for number in (1, 2)]
    with statements() as asked:
        roots = await store.story_links.roots_of(keys)
    assert len([one for one in asked if "story_links" in one]) == 1
    assert {roots[ItemKey(one.id, 2)] for one in made} == {ItemKey(first.id, 2)}
    assert roots[ItemKey(last.id, 1)] == ItemKey(last.id, 1)
    with statements() as asked:
        whole = await store.story_links.stories_of(keys)
    assert len([one for one in asked if "story_links" in one]) == 2
    assert whole[ItemKey(last.id, 2)] == {ItemKey(one.id, 2) for one in made}
    assert whole[ItemKey(last.id, 1)] == {ItemKey(last.id, 1)}
    assert await store.story_links.roots_of([]) == {}
