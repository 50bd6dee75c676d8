from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from digests.errors import StoreError
from digests.model import (
    Aspect,
    Change,
    ChangeKind,
    Correction,
    Digest,
    Edit,
    Edition,
    EditionKey,
    EditionState,
    Item,
    Paragraph,
    ParagraphKind,
    Picture,
    Place,
    Problem,
    ProblemKind,
    Related,
    Severity,
    Source,
    SummaryMaker,
)
from digests.store import Store
from digests.store.serialization import read_digest, read_problems, written_digest, written_problems
from digests.store.tables import editions
from tests.digests.world import there

NOON = datetime(2025, 3, 14, 3, tzinfo=UTC)
DAY = date(2025, 3, 14)
DigestPart = TypeVar("DigestPart", Digest, Item, Problem)

DRAFT = frozenset({EditionState.DRAFT})

RICH = Digest(
    title="3月14日の瓦版",
    author="編集部",
    date=DAY,
    preface=("おはようございます。",),
    items=(
        Item(
            number=1,
            headline="港に橋が架かる＝市長",
            printed_number="①",
            date=date(2025, 3, 13),
            outlet="港新聞",
            attribution="市長",
            sources=(Source(url="https://example.com/1", raw="https://example.com/1?utm=x"),),
            paragraphs=(
                Paragraph(text="橋が架かった。"),
                Paragraph(text="全長は百メートル", kind=ParagraphKind.BULLET),
            ),
            captions=("橋の写真",),
            pictures=(Picture(key="k1", width=2, height=3, caption="橋", data=b"\xff\xd8"),),
            related=(Related(headline="橋の歌", date=date(2025, 3, 12)),),
            section="市政",
            summary=(Paragraph(text="橋が架かった。"),),
            summary_by=SummaryMaker.EDITOR,
        ),
        Item(number=2, headline="祭りの日程"),
    ),
    left_over=("編集後記",),
)
PROBLEMS = (
    Problem(
        kind=ProblemKind.NUMBER_GAP,
        severity=Severity.WARNS,
        place=Place(line=3, item=2),
        details={"number": "2"},
    ),
)


async def add(
    store: Store,
    day: date = DAY,
    digest: Digest = RICH,
    fingerprint: str | None = None,
    *,
    key: EditionKey | None = None,
) -> Edition:
    key = key or EditionKey(date=day)
    return await store.editions.add(
        digest,
        PROBLEMS,
        date=key.date,
        paper=key.paper,
        slot=key.slot,
        fingerprint=fingerprint or str(day),
        posted_by=77,
        created_at=NOON,
    )


async def published(store: Store, *days: date) -> list[Edition]:
    drafts = [await add(store, day) for day in days]
    return [there(await store.editions.publish(draft.id, NOON)) for draft in drafts]


def without_bytes(digest: Digest) -> Digest:
    return read_digest(written_digest(digest))


async def test_a_digest_comes_back_as_it_was_without_its_pictures_bytes(store: Store) -> None:
    edition = await add(store)
    assert edition.state is EditionState.DRAFT
    assert await store.editions.get(edition.id) == edition
    item, other = edition.digest.items
    assert item.pictures[0].data == b""
    assert (other, item.sources, item.paragraphs) == (
        RICH.items[1],
        RICH.items[0].sources,
        RICH.items[0].paragraphs,
    )
    assert edition.problems == PROBLEMS
    assert (edition.posted_by, edition.created_at) == (77, NOON)


async def test_a_picture_is_kept_by_its_key(store: Store) -> None:
    await add(store)
    assert await store.editions.picture("k1") == b"\xff\xd8"
    assert await store.editions.picture("k2") is None


def filled(kind: type[DigestPart]) -> st.SearchStrategy[DigestPart]:
    """Values with something in every field, defaults or not."""
    return st.builds(kind, **{field.name: ... for field in fields(kind)})


@given(digest=filled(Digest), items=st.lists(filled(Item), max_size=2))
def test_any_digest_survives_being_written(digest: Digest, items: list[Item]) -> None:
    digest = replace(digest, items=tuple(items))
    read = without_bytes(digest)
    assert without_bytes(read) == read
    assert repr(read) == repr(digest)  # which leaves the pictures' bytes out


@given(filled(Problem))
def test_any_problem_survives_being_written(problem: Problem) -> None:
    assert read_problems(written_problems([problem])) == (problem,)


def test_what_is_no_part_of_a_digest_is_not_written() -> None:
    with pytest.raises(TypeError, match="object has no place"):
        written_digest(Digest(title=object()))  # type: ignore[arg-type]  # that is the test


async def test_the_same_content_twice_is_one_edition(store: Store) -> None:
    first = await add(store)
    again = await add(store, DAY + timedelta(days=1), fingerprint=str(DAY))
    assert again == first


async def test_a_discarded_content_may_be_posted_again(store: Store) -> None:
    first = await add(store)
    await store.editions.mark(first.id, EditionState.DISCARDED, at=NOON, expected=DRAFT)
    assert (await add(store)).id != first.id


