from __future__ import annotations

from datetime import timedelta

from digests.model import PAPER
from digests.store import Store
from digests.values.papers import Paper, paper_in, paper_of, read_key, written_key
from tests.digests.world import MORNING, TODAY, World, choosing, there

MAIN = Paper(title="The Lantern", language="en")
OTHER = Paper(key="akari", title="灯", language="ja", minute=480, timezone="Asia/Tokyo")


async def test_the_paper_that_is_always_there_comes_first(store: Store) -> None:
    assert await store.papers.all() == (Paper(),)
    assert await store.papers.add(OTHER)
    assert await store.papers.all() == (Paper(), OTHER)
    assert not await store.papers.add(OTHER)
    assert await store.papers.change(MAIN)
    assert await store.papers.all() == (MAIN, OTHER)
    assert not await store.papers.change(Paper(key="none"))


def test_a_paper_is_found_by_its_language_and_by_its_key() -> None:
    papers = (MAIN, OTHER)
    assert [paper_in(papers, code) for code in ("ja", "en", "fr")] == [OTHER, MAIN, MAIN]
    assert [paper_of(papers, key) for key in ("akari", "", "gone")] == [OTHER, MAIN, MAIN]
    assert [written_key(one.key) for one in papers] == ["main", "akari"]
    assert [read_key(written_key(one.key)) for one in papers] == [PAPER, "akari"]
    assert read_key("Akari") is None


async def opened(world: World, paper: str) -> int:
    """The broadcast of an edition of a paper."""
    model = await world.edition(TODAY - timedelta(days=9), fingerprint=f"model of {paper}")
    draft = await world.store.editions.add(
        model.digest,
        (),
        date=TODAY,
        paper=paper,
        fingerprint=paper,
        posted_by=None,
        created_at=MORNING,
    )
    edition = there(await world.store.editions.publish(draft.id, MORNING))
    return (await world.open(edition.id, MORNING)).id


async def test_an_edition_is_planned_for_the_readers_of_its_paper(world: World) -> None:
    await world.subscribers(2, minute=60)
    await world.subscribers(1, "Asia/Tokyo", minute=60, paper="akari")
    await world.subscribers(1, "Asia/Tokyo", minute=23 * 60, paper="akari")
    broadcast = await world.store.ledger.broadcast(await opened(world, "akari"))
    assert broadcast.paper == "akari"
    assert await world.due(MORNING) == [3]
    assert (await world.progress(broadcast)).later == 1
    assert await world.due(MORNING + timedelta(hours=20)) == [4]
    minutes = world.store.subscribers.minutes
    assert [await minutes(MORNING, paper=one) for one in ("", "akari")] == [
        {("UTC", 60): 2},
        {("Asia/Tokyo", 60): 1, ("Asia/Tokyo", 23 * 60): 1},
    ]


async def test_who_changes_to_a_paper_gets_what_is_going_out_of_it(world: World) -> None:
    await world.subscribers(2, minute=60)
    await world.subscribers(1, minute=60, paper="akari")
    await world.subscribers(1, minute=23 * 60, paper="akari")  # so that it is not over
    await opened(world, "akari")
    assert await world.due(MORNING) == [3]
    await world.store.subscribers.change(1, choosing(paper="akari"))
    assert await world.due(MORNING + timedelta(hours=1)) == [1]
    await world.store.subscribers.change(3, choosing(paper=PAPER))
    assert await world.due(MORNING + timedelta(hours=2)) == []