async def test_a_draft_is_not_what_readers_see(store: Store) -> None:
    draft = await add(store)
    assert await store.editions.of_day(DAY) is None
    assert await store.editions.count() == 0
    assert await store.editions.drafts() == (draft,)


async def test_publishing_makes_it_the_edition_of_its_day(store: Store) -> None:
    draft = await add(store)
    edition = there(await store.editions.publish(draft.id, NOON))
    assert (edition.state, edition.published_at) == (EditionState.PUBLISHED, NOON)
    assert await store.editions.of_day(DAY) == edition
    assert await store.editions.latest() == edition
    assert await store.editions.drafts() == ()


async def test_the_edition_of_a_day_is_not_taken_from_readers_by_another(store: Store) -> None:
    (first,) = await published(store, DAY)
    second = await add(store, fingerprint="other")
    assert await store.editions.publish(second.id, NOON) is None
    assert await store.editions.of_day(DAY) == first
    assert await store.editions.drafts() == (second,)


async def test_of_two_editions_published_at_once_one_is(store: Store) -> None:
    drafts = [await add(store, fingerprint=name) for name in "ab"]
    done = await asyncio.gather(*(store.editions.publish(one.id, NOON) for one in drafts))
    assert sorted(one is None for one in done) == [False, True]
    assert await store.editions.of_day(DAY) in done


OTHERS = (EditionKey(date=DAY, paper="harbour"), EditionKey(date=DAY, slot="evening"))


@pytest.mark.parametrize("key", OTHERS)
async def test_editions_of_other_papers_and_slots_are_published_beside_each_other(
    store: Store, key: EditionKey
) -> None:
    (first,) = await published(store, DAY)
    draft = await add(store, fingerprint="other", key=key)
    assert await store.editions.published(key) is None
    second = there(await store.editions.publish(draft.id, NOON))
    assert (first.key, second.key) == (EditionKey(date=DAY), key)
    assert await store.editions.published(key) == second
    assert await store.editions.published(first.key) == first
    assert await store.editions.of_day(DAY) == first
    third = await add(store, fingerprint="third", key=key)
    assert await store.editions.publish(third.id, NOON) is None
    assert await store.editions.published(key) == second
    assert await store.editions.published(first.key) == first


@pytest.mark.parametrize("key", [EditionKey(date=DAY), *OTHERS])
async def test_the_database_itself_refuses_two_published_editions_of_a_key(
    store: Store, key: EditionKey
) -> None:
    for fingerprint in ("first", "second"):
        await add(store, fingerprint=fingerprint, key=key)
    publish = update(editions).values(state=EditionState.PUBLISHED)
    with pytest.raises(StoreError):
        await store.database.in_write(lambda connection: connection.execute(publish))


async def test_publishing_again_changes_nothing(store: Store) -> None:
    (edition,) = await published(store, DAY)
    assert await store.editions.publish(edition.id, NOON + timedelta(hours=1)) == edition


async def test_what_was_discarded_meanwhile_is_not_published(store: Store) -> None:
    draft = await add(store)
    await store.editions.mark(draft.id, EditionState.DISCARDED, at=NOON, expected=DRAFT)
    assert await store.editions.publish(draft.id, NOON) is None
    assert there(await store.editions.get(draft.id)).state is EditionState.DISCARDED


async def test_publishing_what_is_not_there_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="no edition 5"):
        await store.editions.publish(5, NOON)


async def test_an_edition_is_marked_only_from_an_expected_state(store: Store) -> None:
    draft = await add(store)
    at = NOON + timedelta(hours=1)
    for outcome in (True, False):
        marked = await store.editions.mark(
            draft.id, EditionState.SCHEDULED, at=NOON, publish_at=at, expected=DRAFT
        )
        assert marked is outcome
    scheduled = await store.editions.get(draft.id)
    assert scheduled
    assert (scheduled.state, scheduled.publish_at) == (EditionState.SCHEDULED, at)


async def test_scheduled_editions_are_due_when_their_time_has_come(store: Store) -> None:
    draft = await add(store)
    at = NOON + timedelta(hours=1)
    await store.editions.mark(
        draft.id, EditionState.SCHEDULED, at=NOON, publish_at=at, expected=DRAFT
    )
    assert await store.editions.due(at - timedelta(seconds=1)) == ()
    assert [edition.id for edition in await store.editions.due(at)] == [draft.id]


async def test_what_is_scheduled_no_more_is_not_due(store: Store) -> None:
    drafts = [await add(store, fingerprint=name) for name in ("late", "early", "discarded")]
    for draft, hours in zip(drafts, (2, 1, 1), strict=True):
        at = NOON + timedelta(hours=hours)
        await store.editions.mark(
            draft.id, EditionState.SCHEDULED, at=NOON, publish_at=at, expected=DRAFT
        )
    expected = frozenset({EditionState.SCHEDULED})
    await store.editions.mark(drafts[2].id, EditionState.DISCARDED, at=NOON, expected=expected)
    discarded = await store.editions.get(drafts[2].id)
    assert discarded
    assert discarded.publish_at is None
    due = await store.editions.due(NOON + timedelta(days=1))
    assert [edition.id for edition in due] == [drafts[1].id, drafts[0].id]
    assert [edition.id for edition in await store.editions.drafts()] == [
        drafts[1].id,
        drafts[0].id,
    ]
    await store.editions.publish(drafts[0].id, NOON)
    left = await store.editions.due(NOON + timedelta(days=1))
    assert [edition.id for edition in left] == [drafts[1].id]


async def test_a_recalled_edition_is_not_published_again(store: Store) -> None:
    (edition,) = await published(store, DAY)
    expected = frozenset({EditionState.PUBLISHED})
    assert await store.editions.mark(edition.id, EditionState.RECALLED, at=NOON, expected=expected)
    assert await store.editions.publish(edition.id, NOON) is None
    assert await store.editions.of_day(DAY) is None


async def test_an_edition_tells_since_when_it_is_corrected(store: Store) -> None:
    (edition,) = await published(store, DAY)
    assert edition.corrected_at is None
    draft = await add(store, fingerprint="mended")
    later = NOON + timedelta(hours=3)
    corrected = there(await store.editions.correct(edition.id, draft.id, later))
    assert corrected.corrected_at == later


async def test_the_nearest_edition_is_found_on_either_side(store: Store) -> None:
    early, late = date(2025, 3, 10), date(2025, 3, 20)
    await published(store, early, late)
    nearest = {
        day: edition.date
        for day in (early - timedelta(days=9), early, date(2025, 3, 14), date(2025, 3, 16), late)
        if (edition := await store.editions.nearest(day))
    }
    assert list(nearest.values()) == [early, early, early, late, late]


async def test_of_two_as_near_the_later_edition_is_nearest(store: Store) -> None:
    await published(store, date(2025, 3, 10), date(2025, 3, 20))
    nearest = await store.editions.nearest(date(2025, 3, 15))
    assert nearest
    assert nearest.date == date(2025, 3, 20)


async def test_the_archive_has_pages_newest_first(store: Store) -> None:
    days = [DAY + timedelta(days=n) for n in range(5)]
    await published(store, *days)
    page = await store.editions.page(offset=1, limit=2)
    assert [summary.date for summary in page] == [days[3], days[2]]
    assert (page[0].title, page[0].items) == (RICH.title, 2)
    assert await store.editions.count() == 5


async def test_recent_items_are_those_of_the_days_before(store: Store) -> None:
    await published(store, DAY - timedelta(days=8), DAY - timedelta(days=7), DAY)
    found = await store.editions.recent_items(7, EditionKey(date=DAY))
    assert [(one.date, one.item.number) for one in found] == [
        (DAY - timedelta(days=7), 1),
        (DAY - timedelta(days=7), 2),
    ]


async def test_a_correction_takes_place_in_the_published_edition(store: Store) -> None:
    (edition,) = await published(store, DAY)
    mended = Digest(title="訂正版", items=RICH.items[:1])
    draft = await add(store, digest=mended, fingerprint="mended")
    corrected = there(await store.editions.correct(edition.id, draft.id, NOON))
    assert (corrected.id, corrected.state) == (edition.id, EditionState.PUBLISHED)
    assert corrected.digest == without_bytes(mended)
    assert corrected.fingerprint == "mended"
    left = await store.editions.get(draft.id)
    assert left
    assert left.state is EditionState.DISCARDED
    assert (await store.editions.page(offset=0, limit=1))[0].title == "訂正版"


async def test_what_was_corrected_stays_with_its_edition(store: Store) -> None:
    (edition,) = await published(store, DAY)
    assert edition.corrections == ()
    edits = (Edit(aspect=Aspect.WORDS, before="三倍", after="四倍"), Edit(aspect=Aspect.LINKS))
    change = Change(kind=ChangeKind.CHANGED, number=1, headline="橋", edits=edits, more=2)
    at = NOON.astimezone(timezone(timedelta(hours=9)))
    corrections = (Correction(at=at, changes=(change,)), Correction(at=at))
    draft = await add(store, fingerprint="mended")
    corrected = there(await store.editions.correct(edition.id, draft.id, at, corrections))
    assert corrected.corrections == corrections
    assert corrected.corrections[0].at.utcoffset() == timedelta(hours=9)  # the editor's day


async def test_nothing_recalled_is_corrected_and_no_draft_twice(store: Store) -> None:
    (edition,) = await published(store, DAY)
    draft = await add(store, fingerprint="mended")
    await store.editions.mark(draft.id, EditionState.DISCARDED, at=NOON, expected=DRAFT)
    assert await store.editions.correct(edition.id, draft.id, NOON) is None
    other = await add(store, fingerprint="again")
    expected = frozenset({EditionState.PUBLISHED})
    await store.editions.mark(edition.id, EditionState.RECALLED, at=NOON, expected=expected)
    assert await store.editions.correct(edition.id, other.id, NOON) is None
    assert (await store.editions.drafts()) == (other,)
